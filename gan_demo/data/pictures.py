"""One picture file as a small square array, whatever its format, mode, orientation and proportions."""

import warnings
from contextlib import suppress
from functools import cache
from importlib import import_module
from io import BytesIO
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageOps

from . import brightness
from .choice import CENTRE

PIXELS = 50_000_000  # the largest camera files have that many; decoded they take 200 MB a thread
GREYS = ("1", "L", "LA", "La", "I", "F")  # and all that begin with "I;16"
FRAMED = {"GIF", "TIFF", "WEBP", "PNG"}  # formats in which a person puts several into one file
PLUGINS = {"pillow_heif": "register_heif_opener", "pillow_jxl": ""}  # packages that teach Pillow HEIC and JPEG XL
REFUSED = {"EPS", "WMF", "BUFR", "GRIB", "HDF5", "MPEG"}  # they start other programs, or Pillow knows them by name only


class PictureError(ValueError):
    """A file that cannot be used, with the reason in a few words."""


def extensions() -> frozenset[str]:
    """The lower-case endings of the files that `decode` reads, such as ".png"."""
    read = set(formats())
    return frozenset(ending for ending, kind in Image.registered_extensions().items() if kind in read)


def formats() -> tuple[str, ...]:
    """Names of the formats that Pillow decodes, by itself or with packages that are installed."""
    plug_in()
    return tuple(sorted(set(Image.OPEN) - REFUSED))


@cache
def plug_in() -> None:
    """Have Pillow know its own formats and those of the packages beside it."""
    Image.init()
    warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)  # there is a limit of our own
    for package, register in PLUGINS.items():
        with suppress(ImportError):
            module = import_module(package)
            getattr(module, register)() if register else None


def is_grey(data: bytes) -> bool:
    """Whether the file's header declares a picture without colour; raises PictureError."""
    with _opened(data) as image:
        return _grey_mode(image.mode)


def decode(
    data: bytes, size: int, channels: int, crop: str = CENTRE, levels: brightness.Levels | None = None
) -> np.ndarray:
    """A picture as uint8 (size, size, channels), made square by one of `choice.CROPS`; raises PictureError.

    The first frame of an animation, turned as its EXIF says, and laid on white where it is transparent. levels: black
    and white of one with more than eight bits, which else are found in it alone.
    """
    return measured(data, size, channels, crop, levels).pixels


def deep_levels(data: bytes) -> tuple[brightness.Levels, brightness.Levels] | None:
    """The levels of a picture with more than eight bits; None for others, and for what is no picture."""
    try:
        with _opened(data) as image:
            if not brightness.is_deep(image.mode):
                return None
            image.load()
            return brightness.levels_of(image)
    except Exception:  # it will be skipped, with the reason, when it is decoded
        return None


class Measured(NamedTuple):
    """A picture as `decode` makes it, with what is known of its file."""

    pixels: np.ndarray
    width: int  # as one sees it
    height: int
    more: bool  # whether there are further frames or pages behind the first
    cut: bool  # whether colours have more than eight bits, of which the upper eight are read


def measured(data: bytes, size: int, channels: int, crop: str, levels: brightness.Levels | None = None) -> Measured:
    """What `decode` makes of a picture, and what it was."""
    with _opened(data) as image:
        width, height = image.size
        try:
            cut = is_cut(image, data)
            more = image.format in FRAMED and getattr(image, "n_frames", 1) > 1
            image.draft(None, (2 * size, 2 * size))  # JPEG decodes at an eighth to full scale; the rest is resized
            if image.width * image.height > PIXELS:
                raise PictureError(f"more than {PIXELS:,} pixels")
            image.load()
            upright = _upright(image)
            square = _square(_plain(upright, levels), size, crop)
        except PictureError:
            raise
        except Exception as error:  # Pillow's many readers raise anything at all on broken files
            raise PictureError(str(error) or type(error).__name__) from error
        turned = (upright.width > upright.height) != (image.width > image.height)
    pixels = np.asarray(square.convert("L" if channels == 1 else "RGB")).reshape(size, size, channels)
    return Measured(pixels, *((height, width) if turned else (width, height)), more, cut)


def is_cut(image: Image.Image, data: bytes) -> bool:
    """Whether a picture's colours have more bits than Pillow 12.3.0 keeps, which it does not say itself."""
    if brightness.is_deep(image.mode):
        return False
    if image.format == "PNG":
        return data[24] > 8  # the bits of its header
    return image.format == "TIFF" and max(getattr(image, "tag_v2", {}).get(258, (8,))) > 8  # BitsPerSample


def _opened(data: bytes) -> Image.Image:
    if not data:
        raise PictureError("an empty file")
    try:
        image = Image.open(BytesIO(data), formats=formats())
    except Image.DecompressionBombError as error:
        raise PictureError(f"more than {PIXELS:,} pixels") from error
    except Exception as error:
        raise PictureError("not a picture of a kind that is read, as PNG, JPEG, WebP or GIF") from error
    whole = image.format != "JPEG" or image.info.get("progressive")  # the others are decoded at an eighth
    if image.width * image.height > PIXELS and whole:
        raise PictureError(f"more than {PIXELS:,} pixels")
    return image


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # a broken EXIF block is no reason to lose the picture
        return image


def _grey_mode(mode: str) -> bool:
    return mode in GREYS or mode.startswith("I;16")


def _plain(image: Image.Image, levels: brightness.Levels | None) -> Image.Image:
    """The same picture in one of the modes that resize well: L, RGB or RGBA."""
    if brightness.is_deep(image.mode):
        return brightness.eight_bits(image, levels)
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image.convert("L" if _grey_mode(image.mode) else "RGB")


def _square(image: Image.Image, size: int, crop: str) -> Image.Image:
    if crop == "pad":
        return _padded(image, size)
    if crop == "stretch":
        return _resized(image, size, size)
    return _cut(image, size, from_top=0.0 if crop == "top" else 0.5)


def _cut(image: Image.Image, size: int, from_top: float) -> Image.Image:
    """A square as large as fits, in the middle across and at this share of what is left over down."""
    side = min(image.size)
    left, top = (image.width - side) // 2, int((image.height - side) * from_top)
    # not resize(box=...): that lets the outside bleed in
    return _resized(image.crop((left, top, left + side, top + side)), size, size)


def _padded(image: Image.Image, size: int) -> Image.Image:
    """The whole picture in the middle of a white square."""
    longest = max(image.size)
    width, height = (max(1, round(side * size / longest)) for side in image.size)
    small = _resized(image, width, height)
    square = Image.new(small.mode, (size, size), "white")
    square.paste(small, ((size - width) // 2, (size - height) // 2))
    return square


def _resized(image: Image.Image, width: int, height: int) -> Image.Image:
    """The picture at that size with antialias, laid on white."""
    small = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3)
    if small.mode != "RGBA":
        return small
    return Image.alpha_composite(Image.new("RGBA", small.size, "white"), small)
