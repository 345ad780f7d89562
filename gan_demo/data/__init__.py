"""The data sets: every module here that defines `SOURCE` is one; a folder or a zip of pictures is one too."""

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from ..words import UserError
from .dataset import Attribute, Dataset, Source

__all__ = ["Attribute", "Dataset", "Source", "find", "sources", "unknown"]


def sources() -> dict[str, Source]:
    """All data sets by name."""
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    found = [module.SOURCE for module in modules if hasattr(module, "SOURCE")]
    return {source.name: source for source in found}


def find(name: str) -> Source:
    """The data set of that name, or the pictures in that folder or zip file."""
    known = sources()
    if name in known:
        return known[name]
    if Path(name).expanduser().exists():
        from .folder import source

        return source(Path(name).expanduser())
    raise unknown(name)


def unknown(name: str) -> UserError:
    """The error for a name that is neither a data set's nor a file's."""
    known = ", ".join(sources())
    return UserError(
        f"There is no data set, folder or zip called {name!r}. Data sets: {known}.",
        f"没有名为 {name!r} 的数据集、文件夹或 zip 文件。可用的数据集：{known}。",
    )
