"""The texts of flags and requests, and the numbers in them."""

import math
from typing import Any

from ..words import UserError, Words


def texts_of(value: Any) -> list[str]:
    """The texts that a request or a flag gives, one for all or one for each; [] for what is no text."""
    given = [value] if isinstance(value, str) else value
    return list(given) if isinstance(given, (list, tuple)) and all(isinstance(one, str) for one in given) else []


def number(text: str, name: Words, low: float, high: float) -> float:
    """A finite number in that range."""
    try:
        value = float(text)
    except (ValueError, TypeError):
        value = math.nan
    if not low <= value <= high:  # NaN fails this too
        raise UserError("{name} must be between {low:g} and {high:g}.", name=name, low=low, high=high)
    return value


def whole(text: str, name: Words, high: int, low: int = 0) -> int:
    """A whole number from low to high, written in digits only."""
    if not (text.isascii() and text.isdigit() and len(text) <= 12 and low <= int(text) <= high):
        raise UserError("{name} must be a whole number from {low} to {high:,}.", name=name, low=low, high=high)
    return int(text)
