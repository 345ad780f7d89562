"""A code that a generator finds a meaning for by itself: InfoGAN, Chen et al. 2016 (1606.03657)."""

from typing import Any

import torch
from torch import Generator, Tensor

from ..data.dataset import Dataset
from ..settings import Settings
from ..text.text_encoder import TextEncoder
from ..words import UserError, t
from ._input import Conditions
from .class_label import ClassConditions, ClassInput


class CodeInput(ClassInput):
    """int64 (N,), one of so many values, or a mixture of them, float (N, values); drawn at random in training."""

    found = True

    def __init__(self, values: int = 10):
        self.values = values

    def check(self, settings: Settings) -> None:
        if settings.labels:
            raise UserError(
                "The recipe {recipe} finds classes by itself; leave out labels (Classes from: none).",
                recipe=settings.recipe,
            )

    def arguments(self, settings: Settings, dataset: Dataset, text_encoder: TextEncoder | None) -> dict[str, Any]:
        return {"classes": self.values}

    def conditions(self, settings: Settings, dataset: Dataset, text_encoder: TextEncoder | None) -> Conditions:
        """Codes that have nothing to do with the pictures beside them."""
        return CodeConditions(self.values)


class CodeConditions(ClassConditions):
    """Values of a code, in training by chance."""

    def __init__(self, values: int):
        self.kinds = values
        self.classes = tuple(t("Code {number}", number=i + 1) for i in range(values))

    def at_random(self, count: int, stream: Generator, among: int, share: slice = slice(None)) -> Tensor:
        return torch.randint(len(self.classes), (count,), generator=stream)[share]

    def __call__(self, index: Tensor, times_seen: int) -> Tensor:
        return index % len(self.classes)
