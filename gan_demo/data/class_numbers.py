"""The class numbers of pictures in dataset.json, as the data sets of StyleGAN (Karras 2019, 1812.04948) have them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from .caption_tables import as_json
from .encodings import decoded_text
from .picture_index import PictureIndex
from .pictures import PictureError

if TYPE_CHECKING:
    from .files import AnyFiles

FILE = "dataset.json"
LARGEST = 16 << 20  # bytes: that of 200,000 pictures has 8 MB


@lru_cache(maxsize=1)  # asked several times of the same files
def class_numbers(files: AnyFiles) -> dict[str, int]:
    """The number of each picture by name; {} where there are none, or where some picture has none."""
    name = min((name for name in files.texts if PurePosixPath(name).name == FILE), key=len, default="")
    try:
        data = files.read(name) if name else b""
        told = as_json(decoded_text(data) or "") if len(data) <= LARGEST else None
    except PictureError:
        return {}
    labels = told.get("labels") if isinstance(told, dict) else None
    if not isinstance(labels, list) or not all(_is_row(row) for row in labels):
        return {}
    index = PictureIndex(files.names)
    found = {picture: number for file, number in labels for picture in index.find(name, file)}
    return found if len(found) == len(files.names) and len(set(found.values())) > 1 else {}


def _is_row(row: object) -> bool:
    return isinstance(row, list) and len(row) == 2 and isinstance(row[0], str) and type(row[1]) is int
