"""The vocabulary of inputs: what an argument of a generator brings to a run, and how a trained one is drawn with."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Generator, Tensor, nn

from ..data.dataset import Dataset, Source
from ..objectives.augment import CHANGES, Change
from ..objectives.objective import Condition, HeardWords
from ..settings import Settings
from ..text.text_encoder import TextEncoder
from ..words import Words, t


class Described(Protocol):
    """What an input asks of a checkpoint's config."""

    @property
    def generator(self) -> Mapping[str, Any]: ...
    @property
    def classes(self) -> tuple[Words, ...]: ...
    @property
    def found(self) -> bool: ...
    @property
    def captions(self) -> tuple[str, ...]: ...
    @property
    def data(self) -> str: ...
    @property
    def other(self) -> str: ...


class DrawCall(NamedTuple):
    """What a model card says of drawing."""

    told: str  # what examples are drawn from
    call: str  # of GAN, that draws some
    task: str = "unconditional-image-generation"  # as the Hub calls it


class Input:
    """One argument of a generator; what a kind of input does not say of itself is said here."""

    name = ""  # the keyword by which `GAN.draw`, a request and --set give it
    unwanted: Words | None = None  # what is said to whoever gives it to a model that does not take it
    still: Words | None = None  # why there are no sliders and no walks, where latents alone draw nothing
    elsewhere: Words | None = None  # which tab draws with it, where Explore does not
    each: Words | None = None  # what several are called of which each has all latents; else they take turns
    usual = 16  # pictures of a command that names no number
    alone = False  # whether pictures under several of it are drawn one by one, as they differ in shape
    drawing = False  # whether it is a picture that says what to draw
    paired = True  # False of a picture that belongs to no real one, so that it may be any of a second data set
    needs_labels = False  # whether a run makes no sense on pictures without classes
    needs_text_encoder = False  # whether captions are read
    values = 0  # how many classes it brings of its own, where the data set's do not matter
    found = False  # whether the nets find a meaning for it, which the data set does not know
    axes: tuple[Words, ...] = ()  # what the first latents are called, where each of them is a code

    def arguments(self, settings: Settings, dataset: Dataset, text_encoder: TextEncoder | None) -> dict[str, Any]:
        """The constructor arguments of the nets that follow from it, as JSON values; UserError where it cannot be."""
        return {}

    def check(self, settings: Settings) -> None:
        """UserError where the settings ask for what it cannot be, before anything is made ready."""

    def labels(self, source: Source) -> str | None:
        """What classes are taken from where the settings name nothing."""
        return source.labels[0] if self.needs_labels and source.labels else None

    def conditions(self, settings: Settings, dataset: Dataset, text_encoder: TextEncoder | None) -> "Conditions":
        """What it says of the pictures of a data set."""
        raise NotImplementedError

    def count(self, value: Any) -> int:
        """How many pictures are drawn where nobody says."""
        return 1

    def parse(self, value: Any, count: int, config: Described, text_encoder: TextEncoder | None) -> Any:
        """What a caller gives for `count` pictures, checked, as rows that can be sliced; UserError with what it takes.

        value: one for all or one for each, texts where they are from a request or a flag; None where nothing is given.
        """
        raise NotImplementedError

    def told(self, rows: Any, z: Tensor, text_encoder: TextEncoder | None) -> Condition:
        """What the net takes, of rows of `parse` and the latents beside them."""
        return rows

    def around(self, latent: int, config: Described, text_encoder: TextEncoder | None) -> list[Condition]:
        """Under what, of `latent` rows each, the directions are looked for that change a picture most."""
        return [self.told(self.parse(None, latent, config, text_encoder), torch.zeros(1, latent), text_encoder)]

    def waypoints(self, rows: Any, z: Tensor, config: Described, text_encoder: TextEncoder | None) -> list[Any]:
        """What is said at each point of a walk, such that `between` can be taken of two."""
        return list(rows)

    def between(self, one: Any, other: Any, share: float) -> Any:
        """What is said with that share of the other on the way between two."""
        return (1 - share) * one + share * other

    def joined(self, points: Sequence[Any]) -> Condition:
        """What the net takes, of what is said at points of a walk."""
        return torch.stack(list(points))

    def text(self, point: Any) -> str:
        """What is said at a point of a walk, as `parse` reads it."""
        return f"{float(point):.6g}"

    def remarks(self, value: Any, text_encoder: TextEncoder | None) -> list[str]:
        """What of all that is given to a command is not drawn; UserError that says which cannot be read."""
        return []

    def tested(self, config: Described, count: int, load: Callable[[str], Dataset]) -> Any:
        """What a score draws `count` examples with, as `parse` reads it; None: with nothing special.

        load: the test split of a data set at the model's size. Where it is taken from pictures it is from theirs, in
        order, and there may be fewer.
        """
        return None

    def card(self, config: Described) -> DrawCall:
        """What a model card says of drawing with it."""
        return DrawCall(f"Drawn with `{self.name}`" if self.name else "Classes: none", "draw(16, seed=1)")

    def control(self, config: Described) -> dict[str, Any]:
        """All that the page knows of it, as JSON: its kind, the tab that plays with it, and what the kind needs.

        fact: what a card tells of it. verb: what opens a model elsewhere than in Explore, in short and with its {name}.
        start: what is drawn where a link says nothing, as `parse` reads it; without it links have no such part.
        sides: of a model between two data sets, what its own and the other are called.
        """
        return {"kind": "", "tab": "explore", "fact": [t("Classes"), t("none")]}


def as_array(value: Any) -> NDArray:
    """What a caller gives as an array; an empty one of what is none, such as lists of several lengths."""
    try:
        return np.asarray(value)
    except ValueError:
        return np.empty(0)


class Conditions:
    """What is said of the pictures of a run; what a kind does not say of itself is that it is nothing special."""

    classes: tuple[Words, ...] = ()
    captions: tuple[str, ...] = ()  # as many as a grid has columns
    nets: Sequence[nn.Module] = ()  # frozen ones that read it
    changes: Sequence[Change] = CHANGES  # augmentations that leave it true
    of_one_shape = True  # whether it takes as much room in every step
    rows = 6  # of a grid
    kinds = 0  # how much of it stands over the columns of a grid; 0: nothing is said

    def __call__(self, index: Tensor, times_seen: int) -> Condition:
        """What is said of the pictures of these numbers when they have been seen so often."""
        raise NotImplementedError

    def shown(self, index: Tensor, times_seen: int) -> Tensor | None:
        """These pictures as training sees them, uint8, where the data set has them otherwise; else None."""
        return None

    def at_random(self, count: int, stream: Generator, among: int, share: slice = slice(None)) -> Condition:
        """What is said of so many pictures by chance alone, or of a share of them; None where they say it themselves.

        `among`: how many of the pictures that are given there are by now for all processes.
        """
        return None

    def worded(self, index: Tensor, times_seen: int) -> tuple[Condition, HeardWords | None]:
        """What is said of these pictures, and its words where it has words."""
        return self(index, times_seen), None

    def kinds_of(self, index: Tensor, condition: Condition) -> Tensor | None:
        """The kind of each row of a condition, such as its class, int64 (N,); rows of one kind are asked for the same.

        `index`: the pictures of the data set that the condition is of, int64 (N,). None where hardly two are of a kind.
        """
        return None

    def of_columns(self, column: Tensor) -> Condition:
        """What stands over the columns of a grid, by their numbers, int64 (N,)."""
        raise NotImplementedError

    def drawings(self, column: Tensor) -> Tensor | None:
        """The same to look at, uint8 N x H x W x C, where it is pictures; else None."""
        return None

    def completed(self, condition: Condition, z: Tensor) -> Condition:
        """That of which nothing is left open: each latent adds what it imagines."""
        return condition
