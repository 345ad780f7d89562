"""Pictures of the user's own: a folder or a zip file, whose sub-folders are classes and whose captions lie beside it.

Classes are the first sub-folders in which the paths differ, so a folder around everything does no harm, and what few
pictures lie outside of them are skipped. Of 200 files
and more, a fixed tenth is the test split; of fewer, the test split is the train split.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import numpy as np

from ..events import Preparing
from ..words import UserError, Words, t
from . import cache, choice, decoded
from .captions import ClassNames, aligned, captions_in_files
from .choice import CENTRE
from .dataset import Dataset, Source
from .files import FolderFiles, ZipFiles, opened
from .grouping import in_classes, subfolders
from .pictures import PictureError, is_grey, measured

SIZES = (64, 32, 128)
SPLIT_FROM, TEST_SHARE = 200, 0.1  # a tenth of fewer would say little
OTHER = t("other")  # pictures that lie beside the class folders
LEAST = 2


def source(path: Path, crop: str = CENTRE) -> Source:
    """The pictures under a folder or in a zip as a data source; raises UserError where fewer than two can be found."""
    path = path.resolve()
    with opened(path) as files:
        enough(path, files)
        pictures = Pictures(path, _channels(path, files), label_options(files), crop)
    return pictures.source(len(_split(files.names)["train"]))


def labels_of(path: Path) -> tuple[str, ...]:
    """What its classes can be taken from, by the names of the files alone; () too where it cannot be read."""
    try:
        with opened(path) as files:
            return label_options(files)
    except (UserError, OSError):
        return ()


def label_options(files: FolderFiles | ZipFiles) -> tuple[str, ...]:
    """What classes can be taken from: the folders, where the pictures lie in several."""
    return ("folder",) if in_classes(files.names) else ()


def enough(path: Path, files: FolderFiles | ZipFiles) -> None:
    """Raise UserError where there are too few pictures to learn from, with a file that is none of them."""
    if len(files.names) < LEAST:
        others = [*files.skipped, *files.ignored]
        reason = t(" (but for example {example})", example=others[0]) if others else ""
        raise UserError(
            "{path} holds too few pictures: {count}{reason}; at least {least} are needed.",
            path=path,
            count=len(files.names),
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
            known = decoded.decoded_facts(target(self.path, files, size, self.crop))
        return len(known["train"]) if known else 0

    def prepare(self, size: int, count: int | None = None) -> Iterator[Preparing]:
        """Decode all pictures into the cache unless they are there; `count` changes nothing."""
        choice.check_size(self.name, size, SIZES)
        with opened(self.path) as files:
            place = target(self.path, files, size, self.crop)
            if known := decoded.decoded_facts(place):
                total = len(known["train"]) + len(known["test"])
                yield Preparing(total, total)
                return
            sizes, lock = Counter[str](), Lock()

            def picture(name: str) -> np.ndarray:
                pixels, (width, height) = measured(files.read(name), size, self.channels, self.crop)
                with lock:
                    sizes[f"{width}x{height}"] += 1
                return pixels

            shape, parts = (size, size, self.channels), _split(files.names)
            yield from decoded.write_decoded(place, parts, picture, shape, LEAST, skipped=files.skipped, sizes=sizes)
        _forget_older(place)

    def load(self, size: int, labels: str | None = None, split: str = "train") -> Dataset:
        """One split, decoded first where need be; `skipped` lists the files that could not be used, with the reason."""
        choice.check_request(self.name, size, SIZES, split, labels, self.labels)
        for _ in self.prepare(size):
            pass
        with opened(self.path) as files:
            place = target(self.path, files, size, self.crop)
            captions, problems = captions_in_files(files)
            group = dict(zip(files.names, subfolders(files.names), strict=True))
        known = decoded.decoded_facts(place)
        if known is None:
            raise UserError("{path} changed while it was read: try again when it is complete.", path=self.path)
        names = known[split] or known["train"]
        numbers, classes = _classes(group, known, names)
        told: Sequence[str] | None = ClassNames(numbers, classes) if self.labels else None
        if captions:
            told = tuple(aligned(captions, names))
        chosen, titles = (numbers, classes) if labels else (None, ())
        skipped = (*known["skipped"], *problems)
        return Dataset(self.name, decoded.load_decoded(place, known, split), chosen, titles, told, skipped=skipped)


def _classes(group: dict[str, str], known: dict, names: Sequence[str]):
    """Labels of the names as a tensor, and the classes: all groups with a usable picture in either split."""
    import torch

    every = {group[name] for name in (*known["train"], *known["test"])}
    found = sorted(every, key=lambda title: (not title, title))
    numbers = torch.tensor([found.index(group[name]) for name in names])
    return numbers, tuple(Words(title, title) if title else OTHER for title in found)


def _channels(path: Path, files: FolderFiles | ZipFiles) -> int:
    """1 where every header declares grey, else 3; known pictures are not looked at again."""
    if found := known_facts(path, files):
        return found["channels"]
    return 1 if all(_maybe_grey(files, name) for name in files.names) else 3


def known_facts(path: Path, files: FolderFiles | ZipFiles) -> dict | None:
    """What is known of the pictures since they were decoded, in whatever size and crop that was."""
    every = (decoded.decoded_facts(target(path, files, size, crop)) for size in SIZES for crop in choice.CROPS)
    return next(filter(None, every), None)


def _maybe_grey(files: FolderFiles | ZipFiles, name: str) -> bool:
    try:
        return is_grey(files.read(name))
    except PictureError:  # it will be skipped, and says nothing about the others
        return True


def _split(names: Sequence[str]) -> dict[str, list[str]]:
    if len(names) < SPLIT_FROM:
        return {"train": list(names), "test": []}
    chosen = np.random.default_rng(0).permutation(len(names))[: int(len(names) * TEST_SHARE)]
    test = {names[index] for index in chosen}
    return {"train": [name for name in names if name not in test], "test": sorted(test)}


def target(path: Path, files: FolderFiles | ZipFiles, size: int, crop: str = CENTRE) -> Path:
    """The cache file of this content: where anything in the folder changes, it is another one."""
    made = f"{size}{crop if crop != CENTRE else ''}"
    return _place() / f"{_digest(str(path))}-{made}-{_digest(json.dumps(files.stamp))}"


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
