"""What becomes of a run: its model of some step is kept beside the shipped ones until not wanted, or all is deleted."""

import dataclasses
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .. import atomic, checkpoints
from ..words import UserError, Words
from .event_log import best, history
from .folder import CHECKPOINT, STATE, grids, read_settings, snapshot, snapshots
from .lineage import made, setting_changes
from .status import status

SMALL = "small-sample"  # begins the names of figures that a run takes of itself


def delete_run(folder: str | Path) -> None:
    """Remove a run that has ended, with all that it made."""
    folder = Path(folder)
    if status(folder).alive:
        raise UserError("The run {name} is training; stop it before you delete it.", name=folder.name)
    _remove(folder)


def discard_model(folder: str | Path) -> None:
    """Remove a model that was kept from a run; one that is shipped stays."""
    folder = Path(folder)
    if not checkpoints.read_config(folder).kept_from:
        raise UserError(
            "{name} is shipped and stays; only a model that was kept from a run can be deleted.", name=folder.name
        )
    _remove(folder)


def _remove(folder: Path) -> None:
    """Out of sight in one go, then off the disk."""
    with atomic.draft_beside(folder) as doomed:
        try:
            folder.rename(doomed)
        except OSError as error:
            raise UserError("{name} cannot be deleted: {reason}.", name=folder.name, reason=error.strerror) from None


def taken(story: list[dict[str, Any]], kept: list[int]) -> int | None:
    """The step whose model is meant where nobody says which: the best where it is kept, else the last saved."""
    top = best(story)
    return top if top in kept else next((e["step"] for e in reversed(story) if e["event"] == "Saved"), None)


def keep_model(folder: str | Path, root: str | Path, title: str, step: int | None = None) -> Path:
    """Copy the run's model of that step to a folder of checkpoints, with a card of what was measured; its new folder.

    Without a step it is the one that `taken` says.
    """
    folder, title = Path(folder), title.strip()
    name = re.sub(r"[^\w.-]+", "-", title).strip("-.").lower()
    if not name or len(title) > 60:
        raise UserError("Give the model a name of 1 to 60 letters.")
    target = Path(root) / name
    if not (folder / STATE).exists():
        checkpoints.read_config(folder / CHECKPOINT)  # refused here where there is none; else it may be away at a save
    if target.exists():
        raise UserError("There is a model called {name} already; choose another name.", name=name)
    try:
        with atomic.draft_beside(target) as draft:
            atomic.copy(folder / CHECKPOINT, draft)
            config = _of(folder, draft, taken(history(folder), snapshots(folder)) if step is None else step)
            named = dataclasses.replace(config, title=Words(title, title), kept_from=folder.name)
            checkpoints.rewrite_card(draft, named, name)
            draft.rename(target)
    except OSError as error:
        raise UserError("The model cannot be stored in {root}: {reason}.", root=root, reason=error.strerror) from None
    return target


def _of(folder: Path, draft: Path, step: int | None) -> checkpoints.Config:
    """Make a copy of the last checkpoint the model of that step; what is known of it, and what was measured then."""
    config, story = checkpoints.read_config(draft), history(folder)
    if step in (None, config.steps):
        return dataclasses.replace(config, measured={**last_scores(story, config.steps), **config.measured})
    near = min(grids(folder), key=lambda grid: abs(grid[0] - step), default=(0, None))
    counters = checkpoints.reweigh(draft, snapshot(folder, step), near[1])
    images, seconds = counters["images"], round(counters["seconds"], 1)
    config = dataclasses.replace(config, semantic_directions=(), basis="")
    how = made(read_settings(folder), folder.name, step, images, setting_changes(story))
    return dataclasses.replace(
        config, steps=step, images=images, seconds=seconds, measured=last_scores(story, step), **how
    )


def scored_itself(config: checkpoints.Config) -> bool:
    """Whether a card has a score of a small sample of that very model, not of an earlier step of its run."""
    return any("step" not in figure for name, figure in config.measured.items() if name.startswith(SMALL))


def with_small_sample(config: checkpoints.Config, measures: Mapping[str, Any]) -> checkpoints.Config:
    """What is known of a model with these measures of a small sample in the place of those of an earlier step."""
    others = {name: figure for name, figure in config.measured.items() if not name.startswith(SMALL)}
    return dataclasses.replace(config, measured={**small_figures(measures), **others})


def last_scores(story: list[dict[str, Any]], step: int) -> dict[str, Any]:
    """The last measures of a small sample up to that step, as a card shows them."""
    scored = next((e for e in reversed(story) if e["event"] == "Scored" and e["step"] <= step), None)
    if scored is None:
        return {}
    at = {} if scored["step"] == step else {"step": scored["step"]}
    return {name: {**figure, **at} for name, figure in small_figures(scored).items()}


def small_figures(measures: Mapping[str, Any]) -> dict[str, Any]:
    """Measures of a small sample as a card shows them."""
    where = "judge" if measures["judge"] else "random net"
    distance = {"value": measures["distance"], "real": measures["floor"], "better": "lower"}
    covered = {"value": measures["coverage"], "real": measures["covered"], "better": "higher"}
    return {f"{SMALL} distance ({where})": distance, f"{SMALL} coverage ({where})": covered}
