"""Series as pictures: a curve for each variable, from left to right, on white."""

import numpy as np
from numpy.typing import NDArray

PAPER, ZERO = 255, (224, 224, 228)
INKS = ((36, 84, 196), (200, 72, 24), (28, 132, 84), (132, 60, 168), (168, 128, 0), (96, 96, 104))
MARGIN = 0.08  # of the side, above and below


def drawn_curves(series: NDArray, side: int, held: bool = False) -> NDArray:
    """Values in [0, 1], float (N, T, C), to pictures of curves, uint8 (N, side, side, 3); 1 is at the top.

    held: each value stays until the next, as a note does, in place of a line to it.
    """
    series = np.clip(np.nan_to_num(series), 0, 1)
    pictures = np.full((len(series), side, side, 3), PAPER, np.float32)
    middle = level(np.full((1, 1), 0.5), side)
    pictures[:, round(float(middle[0, 0]))] = ZERO
    for i in reversed(range(series.shape[2])):
        ink = covered(level(along(series[..., i], side + 1, held), side), side, max(1.2, side / 64))[..., None]
        pictures += ink * (np.array(INKS[i % len(INKS)], np.float32) - pictures)
    return pictures.round().astype(np.uint8)


def along(values: NDArray, edges: int, held: bool) -> NDArray:
    """The values at so many places evenly from the first step to the last, (N, edges)."""
    steps = values.shape[1]
    if held:
        return values[:, np.minimum(np.arange(edges) * steps // edges, steps - 1)]
    place = np.linspace(0, steps - 1, edges)
    before = np.minimum(place.astype(int), max(steps - 2, 0))
    after = np.minimum(before + 1, steps - 1)
    share = (place - before).astype(np.float32)
    return values[:, before] * (1 - share) + values[:, after] * share


def level(values: NDArray, side: int) -> NDArray:
    """The row, from the top, at which a value is drawn."""
    return ((1 - values) * (1 - 2 * MARGIN) + MARGIN) * (side - 1)


def covered(rows: NDArray, side: int, pen: float) -> NDArray:
    """How much of each pixel a line through rows at the edges of the columns covers, (N, side, side)."""
    ends = np.stack([rows[:, :-1], rows[:, 1:]])
    top, bottom = ends.min(0)[:, None] - pen / 2, ends.max(0)[:, None] + pen / 2  # (N, 1, side)
    row = np.arange(side, dtype=np.float32)[None, :, None]
    return np.clip(np.minimum(row + 0.5, bottom) - np.maximum(row - 0.5, top), 0, 1)
