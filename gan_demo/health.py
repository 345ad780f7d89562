"""Health lights of a training run: what its last events show, in plain words, and what one click could change.

No sign depends on the scale of a loss: how often D tells a real picture from a generated one, how varied pictures are
beside real ones, and distances beside the run's own best or their floor.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, NamedTuple

from .words import Words

EARLY_SECONDS, EARLY_STEPS = 20, 200  # until then every run looks ill: nothing varies, and a critic is always right
TUNED = {"g_lr", "d_lr", "d_steps", "weights", "augment", "batch"}  # a change of these asks for patience
HEARD = 6  # histograms of scores that have to agree
SURE = 0.99  # of pairs of a real and a generated picture: D is never wrong
GUESS = 0.04  # either side of one half: D tells nothing
WRONG = 0.4  # below, D takes generated pictures for real, as no D does that learns
ALIKE, FADED = 0.25, 0.5  # variety, and the share of its own past, below which pictures are alike
VARIED = 1.05  # times as varied as ever before is progress
WORSE, LOST = 1.4, 2.0  # times the best distance
HUGE = 1000  # a gap of scores: a critic of slope one cannot have it, as pictures lie within 2 sqrt(H W C)
STUCK, STALE = 0.35, 0.6  # shares of the run without progress that confirm another sign, and that are one by themselves
LONG = 1000  # steps before which nothing is stale
NEAR = 2.0  # floors: as good as so small a sample can tell

Event = Mapping[str, Any]


@dataclass(frozen=True)
class Light:
    """One light: what it watches, how that stands, why, and what would help."""

    light: str
    level: str  # ok, warn, bad
    text: Words
    changes: dict[str, str] | None = None  # live settings and what to set them to
    rewind: int | None = None  # the step of a snapshot to go back to


class Finding(NamedTuple):
    """What is wrong; what would help are factors of the settings in effect."""

    level: str
    text: Words
    factors: Mapping[str, float]
    back: bool  # whether an earlier step was better


@dataclass(frozen=True)
class Past:
    """What the lights look at; lists are oldest first and end now."""

    seconds: float
    steps: int
    since: int  # the step at which settings last changed, or the run last went on
    measured: list[Event]  # all Scored events with numbers
    late: list[Event]  # those since then
    right: list[float]  # how often D was right, at the last samples since then
    gap: float  # between the scores of real and of generated pictures, lately
    spoiled: bool  # whether a number is none
    now: dict[str, Any]  # the settings in effect, as far as they are known

    @property
    def early(self) -> bool:
        return self.seconds < EARLY_SECONDS or self.steps - self.since < EARLY_STEPS

    @property
    def idle(self) -> float:
        """The share of the run's steps since the distance last fell by more than its error."""
        return self._since(last(self.measured, nearer))

    @property
    def stuck(self) -> bool:
        """Whether pictures have for long become neither nearer to real ones nor more varied."""
        return self._since(last(self.measured, nearer), last(self.measured, richer)) > STUCK

    def _since(self, *steps: int) -> float:
        """The share of the run after these steps and the last change; none before three measures."""
        return (self.steps - max(self.since, *steps)) / max(self.steps, 1) if len(self.late) >= 3 else 0.0

    @property
    def floors(self) -> float:
        """How far pictures are from real ones, where as many real ones have 1."""
        return self.late[-1]["distance"] / max(self.late[-1]["floor"], 1e-9)


def nearer(event: Event, best: Event) -> bool:
    return event["distance"] < best["distance"] - event["error"]


def richer(event: Event, best: Event) -> bool:
    return best["variety"] * VARIED < event["variety"] < 1


def last(measured: Sequence[Event], better: Callable[[Event, Event], bool]) -> int:
    """The step of the last record."""
    best = measured[0] if measured else {"step": 0}
    for event in measured:
        best = event if better(event, best) else best
    return best["step"]


def lights(
    story: Sequence[Event], resolved: Mapping[str, Any] | None = None, snapshots: Sequence[int] = ()
) -> list[Light]:
    """All lights of the run with these events; `resolved` are settings in effect, where the caller knows better."""
    past = recall(story, resolved or {})
    back = best_snapshot(past.measured, snapshots)
    return [lit(name, look(past), well, past, back) for name, (look, well) in LOOKS.items()]


def recall(story: Sequence[Event], resolved: Mapping[str, Any]) -> Past:
    """Sort the events by kind, once, and keep what the lights look at."""
    kinds: defaultdict[str, list[Event]] = defaultdict(list)
    for event in story:
        kinds[event["event"]].append(event)
    ticks, changed = kinds["Progress"], [e for e in kinds["Changed"] if TUNED & e["changes"].keys()]
    since = max((e["step"] for e in (*changed, *kinds["Started"][1:])), default=0)
    measured = [e for e in kinds["Scored"] if None not in (e["distance"], e["error"], e["variety"])]
    heard = [e["scores"] for e in kinds["Samples"][-HEARD:] if e["step"] > since and e.get("scores")]
    return Past(
        seconds=ticks[-1]["seconds"] if ticks else 0.0,
        steps=ticks[-1]["step"] if ticks else 0,
        since=since,
        measured=measured,
        late=[e for e in measured if e["step"] > since],
        right=[right(scores) for scores in heard],
        gap=gap(ticks[-3:]),
        spoiled=spoiled(kinds),
        now={**in_effect(kinds["Started"], kinds["Changed"]), **resolved},
    )


def right(scores: Mapping[str, Any]) -> float:
    """The share of pairs of a real and a generated picture in which the real one scores higher; in a bin they tie."""
    below = won = 0.0
    for real, fake in zip(scores["real"], scores["fake"], strict=True):
        won += real * (below + fake / 2)
        below += fake
    pairs = sum(scores["real"]) * below
    return won / pairs if pairs else 0.5


def gap(ticks: Sequence[Event]) -> float:
    """The median distance of the mean scores of real and generated pictures, where these were watched."""
    watched = [e.get("watch") or {} for e in ticks]
    pairs = [(watch.get("real score"), watch.get("fake score")) for watch in watched]
    return median([abs(real - fake) for real, fake in pairs if None not in (real, fake)] or [0.0])


def spoiled(kinds: Mapping[str, list[Event]]) -> bool:
    """Whether the run failed for want of finite numbers, or has none in its last tick or measure."""
    reasons = [reason for event in kinds["Failed"] for reason in event.get("reason") or ()]
    last = kinds["Progress"][-1].get("loss", {}).values() if kinds["Progress"] else ()
    lost = bool(kinds["Scored"]) and kinds["Scored"][-1]["distance"] is None
    return any("number" in reason for reason in reasons) or None in last or lost


def in_effect(started: Sequence[Event], changed: Sequence[Event]) -> dict[str, Any]:
    """The settings that the last start told of, and what was changed after it."""
    begun = started[-1] if started else {}
    later = [e["changes"] for e in changed if e["time"] >= begun.get("time", 0)]
    return (begun.get("rates") or {}) | {name: new for changes in later for name, (_, new) in changes.items()}


def best_snapshot(measured: Sequence[Event], snapshots: Sequence[int]) -> int | None:
    """The step of the snapshot whose nearest measure is the best; the last one where nothing was measured."""
    if not measured:
        return max(snapshots, default=None)
    nearest = {step: min(measured, key=lambda e: abs(e["step"] - step)) for step in snapshots}
    return min(nearest, key=lambda step: nearest[step]["distance"], default=None)


EARLY = Words("Too early to say.", "现在判断还太早。")


def lit(name: str, found: Finding | None, well: Words, past: Past, back: int | None) -> Light:
    """The light of a finding: factors become values, as text that `Settings.with_text` reads."""
    if found is None:
        return Light(name, "ok", EARLY if name != "nan" and (past.early or len(past.late) < 2) else well)
    known = {key: past.now[key] * factor for key, factor in found.factors.items() if past.now.get(key)}
    changes = {key: f"{min(max(value, 1e-7), 1.0):.3g}" for key, value in known.items()}
    return Light(name, found.level, found.text, changes or None, back if found.back else None)


SLOWER = {"g_lr": 0.5, "d_lr": 0.5}


def collapse(past: Past) -> Finding | None:
    """Pictures that are alike and stay so, or much more alike than they were."""
    if past.early or len(past.late) < 2:
        return None
    now, most = (max(event["variety"] for event in part) for part in (past.late[-2:], past.measured))
    faded = now < FADED * min(most, 1)
    if not faded and (now > ALIKE or not past.stuck):
        return None
    text = Words(
        f"The pictures look alike: they differ {now:.0%} as much as real ones. The generator draws only the few that "
        "please the discriminator.",
        f"图像彼此雷同：差异只有真图的 {now:.0%}。生成器只画能讨好判别器的那几种。",
    )
    return Finding("bad" if now < ALIKE else "warn", text, {"g_lr": 0.5}, faded)


def too_strong(past: Past) -> Finding | None:
    """A discriminator that is never wrong, while nothing improves; a critic may be so while pictures do."""
    if past.early or len(past.right) < HEARD or median(past.right) < SURE or not past.stuck:
        return None
    share = f"{median(past.right):.1%}"
    text = Words(
        f"The discriminator is right on {share} of pairs of a real and a generated picture, and the pictures no longer "
        "improve: whatever the generator tries is equally wrong.",
        f"判别器对 {share} 的真假图像对都判得对，而图像不再变好：生成器怎么试都一样是错的。",
    )
    return Finding("warn", text, {"d_lr": 0.5}, True)


def too_weak(past: Past) -> Finding | None:
    """A discriminator that is worse than guessing, or guesses while pictures are bad and do not improve."""
    if past.early or len(past.right) < HEARD:
        return None
    misled, share = max(past.right) < WRONG, f"{median(past.right):.0%}"
    if not misled and (abs(median(past.right) - 0.5) > GUESS or not past.stuck or past.floors < NEAR):
        return None
    text = Words(
        f"The discriminator is right on {share} of pairs of a real and a generated picture, no better than guessing, "
        "though the pictures are far from real ones: it learns too little to show the generator the way.",
        f"判别器只判对 {share} 的真假图像对，不比乱猜强，而图像离真图还很远：它学得太少，无法给生成器指路。",
    )
    equal = past.now["g_lr"] / past.now["d_lr"] if past.now.get("g_lr") and past.now.get("d_lr") else 0.0
    return Finding("bad" if misled else "warn", text, {"d_lr": max(2.0, equal)}, misled)


def divergence(past: Past) -> Finding | None:
    """Scores that no sound discriminator has, or pictures much worse than they were."""
    if past.gap > HUGE:
        text = Words(
            f"The scores of real and generated pictures are {past.gap:,.0f} apart, and the losses grow with them: steps "
            "are too large, and each player overshoots.",
            f"真图与生成图的得分相差 {past.gap:,.0f}，损失随之失控：步子太大，两个网络都冲过了头。",
        )
        return Finding("bad", text, SLOWER, True)
    if past.early or len(past.late) < 2:
        return None
    times = min(event["distance"] for event in past.late[-2:]) / min(event["distance"] for event in past.measured)
    if times < WORSE:
        return None
    text = Words(
        f"The pictures are getting worse: {times:.1f} times as far from real ones as at their best. Steps that are too "
        "large undo what was learned.",
        f"图像正在变差：与真图的距离是最好时的 {times:.1f} 倍。步子太大，会毁掉已经学到的东西。",
    )
    return Finding("bad" if times > LOST else "warn", text, SLOWER, True)


def nan(past: Past) -> Finding | None:
    """Numbers that are none."""
    text = Words(
        "A number grew beyond all bounds and spoiled every weight that it touched; smaller steps keep numbers small.",
        "有数值大到无法表示，并破坏了它碰到的每个权重；步子小一些，数值才不会失控。",
    )
    return Finding("bad", text, SLOWER, True) if past.spoiled else None


def stagnation(past: Past) -> Finding | None:
    """No progress for most of a long run, though there is some left to make."""
    if past.idle < STALE or past.steps < LONG or past.floors < NEAR:
        return None
    text = Words(
        f"The pictures have not come measurably nearer to real ones in the last {past.idle:.0%} of the run; smaller steps "
        "often help one that circles around.",
        f"在最近 {past.idle:.0%} 的训练里，图像没有离真图更近；如果训练在原地打转，步子小一些往往有用。",
    )
    return Finding("warn", text, SLOWER, True)


LOOKS: dict[str, tuple[Callable[[Past], Finding | None], Words]] = {
    "collapse": (collapse, Words("The pictures differ from each other.", "图像各不相同。")),
    "d too strong": (
        too_strong,
        Words("The generator can learn from the discriminator.", "生成器能向判别器学到东西。"),
    ),
    "d too weak": (too_weak, Words("The discriminator has something to say.", "判别器能给出有用的意见。")),
    "divergence": (divergence, Words("The pictures are about as good as they ever were.", "图像接近目前的最好水平。")),
    "nan": (nan, Words("All numbers are finite.", "所有数值都是有限的。")),
    "stagnation": (
        stagnation,
        Words("The pictures improve, or are as good as can be told.", "图像在变好，或已难分优劣。"),
    ),
}
