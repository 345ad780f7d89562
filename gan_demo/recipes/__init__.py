"""One file, one GAN: every module of this package is one and defines `RECIPE`, but for those that begin with _.

So is every module of the user's own folder of recipes; it imports from the package as those here do.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from ..data import kind_of, sources
from ..examples.kinds import example_kind
from ..extensions import defined, module_names, own_folders
from ..settings import setting_label
from ..words import UserError

if TYPE_CHECKING:
    from ._recipe import Recipe

__path__ = [*__path__, *own_folders("recipes")]


def names() -> list[str]:
    """The names of all recipes, without importing them."""
    return sorted(module_names(__path__))


def find_recipe(name: str) -> Recipe:
    """The recipe of that name."""
    if name not in names():
        known = ", ".join(names())
        raise UserError("There is no recipe called {name!r}. Recipes: {known}.", name=name, known=known)
    found: Recipe = defined(__name__, name, "RECIPE")
    if found.name != name:
        raise UserError(
            "The recipe in {name}.py calls itself {own!r}; both names must be the same.", name=name, own=found.name
        )
    return found


def check_data(recipe: Recipe, data: str, other: str = "") -> None:
    """UserError unless what these data sets, or the user's own, hold is what the recipe makes, and it takes another."""
    if other == data:
        raise UserError("Both sides are {data}: choose other data for one of them.", data=Path(data).name)
    if other and not recipe.takes_other:
        raise UserError(
            "{recipe} learns from one data set: leave out {setting}.",
            recipe=recipe.title,
            setting=setting_label("other"),
        )
    kind = recipe.example.kind
    for name in filter(None, (data, other)):
        if kind_of(name) != kind:
            known = ", ".join(source.name for source in sources().values() if source.kind == kind)
            raise UserError(
                "{recipe} makes {things}, and {data} holds none; choose data from {known}.",
                recipe=recipe.title,
                things=example_kind(kind).many,
                data=Path(name).name,
                known=known,
            )


def recipes() -> dict[str, Recipe]:
    """All recipes by name; one of the user's own that cannot be used is left out with a warning."""
    found = {}
    for name in names():
        try:
            found[name] = find_recipe(name)
        except UserError as error:
            warnings.warn(str(error), stacklevel=2)
    return found
