"""The latent: noise, standard normal, from which everything is drawn that nothing else says."""

from typing import Any

from ..data.dataset import Dataset
from ..settings import Settings
from ..text.text_encoder import TextEncoder
from ..words import UserError, t
from ._input import Input

LATENT = 64  # numbers, where the settings do not say how many
EACH_STEP = 4  # the same for each step of a series


class LatentInput(Input):
    """float (N, latent); the first may be continuous codes, which D reads off what is drawn."""

    def __init__(self, codes: int = 0):
        self.axes = tuple(t("Code {letter}", letter=letter) for letter in "ABCDEFGH"[:codes])

    def numbers(self, asked: int | None, size: int) -> int:
        """How many there are, where the settings ask for so many and examples are of that size."""
        return LATENT if asked is None else asked

    def arguments(self, settings: Settings, dataset: Dataset, text_encoder: TextEncoder | None) -> dict[str, Any]:
        codes = {"codes": len(self.axes)} if self.axes else {}
        return {"latent": self.numbers(settings.latent, dataset.examples.shape[1]), **codes}


class StepLatentInput(LatentInput):
    """Noise of its own for each step of a series, as in Esteban 2017 (1706.02633): float (N, steps x as many)."""

    def numbers(self, asked: int | None, size: int) -> int:
        if asked is None:
            return EACH_STEP * size
        if asked % size:
            raise UserError(
                "Each of the {size} steps has noise of its own: let latent be a multiple of {size}, not {asked}.",
                size=size,
                asked=asked,
            )
        return asked
