"""Events to files: the run folder that every other process reads."""

import dataclasses
import json
import math
import os
import shlex
import time
from pathlib import Path
from typing import Any

import psutil

from . import checkpoints
from .engine import Trainer
from .events import Samples, Saved
from .pictures import sheet
from .runs import CHECKPOINT, EVENTS, GRIDS, SETTINGS, STATE, claim, command

MOST_GRIDS = 400  # when there are more, every second one goes, but never the first or the last


class Recorder:
    """Writes one run folder: settings, a line for each event, a picture for each grid, the state and the checkpoint."""

    def __init__(self, folder: Path, trainer: Trainer):
        self.folder, self.trainer = folder, trainer
        self.preview: Any = None
        (folder / GRIDS).mkdir(parents=True, exist_ok=True)
        write(folder / SETTINGS, trainer.settings.to_json())

    def record(self, event: Any) -> None:
        """Write down what happened; files first, then the line that speaks of them."""
        if isinstance(event, Samples):
            self.preview = event.pictures
            image = sheet(event.pictures, event.columns)
            image.save(draft := self.folder / GRIDS / ".draft.png", optimize=False)
            os.replace(draft, self.folder / GRIDS / f"{event.step:09d}.png")
            self._thin()
        if isinstance(event, Saved):
            self._save(event)
        append(self.folder, event)

    def _thin(self) -> None:
        grids = sorted((self.folder / GRIDS).glob("[0-9]*.png"))
        if len(grids) > MOST_GRIDS:
            for path in grids[1:-1:2]:
                path.unlink(missing_ok=True)

    def _save(self, event: Saved) -> None:
        """The state to resume from, then the checkpoint to draw with."""
        import torch

        torch.save(event.state, draft := self.folder / f".{STATE}")
        os.replace(draft, self.folder / STATE)
        checkpoints.save(
            self.folder / CHECKPOINT, self._config(event), self.trainer.ema, self.preview, self.trainer.reader
        )

    def _config(self, event: Saved) -> checkpoints.Config:
        trainer = self.trainer
        made = dataclasses.replace(trainer.settings, steps=0, minutes=0, images=event.images)
        return checkpoints.Config(
            recipe=trainer.recipe.name,
            generator=trainer.arguments["generator"],
            data=trainer.settings.data,
            classes=trainer.classes,
            captions=trainer.captions,
            images=event.images,
            steps=event.step,
            seconds=round(trainer.seconds, 1),
            device=str(trainer.device),
            command=shlex.join(["gan-demo", *command(made, f"runs/{self.folder.name}")]),
        )


def write(path: Path, text: str) -> None:
    """Replace a small file in one go."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(text, encoding="utf-8")
    os.replace(draft, path)


def begin(folder: Path) -> None:
    """Make the run folder this process's own; half a line that a killed process left is closed."""
    folder.mkdir(parents=True, exist_ok=True)
    events = folder / EVENTS
    if events.exists() and not events.read_bytes().endswith(b"\n"):
        with open(events, "a", encoding="utf-8") as file:
            file.write("\n")
    claim(folder, psutil.Process())


def append(folder: Path, event: Any) -> None:
    """Add one line to the run's events; arrays and states stay out of it, numbers that are none become null."""
    values = {
        f.name: plain(getattr(event, f.name)) for f in dataclasses.fields(event) if f.name not in ("pictures", "state")
    }
    line = json.dumps({"event": type(event).__name__, "time": round(time.time(), 3), **values}, allow_nan=False)
    with open(folder / EVENTS, "a", encoding="utf-8") as file:
        file.write(line + "\n")


def plain(value: Any) -> Any:
    """A JSON value with six significant digits at most."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, float):
        return float(f"{value:.6g}") if math.isfinite(value) else None
    return value
