"""Recipes, data sets and tabs of the user's own: `recipes/`, `data/`, `tabs/` in the folder that GAN_DEMO_OWN names."""

import os
import warnings
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from .words import UserError


def own_folders(kind: str) -> list[str]:
    """The folder of that kind, which stands behind the one of the package; [] where there is none."""
    named = os.environ.get("GAN_DEMO_OWN", "")
    if not named:
        return []
    folder = Path(os.path.expanduser(named)).resolve()
    if not folder.is_dir():
        warnings.warn(f"GAN_DEMO_OWN names no folder: {folder}", stacklevel=2)
    return [str(folder / kind)]


def module_names(folders: Sequence[str]) -> list[str]:
    """The modules in these folders, but for those that begin with _; of a name the first counts."""
    names: list[str] = []
    for folder in folders:
        for module in iter_modules([folder]):
            if module.name in names:
                warnings.warn(f"{folder}/{module.name}.py is left out: its name is taken.", stacklevel=2)
            elif not module.name.startswith("_"):
                names.append(module.name)
    return names


def defined(package: str, name: str, wanted: str) -> Any:
    """What the module of that package calls `wanted`; UserError where it cannot be loaded or has none."""
    try:
        return getattr(import_module(f"{package}.{name}"), wanted)
    except UserError:
        raise
    except Exception as error:  # a file of the user's own may do anything
        raise UserError(
            "{name}.py among the {folder} cannot be used: {kind}: {error}",
            name=name,
            folder=package.rpartition(".")[2],
            kind=type(error).__name__,
            error=error,
        ) from error


def usable(package: str, names: Sequence[str], wanted: str) -> Iterator[tuple[str, Any]]:
    """What each of these modules calls `wanted`, by name; one that cannot be loaded is left out with a warning."""
    for name in names:
        try:
            yield name, defined(package, name, wanted)
        except UserError as error:
            warnings.warn(str(error), stacklevel=2)
