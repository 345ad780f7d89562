"""A strided generator in which latent and class speak at every layer, not only at the first.

Batch norm without weights of its own, scaled and shifted by the latent and the class: the conditional batch norm of
de Vries 2017 (1707.00683) with the skip connections from z of BigGAN (1809.11096).
"""

from itertools import pairwise

from torch import Tensor, nn
from torch.nn.functional import relu

from .conditions import ClassEmbedding, with_class
from .conv import CLASS_FEATURES, evened, initialised, widths
from .layers import Layers


class ModulatedNorm(nn.Module):
    """Batch norm whose scale and shift come from w."""

    def __init__(self, channels: int, features: int):
        super().__init__()
        self.norm = nn.BatchNorm2d(channels, affine=False)
        self.affine = initialised(nn.Linear(features, 2 * channels))
        nn.init.zeros_(self.affine.bias)

    def forward(self, x: Tensor, w: Tensor) -> Tensor:
        scale, shift = self.affine(w)[:, :, None, None].chunk(2, dim=1)
        return self.norm(x) * (1 + scale) + shift


class ModulatedGenerator(nn.Module):
    """Latent and class to a picture; the last layer is a convolution at half the side and a pixel shuffle."""

    def __init__(self, size: int = 32, channels: int = 1, classes: int = 0, latent: int = 64, width: int = 256):
        super().__init__()
        features = latent + (CLASS_FEATURES if classes else 0)
        c = widths(size, width)
        self.embedding = ClassEmbedding(classes, CLASS_FEATURES) if classes else None
        self.first = nn.Sequential(initialised(nn.Linear(features, c[0] * 16)), nn.Unflatten(1, (c[0], 4, 4)))
        self.grow = Layers(
            initialised(nn.ConvTranspose2d(wide, narrow, 4, 2, 1, bias=False)) for wide, narrow in pairwise(c)
        )
        self.norms = Layers(ModulatedNorm(channels, features) for channels in c)
        last = evened(initialised(nn.Conv2d(c[-1], 4 * channels, 3, padding=1)))
        self.last = nn.Sequential(last, nn.PixelShuffle(2), nn.Tanh())

    def mapping(self, z: Tensor, label: Tensor | None = None) -> Tensor:
        """The vector that speaks at every layer: z beside the class embedding."""
        return with_class(z, self.embedding, label)

    def synthesis(self, w: Tensor) -> Tensor:
        x = relu(self.norms[0](self.first(w), w))
        for grow, norm in zip(self.grow, self.norms[1:], strict=True):
            x = relu(norm(grow(x), w))
        return self.last(x)

    def forward(self, z: Tensor, label: Tensor | None = None) -> Tensor:
        return self.synthesis(self.mapping(z, label))
