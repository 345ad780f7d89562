"""Files and folders that are replaced as a whole: written beside their target, renamed into its place, and copied."""

import errno
import os
import re
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

TRIES, NAP = 20, 0.1  # copies of what is replaced meanwhile, and the seconds between two


@contextmanager
def draft_beside(target: Path) -> Iterator[Path]:
    """A hidden name of its own in the target's folder, with the number of this process; what it names at the end goes.

    After a kill `clear` removes it.
    """
    draft = target.with_name(f".{target.name}-{uuid.uuid4().hex[:8]}.{os.getpid()}")
    try:
        yield draft
    finally:
        _remove(draft)


def clear(folder: Path) -> None:
    """Remove the drafts of processes that have gone, before this one, whose number may be an old one, makes any."""
    for draft in folder.glob(".*"):
        writer = re.search(r"-[0-9a-f]{8}\.([0-9]{1,9})$", draft.name)
        if writer and (int(writer[1]) == os.getpid() or not psutil.pid_exists(int(writer[1]))):
            _remove(draft)


def _remove(draft: Path) -> None:
    if draft.is_dir():
        shutil.rmtree(draft, ignore_errors=True)
    else:
        with suppress(OSError):
            draft.unlink()


def swap(draft: Path, target: Path) -> None:
    """Put the draft in the target's place; for a moment there is neither, and after a kill then `mend` helps."""
    old = target.with_name(f".{target.name}-old-{uuid.uuid4().hex[:8]}")
    if target.exists():
        os.rename(target, old)
    os.rename(draft, target)
    shutil.rmtree(old, ignore_errors=True)


def mend(target: Path) -> None:
    """Put back what a killed process had moved away and not replaced, and remove its drafts; nobody may write there."""
    for old in target.parent.glob(f".{target.name}-old-*"):
        if not target.exists():
            os.rename(old, target)
    for draft in target.parent.glob(f".{target.name}-*"):
        shutil.rmtree(draft, ignore_errors=True)


def copy(source: Path, target: Path) -> None:
    """Copy the files of a folder that another process may replace meanwhile, again until all are of one folder."""
    problem = OSError(errno.EBUSY, os.strerror(errno.EBUSY))
    for _ in range(TRIES):
        try:
            before = _version(source)
            target.mkdir(parents=True)
            for path in filter(Path.is_file, source.iterdir()):
                shutil.copyfile(path, target / path.name)
            if _version(source) == before:
                return
        except FileNotFoundError as error:
            problem = error
        shutil.rmtree(target, ignore_errors=True)
        time.sleep(NAP)
    raise problem


def _version(folder: Path) -> tuple[int, int]:
    """What tells a folder from another in its place, and from itself with other files."""
    about = folder.stat()
    return about.st_ino, about.st_mtime_ns
