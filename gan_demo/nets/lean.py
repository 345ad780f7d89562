"""Lean residual networks without normalisation, after R3GAN (Huang 2024, 2501.05441), sized for two CPU cores.

`width` is the number of channels at 4 x 4 px; it halves each time that the side doubles. Deviations from the paper:
plain 3x3 residual blocks in place of grouped ones, and the last factor of two is a pixel shuffle (unshuffle in D),
because thin layers at full size run at a third of the speed of wide ones.
"""

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, interpolate, leaky_relu

from .conditions import ClassEmbedding, with_class
from .conv import CLASS_FEATURES, evened, widths


class ResidualBlock(nn.Module):
    """x plus two 3x3 convolutions; the second starts at zero (Fixup, 1901.09321), so a block starts as an identity."""

    def __init__(self, channels: int):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        nn.init.kaiming_normal_(self.conv1.weight, 0.2)
        nn.init.zeros_(self.conv2.weight)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.conv2(leaky_relu(self.conv1(leaky_relu(x, 0.2)), 0.2))


class ResidualGenerator(nn.Module):
    """Latent and class scale a learned 4x4 basis, which residual blocks and bilinear growth turn into a picture."""

    def __init__(self, size: int = 32, channels: int = 1, classes: int = 0, latent: int = 64, width: int = 192):
        super().__init__()
        c = widths(size, width)
        self.embedding = ClassEmbedding(classes, CLASS_FEATURES) if classes else None
        self.scale = nn.Linear(latent + (CLASS_FEATURES if classes else 0), c[0], bias=False)
        self.basis = nn.Parameter(torch.randn(c[0], 4, 4))
        self.blocks = nn.ModuleList(ResidualBlock(channels) for channels in c)
        self.narrow = nn.ModuleList(nn.Conv2d(wide, narrow, 1, bias=False) for wide, narrow in pairwise(c))
        self.last = nn.Sequential(evened(nn.Conv2d(c[-1], 4 * channels, 3, padding=1)), nn.PixelShuffle(2))

    def mapping(self, z: Tensor, label: Tensor | None = None) -> Tensor:
        """The vector that scales the basis: z beside the class embedding."""
        return with_class(z, self.embedding, label)

    def synthesis(self, w: Tensor) -> Tensor:
        x = self.blocks[0](self.basis * self.scale(w)[:, :, None, None])
        for narrow, block in zip(self.narrow, self.blocks[1:], strict=True):
            x = block(interpolate(narrow(x), scale_factor=2, mode="bilinear", align_corners=False))
        return self.last(x)

    def forward(self, z: Tensor, label: Tensor | None = None) -> Tensor:
        return self.synthesis(self.mapping(z, label))


class ResidualDiscriminator(nn.Module):
    """The mirror image: picture and class to a score, (N,), with a projection of the class (1802.05637)."""

    def __init__(self, size: int = 32, channels: int = 1, classes: int = 0, width: int = 192):
        super().__init__()
        c = widths(size, width)[::-1]
        self.first = nn.Sequential(nn.PixelUnshuffle(2), nn.Conv2d(4 * channels, c[0], 3, padding=1))
        self.blocks = nn.ModuleList(ResidualBlock(channels) for channels in c)
        self.widen = nn.ModuleList(nn.Conv2d(narrow, wide, 1, bias=False) for narrow, wide in pairwise(c))
        self.pool = nn.Conv2d(c[-1], c[-1], 4, groups=c[-1], bias=False)
        self.score = nn.Linear(c[-1], 1, bias=False)
        self.embedding = ClassEmbedding(classes, c[-1]) if classes else None

    def forward(self, images: Tensor, label: Tensor | None = None) -> Tensor:
        x = self.blocks[0](self.first(images))
        for widen, block in zip(self.widen, self.blocks[1:], strict=True):
            x = block(widen(avg_pool2d(x, 2)))
        features = self.pool(x).flatten(1)
        score = self.score(features).squeeze(1)
        return score if self.embedding is None else score + (features * self.embedding(label)).sum(1)
