"""One file, one GAN: every module of this package is one and defines `RECIPE`, but for those that begin with _.

So is every module of the user's own folder of recipes; it imports from the package as those here do.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from ..extensions import defined, module_names, own_folders
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


def recipes() -> dict[str, Recipe]:
    """All recipes by name; one of the user's own that cannot be used is left out with a warning."""
    found = {}
    for name in names():
        try:
            found[name] = find_recipe(name)
        except UserError as error:
            warnings.warn(str(error), stacklevel=2)
    return found
