"""The class of a picture, where the data has classes: Mirza & Osindero 2014 (1411.1784)."""

from collections.abc import Sequence
from typing import Any

from torch import Generator, Tensor, nn

from ..data.dataset import Dataset
from ..objectives.augment import CHANGES, Change
from ..objectives.objective import Condition
from ..settings import Settings
from ..text.text_encoder import TextEncoder
from ..words import UserError
from ._input import Conditions, Input


class ClassInput(Input):
    """int64 (N,), or a mixture of classes, float (N, classes); None for data without classes, unless it is needed."""

    def __init__(self, needed: bool = False):
        self.needs_labels = needed

    def arguments(self, settings: Settings, dataset: Dataset, reader: TextEncoder | None) -> dict[str, Any]:
        if self.needs_labels and not dataset.classes:
            raise UserError(
                "The recipe {recipe} needs classes, and {data} was loaded without.",
                recipe=settings.recipe,
                data=dataset.name,
            )
        return {"classes": len(dataset.classes)}

    def conditions(self, settings: Settings, dataset: Dataset, reader: TextEncoder | None) -> Conditions:
        """The classes of the data set's pictures."""
        return ClassConditions(dataset)


class ClassConditions:
    """The classes of pictures, None where there are none."""

    captions: tuple[str, ...] = ()
    nets: Sequence[nn.Module] = ()
    changes: Sequence[Change] = CHANGES
    of_one_shape = True
    rows = 6

    def __init__(self, dataset: Dataset):
        self.labels, self.classes = dataset.labels, dataset.classes

    @property
    def kinds(self) -> int:
        return len(self.classes)

    def __call__(self, index: Tensor, times_seen: int) -> Tensor | None:
        return None if self.labels is None else self.labels[index]

    def shown(self, index: Tensor, times_seen: int) -> None:
        return None

    def at_random(self, count: int, stream: Generator, among: int, share: slice = slice(None)) -> Tensor | None:
        return None

    def worded(self, index: Tensor, times_seen: int) -> tuple[Tensor | None, None]:
        return self(index, times_seen), None

    def of_columns(self, column: Tensor) -> Tensor | None:
        return column if self.classes else None

    def drawings(self, column: Tensor) -> None:
        return None

    def completed(self, condition: Condition, z: Tensor) -> Condition:
        return condition
