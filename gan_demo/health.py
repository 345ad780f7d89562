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
SURE, GUESS = 0.99, 0.04  # D is right on so many pairs of a real and a generated picture; or so near to one half
WRONG = 0.4  # below, D takes generated pictures for real, as no D does that learns
ALIKE, FADED = 0.25, 0.5  # variety, and the share of its own past, below which pictures are alike
WORSE, LOST = 1.4, 2.0  # times the best distance
VARIED = 1.05  # times the best variety: progress
HUGE = 1000  # a gap of scores: a critic of slope one cannot have it, as pictures lie within 2 sqrt(H W C)
STUCK, STALE = 0.35, 0.6  # shares of the run without progress that confirm another sign, and that are one by themselves
LONG, FEW = 2000, 3  # steps and measures before which nothing is stale: some recipes take off after 1500 steps
NEAR = 2.0  # floors: as good as so small a sample can tell

SLOWER = {"g_lr": 0.5, "d_lr": 0.5}
EARLY = Words("Too early to say.", "现在判断还太早。")
Event = Mapping[str, Any]


@dataclass(frozen=True)
class Light:
    """One light: what it watches, how that stands, why, and what would help."""

    light: str
    level: str  # early, ok, warn, bad
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
    """What the lights look at."""

    early: bool
    late: list[Event]  # measures since settings last changed or the run last went on; none where there is only one
    best: float  # the lowest distance so far
    most: float  # the highest variety so far
    far: bool  # whether pictures are clearly further from real ones than real ones are from each other
    idle: float  # the share of the run since the distance last fell by more than its error
    stuck: bool  # whether pictures have for long become neither nearer to real ones nor more varied
    right: list[float]  # how often D was right, at the last samples
    gap: float  # between the scores of real and of generated pictures
    spoiled: bool  # whether a number is none
    now: dict[str, Any]  # the settings in effect, as far as they are known


def lights(
    story: Sequence[Event], resolved: dict[str, Any] | None = None, snapshots: Sequence[int] = ()
) -> list[Light]:
    """All lights of the run with these events; `resolved` are settings in effect, where the caller knows better."""
    kinds: defaultdict[str, list[Event]] = defaultdict(list)
    for event in story:
        kinds[event["event"]].append(event)
    measured = [e for e in kinds["Scored"] if None not in (e["distance"], e["error"], e["variety"])]
    measured = [e for e in measured if e["judge"] == measured[-1]["judge"]]  # in other features lie other distances
    past, back = recall(kinds, measured, resolved or {}), best_snapshot(measured, snapshots)
    return [lit(name, look, well, past, back) for name, (look, well) in LOOKS.items()]


def recall(kinds: Mapping[str, list[Event]], measured: list[Event], resolved: dict[str, Any]) -> Past:
    """What the lights look at, from the events of each kind and the measures among them."""
    end = kinds["Progress"][-1] if kinds["Progress"] else {"step": 0, "seconds": 0.0}
    changed = [e for e in kinds["Changed"] if TUNED & e["changes"].keys()]
    since = max((e["step"] for e in (*changed, *kinds["Started"][1:])), default=0)
    late = [e for e in measured if e["step"] > since]
    heard = [e["scores"] for e in kinds["Samples"][-HEARD:] if e["step"] > since and e.get("scores")]
    near = max(since, last(measured, lambda new, best: new["distance"] < best["distance"] - new["error"]))
    rich = last(measured, lambda new, best: best["variety"] * VARIED < new["variety"] < 1)
    left = [1 - step / max(end["step"], 1) if len(late) >= FEW else 0.0 for step in (near, max(near, rich))]
    return Past(
        early=end["seconds"] < EARLY_SECONDS or end["step"] - since < EARLY_STEPS,
        late=late if len(late) > 1 else [],
        best=min((e["distance"] for e in measured), default=0.0),
        most=max((e["variety"] for e in measured), default=0.0),
        far=bool(late) and late[-1]["distance"] > NEAR * late[-1]["floor"],
        idle=left[0] if end["step"] >= LONG else 0.0,
        stuck=left[1] > STUCK,
        right=[right(scores) for scores in heard],
        gap=gap(kinds["Progress"][-3:]),
        spoiled=spoiled(kinds),
        now={**in_effect(kinds["Started"], kinds["Changed"]), **resolved},
    )


def last(measured: Sequence[Event], better: Callable[[Event, Event], bool]) -> int:
    """The step of the last record."""
    best = measured[0] if measured else {"step": 0}
    for event in measured:
        best = event if better(event, best) else best
    return best["step"]


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
    pairs = [(w.get("real score"), w.get("fake score")) for w in (e.get("watch", {}) for e in ticks)]
    return median([abs(real - fake) for real, fake in pairs if None not in (real, fake)] or [0.0])


def spoiled(kinds: Mapping[str, list[Event]]) -> bool:
    """Whether the run failed for want of finite numbers, or has none in its last tick or measure."""
    ticks, scored, failed = (kinds[kind][-1:] for kind in ("Progress", "Scored", "Failed"))
    numbers = [value for e in ticks for value in e.get("loss", {}).values()] + [e["distance"] for e in scored]
    return None in numbers or any("no longer a number" in str(e.get("reason")) for e in failed)


def in_effect(started: Sequence[Event], changed: Sequence[Event]) -> dict[str, Any]:
    """The settings that the last start told of, and what was changed after it."""
    begun = started[-1] if started else {"step": 0}
    later = [pair for e in changed if e["step"] >= begun["step"] for pair in e["changes"].items()]
    return (begun.get("rates") or {}) | {name: new for name, (_, new) in later}


def best_snapshot(measured: Sequence[Event], snapshots: Sequence[int]) -> int | None:
    """The step of the snapshot whose nearest measure is the best; the last one where nothing was measured."""
    if not measured:
        return max(snapshots, default=None)
    nearest = {step: min(measured, key=lambda e: abs(e["step"] - step)) for step in snapshots}
    return min(nearest, key=lambda step: nearest[step]["distance"], default=None)


def lit(name: str, look: Callable[[Past], Finding | None], well: Words, past: Past, back: int | None) -> Light:
    """The light of what a look finds: factors become values, as text that `Settings.with_text` reads."""
    found = look(past) if look is nan or not past.early else None
    if not found:
        return Light(name, "ok", well) if look is nan or (past.late and not past.early) else Light(name, "early", EARLY)
    known = {key: past.now[key] * factor for key, factor in found.factors.items() if past.now.get(key)}
    changes = {key: f"{min(max(value, 1e-7), 1.0):.3g}" for key, value in known.items()}
    return Light(name, found.level, found.text, changes or None, back if found.back else None)


def collapse(past: Past) -> Finding | None:
    """Pictures that are alike and stay so, or much more alike than they were."""
    now = max((e["variety"] for e in past.late[-2:]), default=1.0)
    faded = now < FADED * min(past.most, 1)
    if not faded and (now > ALIKE or not past.stuck):
        return None
    text = Words(
        f"Pictures differ {now:.0%} as much as real ones: only the few that please the discriminator are drawn.",
        f"图像之间的差异只有真图的 {now:.0%}：生成器只画能讨好判别器的那几种。",
    )
    return Finding("bad" if now < ALIKE else "warn", text, {"g_lr": 0.5}, faded)


def too_strong(past: Past) -> Finding | None:
    """A discriminator that is never wrong, while nothing improves; a critic may be so while pictures do."""
    if len(past.right) < HEARD or median(past.right) < SURE or not past.stuck:
        return None
    text = Words(
        f"The discriminator is right on {median(past.right):.1%} of pairs: it rejects whatever the generator tries.",
        f"判别器对 {median(past.right):.1%} 的真假图像对都判得对：生成器怎么试，都一样被否定。",
    )
    return Finding("warn", text, {"d_lr": 0.5}, True)


def too_weak(past: Past) -> Finding | None:
    """A discriminator that is worse than guessing, or guesses while pictures are bad and do not improve."""
    if len(past.right) < HEARD:
        return None
    misled, share = max(past.right) < WRONG, median(past.right)
    if not misled and (abs(share - 0.5) > GUESS or not past.stuck or not past.far):
        return None
    text = Words(
        f"The discriminator is right on {share:.0%} of pairs, guessing has 50%: it cannot lead the generator.",
        f"判别器只判对 {share:.0%} 的真假图像对，而乱猜也有 50%：它无法给生成器指路。",
    )
    equal = past.now["g_lr"] / past.now["d_lr"] if past.now.get("g_lr") and past.now.get("d_lr") else 0.0
    return Finding("bad" if misled else "warn", text, {"d_lr": max(2.0, equal)}, misled)


def divergence(past: Past) -> Finding | None:
    """Scores that no sound discriminator has, or pictures much worse than they were."""
    if past.gap > HUGE:
        text = Words(
            f"Real and generated pictures score {past.gap:,.0f} apart, and losses explode: both players overshoot.",
            f"真图与生成图的得分相差 {past.gap:,.0f}，损失失控：步子太大，两个网络都冲过了头。",
        )
        return Finding("bad", text, SLOWER, True)
    times = min(e["distance"] for e in past.late[-2:]) / max(past.best, 1e-9) if past.late else 1.0
    text = Words(
        f"Pictures are {times:.1f} times as far from real ones as at best: too large steps undo what was learned.",
        f"图像与真图的距离是最好时的 {times:.1f} 倍：步子太大，会毁掉已经学到的东西。",
    )
    return Finding("bad" if times > LOST else "warn", text, SLOWER, True) if times > WORSE else None


def nan(past: Past) -> Finding | None:
    """Numbers that are none."""
    text = Words(
        "A number grew beyond all bounds and spoiled the weights that it met: smaller steps keep numbers small.",
        "有数值大到无法表示，并破坏了它碰到的权重：步子小一些，数值才不会失控。",
    )
    return Finding("bad", text, SLOWER, True) if past.spoiled else None


def stagnation(past: Past) -> Finding | None:
    """No progress for most of a long run, though there is some left to make."""
    text = Words(
        f"Pictures came no nearer to real ones in the last {past.idle:.0%} of the run: too large steps circle around.",
        f"在最近 {past.idle:.0%} 的训练里，图像没有离真图更近：步子太大，可能在原地打转。",
    )
    return Finding("warn", text, SLOWER, True) if past.idle > STALE and past.far else None


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
