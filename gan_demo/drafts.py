"""Folders that are replaced as a whole: written beside their target, renamed into its place, and copied meanwhile."""

import errno
import os
import shutil
import time
import uuid
from pathlib import Path

TRIES, NAP = 20, 0.1  # copies of what is replaced meanwhile, and the seconds between two


def beside(target: Path) -> Path:
    """A hidden name of its own in the target's folder, which `mend` knows."""
    return target.with_name(f".{target.name}-{uuid.uuid4().hex[:8]}")


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
