"""A code that a generator finds a meaning for by itself: InfoGAN, Chen et al. 2016 (1606.03657)."""

from typing import Any

import torch
from torch import Tensor

from ..data.dataset import Dataset
from ..seeds import seeded
from ..settings import Settings
from ..text.text_encoder import TextEncoder
from ..words import UserError, Words
from ._input import Conditions, Input
from .class_label import ClassConditions

STREAM = 6  # of the codes, beside the other streams of training


class CodeInput(Input):
    """int64 (N,), one of so many values, or a mixture of them, float (N, values); drawn at random in training."""

    found = True

    def __init__(self, values: int = 10):
        self.values = values

    def arguments(self, settings: Settings, dataset: Dataset, reader: TextEncoder | None) -> dict[str, Any]:
        if dataset.classes:
            raise UserError(
                f"The recipe {settings.recipe} finds classes by itself; leave out labels.",
                f"方法 {settings.recipe} 自己寻找类别；请不要设置 labels。",
            )
        return {"classes": self.values}

    def conditions(self, settings: Settings, dataset: Dataset, reader: TextEncoder | None) -> Conditions:
        """Codes that have nothing to do with the pictures beside them."""
        return CodeConditions(self.values, len(dataset.images), settings.seed)


class CodeConditions(ClassConditions):
    """A value of the code for each picture, another one each time that it is seen."""

    def __init__(self, values: int, pictures: int, seed: int):
        self.classes = tuple(Words(f"Code {i + 1}", f"编码 {i + 1}") for i in range(values))
        self.pictures, self.seed = pictures, seed

    def __call__(self, index: Tensor, times_seen: int) -> Tensor:
        stream = seeded(self.seed, STREAM, times_seen)
        return torch.randint(len(self.classes), (self.pictures,), generator=stream)[index]
