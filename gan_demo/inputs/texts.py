"""Numbers in the texts of flags and requests."""

import math

from ..words import UserError, Words


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
