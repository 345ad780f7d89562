"""Networks that also go the other way, from a picture to the latent that draws it: VAE-GAN, Larsen 2015 (1512.09300).

The generator is that of captions, whose words are made of the latent. Its encoder is one of its parts, so that a
checkpoint can look at pictures, too.
"""

from itertools import pairwise
from typing import NamedTuple

import torch
from torch import Tensor, nn

from . import attention
from .caption_encoder import Text
from .conditions import ClassEmbedding, with_class
from .conv import CLASS_FEATURES, widths
from .precision import precise

HIDDEN = 256  # features between the latent and the words that it makes
NARROWEST, WIDEST = -12.0, 4.0  # log-variances
DIFFERENCE = 0.5  # between words, from the first step
BEGUN = -2.0  # the log-variance that an encoder begins with: latents that say something from the first step


class Posterior(NamedTuple):
    """Where the latent of each picture may be: normal distributions, each (N, latent)."""

    mean: Tensor
    log_variance: Tensor

    def sample(self, noise: Tensor) -> Tensor:
        """A latent of each, from standard normal noise (N, latent)."""
        return self.mean + noise * (self.log_variance / 2).exp()

    def surprise(self, z: Tensor) -> Tensor:
        """Minus the log-density of latents (N, latent) in nats, but for a constant, (N,)."""
        return 0.5 * ((z - self.mean).square() * (-self.log_variance).exp() + self.log_variance).sum(1)

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


class EncodingGenerator(attention.CaptionGenerator):
    """Latent and class to a picture, and by `encoder` back; what a caption says elsewhere, the latent says here.

    The words that its pixels look for are made of the latent, so that it can begin with all that a generator which
    reads captions has learned to draw.
    """

    words: nn.Module

    def __init__(
        self,
        size: int = 64,
        channels: int = 3,
        classes: int = 0,
        latent: int = 64,
        width: int = 256,
        text: int = 128,
        slots: int = 16,
        words: int = 24,
    ):
        features = latent + (CLASS_FEATURES if classes else 0)
        super().__init__(size, channels, features, width, text, slots)
        self.embedding = ClassEmbedding(classes, CLASS_FEATURES) if classes else None
        self.encoder = Encoder(size, channels, classes, latent, width // 2)
        first, middle, last = (
            nn.Linear(features, HIDDEN),
            nn.Linear(HIDDEN, HIDDEN),
            nn.Linear(HIDDEN, words * 2 * text),
        )
        nn.init.normal_(last.bias, 0, DIFFERENCE)
        several = nn.Unflatten(1, (words, 2 * text))
        self.words = nn.Sequential(first, nn.LeakyReLU(0.2), middle, nn.LeakyReLU(0.2), last, several)

    # a class where its base takes a caption
    def mapping(self, z: Tensor, label: Tensor | None = None) -> attention.SynthesisInput:  # type: ignore[override]
        """What speaks at every layer."""
        w = with_class(z, self.embedding, label)
        words, alone = self.words(w).chunk(2, dim=2)
        text = Text(words, alone, words.mean(1), torch.zeros_like(words[:, :, 0]))
        return attention.SynthesisInput(w, text, self.slots(text))

    def forward(self, z: Tensor, label: Tensor | None = None) -> Tensor:  # type: ignore[override]
        return self.synthesis(self.mapping(z, label))


class Codebook(nn.Module):
    """Each word is one of a list of its own, picked by the latent; where two are as likely, it is between them.

    As in VQ-VAE (van den Oord 2017, 1711.00937) no word is made up, but the pick is a softmax of linear functions of
    the latent, which has a gradient.
    """

    def __init__(self, features: int, words: int, choices: int, size: int):
        super().__init__()
        self.likely = nn.Linear(features, words * choices)
        self.entries = nn.Parameter(DIFFERENCE * torch.randn(words, choices, size))

    def forward(self, w: Tensor) -> Tensor:
        """Latent and class, (N, features), to words, (N, words, size)."""
        with torch.autocast(w.device.type, enabled=False):  # bfloat16 has too few digits to tell two of them apart
            shares = self.likely(precise(w)).unflatten(1, self.entries.shape[:2]).softmax(2)
            return torch.einsum("nwc,wcf->nwf", shares, self.entries)


class CodebookGenerator(EncodingGenerator):
    """The same with words from a codebook: from one hair style to the next it is a quick change, and rarely a smear."""

    words: Codebook

    def __init__(
        self,
        size: int = 64,
        channels: int = 3,
        classes: int = 0,
        latent: int = 64,
        width: int = 256,
        text: int = 128,
        slots: int = 16,
        words: int = 30,
        choices: int = 48,
    ):
        super().__init__(size, channels, classes, latent, width, text, slots, words)
        self.words = Codebook(latent + (CLASS_FEATURES if classes else 0), words, choices, 2 * text)
