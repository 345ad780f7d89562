"""One step in four phases that can be watched: D looks, D learns, G looks, G learns.

The step itself is the ordinary one, bit for bit: what is shown is computed beside it and leaves no trace.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d

from ..events import CloseUp
from ..objectives.objective import Batch, StepResult
from ..pictures.images import to_uint8
from .engine import Trainer

SHOWN = 8  # pictures of a batch
BRIGHTEST = 0.99  # of all pixels; those above are drawn alike, or a single one would leave the rest dark
DIM, GLOW = 0.35, (255, 140, 20)  # what is left of the picture under the gradient, and the colour of the strongest


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
    G, D = trainer.G, trainer.D
    with untouched(G), untouched(D), torch.no_grad():
        fake = G(batch.z, batch.condition)
        said = D(fake, batch.condition)[:SHOWN].float().tolist()
        real = D(batch.real, batch.condition)[:SHOWN].float().tolist() if name.startswith("d") else None
    rows = [] if real is None else [to_uint8(batch.real[:SHOWN])]
    rows.append(to_uint8(fake[:SHOWN]))
    force = None
    if gradient is not None:
        force = float(gradient.abs().mean())
        rows = [rows[0].expand(-1, -1, -1, 3), to_uint8(glowing(fake[:SHOWN], strength(gradient[:SHOWN])))]
    return CloseUp(trainer.steps, trainer.images, number, name, torch.cat(rows).numpy(), real, said, force)


def strength(gradient: Tensor) -> Tensor:
    """How much each pixel counts, N x 1 x H x W from 0 to 1 over all pictures: the norm over channels, smoothed."""
    norm = gradient.float().norm(dim=1, keepdim=True)
    smooth = avg_pool2d(norm, 3, 1, 1, count_include_pad=False)
    return (smooth / smooth.quantile(BRIGHTEST).clamp_min(1e-30)).clamp(max=1)


def glowing(images: Tensor, light: Tensor) -> Tensor:
    """The pictures in dim grey, lit in one colour where they count."""
    grey = (images.float().mean(1, keepdim=True).clamp(-1, 1) + 1) * DIM - 1
    colour = torch.tensor(GLOW, device=images.device).view(1, 3, 1, 1) / 127.5 - 1
    return grey + light * (colour - grey)


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
