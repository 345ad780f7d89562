"""The clock, the means and the scores of one session of a run."""

import math
import time
from collections import deque
from typing import Any

import psutil
import torch
from torch import Tensor

from ..events import Progress, Samples
from ..objectives.objective import StepResult
from ..settings import Settings
from .engine import Trainer

LONGEST_TURN = 60  # seconds between two steps beyond which a process was asleep
BINS = 24  # of the histogram of scores
HEARD = 16  # turns whose scores are in it
FRESH = 16  # pictures of fresh latents


class Alarm:
    """Rings when its time has come; the gap between rings grows with the session up to a limit."""

    def __init__(self, first: float, longest: float):
        self.first, self.longest, self.begun, self.last = first, longest, time.monotonic(), time.monotonic()

    def rings(self) -> bool:
        now = time.monotonic()
        due = now - self.last >= min(self.longest, self.first + (now - self.begun) / 2)
        if due:
            self.last = now
        return due


class Means:
    """Running means of the named numbers of many turns, kept on the device until they are asked for."""

    def __init__(self) -> None:
        self.sums: dict[str, dict[str, Tensor]] = {"loss": {}, "watch": {}}
        self.counts: dict[str, int] = {}

    def add(self, turn: StepResult) -> None:
        for kind, numbers in (("loss", turn.loss), ("watch", turn.watch)):
            for name, value in numbers.items():
                self.sums[kind][name] = self.sums[kind].get(name, 0) + value.detach().float()
                self.counts[name] = self.counts.get(name, 0) + 1

    def take(self) -> dict[str, dict[str, float]]:
        """The means since the last call."""
        means = {
            kind: {name: float(value) / self.counts[name] for name, value in numbers.items()}
            for kind, numbers in self.sums.items()
        }
        self.sums, self.counts = {kind: {} for kind in self.sums}, {}
        return means


class Scores:
    """What D said of real and generated pictures in its last turns."""

    def __init__(self) -> None:
        self.heard: deque[dict[str, Tensor]] = deque(maxlen=HEARD)

    def add(self, turn: StepResult) -> None:
        if turn.scores:
            self.heard.append(turn.scores)

    def histogram(self) -> dict[str, Any] | None:
        """Counts in bins between the lowest and the highest score; None before the first turn and for bad numbers."""
        if not self.heard:
            return None
        said = {name: torch.cat([scores[name] for scores in self.heard]).float().cpu() for name in ("real", "fake")}
        low, high = (float(edge) for edge in torch.cat(list(said.values())).aminmax())
        if not math.isfinite(high - low):
            return None
        high = max(high, low + 1e-6 * max(1.0, abs(low)))
        counts = {name: scores.histc(BINS, low, high).int().tolist() for name, scores in said.items()}
        return {"low": low, "high": high, **counts}


def left(trainer: Trainer, settings: Settings, rate: float) -> float | None:
    """Seconds to the nearest limit at this many pictures a second; None without a limit."""
    a_step = trainer.batch * trainer.world.size * trainer.d_steps
    limits = []
    if settings.steps:
        limits.append((settings.steps - trainer.steps) * a_step / max(rate, 1e-9))
    if settings.images:
        limits.append((settings.images - trainer.images) / max(rate, 1e-9))
    if settings.minutes:
        limits.append(settings.minutes * 60 - trainer.seconds)
    return max(0.0, min(limits)) if limits else None


class Session:
    """What is counted from one event to the next."""

    def __init__(self, trainer: Trainer):
        self.trainer, self.means, self.scores = trainer, Means(), Scores()
        self.last = self.clock = time.monotonic()
        self.images = trainer.images

    def heard(self, turn: StepResult) -> None:
        self.means.add(turn)
        self.scores.add(turn)

    def ended(self) -> bool:
        """Whether the run is at its limit; counts the time, but not that in which the process was asleep."""
        now = time.monotonic()
        self.trainer.seconds += min(now - self.last, LONGEST_TURN)
        self.last = now
        return left(self.trainer, self.trainer.settings, 1.0) == 0

    def rested(self, seconds: float) -> None:
        """These seconds were no training time."""
        self.last, self.clock = self.last + seconds, self.clock + seconds

    def progress(self) -> Progress:
        """What happened since the last call."""
        trainer, now = self.trainer, time.monotonic()
        rate = (trainer.images - self.images) / max(now - self.clock, 1e-9)
        self.clock, self.images = now, trainer.images
        rest = left(trainer, trainer.settings, rate)
        means, at = self.means.take(), (trainer.steps, trainer.images, trainer.seconds, rate, rest)
        return Progress(*at, means["loss"], means["watch"], memory(trainer), trainer.falling)

    def samples(self) -> Samples:
        """Pictures of the fixed latents and of fresh ones, and D's scores."""
        trainer = self.trainer
        pictures, columns = trainer.grid()
        fresh = trainer.example.thumbnails(trainer.draw(FRESH, 4, trainer.steps))
        scores = self.scores.histogram()
        return Samples(trainer.steps, trainer.images, pictures.numpy(), columns, fresh.numpy(), scores)


def memory(trainer: Trainer) -> float:
    """Bytes of the device's memory that are taken, of the process where the device has none of its own."""
    if trainer.device.type == "cuda":
        return float(torch.cuda.memory_reserved(trainer.device))
    return float(psutil.Process().memory_info().rss)
