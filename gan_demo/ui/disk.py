"""Room on the disk for runs: what they take, and whether another one may begin."""

import re
import time
from collections import Counter
from pathlib import Path

from .. import runs
from ..words import t
from .answers import RequestError

MOST = 20.0  # GB that all runs together may take before a new one is refused
GB = 10**9
SIZED = 10.0  # seconds for which a folder's size is believed
RESTING = 50  # times as long as it took to look at all of them, their sum is believed


class Disk:
    """What runs take, a file that several share once; nothing is deleted unless a person does it."""

    def __init__(self, root: Path, most: float = MOST):
        self.root, self.most = root, int(most * GB)
        self._seen: dict[Path, tuple[float, dict[tuple[int, int], int]]] = {}
        self._sum: tuple[list[Path], float, int] = ([], 0.0, 0)

    def of(self, folder: Path) -> int:
        """Bytes that the run takes."""
        return sum(self.files(folder).values())

    def used(self) -> int:
        """Bytes that all runs take together."""
        folders, begun = runs.find_runs(self.root), time.monotonic()
        known, until, total = self._sum
        if folders != known or begun >= until:
            all_files: dict[tuple[int, int], int] = {}
            for folder in folders:
                all_files.update(self.files(folder))
            total, took = sum(all_files.values()), time.monotonic() - begun
            self._sum = folders, time.monotonic() + max(SIZED, RESTING * took), total
        return total

    def told(self) -> dict[str, int]:
        """How many runs there are, what they take, and what they may."""
        return {"runs": len(runs.find_runs(self.root)), "used": self.used(), "most": self.most}

    def files(self, folder: Path) -> dict[tuple[int, int], int]:
        """The files of a run, looked at anew every few seconds."""
        until, found = self._seen.get(folder, (0.0, {}))
        if time.monotonic() >= until:
            found = runs.files(folder)
            self._seen[folder] = time.monotonic() + SIZED, found
        return found

    def check(self, listed: int) -> None:
        """RequestError where the runs take all that they may, with the one among those listed whose end frees most."""
        self._seen.clear()  # what was deleted a moment ago counts
        self._sum = [], 0.0, 0
        if (used := self.used()) < self.most:
            return
        advice = t("stop one and delete it first")
        if largest := self.largest(listed):
            name, freed = run_name(largest[1]), bytes_text(largest[0])
            advice = t("delete one first; {name} frees {freed}", name=name, freed=freed)
        raise RequestError(
            507,
            "The runs take {used} of the {most} that they may: {advice}.",
            used=bytes_text(used),
            most=bytes_text(self.most),
            advice=advice,
        )

    def largest(self, listed: int) -> tuple[int, Path] | None:
        """Of so many runs, the newest, that have ended: what only it takes, and its folder."""
        folders = runs.find_runs(self.root)
        names = Counter(key for folder in folders for key in self.files(folder))
        ended = [folder for folder in folders[:listed] if not runs.status(folder).alive]
        own = [sum(n for key, n in self.files(folder).items() if names[key] == 1) for folder in ended]
        return max(zip(own, ended, strict=True), default=None)


def run_name(folder: Path) -> str:
    """The run as a person says it: the name that it was given, or that of its folder with a time that can be read."""
    plain = re.sub(r"-\d{4}(\d\d)(\d\d)-(\d\d)(\d\d)\d\d(-\d+)?$", r" \1-\2 \3:\4", folder.name)
    return str(runs.about(folder).get("name", "")) or plain


def bytes_text(count: int) -> str:
    """Bytes as people read them."""
    return f"{count / GB:.3g} GB" if count >= 0.9995 * GB else f"{count / 10**6:.3g} MB"
