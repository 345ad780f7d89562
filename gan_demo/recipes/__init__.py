"""One file, one GAN: every module of this package is one and defines `RECIPE`, but for those that begin with _.

So is every module of the user's own folder of recipes; it imports from the package as those here do.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from ..data import kind_of, sources
from ..extensions import defined, module_names, own_folders
from ..words import UserError, Words

if TYPE_CHECKING:
    from ._recipe import Recipe


KINDS = {"image": Words("pictures", "图像"), "series": Words("series", "序列"), "clip": Words("clips", "短片")}

__path__ = [*__path__, *own_folders("recipes")]


def names() -> list[str]:
    """The names of all recipes, without importing them."""
    return sorted(module_names(__path__))


def find_recipe(name: str) -> Recipe:
    """The recipe of that name."""
    if name not in names():
        known = ", ".join(names())
        raise UserError(
            f"There is no recipe called {name!r}. Recipes: {known}.",
            f"没有名为 {name!r} 的方法。可用的方法：{known}。",
        )
    found: Recipe = defined(__name__, name, "RECIPE")
    if found.name != name:
        raise UserError(
            f"The recipe in {name}.py calls itself {found.name!r}; both names must be the same.",
            f"{name}.py 中的方法自称 {found.name!r}；两个名字必须相同。",
        )
    return found


def check_data(recipe: Recipe, data: str) -> None:
    """UserError unless what the data set of that name, or the user's own, holds is what the recipe makes."""
    kind = recipe.example.kind
    if kind_of(data) == kind:
        return
    known = ", ".join(source.name for source in sources().values() if source.kind == kind)
    en, zh = KINDS.get(kind, (kind, kind))
    raise UserError(
        f"{recipe.title} makes {en}, and {Path(data).name} holds none; choose data from {known}.",
        f"{recipe.title} 生成{zh}，而 {Path(data).name} 里没有；请从这些数据中选：{known}。",
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
