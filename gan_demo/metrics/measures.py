"""Measures of pictures in closed form, which say what a latent direction does where nobody named what is in them.

Each takes pictures as float (N, H, W, C), 0 to 1, and gives one number for each.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..words import Words, pgettext, t


class Measure(NamedTuple):
    """A measure, what people call it, and a picture with little and with much of it."""

    title: Words
    low: Words
    high: Words
    of: Callable[[NDArray], NDArray]


def ink(x: NDArray) -> NDArray:
    """How far each pixel is from the background, the mean of the four corners, (N, H, W)."""
    corners = x[:, [0, 0, -1, -1], [0, -1, 0, -1]].mean(1)
    return np.abs(x - corners[:, None, None]).mean(3)


def moments(x: NDArray) -> tuple[NDArray, NDArray, NDArray, NDArray, NDArray]:
    """Ink as shares of one, (N, H, W), the places of rows and columns, -1 to 1, and the middle of the ink in each."""
    share = ink(x) + 1e-6
    share = share / share.sum((1, 2), keepdims=True)
    rows, columns = (np.linspace(-1, 1, side) for side in share.shape[1:])
    return share, rows, columns, share.sum(2) @ rows, share.sum(1) @ columns


def width(x: NDArray) -> NDArray:
    """The standard deviation of the ink's columns."""
    share, _, columns, _, middle = moments(x)
    return np.sqrt((share.sum(1) * (columns - middle[:, None]) ** 2).sum(1))


def height(x: NDArray) -> NDArray:
    """The standard deviation of the ink's rows."""
    share, rows, _, middle, _ = moments(x)
    return np.sqrt((share.sum(2) * (rows - middle[:, None]) ** 2).sum(1))


def flare(x: NDArray) -> NDArray:
    """How much farther from the middle the ink is in the lower half than in the upper."""
    share, rows, columns, _, middle = moments(x)
    far = share * np.abs(columns[None, None] - middle[:, None, None])
    halves = [far[:, half].sum((1, 2)) / share[:, half].sum((1, 2)) for half in (rows > 0, rows < 0)]
    return halves[0] - halves[1]


def hollow(x: NDArray) -> NDArray:
    """How much less ink the middle fifth of the lower half has than the whole of it: between the legs of trousers."""
    dark = ink(x)[:, x.shape[1] // 2 :]
    side = x.shape[2]
    return dark.mean((1, 2)) - dark[:, :, 2 * side // 5 : 3 * side // 5].mean((1, 2))


def sides(x: NDArray) -> NDArray:
    """The share of the ink in the outer quarters of the columns, where sleeves are."""
    share, _, columns, _, _ = moments(x)
    return share[:, :, np.abs(columns) > 0.5].sum((1, 2))


def waist(x: NDArray) -> NDArray:
    """How much less ink the middle third of the rows has than the others, as a share of all."""
    rows = ink(x).mean(2)
    third = x.shape[1] // 3
    middle = rows[:, third:-third].mean(1)
    return (rows.mean(1) - middle) / (rows.mean(1) + 1e-6)


def neck(x: NDArray) -> NDArray:
    """How much less ink the middle third of the columns has in the upper fifth than the rest of it."""
    top, side = ink(x)[:, : x.shape[1] // 5], x.shape[2]
    return top.mean((1, 2)) - top[:, :, side // 3 : 2 * side // 3].mean((1, 2))


def strip(x: NDArray) -> NDArray:
    """How much brighter the middle fifth of the columns is than the whole picture."""
    side = x.shape[2]
    return x[:, :, 2 * side // 5 : 3 * side // 5].mean((1, 2, 3)) - x.mean((1, 2, 3))


def belt(x: NDArray) -> NDArray:
    """How much brighter the middle fifth of the rows is than the whole picture."""
    side = x.shape[1]
    return x[:, 2 * side // 5 : 3 * side // 5].mean((1, 2, 3)) - x.mean((1, 2, 3))


def tilt(x: NDArray) -> NDArray:
    """Whether the ink lies from the upper left to the lower right, or the other way: the covariance of its places."""
    share, rows, columns, middle, centre = moments(x)
    return np.einsum("nij,i,j->n", share, rows, columns) - middle * centre


def ink_height(x: NDArray) -> NDArray:
    """How far down the middle of the ink is."""
    return moments(x)[3]


def symmetry(x: NDArray) -> NDArray:
    """How like its mirror image the picture is; 1: the same."""
    return 1 - np.abs(x - x[:, :, ::-1]).mean((1, 2, 3)) / (ink(x).mean((1, 2)) + 1e-6)


def texture(x: NDArray) -> NDArray:
    """The mean difference of neighbouring pixels, for the ink that there is."""
    steps = np.abs(np.diff(x, axis=1)).mean((1, 2, 3)) + np.abs(np.diff(x, axis=2)).mean((1, 2, 3))
    return steps / (ink(x).mean((1, 2)) + 0.05)


def contrast(x: NDArray) -> NDArray:
    """The standard deviation of the pixels that differ from the background."""
    dark = ink(x)
    there = (dark > 0.1) + 1e-6
    total = there.sum((1, 2))
    mean = (dark * there).sum((1, 2)) / total
    return np.sqrt((there * (dark - mean[:, None, None]) ** 2).sum((1, 2)) / total)


def stripes(x: NDArray) -> NDArray:
    """Differences from row to row less those from column to column, as a share of both."""
    down, along = (np.abs(np.diff(x, axis=axis)).mean((1, 2, 3)) for axis in (1, 2))
    return (down - along) / (down + along + 1e-6)


def slope(x: NDArray) -> NDArray:
    """How much brighter the lower half is than the upper."""
    half = x.shape[1] // 2
    return x[:, half:].mean((1, 2, 3)) - x[:, :half].mean((1, 2, 3))


def lean(x: NDArray) -> NDArray:
    """How much brighter the right half is than the left."""
    half = x.shape[2] // 2
    return x[:, :, half:].mean((1, 2, 3)) - x[:, :, :half].mean((1, 2, 3))


def area(x: NDArray) -> NDArray:
    """The share of the pixels that differ from the background."""
    return (ink(x) > 0.1).mean((1, 2))


def brightness(x: NDArray) -> NDArray:
    """The mean of the pixels that differ from the background, or of all where few do."""
    there = (ink(x) > 0.1)[..., None] + 1e-3
    return (x * there).sum((1, 2, 3)) / (there.sum((1, 2, 3)) * x.shape[3])


def warmth(x: NDArray) -> NDArray:
    """Red less blue."""
    return (x[..., 0] - x[..., -1]).mean((1, 2))


def colourfulness(x: NDArray) -> NDArray:
    """The mean range of a pixel's channels."""
    return (x.max(3) - x.min(3)).mean((1, 2))


GREY = (
    Measure(t("Brightness"), t("dark"), t("bright"), brightness),
    Measure(t("Width"), t("narrow"), t("wide"), width),
    Measure(t("Height"), t("short"), t("tall"), height),
    Measure(t("Area"), t("little"), t("much"), area),
    Measure(t("Flare"), t("wide above"), t("wide below"), flare),
    Measure(t("Sides"), t("bare"), t("filled"), sides),
    Measure(t("Gap below"), t("closed"), t("open"), hollow),
    Measure(t("Waist"), t("full"), t("slim"), waist),
    Measure(t("Neckline"), pgettext("neckline", "closed"), pgettext("neckline", "open"), neck),
    Measure(t("Middle"), t("dark"), t("bright"), strip),
    Measure(t("Belt"), t("dark"), t("bright"), belt),
    Measure(t("Tilt"), t("rising"), t("falling"), tilt),
    Measure(t("Place"), t("high"), t("low"), ink_height),
    Measure(t("Symmetry"), t("lopsided"), t("mirrored"), symmetry),
    Measure(t("Texture"), t("smooth"), t("detailed"), texture),
    Measure(t("Contrast"), t("even"), t("varied"), contrast),
    Measure(t("Stripes"), t("upright"), t("across"), stripes),
    Measure(t("Light from"), t("above"), t("below"), slope),
    Measure(t("Bright side"), t("left"), t("right"), lean),
)
COLOUR = (
    *GREY,
    Measure(t("Warmth"), t("cold"), t("warm"), warmth),
    Measure(t("Colour"), t("pale"), t("vivid"), colourfulness),
)


def closed_form_measures(channels: int) -> tuple[Measure, ...]:
    """The measures of pictures with so many channels."""
    return COLOUR if channels > 1 else GREY
