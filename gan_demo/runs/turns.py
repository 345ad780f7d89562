"""One run of a folder of runs trains at a time; the others wait in the order in which they came.

The turn is a lock on a file, which the system frees when its holder dies, however it dies.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from .folder import found
from .status import claimed, status

LOCK = ".turn.lock"
PATIENCE = 0.3  # seconds between two looks


class Turn:
    """A run's place among those of its folder."""

    def __init__(self, folder: Path):
        self.folder = folder.resolve()
        self.lock = FileLock(self.folder.parent / LOCK, thread_local=False)

    def take(self, stop: Callable[[], bool] = lambda: False) -> Iterator[int]:
        """Yield how many runs are ahead, whenever that changes, until the turn is taken or `stop()`."""
        told = None
        while not stop():
            if not self._earlier() and self.grab():
                return
            ahead = max(1, ahead_of(self.folder))
            if ahead != told:
                yield ahead
            told = ahead
            time.sleep(PATIENCE)

    def _earlier(self) -> bool:
        """Whether another run waits since before this one did."""
        mine = claimed(self.folder).started
        return any(status(other).state == "waiting" and started < mine for other, started in beside(self.folder))

    def grab(self) -> bool:
        """Take the turn if it is free."""
        try:
            self.lock.acquire(blocking=False)
        except (Timeout, OSError, NotImplementedError) as error:
            return not isinstance(error, Timeout)  # a file system without locks has no queue
        return True

    def give(self) -> None:
        """Let another run train."""
        self.lock.release(force=True)


def beside(folder: Path) -> list[tuple[Path, float]]:
    """The other runs of its folder, each with the time at which its process began."""
    return [(other, claimed(other).started) for other in found(folder.parent) if other != folder]


def ahead_of(folder: str | Path) -> int:
    """How many runs beside this one train, or wait since before it did."""
    folder = Path(folder)
    mine = claimed(folder).started
    states = [(status(other).state, started < mine) for other, started in beside(folder)]
    return sum(
        state in ("preparing", "running") or (state in ("starting", "waiting") and first) for state, first in states
    )
