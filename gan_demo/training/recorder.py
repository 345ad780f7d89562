"""Events to files: the run folder that every other process reads."""

import dataclasses
import json
import math
import os
import time
from itertools import chain
from pathlib import Path
from typing import Any

import psutil
import torch

from .. import atomic, checkpoints, runs
from ..data import sources
from ..events import Changed, CloseUp, Samples, Saved, Scored, Started
from ..pictures.files import COLUMNS, sheet
from ..runs import CHECKPOINT, CLOSEUPS, EVENTS, FRESH, GRIDS, SETTINGS, SNAPSHOTS, STATE, claim, replace_text
from ..settings import Settings
from .engine import Trainer

MOST_GRIDS = 400  # when there are more, every second one goes, but never the first or the last
MOST_SNAPSHOTS = 8  # when there are more, the one with the nearest neighbours goes, but never an end or the best
MOST_CLOSEUPS = 12


class Recorder:
    """Writes one run folder: settings, a line for each event, a picture for each grid, the state and the checkpoint."""

    def __init__(self, folder: Path, trainer: Trainer):
        self.folder, self.trainer = folder, trainer
        self.preview: Any = None
        self.changes: list[runs.Change] = []
        self.judge: bool | None = None  # whether the best was measured in the features of one; None before any was
        self.best = self._best()
        for kind in (GRIDS, FRESH, SNAPSHOTS, CLOSEUPS):
            (folder / kind).mkdir(exist_ok=True)

    def record(self, event: Any) -> None:
        """Write down what happened; files first, then the line that speaks of them, and what is void goes last."""
        match event:
            case Started():
                replace_text(self.folder / SETTINGS, self.trainer.settings.to_json())
                self._go_on_from(event.step)
            case Samples():
                self.preview = event.pictures
                self._picture(GRIDS, event.step, event.pictures, event.columns)
                self._picture(FRESH, event.step, event.fresh, 8)
                self._thin_grids()
            case CloseUp():
                self._picture(CLOSEUPS, event.number, event.pictures, 8)
                for _, path in runs.numbered_files(self.folder, CLOSEUPS)[:-MOST_CLOSEUPS]:
                    path.unlink(missing_ok=True)
            case Scored():
                fresh = event.distance, event.step
                self.best = min(self.best, fresh) if event.judge == self.judge else fresh
                self.judge = event.judge
            case Saved():
                replace_text(self.folder / SETTINGS, self.trainer.settings.to_json())
                self._save(event)
        append(self.folder, event)
        if isinstance(event, Started):
            self._forget_after(event.step)
        if isinstance(event, Started | Changed):
            self.changes = runs.setting_changes(runs.history(self.folder))

    def _picture(self, kind: str, number: int, pictures: Any, columns: int) -> None:
        if pictures is not None:
            sheet(pictures, columns).save(draft := self.folder / kind / ".draft.png", optimize=False)
            os.replace(draft, self.folder / kind / f"{number:09d}.png")

    def _go_on_from(self, step: int) -> None:
        """The snapshot of that step, where there is one, is the state to resume from: a kill undoes no rewind."""
        if snapshot := dict(runs.numbered_files(self.folder, SNAPSHOTS)).get(step):
            with atomic.draft_beside(self.folder / STATE) as draft:
                runs.linked(snapshot, draft)
                os.replace(draft, self.folder / STATE)

    def _forget_after(self, step: int) -> None:
        """What lies ahead of the step at which a run goes on has not happened."""
        for kind in (GRIDS, FRESH, SNAPSHOTS):
            for number, path in runs.numbered_files(self.folder, kind):
                if number > step:
                    path.unlink(missing_ok=True)
        if self.best[1] > step:
            self.best = self._best(step)

    def _best(self, until: float = math.inf) -> tuple[float, int]:
        """The lowest distance up to that step, and the step at which it was measured."""
        scored = runs.comparable(e for e in runs.history(self.folder) if e.get("step", 0) <= until)
        self.judge = scored[-1].get("judge") if scored else None
        return min(((e["distance"], e["step"]) for e in scored), default=(math.inf, -1))

    def _thin_grids(self) -> None:
        grids = runs.grids(self.folder)
        if len(grids) > MOST_GRIDS:
            for _, path in grids[1:-1:2]:
                path.unlink(missing_ok=True)
                (self.folder / FRESH / path.name).unlink(missing_ok=True)

    def _save(self, event: Saved) -> None:
        """The state, kept as a snapshot from which the run would go on, then the checkpoint to draw with."""
        with atomic.draft_beside(self.folder / STATE) as draft:
            write_state(event.state, draft)
            os.replace(draft, self.folder / SNAPSHOTS / f"{event.step:09d}.pt")
        self._go_on_from(event.step)
        self._thin_snapshots()
        trainer, folder = self.trainer, self.folder / CHECKPOINT
        examples = trainer.examples(COLUMNS)
        config = self._config(event, 0 if examples is None else COLUMNS)
        shown = None if examples is None else examples.numpy()
        checkpoints.save_checkpoint(folder, config, trainer.ema, self.preview, trainer.text_encoder, shown)

    def _thin_snapshots(self) -> None:
        kept = runs.numbered_files(self.folder, SNAPSHOTS)
        while len(kept) > MOST_SNAPSHOTS:
            gaps = [(kept[i + 1][0] - kept[i - 1][0], i) for i in range(1, len(kept) - 1) if kept[i][0] != self.best[1]]
            _, nearest = min(gaps)
            kept.pop(nearest)[1].unlink(missing_ok=True)

    def _config(self, event: Saved, examples: int = 0) -> checkpoints.Config:
        trainer = self.trainer
        return checkpoints.Config(
            recipe=trainer.recipe.name,
            generator=trainer.arguments["generator"],
            data=trainer.settings.data,
            other=trainer.settings.other,
            crop=trainer.settings.crop,
            example=trainer.example.kind,
            details=dict(trainer.dataset.details),
            classes=trainer.conditions.classes,
            found=trainer.recipe.condition.found,
            captions=trainer.conditions.captions,
            drawing=trainer.recipe.condition.drawing,
            examples=examples,
            views={name: view.title for name, view in trainer.recipe.views(trainer.ema).items()},
            directions=tuple(chain.from_iterable(item.axes for item in trainer.recipe.inputs)),
            images=event.images,
            steps=event.step,
            seconds=round(trainer.seconds, 1),
            device=str(trainer.device),
            licence=licence_of(trainer.settings),
            **runs.made(trainer.settings, self.folder.name, event.step, event.images, self.changes),
        )


def licence_of(settings: Settings) -> str:
    """That of the data sets of a run, "" where one of them states none, as pictures of the user's own do not."""
    known = sources()
    stated = {known[name].licence if name in known else "" for name in filter(None, (settings.data, settings.other))}
    return stated.pop() if len(stated) == 1 else ""


def write_state(state: dict[str, Any], path: Path) -> None:
    """Write the state of a run; OSError where there is no space."""
    with open(path, "wb") as file:
        try:
            torch.save(state, file)
        except RuntimeError as error:
            # once a write has failed, torch 2.14.1 still ends its archive, and says "unexpected pos" in its place
            if isinstance(error.__context__, OSError):
                raise error.__context__ from None
            raise


def open_run_folder(folder: Path) -> None:
    """Make the run folder this process's own; what a killed process left half done there is put in order."""
    folder.mkdir(parents=True, exist_ok=True)
    atomic.mend(folder / CHECKPOINT)
    atomic.clear(folder)
    events = folder / EVENTS
    if events.exists() and not events.read_bytes().endswith(b"\n"):
        with open(events, "a", encoding="utf-8") as file:
            file.write("\n")
    claim(folder, psutil.Process())


def append(folder: Path, event: Any) -> None:
    """Add one line to the run's events; arrays and states stay out of it, numbers that are none become null."""
    values = {
        f.name: json_value(getattr(event, f.name))
        for f in dataclasses.fields(event)
        if f.name not in ("pictures", "fresh", "state")
    }
    line = json.dumps({"event": type(event).__name__, "time": round(time.time(), 3), **values}, allow_nan=False)
    with open(folder / EVENTS, "a", encoding="utf-8") as file:
        file.write(line + "\n")


def json_value(value: Any) -> Any:
    """A JSON value with six significant digits at most."""
    if isinstance(value, list):
        return [json_value(item) for item in value]
    if isinstance(value, dict):
        return {key: json_value(item) for key, item in value.items()}
    if isinstance(value, float):
        return float(f"{value:.6g}") if math.isfinite(value) else None
    return value
