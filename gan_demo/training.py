"""The training loop: steps the trainer, looks at the clock, and yields what happened."""

import math
import time
from collections.abc import Callable, Iterator

from torch import Tensor, nn

from .engine import Trainer
from .events import Failed, Finished, Progress, Samples, Saved, Started, Stopped
from .objective import Turn
from .settings import Settings
from .words import Words

LONGEST_TURN = 60  # seconds between two steps beyond which a process was asleep

Event = Started | Progress | Samples | Saved | Finished | Stopped | Failed


class Alarm:
    """Rings when its time has come; the gap between rings grows with the sitting up to a limit."""

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

    def add(self, turn: Turn) -> None:
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
        self.__init__()
        return means


def left(trainer: Trainer, settings: Settings, rate: float) -> float | None:
    """Seconds to the nearest limit at this many pictures a second; None without a limit."""
    a_step = trainer.settings.batch * trainer.world.size * trainer.d_steps
    limits = []
    if settings.steps:
        limits.append((settings.steps - trainer.steps) * a_step / max(rate, 1e-9))
    if settings.images:
        limits.append((settings.images - trainer.images) / max(rate, 1e-9))
    if settings.minutes:
        limits.append(settings.minutes * 60 - trainer.seconds)
    return max(0.0, min(limits)) if limits else None


def describe(trainer: Trainer) -> str:
    """What a reader should know of several processes and batch norm."""
    normed = any(isinstance(m, nn.BatchNorm2d) for net in (trainer.G, trainer.D) for m in net.modules())
    if trainer.world.size > 1 and normed:
        return f"{trainer.world.size} processes; batch norm looks at each process's own share of the batch."
    return f"{trainer.world.size} processes." if trainer.world.size > 1 else ""


def saved(trainer: Trainer) -> Saved:
    return Saved(trainer.steps, trainer.images, trainer.state_dict())


def samples(trainer: Trainer) -> Samples:
    pictures, columns = trainer.samples()
    return Samples(trainer.steps, trainer.images, pictures.numpy(), columns)


def diverged(en: str, zh: str) -> Words:
    """Why a run must end whose numbers have left the finite ones."""
    return Words(
        f"{en} is no longer a number: lower the learning rates and start again.",
        f"{zh}不再是数字：请降低学习率，再重新开始。",
    )


class Sitting:
    """The clock and the means of one sitting of a run."""

    def __init__(self, trainer: Trainer):
        self.trainer, self.means = trainer, Means()
        self.last = self.clock = time.monotonic()
        self.images = trainer.images

    def ended(self) -> bool:
        """Whether the run is at its limit; counts the time, but not that in which the process was paused."""
        now = time.monotonic()
        self.trainer.seconds += min(now - self.last, LONGEST_TURN)
        self.last = now
        return left(self.trainer, self.trainer.settings, 1.0) == 0

    def progress(self) -> Progress:
        """What happened since the last call."""
        trainer, now = self.trainer, time.monotonic()
        rate = (trainer.images - self.images) / (now - self.clock)
        self.clock, self.images = now, trainer.images
        rest = left(trainer, trainer.settings, rate)
        return Progress(trainer.steps, trainer.images, trainer.seconds, rate, rest, **self.means.take())


def train(trainer: Trainer, stop: Callable[[], bool] = lambda: False) -> Iterator[Event]:
    """Train to the limit in the settings or until `stop()`; yields samples at once, then at growing gaps up to 4 s.

    A loss or weight that is not a number ends the run before it is saved, so the last saved state is good.
    """
    sitting, ticks, grids, saves = Sitting(trainer), Alarm(0.5, 2), Alarm(1, 4), Alarm(2, 60)
    yield Started(trainer.steps, trainer.images, str(trainer.device), describe(trainer))
    yield samples(trainer)
    while True:
        ended = sitting.ended()
        halt = trainer.world.any(ended or stop(), trainer.device)
        if not halt:
            sitting.means.add(trainer.step())
        if (ticks.rings() or halt) and trainer.images > sitting.images:
            progress = sitting.progress()
            yield progress
            if not all(map(math.isfinite, progress.loss.values())):
                yield Failed(trainer.steps, trainer.images, diverged("A loss", "损失"))
                return
        if grids.rings() or halt:
            yield samples(trainer)
        if saves.rings() or halt:
            if not trainer.finite():
                yield Failed(trainer.steps, trainer.images, diverged("A weight", "权重"))
                return
            yield saved(trainer)
        if halt:
            yield (Finished if ended else Stopped)(trainer.steps, trainer.images)
            return
