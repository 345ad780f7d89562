"""Who trains in a run folder, and how the run stands; derived from its last event and its process, never stored."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import psutil
from filelock import FileLock

from ..words import Words, t
from .event_log import ENDINGS, parsed
from .folder import EVENTS, LOG, ORDERS, PROCESS, STATE, find_runs, replace_text
from .spare import PROGRAM

ALIVE = {None: "starting", "Waiting": "waiting", "Preparing": "preparing", "Paused": "paused"}  # else: running
TAIL = 50_000  # bytes in which the last event must end
LOCK, PATIENCE = ".start.lock", 10.0  # seconds that a start waits for another one
TICK = 0.001  # between two tickets
LEAST = 1_000_000  # bytes that are free on a disk which is not full


@dataclass(frozen=True)
class Status:
    """How a run stands, and why: waiting, starting, preparing, running, paused; finished, stopped, failed, crashed."""

    state: str
    reason: Words | None = None

    @property
    def alive(self) -> bool:
        return self.state in ("running", *ALIVE.values())


@dataclass(frozen=True)
class Claim:
    """What a process wrote of itself: its number and start, where what earlier ones wrote and heard ends, its place."""

    pid: int = 0
    started: float = 0.0
    offset: int = 0
    orders: int = 0
    log: int = 0
    ticket: float = 0.0  # the lowest of those that wait trains next


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """One process at a time looks who trains in a run of this folder, and begins there if nobody does."""
    lock = FileLock(root / LOCK)
    with suppress(OSError, NotImplementedError):  # a folder that is read-only or has no locks
        lock.acquire(timeout=PATIENCE)
    try:
        yield
    finally:
        lock.release()


def claim(folder: Path, process: psutil.Process, log: int | None = None) -> None:
    """Write down which process trains here; its start time tells it from a later one of the same number.

    The offsets part its events, orders and log from those of earlier sessions, whose ending is not its own; whoever
    starts it knows where its log begins.
    """
    before = claimed(folder)
    started = process.create_time()
    begun = file_size(folder / LOG) if log is None else log
    sizes = file_size(folder / EVENTS), file_size(folder / ORDERS), begun
    mine = Claim(process.pid, started, *sizes, _ticket(folder, started))
    if (before.pid, before.started) == (mine.pid, started):  # the parent was faster
        mine = before
    replace_text(folder / PROCESS, json.dumps(vars(mine)))


def _ticket(folder: Path, started: float) -> float:
    """The time at which the process began, but later than all tickets beside it, for a clock may be set back."""
    folder = folder.resolve()
    return max([started, *(claimed(other).ticket + TICK for other in find_runs(folder.parent) if other != folder)])


def claimed(folder: Path) -> Claim:
    """What the run's last process wrote of itself; empty where that cannot be read."""
    try:
        values = json.loads((folder / PROCESS).read_text(encoding="utf-8"))
        offset, orders, log = (int(values.get(name, 0)) for name in ("offset", "orders", "log"))
        started = float(values["started"])
        return Claim(int(values["pid"]), started, offset, orders, log, float(values.get("ticket", started)))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Claim()


def file_size(path: Path) -> int:
    """The bytes of a file, 0 where it is not there yet."""
    return path.stat().st_size if path.exists() else 0


def process(folder: str | Path) -> psutil.Process | None:
    """The live process that trains in this folder, known by its number and its start time."""
    mine = claimed(Path(folder))
    if mine.pid <= 0:
        return None
    try:
        found = psutil.Process(mine.pid)
        alive = found.is_running() and found.status() != psutil.STATUS_ZOMBIE
        return found if alive and _same(found, mine, Path(folder)) else None
    except (ValueError, OverflowError, psutil.Error):
        return None


def _same(found: psutil.Process, mine: Claim, folder: Path) -> bool:
    """Whether the process is the one that claimed: by its start, or by words or log where the clock was set since."""
    if abs(found.create_time() - mine.started) < 1:
        return True
    words = [part for word in found.cmdline() for part in word.split("=", 1)]
    if PROGRAM in words:  # it stood by, and its words came later
        return str(folder.resolve() / LOG) in {file.path for file in found.open_files()}
    return any(word == "--run" and Path(value).name == folder.name for word, value in pairwise(words))


def status(folder: str | Path) -> Status:
    """How the run stands, derived from its last event and its process."""
    folder = Path(folder)
    trainer = process(folder)  # before the event is read: a run that ends in between has written its ending
    last = last_event(folder, claimed(folder).offset)
    if last and last["event"] in ENDINGS:
        return Status(ENDINGS[last["event"]], _reason(last.get("reason")))
    if trainer is not None:
        return Status(ALIVE.get(last["event"] if last else None, "running"))
    return Status("crashed", _tail(folder))


def last_event(folder: Path, offset: int) -> dict[str, Any] | None:
    """The last whole event after the offset, from the end of the file."""
    try:
        with open(folder / EVENTS, "rb") as file:
            file.seek(max(offset, os.fstat(file.fileno()).st_size - TAIL))
            lines = file.read().splitlines()
    except OSError:
        return None
    return next((event for line in reversed(lines) if (event := parsed(line))), None)


def _reason(value: Any) -> Words | None:
    """Why a run failed, from the JSON of its event; older runs told it in English only."""
    match value:
        case [str(en), str(zh)]:
            return Words(en, zh)
        case str(text) if text:
            return Words(text, text)
    return None


def _killed(folder: Path) -> Words:
    """What a process that died without a word leaves, and what to do then; a full disk takes the words away."""
    saved = (folder / STATE).exists()
    if _full(folder):
        if saved:
            return t("The disk is full: free some space, then Resume goes on from the last save.")
        return t("The disk is full: free some space, then start a new run.")
    if saved:
        return t("The process was killed. Resume goes on from the last save.")
    return t("The process was killed before its first save; start a new run.")


def _full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < LEAST
    except OSError:  # the folder goes away
        return False


def _tail(folder: Path) -> Words:
    """The last line that the process left in the log, which says why it died, where it could say it."""
    try:
        with open(folder / LOG, "rb") as file:
            file.seek(claimed(folder).log)
            lines = file.read().decode(errors="replace").strip().splitlines()
    except OSError:
        lines = []
    if not lines:
        return _killed(folder)
    text = lines[-1][-300:].removeprefix("gan-demo: ")
    return Words(text, text)
