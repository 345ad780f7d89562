"""The training loop: steps the trainer, follows orders, looks at the clock, and yields what happened."""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

import torch

from .. import commands as ask
from ..data.captions import ClassNames
from ..events import (
    Changed,
    CloseUp,
    Failed,
    Finished,
    Measuring,
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
from ..objectives.objective import StepResult
from ..recipes._recipe import BATCH
from ..words import UserError, Words, t
from .closeup import watched_step
from .cuda_graphs import given_up
from .displays import Displays
from .engine import Trainer
from .parallel import RanOut, Signs, note, synchronised
from .quality import Quality
from .session import Alarm, Session

Event = (Started | Progress | Samples | Measuring | Scored | Changed | Refused | Paused | Resumed | CloseUp
         | Saved | Finished | Stopped | Failed)  # fmt: skip
NAP = 0.05  # seconds between two looks for orders while nothing happens


def diverged(what: Words) -> Words:
    """Why a run must end whose numbers have left the finite ones."""
    return t("{what} is no longer a number: lower the learning rates and start again.", what=what)


def elsewhere(before: str, now: str) -> Words:
    """Why a run that goes on is not bit for bit the one that it would have been."""
    return t(
        "The run was in {before} and goes on in {now}, so its numbers are not bit for bit those of an unbroken run.",
        before=before,
        now=now,
    )


def ahead(trainer: Trainer) -> str:
    """What a reader should know of a batch, of weights and of sides that are not yet what they will be."""
    fixed = trainer.settings.batch or trainer.batch == BATCH
    told = "" if fixed else f"Batches of {trainer.batch} grow to {BATCH}. "
    if trainer.recipe.condition.needs_text_encoder and isinstance(trainer.dataset.captions, ClassNames):
        told += "Captions are the names of the classes. "
    for term in trainer.falling:
        decay = trainer.decays[term]
        if trainer.images < decay.images:
            told += f"The weight of {term} falls to {decay.end:g} of it by picture {decay.images:,}. "
    growth, levels = trainer.recipe.growth, getattr(trainer.G, "levels", 0)
    if growth and trainer.images < growth.images(levels):
        told += f"Pictures begin at 4 px and have all {4 << levels} by picture {growth.images(levels):,}. "
    return told


def train(
    trainer: Trainer,
    stop: Callable[[], bool] = lambda: False,
    orders: Callable[[], list[ask.Command]] = list,
    snapshot: Callable[[int], dict[str, Any]] | None = None,
    quality: Quality | None = None,
) -> Iterator[Event]:
    """Train to the limit in the settings or until `stop()`; yields samples at once, then at growing gaps.

    A loss or weight that is not a number ends the run before it is saved, so the last saved state is good. `snapshot`
    gives the state of an earlier step.
    """
    return Loop(trainer, stop, orders, snapshot, quality).events()


@dataclass
class Loop:
    """One session of a run and what it was asked for."""

    trainer: Trainer
    stop: Callable[[], bool]
    orders: Callable[[], list[ask.Command]]
    snapshot: Callable[[int], dict[str, Any]] | None
    quality: Quality | None

    def __post_init__(self) -> None:
        self.displays, self.saves = Displays(self.trainer, self.quality), Alarm(2, 60)
        self.paused, self.slow, self.shown, self.best = False, 0.0, 0, math.inf
        self.given: list[ask.Command] = []
        self.bad: Words | None = None  # why the run must end

    def events(self) -> Iterator[Event]:
        trainer = self.trainer
        yield from self.begun()
        while True:
            signs = self.hear()
            if signs.out:
                yield from self.smaller(RanOut())
            elif signs.orders and not signs.bad:
                yield from self.follow(self.given.pop(0))
            elif signs.bad or signs.stop or signs.ended:
                yield from self.due(halt=True)
                yield from self.ending()
                at, bad = (trainer.steps, trainer.images), trainer.world.share(self.bad)
                yield Failed(*at, bad) if bad else Finished(*at) if signs.ended else Stopped(*at)
                return
            elif self.paused:
                with self.resting():
                    time.sleep(NAP)
            else:
                yield from self.step()
                yield from self.due()

    @contextmanager
    def resting(self) -> Iterator[None]:
        """Time that is no training time."""
        begun = time.monotonic()
        try:
            yield
        finally:
            self.displays.rested(time.monotonic() - begun)

    def begun(self) -> Iterator[Event]:
        trainer = self.trainer
        told = f"In {trainer.precision}. {ahead(trainer)}{note(trainer.world, trainer.G, trainer.D)}".strip()
        learns = trainer.rates, [*trainer.conditions.classes], trainer.settings.steered
        yield Started(trainer.steps, trainer.images, str(trainer.device), told, *learns, trainer.given_rows)
        if trainer.before not in (None, trainer.precision):
            pair = {"precision": [trainer.before, trainer.precision]}
            yield Changed(trainer.steps, trainer.images, pair, elsewhere(trainer.before, trainer.precision))
        yield from self.displays.grid()

    def hear(self) -> Signs:
        """What is next, the same in all processes; of the orders that reached the first, one is followed at a time."""
        world, ended = self.trainer.world, self.displays.session.ended
        signs = self.trainer.batches.meet(bool(self.bad), self.asked(), self.stop(), ended())
        if signs.orders and not signs.out:
            self.given = world.share(self.given)
        return signs

    def asked(self) -> bool:
        """Whether there are orders by now."""
        self.given += self.orders()
        return bool(self.given)

    def step(self, player: str = "both") -> Iterator[Event]:
        """One step, in phases where it is to be watched; a smaller batch where the memory runs out."""
        trainer = self.trainer
        try:
            if self.slow or self.paused:
                yield from self.watched(player)
            else:
                self.displays.session.heard(trainer.step())
            if reason := given_up(trainer):
                yield Changed(trainer.steps, trainer.images, {"graphs": [1, 0]}, reason)
            return
        except torch.OutOfMemoryError as error:
            if synchronised(trainer.G, trainer.D):
                raise
            out = error.with_traceback(None)  # its frames hold all that the step had made
        if not isinstance(out, RanOut):
            trainer.world.give_up(trainer.device)
        yield from self.smaller(out)

    def smaller(self, error: torch.OutOfMemoryError) -> Iterator[Changed]:
        """Give the step up and go on with half the batch, all processes from the state of the first."""
        trainer, batch = self.trainer, self.trainer.batches.batch
        if trainer.world.size > 1:
            trainer.load_state_dict(trainer.world.share_state(trainer.state_dict))
        if not trainer.shrink():
            raise error
        reason = t("The memory ran out, so a step sees half as many pictures.")
        yield Changed(trainer.steps, trainer.images, {"batch": [batch, trainer.settings.batch]}, reason)

    def watched(self, player: str) -> Iterator[Event]:
        """A step phase by phase, each shown until its time is over or an order comes; its turn counts as any other."""
        for event in watched_step(self.trainer, player, self.shown):
            if isinstance(event, StepResult):
                self.displays.session.heard(event)
                return
            self.shown = event.number + 1
            with self.resting():
                yield event
                until = time.monotonic() + self.slow
                while not self.trainer.world.any(self.stop() or time.monotonic() >= until or self.asked()):
                    time.sleep(NAP)

    def due(self, halt: bool = False) -> Iterator[Event]:
        """What the first process's clock says is due; before a halt all of it but a score, and a save."""
        if self.trainer.world.rank or self.bad:
            return
        best = False
        for event in self.displays.due(halt):
            yield event
            if isinstance(event, Progress) and not all(map(math.isfinite, event.loss.values())):
                self.bad = diverged(t("A loss"))
                return
            if isinstance(event, Scored):
                best, self.best = event.distance < self.best, min(event.distance, self.best)
        if self.saves.rings() or best or halt:
            yield from self.saved()

    def ending(self) -> Iterator[Event]:
        """A last measure, when all is saved."""
        if not (self.trainer.world.rank or self.bad):
            yield from self.displays.ending()

    def saved(self) -> Iterator[Saved]:
        """The state of this moment, if it is made of numbers."""
        trainer = self.trainer
        if trainer.finite():
            yield Saved(trainer.steps, trainer.images, trainer.state_dict())
        elif not trainer.world.rank:
            self.bad = diverged(t("A weight"))

    def follow(self, order: ask.Command) -> Iterator[Event]:
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
                        trainer.world.wait()  # for its turn, which the first takes
                case ask.Rest() if not self.paused:
                    self.given[:0] = [ask.Pause(), ask.Go()]
                case ask.Step(player) if self.paused:
                    yield from self.step(player)
                    yield from self.due(halt=True)
                case ask.Slow(seconds):
                    self.slow = float(seconds)
                case ask.Rewind(step, changes):
                    yield from self.rewind(step, changes)
                case ask.Snapshot():
                    yield from self.saved()
        except UserError as error:
            yield Refused(trainer.steps, trainer.images, error.words)
        if self.paused and not self.bad:
            yield Paused(trainer.steps, trainer.images)

    def set(self, changes: dict[str, Any]) -> Iterator[Event]:
        """Other settings from now on; saved at once, so that a crash does not undo them."""
        trainer = self.trainer
        old = {**asdict(trainer.settings), **trainer.rates}
        trainer.change(ask.checked(trainer.settings, changes))
        new = {**asdict(trainer.settings), **trainer.rates}
        self.displays.grids.longest = trainer.settings.grid_seconds
        different = {name: [old[name], new[name]] for name in changes if old[name] != new[name]}
        if different:
            yield Changed(trainer.steps, trainer.images, different)
            yield from self.saved()

    def rewind(self, step: int, changes: dict[str, Any]) -> Iterator[Event]:
        """Go on from an earlier step, with these changes."""
        state = self.trainer.world.share_state(lambda: self.earlier(step))
        self.trainer.change(ask.checked(self.trainer.settings, changes))  # before, as it may be refused
        self.trainer.load_state_dict(state)
        self.displays.session, self.best = Session(self.trainer), math.inf
        self.displays.measured = self.trainer.steps
        yield from self.begun()
        yield from self.saved()

    def earlier(self, step: int) -> dict[str, Any]:
        """The snapshot at that step."""
        if self.snapshot is None:
            raise UserError("This run keeps no snapshots.")
        return self.snapshot(step)
