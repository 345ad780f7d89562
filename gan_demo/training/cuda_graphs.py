"""Whole steps of a trainer as CUDA graphs: recorded once for each kind of step, then replayed without Python.

Small nets keep a GPU waiting for Python. A graph holds every kernel of both turns, with penalties, optimizers and the
average; `torch.cuda.make_graphed_callables` does not, as it cannot carry second derivatives.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import torch

from ..objectives.objective import Batch, StepResult
from ..words import Words, t

if TYPE_CHECKING:
    from .engine import Trainer

WARM = 3  # steps of a kind that are taken as usual before one is recorded

Captured = Callable[[Callable[[], StepResult]], Callable[[], StepResult]]


def rounds(trainer: "Trainer") -> Callable[[Sequence[Batch]], StepResult]:
    """How a trainer takes its rounds: replayed where that is wanted and can be."""
    alone = trainer.world.size == 1 and trainer.conditions.of_one_shape and not trainer.recipe.growth
    wanted = trainer.settings.graphs and trainer.device.type == "cuda"
    return Replay(trainer) if wanted and alone else trainer.round


def given_up(trainer: "Trainer") -> Words | None:
    """Why steps cannot be recorded, said once; from then on they are plain."""
    failed = getattr(trainer.rounds, "failed", "")
    if not failed:
        return None
    trainer.change(replace(trainer.settings, graphs=0))
    return t("Steps cannot be replayed as CUDA graphs ({failed}), so they are taken as usual.", failed=failed)


def captured(step: Callable[[], StepResult]) -> Callable[[], StepResult]:
    """Record what a step does on the GPU, without doing it; what comes back does it."""
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        turn = step()

    def replay() -> StepResult:
        graph.replay()
        return turn

    return replay


class Replay:
    """The rounds of a trainer, replayed once their kind is recorded; `failed` says why that cannot be, if so."""

    def __init__(self, trainer: "Trainer", capture: Captured = captured):
        self.trainer, self.capture = trainer, capture
        self.recorded: dict[tuple[bool, ...], tuple[list[Batch], Callable[[], StepResult]]] = {}
        self.met: Counter[tuple[bool, ...]] = Counter()
        self.failed = ""

    def __call__(self, batches: Sequence[Batch]) -> StepResult:
        """One round; what Python counts in it is counted here, as a replay counts nothing."""
        trainer, objective = self.trainer, self.trainer.objective
        steps, turns = trainer.steps, objective.turns
        turn = self._played(objective.dues(len(batches)), batches)
        trainer.steps, objective.turns = steps + 1, turns + len(batches)
        return turn

    def _played(self, kind: tuple[bool, ...], batches: Sequence[Batch]) -> StepResult:
        self.met[kind] += 1
        if self.failed or self.met[kind] <= WARM:
            return self._aside(batches)
        if kind not in self.recorded:
            counted = self.trainer.steps, self.trainer.objective.turns
            try:
                self.recorded[kind] = self._record(batches)
            except torch.OutOfMemoryError:
                raise
            except RuntimeError as error:
                self.failed = str(error).partition("\n")[0]
                self.trainer.steps, self.trainer.objective.turns = counted
                return self.trainer.round(batches)
        held, replay = self.recorded[kind]
        for mine, given in zip(held, batches, strict=True):
            for name in ("real", "condition", "z", "uniform"):
                if getattr(given, name) is not None:
                    getattr(mine, name).copy_(getattr(given, name))
        turn = replay()
        return StepResult(*({name: value.detach().clone() for name, value in part.items()} for part in turn.parts()))

    def _aside(self, batches: Sequence[Batch]) -> StepResult:
        """A plain round; on a stream of its own, as CUDA wants the last ones before a recording."""
        if self.failed or self.trainer.device.type != "cuda":
            return self.trainer.round(batches)
        here, aside = torch.cuda.current_stream(), torch.cuda.Stream()
        aside.wait_stream(here)
        with torch.cuda.stream(aside):
            turn = self.trainer.round(batches)
        here.wait_stream(aside)
        return turn

    def _record(self, batches: Sequence[Batch]) -> tuple[list[Batch], Callable[[], StepResult]]:
        """Batches that stay where they are, and the round on them."""
        for optimizer in (self.trainer.g_optimizer, self.trainer.d_optimizer):
            ready(optimizer, self.trainer.device)
        held = [
            replace(
                batch,
                real=batch.real.clone(),
                z=batch.z.clone(),
                uniform=batch.uniform.clone(),
                _parts=None,
                _fake=None,
                condition=None if batch.condition is None else batch.condition.clone(),
            )
            for batch in batches
        ]
        return held, self.capture(
            lambda: self.trainer.round([replace(batch, _parts=None, _fake=None) for batch in held])
        )


def ready(optimizer: torch.optim.Optimizer, device: torch.device) -> None:
    """Let an optimizer count its steps on the device, so that they can be replayed."""
    for group in optimizer.param_groups:
        group["capturable"] = device.type == "cuda"
    for state in optimizer.state.values():
        state["step"] = state["step"].to(device)
