"""Go back to a snapshot, branch a second run from one, or run the same again with one thing changed."""

import dataclasses
import json
import os
import shutil
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from .. import atomic
from ..commands import checked
from ..data import crop_of
from ..recipes import check_data, find_recipe
from . import inbox
from .event_log import history, undone
from .folder import (
    EVENTS,
    FRESH,
    GRIDS,
    SETTINGS,
    SNAPSHOTS,
    STATE,
    annotate_run,
    numbered_files,
    read_settings,
    replace_text,
    snapshot,
)
from .launch import beginning, new_folder, resume, spawn, start_run
from .limits import limits_further, reached_limits
from .status import status


def rewind(folder: str | Path, step: int, changes: dict[str, Any] | None = None) -> None:
    """Go on from the snapshot at that step, steered as it was then but for the changes; what came after it goes."""
    changes = {**undone(history(folder), step), **(changes or {})}
    if status(folder).alive:
        inbox.send_command(folder, {"do": "rewind", "step": step, "changes": changes})
    else:
        resume(folder, changes, at=step)


def fork(folder: str | Path, step: int, changes: dict[str, Any]) -> Path:
    """A second run beside this one that shares its past up to that snapshot, then goes on with the changes."""
    folder = Path(folder)
    state = snapshot(folder, step)
    story = history(folder)
    plain = read_settings(folder)
    ahead = limits_further(plain, reached_limits(plain, story, step))
    settings = checked(ahead, {**undone(story, step), **changes})
    target = new_folder(settings, folder.parent)
    with beginning(target):
        with atomic.draft_beside(target) as draft:
            draft.mkdir()
            linked(state, draft / STATE)  # first, as a run that trains may let go of it
            _copy_past(folder, draft, step)
            replace_text(draft / SETTINGS, settings.to_json())
            annotate_run(draft, parent={"run": folder.name, "step": step}, begun=time.time())
            draft.rename(target)
        spawn(target, ["train", settings.recipe, "--run", str(target), "--resume", "--queue"])
    return target


def _copy_past(folder: Path, draft: Path, step: int) -> None:
    """Events, grids and snapshots up to the step; files that never change are shared; one may go just now."""
    past = [event for event in history(folder) if event.get("step", 0) <= step]
    lines = [json.dumps(event) + "\n" for event in past if event["event"] not in ("Finished", "Stopped", "Failed")]
    (draft / EVENTS).write_text("".join(lines), encoding="utf-8")
    for kind in (GRIDS, FRESH, SNAPSHOTS):
        (draft / kind).mkdir()
        for number, path in numbered_files(folder, kind):
            if number <= step:
                with suppress(FileNotFoundError):
                    linked(path, draft / kind / path.name)


def linked(source: Path, target: Path) -> None:
    """The same file under a second name, or a copy of it where there are no such links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def again(folder: str | Path, changes: dict[str, Any]) -> Path:
    """A new run with the same settings, data and seed but for the changes; a recipe of one data set has one side."""
    folder = Path(folder)
    texts = {name: "" if value is None else str(value) for name, value in changes.items()}
    settings = read_settings(folder).with_text(texts)
    recipe = find_recipe(settings.recipe)
    if settings.other and recipe.condition.paired and "other" not in changes:
        settings = dataclasses.replace(settings, other="", crop=crop_of(settings.data, settings.crop))
    check_data(recipe, settings.data, settings.other)  # refused here rather than in the log
    return start_run(settings, folder.parent, parent={"run": folder.name, "step": 0}, **{"with": folder.name})
