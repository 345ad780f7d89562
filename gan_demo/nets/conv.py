"""The strided 4x4 networks of DCGAN and its family, Radford 2015 (1511.06434).

`width` is the number of channels at 4 x 4 px; it halves each time that the side doubles.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import TypeVar

import torch
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm

from ..words import UserError
from .conditions import ClassEmbedding, with_class
from .layers import one_each

CLASS_FEATURES = 64  # size of a generator's class embedding

Weighted = TypeVar("Weighted", nn.Linear, nn.Conv2d, nn.ConvTranspose2d, nn.Conv3d, nn.ConvTranspose3d)


def widths(size: int, width: int) -> list[int]:
    """Channels at 4, 8, ... size / 2 px."""
    sides = [4 << i for i in range((size // 4).bit_length() - 1)]
    least = 4 << max(0, len(sides) - 1)
    if not sides or sides[-1] * 2 != size or width < least:
        raise UserError(
            "This net draws 8, 16, 32, ... px, at {size} px with a width of at least {least}, not {width}.",
            size=size,
            least=least,
            width=width,
        )
    return [width >> i for i in range(len(sides))]


def initialised(layer: Weighted) -> Weighted:
    """Weights from N(0, 0.02), as the paper's section 4 has it, in place of PyTorch's default."""
    nn.init.normal_(layer.weight, 0, 0.02)
    return layer


@torch.no_grad()
def evened(conv: nn.Conv2d) -> nn.Conv2d:
    """A convolution before a pixel shuffle that starts as a plain enlargement, without a checkerboard (1707.02937)."""
    conv.weight.copy_(conv.weight[::4].repeat_interleave(4, 0))
    assert conv.bias is not None
    conv.bias.zero_()
    return conv


class ConvGenerator(nn.Module):
    """Latent and class to a picture by transposed convolutions with batch norm."""

    def __init__(self, size: int = 32, channels: int = 1, classes: int = 0, latent: int = 64, width: int = 256):
        super().__init__()
        self.embedding = ClassEmbedding(classes, CLASS_FEATURES) if classes else None
        c = widths(size, width)
        self.first = initialised(nn.Linear(latent + (CLASS_FEATURES if classes else 0), c[0] * 16, bias=False))
        layers = [nn.Unflatten(1, (c[0], 4, 4)), nn.BatchNorm2d(c[0]), nn.ReLU(True)]
        for wide, narrow in pairwise(c):
            grow = initialised(nn.ConvTranspose2d(wide, narrow, 4, 2, 1, bias=False))
            layers += [grow, nn.BatchNorm2d(narrow), nn.ReLU(True)]
        layers += [initialised(nn.ConvTranspose2d(c[-1], channels, 4, 2, 1)), nn.Tanh()]
        self.layers = nn.Sequential(*layers)

    def mapping(self, z: Tensor, label: Tensor | None = None) -> Tensor:
        """The vector that synthesis starts from: z beside the class embedding."""
        return with_class(z, self.embedding, label)

    def synthesis(self, w: Tensor) -> Tensor:
        return self.layers(self.first(w))

    def forward(self, z: Tensor, label: Tensor | None = None) -> Tensor:
        return self.synthesis(self.mapping(z, label))


# of each norm: what stands around a convolution of the discriminator, and after it
NORMS: dict[str, tuple[Callable[[nn.Module], nn.Module], Callable[[int], nn.Module]]] = {
    "none": (lambda conv: conv, lambda features: nn.Identity()),
    "batch": (lambda conv: conv, nn.BatchNorm2d),
    "spectral": (spectral_norm, lambda features: nn.Identity()),
}


class ConvDiscriminator(nn.Module):
    """Picture and class to a score, (N,): strided convolutions, and a projection of the class (1802.05637).

    guesses: it can also say of features which class they are of, an auxiliary classifier (1610.09585).
    """

    def __init__(
        self,
        size: int = 32,
        channels: int = 1,
        classes: int = 0,
        width: int = 256,
        norm: str = "batch",
        guesses: bool = False,
    ):
        super().__init__()
        wrap, normalise = NORMS[norm]
        c = widths(size, width)[::-1]
        layers = [wrap(initialised(nn.Conv2d(channels, c[0], 4, 2, 1))), nn.LeakyReLU(0.2, True)]
        for narrow, wide in pairwise(c):
            shrink = wrap(initialised(nn.Conv2d(narrow, wide, 4, 2, 1)))
            layers += [shrink, normalise(wide), nn.LeakyReLU(0.2, True)]
        self.trunk = nn.Sequential(*layers)
        self.score = wrap(initialised(nn.Conv2d(c[-1], 1, 4)))
        self.embedding = ClassEmbedding(classes, c[-1]) if classes else None
        self.guess = nn.Sequential(nn.Flatten(), nn.Linear(16 * c[-1], classes)) if classes and guesses else None

    def stages(self, images: Tensor) -> list[Tensor]:
        """The features after each convolution, (N, channels, side, side)."""
        every = [images := layer(images) for layer in self.trunk]
        return [x for x, layer in zip(every, self.trunk, strict=True) if isinstance(layer, nn.LeakyReLU)]

    def judge(self, features: Tensor, label: Tensor | None = None) -> Tensor:
        """The score by the features of the last stage."""
        score = one_each(self.score(features))
        if self.embedding is None:
            return score
        return score + (features.sum((2, 3)) * self.embedding(label)).sum(1)

    def forward(self, images: Tensor, label: Tensor | None = None) -> Tensor:
        return self.judge(self.trunk(images), label)
