"""Data sets in the idx format of MNIST and its kin: two files of pictures and two of labels, each plain or gzipped."""

import gzip
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..events import Preparing
from ..words import UserError, Words
from . import cache, choice
from .captions import ClassNames
from .dataset import Dataset, Source
from .download import download

TYPES = {8: "u1", 12: ">i4"}  # of numbers, as the files name them
SIZE, MARGIN = 32, 2  # 28 pixels do not halve often enough: two black ones go around them


@dataclass(frozen=True)
class IdxSet:
    """One set of four idx files; `original` is the name of torchvision's class that downloads it."""

    name: str
    title: Words
    classes: tuple[Words, ...]
    original: str
    total: int
    download: int  # MB
    otherwise: Words  # what to do when the download fails; {folder} is where the files belong
    elsewhere: tuple[str, ...] = ()  # other folders that may hold the files
    files: tuple[str, str] = ("{split}-images-idx3-ubyte", "{split}-labels-idx1-ubyte")  # how they are called
    test: str = "t10k"  # what their names call that split
    turned: bool = False  # whether the files have rows where columns belong
    first: int = 0  # the label of the first class
    licence: str = ""  # as SPDX has it
    options: tuple[Mapping[str, str], ...] = ({},)  # of torchvision's class, for each time that it downloads

    def source(self) -> Source:
        """This set as a data source."""
        return Source(
            self.name,
            self.title,
            (SIZE,),
            1,
            self.prepare,
            self.load,
            self.count,
            ("class",),
            total=self.total,
            download=self.download,
            licence=self.licence,
        )

    def folders(self) -> list[Path]:
        """Where the files are looked for, torchvision's place first."""
        return [cache.torchvision() / self.original / "raw", *map(Path, self.elsewhere)]

    def folder(self) -> Path | None:
        """The first folder that has all four files."""
        stems = [stem for split in ("train", "test") for stem in self.stems(split)]
        return next((folder for folder in self.folders() if all(_file(folder, stem).is_file() for stem in stems)), None)

    def stems(self, split: str) -> list[str]:
        """The names of a split's pictures and of its labels, without .gz."""
        return [name.format(split="train" if split == "train" else self.test) for name in self.files]

    def count(self, size: int) -> int:
        """Number of training pictures that the header promises, without reading them."""
        folder = self.folder()
        if folder is None:
            return 0
        try:
            with _open(_file(folder, self.stems("train")[1])) as file:
                return int.from_bytes(file.read(8)[4:], "big")
        except (OSError, EOFError, zlib.error):
            return 0

    def prepare(self, size: int, count: int | None = None) -> Iterator[Preparing]:
        """Download the files unless they are here; raises UserError where that fails."""
        choice.check_size(self.name, size, (SIZE,))
        if self.folder():
            yield Preparing(self.total, self.total)
        else:
            yield from download(self._fetch, self.total, self._missing())

    def _fetch(self) -> None:
        from torchvision import datasets

        for options in self.options:
            getattr(datasets, self.original)(cache.torchvision(), download=True, **options)

    def _missing(self) -> Words:
        return Words(*(text.format(folder=self.folders()[0]) for text in self.otherwise))

    def load(self, size: int, labels: str | None = None, split: str = "train") -> Dataset:
        """Read one split into memory, padded from 28 to 32 pixels with black."""
        import torch

        choice.check_request(self.name, size, (SIZE,), split, labels, ("class",))
        folder = self.folder()
        if folder is None:
            raise UserError(self._missing())
        images, stored = (_read(_file(folder, stem)) for stem in self.stems(split))
        stored = (stored if stored.ndim == 1 else stored[:, 0]).astype(np.int64) - self.first  # the class stands first
        self._check(images, stored, folder)
        images = images.transpose(0, 2, 1) if self.turned else images
        images = np.pad(images, ((0, 0), (MARGIN, MARGIN), (MARGIN, MARGIN)))[..., None]
        numbers = torch.from_numpy(stored)
        found, classes = (numbers, self.classes) if labels else (None, ())
        return Dataset(self.name, torch.from_numpy(images), found, classes, ClassNames(numbers, self.classes))

    def _check(self, images: np.ndarray, numbers: np.ndarray, folder: Path) -> None:
        known = numbers.min(initial=0) >= 0 and numbers.max(initial=0) < len(self.classes)
        if images.shape != (len(numbers), 28, 28) or not known:
            raise UserError(
                "The files in {folder} are not those of {title}: delete them and try again.",
                folder=folder,
                title=self.title,
            )


def _file(folder: Path, stem: str) -> Path:
    plain = folder / stem
    return plain if plain.is_file() else folder / f"{stem}.gz"


def _open(path: Path):
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")


def _read(path: Path) -> np.ndarray:
    """The array of an idx file: two zero bytes, its type, number of axes, the axes in big-endian uint32, data.

    torchvision's own reader (0.29.1) opens gzipped files as if they were plain, though its docstring says otherwise.
    """
    try:
        with _open(path) as file:
            data = file.read()
        if data[:2] != b"\0\0":
            raise ValueError("not an idx file")
        start = 4 + 4 * data[3]
        return np.frombuffer(data, TYPES[data[2]], offset=start).reshape(np.frombuffer(data[4:start], ">u4"))
    except (OSError, EOFError, ValueError, IndexError, KeyError, zlib.error) as error:
        raise UserError("{path} is damaged: delete it and try again ({error}).", path=path, error=error) from error
