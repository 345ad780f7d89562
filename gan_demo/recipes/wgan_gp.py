"""WGAN with gradient penalty, Gulrajani 2017 (1704.00028): weight 10, five critic steps, no norm in the critic."""

from functools import partial

from ..nets import conv
from ..objectives.losses import wasserstein
from ..objectives.objective import Adversarial
from ..objectives.penalties import unit_slope
from ..words import Words
from ._recipe import Adam, Recipe

RECIPE = Recipe(
    name="wgan_gp",
    title="WGAN-GP",
    paper="Gulrajani et al. 2017, arXiv 1704.00028",
    idea=Words(
        "In place of clipping weights, ask the critic for a slope of one between real and generated pictures. "
        "The critic keeps its capacity, and training no longer depends on a lucky clipping value.",
        "不再裁剪权重，而是要求评论家在真实图像与生成图像之间的斜率为一。评论家保住了表达能力，训练也不再依赖碰运气的裁剪值。",
    ),
    watch=Words(
        "The distance and the penalty: after the start both stay small and steady.",
        "看距离和惩罚项：开头之后两者都应该又小又稳。",
    ),
    generator=conv.ConvGenerator,
    discriminator=partial(conv.ConvDiscriminator, norm="none"),
    objective=partial(Adversarial, wasserstein, penalties={"gradient penalty": (10.0, unit_slope)}),
    g_optimizer=Adam(1e-4, (0.0, 0.9)),
    d_optimizer=Adam(1e-4, (0.0, 0.9)),
    d_steps=5,
)
