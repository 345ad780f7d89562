"""The run folder: the names of its files, and what is read from it without asking who trains there."""

import json
import os
from pathlib import Path
from typing import Any

from .. import atomic
from ..checkpoints.checkpoint import OF_A_RUN
from ..settings import NewerVersionError, Settings
from ..words import UserError, pgettext

SETTINGS, PROCESS, EVENTS, LOG = "settings.json", "process.json", "events.jsonl", "log.txt"
ABOUT, ORDERS = "about.json", "commands.jsonl"
GRIDS, FRESH, SNAPSHOTS, CLOSEUPS = "grids", "fresh", "snapshots", "closeups"
STATE, CHECKPOINT = "state.pt", OF_A_RUN
LONGEST_NAME, LONGEST_NOTE = 80, 4000  # characters


def replace_text(path: Path, text: str) -> None:
    """Replace a small file in one go."""
    with atomic.draft_beside(path) as draft:
        draft.write_text(text, encoding="utf-8")
        os.replace(draft, path)


def find_runs(root: str | Path) -> list[Path]:
    """The run folders under root, the newest first."""
    dated = []
    root = Path(root)
    for folder in root.iterdir() if root.is_dir() else ():
        try:
            if not folder.name.startswith("."):
                dated.append(((folder / PROCESS).stat().st_mtime, folder))
        except OSError:
            continue  # no run, or one that is going away
    return [folder for _, folder in sorted(dated, reverse=True)]


def read_settings(folder: str | Path) -> Settings:
    """The settings of a run."""
    try:
        return Settings.from_json((Path(folder) / SETTINGS).read_text(encoding="utf-8"))
    except NewerVersionError:
        raise
    except (OSError, ValueError, TypeError, AttributeError):
        raise UserError(
            "There is no training run in {folder}: {file} is missing or broken.", folder=folder, file=SETTINGS
        ) from None


def about(folder: str | Path) -> dict[str, Any]:
    """What people have said of the run: name, note, and the run that it branched from."""
    try:
        values = json.loads((Path(folder) / ABOUT).read_text(encoding="utf-8"))
        return values if isinstance(values, dict) else {}
    except (OSError, ValueError):
        return {}


def annotate_run(folder: str | Path, **said: Any) -> None:
    """Say something of a run: its name, its note."""
    for what, longest in ((pgettext("run", "name"), LONGEST_NAME), (pgettext("run", "note"), LONGEST_NOTE)):
        if len(str(said.get(what.en, ""))) > longest:
            raise UserError("The {what} of a run has at most {longest} characters.", what=what, longest=longest)
    replace_text(Path(folder) / ABOUT, json.dumps({**about(folder), **said}, ensure_ascii=False))


def numbered_files(folder: str | Path, kind: str) -> list[tuple[int, Path]]:
    """The files of a kind, each with the step that it is called by, in order."""
    paths = sorted(path for path in (Path(folder) / kind).glob("[0-9]*.*") if path.stem.isdigit())
    return [(int(path.stem), path) for path in paths]


def grids(folder: str | Path) -> list[tuple[int, Path]]:
    """The kept sample grids, each with its step, in order."""
    return numbered_files(folder, GRIDS)


def snapshots(folder: str | Path) -> list[int]:
    """The steps whose whole state is kept."""
    return [step for step, _ in numbered_files(folder, SNAPSHOTS)]


def snapshot(folder: str | Path, step: int) -> Path:
    """The state at that step; UserError where none is kept."""
    kept = dict(numbered_files(folder, SNAPSHOTS))
    if step not in kept:
        known = ", ".join(map(str, kept)) or "none"
        raise UserError("No state is kept of step {step}; there are states of: {known}.", step=step, known=known)
    return kept[step]


def files(folder: str | Path) -> dict[tuple[int, int], int]:
    """The bytes of each file of the run, by the number that the file has on its device, however many names it has."""
    sizes: dict[tuple[int, int], int] = {}
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                status = os.stat(os.path.join(parent, name))
            except OSError:
                continue  # replaced at this moment
            sizes[status.st_dev, status.st_ino] = status.st_size
    return sizes
