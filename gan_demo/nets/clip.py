"""Nets for clips, float (N, C, T, H, W) in [-1, 1]: the two streams of VideoGAN, Vondrick et al. 2016 (1609.02612).

`width` is the number of channels at 4 x 4 px; it halves each time that the side and the number of frames double.
"""

from itertools import pairwise
from typing import NamedTuple

from torch import Tensor, nn

from ..words import UserError
from .conditions import ClassEmbedding, with_class
from .conv import CLASS_FEATURES, ConvGenerator, initialised, widths
from .layers import one_each

BEGUN = -2.0  # the logit of the mask at first: under a larger one the background hardly learns


class Streams(NamedTuple):
    """What a clip is made of: clip = mask * foreground + (1 - mask) * background."""

    foreground: Tensor  # (N, C, T, H, W) in [-1, 1]
    mask: Tensor  # (N, 1, T, H, W) from 0 to 1
    background: Tensor  # (N, C, H, W) in [-1, 1], the same in every frame

    @property
    def whole(self) -> Tensor:
        """The clip, (N, C, T, H, W)."""
        still = self.background.unsqueeze(2)
        return still + self.mask * (self.foreground - still)

    @property
    def mask_shown(self) -> Tensor:
        """The mask as a clip of the same shape, white where the foreground is."""
        return (2 * self.mask - 1).expand_as(self.foreground)

    @property
    def background_shown(self) -> Tensor:
        """The background as a clip of the same shape."""
        return self.background.unsqueeze(2).expand_as(self.foreground)


def first_frames(size: int, frames: int) -> int:
    """How many frames there are at 4 x 4 px, as both double at each layer; UserError where that does not work out."""
    first, rest = divmod(frames * 4, size)
    if rest or not first:
        raise UserError(
            "Clips of {size} px need {size2} frames, or a multiple of that, not {frames}.",
            size=size,
            size2=size // 4,
            frames=frames,
        )
    return first


class TwoStreamGenerator(nn.Module):
    """Latent and class to a clip: what moves and where it is by 3D convolutions, what is behind it by 2D ones."""

    def __init__(
        self,
        size: int = 32,
        channels: int = 3,
        classes: int = 0,
        latent: int = 64,
        width: int = 128,
        frames: int = 16,
    ):
        super().__init__()
        self.embedding = ClassEmbedding(classes, CLASS_FEATURES) if classes else None
        given, c, first = latent + (CLASS_FEATURES if classes else 0), widths(size, width), first_frames(size, frames)
        self.first = initialised(nn.Linear(given, c[0] * first * 16, bias=False))
        layers: list[nn.Module] = [nn.Unflatten(1, (c[0], first, 4, 4)), nn.BatchNorm3d(c[0]), nn.ReLU(True)]
        for wide, narrow in pairwise(c):
            grow = initialised(nn.ConvTranspose3d(wide, narrow, 4, 2, 1, bias=False))
            layers += [grow, nn.BatchNorm3d(narrow), nn.ReLU(True)]
        last = initialised(nn.ConvTranspose3d(c[-1], channels + 1, 4, 2, 1))
        assert last.bias is not None
        nn.init.constant_(last.bias[-1:], BEGUN)
        self.moving = nn.Sequential(*layers, last)
        self.still = ConvGenerator(size, channels, 0, given, width)

    def parts(self, z: Tensor, label: Tensor | None = None) -> Streams:
        """Both streams, not yet one clip."""
        w = with_class(z, self.embedding, label)
        moving = self.moving(self.first(w))
        return Streams(moving[:, :-1].tanh(), moving[:, -1:].sigmoid(), self.still(w))

    def forward(self, z: Tensor, label: Tensor | None = None) -> Tensor:
        return self.parts(z, label).whole


class ClipDiscriminator(nn.Module):
    """Clip and class to a score, (N,): strided 3D convolutions, and a projection of the class (1802.05637)."""

    def __init__(self, size: int = 32, channels: int = 3, classes: int = 0, width: int = 128, frames: int = 16):
        super().__init__()
        c, first = widths(size, width)[::-1], first_frames(size, frames)
        layers: list[nn.Module] = []
        for narrow, wide in pairwise([channels, *c]):
            layers += [initialised(nn.Conv3d(narrow, wide, 4, 2, 1)), nn.LeakyReLU(0.2, True)]
        self.trunk = nn.Sequential(*layers)
        self.score = initialised(nn.Conv3d(c[-1], 1, (first, 4, 4)))
        self.embedding = ClassEmbedding(classes, c[-1]) if classes else None

    def forward(self, clips: Tensor, label: Tensor | None = None) -> Tensor:
        features = self.trunk(clips)
        score = one_each(self.score(features))
        if self.embedding is None:
            return score
        return score + (features.sum((2, 3, 4)) * self.embedding(label)).sum(1)
