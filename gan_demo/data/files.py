"""The files of a folder or a zip: their names in order and their bytes, within limits; nothing is unpacked to disk."""

import io
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from threading import Lock

from ..words import UserError
from .grouping import strays
from .pictures import PictureError, extensions

FILES = 200_000  # a listing of them takes about a second; ImageNet-sized sets want a format of their own
FILE_BYTES = 64 << 20  # a 20-megapixel picture without compression
ALL_BYTES = 4 << 30  # of a zip, unpacked: as much as this program keeps in memory
RATIO = 200  # of unpacked to packed bytes: flat drawings reach 100, bombs 1000
FREE_BYTES = 1 << 20  # a file this small may be packed at any ratio
LISTING = 32 << 20  # bytes of a zip's own list of its files, which takes ten times as much in memory
CHUNK = 1 << 20
CAPTION_FILES = ("captions.txt", "metadata.jsonl")


class FolderFiles:
    """The files under a folder; links that lead out of it are skipped and linked folders are not entered."""

    def __init__(self, path: Path):
        self.skipped: list[str] = []
        self.ignored: list[str] = []  # files whose ending is none of a picture
        self.entries = dict(sorted(self._found(path)))
        self.names = _pictures(self.entries, path, self.skipped)
        self.stamp = [(name, *_age(self.entries[name])) for name in self.names]

    def _found(self, root: Path) -> Iterator[tuple[str, Path]]:
        inside, wanted = root.resolve(), extensions()
        for folder, folders, names in os.walk(root):
            folders[:] = [name for name in folders if not _hidden(name)]
            for path in (Path(folder, name) for name in names if not _hidden(name)):
                name = _text(path.relative_to(root).as_posix())
                if not _is_wanted(path.name, wanted):
                    self.ignored.append(name)
                elif path.is_symlink() and not path.resolve().is_relative_to(inside):
                    self.skipped.append(f"{name}: a link that leads out of the folder")
                elif path.is_file():
                    yield name, path

    def read(self, name: str) -> bytes:
        """The whole file; raises PictureError."""
        try:
            with self.entries[name].open("rb") as file:
                data = file.read(FILE_BYTES + 1)
        except OSError as error:
            raise PictureError(error.strerror or str(error)) from error
        _check_length(data)
        return data


class ZipFiles:
    """The files in an open zip, read as streams; their names are text and never become paths, and each counts once."""

    def __init__(self, path: Path, archive: zipfile.ZipFile):
        self.path, self.archive = path, archive
        self.skipped: list[str] = []
        self.ignored: list[str] = []
        self.unpacked, self.lock = 0, Lock()
        self.entries = dict(sorted(self._found(), key=lambda entry: entry[0]))
        self.names = _pictures(self.entries, path, self.skipped)
        self.stamp = (*_age(path), len(self.names))  # which of its entries count is no matter of the zip alone

    def _found(self) -> Iterator[tuple[str, zipfile.ZipInfo]]:
        wanted = extensions()
        for info in self.archive.infolist():
            written = _text(info.filename).replace("\\", "/")
            parts = [part for part in written.split("/") if part not in ("", ".", "..")]
            if info.is_dir() or any(map(_hidden, parts)) or not parts:
                continue
            name = "/".join(parts)
            if not _is_wanted(parts[-1], wanted):
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
                    _check_length(data)
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


@contextmanager
def opened(path: Path) -> Iterator[FolderFiles | ZipFiles]:
    """The files of a folder or a zip while it is open; raises UserError for anything else."""
    if path.is_dir():
        yield FolderFiles(path)
        return
    with ExitStack() as stack:
        try:
            archive = stack.enter_context(zipfile.ZipFile(stack.enter_context(_Bounded(io.FileIO(path)))))
        except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError) as error:
            raise UserError(
                "{path} is neither a folder nor a zip file that can be read ({error}).", path=path, error=error
            ) from error
        yield ZipFiles(path, archive)


class _Bounded(io.BufferedReader):
    """A file that is not read in large pieces: the list of its files is the one piece that a zip reads at once."""

    def read(self, size: int | None = -1) -> bytes:
        if size is not None and size > LISTING:
            raise zipfile.BadZipFile(f"its list of files has more than {LISTING >> 20} MB")
        return super().read(size)


def _pictures(entries: dict, path: Path, skipped: list[str]) -> list[str]:
    """The names of the pictures; those that lie outside of the class folders are added to the skipped ones."""
    names = [name for name in entries if PurePosixPath(name).name not in CAPTION_FILES]
    if len(names) > FILES:
        raise UserError(
            "{path} holds {count:,} pictures, but at most {most:,} are read.", path=path, count=len(names), most=FILES
        )
    outside = set(strays(names))
    skipped += [f"{name}: outside of the class folders" for name in names if name in outside]
    return [name for name in names if name not in outside]


def _points_outside(name: str) -> bool:
    return name.startswith("/") or name[1:2] == ":" or ".." in name.split("/")


def _hidden(name: str) -> bool:
    return name == "__MACOSX" or name.startswith(".")


def _is_wanted(name: str, endings: frozenset[str]) -> bool:
    return name in CAPTION_FILES or PurePosixPath(name).suffix.lower() in endings


def _check_length(data: bytes | bytearray) -> None:
    if len(data) > FILE_BYTES:
        raise PictureError(f"more than {FILE_BYTES >> 20} MB")


def _text(name: str) -> str:
    """The name without bytes that are no text, so that it can be shown and stored."""
    return name.encode("utf-8", "replace").decode()


def _age(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_mtime_ns, status.st_size
