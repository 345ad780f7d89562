"""Scores of models that were just kept: each is measured by a process of its own, so that to keep takes no time."""

import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue

import psutil

from .. import runs
from ..checkpoints import read_config
from ..priority import give_way
from ..words import UserError

LEAST = 19  # the nice value of who waits for all others
PATIENCE = 900  # seconds, many times what a measure takes beside a run that trains


class KeptScores:
    """Has one model after the other measured; what fails or hangs leaves its card as it is.

    What is measured when the page ends is measured to its end; who waits then is not.
    """

    def __init__(self) -> None:
        self.waiting: list[Path] = []  # and the one that is measured
        self._queue: SimpleQueue[Path] = SimpleQueue()
        self._worker = threading.Thread()  # not begun before it has something to do

    def begin(self, folder: Path) -> None:
        """Have the model in that folder measured, unless its run was measured at its very step; returns at once."""
        self.waiting.append(folder)
        self._queue.put(folder)
        if not self._worker.is_alive():
            self._worker = threading.Thread(target=self._work, daemon=True)
            self._worker.start()

    def measuring(self, folder: Path) -> bool:
        """Whether the card of that model has no score yet, and one is on its way."""
        return folder in self.waiting and not runs.scored_itself(read_config(folder))

    def _work(self) -> None:
        while True:
            folder = self._queue.get()
            try:
                with suppress(OSError, UserError):  # it is gone already, or no process can be begun
                    if not runs.scored_itself(read_config(folder)):
                        measure_apart(folder)
            finally:
                self.waiting.remove(folder)


def measure_apart(folder: Path) -> None:
    """Have that model measured by a process of its own, which is ended with all that it began where it hangs."""
    quiet = subprocess.DEVNULL
    child = subprocess.Popen(
        measuring_command(folder),
        stdin=quiet,
        stdout=quiet,
        stderr=quiet,
        start_new_session=True,
        env={**runs.environment(), "OMP_NUM_THREADS": "1"},
    )
    with suppress(psutil.Error, OSError):
        give_way(child.pid, LEAST)
    try:
        child.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        child.kill() if sys.platform == "win32" else os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def measuring_command(folder: Path) -> list[str]:
    """What measures that model and writes the score into its card."""
    return [sys.executable, "-m", "gan_demo", "score", str(folder), "--small"]
