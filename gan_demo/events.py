"""What slow work reports: a frozen dataclass for each thing that can happen, the same for every consumer.

Numbers are plain Python numbers; only `Samples`, `CloseUp` and `Saved` carry arrays, which the recorder turns into
files.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .words import Words

if TYPE_CHECKING:
    Number = float
else:
    Number = float | None  # in the log, where NaN and the infinite ones are null


@dataclass(frozen=True)
class Waiting:
    """The run waits for its turn: one trains at a time in a folder of runs."""

    ahead: int  # runs that train before it


@dataclass(frozen=True)
class Preparing:
    """Some of the data is ready: `done` of `total` pictures."""

    done: int
    total: int


@dataclass(frozen=True)
class Encoded:
    """So many of a film's frames are encoded."""

    done: int
    total: int


@dataclass(frozen=True)
class Started:
    """A training run begins, or goes on, at this step."""

    step: int
    images: int  # real pictures seen so far, over all processes
    device: str
    note: str = ""  # what a reader should know of this run, in a sentence
    rates: dict[str, Number] = field(default_factory=dict)  # learning rates and D's steps as they are used
    classes: list[Words] = field(default_factory=list)  # their names, in the order of a grid's columns
    steered: dict[str, Any] = field(default_factory=dict)  # the other settings by which it learns
    given: int = 0  # rows of a grid over each row of pictures that are made of them


@dataclass(frozen=True)
class Progress:
    """How training stands: mean losses and watched numbers since the last one."""

    step: int
    images: int
    seconds: Number  # training time of the run so far, over all its sessions
    rate: Number  # real pictures a second since the last one
    left: Number | None  # seconds to the end at this rate; None where there is no limit
    loss: dict[str, Number] = field(default_factory=dict)
    watch: dict[str, Number] = field(default_factory=dict)
    memory: Number = 0.0  # bytes, of the device where it has its own, else of the process
    falling: dict[str, Number] = field(default_factory=dict)  # by how much the terms count whose weights fall


@dataclass(frozen=True)
class Samples:
    """The generator's pictures of the run's fixed latents and of fresh ones, and what D said in its last turns."""

    step: int
    images: int
    pictures: Any  # uint8 N x H x W x C
    columns: int
    fresh: Any = None  # uint8 N x H x W x C
    scores: dict[str, Any] | None = None  # low, high, and the counts of "real" and "fake" in bins between them


@dataclass(frozen=True)
class Measuring:
    """A small sample is measured now, a moment in which no order is followed."""

    step: int
    images: int


@dataclass(frozen=True)
class Scored:
    """How good a small sample is, in features of real and generated pictures; see `quality`."""

    step: int
    images: int
    distance: Number  # Frechet distance; lower is better
    error: Number  # its standard error
    floor: Number  # the distance of as many real pictures
    coverage: Number  # share of real pictures with a generated one among their neighbours
    covered: Number  # the same of as many real pictures
    variety: Number  # how far generated pictures are from each other, where real ones have 1
    judge: bool  # whether the features are those of a trained judge, or of a net with random weights
    seconds: Number = 0.0  # that it took to measure
    within: bool = False  # whether variety is that of pictures of one class or code


@dataclass(frozen=True)
class Changed:
    """Settings are other ones from this step on; the reason where nobody asked for it."""

    step: int
    images: int
    changes: dict[str, list[Any]]  # setting: [old, new]
    reason: Words | None = None


@dataclass(frozen=True)
class Refused:
    """An order could not be followed."""

    step: int
    images: int
    reason: Words


@dataclass(frozen=True)
class Paused:
    """The run keeps its state in memory and waits for orders."""

    step: int
    images: int


@dataclass(frozen=True)
class Resumed:
    """The run goes on after a pause."""

    step: int
    images: int


@dataclass(frozen=True)
class CloseUp:
    """One of the four phases of a step: D looks, D learns, G looks, G learns."""

    step: int
    images: int
    number: int
    phase: str
    pictures: Any  # uint8 N x H x W x C in rows of 8: real ones in D's phases, generated ones, where they are pulled at
    real: list[Number] | None  # D's score of each
    fake: list[Number]
    force: Number | None = None  # mean absolute gradient of G's loss on a generated picture


@dataclass(frozen=True)
class Saved:
    """All that is needed to go on exactly from this step."""

    step: int
    images: int
    state: dict[str, Any]


@dataclass(frozen=True)
class Finished:
    """The run reached its limit."""

    step: int
    images: int


@dataclass(frozen=True)
class Stopped:
    """The run was asked to stop and can be resumed."""

    step: int
    images: int


@dataclass(frozen=True)
class Failed:
    """The run cannot go on; the last saved state is good."""

    step: int
    images: int
    reason: Words
