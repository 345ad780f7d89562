"""List the data sets, prepare one, or look at pictures of your own."""

import json
import signal
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..words import UserError
from .progress import bar


def flags(parser: ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("list", help="what there is and what is ready")
    prepare = actions.add_parser("prepare", help="draw, unpack or download a data set")
    prepare.add_argument("name")
    prepare.add_argument("--count", type=int, help="pictures, where the data set is drawn")
    look = actions.add_parser(
        "look", help="what is in a folder or zip: counts, classes, sizes, what is skipped and why"
    )
    look.add_argument("name", metavar="FOLDER|ZIP")
    look.add_argument("--sheet", type=Path, metavar="FILE.png", help="write a sheet of some of the pictures there")
    look.add_argument("--json", action="store_true", help="a line of JSON for each event, for programs")
    for action in (prepare, look):
        action.add_argument("--size", type=int, help="picture side in pixels")
        action.add_argument("--crop", default="centre", help="how a picture is made square: centre, top, pad, stretch")


def run(given: Namespace) -> int:
    """Do one of the three."""
    from ..data import find_source, sources
    from ..examples.kinds import example_kind

    if given.action == "list":
        for source in sources().values():
            sizes = "/".join(map(str, source.sizes)) + f" {example_kind(source.kind).unit.en}"
            ready = source.count(source.sizes[0])
            labels = " ".join(source.labels[:4])
            stands = f"{source.download:,} MB to download" if source.away else f"{ready:,} ready"
            print(f"{source.name:15} {source.title.en:30} {sizes:>15}  {stands:>20}  {labels}")
        return 0
    if given.action == "look":
        return _look_as_json(given) if given.json else _look(given)
    source = find_source(given.name, given.crop)
    count = {"count": given.count} if given.count else {}
    for _ in bar(source.prepare(given.size or source.sizes[0], **count), source.name):
        pass
    return 0


def _look(given: Namespace) -> int:
    """Say what is there, and draw some of it where a file is named."""
    from ..data.inspection import thumbnails
    from ..pictures.files import sheet

    events = bar(_events(given), Path(given.name).name)
    print("\n".join(_lines(next(events), _size(given), given.crop)))
    if given.sheet:
        sheet(thumbnails(Path(given.name).expanduser(), _size(given), given.crop), 6, gap=2).save(given.sheet)
    return 0


def _look_as_json(given: Namespace) -> int:
    """Each event and the look itself as a line of JSON; an error too, in both languages."""
    from ..events import Preparing

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that who is ended leaves no half file
    try:
        for event in _events(given):
            told = (
                {"done": event.done, "total": event.total} if isinstance(event, Preparing) else {"look": event.told()}
            )
            print(json.dumps(told), flush=True)
    except UserError as error:
        print(json.dumps({"error": error.words._asdict()}), flush=True)
        return 2
    return 0


def _size(given: Namespace) -> int:
    from ..data.folder import SIZES

    return given.size or SIZES[0]


def _events(given: Namespace) -> Iterator[Any]:
    from ..data import check_crop, sources, unknown
    from ..data.inspection import inspect_images

    if given.name in sources():
        raise UserError(
            "{name} is a data set of this project; look takes a folder or a zip of your own.", name=given.name
        )
    path = Path(given.name).expanduser()
    if not path.exists():
        raise unknown(given.name)
    check_crop(str(path), given.crop)
    yield from inspect_images(path, _size(given), given.crop)


def _lines(look: Any, size: int, crop: str) -> Iterator[str]:
    """What was found, in words."""
    yield f"{look.name}: {look.count:,} pictures, {'grey' if look.grey else 'colour'}"
    if look.classes:
        yield f"{len(look.classes)} classes: " + ", ".join(f"{title.en} {count:,}" for title, count in look.classes)
    if look.sizes:
        common = ", ".join(f"{width} x {height} ({count:,})" for width, height, count in look.sizes[:5])
        yield f"sizes: {common}" + (f" and {len(look.sizes) - 5:,} more" if len(look.sizes) > 5 else "")
    none = "the names of the classes stand for them" if look.named else "captions.txt, metadata.csv, texts ..."
    yield f"captions: {look.captions:,}" if look.captions else f"captions: none ({none})"
    if smaller := look.smaller(size, crop):
        yield f"{smaller:,} are smaller than {size} px and are enlarged"
    for group in look.skipped:
        more = ", ..." if group.count > len(group.names) else ""
        yield f"skipped {group.count:,}: {group.reason.en} ({', '.join(group.names)}{more})"
    yield from (words.en for words in look.notes())
