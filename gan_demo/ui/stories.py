"""Training runs as the page shows them: how each stands, its curves thinned to what a screen can show, its grids."""

import threading
from pathlib import Path
from typing import Any

from .. import runs
from ..settings import Settings
from ..words import UserError
from .refusal import RequestError

POINTS = 240  # of a curve
LISTED = 50  # runs in the picker


class Stories:
    """Reads run folders; of each it remembers what it has read, so that a poll costs only what is new."""

    def __init__(self, root: Path):
        self.root = Path(root)
        self._read: dict[Path, tuple[int, list[dict[str, Any]]]] = {}
        self._lock, self._starting = threading.Lock(), threading.Lock()

    def folder(self, name: str) -> Path:
        """The folder of that run; the name is looked up in the listing and never used as a path."""
        for folder in runs.found(self.root):
            if folder.name == name:
                return folder
        raise RequestError(404, f"There is no run called {name[:80]!r} here.", f"这里没有名为 {name[:80]!r} 的训练。")

    def start(self, settings: Settings) -> str:
        """Start a run, unless one is training; its name. One at a time, so that a double click starts one."""
        with self._starting:
            return runs.start(settings, self.root).name

    def all(self) -> list[dict[str, Any]]:
        """The runs, the newest first, each with its state."""
        return [{"name": folder.name, "state": runs.status(folder).state} for folder in runs.found(self.root)[:LISTED]]

    def story(self, folder: Path) -> list[dict[str, Any]]:
        """All events of the run, read on from where the last call stopped."""
        with self._lock:
            offset, story = self._read.get(folder, (0, []))
            reading = runs.read(folder, offset)
            story = runs.extend(story, reading.events)
            self._read[folder] = (reading.offset, story)
            return list(story)

    def one(self, name: str) -> dict[str, Any]:
        """How a run stands now, with everything that its page shows."""
        folder = self.folder(name)
        story, status = self.story(folder), runs.status(folder)
        last = {event["event"]: event for event in story}
        return {
            "name": name,
            "state": status.state,
            "reason": status.reason._asdict() if status.reason else None,
            "settings": settings(folder),
            "preparing": preparing([event for event in story if event["event"] == "Preparing"]),
            "started": last.get("Started"),
            "progress": last.get("Progress"),
            "grids": [step for step, _ in runs.grids(folder)],
            "columns": last.get("Samples", {}).get("columns", 8),
            "curves": {kind: curves(story, kind) for kind in ("loss", "watch")},
            "resumable": not status.alive and (folder / runs.STATE).exists(),
            "model": (folder / runs.CHECKPOINT).is_dir(),
        }

    def grid(self, name: str, step: int) -> Path:
        """The picture file of the grid at that step."""
        grids = dict(runs.grids(self.folder(name)))
        if step not in grids:
            raise RequestError(404, f"This run has no grid at step {step}.", f"这次训练在第 {step} 步没有样本图。")
        return grids[step]


def preparing(events: list[dict[str, Any]]) -> dict[str, Any] | None:
    """How far the data is, with the seconds left at the pace so far."""
    if not events:
        return None
    phase = [event for event in events if event["total"] == events[-1]["total"]]  # first the data, then a reader of it
    first, last = phase[0], phase[-1]
    done, seconds = last["done"] - first["done"], last["time"] - first["time"]
    return {**last, "left": (last["total"] - last["done"]) * seconds / done if done > 0 else None}


def settings(folder: Path) -> dict[str, Any] | None:
    """What the run was started with, None until it has written it."""
    try:
        found = runs.read_settings(folder)
    except UserError:
        return None
    return {"recipe": found.recipe, "data": found.data, "size": found.size, "batch": found.batch}


def curves(story: list[dict[str, Any]], kind: str) -> dict[str, list[list[float]]]:
    """Each named number as points (pictures seen, mean of the stretch around them)."""
    lines: dict[str, list[tuple[float, float]]] = {}
    for event in story:
        if event["event"] == "Progress":
            for name, value in event.get(kind, {}).items():
                if value is not None:
                    lines.setdefault(name, []).append((event["images"], value))
    return {name: thinned(points) for name, points in lines.items()}


def thinned(points: list[tuple[float, float]]) -> list[list[float]]:
    """At most POINTS points, each the mean of its neighbours."""
    width = -(-len(points) // POINTS)
    parts = [points[i : i + width] for i in range(0, len(points), width)]
    return [[float(f"{sum(axis) / len(axis):.5g}") for axis in zip(*part, strict=True)] for part in parts]
