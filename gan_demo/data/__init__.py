"""The data sets: every module here, or in the user's own folder of data sets, that defines `SOURCE` is one.

A folder or a zip of pictures is one too.
"""

import warnings
from pathlib import Path

from ..extensions import module_names, own_folders, usable
from ..words import UserError, t
from .choice import CENTRE, CROPS, check_one_of, check_size
from .dataset import Attribute, Dataset, Source

__all__ = [
    "Attribute",
    "Dataset",
    "Source",
    "any_own",
    "check_crop",
    "check_sizes",
    "crop_of",
    "find_source",
    "sizes_of",
    "sources",
    "unknown",
]


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


def sizes_of(name: str) -> tuple[int, ...]:
    """The sizes that data set offers, the default first; those of a folder are known before it is read."""
    from .folder import SIZES

    source = sources().get(name)
    return source.sizes if source else SIZES


def check_sizes(size: int | None, data: str, other: str) -> None:
    """Raise UserError unless both sides offer this size, None for the default of the data; "" is no other side."""
    for name in filter(None, (data, other)):
        check_size(Path(name).name, size or sizes_of(data)[0], sizes_of(name))


def check_crop(name: str, crop: str, other: str = "") -> None:
    """Raise UserError unless that data, or that of the other side, can be made square in that way."""
    check_one_of(t("crop"), crop, CROPS)
    if crop != CENTRE and not any_own(name, other):
        raise UserError(
            "Only pictures of your own can be cropped otherwise than {centre}; those of {name} are square already.",
            centre=CENTRE,
            name=name,
        )


def any_own(*names: str) -> bool:
    """Whether one of these holds pictures of the user's own, which alone are cropped; "" is no data."""
    known = sources()
    return any(name and name not in known for name in names)


def crop_of(name: str, crop: str) -> str:
    """How the pictures of one side are made square: as the settings say, where they are the user's own."""
    return crop if any_own(name) else CENTRE


def unknown(name: str) -> UserError:
    """The error for a name that is neither a data set's nor a file's."""
    known = ", ".join(sources())
    return UserError("There is no data set, folder or zip called {name!r}. Data sets: {known}.", name=name, known=known)
