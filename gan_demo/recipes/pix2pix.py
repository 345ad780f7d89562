"""pix2pix, Isola et al. 2016 (1611.07004): an outline becomes a picture.

Deviations from the paper: noise enters at 4 x 4 px in place of dropout, so that a seed draws the same picture again
(the paper found that either is hardly used); a net that is narrower, ends at 4 x 4 px, has two more convolutions at the
full size, and instance norm, as the paper's batch norm is at its batch of one picture, but without scale and shift;
patches of half the side; larger batches; D's loss is not halved, which Adam would undo. Pairs are moved as in the
paper's section 6.2, not mirrored but bent, and half of the outlines are as if drawn by hand.
"""

from functools import partial

from torch import Tensor

from ..inputs.image import ImageInput
from ..inputs.latent import LatentInput
from ..nets.unet import PatchDiscriminator, UNetGenerator
from ..objectives.losses import non_saturating
from ..objectives.objective import Adversarial, Batch, StepResult
from ..objectives.penalties import ScoredImages
from ..words import t
from ._recipe import Adam, Recipe

L1 = 100.0  # weight of the mean error of pixels in [-1, 1]


class PairedObjective(Adversarial[UNetGenerator, PatchDiscriminator, Tensor]):
    """The adversarial objective on patches, and how far each picture is from the one whose outline it was given."""

    @property
    def terms(self) -> tuple[str, ...]:
        return *super().terms, "g l1"

    def scored(
        self, D: PatchDiscriminator, real: Tensor, fake: Tensor, batch: Batch[Tensor], some: slice = slice(None)
    ) -> ScoredImages:
        """The pictures, as D scores their patches, one below the other."""
        real, fake, drawing = real[some], fake[some], batch.condition[some]
        real_score, fake_score = (D.patches(images, drawing).flatten() for images in (real, fake))
        return ScoredImages(real, fake, drawing, real_score, fake_score, batch.uniform[some])

    def g_step(self, G: UNetGenerator, D: PatchDiscriminator, batch: Batch[Tensor]) -> StepResult:
        fake = batch.fake(G)
        score = D.patches(batch.shown(fake), batch.condition).flatten()
        return StepResult({"g": self.loss.g(score), "g l1": L1 * (fake - batch.real).abs().mean()})


RECIPE = Recipe(
    name="pix2pix",
    title="pix2pix",
    paper="Isola et al. 2016, arXiv 1611.07004",
    idea=t(
        "Give the generator a drawing and hold it to the picture that the drawing was taken from. The mean error "
        "alone would smear; a discriminator that looks at drawing and picture together, patch by patch, makes it "
        "decide."
    ),
    watch=t("“Generator: mean error” falls first, while the colours come; then edges and small things become sharp."),
    generator=UNetGenerator,
    discriminator=PatchDiscriminator,
    objective=partial(PairedObjective, non_saturating),
    g_optimizer=Adam(2e-4),
    d_optimizer=Adam(2e-4),
    inputs=(LatentInput(), ImageInput()),
    first_batch=16,
    labels={"g l1": t("generator: mean error")},
)
