"""Both nets of a run are made to fit its data set, as far as the settings leave it open."""

from typing import Any

from ..data.dataset import Dataset
from ..examples._example import Example
from ..inputs.class_label import ClassInput
from ..recipes._recipe import Recipe, arguments
from ..settings import Settings
from ..text.text_encoder import TextEncoder
from ..words import UserError


def fitted(
    recipe: Recipe, example: Example, settings: Settings, dataset: Dataset, text_encoder: TextEncoder | None
) -> dict[str, dict[str, Any]]:
    """Every constructor argument of the "generator" and of the "discriminator", as JSON values.

    Raises UserError for one that the inputs or the settings give and neither of both takes.
    """
    asked: dict[str, Any] = {}
    for item in recipe.inputs:
        asked |= item.arguments(settings, dataset, text_encoder)
    if settings.width is not None:
        asked["width"] = settings.width
    given = {**example.arguments(dataset.examples), **asked}
    nets = {
        "generator": arguments(recipe.generator, **given),
        "discriminator": arguments(recipe.discriminator, **given),
    }
    for name, value in asked.items():
        if value and not any(name in net for net in nets.values()) and not (name == "classes" and without(recipe)):
            raise UserError("The nets of {recipe} take no {name}.", recipe=recipe.title, name=name)
    return nets


def without(recipe: Recipe) -> bool:
    """Whether a recipe has nothing to do with classes, whatever its data set has."""
    return not isinstance(recipe.condition, ClassInput)
