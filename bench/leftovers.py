"""What a kill must not leave in a run folder: files that are half written, and drafts that nobody takes away."""

import math
from collections.abc import Callable
from pathlib import Path

import torch
from PIL import Image

from gan_demo import checkpoints, runs
from gan_demo.pipelines.pipeline import GAN
from gan_demo.runs.event_log import parsed


def half(run: Path) -> list[str]:
    """The files of a run that cannot be read, each with why."""
    snapshots = [runs.snapshot(run, step) for step in runs.snapshots(run)]
    pictures = [path for kind in (runs.GRIDS, runs.FRESH) for _, path in runs.numbered_files(run, kind)]
    checks: list[tuple[Path, Callable[[Path], object]]] = [(run / runs.EVENTS, lines), (run / runs.STATE, state)]
    checks += [(path, state) for path in snapshots]
    checks += [(path, lambda path: Image.open(path).load()) for path in pictures]
    checks += [(run / runs.CHECKPOINT, GAN.from_pretrained), (run, runs.read_settings)]
    return [problem for path, check in checks if path.exists() and (problem := tried(path, check))]


def missing(run: Path) -> list[str]:
    """What a run has from its first save on, and this one has not; a checkpoint moved aside comes back at its start."""
    names = (runs.SETTINGS, runs.EVENTS, runs.STATE, runs.CHECKPOINT)
    aside = {runs.CHECKPOINT} if [*run.glob(f".{runs.CHECKPOINT}-old-*")] else set()
    return [f"{name} is missing" for name in names if not (run / name).exists() and name not in aside]


def tried(path: Path, check: Callable[[Path], object]) -> str:
    try:
        check(path)
        return ""
    except Exception as error:  # whatever it is, it is what the bench tells
        return f"{path.name}: {type(error).__name__}: {str(error)[:200]}"


def state(path: Path) -> int:
    """The step of a saved state."""
    return torch.load(path, weights_only=True)["counters"]["steps"]


def lines(path: Path) -> None:
    """Refuse a whole line that is no event; only the last may be cut short."""
    for number, line in enumerate(path.read_bytes().split(b"\n")[:-1], 1):
        event = parsed(line)
        if event is None or not runs.complete(event):
            raise ValueError(f"line {number} is no event: {line[:80]!r}")


def drafts(run: Path) -> list[str]:
    """What a session before the last one that began has left."""
    begun = [event["time"] for event in runs.read_events(run).events if event["event"] == "Started"]
    return [f"{run.name}/{path.relative_to(run)}" for path in run.rglob(".*") if older(path, begun[-1] if begun else 0)]


def strays(root: Path, before: float = math.inf) -> list[str]:
    """What stands among the runs, or the models, and is none of them, if it is older than that."""
    known = {*runs.find_runs(root), *checkpoints.find_checkpoints(root).values()}
    return [path.name for path in root.iterdir() if path not in known and path.is_dir() and older(path, before)]


def older(path: Path, than: float) -> bool:
    try:
        return path.stat().st_mtime < than
    except OSError:
        return False  # it has gone
