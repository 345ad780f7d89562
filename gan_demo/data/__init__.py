"""The data sets: every module here, or in the user's own folder of data sets, that defines `SOURCE` is one.

A folder or a zip of pictures is one too.
"""

import warnings
from pathlib import Path

from ..extensions import module_names, own_folders, usable
from ..words import UserError, t
from .choice import CENTRE, CROPS, check_one_of
from .dataset import Attribute, Dataset, Source

__all__ = ["Attribute", "Dataset", "Source", "check_crop", "crop_of", "find_source", "sources", "unknown"]


__path__ = [*__path__, *own_folders("data")]


def sources() -> dict[str, Source]:
    """All data sets by name."""
    found: dict[str, Source] = {}
    for name, module in usable(__name__, module_names(__path__), "__dict__"):
        source = module.get("SOURCE")
        if source and found.setdefault(source.name, source) is not source:
            warnings.warn(f"{name}.py is left out: there is a data set called {source.name!r}.", stacklevel=2)
    return found


def kind_of(name: str) -> str:
    """The kind of the examples of that data set; what is in folders and zips of the user's own are pictures."""
    source = sources().get(name)
    return source.kind if source else "image"


def find_source(name: str, crop: str = CENTRE) -> Source:
    """The data set of that name, or the pictures in that folder or zip file, made square in that way."""
    check_crop(name, crop)
    known = sources()
    if name in known:
        return known[name]
    if Path(name).expanduser().exists():
        from .folder import source

        return source(Path(name).expanduser(), crop)
    raise unknown(name)


def check_crop(name: str, crop: str) -> None:
    """Raise UserError unless that data can be made square in that way."""
    check_one_of(t("crop"), crop, CROPS)
    if crop != CENTRE and name in sources():
        raise UserError(
            "Only pictures of your own can be cropped otherwise than {centre}; those of {name} are square already.",
            centre=CENTRE,
            name=name,
        )


def crop_of(other: str, crop: str) -> str:
    """How pictures of the other side are made square: as the settings say, where they are the user's own."""
    return CENTRE if other in sources() else crop


def unknown(name: str) -> UserError:
    """The error for a name that is neither a data set's nor a file's."""
    known = ", ".join(sources())
    return UserError("There is no data set, folder or zip called {name!r}. Data sets: {known}.", name=name, known=known)
