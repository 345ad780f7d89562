"""The latent: noise, standard normal, from which everything is drawn that nothing else says."""

from typing import Any

from ..data.dataset import Dataset
from ..settings import Settings
from ..text.text_encoder import TextEncoder
from ..words import t
from ._input import Input


class LatentInput(Input):
    """float (N, latent); the first may be continuous codes, which D reads off what is drawn."""

    def __init__(self, codes: int = 0):
        self.axes = tuple(t("Code {letter}", letter=letter) for letter in "ABCDEFGH"[:codes])

    def numbers(self, asked: int, size: int) -> int:
        """How many there are, where settings ask for so many and examples are of that size."""
        return asked

    def arguments(self, settings: Settings, dataset: Dataset, reader: TextEncoder | None) -> dict[str, Any]:
        return {"latent": self.numbers(settings.latent, dataset.examples.shape[1])} | (
            {"codes": len(self.axes)} if self.axes else {}
        )


class StepLatentInput(LatentInput):
    """Noise of its own for each step of a series, as in Esteban 2017 (1706.02633): float (N, steps times as many)."""

    def numbers(self, asked: int, size: int) -> int:
        """About as many as are asked for, of which all steps have equally many, at least one each."""
        return max(1, asked // size) * size
