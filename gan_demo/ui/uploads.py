"""Zips that visitors bring: kept under the cache by the hash of what is in them, within bounds.

A visitor names one by `upload:HASH`, which is looked up in the listing and never used as a path.
"""

import os
import re
import shutil
import time
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil

from .. import runs
from ..data import cache, folder, sources
from ..data.files import opened
from ..words import UserError, Words
from .answers import RequestError

PREFIX, PART = "upload:", ".part-"
LARGEST = 500 << 20  # bytes of one zip
ALL = 4 << 30  # bytes of all of them; beyond it the oldest that no run uses go
LOST = 3600  # seconds without a byte after which an unfinished upload belongs to nobody
LONGEST = 60  # letters of a name


def uploads_root() -> Path:
    """Where they are kept; the folder may not exist yet."""
    return (cache.cache_root() / "uploads").resolve()


def stored() -> dict[str, Path]:
    """The zips by the value that names them in a form, the one used last first."""
    found = sorted(_dated(), reverse=True)
    return {PREFIX + path.parent.name: path for _, path in found}


def _dated() -> Iterator[tuple[int, Path]]:
    for path in uploads_root().glob("[0-9a-f]*/*.zip"):
        with suppress(OSError):  # it goes away at this moment
            yield path.parent.stat().st_mtime_ns, path


def path_of(data: str) -> Path:
    """The zip of that name, from now on the one used last."""
    path = stored().get(data)
    if path is None:
        raise RequestError(404, "That upload is no longer here: drop the zip again.")
    with suppress(OSError):
        os.utime(path.parent)
    return path


def safe_name(name: str) -> str:
    """A file name that says what the visitor called it and is nothing but a name."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = re.sub(r"[^\w.-]+", "-", re.sub(r"\.zip$", "", last, flags=re.IGNORECASE))[:LONGEST].strip("-.")
    return f"{plain or 'pictures'}{'-own' if plain in sources() else ''}.zip"


def store_upload(part: Path, digest: str, name: str) -> str:
    """Move a received file to where it is kept; the value that names it. UserError unless it is a zip of pictures."""
    title, place = safe_name(name), uploads_root() / digest[:16]
    if not zipfile.is_zipfile(part):
        raise RequestError(422, "{title} is not a zip file.", title=title)
    try:
        with opened(part) as files:
            folder.enough(part, files)
    except UserError as error:
        raise without_server_path(error, part, title) from None
    if PREFIX + place.name not in stored():  # the same pictures under another name keep their first one
        place.mkdir(parents=True, exist_ok=True)
        os.replace(part, place / title)
    path_of(PREFIX + place.name)
    return PREFIX + place.name


def without_server_path(error: UserError, path: Path, title: str) -> UserError:
    """The same sentence without a path of the server."""
    return UserError(Words(*(words.replace(str(path), title) for words in error.words)))


def make_room(needed: int, runs_root: Path) -> None:
    """Remove the oldest zips that no run uses until so many bytes fit; RequestError where they cannot."""
    uploads_root().mkdir(parents=True, exist_ok=True)
    for part in uploads_root().glob(f"{PART}*"):
        with suppress(OSError):
            if time.time() - part.stat().st_mtime > LOST:
                part.unlink()
    used, sizes = _used(runs_root), {path: _size(path) for path in reversed(stored().values())}
    taken = sum(sizes.values())
    for path, size in sizes.items():
        if taken + needed > ALL and str(path) not in used:
            taken -= size
            folder.forget(path)
            shutil.rmtree(path.parent, ignore_errors=True)
    if taken + needed > ALL:
        raise RequestError(
            507,
            "The uploads that runs use take {taken} MB of {most} MB: delete a run first.",
            taken=taken >> 20,
            most=ALL >> 20,
        )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # another request has just removed it
        return 0


def _used(runs_root: Path) -> set[str]:
    """The data of all runs; one that only begins has it in its command line."""
    found = set()
    for run in runs.find_runs(runs_root):
        with suppress(UserError):
            settings = runs.read_settings(run)
            found |= {settings.data, settings.other}
        if trainer := runs.process(run):
            with suppress(psutil.Error):
                found.update(trainer.cmdline())
    return found
