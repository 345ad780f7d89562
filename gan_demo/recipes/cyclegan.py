"""CycleGAN, Zhu et al. 2017 (1703.10593): outlines become pictures though no outline is shown with its picture.

Each step sees outlines of other pictures than the real ones beside them, exact ones, or pictures of a second data set.
Deviations from the paper: the U-Net of pix2pix, with its noise, in place of a residual net; D sees the pictures of this
step, not of a history; the identity loss only where both sides have colours; larger batches, and rates that stay.
"""

from functools import partial

import torch
from torch import Tensor

from ..inputs.image import ImageInput
from ..inputs.latent import LatentInput
from ..nets.precision import precise
from ..nets.unet import CycleDiscriminator, CycleGenerator
from ..objectives.losses import least_squares
from ..objectives.objective import Adversarial, Batch, StepResult
from ..words import t
from ._recipe import Adam, Recipe

CYCLE = 10.0  # weight of the mean error there and back
IDENTITY = 5.0  # and of what a net changes in a picture that is on its side already: section 5.2, which keeps colours


class CycleObjective(Adversarial[CycleGenerator, CycleDiscriminator, Tensor]):
    """Each side has a discriminator, and what goes to the other side and back must come out as it went in."""

    @property
    def terms(self) -> tuple[str, ...]:
        return "d", "d drawing", "g", "g drawing", "g cycle", "g picture cycle", "g identity"

    def d_step(self, G: CycleGenerator, D: CycleDiscriminator, batch: Batch[Tensor]) -> StepResult:
        with torch.no_grad():
            drawing = precise(G.back(batch.z, batch.real))
        seen = batch.shown(batch.real).detach(), batch.shown(batch.fake(G)).detach()
        real, fake = (precise(D.picture(images)).flatten() for images in seen)
        own, drawn = (precise(D.drawing(images)).flatten() for images in (batch.condition, drawing))
        terms = {"d": self.loss.d(real, fake), "d drawing": self.loss.d(own, drawn)}
        watch = {"real score": real.mean(), "fake score": fake.mean()}
        return StepResult(terms, watch, {"real": real.detach(), "fake": fake.detach()})

    def g_step(self, G: CycleGenerator, D: CycleDiscriminator, batch: Batch[Tensor]) -> StepResult:
        picture, drawing = batch.fake(G), precise(G.back(batch.z, batch.real))
        again, back = precise(G.there(batch.z, drawing)), precise(G.back(batch.z, picture))
        terms = {
            "g": self.loss.g(precise(D.picture(batch.shown(picture))).flatten()),
            "g drawing": self.loss.g(precise(D.drawing(drawing)).flatten()),
            "g cycle": CYCLE * (back - batch.condition).abs().mean(),
            "g picture cycle": CYCLE * (again - batch.real).abs().mean(),
        }
        if batch.condition.shape[1] == batch.real.shape[1] > 1:
            same = precise(G.there(batch.z, batch.real)), precise(G.back(batch.z, batch.condition))
            change = (same[0] - batch.real).abs().mean() + (same[1] - batch.condition).abs().mean()
            terms["g identity"] = IDENTITY * change
        return StepResult(terms)


RECIPE = Recipe(
    name="cyclegan",
    title="CycleGAN",
    paper="Zhu et al. 2017, arXiv 1703.10593",
    idea=t(
        "Learn to turn drawings into pictures from a heap of drawings and a heap of pictures, none of which belong "
        "together. What keeps a picture true to its drawing is the way back: it must lead to the same drawing."
    ),
    watch=t(
        "“Generator: drawing there and back”: as it falls, the picture must keep every line, whatever its colours."
    ),
    generator=CycleGenerator,
    discriminator=CycleDiscriminator,
    objective=partial(CycleObjective, least_squares),
    g_optimizer=Adam(2e-4),
    d_optimizer=Adam(2e-4),
    inputs=(LatentInput(), ImageInput(paired=False)),
    first_batch=16,
    labels={
        "d drawing": t("discriminator of drawings"),
        "g drawing": t("generator of drawings"),
        "g cycle": t("generator: drawing there and back"),
        "g picture cycle": t("generator: picture there and back"),
        "g identity": t("generator: picture of its own side"),
    },
)
