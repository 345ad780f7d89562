"""InfoGAN, Chen et al. 2016 (1606.03657), with rpgan's objective: codes that find a meaning by themselves.

A head on D reads the code back off what was drawn, and both players descend how badly it does, which is a lower bound
of the mutual information of code and picture (the paper's section 5). Deviations from the paper: continuous codes are
normal, not uniform, so that they are latents as the others, and the spread that the head may claim has a limit, as
without one it would be rewarded for ever smaller spreads.
"""

import math
from functools import partial
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.functional import log_softmax

from ..inputs.code import CodeInput
from ..inputs.latent import LatentInput
from ..nets import conv, modulated
from ..nets.precision import precise
from ..objectives.losses import relativistic
from ..objectives.objective import Adversarial, Batch, StepResult
from ..objectives.penalties import ScoredImages
from ..words import t
from ._recipe import Adam, Recipe
from .vaegan import PENALTIES

# weight of a nat of information; with the paper's 1 the code was read within 15,000 pictures of Fashion-MNIST, off dots
# in a pattern for each value; with 0.1 values were garments under dots, all alike; at gamma 16 with 0.02, too
CODE = 0.02
SHARPEST = math.log(0.15)  # log of the least spread of a continuous code that D may claim


class CodeReading(NamedTuple):
    """What D reads of the code in a picture."""

    value: Tensor  # (N, values): logits
    mean: Tensor  # (N, codes): of the continuous ones
    log_spread: Tensor  # (N, codes): log of their standard deviation


class CodeDiscriminator(nn.Module):
    """Picture to a score, (N,), whatever its code; and to what can be read of the code by the same features."""

    def __init__(self, size: int = 32, channels: int = 1, classes: int = 10, width: int = 256, codes: int = 2):
        super().__init__()
        self.net = conv.ConvDiscriminator(size, channels, 0, width, norm="none")
        self.sizes = [classes, codes, codes]
        self.head = nn.Sequential(
            nn.Flatten(), nn.Linear(16 * width, 128), nn.LeakyReLU(0.2), nn.Linear(128, sum(self.sizes))
        )

    def read(self, features: Tensor) -> CodeReading:
        value, mean, log_spread = precise(self.head(features)).split(self.sizes, 1)
        return CodeReading(value, mean, log_spread.clamp_min(SHARPEST))

    def forward(self, images: Tensor, label: Tensor | None = None) -> Tensor:
        return self.net(images)


def code_likelihood(reading: CodeReading, label: Tensor, codes: Tensor) -> Tensor:
    """Log of the probability that D gives to each picture's code, in nats, (N,)."""
    chosen = log_softmax(reading.value, 1).gather(1, label[:, None]).squeeze(1)
    off = (codes - reading.mean) / reading.log_spread.exp()
    density = -0.5 * off.square() - reading.log_spread - 0.5 * math.log(2 * math.pi)
    return chosen + density.sum(1)


def code_entropy(reading: CodeReading) -> float:
    """What there is to know of a code, in nats: that of a value at random, and of each normal one."""
    return math.log(reading.value.shape[1]) + 0.5 * math.log(2 * math.pi * math.e) * reading.mean.shape[1]


class CodeObjective(Adversarial[modulated.ModulatedGenerator, CodeDiscriminator, Tensor]):
    """The adversarial objective, and the information of code and picture, which both players want to be large."""

    @property
    def terms(self) -> tuple[str, ...]:
        return *super().terms, "d code", "g code"

    def scored(
        self, D: CodeDiscriminator, real: Tensor, fake: Tensor, batch: Batch[Tensor], some: slice = slice(None)
    ) -> ScoredImages:
        """Some of the pictures, as D scores them, and how likely their codes are by what it reads of those drawn."""
        real, fake, label = real[some], fake[some], batch.condition[some]
        seen = D.net.trunk(fake)
        likelihood = code_likelihood(reading := D.read(seen), label, batch.z[some, : reading.mean.shape[1]])
        scores = precise(D(real)), precise(D.net.judge(seen))
        return ScoredImages(real, fake, label, *scores, batch.uniform[some], likelihood + code_entropy(reading))

    def judged(self, D: CodeDiscriminator, scored: ScoredImages, *rest: ScoredImages) -> StepResult:
        turn = super().judged(D, scored, *rest)
        information = torch.cat([part.guess for part in (scored, *rest) if part.guess is not None]).mean()
        turn.loss["d code"] = -CODE * information
        turn.watch["code information"] = information
        return turn

    def g_step(self, G: modulated.ModulatedGenerator, D: CodeDiscriminator, batch: Batch[Tensor]) -> StepResult:
        seen, real = D.net.trunk(batch.shown(batch.fake(G))), precise(D(batch.shown(batch.real)))
        likelihood = code_likelihood(reading := D.read(seen), batch.condition, batch.z[:, : reading.mean.shape[1]])
        information = (likelihood + code_entropy(reading)).mean()
        return StepResult({"g": self.loss.g(precise(D.net.judge(seen)), real), "g code": -CODE * information})


RECIPE = Recipe(
    name="infogan",
    title="InfoGAN",
    paper="Chen et al. 2016, arXiv 1606.03657",
    idea=t(
        "Give the generator a code that nobody explains, and let the discriminator read it back off the picture. To "
        "be readable, each value of the code must come to mean something that can be seen."
    ),
    watch=t("“Information of the code”, in nats: as it rises, each column becomes a kind of picture of its own."),
    generator=modulated.ModulatedGenerator,
    discriminator=CodeDiscriminator,
    objective=partial(CodeObjective, relativistic, penalties=PENALTIES, every=4, half=True),
    g_optimizer=Adam(2e-4),
    d_optimizer=Adam(4e-4),
    inputs=(LatentInput(codes=2), CodeInput(10)),
    labels={
        "d code": t("discriminator on the code"),
        "g code": t("generator on the code"),
        "code information": t("information of the code"),
    },
)
