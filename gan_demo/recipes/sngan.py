"""SNGAN, Miyato 2018 (1802.05957), with hinge loss and two learning rates (Heusel 2017, 1706.08500).

Deviation from the paper: one discriminator step a turn, narrow strided networks, and a generator whose batch norm is
modulated by latent and class.
"""

from functools import partial

from ..nets import conv, modulated
from ..objectives.losses import hinge
from ..objectives.objective import Adversarial
from ..words import t
from ._recipe import Adam, Recipe

RECIPE = Recipe(
    name="sngan",
    title="SNGAN",
    paper="Miyato et al. 2018, arXiv 1802.05957",
    idea=t(
        "Divide each weight matrix of the discriminator by its largest singular value, and its slope stays bounded. "
        "It costs next to nothing and needs no penalty, so a minute holds more steps than with one."
    ),
    watch=t("The scores: real above zero, fake below, both within about one."),
    generator=modulated.ModulatedGenerator,
    discriminator=partial(conv.ConvDiscriminator, norm="spectral"),
    objective=partial(Adversarial, hinge),
    g_optimizer=Adam(2e-4),
    d_optimizer=Adam(4e-4),
)
