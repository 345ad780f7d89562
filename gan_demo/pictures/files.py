"""Pictures as files: sheets of many, PNG and JPEG bytes; uint8 N x H x W x C on the way in."""

import io
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFont
from PIL.PngImagePlugin import PngInfo

from ..words import UserError, listed

QUICK: dict[str, dict[str, Any]] = {  # how pictures are encoded at once; PNG is sharpest and, at these sizes, as fast
    "png": {"compress_level": 1},
    "jpeg": {"quality": 92},
    "webp": {"quality": 90, "method": 0},
}
COLUMNS = 8  # of a sheet of samples, about
FILTERS = {"crisp": Image.Resampling.NEAREST, "smooth": Image.Resampling.LANCZOS}  # how pixels are enlarged
SEEN = 512  # px that a smooth picture of a sheet is wide, at least, as on the page
LONGEST_WEBP = 16_383  # px of a side, which the format cannot exceed
LARGEST_SHEET = 40_000_000  # pixels
COMMENT = "enlarged with a smoothing filter (Lanczos)"  # in files whose kind has a place for it


def columns_of(kinds: int) -> int:
    """The columns of a sheet of samples: each class or caption has as many as fit; beyond twelve they share them."""
    return kinds * max(1, COLUMNS // kinds) if 1 <= kinds <= 12 else COLUMNS


def to_pil(picture: NDArray) -> Image.Image:
    """One uint8 H x W x C picture, grey where C is 1."""
    return Image.fromarray(picture[..., 0] if picture.shape[-1] == 1 else picture)


def check_style(style: str) -> None:
    """UserError where pixels are not enlarged so."""
    if style not in FILTERS:
        raise UserError("Pixels are {filters}, not {style}.", filters=listed(FILTERS, " or "), style=style[:20])


def pixel_style(smooth: bool) -> str:
    """The style of pixels that are to be smooth, or not."""
    return "smooth" if smooth else "crisp"


def style_at(width: int, own: int, style: str) -> str:
    """The style of a picture at that width: crisp where it is no larger than its own, as each pixel stays then."""
    return style if width > own else "crisp"


def resized(image: Image.Image, size: tuple[int, int], style: str) -> Image.Image:
    """The picture at that size, its pixels crisp or smooth."""
    return image.resize(size, FILTERS[style])


def told_smooth(image: Image.Image, smooth: bool) -> Image.Image:
    """The picture, which says it where it was enlarged smoothly."""
    if smooth:
        image.info["comment"] = COMMENT
    return image


def smooth_pictures(pictures: NDArray) -> NDArray:
    """Pictures a whole multiple as large, `SEEN` px wide or more where a sheet has room for all of them.

    Squares that stand one below the other, as the frames of a clip do, do not run into each other.
    """
    count, height, width, channels = pictures.shape
    times = max(1, min(-(-SEEN // width), int((LARGEST_SHEET / (count * height * width)) ** 0.5)))
    size = times * width, times * width
    large = [np.asarray(resized(to_pil(one), size, "smooth")) for one in pictures.reshape(-1, width, width, channels)]
    return np.stack(large).reshape(count, times * height, times * width, channels)


def sheet(pictures: NDArray, columns: int, gap: int = 0, background: int = 255, style: str = "crisp") -> Image.Image:
    """The pictures row by row on one sheet, `gap` pixels apart, each as it is or smooth, which the sheet says then."""
    if style == "smooth":
        large = smooth_pictures(pictures)
        return told_smooth(sheet(large, columns, gap, background), large.shape[2] > pictures.shape[2])
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
    """The bytes of the image file, in which stands what the picture says of itself; UserError where it is too large."""
    if form == "PNG" and image.info.get("comment") == COMMENT:
        text = PngInfo()
        text.add_text("Comment", COMMENT)
        options["pnginfo"] = text
    if form == "WEBP" and max(image.size) > LONGEST_WEBP:
        raise UserError(
            "A webp file is at most {most} px wide and high: ask for fewer pictures, or for png.", most=LONGEST_WEBP
        )
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()
