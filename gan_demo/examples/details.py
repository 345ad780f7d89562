"""What data sets and checkpoints say of their examples, as JSON values; imports no torch."""

import math
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from ..words import UserError

FASTEST = 60  # frames a second
LONGEST_STEP = 2.0  # seconds
HIGHEST_PITCH = 127  # of MIDI


@dataclass(frozen=True)
class Variable:
    """One of the values of each step of a series."""

    en: str
    zh: str
    low: float  # the ends of the range in which its values lie
    high: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low < self.high):
            raise ValueError(f"no range: {self.low} to {self.high}")


@dataclass(frozen=True)
class SeriesDetails:
    """How series are read, seen and heard."""

    variables: tuple[Variable, ...]
    step: float  # seconds for which each step is heard
    notes: bool = False  # whether values are pitches, as MIDI numbers

    def __post_init__(self) -> None:
        if not self.variables or not 0 < self.step <= LONGEST_STEP:
            raise ValueError(f"no variables, or no length of a step: {self.step}")
        if self.notes and not all(one.low >= 0 and one.high <= HIGHEST_PITCH for one in self.variables):
            raise ValueError("no pitches")


@dataclass(frozen=True)
class ClipDetails:
    """How clips are played."""

    rate: int  # frames a second

    def __post_init__(self) -> None:
        if not 0 < self.rate <= FASTEST:
            raise ValueError(f"no rate: {self.rate}")


def series_details(details: Mapping[str, Any]) -> SeriesDetails:
    """Those of series; UserError where they are not."""
    try:
        return TypeAdapter(SeriesDetails).validate_python(details)
    except ValidationError:
        raise UserError(
            "These series lack what says how to read them: variables with their ranges, and the length of a step."
        ) from None


def clip_details(details: Mapping[str, Any]) -> ClipDetails:
    """Those of clips; UserError where they are not."""
    try:
        return TypeAdapter(ClipDetails).validate_python(details)
    except ValidationError:
        raise UserError(
            "These clips lack what says how to play them: a rate of at most {fastest} frames a second.", fastest=FASTEST
        ) from None
