"""One row of values -> one picture: python-avatars writes the layers, resvg paints them."""

from collections.abc import Sequence
from functools import cache
from io import BytesIO

import numpy as np
import python_avatars as pa
import resvg_py
from PIL import Image

from .kinds import KINDS

BACKGROUND = "#cabfe8"  # light, and unlike every colour of hair, skin and clothes
CANVAS = 'width="264px" height="280px" viewBox="0 0 264 280"'
SQUARE = 'width="256px" height="256px" viewBox="4 8 256 256"'  # a quarter of it is 64 pixels; tall hats lose a tip
TOPS_WORN_AS_HATS = {"BLACK_HAT": pa.HairType.HAT, "SPACE_HELMET": pa.HairType.ASTRONAUT}
PARTS = {
    "skin": ("skin_color", pa.SkinColor),
    "hair_color": ("hair_color", pa.HairColor),
    "glasses": ("accessory", pa.AccessoryType),
    "beard": ("facial_hair", pa.FacialHairType),
    "beard_color": ("facial_hair_color", pa.HairColor),
    "mouth": ("mouth", pa.MouthType),
    "eyes": ("eyes", pa.EyeType),
    "eyebrows": ("eyebrows", pa.EyebrowType),
    "clothes": ("clothing", pa.ClothingType),
    "clothes_color": ("clothing_color", pa.ClothingColor),
    "graphic": ("shirt_graphic", pa.ClothingGraphic),
    "hat_color": ("hat_color", pa.ClothingColor),
}


def draw(row: Sequence[int], size: int) -> np.ndarray:
    """The picture (size, size, 3), uint8, of an avatar with these values, one for each of `KINDS`."""
    return rasterised(drawing(row), size)


def rasterised(svg: str, size: int, background: str = BACKGROUND) -> np.ndarray:
    """A drawing as a picture (size, size, 3), uint8, on the background where it has none of its own."""
    png = resvg_py.svg_to_bytes(svg_string=svg, width=size, height=size, background=background, skip_system_fonts=True)
    return np.asarray(Image.open(BytesIO(png)).convert("RGB"))


def drawing(row: Sequence[int]) -> str:
    """The same as SVG, cut to the square that all pictures show."""
    names = {kind: value_names(kind)[value] for kind, value in zip(KINDS, row, strict=True)}
    parts = {field: parts[names[kind]] for kind, (field, parts) in PARTS.items()}
    svg = pa.Avatar(style=pa.AvatarStyle.TRANSPARENT, top=top(names["hair"], names["hat"]), **parts).render()
    if CANVAS not in svg:
        raise RuntimeError("This python-avatars draws on another canvas; 1.4.1 is known to work.")
    return svg.replace(CANVAS, SQUARE, 1)


def top(hair: str, hat: str) -> pa.HairType | pa.HatType:
    """What is on the head: a hat takes the place of the hair."""
    if hat == "NONE":
        return pa.HairType[hair]
    return TOPS_WORN_AS_HATS.get(hat) or pa.HatType[hat]


@cache
def value_names(kind: str) -> tuple[str, ...]:
    """The python-avatars names of the values of an attribute."""
    return tuple(KINDS[kind].values)
