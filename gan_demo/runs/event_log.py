"""The events of a run as one story: read on from an offset, without what a crash or a rewind has made void."""

import dataclasses
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from .. import events
from ..settings import LIVE
from .folder import EVENTS

STEERED = set(LIVE) - {"steps", "images", "minutes", "grid_seconds"}  # what a run learns by
UNWRITTEN = {"pictures", "fresh", "state"}  # kept in files of their own
ENDINGS = {"Finished": "finished", "Stopped": "stopped", "Failed": "failed"}
LEAST_SCORES = 3  # of which one may be called the best


@dataclass(frozen=True)
class EventSlice:
    """The complete events of a run after an offset, and the offset to read on from."""

    events: list[dict[str, Any]] = field(default_factory=list)
    offset: int = 0


def read_events(folder: str | Path, offset: int = 0) -> EventSlice:
    """The events after the offset; a last line that is still being written, and broken ones, are left out."""
    try:
        with open(Path(folder) / EVENTS, "rb") as file:
            file.seek(offset)
            block = file.read()
    except OSError:
        return EventSlice([], offset)
    whole = block[: block.rfind(b"\n") + 1]
    return EventSlice([event for line in whole.splitlines() if (event := parsed(line))], offset + len(whole))


def parsed(line: bytes) -> dict[str, Any] | None:
    """The event in that line, None where there is none."""
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) and isinstance(event.get("event"), str) else None


def complete(event: dict[str, Any]) -> bool:
    """Whether an event has all that its kind has, each of its type; a damaged line may be JSON and still lack that."""
    kind = getattr(events, event["event"], None)
    if not (isinstance(kind, type) and dataclasses.is_dataclass(kind)):
        return False
    try:
        line_of(kind).model_validate(event)
    except ValidationError:
        return False
    texts = [event.get("reason"), *(event.get("classes", []) if kind is events.Started else [])]
    pairs = event["changes"].values() if kind is events.Changed else []
    return all(len(pair) == 2 for pair in pairs) and not any(isinstance(words, dict) for words in texts)


@cache
def line_of(kind: type) -> type[BaseModel]:
    """What a line of that kind holds, each of its type; no number is taken from text."""
    hints = get_type_hints(kind)
    parts: dict[str, Any] = {
        item.name: (hints[item.name], ... if item.default is item.default_factory else None)  # both are missing
        for item in dataclasses.fields(kind)
        if item.name not in UNWRITTEN
    }
    return create_model(kind.__name__, __config__=ConfigDict(strict=True), **parts)


def history(folder: str | Path) -> list[dict[str, Any]]:
    """All whole events as one story: what a crash lost after the last saved step is left out."""
    return extend([], [event for event in read_events(folder).events if complete(event)])


def extend(story: list[dict[str, Any]], later: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The story with later events; where a run goes on from a saved step, what it had lost after that step goes."""
    for event in later:
        if event["event"] == "Started":
            story = [old for old in story if old.get("step", 0) <= event["step"] and old["event"] not in ENDINGS]
        story.append(event)
    return story


def stands(story: list[dict[str, Any]]) -> tuple[int, int]:
    """The step that the run has come to, and the pictures that it has seen."""
    last = next((event for event in reversed(story) if "images" in event), {"step": 0, "images": 0})
    return last["step"], last["images"]


def undone(story: list[dict[str, Any]], step: int) -> dict[str, Any]:
    """What was steered after a step, each as it was then; limits and the pace of grids stay."""
    was: dict[str, Any] = {}
    for event in reversed(story):
        if event["event"] == "Changed" and event["step"] > step:
            was |= {name: old for name, (old, _) in event["changes"].items() if name in STEERED}
    return was


def comparable(story: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The measures of small samples in the features of the last one: in others, distances are others."""
    scored = [event for event in story if event["event"] == "Scored" and event.get("distance") is not None]
    return [event for event in scored if event.get("judge") == scored[-1].get("judge")]


def nearest(story: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The measure with the lowest distance to real pictures so far."""
    return min(comparable(story), key=lambda event: event["distance"], default=None)


def best(story: list[dict[str, Any]]) -> int | None:
    """The step of that measure, as soon as there are three and it differs from another by more than both errors."""
    scored, low = comparable(story), nearest(story)
    if low is None or len(scored) < LEAST_SCORES:
        return None
    apart = max(event["distance"] - (event.get("error") or 0) for event in scored)
    return low["step"] if apart > low["distance"] + (low.get("error") or 0) else None
