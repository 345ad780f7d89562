"""What hides what, decided by rendering: `python -m gan_demo.data.avatars.measuring` writes `visible.json` again."""

import json
from itertools import combinations

import numpy as np

from .drawing import draw
from .kinds import COLUMN, KINDS
from .visibility import FILE

SIZE = 64  # what can be seen is decided at this picture size
PROBES = 6  # at most so many values of an attribute are compared
PLAIN = {"hair": "SHORT_FLAT", "hair_color": "BROWN", "skin": "LIGHT", "clothes": "SHIRT_CREW_NECK"}
PLAIN |= {"mouth": "SMILE", "eyes": "DEFAULT", "eyebrows": "DEFAULT", "clothes_color": "BLUE_03"}
SHOWN_WITH = {
    "graphic": ("clothes", "GRAPHIC_SHIRT"),
    "hat_color": ("hat", "HAT"),
    "beard_color": ("beard", "BEARD_MEDIUM"),
}


def measure_visibility() -> dict[str, dict[str, list[str]]]:
    """The table anew, about 12,000 drawings."""
    table = {}
    for kind in KINDS:
        hides = {other: [name for name in KINDS[other].values if hidden(kind, other, name)] for other in KINDS}
        table[kind] = {other: names for other, names in hides.items() if names}
    return table


def hidden(kind: str, other: str, name: str) -> bool:
    """Whether fewer than half of the pairs of values of an attribute look different where another has this value."""
    if other == kind:
        return False
    row = plain_row(kind)
    row[COLUMN[other]] = KINDS[other].index(name)
    return difference(kind, row) < 0.5


def plain_row(kind: str) -> list[int]:
    """The values of a plain avatar on which this attribute can be seen."""
    names = PLAIN | dict([SHOWN_WITH[kind]] if kind in SHOWN_WITH else [])
    return [KINDS[each].index(names[each]) if each in names else 0 for each in KINDS]


def difference(kind: str, row: list[int]) -> float:
    """The share of the pairs of values of an attribute that look different in this row."""
    pictures = []
    for value in np.unique(np.linspace(0, len(KINDS[kind].values) - 1, PROBES).astype(int)):
        row = [*row[: COLUMN[kind]], value, *row[COLUMN[kind] + 1 :]]
        pictures.append(draw(row, SIZE).astype(int))
    return float(np.mean([look_different(one, two) for one, two in combinations(pictures, 2)]))


def look_different(one: np.ndarray, two: np.ndarray) -> bool:
    """Whether at least four pixels of two pictures differ by more than a tenth of the range."""
    return int((np.abs(one - two).max(axis=-1) > 25).sum()) >= 4


if __name__ == "__main__":
    FILE.write_text(json.dumps(measure_visibility(), indent=1) + "\n")
