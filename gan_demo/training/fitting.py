"""Both nets of a run are made to fit its data set, as far as the settings leave it open."""

from typing import Any

from ..data.dataset import Dataset
from ..recipes._recipe import Recipe, arguments
from ..settings import Settings
from ..text.text_encoder import TextEncoder
from ..words import UserError


def fitted(
    recipe: Recipe, settings: Settings, dataset: Dataset, reader: TextEncoder | None
) -> dict[str, dict[str, Any]]:
    """Every constructor argument of the "generator" and of the "discriminator", as JSON values."""
    images = dataset.images
    given: dict[str, Any] = {"size": images.shape[1], "channels": images.shape[3], "latent": settings.latent}
    given["classes"] = len(dataset.classes)
    if reader:
        given["vocabulary"] = len(reader.tokenizer)
    if settings.width is not None:
        given["width"] = settings.width
    if recipe.needs == "class" and not given["classes"]:
        raise UserError(
            f"The recipe {recipe.name} needs classes, and {dataset.name} was loaded without.",
            f"方法 {recipe.name} 需要类别，而读取 {dataset.name} 时没有带类别。",
        )
    if recipe.needs == "caption" and not reader:
        raise ValueError(f"The recipe {recipe.name} needs a reader of captions.")
    return {
        "generator": arguments(recipe.generator, **given),
        "discriminator": arguments(recipe.discriminator, **given),
    }
