"""Health lights of a training run: what its last events show, in plain words, and what one click could change.

No sign depends on the scale of a loss: how often D tells a real picture from a generated one, how varied pictures are
beside real ones, and distances beside the run's own best or their floor.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from statistics import median
from typing import NamedTuple

from ..words import Words, t
from .causes import Cause, Event, burst, culprit, in_effect, is_tuned, taken_back
from .evidence import HEARD, Evidence, best_snapshot, recall

SURE, GUESS = 0.99, 0.04  # D is right on so many pairs of a real and a generated picture; or so near to one half
WRONG = 0.4  # below, D takes generated pictures for real, as no D does that learns
ALIKE, FADED = 0.25, 0.5  # variety, and the share of its own past, below which pictures are alike
WORSE, LOST = 1.4, 2.0  # times the best distance
HUGE = 1000  # a gap of scores: a critic of slope one cannot have it, as pictures lie within 2 sqrt(H W C)
STALE = 0.6  # the share of the run without progress that is a sign by itself
PATIENCE = 8  # changes in a row over which a warning of before them is kept

SLOWER = {"g_lr": 0.5, "d_lr": 0.5}
EARLY, OVER = t("Too early to say."), t("The run failed; this light says no more of it.")


@dataclass(frozen=True)
class Light:
    """One light: what it watches, how that stands, why, and what would help."""

    light: str
    watches: Words
    level: str  # early, ok, warn, bad; over where the run failed and nothing of it can be called well
    text: Words
    changes: dict[str, str] | None = None  # live settings and what to set them to
    rewind: int | None = None  # the step of a snapshot to go back to


class Finding(NamedTuple):
    """What is wrong; what would help are factors of the settings in effect."""

    level: str
    text: Words
    factors: Mapping[str, float]
    back: bool  # whether an earlier step was better
    cause: Cause | None = None  # the change to take back instead


class Look(NamedTuple):
    """What one light looks for, what it says of that, and what it says where it finds nothing."""

    find: Callable[[Evidence], Finding | None]
    watches: Words
    well: Words


def lights(story: Sequence[Event], snapshots: Sequence[int] = (), failed: bool = False) -> list[Light]:
    """All lights of the run with these events; of one that failed none is green."""
    now = looked(story, snapshots)
    now = held_lights(now, story, snapshots) if snapshots else now
    return [replace(one, level="over", text=OVER) if failed and one.level in ("early", "ok") else one for one in now]


def looked(story: Sequence[Event], snapshots: Sequence[int]) -> list[Light]:
    """All lights, without what they said before the last change."""
    kinds: defaultdict[str, list[Event]] = defaultdict(list)
    for event in story:
        kinds[event["event"]].append(event)
    measured = [e for e in kinds["Scored"] if None not in (e["distance"], e["error"], e["variety"])]
    measured = [e for e in measured if e["judge"] == measured[-1]["judge"]]  # in other features lie other distances
    causes = burst(story), culprit(story, measured, WORSE)
    past, back = recall(kinds, measured, in_effect(story), causes), partial(best_snapshot, measured, snapshots)
    return [assess(name, look, past, back) for name, look in LOOKS.items()]


def held_lights(now: list[Light], story: Sequence[Event], snapshots: Sequence[int]) -> list[Light]:
    """The lights, and while changes are given time the warnings of before that offer a way back, with only that."""
    was = {light.light: light for light in now}
    for at in islice(turned(story), PATIENCE):
        early = {name for name, light in was.items() if light.level == "early"}
        if not early:
            break
        was |= {light.light: light for light in looked(story[:at], snapshots) if light.light in early}
    held = {name for name, light in was.items() if light.level in ("warn", "bad") and light.rewind is not None}
    return [replace(was[one.light], changes=None) if one.level == "early" and one.light in held else one for one in now]


def turned(story: Sequence[Event]) -> Iterator[int]:
    """Where settings were changed since the run began or went on, the latest first.

    Of changes between which nothing was seen, as while it is paused, only the first counts.
    """
    first = None
    for at in range(len(story) - 1, -1, -1):
        if story[at]["event"] == "Started":
            break
        if is_tuned(story[at]):
            first = at
        elif story[at]["event"] in ("Progress", "Samples", "Scored") and first is not None:
            yield first
            first = None
    if first is not None:
        yield first


def assess(name: str, look: Look, past: Evidence, back: Callable[..., int | None]) -> Light:
    """The light of what a look finds: factors become values, as text that `Settings.with_text` reads."""
    light = partial(Light, name, look.watches)
    found = look.find(past) if look.find in (nan, divergence) or not past.early else None
    if not found:
        well = look.find is nan or (past.late and not past.early)
        return light("ok", look.well) if well else light("early", EARLY)
    if found.cause:
        return light(found.level, found.text, taken_back(found.cause, past.now) or None, back(found.cause.step))
    known = {key: past.now[key] * factor for key, factor in found.factors.items() if past.now.get(key)}
    changes = {key: f"{min(max(value, 1e-7), 1.0):.3g}" for key, value in known.items()}
    return light(found.level, found.text, changes or None, back() if found.back else None)


def collapse(past: Evidence) -> Finding | None:
    """Pictures that are alike and stay so, or much more alike than they were."""
    now = max(past.varied, default=1.0)
    faded = now < FADED * min(past.most, 1)
    if not faded and (now > ALIKE or not past.stuck):
        return None
    text = t(
        "Samples differ {now:.0%} as much as real ones: only the few that please the discriminator are drawn.", now=now
    )
    if past.within:
        text = t(
            "Samples of one class differ {now:.0%} as much as real ones: whatever the latent, much the same is drawn.",
            now=now,
        )
    return Finding("bad" if now < ALIKE else "warn", text, {"g_lr": 0.5}, faded, past.culprit if faded else None)


def too_strong(past: Evidence) -> Finding | None:
    """A discriminator that is never wrong, while nothing improves; a critic may be so while pictures do."""
    if len(past.right) < HEARD or median(past.right) < SURE or not past.stuck:
        return None
    text = t(
        "The discriminator is right on {share:.1%} of pairs: it rejects whatever the generator tries.",
        share=median(past.right),
    )
    return Finding("warn", text, {"d_lr": 0.5}, True)


def too_weak(past: Evidence) -> Finding | None:
    """A discriminator that is worse than guessing, or guesses while pictures are bad and do not improve."""
    if len(past.right) < HEARD:
        return None
    misled, share = max(past.right) < WRONG, median(past.right)
    if not misled and (abs(share - 0.5) > GUESS or not past.stuck or not past.far):
        return None
    text = t(
        "The discriminator is right on {share:.0%} of pairs, guessing has 50%: it cannot lead the generator.",
        share=share,
    )
    equal = past.now["g_lr"] / past.now["d_lr"] if past.now.get("g_lr") and past.now.get("d_lr") else 0.0
    return Finding("bad" if misled else "warn", text, {"d_lr": max(2.0, equal)}, misled)


def divergence(past: Evidence) -> Finding | None:
    """Scores that no sound discriminator has or that jumped after a change, or pictures much worse than they were."""
    if past.burst:
        step, times = past.burst.step, past.burst.times
        text = t(
            "Since the change at step {step:,} D's scores are {times:,.0f} times as large: it is more than they bear.",
            step=step,
            times=times,
        )
        return Finding("bad", text, {}, True, past.burst)
    if past.gap > HUGE:
        text = t(
            "Real and generated samples score {gap:,.0f} apart, and losses explode: both players overshoot.",
            gap=past.gap,
        )
        return Finding("bad", text, SLOWER, True, past.culprit)
    return further(past) if past.last else None


def further(past: Evidence) -> Finding | None:
    """Pictures that are further from real ones than at best, at two measures, or much further at one after a change."""
    before, now = (e["distance"] / max(past.best, 1e-9) for e in past.last)
    jumped = past.culprit and past.last[0]["step"] <= past.culprit.step and now > LOST * before
    times = now if jumped else min(before, now)
    if times <= WORSE or (past.young and not jumped):
        return None
    why = t("too large steps undo what was learned")
    if past.culprit:
        step = past.culprit.step
        why = t("so it is since the change at step {step:,}", step=step)
    text = t("Samples are {times:.1f} times as far from real ones as at best: {why}.", times=times, why=why)
    return Finding("bad" if times > LOST else "warn", text, SLOWER, True, past.culprit)


def nan(past: Evidence) -> Finding | None:
    """Numbers that are none."""
    text = t("A number grew beyond all bounds and spoiled the weights that it met: smaller steps keep numbers small.")
    return Finding("bad", text, SLOWER, True, past.culprit) if past.spoiled else None


def stagnation(past: Evidence) -> Finding | None:
    """No progress for most of a long run, though there is some left to make."""
    text = t(
        "Samples came no nearer to real ones in the last {share:.0%} of the run: too large steps circle around.",
        share=past.idle,
    )
    return Finding("warn", text, SLOWER, True) if past.idle > STALE and past.far else None


LOOKS: dict[str, Look] = {
    "collapse": Look(
        collapse,
        t("How much samples differ from each other, beside real ones; where there are classes, within each of them."),
        t("The samples differ from each other."),
    ),
    "d too strong": Look(
        too_strong,
        t("Whether the discriminator is hardly ever wrong while nothing improves: the generator learns nothing then."),
        t("The generator can learn from the discriminator."),
    ),
    "d too weak": Look(
        too_weak,
        t("Whether the discriminator only guesses, or takes generated samples for real, and so leads nowhere."),
        t("The discriminator has something to say."),
    ),
    "divergence": Look(
        divergence,
        t("Whether samples are further from real ones than they were at best, and whether scores explode."),
        t("The samples are about as good as they ever were."),
    ),
    "nan": Look(
        nan,
        t("Whether losses and weights are still numbers, which too large a step can end."),
        t("All numbers are finite."),
    ),
    "stagnation": Look(
        stagnation,
        t("For how long samples have come no nearer to real ones, though there is some way left."),
        t("The samples improve, or are as good as can be told."),
    ),
}
