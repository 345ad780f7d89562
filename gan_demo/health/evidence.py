"""What the health lights look at: the events of a run as measures, shares and gaps."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from .causes import Cause, Event, is_tuned

EARLY_SECONDS, EARLY_STEPS = 20, 20  # until both have passed, nothing varies and a critic is always right
HEARD = 6  # histograms of scores that have to agree
VARIED = 1.05  # times the best variety: progress
STUCK = 0.35  # the share of the run without progress that confirms another sign
LONG, FEW = 2000, 3  # steps and measures before which nothing is stale: some recipes take off after 1500 steps
NEAR = 2.0  # floors: as good as so small a sample can tell


@dataclass(frozen=True)
class Evidence:
    """What the lights look at."""

    young: bool
    early: bool  # since the run began or went on, or settings last changed
    last: list[Event]  # the last two measures, where there are as many
    late: list[Event]  # measures since settings last changed or the run last went on; none where there is only one
    best: float  # the lowest distance so far
    varied: list[float]  # the last two varieties of the late measures, where there are as many
    most: float  # the highest variety so far, among measures of the same kind as the last
    within: bool  # whether variety is that of samples of one class
    far: bool  # whether pictures are clearly further from real ones than real ones are from each other
    idle: float  # the share of the run since the distance last fell by more than its error
    stuck: bool  # whether pictures have for long become neither nearer to real ones nor more varied
    right: list[float]  # how often D was right, at the last samples
    gap: float  # between the scores of real and of generated pictures
    spoiled: bool  # whether a number is none
    now: dict[str, Any]  # the settings in effect, as far as they are known
    burst: Cause | None  # the change since which scores are much larger
    culprit: Cause | None  # the first change since the pictures were best


def recall(
    kinds: Mapping[str, list[Event]],
    measured: list[Event],
    now: dict[str, Any],
    causes: tuple[Cause | None, Cause | None],
) -> Evidence:
    """What the lights look at, from the events of each kind, the measures among them and the settings in effect."""
    end = kinds["Progress"][-1] if kinds["Progress"] else {"step": 0, "seconds": 0.0}
    changed = [e for e in kinds["Changed"] if is_tuned(e)]
    since = max((e["step"] for e in (*changed, *kinds["Started"][1:])), default=0)
    late = [e for e in measured if e["step"] > since]
    heard = [e["scores"] for e in kinds["Samples"][-HEARD:] if e["step"] > since and e.get("scores")]
    near = max(since, last(measured, lambda new, best: new["distance"] < best["distance"] - new["error"]))
    within = bool(measured) and bool(measured[-1].get("within"))
    alike = [e for e in measured if bool(e.get("within")) == within]  # across classes pictures vary more than within
    varied = [e["variety"] for e in alike if e["step"] > since]
    rich = last(alike, lambda new, best: best["variety"] * VARIED < new["variety"] < 1)
    left = [1 - step / max(end["step"], 1) if len(late) >= FEW else 0.0 for step in (near, max(near, rich))]
    young = end["seconds"] < EARLY_SECONDS or end["step"] < EARLY_STEPS
    return Evidence(
        young=young,
        early=young or end["step"] - since < EARLY_STEPS or end["seconds"] - seconds_at(kinds, since) < EARLY_SECONDS,
        last=measured[-2:] if len(measured) > 1 else [],
        late=late if len(late) > 1 else [],
        best=min((e["distance"] for e in measured), default=0.0),
        varied=varied[-2:] if len(varied) > 1 else [],
        most=max((e["variety"] for e in alike), default=0.0),
        within=within,
        far=bool(late) and late[-1]["distance"] > NEAR * late[-1]["floor"],
        idle=left[0] if end["step"] >= LONG else 0.0,
        stuck=left[1] > STUCK,
        right=[right(scores) for scores in heard],
        gap=gap(kinds["Progress"][-3:]),
        spoiled=spoiled(kinds),
        now=now,
        burst=causes[0],
        culprit=causes[1],
    )


def seconds_at(kinds: Mapping[str, list[Event]], step: int) -> float:
    """How long the run had been training at that step, as far as its ticks say."""
    return max((tick["seconds"] for tick in kinds["Progress"] if tick["step"] <= step), default=0.0)


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


def best_snapshot(measured: Sequence[Event], snapshots: Sequence[int], before: float = math.inf) -> int | None:
    """The step of the snapshot whose nearest measure is the best; the last one where nothing was measured."""
    sound = [step for step in snapshots if step < before]
    if not measured:
        return max(sound, default=None)
    nearest = {step: min(measured, key=lambda e: abs(e["step"] - step)) for step in sound}
    return min(nearest, key=lambda step: nearest[step]["distance"], default=None)
