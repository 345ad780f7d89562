"""Wasserstein GAN, Arjovsky 2017 (1701.07875): the critic's weights are clipped to 0.01, five critic steps a turn."""

from functools import partial

import torch
from torch import nn

from ..nets import conv
from ..objectives.losses import wasserstein
from ..objectives.objective import Adversarial
from ..words import t
from ._recipe import Recipe, RMSprop


@torch.no_grad()
def clip(D: nn.Module, limit: float = 0.01) -> None:
    """Keep every weight within the limit, which bounds the critic's slope."""
    for parameter in D.parameters():
        parameter.clamp_(-limit, limit)


RECIPE = Recipe(
    name="wgan",
    title="WGAN",
    paper="Arjovsky, Chintala & Bottou 2017, arXiv 1701.07875",
    idea=t(
        "A critic of bounded slope measures how far generated pictures are from real ones, and the generator "
        "descends. The distance goes down as the pictures get better, which no earlier GAN loss did."
    ),
    watch=t("The distance between the two scores: it should fall while the pictures improve."),
    generator=conv.ConvGenerator,
    discriminator=partial(conv.ConvDiscriminator, norm="batch"),
    objective=partial(Adversarial, wasserstein, after_d=clip),
    g_optimizer=RMSprop(5e-5),
    d_optimizer=RMSprop(5e-5),
    d_steps=5,
)
