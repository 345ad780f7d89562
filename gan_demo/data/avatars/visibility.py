"""Which attributes of a picture can be seen: measured once by rendering (`measuring.py`), kept in `visible.json`.

The file says for each attribute which values of which others hide it; what is hidden itself hides nothing.
"""

import json
from functools import cache
from pathlib import Path

import numpy as np

from .kinds import COLUMN, KINDS

FILE = Path(__file__).with_name("visible.json")


def visible_values(rows: np.ndarray) -> np.ndarray:
    """Whether each value can be seen: bool (N, attributes) for the rows of values (N, attributes)."""
    seen = {}

    def look(kind: str) -> np.ndarray:
        if kind not in seen:
            seen[kind] = np.ones(len(rows), bool)
            for other, hides in hidden_by()[kind].items():
                seen[kind] &= ~(hides[rows[:, COLUMN[other]]] & look(other))
        return seen[kind]

    return np.stack([look(kind) for kind in KINDS], axis=1)


@cache
def hidden_by() -> dict[str, dict[str, np.ndarray]]:
    """For each attribute and each other that can hide it: bool, one for each value of the other."""
    table = json.loads(FILE.read_text())
    return {
        kind: {other: np.isin(list(KINDS[other].values), names) for other, names in table.get(kind, {}).items()}
        for kind in KINDS
    }
