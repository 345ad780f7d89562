"""The limits of a run: which it has reached, and how far it goes when it goes on."""

import dataclasses
from typing import Any

from ..settings import DECLARED, LIMITS, Settings

NEAR = 0.1  # a tenth of a minute, a step or an example: as exactly as a limit is kept


def reached_limits(settings: Settings, story: list[dict[str, Any]], step: int | None = None) -> dict[str, float]:
    """Where the run stands, by the name of each limit that it has reached at that step, the last one by default."""
    told = [event for event in story if event["event"] == "Progress" and (step is None or event["step"] <= step)]
    last: dict[str, Any] = told[-1] if told else {}
    at = last.get("step", 0) if step is None else step
    stands = {"steps": at, "images": last.get("images", 0), "minutes": last.get("seconds", 0) / 60}
    return {name: stands[name] for name in LIMITS if 0 < getattr(settings, name) <= stands[name] + NEAR}


def limits_further(settings: Settings, stands: dict[str, float]) -> Settings:
    """The settings with each of these limits as far ahead again as it was from the start, within what it can be."""
    ahead = {name: min(getattr(settings, name) + at, DECLARED[name].metadata["le"]) for name, at in stands.items()}
    whole: dict[str, Any] = {name: limit if name == "minutes" else int(limit) for name, limit in ahead.items()}
    return dataclasses.replace(settings, **whole)
