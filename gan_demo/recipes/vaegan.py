"""VAE-GAN, Larsen 2015 (1512.09300), with rpgan's objective: half of the latents are read off real pictures.

An encoder on the generator's side reads a latent off a real picture, and the generator, which draws from it, is told
how far it is from that picture: in the paper in a layer of D, here in pixels and in all of D's stages. So every real
picture tells the generator what to draw, and the game is left with what no distance sees. D compares what is drawn from
a latent of the prior with any real picture, and what is drawn from a picture's own latent with that very picture.

The divergence of each picture's latent hardly weighs, as with more of it hair was blurred; so the latents of all
pictures are held to the prior by their second moments. Without that term their covariance had eigenvalues from 0.1 to 9
after 29,000 avatars, and latents of the prior, most of which lay outside, gave faces with the contrast of a mask.

Where there are classes, D guesses them beside the projection, as in AC-GAN (Odena 2016, 1610.09585). On Fashion-MNIST
after ten minutes of one core 98 % of the pictures are of the class that was asked, at a distance of 65, and without it
82 %, at 85.
"""

from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from ..nets import conv, encoding
from ..nets.encoding import Posterior
from ..nets.precision import precise
from ..objectives.losses import moment_mismatch, relativistic, unlikeness
from ..objectives.objective import Adversarial, Batch, StepResult, condition_rows
from ..objectives.penalties import ScoredImages, r1, r2
from ..words import t
from ._recipe import CosineDecay
from .rpgan import RECIPE as RPGAN

# on Fashion-MNIST after five minutes of one core the distance for gamma 16, 3.2, 1 and 0.3 was 77, 49, 34 and 36
GAMMA = 1.0
PENALTIES = {"r1": (GAMMA / 2, r1), "r2": (GAMMA / 2, r2)}
# where D's penalties weigh less and less: on Fashion-MNIST an hour of one core at gamma 1 came to 6.29 and stood still
DECAY = CosineDecay(0.1, 120_000)
DIVERGENCE = 0.005  # weight of a nat by which the latents of pictures tell more than the prior
PRIOR = 0.8  # weight of how far the latents of all pictures together are from the prior


ReadingNet = TypeVar("ReadingNet", bound=encoding.EncodingGenerator)


class EncoderObjective(Adversarial[ReadingNet, conv.ConvDiscriminator, Any]):
    """The adversarial objective with an encoder: the second half of each batch is drawn from its real pictures."""

    @property
    def terms(self) -> tuple[str, ...]:
        return *super().terms, "d class", "g picture", "g divergence", "g prior", "g class"

    def d_step(self, G: ReadingNet, D: conv.ConvDiscriminator, batch: Batch) -> StepResult:
        """The comparisons; where there are classes, D also learns to guess those of the real pictures."""
        read_latents(G, batch)
        return super().d_step(G, D, batch)

    def scored(
        self, D: conv.ConvDiscriminator, real: Tensor, fake: Tensor, batch: Batch, some: slice = slice(None)
    ) -> ScoredImages:
        """Some of the pictures, as D scores them and guesses the classes of the real ones, by the same features."""
        if not D.guess:
            return super().scored(D, real, fake, batch, some)
        real, fake, condition = real[some], fake[some], condition_rows(batch.condition, some)
        seen = D.trunk(real)
        scores = precise(D.judge(seen, condition)), precise(D(fake, condition))
        return ScoredImages(real, fake, condition, *scores, batch.uniform[some], precise(D.guess(seen)))

    def judged(self, D: conv.ConvDiscriminator, scored: ScoredImages, *rest: ScoredImages) -> StepResult:
        turn, parts = super().judged(D, scored, *rest), (scored, *rest)
        if D.guess:
            guess, classes = (torch.cat([getattr(part, name) for part in parts]) for name in ("guess", "condition"))
            turn.loss["d class"] = cross_entropy(guess, classes)
        return turn

    def g_step(self, G: ReadingNet, D: conv.ConvDiscriminator, batch: Batch) -> StepResult:
        """How D compares all that was drawn, and how far the second half is from the pictures that it was read off."""
        posterior = read_latents(G, batch)
        fake, read = batch.fake(G), read_rows(batch)
        drawn, real = D.stages(batch.shown(fake)), seen(D, batch.shown(batch.real))
        lead = self.loss.g(*(precise(D.judge(stages[-1], batch.condition)) for stages in (drawn, real)))
        if batch.augment:  # each picture was changed in its own way
            drawn, real = D.stages(fake), seen(D, batch.real)
        features, wanted = ([stage[read] for stage in stages] for stages in (drawn, real))
        terms = {
            "g": lead,
            "g picture": unlikeness(fake[read], batch.real[read], features, wanted),
            **self.encoder_terms(batch, posterior),
        }
        if D.guess:
            terms["g class"] = cross_entropy(precise(D.guess(drawn[-1])), batch.condition)
        return StepResult(terms)

    def encoder_terms(self, batch: Batch, read: Posterior) -> dict[str, Tensor]:
        """What the encoder learns beside drawing pictures again: to hold the latents that it reads to the prior."""
        return {
            "g divergence": DIVERGENCE * read.divergence().mean(),
            "g prior": PRIOR * moment_mismatch(batch.z[read_rows(batch)]),
        }


@torch.no_grad()
def seen(D: conv.ConvDiscriminator, real: Tensor) -> list[Tensor]:
    """What D sees in real pictures, which G cannot change."""
    return D.stages(real)


def read_rows(batch: Batch) -> slice:
    """The rows that are drawn from real pictures: the second half, or all of two or three, or all that are dealt."""
    if batch.dealt:
        return slice(None)
    half = len(batch.real) // 2
    return slice(half if half > 1 else 0, None)


def read_latents(G: encoding.EncodingGenerator, batch: Batch) -> Posterior:
    """Put latents read off the real pictures in the place of half of those of the prior, once a step."""
    if batch.posterior is None:
        read = read_rows(batch)
        batch.posterior = posterior = G.encoder(batch.real[read], condition_rows(batch.condition, read))
        if not batch.dealt:
            batch.z = torch.cat([batch.z[: read.start], posterior.sample(batch.z[read])])
    return batch.posterior


RECIPE = replace(
    RPGAN,
    name="vaegan",
    title="VAE-GAN",
    paper="Larsen et al. 2015, arXiv 1512.09300",
    idea=t(
        "An encoder reads a latent off each real picture, and the generator must draw that picture again from it. "
        "What is drawn from random latents is left to the discriminator."
    ),
    watch=t("“Generator on read pictures”: how far what is drawn is from the picture it was read off. It falls fast."),
    generator=encoding.EncodingGenerator,
    discriminator=partial(conv.ConvDiscriminator, norm="none", guesses=True),
    objective=partial(EncoderObjective, relativistic, penalties=PENALTIES, every=4, half=True),
    first_batch=32,
    labels={
        "d class": t("discriminator on the class"),
        "g class": t("generator on the class"),
        "g picture": t("generator on read pictures"),
        "g divergence": t("encoder's divergence"),
        "g prior": t("read latents against random ones"),
    },
    decays={"r1": DECAY, "r2": DECAY},
)
