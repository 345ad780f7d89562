"""Training runs as the page shows them: the list, how one stands, its pictures and its time-lapse."""

import dataclasses
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .. import runs
from ..data import kind_of
from ..health import causes
from ..health.lights import lights
from ..pictures.files import COLUMNS
from ..pictures.film import Film
from ..runs import timelapse
from ..settings import LIVE, Settings
from ..words import UserError
from . import figures
from .answers import RequestError
from .disk import MOST, Disk

LISTED = 50  # runs in the list, until older ones are asked for
QUEUED = 8  # runs that train, wait or are paused at the same time


class RunPages:
    """Reads run folders; of each it remembers what it has read, so that a poll costs only what is new."""

    def __init__(self, root: Path, most: float = MOST):
        self.root = Path(root)
        self.disk = Disk(self.root, most)
        self._read: dict[Path, tuple[int | None, int, list[dict[str, Any]]]] = {}
        self._lock, self._starting = threading.Lock(), threading.Lock()

    def folder(self, name: str) -> Path:
        """The folder of that run; the name is looked up in the listing and never used as a path."""
        for folder in runs.find_runs(self.root):
            if folder.name == name:
                return folder
        raise RequestError(404, "There is no run called {name!r} here.", name=name[:80])

    def start(self, settings: Settings) -> str:
        """Start a run, which waits for its turn; its name."""
        with self.room():
            return runs.start_run(settings, self.root).name

    def pair(self, one: Settings, other: Settings) -> list[str]:
        """Start two runs, which train by turns; their names."""
        with self.room(2):
            first = runs.start_run(one, self.root)
            second = runs.start_run(other, self.root, **{"with": first.name})
            runs.annotate_run(first, **{"with": second.name})
        return [first.name, second.name]

    @contextmanager
    def room(self, count: int = 1, new: bool = True) -> Iterator[None]:
        """Room for so many more that train or wait; one visitor at a time, so that a double click counts."""
        with self._starting:
            busy = sum(runs.status(folder).alive for folder in runs.find_runs(self.root))
            if (over := busy + count - QUEUED) > 0:
                raise RequestError(
                    429,
                    "{busy} runs train or wait already, and at most {most} may: stop {over} first.",
                    busy=busy,
                    most=QUEUED,
                    over=over,
                )
            if new:
                self.disk.check(LISTED)
            yield

    def all(self, older: bool = False) -> list[dict[str, Any]]:
        """The runs, the newest first, as a list shows them; beyond LISTED only where older ones are asked for."""
        folders = runs.find_runs(self.root)
        with self._lock:  # what is gone is forgotten
            self._read = {folder: self._read[folder] for folder in folders if folder in self._read}
        return [self.brief(folder) for folder in folders[: None if older else LISTED]]

    def brief(self, folder: Path) -> dict[str, Any]:
        """A run in a few facts."""
        status, about, grids = runs.status(folder), runs.about(folder), runs.grids(folder)
        story = self.story(folder)
        step, images = runs.stands(story)
        plain = run_settings(folder) or {}
        return {
            **run_notes(folder),
            "state": status.state,
            "reason": status.reason._asdict() if status.reason else None,
            "ahead": max(1, runs.ahead_of(folder)) if status.state == "waiting" else 0,
            "recipe": plain.get("recipe"),
            "data": plain.get("data"),
            "example": kind_of(str(plain.get("data", ""))),
            "time": about.get("begun") or next((event["time"] for event in story if "time" in event), None),
            "step": step,
            "images": images,
            "disk": self.disk.of(folder),
            "grid": grids[-1][0] if grids else None,
            "model": (folder / runs.CHECKPOINT).is_dir(),
            "saved": next((event["step"] for event in reversed(story) if event["event"] == "Saved"), None),
            "taken": runs.taken(story, runs.snapshots(folder)),
            "best": runs.best(story),
            "with": about.get("with"),
        }

    def story(self, folder: Path) -> list[dict[str, Any]]:
        """All events of the run, read on from where the last call stopped."""
        with self._lock:
            born, offset, story = self._read.get(folder, (None, 0, []))
            path = folder / runs.EVENTS
            now = path.stat().st_ino if path.exists() else None
            if now != born:  # another run in a folder of the same name
                offset, story = 0, []
            reading = runs.read_events(folder, offset)
            story = runs.extend(story, [event for event in reading.events if runs.complete(event)])
            self._read[folder] = (now, reading.offset, story)
            return list(story)

    def one(self, name: str) -> dict[str, Any]:
        """How a run stands now, with everything that its page shows."""
        folder = self.folder(name)
        story, status = self.story(folder), runs.status(folder)
        last = {event["event"]: event for event in story}
        samples = {event["step"]: event for event in story if event["event"] == "Samples"}
        grids = [step for step, _ in runs.grids(folder)]
        kept, plain, brief = runs.snapshots(folder), run_settings(folder), self.brief(folder)
        return {
            **brief,
            "settings": plain,
            "reached": reached(folder, story),
            "resolved": causes.in_effect(story),
            "live": [name for name in LIVE if name != "augment" or brief["example"] == "image"],
            "preparing": figures.preparing([event for event in story if event["event"] == "Preparing"]),
            "started": last.get("Started"),
            "progress": last.get("Progress"),
            "grids": grids,
            "seen": [samples.get(step, {}).get("images") for step in grids],
            "columns": [samples.get(step, {}).get("columns", COLUMNS) for step in grids],
            "times": figures.times(story, grids),
            "fresh": [step for step, _ in runs.numbered_files(folder, runs.FRESH)],
            "slow": runs.pace(folder) if status.alive else 0,
            "snapshots": kept,
            "curves": {kind: figures.curves(story, kind) for kind in ("loss", "watch")},
            "quality": figures.quality(story),
            "changes": [event for event in story if event["event"] == "Changed"],
            "lights": [figures.light(found) for found in lights(story, kept, status.state in ("failed", "crashed"))],
            "phases": figures.phases(story),
            "refused": figures.last_refusal(story),
            "measuring": status.alive and bool(story) and story[-1]["event"] == "Measuring",
            "resumable": not status.alive and (folder / runs.STATE).exists(),
        }

    def picture(self, name: str, kind: str, number: int) -> bytes | None:
        """The picture file of that kind and number, a grid, fresh latents or a close-up; None where it is not kept."""
        path = dict(runs.numbered_files(self.folder(name), kind)).get(number)
        try:
            return path.read_bytes() if path else None
        except FileNotFoundError:  # it went away in this moment
            return None

    def scores(self, name: str, step: int) -> dict[str, Any] | None:
        """What D said around that step, as a histogram."""
        story = self.story(self.folder(name))
        return next((e.get("scores") for e in story if e["event"] == "Samples" and e["step"] == step), None)

    def movie(self, name: str, form: str, seconds: float, style: str) -> Film:
        """The run's grids as a time-lapse, which is made as this goes on."""
        folder = self.folder(name)
        seen = {event["step"]: event["images"] for event in self.story(folder) if event["event"] == "Samples"}
        return timelapse.movie(runs.grids(folder), form, seconds, seen, style)


def run_notes(folder: Path) -> dict[str, Any]:
    """Its folder's name, and what people said of the run."""
    about = runs.about(folder)
    return {
        "name": folder.name,
        "title": str(about.get("name", "")),
        "note": str(about.get("note", "")),
        "parent": about.get("parent"),
    }


def reached(folder: Path, story: list[dict[str, Any]]) -> list[str]:
    """The limits that the run has reached, by name."""
    try:
        return list(runs.reached_limits(runs.read_settings(folder), story))
    except UserError:
        return []


def run_settings(folder: Path) -> dict[str, Any] | None:
    """The run's settings as they are now, None until it has written them; a folder of the server keeps its path."""
    try:
        found = runs.read_settings(folder)
    except UserError:
        return None
    names = {side: Path(data).name or data for side, data in (("data", found.data), ("other", found.other))}
    return {**dataclasses.asdict(found), **names}
