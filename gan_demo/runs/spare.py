"""Keep a process at hand that has loaded all that training needs, so that Start waits for no import."""

import json
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import psutil

from ..priority import give_way

PROGRAM = "gan_demo.standby"
LEASE = 60.0  # seconds that it waits without being asked for again


class Spare:
    """At most one such process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._surroundings: dict[str, str] = {}
        self._lease: threading.Timer | None = None

    def ask(self, environment: dict[str, str], nice: int) -> None:
        """Have one ready soon, or keep the one that is there; where none can be had, a start loads for itself."""
        if environment != self._surroundings:
            self.dismiss()
        with self._lock, suppress(OSError, psutil.Error):
            if self._lease:
                self._lease.cancel()
            if self._child is None or self._child.poll() is not None:
                self._surroundings = environment
                self._child = subprocess.Popen(
                    [sys.executable, "-m", PROGRAM],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                    env=environment,
                )
                give_way(self._child.pid, nice)
            self._lease = threading.Timer(LEASE, self.dismiss)
            self._lease.daemon = True
            self._lease.start()

    def take(self, words: list[str], log: Path, environment: dict[str, str]) -> subprocess.Popen[bytes] | None:
        """The process, which from now on runs this command and writes to the end of the log; None where there is none.

        One that was started in other surroundings is none.
        """
        with self._lock, suppress(OSError):
            child = self._child
            if child is not None and child.poll() is None and environment == self._surroundings:
                self._child = None
                assert child.stdin is not None  # it is a pipe
                with child.stdin:
                    child.stdin.write(json.dumps([words, str(log.absolute())]).encode())
                return child
        return None

    def dismiss(self) -> None:
        """End the one that waits."""
        with self._lock:
            child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.communicate()
