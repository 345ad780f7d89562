"""One file, one GAN: every module of this package that defines `RECIPE` is one."""

from importlib import import_module
from pkgutil import iter_modules

from ..recipe import Recipe
from ..words import UserError


def recipes() -> dict[str, Recipe]:
    """All recipes by name."""
    found = [import_module(f"{__name__}.{module.name}").RECIPE for module in iter_modules(__path__)]
    return {recipe.name: recipe for recipe in found}


def find(name: str) -> Recipe:
    """The recipe of that name."""
    known = recipes()
    if name not in known:
        raise UserError(f"There is no recipe called {name!r}. Recipes: {', '.join(known)}.")
    return known[name]
