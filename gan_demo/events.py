"""What slow work reports: a frozen dataclass for each thing that can happen, the same for every consumer.

Numbers are plain Python numbers; only `Samples` and `Saved` carry arrays, which the recorder turns into files.
"""

from dataclasses import dataclass, field
from typing import Any

from .words import Words


@dataclass(frozen=True)
class Preparing:
    """Some of the data is ready: `done` of `total` pictures."""

    done: int
    total: int


@dataclass(frozen=True)
class Started:
    """A training run begins, or goes on, at this step."""

    step: int
    images: int  # real pictures seen so far, over all processes
    device: str
    note: str = ""  # what a reader should know of this run, in a sentence


@dataclass(frozen=True)
class Progress:
    """How training stands: mean losses and watched numbers since the last one."""

    step: int
    images: int
    seconds: float  # training time of the run so far, over all its sittings
    rate: float  # real pictures a second since the last one
    left: float | None  # seconds to the end at this rate; None where there is no limit
    loss: dict[str, float] = field(default_factory=dict)
    watch: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Samples:
    """The generator's pictures of the run's fixed latents."""

    step: int
    images: int
    pictures: Any  # uint8 N x H x W x C
    columns: int


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
