"""Runs of the past, as their events tell them."""

import copy
import json

import numpy as np
from PIL import Image
from support.runs import SMALL
from support.trainers import tiny_trainer

from gan_demo import commands as ask
from gan_demo import runs
from gan_demo.events import Saved, Scored
from gan_demo.settings import Settings
from gan_demo.training import recorder
from gan_demo.training.engine import Trainer
from gan_demo.training.loop import train
from gan_demo.training.prepare import dataset_of
from gan_demo.training.quality import quality_of
from gan_demo.training.recorder import Recorder

RATES = {"g_lr": 2e-4, "d_lr": 4e-4, "d_steps": 1}


def past(folder, steps, low, high, about=(), changes=(), ending="Stopped", pace=0.5):
    """A run of the past with grids at these steps, scores of D from low to high, and so many seconds a step."""
    (folder / runs.GRIDS).mkdir(parents=True)
    events = [{"event": "Started", "time": 1.0, "step": 0, "images": 0, "device": "cpu", "rates": RATES}]
    for step in steps:
        Image.fromarray(np.full((96, 128, 3), step % 256, np.uint8)).save(folder / runs.GRIDS / f"{step:09d}.png")
        at = {"time": 1.0, "step": step, "images": 8 * step}
        told = {"low": low, "high": high, "real": [1, 3, 2 + step], "fake": [4, 1, 0]}
        seen = {"loss": {"d": 1.0, "g": 2.0 + step}, "watch": {"real score": high, "fake score": low}}
        measures = {"coverage": 0.5, "covered": 0.9, "variety": 0.7, "judge": True}
        events.append({"event": "Progress", **at, "seconds": pace * step, "rate": 1.0, "left": None, **seen})
        events.append({"event": "Samples", **at, "columns": 8, "scores": told})
        events.append({"event": "Scored", **at, "distance": 9.0, "error": 2.0, "floor": 0.5, **measures})
        events += [{"event": "Changed", **at, "changes": changed} for when, changed in changes if when == step]
    reason = {"reason": ["Why?", "为何？"]} if ending == "Failed" else {}
    events.append({"event": ending, "time": 2.0, "step": steps[-1], "images": 8 * steps[-1], **reason})
    (folder / runs.EVENTS).write_text("".join(json.dumps(event) + "\n" for event in events))
    (folder / runs.PROCESS).write_text('{"pid": 0, "started": 0}')
    (folder / runs.SETTINGS).write_text(Settings(recipe="sngan", data="avatars").to_json())
    runs.annotate_run(folder, **dict(about))


BEST, LATER, LAST = 4, 8, 10


def steered(folder):
    """A run that was best at step 4, had its rate changed at step 6, and ended at step 10; its averages by step."""
    averages = {}
    recorder.open_run_folder(folder)
    trainer = tiny_trainer(size=16, latent=20, steps=LAST)
    script = {
        BEST: ask.Snapshot(),
        6: ask.Set({"g_lr": "1e-5", "weights": "g=2", "minutes": "5"}),
        LATER: ask.Snapshot(),
    }
    writer = Recorder(folder, trainer)
    for event in train(trainer, orders=lambda: [script.pop(trainer.steps)] if trainer.steps in script else []):
        if isinstance(event, Saved):
            averages[event.step] = copy.deepcopy(trainer.ema.state_dict())
            if distance := {BEST: 1.0, 6: 3.0, LATER: 2.0}.get(event.step):
                writer.record(Scored(event.step, event.images, distance, 0.1, 0.5, 0.8, 0.9, 1.0, False))
        writer.record(event)
    (folder / runs.PROCESS).write_text('{"pid": 0, "started": 0}')
    return averages


EARLY, LATE = 4, 12


def trained(folder, pictures, recipe="sngan"):
    """A run over these pictures, and what it would have measured of itself at each step that it saved."""
    settings = Settings(recipe=recipe, data=str(pictures), steps=LATE, seed=5, g_lr=2e-3, device="cpu", **SMALL)
    *_, dataset = dataset_of(settings)
    trainer = Trainer(settings, dataset)
    recorder.open_run_folder(folder)
    writer, quality, measured = Recorder(folder, trainer), quality_of(trainer), {}
    script = {EARLY: ask.Snapshot()}
    for event in train(trainer, orders=lambda: [script.pop(trainer.steps)] if trainer.steps in script else []):
        if isinstance(event, Saved):
            measured[event.step] = quality.measure(trainer.measured_sample)
        writer.record(event)
    (folder / runs.PROCESS).write_text('{"pid": 0, "started": 0}')
    return measured
