"""Captions that lie beside somebody's own pictures, in the layouts that data sets have, or the names of their classes.

Read are tables with a column of file names and one of captions (CSV, JSON lines, lists in JSON; captions.txt with tabs
or commas), COCO's JSON, the tokens of Flickr, and a text beside each picture or in a folder that mirrors theirs.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from ..words import Words
from .encodings import decoded_text, shown_name
from .pictures import PictureError

if TYPE_CHECKING:
    from torch import Tensor

    from .files import FolderFiles, ZipFiles

NAMES = ("file_name", "filename", "image_name", "image_path", "image", "file", "path")  # columns, the usual one first
TEXTS = ("text", "caption", "captions", "prompt", "comment", "description", "sentence", "sentences")
DELIMITERS = ",|;\t"
LINE_END = re.compile(r"\r\n?|\n")  # what else ends a line for Python is a letter here
NUMBER = re.compile(r"#\d+$")  # of one of several captions of a picture, as Flickr has it
LETTER = re.compile(r"[^\W\d_]")  # numbers alone, such as of boxes, are no caption
MIRRORED = re.compile(r"text|caption|txt")  # in the name of a folder of texts
LARGEST_FIELD = 1 << 20  # characters of a cell
NAMED = 100  # lines of a file whose fault is told

Row = tuple[int, str, list[str]]  # its number in the file, the name of a picture, and its captions


@dataclass(frozen=True, eq=False)
class ClassNames(Sequence):
    """The English class name of each picture, looked up when asked for."""

    labels: Tensor  # int64 (N,)
    classes: tuple[Words, ...]

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index):
        if isinstance(index, slice):
            return tuple(self.classes[int(label)].en for label in self.labels[index])
        return self.classes[int(self.labels[index])].en


class WrittenCaptions(tuple[str, ...]):
    """The first caption of each picture, "" where it has none; `all_of` has all of each."""

    all_of: tuple[tuple[str, ...], ...]

    def __new__(cls, captions: Sequence[Sequence[str]]) -> WrittenCaptions:
        made = super().__new__(cls, (each[0] if each else "" for each in captions))
        made.all_of = tuple(map(tuple, captions))
        return made


def every_caption(captions: Sequence[str]) -> list[str]:
    """All captions of all pictures, those of each together."""
    return [*chain(*captions.all_of)] if isinstance(captions, WrittenCaptions) else [*captions]


@dataclass
class CaptionsFound:
    """What caption files say of pictures."""

    by_name: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    files: list[str] = field(default_factory=list)  # that say something of a picture
    problems: list[str] = field(default_factory=list)  # "file: what could not be read"

    def of(self, names: Sequence[str]) -> WrittenCaptions:
        """Those of these pictures."""
        return WrittenCaptions([self.by_name.get(name, ()) for name in names])


def read_captions(files: FolderFiles | ZipFiles) -> CaptionsFound:
    """All that is said of the pictures among these files by those beside them."""
    found = CaptionsFound()
    if not files.texts:  # an index of a million pictures takes seconds
        return found
    index = PictureIndex(files.names)
    for name in files.texts:
        beside = index.beside(name)
        if not beside and not is_table(name):
            continue
        try:
            text = decoded_text(files.read(name))
        except PictureError as error:
            found.problems.append(f"{name}: {error}")
            continue
        if text is None:
            found.problems.append(f"{name}: in an encoding that is not read")
        elif beside:
            add_captions(found, name, [(0, picture, LINE_END.split(text)) for picture in beside], index)
        else:
            add_captions(found, name, table_rows(name, text, index), index)
    return found


def is_table(name: str) -> bool:
    """Whether a file may say something of several pictures; other texts are read only beside a picture."""
    path = PurePosixPath(name.lower())
    return path.suffix != ".txt" or "caption" in path.stem or path.stem.endswith(".token")


def is_meant(name: str) -> bool:
    """Whether a file's name says that it tells of pictures."""
    return any(word in PurePosixPath(name.lower()).stem for word in ("caption", "metadata", ".token"))


def add_captions(found: CaptionsFound, file: str, rows: Iterable[Row | int], index: PictureIndex) -> None:
    """Add what the rows of a file say, the number of one that could not be read in its place."""
    faults, used = [], False
    for row in rows:
        if isinstance(row, int):
            faults.append(f"{file}: line {row} is not a name with a caption")
            continue
        number, name, captions = row
        said = [caption for line in captions if LETTER.search(caption := line.strip())]
        pictures = [name] if number == 0 else index.find(str(PurePosixPath(file).parent), name) if said else []
        if said and len(pictures) != 1:
            faults.append(f"{file}: {'names several pictures' if pictures else 'names a picture that is not here'}")
            continue
        for picture in pictures if said else ():
            known = found.by_name[picture]
            known += [caption for caption in dict.fromkeys(said) if caption not in known]
            used = True
    if used:
        found.files.append(file)
    elif is_meant(file):
        faults = faults or [f"{file}: line 1 is not a name with a caption"]
    else:  # of something else
        return
    found.problems += faults[:NAMED]


class PictureIndex:
    """Pictures by what another file may call them: with either slash, in other case, without folder or ending."""

    def __init__(self, names: Sequence[str]):
        self.exact = frozenset(names)
        self.by_key: dict[str, list[str]] = defaultdict(list)
        for name in names:
            for key in self.keys(name.casefold()):
                self.by_key[key].append(name)

    @staticmethod
    def keys(name: str) -> set[str]:
        """The path, that without the ending, and both without any folder."""
        path, bare = name, name.rpartition(".")[0] or name
        return {path, bare, path.rpartition("/")[2], bare.rpartition("/")[2]}

    def find(self, folder: str, name: str) -> list[str]:
        """The pictures that a file in that folder may mean by a name, those of the nearest meaning alone."""
        given = NUMBER.sub("", shown_name(name.strip()).replace("\\", "/")).removeprefix("./").lstrip("/")
        here = given if folder == "." else f"{folder}/{given}"
        if here in self.exact or given in self.exact:
            return [here if here in self.exact else given]
        folded = given.casefold()
        for key in (here.casefold(), folded):
            if found := self.by_key.get(key):
                return found
        ends = self.by_key.get(folded.rpartition("/")[2], ())
        return [one for one in ends if any(f"/{key}".endswith(f"/{folded}") for key in paths(one))]

    def beside(self, text: str) -> list[str]:
        """The pictures that a text belongs to, by its name: beside it, in a folder called alike, or mirrored."""
        folder, _, file = text.casefold().rpartition("/")
        stem = file.rpartition(".")[0]
        found = [name for name in self.by_key.get(stem, ()) if paths(name)[1].rpartition("/")[2] == stem]
        places = {name: paths(name)[1].rpartition("/")[0] for name in found}
        last = folder.rpartition("/")[2]
        return (
            [name for name in found if places[name] == folder]
            or [name for name in found if MIRRORED.search(folder) and places[name].rpartition("/")[2] == last]
            or (found if MIRRORED.search(folder) and len(found) == 1 else [])
        )


def paths(name: str) -> tuple[str, str]:
    """The path in lower case, with and without the ending."""
    folded = name.casefold()
    return folded, folded.rpartition(".")[0] or folded


def table_rows(file: str, text: str, index: PictureIndex) -> Iterator[Row | int]:
    """What a table says, row by row; the number of a row in the place of one that cannot be read."""
    if file.lower().endswith(".jsonl"):
        lines = enumerate(LINE_END.split(text), 1)
        yield from keyed_rows((number, as_json(line)) for number, line in lines if line.strip())
    elif file.lower().endswith(".json"):
        yield from json_rows(as_json(text), index)
    elif not file.lower().endswith(".csv") and 2 * text.count("\t") >= text.strip().count("\n"):
        for number, line in enumerate(LINE_END.split(text), 1):
            name, tab, caption = line.partition("\t")
            if line.strip():
                yield (number, name, [caption]) if tab and name.strip() else number
    else:
        yield from csv_rows(text, index, str(PurePosixPath(file).parent))


def as_json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def keyed_rows(rows: Iterable[tuple[int, Any]]) -> Iterator[Row | int]:
    """Rows that are JSON objects; a null is no caption, and a list are several."""
    for number, row in rows:
        columns = {str(name).lower(): value for name, value in row.items()} if isinstance(row, dict) else {}
        name = next((columns[one] for one in NAMES if isinstance(columns.get(one), str)), None)
        told = [columns[one] for one in TEXTS if one in columns]
        yield (number, name, texts_in(told[0])) if name and told else number


def texts_in(value: Any) -> list[str]:
    """The texts of a JSON value that is one, or a list of such."""
    values = value if isinstance(value, list) else [value]
    return [one.get("raw", "") if isinstance(one, dict) else str(one) for one in values if one is not None]


def json_rows(value: Any, index: PictureIndex) -> Iterator[Row | int]:
    """COCO's images and annotations, a list of objects, or an object of captions by name; nothing for other JSON."""
    if isinstance(value, dict) and isinstance(value.get("images"), list) and isinstance(value.get("annotations"), list):
        told = defaultdict(list)
        for one in value["annotations"]:
            if isinstance(one, dict) and isinstance(one.get("caption"), str):
                told[str(one.get("image_id"))].append(one["caption"])
        images = (one for one in value["images"] if isinstance(one, dict))
        rows = ({"file_name": one.get("file_name"), "text": told[str(one.get("id"))]} for one in images)
        yield from keyed_rows(enumerate(rows, 1)) if told else ()
    elif isinstance(value, list) and not isinstance(next(keyed_rows(enumerate(value, 1)), 0), int):
        yield from keyed_rows(enumerate(value, 1))
    elif isinstance(value, dict):
        for number, (name, said) in enumerate(value.items(), 1):
            caption = next((said[one] for one in TEXTS if one in said), None) if isinstance(said, dict) else said
            if isinstance(caption, str | list) and len(index.find(".", name)) == 1:
                yield number, name, texts_in(caption)


def csv_rows(text: str, index: PictureIndex, folder: str) -> Iterator[Row | int]:
    """Rows of a table with a header that has both columns, or without one where each begins with a picture's name."""
    csv.field_size_limit(LARGEST_FIELD)
    first = text.lstrip().partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    numbered = zip(count(1), rows, strict=False)
    try:
        header = [cell.strip().lower() for cell in next(numbered, (0, []))[1]]
        name = next((header.index(one) for one in NAMES if one in header), None)
        told = next((columns for one in TEXTS if (columns := caption_columns(header, one))), [])
        if name is None or not told:
            if len(header) < 2 or not index.find(folder, header[0]):
                return
            name, told = 0, [1]
            yield 1, header[0], [delimiter.join(next(csv.reader([first], delimiter=delimiter))[1:])]
        for number, cells in numbered:
            if any(cell.strip() for cell in cells):
                fits = len(cells) > max(name, *told)
                last = delimiter.join(cells[told[-1] :]) if told == [len(header) - 1] else ""  # a comma not quoted
                yield (number, cells[name], [last] if last else [cells[i] for i in told]) if fits else number
    except csv.Error:
        return


def caption_columns(header: Sequence[str], name: str) -> list[int]:
    """The columns of that name, or of that name with numbers, such as caption_1."""
    return [i for i, cell in enumerate(header) if re.fullmatch(rf"{name}[ _-]?\d*", cell)]
