"""The vocabulary of inputs: what an argument of a generator brings to a run."""

from collections.abc import Sequence
from typing import Any, Protocol

from torch import Generator, Tensor, nn

from ..data.dataset import Dataset, Source
from ..objectives.augment import Change
from ..objectives.objective import Condition, HeardWords
from ..settings import Settings
from ..text.text_encoder import TextEncoder
from ..words import Words


class Input:
    """One argument of a generator; what a kind of input does not say of itself is said here."""

    drawing = False  # whether it is a picture that says what to draw
    paired = True  # False of a picture that belongs to no real one, so that it may be any of a second data set
    needs_labels = False  # whether a run makes no sense on pictures without classes
    needs_text_encoder = False  # whether captions are read
    values = 0  # how many classes it brings of its own, where the data set's do not matter
    found = False  # whether the nets find a meaning for it, which the data set does not know
    axes: tuple[Words, ...] = ()  # what the first latents are called, where each of them is a code

    def arguments(self, settings: Settings, dataset: Dataset, reader: TextEncoder | None) -> dict[str, Any]:
        """The constructor arguments of the nets that follow from it, as JSON values; UserError where it cannot be."""
        return {}

    def check(self, settings: Settings) -> None:
        """UserError where the settings ask for what it cannot be, before anything is made ready."""

    def labels(self, source: Source) -> str | None:
        """What classes are taken from where the settings name nothing."""
        return source.labels[0] if self.needs_labels and source.labels else None

    def conditions(self, settings: Settings, dataset: Dataset, reader: TextEncoder | None) -> "Conditions":
        """What it says of the pictures of a data set."""
        raise NotImplementedError


class Conditions(Protocol):
    """What is said of the pictures of a run: their classes, their captions, or nothing."""

    classes: tuple[Words, ...]
    captions: tuple[str, ...]  # as many as a grid has columns
    nets: Sequence[nn.Module]  # frozen ones that read it
    changes: Sequence[Change]  # augmentations that leave it true
    of_one_shape: bool  # whether it takes as much room in every step

    rows: int  # of a grid

    @property
    def kinds(self) -> int:
        """How much of it stands over the columns of a grid; 0: nothing is said."""

    def __call__(self, index: Tensor, times_seen: int) -> Condition:
        """What is said of the pictures of these numbers when they have been seen so often."""

    def shown(self, index: Tensor, times_seen: int) -> Tensor | None:
        """These pictures as training sees them, uint8, where the data set has them otherwise; else None."""

    def at_random(self, count: int, stream: Generator, among: int, share: slice = slice(None)) -> Condition:
        """What is said of so many pictures by chance alone, or of a share of them; None where they say it themselves.

        `among`: how many of the pictures that are given there are by now for all processes.
        """

    def worded(self, index: Tensor, times_seen: int) -> tuple[Condition, HeardWords | None]:
        """The same, and its words where it has words."""

    def of_columns(self, column: Tensor) -> Condition:
        """What stands over the columns of a grid, by their numbers, int64 (N,)."""

    def drawings(self, column: Tensor) -> Tensor | None:
        """The same to look at, uint8 N x H x W x C, where it is pictures; else None."""

    def completed(self, condition: Condition, z: Tensor) -> Condition:
        """That of which nothing is left open: each latent adds what it imagines."""
