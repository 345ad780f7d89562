"""The training loop: steps the trainer, follows orders, looks at the clock, and yields what happened."""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import torch
from torch import nn

from . import orders as ask
from .closeup import watched_step
from .engine import Trainer
from .events import (
    Changed,
    CloseUp,
    Failed,
    Finished,
    Paused,
    Progress,
    Refused,
    Resumed,
    Samples,
    Saved,
    Scored,
    Started,
    Stopped,
)
from .objective import Turn
from .quality import Budget, Quality
from .sitting import Alarm, Sitting
from .words import UserError, Words

Event = (
    Started | Progress | Samples | Scored | Changed | Refused | Paused | Resumed | CloseUp | Saved
    | Finished | Stopped | Failed
)  # fmt: skip
NAP = 0.05  # seconds between two looks for orders while nothing happens


def describe(trainer: Trainer) -> str:
    """What a reader should know of several processes and batch norm."""
    normed = any(isinstance(m, nn.BatchNorm2d) for net in (trainer.G, trainer.D) for m in net.modules())
    if trainer.world.size > 1 and normed:
        return f"{trainer.world.size} processes; batch norm looks at each process's own share of the batch."
    return f"{trainer.world.size} processes." if trainer.world.size > 1 else ""


def diverged(en: str, zh: str) -> Words:
    """Why a run must end whose numbers have left the finite ones."""
    return Words(
        f"{en} is no longer a number: lower the learning rates and start again.",
        f"{zh}不再是数字：请降低学习率，再重新开始。",
    )


def train(
    trainer: Trainer,
    stop: Callable[[], bool] = lambda: False,
    orders: Callable[[], list[ask.Order]] = list,
    snapshot: Callable[[int], dict[str, Any]] | None = None,
    quality: Quality | None = None,
) -> Iterator[Event]:
    """Train to the limit in the settings or until `stop()`; yields samples at once, then at growing gaps.

    A loss or weight that is not a number ends the run before it is saved, so the last saved state is good. `snapshot`
    gives the state of an earlier step.
    """
    return Loop(trainer, stop, orders, snapshot, quality).events()


class Loop:
    """One sitting of a run and what it was asked for."""

    def __init__(
        self,
        trainer: Trainer,
        stop: Callable[[], bool],
        orders: Callable[[], list[ask.Order]],
        snapshot: Callable[[int], dict[str, Any]] | None,
        quality: Quality | None,
    ):
        self.trainer, self.stop, self.orders, self.snapshot, self.quality = trainer, stop, orders, snapshot, quality
        self.sitting, self.budget = Sitting(trainer), Budget()
        self.ticks, self.grids, self.saves = Alarm(0.5, 2), Alarm(1, trainer.settings.grid_seconds), Alarm(2, 60)
        self.paused, self.slow, self.shown = False, 0.0, 0
        self.best = math.inf

    def events(self) -> Iterator[Event]:
        yield from self.begun()
        while True:
            halt, given = self.hear()
            for order in given:
                for event in self.follow(order):
                    yield event
                    if isinstance(event, Failed):
                        return
            ended = self.sitting.ended()
            halt = halt or self.trainer.world.any(ended, self.trainer.device)
            if self.paused and not halt:
                with self.resting():
                    time.sleep(NAP)
                continue
            if not halt:
                yield from self.step()
            for event in self.due(halt):
                yield event
                if isinstance(event, Failed):
                    return
            if halt:
                yield (Finished if ended else Stopped)(self.trainer.steps, self.trainer.images)
                return

    @contextmanager
    def resting(self) -> Iterator[None]:
        """Time that is no training time."""
        begun = time.monotonic()
        try:
            yield
        finally:
            rested = time.monotonic() - begun
            self.sitting.rested(rested)
            self.budget.leave_out(rested)

    def begun(self) -> Iterator[Event]:
        trainer = self.trainer
        yield Started(trainer.steps, trainer.images, str(trainer.device), describe(trainer), trainer.rates)
        yield self.sitting.samples()

    def hear(self) -> tuple[bool, list[ask.Order]]:
        """Whether to stop, and the orders that came, the same in all processes."""
        return self.trainer.world.agree(self.stop(), self.orders(), self.trainer.device)

    def step(self, player: str = "both") -> Iterator[Event]:
        """One step, in phases where it is to be watched; a smaller batch where the memory runs out."""
        try:
            if self.slow or self.paused:
                turn = yield from self.watched(player)
            else:
                turn = self.trainer.step()
        except torch.OutOfMemoryError:
            batch = self.trainer.settings.batch
            if not self.trainer.shrink():
                raise
            reason = Words(
                "The memory ran out, so a step sees half as many pictures.", "显存不足，因此每步的图像数减半。"
            )
            yield self.changed({"batch": [batch, self.trainer.settings.batch]}, reason)
            return
        self.sitting.heard(turn)

    def watched(self, player: str) -> Iterator[Event]:
        """A step phase by phase, each shown for a while; its turn is the value of the generator."""
        for event in watched_step(self.trainer, player, self.shown):
            if isinstance(event, Turn):
                return event
            self.shown = event.number + 1
            with self.resting():
                yield event
                until = time.monotonic() + self.slow
                while time.monotonic() < until and not self.stop():
                    time.sleep(NAP)

    def due(self, halt: bool) -> Iterator[Event]:
        """What the clock says is due, and all of it before an end."""
        trainer, sitting = self.trainer, self.sitting
        if (self.ticks.rings() or halt) and trainer.images > sitting.images:
            progress = sitting.progress()
            yield progress
            if not all(map(math.isfinite, progress.loss.values())):
                yield Failed(trainer.steps, trainer.images, diverged("A loss", "损失"))
                return
        if self.grids.rings() or halt:
            yield sitting.samples()
        best = False
        if self.quality and self.budget.due():
            scored = self.scored()
            best, self.best = scored.distance < self.best, min(scored.distance, self.best)
            yield scored
        if self.saves.rings() or best or halt:
            yield self.saved()

    def scored(self) -> Scored:
        """How good a small sample is."""
        trainer = self.trainer
        with self.budget.spend():
            measures = self.quality.measure(lambda count: trainer.draw(count, 3))
        return Scored(trainer.steps, trainer.images, **measures)

    def saved(self) -> Saved | Failed:
        """The state of this moment, if it is made of numbers."""
        trainer = self.trainer
        if not trainer.finite():
            return Failed(trainer.steps, trainer.images, diverged("A weight", "权重"))
        return Saved(trainer.steps, trainer.images, trainer.state_dict())

    def changed(self, changes: dict[str, list[Any]], reason: Words | None = None) -> Changed:
        return Changed(self.trainer.steps, self.trainer.images, changes, reason)

    def follow(self, order: ask.Order) -> Iterator[Event]:
        """Do what was asked for, or say why not; a pause goes on until it is ended by an order."""
        trainer = self.trainer
        try:
            match order:
                case ask.Set(changes):
                    yield from self.set(changes)
                case ask.Pause() if not self.paused:
                    self.paused = True
                    yield from self.due(halt=True)
                case ask.Go() if self.paused:
                    self.paused = False
                    with self.resting():
                        yield Resumed(trainer.steps, trainer.images)
                case ask.Step(player) if self.paused:
                    yield from self.step(player)
                    yield from self.due(halt=True)
                case ask.Slow(seconds):
                    self.slow = float(seconds)
                case ask.Rewind(step):
                    yield from self.rewind(step)
                case ask.Snapshot():
                    yield self.saved()
        except UserError as error:
            yield Refused(trainer.steps, trainer.images, error.words)
        if self.paused:
            yield Paused(trainer.steps, trainer.images)

    def set(self, changes: dict[str, Any]) -> Iterator[Event]:
        """Other settings from now on; saved at once, so that a crash does not undo them."""
        trainer = self.trainer
        old = {**asdict(trainer.settings), **trainer.rates}
        trainer.change(ask.checked(trainer.settings, changes))
        new = {**asdict(trainer.settings), **trainer.rates}
        self.grids.longest = trainer.settings.grid_seconds
        different = {name: [old[name], new[name]] for name in changes if old[name] != new[name]}
        if different:
            yield self.changed(different)
            yield self.saved()

    def rewind(self, step: int) -> Iterator[Event]:
        """Go on from an earlier step."""
        if self.snapshot is None:
            raise UserError("This run keeps no snapshots.", "这次训练没有保存快照。")
        self.trainer.load_state_dict(self.snapshot(step))
        self.sitting, self.best = Sitting(self.trainer), math.inf
        yield from self.begun()
        yield self.saved()
