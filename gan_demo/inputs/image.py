"""A picture that says what to draw: pix2pix, Isola et al. 2016 (1611.07004)."""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Generator, Tensor, nn

from ..data.dataset import Dataset
from ..objectives.augment import Change, recoloured
from ..objectives.objective import Condition
from ..pictures.files import COLUMNS
from ..pictures.images import to_float
from ..pictures.outlines import by_hand, jittered, outlines
from ..seeds import seeded
from ..settings import Settings
from ..text.text_encoder import TextEncoder
from ..words import UserError, Words
from ._input import Conditions, Input

Taken = Callable[[Tensor], Tensor]  # pictures, uint8 N x H x W x C, to drawings, mostly uint8 N x H x W x 1


class ImageInput(Input):
    """float N x 1 x H x W in [-1, 1], taken from each real picture: as it stands, its outline.

    In training paired ones are moved as their pictures are, and half of them are as if drawn by hand; unpaired ones
    were taken from others than the real pictures beside them, or are the pictures of a second data set, N x C x H x W.
    """

    drawing = True

    def __init__(self, taken: Taken = outlines, paired: bool = True):
        self.taken, self.paired = taken, paired

    def check(self, settings: Settings) -> None:
        if settings.labels:
            raise UserError(
                "The recipe {recipe} draws from outlines, not from classes; leave out labels (Classes from: none).",
                recipe=settings.recipe,
            )

    def arguments(self, settings: Settings, dataset: Dataset, reader: TextEncoder | None) -> dict[str, Any]:
        return {"given": dataset.other.images.shape[3]} if dataset.other else {}

    def conditions(self, settings: Settings, dataset: Dataset, reader: TextEncoder | None) -> Conditions:
        """The drawings of the data set's pictures, or the pictures of the other side."""
        taken = as_they_are if dataset.other else self.taken
        return ImageConditions(dataset.given, taken, self.paired, settings.seed)


def as_they_are(pictures: Tensor) -> Tensor:
    """Pictures of the other side, of which nothing is taken."""
    return pictures


class ImageConditions:
    """Drawings of pictures."""

    classes: tuple[Words, ...] = ()
    captions: tuple[str, ...] = ()
    nets: Sequence[nn.Module] = ()
    changes: Sequence[Change] = (recoloured,)  # lines stay where they are
    of_one_shape = True
    rows = 3  # above each of them one of drawings
    kinds = rows * COLUMNS

    def __init__(self, dataset: Dataset, taken: Taken, paired: bool, seed: int):
        self.dataset, self.taken, self.paired, self.seed = dataset, taken, paired, seed
        self.columns = torch.arange(self.kinds) % dataset.count()  # which stay though more pictures are drawn

    def of(self, index: Tensor) -> Tensor:
        """The drawings of the pictures of these numbers, uint8 N x H x W x C."""
        return self.taken(self.dataset.images[index])

    def __call__(self, index: Tensor, times_seen: int) -> Tensor:
        return to_float(self.of(index))

    def at_random(self, count: int, stream: Generator, among: int, share: slice = slice(None)) -> Tensor | None:
        if self.paired:
            return None
        return self(torch.randint(among, (count,), generator=stream)[share], 0)

    def worded(self, index: Tensor, times_seen: int) -> tuple[Tensor, None]:
        streams = [seeded(self.seed, 5, times_seen, i) for i in index.tolist()]
        return to_float(by_hand(self.taken(self.jittered(index, times_seen)), streams)), None

    def jittered(self, index: Tensor, times_seen: int) -> Tensor:
        """The pictures of these numbers, a little moved, the same for as often as they have been seen."""
        return jittered(self.dataset.images[index], [seeded(self.seed, 6, times_seen, i) for i in index.tolist()])

    def shown(self, index: Tensor, times_seen: int) -> Tensor | None:
        return self.jittered(index, times_seen) if self.paired else None

    def of_columns(self, column: Tensor) -> Tensor:
        return self(self.columns[column], 0)

    def drawings(self, column: Tensor) -> Tensor:
        return self.of(self.columns[column])

    def completed(self, condition: Condition, z: Tensor) -> Condition:
        return condition
