"""The files of a folder or a zip: their names in order and their bytes, within limits; nothing is unpacked to disk."""

import io
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Lock
from typing import TypeVar

from ..words import UserError
from . import table_files
from .encodings import shown_name, zip_names
from .layout import Layout, read_layout
from .pictures import PictureError, extensions

FILES = 1_000_000  # pictures: a listing of them takes some seconds
FILE_BYTES = 64 << 20  # a 20-megapixel picture without compression
TEXT_BYTES = 128 << 20  # the captions of COCO take 91 MB
ALL_BYTES = 4 << 30  # of a zip, unpacked: as much as this program keeps in memory
RATIO = 200  # of unpacked to packed bytes: flat drawings reach 100, bombs 1000
FREE_BYTES = 1 << 20  # a file this small may be packed at any ratio
LISTING = 32 << 20  # bytes of a zip's own list of its files, which takes ten times as much in memory
CHUNK = 1 << 20
TEXTS = (".txt", ".caption", ".csv", ".tsv", ".json", ".jsonl", ".token")  # endings of what may tell of pictures


PACKAGED = (".heic", ".heif", ".hif", ".jxl")  # endings of pictures that Pillow reads with another package


Entry = TypeVar("Entry")


class FolderFiles:
    """The files under a folder; links that lead out of it are skipped and linked folders are not entered."""

    def __init__(self, path: Path):
        self.skipped: list[str] = []
        self.ignored: list[str] = []  # files whose ending is none of a picture
        self.entries = _by_name(self._found(path), self.skipped)
        self.texts, self.layout = _sorted_out(self.entries, path, self.skipped)
        self.names = list(self.layout.groups)
        self.stamp = [(name, *_age(self.entries[name])) for name in self.names]

    def _found(self, root: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
        homes, wanted, above = _homes(root.resolve()), extensions(), [("", str(root))]
        while above:
            inside, folder = above.pop()
            for entry in _listed(folder):
                name = inside + shown_name(entry.name)
                if entry.is_dir(follow_symlinks=False):
                    above.append((f"{name}/", entry.path))
                elif _needs_package(name, wanted):
                    self.skipped.append(f"{name}: of a format that needs a package")
                elif not _is_wanted(name, wanted):
                    self.ignored.append(name)
                elif entry.is_symlink() and not any(map(Path(entry.path).resolve().is_relative_to, homes)):
                    self.skipped.append(f"{name}: a link that leads out of the folder")
                elif entry.is_file():
                    yield name, entry

    def read(self, name: str) -> bytes:
        """The whole file; raises PictureError."""
        try:
            with open(self.entries[name], "rb") as file:
                data = file.read(TEXT_BYTES + 1)
        except OSError as error:
            raise PictureError(error.strerror or str(error)) from error
        _check_length(data, name)
        return data


class ZipFiles:
    """The files in an open zip, read as streams; their names are text and never become paths, and each counts once."""

    def __init__(self, path: Path, archive: zipfile.ZipFile):
        self.path, self.archive = path, archive
        self.skipped: list[str] = []
        self.ignored: list[str] = []
        self.unpacked, self.lock = 0, Lock()
        self.entries = _by_name(self._found(), self.skipped)
        self.texts, self.layout = _sorted_out(self.entries, path, self.skipped)
        self.names = list(self.layout.groups)
        self.stamp = (*_age(path), len(self.names))  # which of its entries count is no matter of the zip alone

    def _found(self) -> Iterator[tuple[str, zipfile.ZipInfo]]:
        wanted, entries = extensions(), self.archive.infolist()
        for info, written in zip(entries, zip_names(entries), strict=True):
            parts = [part for part in written.split("/") if part not in ("", ".", "..")]
            if info.is_dir() or any(map(_hidden, parts)) or not parts:
                continue
            name = "/".join(parts)
            if _needs_package(name, wanted):
                self.skipped.append(f"{name}: of a format that needs a package")
            elif not _is_wanted(parts[-1], wanted):
                self.ignored.append(name)
            elif _points_outside(written):
                self.skipped.append(f"{written}: a path that points outside of the zip")
            elif info.flag_bits & 1:
                self.skipped.append(f"{name}: encrypted")
            elif info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                self.skipped.append(f"{name}: packed in a way that cannot be unpacked in bounds")
            else:
                yield name, info

    def read(self, name: str) -> bytes:
        """The whole file, counted as it unpacks; raises PictureError, or UserError once the zip is too large."""
        info, data = self.entries[name], bytearray()
        try:
            with self.archive.open(info) as member:
                while chunk := member.read(CHUNK):
                    data += chunk
                    self._spend(len(chunk))
                    _check_length(data, name)
                    if len(data) > max(FREE_BYTES, RATIO * info.compress_size):
                        raise PictureError(f"unpacks to more than {RATIO} times its size")
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
            raise PictureError(f"damaged in the zip ({error})") from error
        return bytes(data)

    def _spend(self, count: int) -> None:
        with self.lock:
            self.unpacked += count
        if self.unpacked > ALL_BYTES:
            raise UserError(
                "{path} unpacks to more than {gigabytes} GB: unpack it and name the folder.",
                path=self.path,
                gigabytes=ALL_BYTES >> 30,
            )


AnyFiles = FolderFiles | ZipFiles | table_files.TableFiles


@contextmanager
def opened(path: Path) -> Iterator[AnyFiles]:
    """The files of a folder, a zip or a table while it is open; raises UserError for anything else."""
    if path.is_dir():
        yield FolderFiles(path)
        return
    if path.suffix.lower() in table_files.ENDINGS:
        yield table_files.TableFiles(path)
        return
    with ExitStack() as stack:
        try:
            archive = stack.enter_context(zipfile.ZipFile(stack.enter_context(_Bounded(io.FileIO(path)))))
        except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError) as error:
            raise UserError(
                "{path} is no folder, zip, csv, npz or parquet file that can be read ({error}).", path=path, error=error
            ) from error
        yield ZipFiles(path, archive)


class _Bounded(io.BufferedReader):
    """A file that is not read in large pieces: the list of its files is the one piece that a zip reads at once."""

    def read(self, size: int | None = -1) -> bytes:
        if size is not None and size > LISTING:
            raise zipfile.BadZipFile(f"its list of files has more than {LISTING >> 20} MB")
        return super().read(size)


def _by_name(found: Iterable[tuple[str, Entry]], skipped: list[str]) -> dict[str, Entry]:
    """Entries in the order of their names, the first of those that are called alike."""
    entries: dict[str, Entry] = {}
    for name, entry in sorted(found, key=lambda pair: pair[0]):
        if entries.setdefault(name, entry) is not entry:
            skipped.append(f"{name}: called like another file")
    return entries


def _sorted_out(entries: dict, path: Path, skipped: list[str]) -> tuple[list[str], Layout]:
    """The names of the texts, and how the pictures lie; those that lie outside are added to the skipped ones."""
    texts = [name for name in entries if _is_text(name)]
    names = [name for name in entries if not _is_text(name)]
    if len(names) > FILES:
        raise UserError(
            "{path} holds {count:,} pictures, but at most {most:,} are read.", path=path, count=len(names), most=FILES
        )
    layout = read_layout(names)
    skipped += [f"{name}: outside of the class folders" for name in layout.outside]
    return texts, layout


def _homes(folder: Path) -> tuple[Path, ...]:
    """Where links of this folder may lead: into itself, and from a snapshot of the Hub into the files beside it."""
    kept = (above.parent / "blobs" for above in folder.parents if above.name == "snapshots")
    return folder, *(path for path in kept if path.is_dir())


def _listed(folder: str) -> list[os.DirEntry[str]]:
    """What lies in a folder, but for what is hidden; nothing where it cannot be read."""
    try:
        with os.scandir(folder) as found:
            return [entry for entry in found if not _hidden(entry.name)]
    except OSError:
        return []


def _points_outside(name: str) -> bool:
    return name.startswith("/") or name[1:2] == ":" or ".." in name.split("/")


def _hidden(name: str) -> bool:
    return name == "__MACOSX" or name.startswith(".")


def _is_wanted(name: str, endings: frozenset[str]) -> bool:
    return _is_text(name) or _ending(name) in endings


def _ending(name: str) -> str:
    """In lower case, with its dot; "" for none."""
    stem, dot, ending = name.rpartition(".")
    return f".{ending.lower()}" if dot and stem and "/" not in ending else ""


def _needs_package(name: str, endings: frozenset[str]) -> bool:
    """Whether a picture is in a format that Pillow could learn."""
    ending = _ending(name)
    return ending in PACKAGED and ending not in endings


def _is_text(name: str) -> bool:
    return name.lower().endswith(TEXTS)


def _check_length(data: bytes | bytearray, name: str) -> None:
    most = TEXT_BYTES if _is_text(name) else FILE_BYTES
    if len(data) > most:
        raise PictureError(f"more than {most >> 20} MB")


def _age(path: Path | os.DirEntry[str]) -> tuple[int, int]:
    status = path.stat()
    return status.st_mtime_ns, status.st_size
