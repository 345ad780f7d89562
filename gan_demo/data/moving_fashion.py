"""Clips of single Fashion-MNIST garments that bounce before a still, dim slope; drawn when they are read."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..events import Preparing
from ..words import t
from . import choice
from .dataset import Dataset, Source
from .fashion_mnist import CLASSES
from .fashion_mnist import SOURCE as GARMENTS

NAME, SIZES = "moving-fashion", (32, 64)
FRAMES, RATE = 16, 8  # of a clip, and how many of them a second
COUNTS, SEEDS = {"train": 6_000, "test": 1_000}, {"train": 1, "test": 2}
FASTEST = 1 / 10  # of the side a frame, along each axis


def bouncing(rng: np.random.Generator, garments: NDArray, size: int) -> NDArray:
    """Clips of garments of half the side or less, uint8 (N, h, h), in whole pixels: uint8 (N, 16, size, size, 1)."""
    count, side, _ = garments.shape
    clips = np.repeat(slopes(rng, count, size)[:, None], FRAMES, 1)
    begin, speed = rng.uniform(0, 2, (count, 2, 1)), rng.uniform(-FASTEST, FASTEST, (count, 2, 1)) * size
    way = begin + speed / (size - side) * np.arange(FRAMES)  # there and back is a way of 2
    places = ((1 - np.abs(1 - way % 2)) * (size - side)).round().astype(int)
    for clip, garment, (rows, columns) in zip(clips, garments, places, strict=True):
        for frame, y, x in zip(clip, rows, columns, strict=True):
            np.maximum(part := frame[y : y + side, x : x + side], garment, out=part)
    return clips[..., None]


def slopes(rng: np.random.Generator, count: int, size: int) -> NDArray:
    """Backgrounds from one dim grey to another, each in a direction of its own, uint8 (N, size, size)."""
    angle, ends = (rng.uniform(0, most, shape) for most, shape in ((2 * np.pi, (count, 1, 1)), (100, (2, count, 1, 1))))
    angle, ends = angle.astype(np.float32), ends.astype(np.float32)
    rows, columns = np.mgrid[-1 : 1 : size * 1j, -1 : 1 : size * 1j].astype(np.float32)
    share = (rows * np.sin(angle) + columns * np.cos(angle)) / 8**0.5 + 0.5
    return (ends[0] + (ends[1] - ends[0]) * share).astype(np.uint8)


def prepare_garments(size: int, count: int | None = None) -> Iterator[Preparing]:
    """Make Fashion-MNIST ready."""
    choice.check_size(NAME, size, SIZES)
    for event in GARMENTS.prepare(GARMENTS.sizes[0]):
        yield Preparing(event.done * COUNTS["train"] // event.total, COUNTS["train"])


def load_bouncing(size: int, labels: str | None = None, split: str = "train") -> Dataset:
    """A clip of each of the first garments of a split, at half the side; the class is that of the garment."""
    import torch

    choice.check_request(NAME, size, SIZES, split, labels, ("class",))
    found = GARMENTS.load(GARMENTS.sizes[0], labels="class", split=split)
    garments = found.images[: COUNTS[split], :, :, 0].numpy()
    if size < 2 * garments.shape[1]:
        garments = garments.reshape(len(garments), size // 2, 2, size // 2, 2).mean((2, 4)).astype(np.uint8)
    clips = torch.from_numpy(bouncing(np.random.default_rng(SEEDS[split]), garments, size))
    assert found.labels is not None
    known: dict[str, Any] = {"labels": found.labels[: len(clips)], "classes": CLASSES} if labels else {}
    return Dataset(NAME, clips, **known, kind="clip", details={"rate": RATE})


SOURCE = Source(
    name=NAME,
    title=t("Moving Fashion-MNIST"),
    sizes=SIZES,
    channels=1,
    prepare=prepare_garments,
    load=load_bouncing,
    count=lambda size: min(GARMENTS.count(GARMENTS.sizes[0]), COUNTS["train"]),
    labels=("class",),
    total=COUNTS["train"],
    kind="clip",
    licence="MIT",
)
