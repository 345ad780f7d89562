"""Both nets of a run are made to fit its data set, as far as the settings leave it open."""

from typing import Any

from ..data.dataset import Dataset
from ..examples._example import Example
from ..recipes._recipe import Recipe, arguments
from ..settings import Settings
from ..text.text_encoder import TextEncoder


def fitted(
    recipe: Recipe, example: Example, settings: Settings, dataset: Dataset, text_encoder: TextEncoder | None
) -> dict[str, dict[str, Any]]:
    """Every constructor argument of the "generator" and of the "discriminator", as JSON values."""
    given = example.arguments(dataset.examples)
    for item in recipe.inputs:
        given |= item.arguments(settings, dataset, text_encoder)
    if settings.width is not None:
        given["width"] = settings.width
    return {
        "generator": arguments(recipe.generator, **given),
        "discriminator": arguments(recipe.discriminator, **given),
    }
