"""Pictures of the user's own: a folder or a zip file, whose sub-folders are classes and whose captions lie beside it.

What the folders mean says `layout`, and classes may be numbers of dataset.json instead. Where no folder is that of a
test split, a fixed tenth of 200 files and more is; of fewer, the test split is the train split.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import numpy as np

from ..events import Preparing
from ..words import UserError, Words, t
from . import brightness, cache, choice
from .captions import ClassNames, read_captions
from .choice import CENTRE
from .class_numbers import FILE, class_numbers
from .dataset import Dataset, Source
from .decoded import decoded_facts, load_decoded, write_decoded
from .files import AnyFiles, opened
from .pictures import PictureError, deep_levels, is_grey, measured
from .side_by_side import side_by_side

SIZES = (64, 32, 128)
FOLDER = "folder"  # what classes are taken from
READING = 2  # another number for each way in which pictures were read; those of an older one are decoded anew
CHECKED = 256  # pictures whose levels are looked at between two reports
SPLIT_FROM, TEST_SHARE = 200, 0.1  # a tenth of fewer would say little
OTHER = t("other")  # pictures that lie beside the class folders
LEAST = 2
Deep = tuple[brightness.Levels, brightness.Levels]  # of a picture with more than eight bits


def source(path: Path, crop: str = CENTRE) -> Source:
    """The pictures under a folder or in a zip as a data source; raises UserError where fewer than two can be found."""
    path = path.resolve()
    with opened(path) as files:
        enough(path, files)
        pictures = Pictures(path, _channels(path, files), label_options(files), crop)
    return pictures.source(len(_split(files)["train"]))


def usual_label(path: Path) -> str:
    """What its classes are taken from unless the user says something else, "" for nothing."""
    try:
        with opened(path) as files:
            return preset(files)
    except (UserError, OSError):
        return ""


def label_options(files: AnyFiles) -> tuple[str, ...]:
    """What classes can be taken from: the numbers that dataset.json gives, and the folders where there are several."""
    numbered = (FILE,) if class_numbers(files) else ()
    return (*numbered, FOLDER) if files.layout.in_classes else numbered


def preset(files: AnyFiles) -> str:
    """The first of these that is meant as classes, "" for none: numbered buckets are not."""
    options = label_options(files)
    return "" if options == (FOLDER,) and files.layout.in_buckets else next(iter(options), "")


def enough(path: Path, files: AnyFiles) -> None:
    """Raise UserError where there are too few pictures to learn from, with a file that is none of them."""
    count = len(_split(files)["train"])
    if count < LEAST:
        others = [*files.skipped, *files.ignored]
        reason = t(" (but for example {example})", example=others[0]) if others else ""
        raise UserError(
            "{path} holds too few pictures: {count}{reason}; at least {least} are needed.",
            path=path,
            count=count,
            reason=reason,
            least=LEAST,
        )


@dataclass(frozen=True)
class Pictures:
    """A folder or zip with what `source` found out about it; it is listed anew whenever it is asked for something."""

    path: Path
    channels: int
    labels: tuple[str, ...]
    crop: str = CENTRE

    @property
    def name(self) -> str:
        """What a person calls it: the file's or the folder's name."""
        return self.path.name if self.path.is_dir() else self.path.stem

    def source(self, total: int) -> Source:
        """These pictures as a data source."""
        title = Words(self.name, self.name)
        return Source(
            self.name, title, SIZES, self.channels, self.prepare, self.load, self.count, self.labels, total=total
        )

    def count(self, size: int) -> int:
        """Number of training pictures that are decoded and still as they lie on disk."""
        with opened(self.path) as files:
            known = decoded_facts(target(self.path, files, size, self.crop))
        return len(known["train"]) if known else 0

    def prepare(self, size: int, count: int | None = None) -> Iterator[Preparing]:
        """Decode all pictures into the cache unless they are there; `count` changes nothing."""
        choice.check_size(self.name, size, SIZES)
        with opened(self.path) as files:
            place = target(self.path, files, size, self.crop)
            if known := decoded_facts(place):
                total = len(known["train"]) + len(known["test"])
                yield Preparing(total, total)
                return
            deep = (yield from found_levels(files)) if self.channels == 1 else []  # others are in colour
        with opened(self.path) as files:  # a zip may be unpacked once only
            yield from self.decoded(files, place, size, deep)
        _forget_older(place)

    def decoded(self, files: AnyFiles, place: Path, size: int, deep: Sequence[Deep]) -> Iterator[Preparing]:
        """Decode all, those with more than eight bits by one range of the levels that these have."""
        sizes, framed, cut, lock = Counter[str](), list[str](), list[str](), Lock()
        levels = brightness.usual_range(whole for whole, _ in deep) if deep else None

        def picture(name: str) -> np.ndarray:
            made = measured(files.read(name), size, self.channels, self.crop, levels)
            with lock:
                sizes[f"{made.width}x{made.height}"] += 1
                framed.extend([name] * made.more)
                cut.extend([name] * made.cut)
            return made.pixels

        shape, parts = (size, size, self.channels), _split(files)
        flat = brightness.flat_ones((most for _, most in deep), levels) if levels else 0
        more = {"skipped": files.skipped, "sizes": sizes, "levels": levels, "flat": flat, "framed": framed, "cut": cut}
        yield from write_decoded(place, parts, picture, shape, {"train": LEAST}, **more)

    def load(self, size: int, labels: str | None = None, split: str = "train") -> Dataset:
        """One split, decoded first where need be; `skipped` lists the files that could not be used, with the reason."""
        choice.check_request(self.name, size, SIZES, split, labels, self.labels)
        for _ in self.prepare(size):
            pass
        with opened(self.path) as files:
            place = target(self.path, files, size, self.crop)
            said = read_captions(files)
            group, usual = class_of_each(files, labels), preset(files)
        known = decoded_facts(place)
        if known is None:
            raise UserError("{path} changed while it was read: try again when it is complete.", path=self.path)
        names = known[split] or known["train"]
        numbers, classes = _classes(group, known, names, labels)
        told: Sequence[str] | None = ClassNames(numbers, classes) if usual == FOLDER else None
        if said.by_name:
            told = said.of(names)
        chosen, titles = (numbers, classes) if labels else (None, ())
        skipped = (*known["skipped"], *said.problems)
        return Dataset(self.name, load_decoded(place, known, split), chosen, titles, told, skipped=skipped)


def found_levels(files: AnyFiles) -> Generator[Preparing, None, list[Deep]]:
    """The levels of all pictures with more than eight bits; yields that it goes on."""
    found, names = [], [name for name in files.names if brightness.may_be_deep(name)]
    for start in range(0, len(names), CHECKED):
        if start:
            yield Preparing(0, len(files.names))
        found += side_by_side(lambda name: _levels(files, name), names[start : start + CHECKED])
    return [levels for levels in found if levels]


def _levels(files: AnyFiles, name: str) -> Deep | None:
    try:
        return deep_levels(files.read(name))
    except PictureError:
        return None


def class_of_each(files: AnyFiles, labels: str | None) -> dict[str, str]:
    """What the class of each picture is called, by name; "" for none."""
    if labels != FILE:
        return files.layout.groups
    return {name: str(number) for name, number in class_numbers(files).items()}


def ordered(titles: Iterable[str], labels: str | None) -> list[str]:
    """Classes in the order of their numbers or names, what lies beside the class folders last."""
    found = sorted(titles, key=lambda title: (not title, title))
    return sorted(found, key=int) if labels == FILE else found


def _classes(group: dict[str, str], known: dict, names: Sequence[str], labels: str | None):
    """Labels of the names as a tensor, and the classes: all groups with a usable picture in either split."""
    import torch

    found = ordered({group[name] for name in (*known["train"], *known["test"])}, labels)
    place = {title: number for number, title in enumerate(found)}
    numbers = torch.tensor([place[group[name]] for name in names])
    return numbers, tuple(Words(title, title) if title else OTHER for title in found)


def _channels(path: Path, files: AnyFiles) -> int:
    """1 where every header declares grey, else 3; known pictures are not looked at again."""
    if found := known_facts(path, files):
        return found["channels"]
    return 1 if all(_maybe_grey(files, name) for name in files.names) else 3


def known_facts(path: Path, files: AnyFiles) -> dict | None:
    """What is known of the pictures since they were decoded, in whatever size and crop that was."""
    every = (decoded_facts(target(path, files, size, crop)) for size in SIZES for crop in choice.CROPS)
    return next(filter(None, every), None)


def _maybe_grey(files: AnyFiles, name: str) -> bool:
    try:
        return is_grey(files.read(name))
    except PictureError:  # it will be skipped, and says nothing about the others
        return True


def _split(files: AnyFiles) -> dict[str, list[str]]:
    names, test = files.names, files.layout.test
    if test:
        return {"train": [name for name in names if name not in test], "test": [name for name in names if name in test]}
    if len(names) < SPLIT_FROM:
        return {"train": list(names), "test": []}
    chosen = np.random.default_rng(0).permutation(len(names))[: int(len(names) * TEST_SHARE)]
    test = frozenset(names[index] for index in chosen)
    return {"train": [name for name in names if name not in test], "test": sorted(test)}


def target(path: Path, files: AnyFiles, size: int, crop: str = CENTRE) -> Path:
    """The cache file of this content: where anything in the folder changes, it is another one."""
    made, content = f"{size}{crop if crop != CENTRE else ''}", [READING, len(files.layout.test), files.stamp]
    return _place() / f"{_digest(str(path))}-{made}-{_digest(json.dumps(content))}"


def forget(path: Path) -> None:
    """Remove all that the cache holds of a folder or zip."""
    for kept in _place().glob(f"{_digest(str(path.resolve()))}-*"):
        _remove(kept)


def _place() -> Path:
    return cache.cache_root() / "pictures"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _forget_older(place: Path) -> None:
    beginning = place.name.rpartition("-")[0]
    for path in place.parent.glob(f"{beginning}-*"):
        if path.stem != place.name:
            _remove(path)


def _remove(path: Path) -> None:
    with suppress(OSError):  # another process may still read it
        path.unlink()
