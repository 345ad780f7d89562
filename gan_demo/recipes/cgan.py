"""Conditional GAN, Mirza & Osindero 2014 (1411.1784): the label goes into both players.

Deviation from the paper: DCGAN's networks in place of its fully connected ones.
"""

from functools import partial

import torch
from torch import Tensor, nn

from ..inputs.class_label import ClassInput
from ..inputs.latent import LatentInput
from ..nets import conv
from ..objectives.losses import non_saturating
from ..objectives.objective import Adversarial
from ..words import t
from ._recipe import Adam, Recipe


class LabelChannelDiscriminator(nn.Module):
    """DCGAN's discriminator with the label as one more channel of the picture."""

    def __init__(self, size: int = 32, channels: int = 1, classes: int = 10, width: int = 256):
        super().__init__()
        self.planes = nn.Embedding(classes, size * size)
        self.net = conv.ConvDiscriminator(size, channels + 1, 0, width)

    def forward(self, images: Tensor, label: Tensor) -> Tensor:
        plane = self.planes(label).view(-1, 1, *images.shape[2:])
        return self.net(torch.cat([images, plane], dim=1))


RECIPE = Recipe(
    name="cgan",
    title="Conditional GAN",
    paper="Mirza & Osindero 2014, arXiv 1411.1784",
    idea=t(
        "Give both players the class, and the generator can be asked for one. The discriminator no longer asks "
        "whether a picture is real, but whether it is a real one of that class."
    ),
    watch=t("The columns: each class takes shape on its own, and one latent looks related in all of them."),
    generator=conv.ConvGenerator,
    discriminator=LabelChannelDiscriminator,
    objective=partial(Adversarial, non_saturating),
    g_optimizer=Adam(2e-4),
    d_optimizer=Adam(2e-4),
    inputs=(LatentInput(), ClassInput(needed=True)),
)
