"""The latent: noise, standard normal, from which everything is drawn that nothing else says."""

from typing import Any

from ..data.dataset import Dataset
from ..settings import Settings
from ..text.text_encoder import TextEncoder
from ._input import Input


class LatentInput(Input):
    """float (N, latent)."""

    def arguments(self, settings: Settings, dataset: Dataset, reader: TextEncoder | None) -> dict[str, Any]:
        return {"latent": settings.latent}
