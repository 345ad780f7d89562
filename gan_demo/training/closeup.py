"""One step in four phases that can be watched: D looks, D learns, G looks, G learns.

The step itself is the ordinary one, bit for bit: what is shown is computed beside it and leaves no trace.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn

from ..events import CloseUp
from ..objectives.objective import Batch, StepResult
from .engine import Trainer

SHOWN = 8  # pictures of a batch


def watched_step(trainer: Trainer, player: str = "both", number: int = 0) -> Iterator[CloseUp | StepResult]:
    """Yield each phase of one step of D, of G or of both, numbered on, then the turn that it was."""
    turns = []
    times = {"d": 1, "g": 0}.get(player, trainer.d_steps)
    batch = None
    for _ in range(times):
        batch = trainer.next_batch()
        turn = trainer.d_step(batch)
        yield phase(trainer, batch, "d looks", number)
        turns.append(trainer.learn(turn, "d"))
        yield phase(trainer, batch, "d learns", number + 1)
        number += 2
    if player != "d":
        batch = batch or trainer.next_batch()
        turn = trainer.g_step(batch)
        yield phase(trainer, batch, "g looks", number, pull(trainer, batch, turn))
        turns.append(trainer.learn(turn, "g"))
        yield phase(trainer, batch, "g learns", number + 1)
    yield trainer.joined(turns[-2], turns[-1]) if len(turns) > 1 else turns[0]


def pull(trainer: Trainer, batch: Batch, turn: StepResult) -> Tensor:
    """The gradient of G's loss on each picture that it drew; descending it is what G is told to do."""
    (gradient,) = torch.autograd.grad(turn.total, batch.fake(trainer.G), retain_graph=True)
    return gradient


def phase(trainer: Trainer, batch: Batch, name: str, number: int, gradient: Tensor | None = None) -> CloseUp:
    """What the player sees in this phase: pictures, D's scores of them, and the gradient on them."""
    G, D, example = trainer.G, trainer.D, trainer.example
    with untouched(G), untouched(D), torch.no_grad():
        fake = G(batch.z, batch.condition)
        said = mean_scores(D(fake, batch.condition))
        real = mean_scores(D(batch.real, batch.condition)) if name.startswith("d") else None
    seen = [fake[:SHOWN]] if real is None else [batch.real[:SHOWN], fake[:SHOWN]]
    rows = [example.thumbnails(example.to_stored(some)) for some in seen]
    force = None
    if gradient is not None:
        force = float(gradient.abs().mean())
        rows = [rows[0].expand(-1, -1, -1, 3), example.lit(fake[:SHOWN], gradient[:SHOWN])]
    return CloseUp(trainer.steps, trainer.images, number, name, torch.cat(rows).numpy(), real, said, force)


def mean_scores(scores: Tensor) -> list[float]:
    """D's score of each of the first, the mean where it scores each step of a series."""
    return scores[:SHOWN].float().flatten(1).mean(1).tolist() if scores.dim() > 1 else scores[:SHOWN].float().tolist()


@contextmanager
def untouched(net: nn.Module) -> Iterator[None]:
    """Let the net work on copies of its running statistics; the originals stay as a pending gradient needs them."""
    originals = [(module, dict(module._buffers)) for module in net.modules()]
    for module, buffers in originals:
        module._buffers.update({name: None if b is None else b.clone() for name, b in buffers.items()})
    try:
        yield
    finally:
        for module, buffers in originals:
            module._buffers.update(buffers)
