"""Scores of models that were just kept: each is measured by a process of its own, so that to keep takes no time."""

import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import psutil

from .. import runs
from ..checkpoints import read_config
from ..priority import give_way

LEAST = 19  # the nice value of who waits for all others


class KeptScores:
    """Has one model after the other measured; what fails, or ends with the page, leaves its card as it is."""

    def __init__(self) -> None:
        self.waiting: set[Path] = set()  # and the one that is measured
        self._turn = threading.Lock()

    def begin(self, folder: Path) -> None:
        """Have the model in that folder measured, unless its run was measured at its very step; returns at once."""
        if not runs.scored_itself(read_config(folder)):
            self.waiting.add(folder)
            threading.Thread(target=self._measure, args=(folder,), daemon=True).start()

    def measuring(self, folder: Path) -> bool:
        """Whether the card of that model has no score yet, and one is on its way."""
        return folder in self.waiting and not runs.scored_itself(read_config(folder))

    def _measure(self, folder: Path) -> None:
        with self._turn, suppress(OSError):
            quiet = subprocess.DEVNULL
            child = subprocess.Popen(
                measuring_command(folder),
                stdin=quiet,
                stdout=quiet,
                stderr=quiet,
                start_new_session=True,
                env={**runs.environment(), "OMP_NUM_THREADS": "1"},
            )
            with suppress(psutil.Error):
                give_way(child.pid, LEAST)
            child.wait()
        self.waiting.discard(folder)


def measuring_command(folder: Path) -> list[str]:
    """What measures that model and writes the score into its card."""
    return [sys.executable, "-m", "gan_demo", "score", str(folder), "--small"]
