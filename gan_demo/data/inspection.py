"""A look at a folder or zip before it is trained on: counts, classes, sizes, what is skipped and why, and a sheet."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..events import Preparing
from ..words import UserError, Words, listed, t
from . import brightness, choice, decoded, folder
from .captions import WrittenCaptions, read_captions
from .choice import CENTRE, CROPS
from .class_numbers import FILE
from .files import AnyFiles, opened
from .pictures import PictureError, decode
from .side_by_side import side_by_side

FEW = 500  # pictures of which a small discriminator soon knows each
THUMBNAILS = 24
MOST, COMMON = 60, 4  # classes and sizes that are named, of which there may be thousands
NAMED = 3  # skipped files that are named for each reason
MASKS = re.compile(r"(?i)(?<![a-z])(masks?|labels?|annotations?|seg|segmentation\w*|gt|gtfine|thumb(nail)?s?)(?![a-z])")
STRAY = t("outside of the class folders")
OTHER_KIND = t("not of a kind that is read")
OTHER_TEXT = t("a text that says nothing of these pictures, as far as is understood")
BROKEN = t("a broken or unfinished picture")
REASONS = (  # how a reason begins that a file is skipped, and what a visitor is told
    ("an empty file", t("empty")),
    ("not a picture", t("no picture, whatever its name says")),
    ("of a format", t("HEIC or JPEG XL: save as PNG or JPEG, or install pillow-heif or pillow-jxl-plugin")),
    ("called like", t("called like another file")),
    ("encrypted", t("encrypted")),
    ("packed in a way", t("packed in a way that is not read; pack with deflate")),
    ("unpacks to more", t("unpacks to far more than a picture would")),
    ("damaged in the zip", t("damaged in the zip")),
    ("a link", t("a link that leads out of the folder")),
    ("outside of the class folders", STRAY),
    ("a path that points", t("a path that points outside of the zip")),
    ("line ", t("a line of captions without a name or a caption")),
    ("names several", t("a caption for a name that several pictures have")),
    ("names a picture", t("a caption for a picture that is not here")),
    ("in an encoding", t("a text in an encoding that is not read; save it as UTF-8")),
)


@dataclass(frozen=True)
class Skipped:
    """Files that are left out for the same reason, the first of them by name."""

    reason: Words
    count: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class Inspection:
    """What there is to learn from."""

    name: str
    count: int
    grey: bool
    classes: tuple[tuple[Words, int], ...]  # () where all lie in one folder
    sizes: tuple[tuple[int, int, int], ...]  # width, height, how many; the most common first
    captions: int  # pictures that have one
    skipped: tuple[Skipped, ...]
    understood: tuple[Words, ...] = ()  # what folders, files and values are taken for
    named: bool = False  # whether the names of the classes stand for captions where there are none
    doubts: tuple[Words, ...] = ()  # where that may not be what is meant

    def smaller(self, size: int, crop: str) -> int:
        """How many pictures must be enlarged to that size; padded ones are as large as their longer side."""
        side = max if crop == "pad" else min
        return sum(count for width, height, count in self.sizes if side(width, height) < size)

    def stray(self) -> Words | None:
        """What happens to the pictures that lie outside of the class folders."""
        for reason, count, names in ((group.reason, group.count, group.names) for group in self.skipped):
            if reason == STRAY:
                if count == 1:
                    return t(
                        "1 picture lies outside of the class folders and is left out: {names}. "
                        "Move what should be learned into one of the folders.",
                        names=listed(names),
                    )
                return t(
                    "{count:,} pictures lie outside of the class folders and are left out: {names}{rest}. "
                    "Move what should be learned into one of the folders.",
                    count=count,
                    names=listed(names),
                    rest=" ..." if count > len(names) else "",
                )
        return None

    def notes(self) -> list[Words]:
        """What was understood, and what to do."""
        return [*self.understood, *self.warnings()]

    def warnings(self) -> list[Words]:
        """What the user should look at."""
        return [words for words in (*self.doubts, self.stray(), self.advice()) if words]

    def advice(self) -> Words | None:
        """What to do where there are too few pictures."""
        if self.count >= FEW:
            return None
        return t(
            "With {count} pictures it will memorise: below about {few}, the discriminator knows each of them and the "
            "generator copies them. Add pictures, or set augment to 0.5 or more.",
            count=self.count,
            few=FEW,
        )

    def told(self) -> dict[str, Any]:
        """What a page shows of it, as JSON; `smaller` counts the pictures that each crop enlarges to each size."""
        return {
            "name": self.name,
            "count": self.count,
            "grey": self.grey,
            "classes": [[*title, count] for title, count in self.classes[:MOST]],
            "more": max(0, len(self.classes) - MOST),
            "sizes": self.sizes[:COMMON],
            "kinds": len(self.sizes),
            "range": [end[:2] for end in (min(self.sizes, key=_area), max(self.sizes, key=_area))]
            if self.sizes
            else [],
            "captions": self.captions,
            "skipped": [[group.reason._asdict(), group.count, group.names] for group in self.skipped],
            "smaller": {crop: {size: self.smaller(size, crop) for size in folder.SIZES} for crop in CROPS},
            "named": self.named,
            "understood": [words._asdict() for words in self.understood],
            "notes": [words._asdict() for words in self.warnings()],
        }


def inspect_images(path: Path, size: int = folder.SIZES[0], crop: str = CENTRE) -> Iterator[Preparing | Inspection]:
    """Yield progress while all pictures are decoded, which training needs too, then what was found."""
    path = path.resolve()
    source = folder.source(path, crop)
    yield from source.prepare(size)
    with opened(path) as files:
        known = decoded.decoded_facts(folder.target(path, files, size, crop))
        if known is None:
            raise UserError("{path} changed while it was read: try again when it is complete.", path=path)
        said, names = read_captions(files), [*known["train"], *known["test"]]
        told, labels = said.of(names), folder.preset(files)
        used = {*said.files, *(problem.partition(": ")[0] for problem in said.problems)}
        used |= {*(name for name in files.texts if labels == FILE and name.endswith(FILE))}
        yield Inspection(
            source.name,
            len(names),
            known["channels"] == 1,
            _classes(folder.class_of_each(files, labels), names, labels) if labels else (),
            _sizes(known.get("sizes", {})),
            sum(map(bool, told)),
            skipped(
                [*known["skipped"], *said.problems], files.ignored, [name for name in files.texts if name not in used]
            ),
            tuple(understood_notes(files, known, labels, said.files, told)),
            labels == folder.FOLDER,
            tuple(doubt_notes(files, known, labels, told if said.files else [], said.mixed())),
        )


def understood_notes(
    files: AnyFiles, known: dict, labels: str, read: Sequence[str], told: WrittenCaptions
) -> Iterator[Words]:
    """What is no matter of course of splits, classes, brightness, frames and captions."""
    layout = files.layout
    if layout.test:
        yield t(
            "Splits by folder ({splits}): {train:,} pictures are trained on, and {test:,} are for tests.",
            splits=listed(layout.splits),
            train=len(known["train"]),
            test=len(known["test"]),
        )
    if labels == FILE:
        yield t("The classes are the numbers in {file}; folders are none.", file=FILE)
    if known.get("levels"):
        low, high = known["levels"]
        yield t("Brightness: in all pictures {low:g} is black and {high:g} is white.", low=low, high=high)
    if framed := known.get("framed"):
        yield t(
            "{count:,} files hold several frames or pages, such as {names}; the first of each counts.",
            count=len(framed),
            names=listed(sorted(framed)[:NAMED]),
        )
    if read:
        yield t(
            "{count:,} captions of {pictures:,} pictures are read from {files}{rest}.",
            count=sum(map(len, told.all_of)),
            pictures=sum(map(bool, told)),
            files=listed(read[:NAMED]),
            rest=" ..." if len(read) > NAMED else "",
        )


def doubt_notes(
    files: AnyFiles, known: dict, labels: str, captions: Sequence[str], mixed: Sequence[str]
) -> Iterator[Words]:
    """What may not be meant: buckets for classes, masks, flat pictures, ones without captions or with those of two."""
    layout = files.layout
    if layout.in_classes and not labels:
        yield t(
            "Folders such as {names} seem to number pictures, so they are no classes; if they are, choose them.",
            names=listed(layout.classes[:NAMED]),
        )
    if masks := [title for title in layout.classes if MASKS.search(title)] if layout.in_classes else []:
        yield t(
            "The folder {names} seems to hold masks or copies of pictures; leave it out unless it is to be learned.",
            names=listed(masks[:NAMED]),
        )
    if flat := known.get("flat"):
        yield t("{count:,} pictures use less than a twentieth of that range and look like one tone.", count=flat)
    if cut := known.get("cut"):
        yield t(
            "{count:,} files, such as {names}, have more than eight bits a colour, of which the upper eight are read; "
            "where they come out black, save them with eight.",
            count=len(cut),
            names=listed(sorted(cut)[:NAMED]),
        )
    if without := sum(not one for one in captions):
        yield t(
            "{count:,} pictures have no caption; with captions, they are trained on as saying nothing.", count=without
        )
    if mixed:
        yield t(
            "{files} say different things of the same pictures, and all count; leave out what is not meant.",
            files=listed(mixed[:NAMED]),
        )


def _classes(group: Mapping[str, str], names: Sequence[str], labels: str) -> tuple[tuple[Words, int], ...]:
    counts = Counter(group[name] for name in names)
    titles = folder.ordered(counts, labels)
    return tuple((Words(title, title) if title else folder.OTHER, counts[title]) for title in titles)


def _area(size: tuple[int, int, int]) -> int:
    return size[0] * size[1]


def _sizes(counts: Mapping[str, int]) -> tuple[tuple[int, int, int], ...]:
    sides = ((name.split("x"), count) for name, count in counts.items())
    found = ((int(width), int(height), count) for (width, height), count in sides)
    return tuple(sorted(found, key=lambda size: (-size[2], size)))


def skipped(lines: Sequence[str], ignored: Sequence[str], texts: Sequence[str] = ()) -> tuple[Skipped, ...]:
    """The lines "file: reason" by reason, the most common first; last what nobody took for pictures or captions."""
    reasons: dict[Words, list[str]] = {}
    for line in lines:
        reason, name = _reason(line)
        reasons.setdefault(reason, []).append(name)
    found = sorted(reasons.items(), key=lambda group: -len(group[1]))
    others = [(reason, list(names)) for reason, names in ((OTHER_KIND, ignored), (OTHER_TEXT, texts)) if names]
    return tuple(Skipped(reason, len(names), tuple(names[:NAMED])) for reason, names in (*found, *others))


def _reason(line: str) -> tuple[Words, str]:
    for beginning, words in REASONS:
        name, found, _ = line.rpartition(f": {beginning}")
        if found:
            return words, name
    name, found, rest = line.rpartition(": more than ")
    if found:
        number, pixels, _ = rest.partition(" pixels")
        return t("more than {size}", size=t("{number} pixels", number=number) if pixels else rest), name
    return BROKEN, line.partition(": ")[0]


def thumbnails(path: Path, size: int, crop: str = CENTRE) -> NDArray:
    """Some pictures of each class as training sees them, uint8 (N, size, size, 3); broken ones are left out."""
    choice.check_size(path.name, size, folder.SIZES)
    with opened(path) as files:
        folder.enough(path, files)
        known = folder.known_facts(path.resolve(), files)
        names = sorted(known["train"] + known["test"]) if known else files.names
        group = folder.class_of_each(files, folder.preset(files))
        levels = brightness.Levels(*known["levels"]) if known and known.get("levels") else None
        made = side_by_side(lambda name: _thumbnail(files, name, size, crop, levels), spread_names(names, group))
        return np.stack([picture for picture in made if picture is not None] or [np.zeros((size, size, 3), np.uint8)])


def _thumbnail(files: AnyFiles, name: str, size: int, crop: str, levels: brightness.Levels | None) -> NDArray | None:
    try:
        return decode(files.read(name), size, 3, crop, levels)
    except PictureError:
        return None


def spread_names(names: Sequence[str], group: Mapping[str, str]) -> list[str]:
    """At most THUMBNAILS names, as many of each class as can be, evenly spaced, class by class."""
    classes: dict[str, list[str]] = {}
    for name in names:
        classes.setdefault(group[name], []).append(name)
    members = evenly([classes[title] for title in sorted(classes)], THUMBNAILS)
    shares = [0] * len(members)
    for _ in range(min(THUMBNAILS, sum(map(len, members)))):
        open_to = [i for i, names in enumerate(members) if shares[i] < len(names)]
        shares[min(open_to, key=shares.__getitem__)] += 1
    return [name for names, share in zip(members, shares, strict=True) for name in evenly(names, share)]


def evenly(items: Sequence[Any], count: int) -> list[Any]:
    """That many of the items, evenly spaced, or all where there are fewer."""
    count = min(count, len(items))
    return [items[i * len(items) // count] for i in range(count)]
