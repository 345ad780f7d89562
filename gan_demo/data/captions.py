"""Captions that lie beside somebody's own pictures, in the layouts that data sets have, or the names of their classes.

Read are tables with a column of file names and one of captions (CSV, JSON lines, lists in JSON; captions.txt with tabs
or commas), COCO's JSON, the tokens of Flickr, and a text beside each picture or in a folder that mirrors theirs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from ..words import Words
from .caption_tables import LINE_END, Row, as_json, table_rows, texts_of_row
from .encodings import decoded_text
from .picture_index import PictureIndex
from .pictures import PictureError

if TYPE_CHECKING:
    from torch import Tensor

    from .files import AnyFiles

ONE_EACH = (".txt", ".caption")  # endings of texts that are captions of one picture, line by line
NOTHING = {"", "nan", "none", "null", "n/a"}  # what programs write where there is no caption
SETTINGS = ("negative prompt:", "steps:")  # how lines begin that other generators add to a prompt
NAMED = 100  # lines of a file whose fault is told


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

    def __reduce__(self) -> tuple:
        return WrittenCaptions, (self.all_of,)


def every_caption(captions: Sequence[str]) -> list[str]:
    """All captions of all pictures, those of each together."""
    return [*chain(*captions.all_of)] if isinstance(captions, WrittenCaptions) else [*captions]


@dataclass
class CaptionsFound:
    """What caption files say of pictures."""

    by_name: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))  # the file of each caption
    files: list[str] = field(default_factory=list)  # that say something of a picture
    problems: list[str] = field(default_factory=list)  # "file: what could not be read"

    def of(self, names: Sequence[str]) -> WrittenCaptions:
        """Those of these pictures."""
        return WrittenCaptions([tuple(self.by_name.get(name, ())) for name in names])

    def mixed(self) -> list[str]:
        """Tables that say different things of the same pictures."""
        several = (set(files.values()) for files in self.by_name.values() if len(files) > 1)
        return sorted(set().union(*(files for files in several if len(files) > 1 and all(map(is_table, files)))))


def read_captions(files: AnyFiles) -> CaptionsFound:
    """All that is said of the pictures among these files by those beside them."""
    found = CaptionsFound()
    if not files.texts:  # an index of a million pictures takes seconds
        return found
    index = PictureIndex(files.names, files.layout.outside)
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
        elif not beside:
            add_captions(found, name, table_rows(name, text, index), index)
        elif name.lower().endswith(ONE_EACH):
            add_captions(found, name, [(0, picture, LINE_END.split(text)) for picture in beside], index)
        elif isinstance(value := as_json(text), dict):
            add_captions(found, name, [(0, picture, texts_of_row(value) or []) for picture in beside], index)
    return found


def is_table(name: str) -> bool:
    """Whether a file may say something of several pictures; other texts are read only beside a picture."""
    stem, _, ending = name.lower().rpartition("/")[2].rpartition(".")
    if "lemma" in stem:  # of Flickr8k: its captions in base forms
        return False
    return f".{ending}" not in ONE_EACH or "caption" in stem or stem.endswith(".token")


def is_meant(name: str) -> bool:
    """Whether a file's name says that it tells of pictures."""
    stem = name.lower().rpartition("/")[2]
    return "caption" in stem or ".token" in stem


def add_captions(found: CaptionsFound, file: str, rows: Iterable[Row | int], index: PictureIndex) -> None:
    """Add what the rows of a file say, the number of one that could not be read in its place."""
    faults, used = [], False
    for row in rows:
        if isinstance(row, int):
            faults.append(f"{file}: line {row} is not a name with a caption")
            continue
        number, name, captions = row
        said = [caption for line in captions if is_caption(caption := whole_letters(line).strip())]
        pictures = [name] if number == 0 else index.find(file, name) if said else []
        if said and len(pictures) != 1:
            faults.append(f"{file}: {'names several pictures' if pictures else 'names a picture that is not here'}")
            continue
        for picture in pictures if said else ():
            found.by_name[picture] |= {said_once: file for said_once in said if said_once not in found.by_name[picture]}
            used = True
    if used:
        found.files.append(file)
    elif is_meant(file):
        faults = faults or [f"{file}: line 1 is not a name with a caption"]
    else:  # of something else
        return
    found.problems += faults[:NAMED]


def is_caption(line: str) -> bool:
    """Whether a line has mostly letters, as captions have and boxes have not, and says something."""
    if line.lower() in NOTHING or line.lower().startswith(SETTINGS):
        return False
    return 2 * sum(map(str.isalpha, line)) > len("".join(line.split()))


def whole_letters(text: str) -> str:
    """A text without halves of letters, which JSON may hold and nobody can write."""
    return "".join(letter for letter in text if not "\ud800" <= letter <= "\udfff")
