"""Which avatar is drawn: its values are a pure function of the seed, the split and its number.

All is uniform, so that every value is frequent enough to be learnt, but for this: half of the people have no glasses,
half no beard, and most no hat, which would hide their hair; a beard mostly has the colour of the hair; T-shirts count
twice, as they alone have prints, and bare shoulders half.
"""

from functools import cache, lru_cache

import numpy as np

from .kinds import COLUMN, KINDS
from .visibility import visible_values

SPLITS = ("train", "test", "held_out")
CHUNK = 1000  # so many avatars come from one random stream
NONE_SHARE = {"hat": 0.85, "glasses": 0.5, "beard": 0.5}
WEIGHTS = {("clothes", "GRAPHIC_SHIRT"): 2.0, ("clothes", "NONE"): 0.5}
SAME_COLOR_SHARE = 0.8  # of the beards are of the colour of the hair
HELD_OUT_PAIRS = (("hair", "hair_color"), ("mouth", "glasses"))


def sample(first: int, last: int, split: str, seed: int) -> np.ndarray:
    """The values of the avatars from `first` up to `last`, int64 (last - first, attributes).

    "train" and "test" have none of the held-out pairs of values; "held_out" has one in every picture, in plain sight.
    """
    start = first // CHUNK
    chunks = [chunk(number, split, seed) for number in range(start, -(-last // CHUNK))]
    return np.concatenate(chunks)[first - start * CHUNK : last - start * CHUNK]


@lru_cache(maxsize=4)
def chunk(number: int, split: str, seed: int) -> np.ndarray:
    """A thousand rows of values; what does not belong to the split is proposed again."""
    rng = np.random.default_rng([seed, SPLITS.index(split), number])
    rows, wrong = propose(rng), np.ones(CHUNK, bool)
    while True:
        wrong[wrong] = ~belongs(rows[wrong], split)
        if not wrong.any():
            return rows
        rows[wrong] = propose(rng)[wrong]


def propose(rng: np.random.Generator) -> np.ndarray:
    """A thousand rows of values, of any split."""
    dice = rng.random((CHUNK, len(KINDS) + 1))
    columns = [np.searchsorted(cumulated_shares(kind), dice[:, column]) for kind, column in COLUMN.items()]
    rows = np.stack(columns, axis=1)
    same = dice[:, -1] < SAME_COLOR_SHARE
    rows[same, COLUMN["beard_color"]] = rows[same, COLUMN["hair_color"]]
    return rows


@cache
def cumulated_shares(kind: str) -> np.ndarray:
    """The upper end of the part of [0, 1) that belongs to each value, without the last end."""
    weights = np.array([WEIGHTS.get((kind, name), 1.0) for name in KINDS[kind].values])
    if kind in NONE_SHARE:
        weights[1:] *= (1 - NONE_SHARE[kind]) / weights[1:].sum()
        weights[0] = NONE_SHARE[kind]
    return np.cumsum(weights / weights.sum())[:-1]


def belongs(rows: np.ndarray, split: str) -> np.ndarray:
    """Whether each row may stand in the split."""
    if split != "held_out":
        return ~any_held_out(rows)
    return any_held_out(rows, visible_values(rows))


def any_held_out(rows: np.ndarray, seen: np.ndarray | None = None) -> np.ndarray:
    """Whether each row has a held-out pair, among the values that are `seen` where that is given."""
    found = np.zeros(len(rows), bool)
    for pair, table in held_out().items():
        columns = [COLUMN[kind] for kind in pair]
        here = table[rows[:, columns[0]], rows[:, columns[1]]]
        found |= here if seen is None else here & seen[:, columns].all(axis=1)
    return found


@cache
def held_out() -> dict[tuple[str, str], np.ndarray]:
    """For each pair of attributes, which combinations are kept out of training: one a row, spread over the columns."""
    rng = np.random.default_rng(2014)
    tables = {}
    for one, other in HELD_OUT_PAIRS:
        table = np.zeros((len(KINDS[one].values), len(KINDS[other].values)), bool)
        worn = [value for value, name in enumerate(KINDS[other].values) if name != "NONE"]
        table[np.arange(len(table)), rng.permutation(np.resize(rng.permutation(worn), len(table)))] = True
        tables[one, other] = table
    return tables
