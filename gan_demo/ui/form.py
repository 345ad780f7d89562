"""Settings from what a form or an API call gives, with a sentence for each value that cannot be."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .. import checkpoints
from ..data import check_crop, sources, unknown
from ..recipes import names
from ..settings import KINDS, Settings, setting_label
from .answers import RequestError
from .uploads import PREFIX, path_of

SEEN = ("recipe", "data", "size", "labels", "crop", "minutes")  # the settings that the form shows at once
FOLDED = tuple(name for name in KINDS if name not in SEEN)


def form_settings(values: Mapping[str, Any], own_folders: bool) -> Settings:
    """The settings; a folder of the server may be named only where the page serves its own machine."""
    texts = {name: text(name, value) for name, value in values.items() if value not in (None, "")}
    recipe, data = texts.get("recipe", Settings.recipe), texts.get("data", Settings.data)
    if recipe not in names():
        raise RequestError(422, f"There is no recipe called {recipe!r}.", f"没有名为 {recipe!r} 的方法。")
    texts["data"] = data_of(data, own_folders)
    check_crop(texts["data"], texts.get("crop", Settings.crop))
    if "begin" in texts:
        check_begin(texts["begin"], own_folders)
    return Settings().with_text(texts)


def check_begin(name: str, own_folders: bool) -> None:
    """Refuse to begin from what is no shipped checkpoint, nor, on this machine, the folder of one."""
    known = checkpoints.find_checkpoints(checkpoints.SHIPPED)
    if name in known:
        return
    if not own_folders:
        raise RequestError(422, f"Begin from one of {', '.join(known)}.", f"起始检查点只能是 {', '.join(known)}。")
    checkpoints.read_config(Path(name))


def data_of(data: str, own_folders: bool) -> str:
    """What the settings hold: the name of a data set, the path of an upload, or a folder of this machine."""
    if data in sources():
        return data
    if data.startswith(PREFIX):
        return str(path_of(data))
    if not own_folders:
        known = ", ".join(sources())
        raise RequestError(422, f"Data is one of {known}, or a zip of yours.", f"数据只能是 {known} 或你上传的 zip。")
    if not Path(data).expanduser().exists():
        raise unknown(data)
    return data


def text(name: str, value: Any) -> str:
    """A form's value as the command line would have it."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise RequestError(422, f"{name} must be a number or a text.", f"{name} 必须是数字或文字。")
    said = str(value).strip()[:1000]
    if "int" not in KINDS.get(name, "") or said.isdigit():
        return said
    try:
        number = float(said)
    except ValueError:
        return said  # `Settings` knows what to say
    if number.is_integer():
        return str(int(number))
    en, zh = setting_label(name)
    raise RequestError(422, f"{en} must be a whole number, not {number:g}.", f"{zh}必须是整数，而不是 {number:g}。")
