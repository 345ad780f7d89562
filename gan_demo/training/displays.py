"""What a run shows of itself, and when: its progress, a grid of samples, and how good they are."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial

import torch

from ..events import Changed, Measuring, Progress, Samples, Scored
from ..words import Words, t
from .devices import release
from .engine import Trainer
from .quality import Budget, Quality
from .session import Alarm, Session

Display = Progress | Samples | Measuring | Scored | Changed
GRID, QUALITY = t("the grid of samples"), t("the measure of quality")


class Displays:
    """The displays of one session, by its clock; training goes on without one that the memory does not suffice for."""

    def __init__(self, trainer: Trainer, quality: Quality | None):
        self.trainer, self.quality = trainer, quality
        self.session, self.budget = Session(trainer), Budget()
        self.ticks, self.grids = Alarm(0.5, 2), Alarm(1, trainer.settings.grid_seconds)
        self.measured = trainer.steps  # the step of the last measure
        self.missed: set[Words] = set()  # displays of which it was told that they are left out

    def rested(self, seconds: float) -> None:
        """These seconds were no training time."""
        self.session.rested(seconds)
        self.budget.leave_out(seconds)

    def due(self, halt: bool) -> Iterator[Display]:
        """What the clock says is due; before a halt all of it but a measure, for which whoever asked would wait."""
        if (self.ticks.rings() or halt) and self.trainer.images > self.session.images:
            yield self.session.progress()
        if self.grids.rings() or halt:
            yield from self.grid()
        if self.quality and not halt and self.budget.due():
            yield from self.measure(self.quality)

    def ending(self) -> Iterator[Display]:
        """A measure of what a session ends with that was long enough to have come anywhere."""
        if self.quality and self.measured < self.trainer.steps and self.budget.worthwhile():
            yield from self.measure(self.quality)

    def measure(self, quality: Quality) -> Iterator[Display]:
        """A measure, which is told before it begins."""
        yield Measuring(self.trainer.steps, self.trainer.images)
        yield from self.spared(QUALITY, partial(self.scored, quality))

    def grid(self) -> Iterator[Display]:
        return self.spared(GRID, self.session.samples)

    def scored(self, quality: Quality) -> Scored:
        trainer = self.trainer
        with self.budget.spend():
            with self.budget.once():
                quality.look_up()
            measures = quality.measure(trainer.measured_sample)
        self.measured = trainer.steps
        return Scored(trainer.steps, trainer.images, seconds=self.budget.last, **measures)

    def spared(self, name: Words, make: Callable[[], Display]) -> Iterator[Display]:
        """What is made; where the memory runs out nothing, which is told once."""
        made = None
        with suppress(torch.OutOfMemoryError):
            made = make()
        if made:
            yield made
            return
        release(self.trainer.device)
        if name not in self.missed:
            self.missed.add(name)
            reason = t("The memory ran out, so {name} is left out.", name=name)
            yield Changed(self.trainer.steps, self.trainer.images, {}, reason)
