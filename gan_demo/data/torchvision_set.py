"""Data sets that torchvision reads and downloads, whole in memory."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..events import Preparing
from ..words import UserError, Words
from . import cache, choice
from .captions import ClassNames
from .dataset import Dataset, Source
from .download import download


@dataclass(frozen=True)
class TorchvisionSet:
    """One such set of small square pictures with a class each."""

    name: str
    title: Words
    classes: tuple[Words, ...]
    original: str  # the name of torchvision's class
    size: int
    channels: int
    total: int
    download: int  # MB
    files: tuple[str, ...]  # below torchvision's folder, which must be there
    otherwise: Words  # what to do when the download fails; {folder} is where the files belong
    options: Callable[[str], Mapping[str, Any]]  # of torchvision's class, for train and for test
    images: Callable[[NDArray], NDArray] = np.ascontiguousarray  # of what that class holds, uint8 N x H x W x C
    targets: str = "targets"  # what it calls the class numbers

    def source(self) -> Source:
        """This set as a data source."""
        return Source(
            self.name,
            self.title,
            (self.size,),
            self.channels,
            self.prepare,
            self.load,
            self.count,
            ("class",),
            total=self.total,
            download=self.download,
        )

    def count(self, size: int) -> int:
        """All training pictures once the files are there; what they hold is only tested by `load`."""
        return self.total if all((cache.torchvision() / name).is_file() for name in self.files) else 0

    def prepare(self, size: int, count: int | None = None) -> Iterator[Preparing]:
        """Download and unpack unless that is done; raises UserError where it fails."""
        choice.check_size(self.name, size, (self.size,))
        if self.count(size):
            yield Preparing(self.total, self.total)
        else:
            yield from download(self._fetch, self.total, self._missing())

    def _fetch(self) -> None:
        for split in ("train", "test"):
            self._opened(split, download=True)

    def _opened(self, split: str, **options: Any) -> Any:
        from torchvision import datasets

        return getattr(datasets, self.original)(cache.torchvision(), **self.options(split), **options)

    def _missing(self) -> Words:
        return Words(*(text.format(folder=cache.torchvision()) for text in self.otherwise))

    def load(self, size: int, labels: str | None = None, split: str = "train") -> Dataset:
        """Read one split into memory."""
        import torch

        choice.check_request(self.name, size, (self.size,), split, labels, ("class",))
        if not self.count(size):
            raise UserError(self._missing())
        try:
            original = self._opened(split)
        except ImportError as error:
            raise UserError(
                "{title} is read with {package}: run `pip install {package}`.", title=self.title, package=error.name
            ) from error
        except Exception as error:  # torchvision checks sums, then unpacks: both fail in many ways
            raise UserError(
                "The files of {title} in {folder} are damaged or cannot be read: {error}.",
                title=self.title,
                folder=cache.torchvision(),
                error=error,
            ) from error
        numbers = torch.from_numpy(np.asarray(getattr(original, self.targets), np.int64))
        found, classes = (numbers, self.classes) if labels else (None, ())
        images = torch.from_numpy(np.ascontiguousarray(self.images(original.data)))
        return Dataset(self.name, images, found, classes, ClassNames(numbers, self.classes))
