"""Settings from what a form or an API call gives, with a sentence for each value that cannot be."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from .. import checkpoints
from ..data import check_crop, check_sizes, sources, unknown
from ..recipes import check_data, find_recipe, names
from ..settings import DECLARED, Settings
from .answers import RequestError
from .uploads import PREFIX, path_of

SEEN = ("recipe", "data", "size", "labels", "crop", "other", "minutes")  # the settings that the form shows at once
FOLDED = tuple(name for name in DECLARED if name not in SEEN)


def form_settings(values: Mapping[str, Any], own_folders: bool) -> Settings:
    """The settings; a folder of the server may be named only where the page serves its own machine."""
    said = {name: value.strip()[:1000] if isinstance(value, str) else value for name, value in values.items()}
    asked = Settings().with_text({name: value for name, value in said.items() if value not in (None, "")})
    if asked.recipe not in names():
        known = ", ".join(names())
        raise RequestError(422, "There is no recipe called {name!r}. Recipes: {known}.", name=asked.recipe, known=known)
    recipe = find_recipe(asked.recipe)
    recipe.condition.check(asked)
    data = data_of(asked.data, own_folders)
    other = data_of(asked.other, own_folders) if asked.other else ""
    check_data(recipe, data, other)
    check_crop(data, asked.crop, other)
    check_sizes(asked.size, data, other)
    if asked.begin:
        check_begin(asked.begin, own_folders)
    return replace(asked, data=data, other=other)


def check_begin(name: str, own_folders: bool) -> None:
    """Refuse to begin from what is no shipped checkpoint, nor, on this machine, the folder of one."""
    known = checkpoints.find_checkpoints(checkpoints.SHIPPED)
    if name in known:
        return
    if not own_folders:
        raise RequestError(422, "Begin from one of {known}.", known=", ".join(known))
    checkpoints.read_config(Path(name))


def data_of(data: str, own_folders: bool) -> str:
    """What the settings hold: the name of a data set, the path of an upload, or a folder of this machine."""
    if data in sources():
        return data
    if data.startswith(PREFIX):
        return str(path_of(data))
    if not own_folders:
        known = ", ".join(sources())
        raise RequestError(422, "Data is one of {known}, or a zip of yours.", known=known)
    if not Path(data).expanduser().exists():
        raise unknown(data)
    return data
