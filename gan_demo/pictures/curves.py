"""Series as pictures: a curve for each variable, from left to right, on white."""

import numpy as np
from numpy.typing import NDArray

PAPER, ZERO = 255, (224, 224, 228)
INKS = ((36, 84, 196), (200, 72, 24), (28, 132, 84), (132, 60, 168), (168, 128, 0), (96, 96, 104))
MARGIN = 0.08  # of the side, above and below
PEN, THINNEST = 1 / 96, 1.6  # the width of a line: of the side, and in pixels
FINE = 3  # places in a pixel's width at which a line is looked at, so that steep ones have smooth edges, too


def drawn_curves(series: NDArray, side: int, held: bool = False, framed: bool = False) -> NDArray:
    """Values in [0, 1], float (N, T, C), to pictures of curves, uint8 (N, side, side, 3); 1 is at the top.

    held: each value stays until the next, as a note does, in place of a line to it. framed: with a hairline around, so
    that curves of neighbours on a sheet do not run into each other.
    """
    series = np.clip(np.nan_to_num(series), 0, 1).astype(np.float32)
    pictures = np.full((len(series), side, side, 3), PAPER, np.uint8)
    pictures[:, round(float(level(np.array(0.5), side)))] = ZERO
    pen = max(THINNEST, side * PEN)
    for i, curves in enumerate(np.moveaxis(series, 2, 0)[::-1], 1):  # the first variable lies on top
        rows = level(along(curves, side * FINE + 1, held), side)
        paint(pictures, covered(*penned(rows, pen), side), INKS[(series.shape[2] - i) % len(INKS)])
    if framed:
        pictures[:, [0, -1]] = pictures[:, :, [0, -1]] = ZERO
    return pictures


def ink_names(count: int) -> list[str]:
    """The colours of so many variables as a style sheet writes them: "#2454c4"."""
    return ["#" + bytes(INKS[i % len(INKS)]).hex() for i in range(count)]


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


def penned(rows: NDArray, pen: float) -> tuple[NDArray, NDArray]:
    """The ends, from the top, of what a round pen covers in each place, on its way through rows at their edges."""
    reach = int(pen / 2 * FINE)
    ends = np.stack([-np.minimum(rows[:, :-1], rows[:, 1:]), np.maximum(rows[:, :-1], rows[:, 1:])])
    padded = np.pad(ends, [(0, 0), (0, 0), (reach, reach)], mode="edge")
    offsets = range(-reach, reach + 1)
    heights = [np.sqrt(max(0.0, (pen / 2) ** 2 - (offset / FINE) ** 2)) for offset in offsets]
    width = ends.shape[2]
    top, bottom = np.max([padded[..., i : i + width] + height for i, height in enumerate(heights)], axis=0)
    return -top, bottom


def covered(top: NDArray, bottom: NDArray, side: int) -> NDArray:
    """How much of each pixel lies between the ends in its places, float32 (N, side, side).

    Each end adds to the sum over the rows below it, and shares the row in which it is; a row's middle is its number.
    """
    first = np.arange(len(top))[:, None] * (side + 2) * side + np.arange(side * FINE) // FINE
    places, weights = [], []
    for ends, sign in ((top, 1 / FINE), (bottom, -1 / FINE)):
        place = np.clip(ends + 0.5, 0, side)
        row = place.astype(int)
        below = (place - row) * sign
        places += [first + row * side, first + (row + 1) * side]
        weights += [sign - below, below]
    changes = np.bincount(np.ravel(places), np.ravel(weights), len(top) * (side + 2) * side)
    shares = changes.reshape(len(top), side + 2, side)[:, :side].cumsum(1, dtype=np.float32)
    return np.clip(shares, 0, 1)


def paint(pictures: NDArray, ink: NDArray, colour: tuple[int, int, int]) -> None:
    """Put a colour onto pictures, uint8 (N, side, side, 3), where and as much as there is ink, (N, side, side)."""
    pixels, spots = pictures.reshape(-1, 3), np.flatnonzero(ink > 1 / 512)
    under = pixels[spots].astype(np.float32)
    pixels[spots] = (under + ink.ravel()[spots, None] * (np.array(colour, np.float32) - under)).round()
