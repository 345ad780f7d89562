"""Measures of pictures in closed form, which say what a latent direction does where nobody named what is in them.

Each takes pictures as float (N, H, W, C), 0 to 1, and gives one number for each.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..words import Words


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
    Measure(Words("Brightness", "亮度"), Words("dark", "暗"), Words("bright", "亮"), brightness),
    Measure(Words("Width", "宽度"), Words("narrow", "窄"), Words("wide", "宽"), width),
    Measure(Words("Height", "高度"), Words("short", "矮"), Words("tall", "高"), height),
    Measure(Words("Area", "面积"), Words("little", "小"), Words("much", "大"), area),
    Measure(Words("Flare", "下摆"), Words("wide above", "上宽"), Words("wide below", "下宽"), flare),
    Measure(Words("Sides", "两侧"), Words("bare", "空"), Words("filled", "满"), sides),
    Measure(Words("Gap below", "下方空隙"), Words("closed", "合拢"), Words("open", "分开"), hollow),
    Measure(Words("Waist", "腰身"), Words("full", "粗"), Words("slim", "细"), waist),
    Measure(Words("Neckline", "领口"), Words("closed", "闭合"), Words("open", "敞开"), neck),
    Measure(Words("Middle", "中间"), Words("dark", "暗"), Words("bright", "亮"), strip),
    Measure(Words("Belt", "腰带处"), Words("dark", "暗"), Words("bright", "亮"), belt),
    Measure(Words("Tilt", "倾斜"), Words("rising", "右高"), Words("falling", "右低"), tilt),
    Measure(Words("Place", "位置"), Words("high", "偏上"), Words("low", "偏下"), ink_height),
    Measure(Words("Symmetry", "对称"), Words("lopsided", "不对称"), Words("mirrored", "左右对称"), symmetry),
    Measure(Words("Texture", "纹理"), Words("smooth", "平滑"), Words("detailed", "细节多"), texture),
    Measure(Words("Contrast", "对比度"), Words("even", "均匀"), Words("varied", "明暗不一"), contrast),
    Measure(Words("Stripes", "条纹"), Words("upright", "竖条"), Words("across", "横条"), stripes),
    Measure(Words("Light from", "明亮处"), Words("above", "上方"), Words("below", "下方"), slope),
    Measure(Words("Bright side", "亮侧"), Words("left", "左"), Words("right", "右"), lean),
)
COLOUR = (
    *GREY,
    Measure(Words("Warmth", "冷暖"), Words("cold", "冷色"), Words("warm", "暖色"), warmth),
    Measure(Words("Colour", "色彩"), Words("pale", "素"), Words("vivid", "鲜艳"), colourfulness),
)


def closed_form_measures(channels: int) -> tuple[Measure, ...]:
    """The measures of pictures with so many channels."""
    return COLOUR if channels > 1 else GREY
