"""Draw pictures with a checkpoint."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ..checkpoints import resolve
from ..words import UserError, Words, listed, pgettext

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..pipelines.pipeline import GAN
    from ..text.text_encoder import ReadCaption, TextEncoder

OUTLINE = "an outline to make a picture of, dark lines on white; may be repeated"
TRACE = "a picture, of whose outline one is made; may be repeated"
IMAGE = "a picture of the other side, for a model that learned from two data sets; may be repeated"
BACK = "the pictures of --image are of the model's own side and go to the other one"


def flags(parser: ArgumentParser) -> None:
    parser.add_argument("checkpoint", help="a folder, the name of a shipped one, or a Hub repository")
    parser.add_argument("--count", type=int, help="pictures, or of each caption; default: 16, or 1 of each outline")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--label", nargs="+", default=[], metavar="NAME", help="classes to draw, in turn")
    parser.add_argument("--caption", action="append", default=[], metavar="TEXT", help="what to draw; may be repeated")
    parser.add_argument("--captions-file", type=Path, metavar="FILE", help="UTF-8 text, one caption a line")
    parser.add_argument("--outline", action="append", default=[], type=Path, metavar="FILE", help=OUTLINE)
    parser.add_argument("--trace", action="append", default=[], type=Path, metavar="FILE", help=TRACE)
    parser.add_argument("--image", action="append", default=[], type=Path, metavar="FILE", help=IMAGE)
    parser.add_argument("--back", action="store_true", help=BACK)
    parser.add_argument("--view", default="", metavar="NAME", help="what to look at in the generator, such as mask")
    parser.add_argument("--truncation", type=float, default=1.0)
    parser.add_argument(
        "--out",
        required=True,
        type=Path,
        help="FILE.png (a sheet) or .npy; of series also .csv or .wav, of clips .mp4, .webp or .gif",
    )
    parser.add_argument(
        "--attention", type=Path, metavar="FILE.png", help="where in the first picture each word was looked for"
    )


def run(given: Namespace) -> int:
    """Write a sheet of pictures, or all of them as an array; captions in order, each with the same latents."""
    lines = given_captions(given)

    import numpy as np

    from ..pictures.files import sheet
    from ..pipelines.pipeline import GAN

    gan = GAN.from_pretrained(resolve(given.checkpoint))
    alone = [f".{form}" for form in gan.example.forms if form not in gan.example.sheets]
    must_end("--out", given.out, ".png", ".npy", *alone)
    outlines = [
        *read_each(given.outline, gan.read_outline),
        *read_each(given.trace, partial(gan.read_outline, traced=True)),
        *read_each(given.image, partial(gan.read_picture, own=given.back)),
    ]
    if given.count is None:
        given.count = 1 if outlines or given.out.suffix in alone else 16
    wanted = [gan.label(name) for name in given.label]
    labels = np.resize(wanted, given.count) if wanted and given.count > 0 else None
    if gan.reader and lines:
        readings = read_captions(gan.reader, lines)
        pictures = of_each(gan, lines, given)
        if given.attention:
            write_attention(gan, readings[0], given)
    elif given.back:
        pictures = carried_back(gan, outlines)
    else:
        check_total(given.count, max(1, len(outlines)), pgettext("counted", "outlines"))
        z = np.tile(gan.latents(given.count, given.seed), (max(1, len(outlines)), 1))
        images = np.repeat(outlines, given.count, 0) if outlines else None
        pictures = gan.draw(None, 0, z, labels, given.truncation, lines, images, given.view)
    in_rows = max(len(lines), len(outlines)) > 1 and given.count > 1
    columns = given.count if in_rows else gan.example.columns(len(pictures))
    if given.out.suffix in alone:
        return write_each(gan, pictures, given.out)
    with writing(given.out):
        np.save(given.out, pictures) if given.out.suffix == ".npy" else sheet(gan.pictures(pictures), columns).save(
            given.out
        )
    return 0


def write_each(gan: GAN, made: NDArray, out: Path) -> int:
    """A file for each; where there are several, their names end in their numbers."""
    for i, one in enumerate(made, 1):
        path = out.with_stem(f"{out.stem}-{i}") if len(made) > 1 else out
        with writing(path):
            path.write_bytes(gan.example.written(one, out.suffix[1:]))
    return 0


def must_end(flag: str, path: Path, *endings: str) -> None:
    if path.suffix not in endings:
        raise UserError(
            "{flag} must end in {endings}, not {file!r}.", flag=flag, endings=listed(endings, " or "), file=path.name
        )


def given_captions(given: Namespace) -> list[str]:
    """The captions that are asked for, none where there are none; a file may not have empty lines, as lines count."""
    if given.caption and given.captions_file:
        raise UserError("Give --caption or --captions-file, not both.")
    lines = lines_of(given.captions_file) if given.captions_file else given.caption
    if given.attention:
        must_end("--attention", given.attention, ".png")
        if not lines:
            raise UserError("--attention needs a caption; add --caption.")
    return lines


def lines_of(path: Path) -> list[str]:
    try:
        lines = path.read_text(encoding="utf-8-sig").removesuffix("\n").split("\n")
    except OSError as error:
        raise UserError("{path} could not be read: {reason}.", path=path, reason=error.strerror) from None
    except UnicodeDecodeError:
        raise UserError("{path} is not text in UTF-8.", path=path) from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            raise UserError("Line {number} of {path} is empty; each line must be a caption.", number=number, path=path)
    return lines


def carried_back(gan: GAN, pictures: Sequence[NDArray]) -> NDArray:
    """What the model makes on the other side of pictures of its own."""
    import numpy as np

    made = gan.back(np.stack(pictures)) if pictures and gan.config.other else None
    if made is None:
        raise UserError("--back needs --image FILE and a model that learned from two data sets.")
    return made


def read_each(files: Sequence[Path], read: Callable[[bytes], NDArray]) -> Iterator[NDArray]:
    """What is read in each of these files."""
    for path in files:
        try:
            yield read(path.read_bytes())
        except OSError as error:
            raise UserError("{path} could not be read: {reason}.", path=path, reason=error.strerror) from None
        except UserError as error:
            raise UserError("{path}: {problem}", path=path, problem=error.words) from None


def read_captions(reader: TextEncoder, lines: Sequence[str]) -> list[ReadCaption]:
    """All captions as they are understood; what is not known of them is told once on stderr."""
    readings = []
    for number, line in enumerate(lines, 1):
        try:
            readings.append(reader.read(line))
        except UserError as error:
            if len(lines) == 1:
                raise
            raise UserError("Caption {number}: {problem}", number=number, problem=error.words) from None
    for remark in dict.fromkeys(remark for reading in readings for remark in remarks(reading)):
        print(f"gan-demo: {remark}", file=sys.stderr)
    return readings


def remarks(reading: ReadCaption) -> Iterator[str]:
    """What of a caption is not drawn."""
    for word in reading.words:
        if word.kind == "unknown":
            known = ", ".join(word.suggestions)
            why = word.why.en if word.why else "This word is not known."
            yield f"{word.text!r} is left out. {why}" + (f" Known are: {known}." if known else "")
    if reading.left_out:
        yield "The end of a long caption is left out."


def of_each(gan: GAN, lines: Sequence[str], given: Namespace) -> NDArray:
    """Pictures of each caption in order, all captions with the same latents."""
    import numpy as np

    check_total(given.count, len(lines), pgettext("counted", "captions"))
    z = np.tile(gan.latents(given.count, given.seed), (len(lines), 1))
    captions = [line for line in lines for _ in range(given.count)]
    return gan.draw(z=z, truncation=given.truncation, captions=captions, view=given.view)


def check_total(count: int, of: int, things: Words) -> None:
    """Refuse more pictures than one call may draw."""
    from ..pipelines.pipeline import LARGEST_COUNT

    if of > 1 and count * of > LARGEST_COUNT:
        raise UserError(
            "{of:,} {things} with {count:,} pictures each are {total:,}; at most {most:,}.",
            of=of,
            things=things,
            count=count,
            total=count * of,
            most=LARGEST_COUNT,
        )


def write_attention(gan: GAN, reading: ReadCaption, given: Namespace) -> None:
    """The first picture of a caption, word by word."""
    from ..pipelines.attention_sheet import attention_sheet
    from ..pipelines.illustration import illustrate

    drawn = illustrate(gan, reading, gan.latents(1, given.seed) * given.truncation)
    image, numbered = attention_sheet(drawn.pictures[0], reading.words, drawn.maps[-1][0])
    with writing(given.attention):
        image.save(given.attention)
    for number, word in enumerate(numbered, 1):
        print(number, word)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Make the folder, and say so where the file cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise UserError("{path} could not be written: {reason}.", path=path, reason=error.strerror) from None
