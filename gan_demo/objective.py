"""What the two players descend in their turns: losses, penalties and the numbers to watch."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import torch
from torch import Tensor, nn

from .augment import CHANGES, UNCOLOURED, augmented
from .losses import Loss, precise
from .nets.captions import Text
from .nets.encoding import Posterior
from .penalties import Penalty, Scored

Condition = Tensor | Text | None  # classes, int64 (N,), or captions, or nothing


def rows(condition: Condition, chosen: slice) -> Condition:
    """What is said of some of the pictures."""
    if condition is None:
        return None
    return condition.rows(chosen) if isinstance(condition, Text) else condition[chosen]


@dataclass(frozen=True)
class Turn:
    """Named terms to descend, whose sum is the loss; named numbers to show, scalars as they are; D's scores, (N,)."""

    loss: dict[str, Tensor]
    watch: dict[str, Tensor] = field(default_factory=dict)
    scores: dict[str, Tensor] = field(default_factory=dict)  # of the "real" and the "fake" pictures

    def parts(self) -> tuple[dict[str, Tensor], ...]:
        """All its numbers, in the order of its fields."""
        return self.loss, self.watch, self.scores


class Said(NamedTuple):
    """How much of what is said of each picture each token is, (N, vocabulary)."""

    here: Tensor  # in the caption that is its condition
    ever: Tensor  # in that and some others
    whole: bool = False  # whether the condition says all that can be seen


@dataclass
class Batch:
    """What one step sees: real pictures, their classes or captions, and the random numbers that go with them."""

    real: Tensor  # float N x C x H x W in [-1, 1]
    condition: Condition
    z: Tensor  # (N, latent)
    uniform: Tensor  # (N,) in [0, 1)
    augment: float = 0.0  # share of the pictures that D sees augmented
    said: Said | None = None  # the words of captions
    posterior: Posterior | None = None  # of the latents, where some of them are those of real pictures
    _fake: Tensor | None = None

    def fake(self, G: nn.Module) -> Tensor:
        """The generator's answer, made once: G does not change between D's turn and its own."""
        if self._fake is None:
            self._fake = precise(G(self.z, self.condition))
        return self._fake

    def shown(self, images: Tensor) -> Tensor:
        """Pictures as D sees them: augmented in a way that gradients pass through."""
        return augmented(images, self.augment, UNCOLOURED if isinstance(self.condition, Text) else CHANGES)


class Adversarial(nn.Module):
    """One loss, any number of weighted penalties on D taken every few turns, and what happens to D after its step."""

    def __init__(
        self,
        loss: Loss,
        penalties: Mapping[str, tuple[float, Penalty]] | None = None,
        every: int = 1,
        after_d: Callable[[nn.Module], None] = lambda D: None,
    ):
        super().__init__()
        self.loss, self.penalties, self.every, self.after_d = loss, penalties or {}, every, after_d
        self.turns = 0

    @property
    def terms(self) -> tuple[str, ...]:
        """The names of all that the players descend, also of what is not due in every turn."""
        return "d", *self.penalties, "g"

    def get_extra_state(self) -> Tensor:
        return torch.tensor(self.turns)

    def set_extra_state(self, state: Tensor) -> None:
        self.turns = int(state)

    def d_turn(self, G: nn.Module, D: nn.Module, batch: Batch) -> Turn:
        """D sees real and generated pictures; a lazy penalty is scaled by its interval (1912.04958, section 3.1)."""
        real, fake = self.pictures(G, batch)
        condition = batch.condition
        scores = precise(D(real, condition)), precise(D(fake, condition))
        return self.judged(D, Scored(real, fake, condition, *scores, batch.uniform))

    def pictures(self, G: nn.Module, batch: Batch) -> tuple[Tensor, Tensor]:
        """Real and generated pictures, which require gradients in the turns in which a penalty is due."""
        due = self.due
        self.turns += 1
        real, fake = batch.shown(batch.real).detach(), batch.shown(batch.fake(G)).detach()
        return real.requires_grad_(due), fake.requires_grad_(due)

    @property
    def due(self) -> bool:
        """Whether D's next turn has a penalty."""
        return self.dues(1)[0]

    def dues(self, count: int) -> tuple[bool, ...]:
        """Which of D's next turns have one."""
        return tuple(bool(self.penalties) and turn % self.every == 0 for turn in range(self.turns, self.turns + count))

    def judged(self, D: nn.Module, scored: Scored) -> Turn:
        """D's loss on what it scored, with the penalties where they are due."""
        terms = {"d": self.loss.d(scored.real_score, scored.fake_score)}
        watch = {"real score": scored.real_score.mean(), "fake score": scored.fake_score.mean()}
        if scored.real.requires_grad:
            for name, (weight, penalty) in self.penalties.items():
                watch[name] = penalty(D, scored)
                terms[name] = weight * self.every * watch[name]
        return Turn(terms, watch, {"real": scored.real_score.detach(), "fake": scored.fake_score.detach()})

    def g_turn(self, G: nn.Module, D: nn.Module, batch: Batch) -> Turn:
        """G is told how D scores its pictures, next to the real ones where the loss is relativistic."""
        real = precise(D(batch.shown(batch.real), batch.condition)) if self.loss.paired else None
        return Turn({"g": self.loss.g(precise(D(batch.shown(batch.fake(G)), batch.condition)), real)})
