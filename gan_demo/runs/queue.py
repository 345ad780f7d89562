"""One run of a folder of runs trains at a time; the others wait in the order in which they came.

The turn is a lock on a file, which the system frees when its holder dies, however it dies. Two runs that were started
as a pair train by turns, so that both can be watched from the beginning.
"""

import math
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from ..commands import Command, Rest
from .folder import about, find_runs
from .status import claimed, last_event, status

LOCK = ".turn.lock"
PATIENCE = 0.3  # seconds between two looks
SLICE = 20.0  # seconds after which a run lets its partner train
GIVING = 2.0  # seconds within which a run that let its partner train says that it waits
COURTESY = 20.0  # seconds that a partner has to take the turn that is left to it


class QueuePlace:
    """A run's place among those of its folder."""

    def __init__(self, folder: Path):
        self.folder = folder.resolve()
        self.lock = FileLock(self.folder.parent / LOCK, thread_local=False)
        self.since = math.inf  # when it was taken, or last asked whether the partner waits for it
        self.partner: Path | None = None  # to whom it was given

    def take(self, stop: Callable[[], bool] = lambda: False) -> Iterator[int]:
        """Yield how many runs are ahead, whenever that changes, until the turn is taken or `stop()`."""
        told = None
        self._let_begin(stop)
        while not stop():
            self.look()
            if not self._earlier() and self.grab():
                return
            ahead = max(1, ahead_of(self.folder))
            if ahead != told:
                yield ahead
            told = ahead
            time.sleep(PATIENCE)

    def look(self) -> None:
        """FileNotFoundError where the run's folder is gone: nobody sees any more that it waits or is paused."""
        self.folder.stat()

    def _earlier(self) -> bool:
        """Whether another run waits since before this one did, or is about to, as it has just let its partner train."""
        mine = queue_key(self.folder)
        earlier = (other for other in sibling_runs(self.folder) if queue_key(other) < mine)
        return any(_waits(other) or _rests(other, self.folder) for other in earlier)

    def grab(self) -> bool:
        """Take the turn if it is free."""
        try:
            self.lock.acquire(blocking=False)
        except (Timeout, OSError, NotImplementedError) as error:
            return not isinstance(error, Timeout)  # a file system without locks has no queue
        self.since = time.monotonic()
        return True

    def give(self) -> None:
        """Let another run train."""
        self.since = math.inf
        self.lock.release(force=True)

    def share(self) -> list[Command]:
        """What the run must do where its partner waits for long: rest until it has its turn again."""
        self.look()
        if time.monotonic() - self.since < SLICE:
            return []
        self.since, self.partner = time.monotonic(), partner(self.folder)
        return [Rest()] if _waits(self.partner) else []

    def _let_begin(self, stop: Callable[[], bool]) -> None:
        """Wait until the partner to whom the turn was given has taken it: it came later, and would stand behind."""
        until = time.monotonic() + COURTESY
        while _waits(self.partner) and time.monotonic() < until and not stop():
            time.sleep(PATIENCE)
        self.partner = None


def partner(folder: Path) -> Path | None:
    """The run that was started with this one as a pair: each names the other."""
    name = about(folder).get("with")
    other = folder.parent / name if isinstance(name, str) and Path(name).name == name else None
    return other if other and about(other).get("with") == folder.name else None


def _waits(folder: Path | None) -> bool:
    return folder is not None and status(folder).state == "waiting"


def _rests(folder: Path, other: Path) -> bool:
    """Whether a run has just paused that is half of a pair without the other: it has let its partner train.

    The partner may end before the run says that it waits again.
    """
    if status(folder).state != "paused" or partner(folder) in (None, other):
        return False
    event = last_event(folder, claimed(folder).offset)
    return event is not None and 0 <= time.time() - event.get("time", 0) < GIVING


def sibling_runs(folder: Path) -> list[Path]:
    """The other runs of its folder."""
    return [other for other in find_runs(folder.parent) if other != folder]


def queue_key(folder: Path) -> tuple[float, str]:
    """Its place in the queue; two that came at the same moment go by their names."""
    return claimed(folder).ticket, folder.name


def ahead_of(folder: str | Path) -> int:
    """How many runs beside this one train, or wait since before it did."""
    folder = Path(folder)
    mine = queue_key(folder)
    states = [(status(other).state, queue_key(other) < mine) for other in sibling_runs(folder)]
    return sum(
        state in ("preparing", "running") or (state in ("starting", "waiting") and first) for state, first in states
    )
