"""Nets that begin at 4 x 4 px and grow in training, Karras 2017 (1710.10196).

Their `level` is 0 at 4 px and one more for each doubling of the side; between two whole numbers the larger side fades
in. Whatever the level, pictures are of the full size outside: what has fewer pixels is enlarged to it, pixel by pixel.
"""

import math
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, interpolate, leaky_relu, linear

from .conditions import ClassEmbedding, with_class
from .conv import CLASS_FEATURES, widths
from .layers import Layers

GROUP = 4  # pictures whose spread D sees
FEWEST = 4  # channels at the full size
GAIN = math.sqrt(2)  # of layers before a leaky ReLU, He 2015 (1502.01852)


class EqualizedConv(nn.Conv2d):
    """A convolution whose weights are normal and scaled where they are used, so that all learn at one rate."""

    def __init__(self, given: int, made: int, kernel: int, gain: float = GAIN):
        super().__init__(given, made, kernel, padding=kernel // 2)
        self.scale = gain / math.sqrt(given * kernel * kernel)
        nn.init.normal_(self.weight)
        assert self.bias is not None
        nn.init.zeros_(self.bias)

    def forward(self, x: Tensor) -> Tensor:
        return self._conv_forward(x, self.weight * self.scale, self.bias)


class EqualizedLinear(nn.Linear):
    """The same of a linear layer."""

    def __init__(self, given: int, made: int, gain: float = GAIN):
        super().__init__(given, made)
        self.scale = gain / math.sqrt(given)
        nn.init.normal_(self.weight)
        nn.init.zeros_(self.bias)

    def forward(self, x: Tensor) -> Tensor:
        return linear(x, self.weight * self.scale, self.bias)


def pixel_norm(x: Tensor) -> Tensor:
    """The features of each pixel, or of each vector, at a mean square of one."""
    return x * (x.square().mean(1, keepdim=True) + 1e-8).rsqrt()


def upsampled(x: Tensor, times: int = 2) -> Tensor:
    """Each pixel as a square of pixels."""
    return interpolate(x, scale_factor=times) if times > 1 else x


def seen_at(images: Tensor, level: float) -> Tensor:
    """Pictures with no more pixels than a level has, of the size that they were."""
    size = images.shape[2]
    top = math.ceil(level)
    times = size // (4 << top)
    if times < 1 or (times == 1 and level == top):
        return images
    small = avg_pool2d(images, times)
    if level < top:
        small = torch.lerp(upsampled(avg_pool2d(small, 2)), small, 1 + level - top)
    return upsampled(small, times)


class GrowingBlock(nn.Module):
    """Two convolutions, each with a leaky ReLU and, in a generator, normalised pixels."""

    def __init__(self, first: tuple[int, int], second: tuple[int, int], normed: bool):
        super().__init__()
        self.convs = Layers(EqualizedConv(*shape, 3) for shape in (first, second))
        self.normed = normed

    def forward(self, x: Tensor) -> Tensor:
        for conv in self.convs:
            x = leaky_relu(conv(x), 0.2)
            x = pixel_norm(x) if self.normed else x
        return x


def place_of(level: float) -> tuple[int, float]:
    """The number of the largest side that counts at a level, and by which share, 1 but while it fades in."""
    top = math.ceil(level)
    return top, 1 + level - top


class Growing(nn.Module):
    """What both nets have: a level, between 0 and that of the full size."""

    level: Tensor

    def __init__(self, size: int, width: int):
        super().__init__()
        coarse = widths(size, width)
        self.channels = [*coarse, max(FEWEST, coarse[-1] // 2)]  # at 4, 8, ... size px
        self.levels = len(self.channels) - 1
        self.register_buffer("level", torch.tensor(float(self.levels)))
        self.known: float | None = None  # the level, so that nobody waits for a GPU to tell it

    def _load_from_state_dict(self, *given: Any, **named: Any) -> None:
        super()._load_from_state_dict(*given, **named)
        self.known = None

    @property
    def reached(self) -> float:
        """The level, at most the last one."""
        if self.known is None:
            self.known = min(max(float(self.level), 0.0), float(self.levels))
        return self.known

    def grow(self, level: float) -> None:
        """Be at that level, or at the last one."""
        self.known = min(level, float(self.levels))
        self.level.fill_(self.known)

    def place(self) -> tuple[int, float]:
        """The number of the largest side that counts, and by which share, 1 but while it fades in."""
        return place_of(self.reached)


class GrowingGenerator(Growing):
    """Latent and class to a picture."""

    def __init__(self, size: int = 32, channels: int = 1, classes: int = 0, latent: int = 64, width: int = 192):
        super().__init__(size, width)
        c = self.channels
        self.embedding = ClassEmbedding(classes, CLASS_FEATURES) if classes else None
        self.first = EqualizedLinear(latent + (CLASS_FEATURES if classes else 0), 16 * c[0], GAIN / 4)
        self.begin = EqualizedConv(c[0], c[0], 3)
        self.blocks = Layers(GrowingBlock((wide, narrow), (narrow, narrow), True) for wide, narrow in pairwise(c))
        self.pictures = Layers(EqualizedConv(features, channels, 1, 1.0) for features in c)

    def forward(self, z: Tensor, label: Tensor | None = None) -> Tensor:
        return self.at(self.reached, z, label)

    def at(self, level: float, z: Tensor, label: Tensor | None = None) -> Tensor:
        """The picture at another level than that of the net."""
        top, share = place_of(level)
        x = self.first(pixel_norm(with_class(z, self.embedding, label))).unflatten(1, (-1, 4, 4))
        x = before = pixel_norm(leaky_relu(self.begin(pixel_norm(leaky_relu(x, 0.2))), 0.2))
        for block in self.blocks[:top]:
            before, x = x, block(upsampled(x))
        picture = self.pictures[top](x)
        if share < 1:
            picture = torch.lerp(upsampled(self.pictures[top - 1](before)), picture, share)
        return upsampled(picture, 1 << (self.levels - top))


class GrowingDiscriminator(Growing):
    """Picture and class to a score, (N,): the generator's mirror, with the spread of a few pictures as a feature."""

    def __init__(self, size: int = 32, channels: int = 1, classes: int = 0, width: int = 192):
        super().__init__(size, width)
        c = self.channels
        self.pictures = Layers(EqualizedConv(channels, features, 1) for features in c)
        self.blocks = Layers(GrowingBlock((narrow, narrow), (narrow, wide), False) for wide, narrow in pairwise(c))
        self.end = EqualizedConv(c[0] + 1, c[0], 3)
        self.features = EqualizedLinear(16 * c[0], c[0])
        self.score = EqualizedLinear(c[0], 1, 1.0)
        self.embedding = ClassEmbedding(classes, c[0]) if classes else None

    def forward(self, images: Tensor, label: Tensor | None = None) -> Tensor:
        top, share = self.place()
        images = avg_pool2d(images, 1 << (self.levels - top)) if top < self.levels else images
        x = leaky_relu(self.pictures[top](images), 0.2)
        for i in reversed(range(top)):
            x = avg_pool2d(self.blocks[i](x), 2)
            if share < 1 and i == top - 1:
                x = torch.lerp(leaky_relu(self.pictures[i](avg_pool2d(images, 2)), 0.2), x, share)
        x = leaky_relu(self.end(torch.cat([x, spread(x)], 1)), 0.2)
        x = leaky_relu(self.features(x.flatten(1)), 0.2)
        score = self.score(x).squeeze(1)
        return score if self.embedding is None else score + (x * self.embedding(label)).sum(1)


def spread(x: Tensor) -> Tensor:
    """How much features differ among four pictures at a time, the mean standard deviation, (N, 1, H, W)."""
    whole = len(x) // GROUP * GROUP
    groups = x[:whole].unflatten(0, (-1, GROUP)), x[whole:][None]
    each = [deviation(group) for group in groups if group.shape[1]]
    return torch.cat(each)[:, None, None, None].expand(-1, 1, *x.shape[2:])


def deviation(groups: Tensor) -> Tensor:
    """The mean standard deviation of features in each group, for each of its pictures: (K, G, C, H, W) to (K G,)."""
    apart = groups - groups.mean(1, keepdim=True)  # torch.var takes five times as long over a first dimension
    means = (apart.square().mean(1) + 1e-8).sqrt().mean((1, 2, 3))
    return means.repeat_interleave(groups.shape[1])
