"""DCGAN, Radford 2015 (1511.06434): the teaching baseline.

Deviation from the paper: four times narrower, and latents are normal instead of uniform.
"""

from functools import partial

from ..nets import conv
from ..objectives.losses import non_saturating
from ..objectives.objective import Adversarial
from ..words import t
from ._recipe import Adam, Recipe

RECIPE = Recipe(
    name="dcgan",
    title="DCGAN",
    paper="Radford, Metz & Chintala 2015, arXiv 1511.06434",
    idea=t(
        "Convolutions with strides and batch norm in both players made GANs train on pictures at all. Smooth paths "
        "between latents showed that the generator had learned more than its examples."
    ),
    watch=t("The two scores: when they drift far apart, the discriminator has won and the pictures stop improving."),
    generator=conv.ConvGenerator,
    discriminator=partial(conv.ConvDiscriminator, norm="batch"),
    objective=partial(Adversarial, non_saturating),
    g_optimizer=Adam(2e-4),
    d_optimizer=Adam(2e-4),
)
