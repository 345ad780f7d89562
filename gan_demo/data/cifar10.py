"""CIFAR-10: 60,000 small colour photographs in ten classes (Krizhevsky 2009)."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ..events import Preparing
from ..words import UserError, Words, t
from . import cache, choice
from .captions import ClassNames
from .dataset import Dataset, Source
from .download import download

NAME, SIZES, LABELS = "cifar10", (32,), ("class",)
TOTAL = 50_000
BATCHES = ("test_batch", *(f"data_batch_{number}" for number in range(1, 6)))
CLASSES = (
    t("airplane"),
    t("automobile"),
    t("bird"),
    t("cat"),
    t("deer"),
    t("dog"),
    t("frog"),
    t("horse"),
    t("ship"),
    t("truck"),
)


def cifar10_folder() -> Path:
    """Where torchvision unpacks the batches."""
    return cache.torchvision() / "cifar-10-batches-py"


def count_cifar10(size: int) -> int:
    """All training pictures once the batches are there; their checksums are only tested by `load`."""
    return TOTAL if all((cifar10_folder() / name).is_file() for name in BATCHES) else 0


def prepare_cifar10(size: int, count: int | None = None) -> Iterator[Preparing]:
    """Download and unpack unless that is done; raises UserError where it fails."""
    choice.check_size(NAME, size, SIZES)
    if SOURCE.count(size):
        yield Preparing(TOTAL, TOTAL)
    else:
        yield from download(_fetch, TOTAL, _otherwise())


def _fetch() -> None:
    from torchvision.datasets import CIFAR10

    CIFAR10(cache.torchvision(), download=True)


def _otherwise() -> Words:
    return t(
        "CIFAR-10 is not on this machine and could not be downloaded: connect it to the internet, or put "
        "cifar-10-python.tar.gz of www.cs.toronto.edu/~kriz/cifar.html in {folder}.",
        folder=cache.torchvision(),
    )


def load_cifar10(size: int, labels: str | None = None, split: str = "train") -> Dataset:
    """Read one split into memory."""
    import torch

    choice.check_request(NAME, size, SIZES, split, labels, LABELS)
    if not count_cifar10(size):
        raise UserError(_otherwise())
    original = _read(split)
    numbers = torch.tensor(original.targets)
    found, classes = (numbers, CLASSES) if labels else (None, ())
    images = torch.from_numpy(np.ascontiguousarray(original.data))
    return Dataset(NAME, images, found, classes, ClassNames(numbers, CLASSES))


def _read(split: str):
    from torchvision.datasets import CIFAR10

    try:
        return CIFAR10(cache.torchvision(), train=split == "train")
    except Exception as error:  # torchvision checks sums, then unpickles: both fail in many ways
        raise UserError(
            "Files in {folder} are damaged: delete that folder and try again ({error}).",
            folder=cifar10_folder(),
            error=error,
        ) from error


SOURCE = Source(
    NAME,
    t("CIFAR-10 photographs"),
    SIZES,
    3,
    prepare_cifar10,
    load_cifar10,
    count_cifar10,
    LABELS,
    total=TOTAL,
)
