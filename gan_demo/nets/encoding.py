"""Networks that also go the other way, from a picture to the latent that draws it: VAE-GAN, Larsen 2015 (1512.09300).

The generator is the modulated one with a mapping before it (StyleGAN, 1812.04948) and a residual convolution behind
each enlargement. Its encoder is one of its parts, so that a checkpoint can look at pictures, too.
"""

from itertools import pairwise
from typing import NamedTuple

from torch import Tensor, nn
from torch.nn.functional import relu

from .attention import without_chessboard, zeroed
from .conditions import ClassEmbedding, with_class
from .conv import CLASS_FEATURES, evened, initialised, widths
from .modulated import ModulatedNorm

NARROWEST, WIDEST = -12.0, 4.0  # log-variances
BEGUN = -2.0  # the log-variance that an encoder begins with: latents that say something from the first step


class Posterior(NamedTuple):
    """Where the latent of each picture may be: normal distributions, each (N, latent)."""

    mean: Tensor
    log_variance: Tensor

    def sample(self, noise: Tensor) -> Tensor:
        """A latent of each, from standard normal noise (N, latent)."""
        return self.mean + noise * (self.log_variance / 2).exp()

    def divergence(self) -> Tensor:
        """Kullback-Leibler divergence from the standard normal distribution in nats, (N,): Kingma 2013 (1312.6114)."""
        return 0.5 * (self.mean.square() + self.log_variance.exp() - 1 - self.log_variance).sum(1)


class Encoder(nn.Module):
    """Picture and class to the posterior of the latent: strided convolutions with batch norm."""

    def __init__(self, size: int, channels: int, classes: int, latent: int, width: int):
        super().__init__()
        c = widths(size, width)[::-1]
        layers: list[nn.Module] = []
        for narrow, wide in pairwise([channels, *c]):
            layers += [nn.Conv2d(narrow, wide, 4, 2, 1, bias=False), nn.BatchNorm2d(wide), nn.LeakyReLU(0.2, True)]
        self.trunk = nn.Sequential(*layers, nn.Flatten())
        self.embedding = ClassEmbedding(classes, CLASS_FEATURES) if classes else None
        self.posterior = nn.Linear(16 * c[-1] + (CLASS_FEATURES if classes else 0), 2 * latent)
        nn.init.normal_(self.posterior.weight, 0, 0.01)
        nn.init.zeros_(self.posterior.bias)

    def forward(self, images: Tensor, label: Tensor | None = None) -> Posterior:
        features = with_class(self.trunk(images), self.embedding, label)
        mean, log_variance = self.posterior(features).float().chunk(2, dim=1)
        return Posterior(mean, (log_variance + BEGUN).clamp(NARROWEST, WIDEST))


class Generator(nn.Module):
    """Latent and class to a picture, and by `encoder` back; the mapping's answer speaks at every layer."""

    def __init__(
        self,
        size: int = 64,
        channels: int = 3,
        classes: int = 0,
        latent: int = 64,
        width: int = 256,
        style: int = 128,
    ):
        super().__init__()
        c = widths(size, width)
        self.embedding = ClassEmbedding(classes, CLASS_FEATURES) if classes else None
        self.encoder = Encoder(size, channels, classes, latent, width // 2)
        self.style = nn.Sequential(
            nn.Linear(latent + (CLASS_FEATURES if classes else 0), 2 * style),
            nn.LeakyReLU(0.2),
            nn.Linear(2 * style, style),
            nn.LeakyReLU(0.2),
        )
        self.first = nn.Sequential(nn.Linear(style, c[0] * 16), nn.Unflatten(1, (c[0], 4, 4)))
        self.grow = nn.ModuleList(
            initialised(nn.ConvTranspose2d(wide, narrow, 4, 2, 1, bias=False)) for wide, narrow in pairwise(c)
        )
        self.norms = nn.ModuleList(ModulatedNorm(channels, style) for channels in c)
        self.mix = nn.ModuleList(zeroed(nn.Conv2d(channels, channels, 3, padding=1)) for channels in c[1:])
        last = evened(initialised(nn.Conv2d(c[-1], 4 * channels, 3, padding=1)))
        self.last = nn.Sequential(last, nn.PixelShuffle(2))

    def mapping(self, z: Tensor, label: Tensor | None = None) -> Tensor:
        """The vector that speaks at every layer, (N, style)."""
        return self.style(with_class(z, self.embedding, label))

    def synthesis(self, w: Tensor) -> Tensor:
        x = relu(self.norms[0](self.first(w), w))
        for grow, norm, mix in zip(self.grow, self.norms[1:], self.mix, strict=True):
            x = relu(norm(grow(x), w))
            x = relu(x + mix(x))
        return without_chessboard(self.last(x)).tanh()

    def forward(self, z: Tensor, label: Tensor | None = None) -> Tensor:
        return self.synthesis(self.mapping(z, label))
