"""WGAN with gradient penalty, Gulrajani 2017 (1704.00028): weight 10, five critic steps, no norm in the critic."""

from functools import partial

from ..nets import conv
from ..objectives.losses import wasserstein
from ..objectives.objective import Adversarial
from ..objectives.penalties import unit_slope
from ..words import t
from ._recipe import Adam, Recipe

RECIPE = Recipe(
    name="wgan_gp",
    title="WGAN-GP",
    paper="Gulrajani et al. 2017, arXiv 1704.00028",
    idea=t(
        "In place of clipping weights, ask the critic for a slope of one between real and generated pictures. The "
        "critic keeps its capacity, and training no longer depends on a lucky clipping value."
    ),
    watch=t("The distance and the penalty: after the start both stay small and steady."),
    generator=conv.ConvGenerator,
    discriminator=partial(conv.ConvDiscriminator, norm="none"),
    objective=partial(Adversarial, wasserstein, penalties={"gradient penalty": (10.0, unit_slope)}),
    g_optimizer=Adam(1e-4, (0.0, 0.9)),
    d_optimizer=Adam(1e-4, (0.0, 0.9)),
    d_steps=5,
)
