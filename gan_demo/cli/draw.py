"""Draw pictures with a checkpoint."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..checkpoints import resolve
from ..words import UserError, Words, listed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..pipelines.pipeline import GAN
    from ..text.text_encoder import ReadCaption

OUTLINE = "an outline to make a picture of, dark lines on white; may be repeated"
TRACE = "a picture, of whose outline one is made; may be repeated"
SET = "what else a model takes, by its name, such as shade=0.3; may be repeated"
IMAGE = "a picture of the other side, for a model that learned from two data sets; may be repeated"
SMOOTH = "enlarge each picture smoothly, to 512 px or more; default: pixels as they are, in the picture's own size"
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
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help=SET)
    parser.add_argument("--image", action="append", default=[], type=Path, metavar="FILE", help=IMAGE)
    parser.add_argument("--back", action="store_true", help=BACK)
    parser.add_argument("--view", default="", metavar="NAME", help="what to look at in the generator, such as mask")
    parser.add_argument("--truncation", type=float, default=1.0)
    parser.add_argument("--smooth", action="store_true", help=SMOOTH)
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
    """Write a sheet of pictures, or all of them as an array; of captions and outlines each with the same latents."""
    lines = given_captions(given)

    import numpy as np

    from ..pictures.files import encode, pixel_style, sheet
    from ..pipelines.pipeline import GAN

    gan = GAN.from_pretrained(resolve(given.checkpoint))
    alone = [f".{form}" for form in gan.example.forms if form not in gan.example.sheets]
    must_end("--out", given.out, ".png", ".npy", *alone)
    style = pixel_style(given.smooth)
    gan.example.check_file(given.out.suffix[1:], style)
    outlines = [
        *read_each(given.outline, gan.read_outline),
        *read_each(given.trace, partial(gan.read_outline, traced=True)),
        *read_each(given.image, partial(gan.read_picture, own=given.back)),
    ]
    said = gan.given(asked_inputs(gan, given, lines, outlines)) or []
    count = given.count
    if count is None:
        count = 1 if given.out.suffix in alone else gan.condition.usual
    pictures = carried_back(gan, outlines, given) if given.back else pictures_of_all(gan, said, count, given)
    if given.attention:
        write_attention(gan, gan.required_text_encoder.read(lines[0]), given)
    in_rows = gan.condition.each and len(said) > 1 and count > 1
    columns = count if in_rows else gan.example.columns(len(pictures))
    if given.out.suffix in alone:
        return write_each(gan, pictures, given.out, style)
    with writing(given.out):
        if given.out.suffix == ".npy":
            np.save(given.out, pictures)
        else:
            given.out.write_bytes(encode(sheet(gan.pictures(pictures), columns, style=style)))
    return 0


def asked_inputs(
    gan: GAN, given: Namespace, captions: Sequence[str], outlines: Sequence[NDArray] = ()
) -> dict[str, Sequence[Any]]:
    """All that flags give to inputs by their names, also to such as the model does not have."""
    from ..pipelines.pipeline import with_named

    named: dict[str, list[str]] = {}
    for text in given.set:
        name, value = named_value(text)
        named.setdefault(name, []).append(value)
    labels = [gan.label(name) for name in given.label]
    return with_named({"labels": labels, "captions": captions, "images": outlines}, named)


def named_value(text: str) -> tuple[str, str]:
    """The name and the value of a --set."""
    name, equals, value = text.partition("=")
    if not equals:
        raise UserError("--set wants KEY=VALUE, not {text!r}.", text=text)
    return name.strip(), value


def pictures_of_all(gan: GAN, said: Sequence[Any], count: int, given: Namespace) -> NDArray:
    """So many pictures of all that is said in turn, or of each; what of it is not drawn is told once on stderr."""
    for remark in dict.fromkeys(gan.condition.remarks(said, gan.text_encoder)):
        print(f"gan-demo: {remark}", file=sys.stderr)
    import numpy as np

    z, things = gan.latents(count, given.seed), gan.condition.each
    if things:
        check_total(count, len(said), things)
        z = np.tile(z, (max(1, len(said)), 1))
    rows = [one for one in said for _ in range(count)] if things else [*islice(cycle(said), count)]
    return gan.draw(z=z, truncation=given.truncation, view=given.view, said=rows)


def write_each(gan: GAN, made: NDArray, out: Path, style: str) -> int:
    """A file for each; where there are several, their names end in their numbers."""
    for i, one in enumerate(made, 1):
        path = out.with_stem(f"{out.stem}-{i}") if len(made) > 1 else out
        with writing(path):
            path.write_bytes(gan.example.written(one, out.suffix[1:], style))
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


def carried_back(gan: GAN, pictures: Sequence[NDArray], given: Namespace) -> NDArray:
    """What the model makes on the other side of pictures of its own."""
    import numpy as np

    made = gan.back(np.stack(pictures)) if pictures and gan.config.other else None
    if made is None:
        raise UserError("--back needs --image FILE and a model that learned from two data sets.")
    if given.count is not None or given.seed or given.truncation != 1 or given.view:
        raise UserError("--back has one answer to each picture: leave out --count, --seed, --truncation and --view.")
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
    """Make the folder, and say what was written, or why it could not be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield
        print(path)
    except OSError as error:
        raise UserError("{path} could not be written: {reason}.", path=path, reason=error.strerror) from None
