"""SNGAN, Miyato 2018 (1802.05957), with hinge loss and two learning rates (Heusel 2017, 1706.08500).

Deviation from the paper: one discriminator step a turn, narrow strided networks, and a generator whose batch norm is
modulated by latent and class.
"""

from functools import partial

from ..nets import conv, modulated
from ..objectives.losses import hinge
from ..objectives.objective import Adversarial
from ..words import Words
from ._recipe import Adam, Recipe

RECIPE = Recipe(
    name="sngan",
    title="SNGAN",
    paper="Miyato et al. 2018, arXiv 1802.05957",
    idea=Words(
        "Divide each weight matrix of the discriminator by its largest singular value, and its slope stays bounded. "
        "It costs next to nothing and needs no penalty, so a minute holds more steps than with one.",
        "把判别器的每个权重矩阵除以它最大的奇异值，判别器的斜率就有了上限。"
        "这几乎不花时间，也不需要惩罚项，所以同样的时间里能走更多步。",
    ),
    watch=Words(
        "The scores: real above zero, fake below, both within about one.",
        "看得分：真图在零以上，生成图在零以下，都在一左右。",
    ),
    generator=modulated.ModulatedGenerator,
    discriminator=partial(conv.ConvDiscriminator, norm="spectral"),
    objective=partial(Adversarial, hinge),
    g_optimizer=Adam(2e-4),
    d_optimizer=Adam(4e-4),
)
