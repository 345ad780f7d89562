"""Picture to picture: the U-Net and the discriminator of patches of pix2pix, Isola 2016 (1611.07004).

CycleGAN's nets, Zhu 2017 (1703.10593), are two of each.
"""

from itertools import pairwise

import torch
from torch import Tensor, nn

from .conv import initialised, widths
from .precision import precise


class UNet(nn.Module):
    """A picture, (N, given, size, size), and noise to one of `made` channels: down to 4 x 4 px and back up.

    On the way up each side gets the features of that side on the way down, the full one the picture itself, so that
    lines stay where they were drawn; two convolutions there draw what is as small as eyes are at 64 px.
    `width` is the number of channels at 4 x 4 px; it halves each time that the side doubles.
    """

    def __init__(self, given: int, made: int, size: int, latent: int, width: int):
        super().__init__()
        c = widths(size, width)
        self.first = initialised(nn.Conv2d(given, c[-1], 4, 2, 1))
        self.down = nn.ModuleList(shrunk(narrow, wide) for narrow, wide in pairwise(c[::-1]))
        self.noise = nn.Linear(latent, c[0])
        doubled = [c[0], *(2 * narrow for narrow in c[1:])]
        self.up = nn.ModuleList(grown(wide, narrow) for wide, narrow in zip(doubled, c[1:], strict=False))
        self.finest = grown(doubled[-1], c[-1])
        self.last = nn.Sequential(
            nn.Conv2d(c[-1] + given, c[-1], 3, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(c[-1], made, 3, padding=1)
        )

    def forward(self, z: Tensor, picture: Tensor) -> Tensor:
        features = [self.first(picture)]
        for down in self.down:
            features.append(down(features[-1]))
        x = features.pop() + self.noise(z)[:, :, None, None]
        for up in self.up:
            x = torch.cat([up(x), features.pop()], 1)
        return self.last(torch.cat([self.finest(x), picture], 1)).tanh()


def shrunk(narrow: int, wide: int) -> nn.Module:
    """To half the side."""
    return nn.Sequential(
        nn.LeakyReLU(0.2), initialised(nn.Conv2d(narrow, wide, 4, 2, 1, bias=False)), nn.InstanceNorm2d(wide)
    )


def grown(wide: int, narrow: int) -> nn.Module:
    """To twice the side."""
    return nn.Sequential(
        nn.ReLU(), initialised(nn.ConvTranspose2d(wide, narrow, 4, 2, 1, bias=False)), nn.InstanceNorm2d(narrow)
    )


class UNetGenerator(UNet):
    """A drawing of one channel to a picture."""

    def __init__(self, size: int = 64, channels: int = 3, latent: int = 64, width: int = 256):
        super().__init__(1, channels, size, latent, width)


class CycleGenerator(nn.Module):
    """A drawing of so many channels to a picture, and a picture to a drawing."""

    def __init__(self, size: int = 64, channels: int = 3, latent: int = 64, width: int = 256, given: int = 1):
        super().__init__()
        self.there = UNet(given, channels, size, latent, width)
        self.back = UNet(channels, given, size, latent, width)

    def forward(self, z: Tensor, drawing: Tensor) -> Tensor:
        return self.there(z, drawing)


class PatchDiscriminator(nn.Module):
    """A picture beside the drawing of which it is to be to scores of its patches, (N, patches)."""

    def __init__(self, size: int = 64, channels: int = 3, width: int = 256):
        super().__init__()
        self.layers = patch_layers(1 + channels, size, width)

    def patches(self, images: Tensor, drawing: Tensor) -> Tensor:
        """The score of each patch."""
        return precise(self.layers(torch.cat([drawing, images], 1)))

    def forward(self, images: Tensor, drawing: Tensor) -> Tensor:
        """The mean score of each picture, (N,)."""
        return self.patches(images, drawing).mean(1)


class CycleDiscriminator(nn.Module):
    """Pictures to scores of their patches, and drawings to scores of theirs, neither beside the other."""

    def __init__(self, size: int = 64, channels: int = 3, width: int = 256, given: int = 1):
        super().__init__()
        self.picture = patch_layers(channels, size, width)
        self.drawing = patch_layers(given, size, width)

    def forward(self, images: Tensor, drawing: Tensor) -> Tensor:
        """The mean score of each picture, (N,)."""
        return precise(self.picture(images)).mean(1)


def patch_layers(given: int, size: int, width: int) -> nn.Sequential:
    """Pictures of so many channels to scores of their patches, (N, patches).

    A patch has half of the picture's side, about: 34 of 64 px; the paper's has 70 of 256. `width` is that of the
    generator, a quarter of which the last strided layer has.
    """
    shrinks = min(3, max(1, size.bit_length() - 5))
    c = [max(1, width // 4 >> i) for i in range(shrinks - 1, -1, -1)]
    layers = [initialised(nn.Conv2d(given, c[0], 4, 2, 1)), nn.LeakyReLU(0.2)]
    for stride, (narrow, wide) in zip([2] * (shrinks - 1) + [1], [*pairwise(c), (c[-1], 2 * c[-1])], strict=True):
        layer = initialised(nn.Conv2d(narrow, wide, 4, stride, 1, bias=False))
        layers += [layer, nn.InstanceNorm2d(wide), nn.LeakyReLU(0.2)]
    return nn.Sequential(*layers, initialised(nn.Conv2d(2 * c[-1], 1, 4, 1, 1)), nn.Flatten())
