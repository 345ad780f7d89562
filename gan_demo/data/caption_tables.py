"""Tables that say something of pictures: rows of a name with captions, from CSV, tabs, and the shapes that JSON has."""

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import count, islice
from typing import Any, NamedTuple

from .picture_index import PictureIndex

NAMES = ("file_name", "filename", "image_name", "image_path", "image_id", "image", "filepath", "file", "path", "img")
TEXTS = ("text", "caption", "captions", "prompt", "title", "comment", "description", "sentence", "sentences", "raw")
LISTS = ("images", "annotations", "data", "items", "samples")  # what JSON calls its rows
DELIMITERS = ",|;\t"
LINE_END = re.compile(r"\r\n?|\n")  # what else ends a line for Python is a letter here
LARGEST_FIELD = 1 << 20  # characters of a cell
LOOKED_AT = 100  # rows of a JSON list that decide what it is

Row = tuple[int, str, list[str]]  # its number in the file, the name of a picture, and its captions


def table_rows(file: str, text: str, index: PictureIndex) -> Iterator[Row | int]:
    """What a table says, row by row; the number of a row in the place of one that cannot be read."""
    ending = file.lower().rpartition(".")[2]
    if ending == "jsonl":
        lines = enumerate(LINE_END.split(text), 1)
        yield from keyed_rows((number, as_json(line)) for number, line in lines if line.strip())
    elif ending == "json":
        yield from json_rows(file, as_json(text), index)
    elif ending not in ("csv", "tsv") and 2 * text.count("\t") >= text.strip().count("\n"):
        for number, line in enumerate(LINE_END.split(text), 1):
            name, tab, caption = line.partition("\t")
            if line.strip() and not (number == 1 and name.strip().lower() in NAMES):
                yield (number, name, [caption]) if tab and name.strip() else number
    else:
        yield from csv_rows(file, text, index)


def as_json(text: str) -> Any:
    """The value that a text is, None where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def keyed_rows(rows: Iterable[tuple[int, Any]]) -> Iterator[Row | int]:
    """Rows that are JSON objects; a null is no caption, and a list are several."""
    for number, row in rows:
        columns = {str(name).lower(): value for name, value in row.items()} if isinstance(row, dict) else {}
        name = next((columns[one] for one in NAMES if isinstance(columns.get(one), str)), None)
        told = texts_of_row(columns)
        yield (number, name, told) if name and told is not None else number


def texts_of_row(row: dict[str, Any]) -> list[str] | None:
    """The captions of an object, None where it has nothing that is called so."""
    return next((texts_in(row[one]) for one in TEXTS if one in row), None)


def texts_in(value: Any) -> list[str]:
    """The texts of a JSON value that is one, a list of such, or of objects that each hold one."""
    found = []
    for one in value if isinstance(value, list) else [value]:
        held = next((one[name] for name in TEXTS if name in one), None) if isinstance(one, dict) else one
        found += [held] if isinstance(held, str) else []
    return found


def json_rows(file: str, value: Any, index: PictureIndex) -> Iterator[Row | int]:
    """COCO's images and annotations, lists of objects, or an object of captions by name; nothing for other JSON."""
    rows: list[Any] | None = value if isinstance(value, list) else None
    if isinstance(value, dict):
        lists = [value[one] for one in LISTS if isinstance(value.get(one), list)]
        rows = coco_rows(value) or (lists[0] if lists else None)
    if rows is not None:
        seen = keyed_rows(enumerate(rows, 1))
        if any(not isinstance(row, int) for row in islice(keyed_rows(enumerate(rows[:LOOKED_AT], 1)), LOOKED_AT)):
            yield from seen
    elif isinstance(value, dict):
        for number, (name, said) in enumerate(value.items(), 1):
            told = texts_of_row(said) if isinstance(said, dict) else texts_in(said)
            if told and len(index.find(file, name)) == 1:
                yield number, name, told


def coco_rows(value: dict[str, Any]) -> list[dict[str, Any]]:
    """Images with the captions of the annotations that name them by their number, [] where there are none."""
    images, annotations = value.get("images"), value.get("annotations")
    if not isinstance(images, list) or not isinstance(annotations, list):
        return []
    told = defaultdict(list)
    for one in annotations:
        if isinstance(one, dict) and isinstance(one.get("caption"), str):
            told[str(one.get("image_id"))].append(one["caption"])
    known = (one for one in images if isinstance(one, dict))
    return [{"file_name": one.get("file_name"), "text": told[str(one.get("id"))]} for one in known] if told else []


def csv_rows(file: str, text: str, index: PictureIndex) -> Iterator[Row | int]:
    """Rows of a table with a header that has both columns, or without one where each begins with a picture's name."""
    csv.field_size_limit(LARGEST_FIELD)
    text = re.sub(r"\Asep=.[\r\n]+", "", text.lstrip(), flags=re.IGNORECASE)  # what Excel puts above
    first = text.partition("\n")[0]
    delimiter, number = max(DELIMITERS, key=first.count), 1
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    try:
        head = next(rows, [])
        header = [cell.strip().lower() for cell in head]
        name = next((header.index(one) for one in NAMES if one in header), None)
        told = next((places for one in TEXTS if (places := caption_columns(header, one))), [])
        if name is not None and told:
            columns = Columns(name, told, len(header), delimiter)
        elif name is None and len(head) > 1 and index.find(file, head[0]):
            columns = Columns(0, [1], 2, delimiter)
            yield columns.row(1, head)
        else:
            return
        for number, cells in zip(count(2), rows, strict=False):
            if any(cell.strip() for cell in cells):
                swallowed = any(index.find(file, start) for start in columns.starts(cells))
                yield number if swallowed else columns.row(number, cells)
    except csv.Error:
        yield number + 1


class Columns(NamedTuple):
    """Where a table has the names of pictures and their captions."""

    name: int
    told: Sequence[int]
    width: int  # columns in all
    delimiter: str

    def row(self, number: int, cells: Sequence[str]) -> Row | int:
        """One row, its number alone where it does not fit.

        A delimiter without quotes belongs to the caption where that is the last column.
        """
        if [*self.told] == [self.width - 1] and len(cells) > self.width:
            cells = [*cells[: self.width - 1], f"{self.delimiter} ".replace("\t ", "\t").join(cells[self.width - 1 :])]
        fits = max(self.name, *self.told) < len(cells) <= self.width
        return (number, cells[self.name], [cells[column] for column in self.told]) if fits else number

    def starts(self, cells: Sequence[str]) -> Iterator[str]:
        """How lines within cells begin: with a name where a quotation mark that is never closed swallowed rows."""
        lines = (line for cell in cells if "\n" in cell for line in LINE_END.split(cell)[1:])
        return (line.partition(self.delimiter)[0] for line in lines if self.delimiter in line)


def caption_columns(header: Sequence[str], name: str) -> list[int]:
    """The columns of that name, or of that name with numbers, such as caption_1."""
    return [i for i, cell in enumerate(header) if re.fullmatch(rf"{name}[ _-]?\d*", cell)]
