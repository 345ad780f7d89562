"""Pictures of more than eight bits a pixel: which value is black and which is white, for all of a set alike."""

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import NamedTuple

import numpy as np
from PIL import Image

WHITES = (1, 255, 1023, 4095, 16383, 65535)  # the brightest value of floats, and of 8, 10, 12, 14 and 16 bits
SAMPLE = 1 << 16  # values that tell what most are
ABOVE = 1.5  # of floats that are from 0 or -1 to 1 but for sums and filters that lead out of it
FLAT = 0.05  # of the range: a picture that uses less looks like one tone
EIGHT_BITS = (".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".gif", ".bmp")  # endings of formats that have no more


class Levels(NamedTuple):
    """The darkest and the brightest value, of a picture or of a set."""

    low: float
    high: float

    def share(self, of: "Levels") -> float:
        """How much of another range this one uses."""
        return (min(self.high, of.high) - max(self.low, of.low)) / (of.high - of.low)


def is_deep(mode: str) -> bool:
    """Whether pictures of this mode of Pillow have more than eight bits: integers and floats."""
    return mode[0] in "IF"


def may_be_deep(name: str) -> bool:
    """Whether a file of that name may be such a picture."""
    return PurePosixPath(name.lower()).suffix not in EIGHT_BITS


def levels_of(image: Image.Image) -> tuple[Levels, Levels]:
    """Those of one picture of such a mode, and those of all but its darkest and brightest hundredth.

    What is no finite number counts as 0. The second are those of some of the values where there are many.
    """
    values = np.asarray(image).reshape(-1)
    if values.dtype.kind == "f":
        values = np.nan_to_num(values, nan=0, posinf=0, neginf=0)
    some = values[:: max(1, values.size // SAMPLE)]
    return Levels(float(values.min()), float(values.max())), Levels(*map(float, np.percentile(some, (0.5, 99.5))))


def usual_range(every: Iterable[Levels]) -> Levels:
    """What is black and what is white in pictures with these levels, the same for all.

    Values from 0 on are taken for floats up to 1 or for whole numbers of 8, 10, 12, 14 or 16 bits, whichever holds them
    all; values from -1 to 1 for floats; others, such as Hounsfield units, for what they are.
    """
    lows, highs = zip(*every, strict=True)
    low, high = min(lows), max(highs)
    if -ABOVE <= low < 0 and high <= ABOVE:
        return Levels(-1, 1)
    if low < 0 or high > WHITES[-1]:
        return Levels(low, max(high, low + 1))
    return Levels(0, 1) if high <= ABOVE else Levels(0, next(white for white in WHITES if high <= white))


def eight_bits(image: Image.Image, levels: Levels | None = None) -> Image.Image:
    """A picture of such a mode in grey of eight bits; without levels by its own values alone."""
    low, high = levels or usual_range([levels_of(image)[0]])
    values = np.nan_to_num(np.array(image, np.float32), copy=False, nan=0, posinf=0, neginf=0)
    np.clip(values, low, high, out=values)
    values -= low
    values *= 255 / (high - low)
    return Image.fromarray(np.rint(values, out=values).astype(np.uint8))


def flat_ones(every: Iterable[Levels], levels: Levels) -> int:
    """How many pictures, but for a hundredth of each, use so little of the range that they look like one tone."""
    return sum(one.share(levels) < FLAT for one in every)
