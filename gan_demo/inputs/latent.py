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

    def arguments(self, settings: Settings, dataset: Dataset, reader: TextEncoder | None) -> dict[str, Any]:
        return {"latent": settings.latent} | ({"codes": len(self.axes)} if self.axes else {})
