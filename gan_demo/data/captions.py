"""Captions: the name of each picture's class, or what captions.txt or metadata.jsonl says of the files beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from ..words import Words
from .files import CAPTION_FILES, FolderFiles, ZipFiles
from .pictures import PictureError

if TYPE_CHECKING:
    from torch import Tensor


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


def captions_in_files(files: FolderFiles | ZipFiles) -> tuple[dict[str, str], list[str]]:
    """Captions by file name from the outermost caption file, and "file: problem" for what could not be read of it."""
    found = [name for name in files.entries if PurePosixPath(name).name in CAPTION_FILES]
    if not found:
        return {}, []
    name = min(found, key=lambda name: name.count("/"))
    try:
        lines = files.read(name).decode("utf-8-sig", "replace").splitlines()
    except PictureError as error:
        return {}, [f"{name}: {error}"]
    parse = _json if name.endswith(".jsonl") else _tabs
    pairs = [(number, parse(line)) for number, line in enumerate(lines, 1) if line.strip()]
    folder = PurePosixPath(name).parent
    captions = {str(folder / pair[0]): pair[1] for _, pair in pairs if pair}
    return captions, [f"{name}: line {number} is not a name with a caption" for number, pair in pairs if not pair]


def _tabs(line: str) -> tuple[str, str] | None:
    name, tab, caption = line.partition("\t")
    return (name.strip(), caption.strip()) if tab else None


def _json(line: str) -> tuple[str, str] | None:
    try:
        row = json.loads(line)
        return str(row["file_name"]), str(row["text"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def aligned(captions: dict[str, str], names: Sequence[str]) -> Iterator[str]:
    """The caption of each name, "" where there is none; one that names no folder counts in any."""
    for name in names:
        yield captions.get(name) or captions.get(PurePosixPath(name).name, "")
