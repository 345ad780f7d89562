"""Figures of a run's story as its page shows them: curves thinned to what a screen can show, quality, times, lights."""

import dataclasses
from typing import Any

import numpy as np

from .. import runs
from ..health.lights import Light

POINTS = 240  # of a curve
PHASES = 4


def times(story: list[dict[str, Any]], steps: list[int]) -> list[float]:
    """Seconds of training at each of these steps, by the clock that the run told last before it or next after it."""
    told = [(e["step"], e["seconds"]) for e in story if e["event"] == "Progress" and "seconds" in e]
    if not told:
        return [0.0 for _ in steps]
    known, seconds = zip((0, 0.0), *told, strict=True)
    return [round(float(at), 1) for at in np.interp(steps, known, seconds)]


def last_refusal(story: list[dict[str, Any]]) -> dict[str, str] | None:
    """Why the last order was not followed, until another one was."""
    for event in reversed(story):
        if event["event"] == "Refused":
            return {"en": event["reason"][0], "zh": event["reason"][1]}
        if event["event"] in ("Started", "Resumed", "Changed"):
            return None
    return None


def phases(story: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The last close-ups, as many as a step mostly has, since the session began or training went on at full speed."""
    begun = max((i for i, event in enumerate(story) if event["event"] in ("Started", "Resumed")), default=0)
    return [event for event in story[begun:] if event["event"] == "CloseUp"][-PHASES:]


def light(found: Light) -> dict[str, Any]:
    return {**dataclasses.asdict(found), "watches": found.watches._asdict(), "text": found.text._asdict()}


def quality(story: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The measures of small samples along the run; the variety only of those that measure it as the last one does."""
    scored = runs.comparable(story)
    if not scored:
        return None
    within = bool(scored[-1].get("within"))
    alike = [
        {**event, "variety": event["variety"] if bool(event.get("within")) == within else None} for event in scored
    ]
    names = ("images", "distance", "error", "coverage", "variety")
    width = -(-len(scored) // POINTS)
    shown = [event for i, event in enumerate(alike) if i % width == 0 or event is alike[-1]]
    return {
        "points": [[event.get(name) for name in names] for event in shown],
        "steps": [event["step"] for event in shown],
        **{name: scored[-1].get(name) for name in ("floor", "covered", "judge")},
        "within": within,
        "best": runs.best(story),
    }


def preparing(events: list[dict[str, Any]]) -> dict[str, Any] | None:
    """How far the data is, with the seconds left at the pace so far."""
    if not events:
        return None
    phase = [event for event in events if event["total"] == events[-1]["total"]]  # the data, then a text encoder
    first, last = phase[0], phase[-1]
    done, seconds = last["done"] - first["done"], last["time"] - first["time"]
    return {**last, "left": (last["total"] - last["done"]) * seconds / done if done > 0 else None}


def curves(story: list[dict[str, Any]], kind: str) -> dict[str, list[list[float]]]:
    """Each named number as points (pictures seen, mean of the stretch around them)."""
    lines: dict[str, list[tuple[float, float]]] = {}
    for event in story:
        if event["event"] == "Progress":
            for name, value in event.get(kind, {}).items():
                if value is not None:
                    lines.setdefault(name, []).append((event["images"], value))
    return {name: thinned(points) for name, points in lines.items()}


def thinned(points: list[tuple[float, float]]) -> list[list[float]]:
    """At most POINTS points, each the mean of its neighbours."""
    width = -(-len(points) // POINTS)
    parts = [points[i : i + width] for i in range(0, len(points), width)]
    return [[float(f"{sum(axis) / len(axis):.5g}") for axis in zip(*part, strict=True)] for part in parts]
