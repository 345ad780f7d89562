"""Pictures as files: sheets of many, PNG and JPEG bytes; uint8 N x H x W x C on the way in."""

import io
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFont

QUICK: dict[str, dict[str, Any]] = {  # how pictures are encoded at once; PNG is sharpest and, at these sizes, as fast
    "png": {"compress_level": 1},
    "jpeg": {"quality": 92},
    "webp": {"quality": 90, "method": 0},
}
COLUMNS = 8  # of a sheet of samples, about


def columns_of(kinds: int) -> int:
    """The columns of a sheet of samples: each class or caption has as many as fit; beyond twelve they share them."""
    return kinds * max(1, COLUMNS // kinds) if 1 <= kinds <= 12 else COLUMNS


def to_pil(picture: NDArray) -> Image.Image:
    """One uint8 H x W x C picture, grey where C is 1."""
    return Image.fromarray(picture[..., 0] if picture.shape[-1] == 1 else picture)


def sheet(pictures: NDArray, columns: int, gap: int = 0, background: int = 255) -> Image.Image:
    """The pictures row by row on one sheet, `gap` pixels apart."""
    count, height, width, channels = pictures.shape
    columns = min(columns, count)
    rows = -(-count // columns)
    canvas = np.full((rows * (height + gap) - gap, columns * (width + gap) - gap, channels), background, np.uint8)
    for i, picture in enumerate(pictures):
        y, x = (i // columns) * (height + gap), (i % columns) * (width + gap)
        canvas[y : y + height, x : x + width] = picture
    return to_pil(canvas)


def default_font(size: float) -> ImageFont.FreeTypeFont:
    """The font that comes with Pillow; it has Latin letters only."""
    return cast(ImageFont.FreeTypeFont, ImageFont.load_default(size))  # of another kind only where no size is given


def encode(image: Image.Image, form: str = "PNG", **options: object) -> bytes:
    """The bytes of the image file."""
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()
