"""Pictures of the user's own: a folder or a zip file, whose sub-folders are classes and whose captions lie beside it.

Classes are the first sub-folders in which the paths differ, so a folder around everything does no harm. Of 200 files
and more, a fixed tenth is the test split; of fewer, the test split is the train split.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..events import Preparing
from ..words import UserError, Words
from . import cache, choice, decoded
from .captions import ClassNames, aligned, written
from .dataset import Dataset, Source
from .files import FolderFiles, ZipFiles, opened
from .pictures import PictureError, decode, is_grey

SIZES = (64, 32, 128)
SPLIT_FROM, TEST_SHARE = 200, 0.1  # a tenth of fewer would say little
OTHER = Words("other", "其他")  # pictures that lie beside the class folders
LEAST = 2


def source(path: Path) -> Source:
    """The pictures under a folder or in a zip as a data source; raises UserError where fewer than two can be found."""
    path = path.resolve()
    with opened(path) as files:
        if len(files.names) < LEAST:
            reason = f" ({files.skipped[0]})" if files.skipped else ""
            raise UserError(
                f"{path} holds {len(files.names)} pictures{reason}; at least {LEAST} are needed.",
                f"{path} 里有 {len(files.names)} 张图像{reason}；至少需要 {LEAST} 张。",
            )
        folders = {group for group in groups(files.names) if group}
        pictures = Pictures(path, _channels(path, files), ("folder",) if len(folders) > 1 else ())
    return pictures.source(len(_split(files.names)["train"]))


@dataclass(frozen=True)
class Pictures:
    """A folder or zip with what `source` found out about it; it is listed anew whenever it is asked for something."""

    path: Path
    channels: int
    labels: tuple[str, ...]

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
            known = decoded.facts(_target(self.path, files, size))
        return len(known["train"]) if known else 0

    def prepare(self, size: int, count: int | None = None) -> Iterator[Preparing]:
        """Decode all pictures into the cache unless they are there; `count` changes nothing."""
        choice.check_size(self.name, size, SIZES)
        with opened(self.path) as files:
            target = _target(self.path, files, size)
            if known := decoded.facts(target):
                total = len(known["train"]) + len(known["test"])
                yield Preparing(total, total)
                return
            shape = (size, size, self.channels)
            yield from decoded.write(
                target,
                _split(files.names),
                lambda name: decode(files.read(name), size, self.channels),
                shape,
                LEAST,
                skipped=files.skipped,
            )
        _forget_older(target)

    def load(self, size: int, labels: str | None = None, split: str = "train") -> Dataset:
        """One split, decoded first where need be; `skipped` lists the files that could not be used, with the reason."""
        choice.check(self.name, size, SIZES, split, labels, self.labels)
        for _ in self.prepare(size):
            pass
        with opened(self.path) as files:
            target = _target(self.path, files, size)
            captions, problems = written(files)
            group = dict(zip(files.names, groups(files.names), strict=True))
        known = decoded.facts(target)
        if known is None:
            raise UserError(
                f"{self.path} changed while it was read: try again when it is complete.",
                f"{self.path} 在读取时发生了变化：请等它完整之后再试一次。",
            )
        names = known[split] or known["train"]
        numbers, classes = _classes(group, known, names)
        told = {"captions": tuple(aligned(captions, names))} if captions else {}
        if self.labels:
            told.setdefault("captions", ClassNames(numbers, classes))
        if labels:
            told |= {"labels": numbers, "classes": classes}
        return Dataset(self.name, decoded.load(target, split), skipped=(*known["skipped"], *problems), **told)


def groups(names: Sequence[str]) -> list[str]:
    """The sub-folder of each picture below the folder that all share, "" for those that lie in that one itself."""
    folders = [os.path.dirname(name) for name in names]
    above = len(os.path.commonpath(folders).split("/")) if os.path.commonpath(folders) else 0
    return [(folder.split("/")[above:] or [""])[0] for folder in folders]


def _classes(group: dict[str, str], known: dict, names: Sequence[str]):
    """Labels of the names as a tensor, and the classes: all groups with a usable picture in either split."""
    import torch

    every = {group[name] for name in (*known["train"], *known["test"])}
    found = sorted(every, key=lambda title: (not title, title))
    numbers = torch.tensor([found.index(group[name]) for name in names])
    return numbers, tuple(Words(title, title) if title else OTHER for title in found)


def _channels(path: Path, files: FolderFiles | ZipFiles) -> int:
    """1 where every header declares grey, else 3; known pictures are not looked at again."""
    for size in SIZES:
        if known := decoded.facts(_target(path, files, size)):
            return known["channels"]
    return 1 if all(_maybe_grey(files, name) for name in files.names) else 3


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


def _target(path: Path, files: FolderFiles | ZipFiles, size: int) -> Path:
    """The cache file of this content: where anything in the folder changes, it is another one."""
    return cache.root() / "pictures" / f"{_digest(str(path))}-{size}-{_digest(json.dumps(files.stamp))}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _forget_older(target: Path) -> None:
    beginning = target.name.rpartition("-")[0]
    for path in target.parent.glob(f"{beginning}-*"):
        if path.stem != target.name:
            with suppress(OSError):  # another process may still read it
                path.unlink()
