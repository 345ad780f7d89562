"""Pictures one after the other as one file, MP4, animated WebP or GIF; imports no torch."""

import tempfile
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple, cast

import av
import numpy as np
from PIL import Image

from ..events import Encoded
from ..words import UserError
from .files import COMMENT, resized

SHORTEST, LONGEST = 1, 120  # seconds
COLOURS = 255  # of a GIF; its last one stands for what does not change
KEYS = 2  # seconds between key frames, so that a player can jump
Film = Generator[Encoded | Path, None, None]  # progress, then the file, there until it goes on or is closed


class Coding(NamedTuple):
    """How one kind of file is made."""

    codec: str
    pixels: str  # what the codec is given
    colours: str | None  # of the picture in the codec's pixels, where the options have to say it too
    options: dict[str, str]
    file: dict[str, str]  # options of the file around it


CODINGS = {
    "mp4": Coding(
        "libx264",
        "yuv420p",
        "ITU709",
        {
            "crf": "18",
            "preset": "veryfast",  # "medium" takes three times as long for 4 % fewer bytes
            "threads": "1",  # the others belong to the trainer
            **dict.fromkeys(("colorspace", "color_primaries", "color_trc"), "bt709"),
            "color_range": "tv",
        },
        {"movflags": "faststart"},
    ),
    "webp": Coding("libwebp_anim", "bgra", None, {"quality": "80", "compression_level": "2"}, {"loop": "0"}),
    "gif": Coding("gif", "pal8", None, {}, {"loop": "0"}),
}


def lasting(seconds: float) -> float:
    """That many seconds, where a film may last so long."""
    if not SHORTEST <= seconds <= LONGEST:
        raise UserError(
            "A movie lasts {shortest} to {longest} seconds, not {seconds}.",
            shortest=SHORTEST,
            longest=LONGEST,
            seconds=seconds,
        )
    return seconds


def even(length: int) -> int:
    """The next length that all codecs take."""
    return length + length % 2


def palette(images: Iterable[Image.Image]) -> Image.Image:
    """The colours that serve these pictures best, for the frames of a GIF, which are of mode P."""
    shown = [np.asarray(image.convert("RGB")) for image in images]
    return Image.fromarray(np.concatenate(shown)).quantize(COLOURS)


def quantized(image: Image.Image, colours: Image.Image, size: tuple[int, int], style: str) -> Image.Image:
    """A frame of a GIF at that size, with the colours of a palette, its pixels crisp or smooth."""
    reduced = partial(Image.Image.quantize, palette=colours, dither=Image.Dither.NONE)
    if style == "crisp":  # before it is enlarged, there are fewer pixels to look at
        return resized(reduced(image), size, style)
    return reduced(resized(image, size, style))


def encoded(
    frames: Iterable[tuple[Image.Image, int]],
    total: int,
    size: tuple[int, int],
    form: str,
    rate: int,
    style: str = "crisp",
) -> Film:
    """Progress, then the file, which is there until the generator goes on; closed at any time, it leaves nothing.

    Each picture comes with the number of frames it is shown for, of which there are `rate` a second. style: in which
    they were enlarged, which the file says where it has a place for it, as an MP4 has.
    """
    with passing(form) as path:  # a file, because its index moves to the front at the end
        for done in _written(frames, size, CODINGS[form], rate, path, COMMENT if style == "smooth" else ""):
            yield Encoded(done, total)
        yield path


@contextmanager
def passing(form: str) -> Iterator[Path]:
    """Where a file of that form may be written, which is gone afterwards."""
    try:
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder, f"movie.{form}")
    except (OSError, av.FFmpegError) as error:
        raise UserError(
            "The movie could not be written: {reason}. Is there room on the disk?", reason=error.strerror
        ) from error


def _written(
    frames: Iterable[tuple[Image.Image, int]],
    size: tuple[int, int],
    coding: Coding,
    rate: int,
    path: Path,
    comment: str,
) -> Iterator[int]:
    """How many frames are written, after each of them."""
    done = 0
    with av.open(str(path), "w", options=coding.file) as file:
        if comment:
            file.metadata["comment"] = comment
        options = {"g": str(KEYS * rate), **coding.options}
        stream = cast(av.VideoStream, file.add_stream(coding.codec, rate, options=options))
        stream.width, stream.height = size
        stream.pix_fmt = coding.pixels
        for image, times in frames:
            frame = _frame(image, coding)
            for _ in range(times):
                frame.pts = done
                file.mux(stream.encode(frame))
                done += 1
                yield done
        file.mux(stream.encode())


def _frame(image: Image.Image, coding: Coding) -> av.VideoFrame:
    """A picture in the codec's pixels; one of mode P keeps its palette, to which a colour is added that is not seen."""
    if image.mode != "P":
        return av.VideoFrame.from_image(image).reformat(format=coding.pixels, dst_colorspace=coding.colours)
    colours = np.zeros((256, 4), np.uint8)
    known = np.array(image.getpalette("RGBA"), np.uint8).reshape(-1, 4)[:COLOURS]
    colours[: len(known)] = known
    colours[len(known) : COLOURS, 3] = 255
    pair = np.asarray(image), colours[:, [3, 0, 1, 2]].copy()
    return av.VideoFrame.from_ndarray(pair, "pal8")  # type: ignore[arg-type]  # pairs are documented and not annotated
