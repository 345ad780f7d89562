"""Pictures that are rows of one file, seen as files in folders of splits and classes: CSV, npz and parquet.

A CSV has a pixel a column and maybe a label, as MNIST is passed around; an npz has arrays of pictures and of labels, as
Keras has MNIST; a parquet has the columns image and label, as data sets of the Hub have them.
"""

import json
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache, partial
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ..words import UserError
from .brightness import Levels, usual_range
from .encodings import shown_name
from .layout import read_layout, split_named
from .pictures import PictureError

ENDINGS = (".csv", ".npz", ".parquet")
SPLITS = {True: "test", False: "train"}


class Part(NamedTuple):
    """Pictures of one split, and their labels where there are some."""

    split: str  # "train", "test", or "" where nothing is said
    pictures: Any  # uint8 (N, H, W, C), or N texts of bytes
    labels: Any  # N of them, or None
    names: Sequence[str] = ()  # of the classes by number
    key: str = ""  # tells the rows of one array from those of others


class TableFiles:
    """The rows of such a file by the names that they would have as files; nothing of them is a path."""

    def __init__(self, path: Path):
        status = path.stat()
        self.entries = rows_of(path, status.st_mtime_ns)
        self.skipped: list[str] = []
        self.ignored: list[str] = []
        self.texts: list[str] = []
        self.layout = read_layout(list(self.entries))
        self.names = list(self.layout.groups)
        self.stamp = (status.st_mtime_ns, status.st_size)

    def read(self, name: str) -> bytes:
        """The picture as a file; raises PictureError."""
        picture = self.entries[name]
        if isinstance(picture, bytes):
            return picture
        if not isinstance(picture, np.ndarray):
            raise PictureError("not a picture")
        file = BytesIO()
        Image.fromarray(picture[..., 0] if picture.shape[-1] == 1 else picture).save(file, "PNG", compress_level=0)
        return file.getvalue()


@lru_cache(maxsize=1)
def rows_of(path: Path, age: int) -> dict[str, Any]:
    """All rows by name; UserError where the file cannot be understood."""
    readers = {".csv": csv_parts, ".npz": npz_parts, ".parquet": parquet_parts}
    try:
        parts = list(readers[path.suffix.lower()](path))
    except UserError:
        raise
    except Exception as error:  # numpy's and pyarrow's readers raise anything at all on broken files
        raise UserError("{path} cannot be read as a table of pictures ({error}).", path=path, error=error) from error
    if not any(len(part.pictures) for part in parts):
        raise UserError(
            "{path} holds no pictures: a CSV needs a column for each pixel, an npz arrays such as x_train, a parquet "
            "the column image.",
            path=path,
        )
    return {name: picture for part in parts for name, picture in named_rows(part)}


def named_rows(part: Part) -> Iterator[tuple[str, Any]]:
    for i, picture in enumerate(part.pictures):
        label = None if part.labels is None else part.labels[i]
        known = label is not None and isinstance(label, (int, np.integer)) and 0 <= label < len(part.names)
        title = "" if label is None else part.names[int(label)] if known else str(label)
        folders = [folder for folder in (part.split, shown_name(title).replace("/", " ")) if folder]
        yield "/".join((*folders, f"{part.key}{i:07}.png")), picture


def csv_parts(path: Path) -> Iterator[Part]:
    """A pixel a column, with a label first or in a column that is called so, and a header or none."""
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        head = file.readline().strip().split(",")
    if not any(head):
        return
    header = [] if all(map(is_number, head)) else [cell.strip().strip('"').lower() for cell in head]
    table = np.loadtxt(path, delimiter=",", skiprows=int(bool(header)), encoding="utf-8-sig", ndmin=2)
    columns = list(range(table.shape[1]))
    place = next((header.index(name) for name in ("label", "class", "target", "y") if name in header), None)
    if place is None and square(len(columns)) is None:
        place = 0
    labels = None if place is None else table[:, columns.pop(place)].astype(np.int64)
    shape = square(len(columns))
    if shape is not None:
        yield Part("", as_bytes(table[:, columns].reshape(-1, *shape)), labels)


def npz_parts(path: Path) -> Iterator[Part]:
    """Arrays of pictures, each with the array of labels of its split and length."""
    with np.load(path, allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    split = {name: SPLITS[found.test] if (found := split_named(name)) else "" for name in arrays}
    for name, pictures in arrays.items():
        if pictures.ndim in (3, 4) and pictures.dtype.kind in "uif":
            pictures = pictures if pictures.ndim == 4 else pictures[..., None]
            pictures = pictures if pictures.shape[-1] in (1, 3) else pictures.transpose(0, 2, 3, 1)
            fits = [
                other
                for other, labels in arrays.items()
                if split[other] == split[name] and labels.size == len(pictures) and labels.dtype.kind in "uiU"
            ]
            labels = arrays[max(fits, key=partial(in_common, name))].reshape(-1) if fits else None
            if pictures.shape[-1] in (1, 3):
                yield Part(split[name], as_bytes(pictures), labels, key=f"{shown_name(name).replace('/', ' ')} ")


def in_common(one: str, other: str) -> float:
    """How much two names have in common, as x_train and y_train have."""
    return SequenceMatcher(None, one, other).ratio()


def parquet_parts(path: Path) -> Iterator[Part]:
    """The columns image, of bytes or of objects with bytes, and label, whose names stand in the file's description."""
    try:
        from pyarrow import parquet
    except ImportError as error:
        raise UserError("{path} is read with pyarrow: run `pip install pyarrow`.", path=path) from error
    table = parquet.read_table(path)
    image = next((name for name in ("image", "img", "picture") if name in table.column_names), None)
    label = next((name for name in ("label", "labels", "class") if name in table.column_names), None)
    if image is None:
        return
    told = json.loads((table.schema.metadata or {}).get(b"huggingface", b"{}"))
    names = told.get("info", {}).get("features", {}).get(label, {}).get("names", []) if label else []
    pictures = [one.get("bytes") if isinstance(one, dict) else one for one in table.column(image).to_pylist()]
    yield Part("", pictures, table.column(label).to_pylist() if label else None, list(map(str, names)))


def square(pixels: int) -> tuple[int, int, int] | None:
    """The shape of a square picture of so many values, grey or in colour."""
    for channels in (1, 3):
        side = round((pixels / channels) ** 0.5)
        if side > 1 and side * side * channels == pixels:
            return side, side, channels
    return None


def as_bytes(pictures: NDArray) -> NDArray:
    """The same in eight bits, with one range for all."""
    if pictures.dtype == np.uint8:
        return pictures
    values = np.nan_to_num(pictures.astype(np.float32))
    low, high = usual_range([Levels(float(values.min(initial=0)), float(values.max(initial=0)))])
    return ((values.clip(low, high) - low) * (255 / (high - low))).round().astype(np.uint8)


def is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
