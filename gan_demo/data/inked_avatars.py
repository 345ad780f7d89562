"""The cartoon avatars in another hand: inked with a brush, coloured with water, on paper. Drawn on the user's machine.

The same number is the same face as in `avatars`, so that it is known what a picture that is carried over should be.
"""

import re
from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar

import numpy as np

from ..words import Words, t
from .avatars import SOURCE as AVATARS
from .avatars import count_avatars, load_avatars, prepare_avatars
from .avatars.sampling import sample
from .avatars.store import Store

PAPER, INK = "#f7f0e0", "#2b2430"
PIGMENT = 0.65  # of a colour; the rest is paper, so that different colours stay different
BRUSH, FINE, RIM = 4, 2.5, 6  # units of 256 a picture: of most lines, of a face, and of what half is painted over
NAME = "inked-avatars"

HIDDEN = re.compile(r"(<(?:defs|mask)\b[^>]*(?<!/)>.*?</(?:defs|mask)>)", re.DOTALL)  # shapes that others use
FACE = re.compile(r'(<g id="transparent_Face".*?)(?=<g id="transparent_Top")', re.DOTALL)
COLOUR = re.compile(r'fill="#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})"')
SHAPE = re.compile(r"<(path|circle|ellipse|polygon|rect|use)\b([^>]*)>")
STROKE = re.compile(r'\sstroke(-\w+)?="[^"]*"')


@dataclass(frozen=True)
class InkedStore(Store):
    """The inked avatars of one size, split and seed on this machine."""

    title: ClassVar[Words] = t("Inked avatars")
    name: ClassVar[str] = NAME
    place: ClassVar[str] = "inked-avatars-v1"

    def draw(self, first: int, last: int) -> np.ndarray:
        from .avatars.drawing import drawing, rasterised

        rows = sample(first, last, self.split, self.seed)
        return np.stack([rasterised(inked(drawing(row)), self.size, PAPER) for row in rows])


def inked(svg: str) -> str:
    """An avatar's drawing with a line around every shape and with watered colours, finer where the face is."""
    return "".join(with_lines(part, BRUSH if i % 2 == 0 else FINE) for i, part in enumerate(FACE.split(svg)))


def with_lines(svg: str, width: float) -> str:
    """A part of a drawing, the same; what is defined or masks others stays as it is."""
    parts = HIDDEN.split(svg)
    parts[::2] = [SHAPE.sub(partial(lined, width), COLOUR.sub(watered, part)) for part in parts[::2]]
    return "".join(parts)


def watered(found: re.Match[str]) -> str:
    """A colour with paper showing through; black, which draws pupils and shadows, is ink and stays."""
    colour = found[1] if len(found[1]) == 6 else "".join(2 * digit for digit in found[1])
    if int(colour, 16) == 0:
        return found[0]
    pairs = zip(bytes.fromhex(colour), bytes.fromhex(PAPER[1:]), strict=True)
    return 'fill="#{:02x}{:02x}{:02x}"'.format(*(round(PIGMENT * own + (1 - PIGMENT) * paper) for own, paper in pairs))


def lined(width: float, found: re.Match[str]) -> str:
    """A shape with a line around it, but for sheets of colour that a mask cuts out; these cover half of a rim."""
    shape, rest = found.groups()
    if 'width="264"' in rest:
        return found[0]
    wide = RIM if shape == "use" else width
    return f'<{shape} stroke="{INK}" stroke-width="{wide}" stroke-linejoin="round"{STROKE.sub("", rest)}>'


SOURCE = replace(
    AVATARS,
    name=NAME,
    title=InkedStore.title,
    prepare=partial(prepare_avatars, kind=InkedStore),
    load=partial(load_avatars, kind=InkedStore),
    count=partial(count_avatars, kind=InkedStore),
    same_as=AVATARS.name,
)
