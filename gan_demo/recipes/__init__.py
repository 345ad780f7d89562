"""One file, one GAN: every module of this package is one and defines `RECIPE`, but for those that begin with _.

So is every module of the user's own folder of recipes; it imports from the package as those here do.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from ..extensions import own_folders
from ..words import UserError

if TYPE_CHECKING:
    from ._recipe import Recipe


__path__ = [*__path__, *own_folders("recipes")]


def names() -> list[str]:
    """The names of all recipes, without importing them."""
    return [module.name for module in iter_modules(__path__) if not module.name.startswith("_")]


def find_recipe(name: str) -> Recipe:
    """The recipe of that name."""
    if name not in names():
        known = ", ".join(names())
        raise UserError(
            f"There is no recipe called {name!r}. Recipes: {known}.",
            f"没有名为 {name!r} 的方法。可用的方法：{known}。",
        )
    return import_module(f"{__name__}.{name}").RECIPE


def recipes() -> dict[str, Recipe]:
    """All recipes by name."""
    return {name: find_recipe(name) for name in names()}
