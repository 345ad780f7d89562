"""What a data set is: one tensor of examples with what is known of each, and the source that it comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..events import Preparing
from ..words import Words

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True)
class Attribute:
    """One known property of every picture, such as its hair colour."""

    title: Words
    words: tuple[Words, ...]  # what a person would call each value
    values: Tensor  # int64 (N,): an index into words
    visible: Tensor  # bool (N,): whether the value can be seen in the picture


@dataclass(frozen=True)
class Dataset:
    """Examples in memory (memory-mapped where they are large) with their labels, captions and attributes.

    Most are pictures, uint8 (N, H, W, C), C is 1 or 3; what others are, the file of their kind in `examples/` says.
    """

    name: str
    examples: Tensor  # (N, ...)
    labels: Tensor | None = None  # int64 (N,)
    classes: tuple[Words, ...] = ()
    captions: Sequence[str] | None = None
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    ready: Callable[[], int] | None = None  # for a data set still being drawn: how many of its first pictures exist
    skipped: tuple[str, ...] = ()  # files that could not be used, each with the reason
    kind: str = "image"  # of its examples
    details: Mapping[str, Any] = field(default_factory=dict)  # what that kind wants to know of them, as JSON values
    other: Dataset | None = None  # the other of two heaps of pictures that are no pairs

    @property
    def images(self) -> Tensor:
        """The pictures, of a data set of such."""
        assert self.kind == "image", f"{self.name} holds no pictures"
        return self.examples

    @property
    def given(self) -> Dataset:
        """That from which what is said by chance is taken: the other side, or where there is none this one."""
        return self.other or self

    def count(self) -> int:
        """Number of examples that can be used now; it may grow."""
        return self.ready() if self.ready else len(self.examples)


@dataclass(frozen=True)
class Source:
    """Where a data set comes from and how it is made ready; one file of this package defines one as `SOURCE`."""

    name: str
    title: Words
    sizes: tuple[int, ...]  # picture sides in pixels, or steps, that it offers, the default first
    channels: int  # 1 grey, 3 colour
    prepare: Callable[..., Iterator[Preparing]]  # (size, count=None): draw, unpack or download, with progress
    load: Callable[..., Dataset]  # (size, labels=None, split="train"); raises UserError
    count: Callable[[int], int]  # (size) -> pictures of the train split ready on this machine now, quickly; 0: none yet
    labels: tuple[str, ...] = ()  # what classes can be taken from, the default first; () where there are none
    label_titles: Mapping[str, Words] = field(default_factory=dict)  # what a person calls those that are attributes
    starts_at: int = 1  # pictures that are enough to begin training while the rest is prepared
    total: int = 0  # pictures of the train split when complete; 0: not known before
    here: Callable[[], bool] | None = None  # whether its files are on this machine; None: where it counts some
    licence: str = ""  # of its examples, as SPDX has it, where they may be passed on in any form; "": see its authors
    download: int = 0  # about so many MB come over the network where it is not on this machine; 0: none
    kind: str = "image"  # of its examples; the sizes of series are numbers of steps
    same_as: str = ""  # a data set whose examples of the same numbers show the same things, in another way

    @property
    def away(self) -> bool:
        """Whether it would be downloaded."""
        return bool(self.download) and not (self.here() if self.here else self.count(self.sizes[0]))
