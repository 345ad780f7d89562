"""Sets of series that are drawn when they are read: nothing to download, and as many as are wanted."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..events import Preparing
from ..words import Words
from . import choice
from .dataset import Dataset, Source

COUNTS = {"train": 10_000, "test": 2_000}
SEEDS = {"train": 1, "test": 2}


@dataclass(frozen=True)
class DrawnSeries:
    """One such set; `draw` makes series of a class each, int (N,), of so many steps: float (N, T, C)."""

    name: str
    title: Words
    classes: tuple[Words, ...]
    draw: Callable[[np.random.Generator, NDArray, int], NDArray]
    details: Mapping[str, Any]  # see `examples/series.py`
    sizes: tuple[int, ...] = (32, 64, 128)

    def source(self) -> Source:
        """This set as a data source."""
        return Source(
            self.name,
            self.title,
            self.sizes,
            len(self.details["variables"]),
            self.prepare,
            self.load,
            lambda size: COUNTS["train"],
            ("class",),
            total=COUNTS["train"],
            kind="series",
            licence="MIT",  # as this project
        )

    def prepare(self, size: int, count: int | None = None) -> Iterator[Preparing]:
        """Nothing has to be done."""
        choice.check_size(self.name, size, self.sizes)
        yield Preparing(COUNTS["train"], COUNTS["train"])

    def load(self, size: int, labels: str | None = None, split: str = "train") -> Dataset:
        """All series of a split, of so many steps each, the classes in equal parts."""
        import torch

        choice.check_request(self.name, size, self.sizes, split, labels, ("class",))
        rng = np.random.default_rng(SEEDS[split])
        kinds = rng.permutation(COUNTS[split]) % len(self.classes)
        series = torch.from_numpy(self.draw(rng, kinds, size).astype(np.float32))
        numbers, classes = (torch.from_numpy(kinds), self.classes) if labels else (None, ())
        return Dataset(self.name, series, numbers, classes, kind="series", details=self.details)
