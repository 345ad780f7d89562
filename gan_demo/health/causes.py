"""After which change of settings a run went wrong, and what stood there before: that is what to go back to."""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any, NamedTuple

Event = Mapping[str, Any]

TUNED = {"g_lr", "d_lr", "d_steps", "weights", "augment", "batch"}  # a change of these asks for patience
SOON = 200  # steps within which a change does its harm
BURST = 10  # times as large as before the change: no harmless change does that to scores
USUAL = 3  # ticks before a change that tell what is usual, and the last ones that tell what is now


class Cause(NamedTuple):
    """The change after which it went wrong."""

    step: int
    old: dict[str, Any]  # the values of before
    times: float = 1.0  # scores, beside those of before


def is_tuned(event: Event) -> bool:
    return event["event"] == "Changed" and bool(TUNED & event["changes"].keys())


def burst(story: Sequence[Event]) -> Cause | None:
    """The change since which scores are much larger than before; it stays the cause until they are small again."""
    before: list[float] = []
    after: list[float] = []
    cause: Event | None = None
    for event in story:
        calm = growth(before, after) <= BURST
        if is_tuned(event) and calm:
            before, after, cause = before + after, [], event
        elif event["event"] == "Progress" and (size := largest(event)) is not None:
            if cause and calm and event["step"] - cause["step"] > SOON:
                before, after, cause = before + after, [], None
            (after if cause else before).append(size)
    times = growth(before, after)
    return Cause(cause["step"], olds([cause]), times) if cause and times > BURST else None


def growth(before: Sequence[float], after: Sequence[float]) -> float:
    """How many times as large scores are as they were; 1 where either is not known yet."""
    if len(before) < USUAL or not after:
        return 1.0
    return median(after[-USUAL:]) / max(1.0, *before[-10:])


def largest(tick: Event) -> float | None:
    """The size of D's mean scores, where they were watched."""
    said = [tick.get("watch", {}).get(name) for name in ("real score", "fake score")]
    return None if None in said else max(map(abs, said))


def culprit(story: Sequence[Event], measured: Sequence[Event], worse: float) -> Cause | None:
    """The first change since the best pictures, while they were not yet `worse` times as far from real ones as then."""
    best = min(measured, key=lambda e: e["distance"], default=None)
    begun = best["step"] - SOON if best else -1
    guilty = []
    for change in story:
        if is_tuned(change) and change["step"] > begun:
            last = next((e for e in reversed(measured) if e["step"] <= change["step"]), best)
            if not (best and last) or last["step"] <= best["step"] or last["distance"] <= worse * best["distance"]:
                guilty.append(change)
    return Cause(guilty[0]["step"], olds(guilty)) if guilty else None


def olds(changes: Sequence[Event]) -> dict[str, Any]:
    """The values before these changes; the batch cannot go back in a run."""
    pairs = [pair for e in reversed(changes) for pair in e["changes"].items()]
    return {name: old for name, (old, _) in pairs if name in TUNED - {"batch"}}


def taken_back(cause: Cause, now: Mapping[str, Any]) -> dict[str, str]:
    """The settings that are still other ones than before the change, as text that `Settings.with_text` reads."""
    return {name: setting_text(old) for name, old in cause.old.items() if now.get(name, ...) != old}


def setting_text(value: Any) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def in_effect(story: Sequence[Event]) -> dict[str, Any]:
    """The settings that the last start told of, and what was changed after it."""
    now: dict[str, Any] = {}
    for event in story:
        if event["event"] == "Started":
            now = {**(event.get("rates") or {})}
        elif event["event"] == "Changed":
            now |= {name: new for name, (_, new) in event["changes"].items()}
    return now
