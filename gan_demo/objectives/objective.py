"""What the two players descend in their turns: losses, penalties and the numbers to watch."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar, cast

import torch
from torch import Tensor, nn
from torch.utils._pytree import tree_map_only

from ..data.dataset import Dataset
from ..nets.caption_encoder import Text
from ..nets.encoding import Posterior
from ..nets.precision import precise
from ..text.text_encoder import TextEncoder
from .augment import CHANGES, Change, augmented
from .dealing import Dealer
from .losses import Loss
from .penalties import Penalty, ScoredImages

Begun = Callable[[], TextEncoder | None]  # the text encoder of the checkpoint with which a run has begun, if it has one
Condition = Tensor | Text | None  # classes, int64 (N,), or captions, or nothing
ConditionKind = TypeVar("ConditionKind", bound=Condition)
GNet = TypeVar("GNet", bound=nn.Module)  # G's net
DNet = TypeVar("DNet", bound=nn.Module)  # D's net


def condition_rows(condition: ConditionKind, chosen: slice) -> ConditionKind:
    """What is said of some of the pictures."""
    return tree_map_only(Tensor, lambda part: part[chosen], condition)


@dataclass(frozen=True)
class StepResult:
    """Named terms to descend, whose sum is the loss; named numbers to show, scalars as they are; and D's scores."""

    loss: dict[str, Tensor]
    watch: dict[str, Tensor] = field(default_factory=dict)
    scores: dict[str, Tensor] = field(default_factory=dict)  # of the "real" and the "fake" ones, (N,) or (N, T)

    @property
    def total(self) -> Tensor:
        """What is descended, a scalar."""
        first, *others = self.loss.values()
        return sum(others, first)

    def parts(self) -> tuple[dict[str, Tensor], ...]:
        """All its numbers, in the order of its fields."""
        return self.loss, self.watch, self.scores


class HeardWords(NamedTuple):
    """How much of what is said of each picture each token is, (N, vocabulary)."""

    here: Tensor  # in the caption that is its condition
    ever: Tensor  # in that and some others
    whole: bool = False  # whether the condition says all that can be seen


@dataclass
class Batch(Generic[ConditionKind]):
    """What one step sees: real pictures, their classes or captions, and the random numbers that go with them."""

    real: Tensor  # float in [-1, 1]: pictures N x C x H x W, or what else a recipe makes
    condition: ConditionKind
    z: Tensor  # (N, latent)
    uniform: Tensor  # (N,) in [0, 1)
    augment: float = 0.0  # share of the pictures that D sees augmented
    changes: Sequence[Change] = CHANGES  # in these ways
    said: HeardWords | None = None  # the words of captions
    dealt: bool = False  # whether each latent is one that tells what is known of its real picture
    posterior: Posterior | None = None  # of the latents, where some of them are those of real pictures
    _parts: Any = None
    _fake: Tensor | None = None

    def parts(self, G: nn.Module) -> Any:
        """What G makes its answer of, by its method of that name, made once; the answer is the whole of these."""
        if self._parts is None:
            self._parts = cast(Any, G).parts(self.z, self.condition)
            self._fake = precise(self._parts.whole)
        return self._parts

    def fake(self, G: nn.Module) -> Tensor:
        """The generator's answer, made once: G does not change between D's turn and its own."""
        if self._fake is None:
            self._fake = precise(G(self.z, self.condition))
        return self._fake

    def shown(self, images: Tensor) -> Tensor:
        """Pictures as D sees them: augmented in a way that gradients pass through."""
        return augmented(images, self.augment, self.changes)


class Adversarial(nn.Module, Generic[GNet, DNet, ConditionKind]):
    """One loss, any number of weighted penalties on D, and what happens to D after its step.

    Penalties are taken every few turns at so many times the weight (1912.04958, section 3.1). With `half` they are
    those of every second picture, whose mean estimates that of all without bias: most of their work is saved.
    """

    def __init__(
        self,
        loss: Loss,
        penalties: Mapping[str, tuple[float, Penalty]] | None = None,
        every: int = 1,
        half: bool = False,
        after_d: Callable[[nn.Module], None] = lambda D: None,
    ):
        super().__init__()
        self.loss, self.penalties, self.every, self.at_half = loss, penalties or {}, every, half
        self.after_d = after_d
        self.turns = 0

    @property
    def terms(self) -> tuple[str, ...]:
        """The names of all that the players descend, also of what is not due in every turn."""
        return "d", *self.penalties, "g"

    def get_extra_state(self) -> Tensor:
        return torch.tensor(self.turns)

    def set_extra_state(self, state: Tensor) -> None:
        self.turns = int(state)

    def dealer(self, G: GNet, dataset: Dataset, begun: Begun | None = None) -> Dealer | None:
        """Who finds the latents of real pictures by what is known of them, if anybody does.

        A generator that has begun is made ready for it; one that goes on, without `begun`, is so already.
        """
        return None

    def d_step(self, G: GNet, D: DNet, batch: Batch[ConditionKind]) -> StepResult:
        """D sees real and generated pictures, in two parts where it is penalised at half of them."""
        real, fake = self.pictures(G, batch)
        if not (self.at_half and real.requires_grad and len(real) > 1):
            return self.judged(D, self.scored(D, real, fake, batch))
        rest = self.scored(D, real.detach(), fake.detach(), batch, slice(1, None, 2))
        return self.judged(D, self.scored(D, real, fake, batch, slice(None, None, 2)), rest)

    def scored(
        self, D: DNet, real: Tensor, fake: Tensor, batch: Batch[ConditionKind], some: slice = slice(None)
    ) -> ScoredImages:
        """Some of the pictures, as D scores them."""
        real, fake, condition = real[some], fake[some], condition_rows(batch.condition, some)
        return ScoredImages(
            real, fake, condition, precise(D(real, condition)), precise(D(fake, condition)), batch.uniform[some]
        )

    def pictures(self, G: GNet, batch: Batch[ConditionKind]) -> tuple[Tensor, Tensor]:
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

    def judged(self, D: DNet, scored: ScoredImages, *rest: ScoredImages) -> StepResult:
        """D's loss on all that it scored, with the penalties where they are due on the first part."""
        real, fake = (torch.cat(scores) for scores in zip(*(part.scores for part in (scored, *rest)), strict=True))
        terms, watch = {"d": self.loss.d(real, fake)}, {"real score": real.mean(), "fake score": fake.mean()}
        if scored.real.requires_grad:
            for name, (weight, penalty) in self.penalties.items():
                watch[name] = penalty(D, scored)
                terms[name] = weight * self.every * watch[name]
        return StepResult(terms, watch, {"real": real.detach(), "fake": fake.detach()})

    def g_step(self, G: GNet, D: DNet, batch: Batch[ConditionKind]) -> StepResult:
        """G is told how D scores its pictures, next to the real ones where the loss is relativistic."""
        real = precise(D(batch.shown(batch.real), batch.condition)) if self.loss.paired else None
        return StepResult({"g": self.loss.g(precise(D(batch.shown(batch.fake(G)), batch.condition)), real)})
