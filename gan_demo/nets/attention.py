"""Networks that read captions, in the family of AttnGAN (Xu 2017, 1711.10485), on DCGAN's strided backbone.

The generator's pixels look for their words at two resolutions, and what a pixel takes from them is the scale and the
shift of its normalised features, a modulation in space as in SPADE (1903.07291). The discriminator scores a picture,
its sentence by projection (1802.05637) and each of its words by the regions that the word looks at.
"""

from itertools import pairwise
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.functional import conv2d, pad, relu

from ..words import UserError
from .captions import Text
from .conv import evened, initialised, widths
from .modulated import ModulatedNorm

KEYS = 32  # features in which pixels and words are compared


def two_at_least(widths: list[int]) -> list[int]:
    """Refuse pictures that are too small for words to be looked for at 8 px."""
    if len(widths) < 2:
        raise UserError(
            "A net that reads captions draws 16 px and more, not 8.", "按描述绘制的网络至少画 16 像素的图像，而不是 8。"
        )
    return widths


def zeroed(conv: nn.Conv2d) -> nn.Conv2d:
    """A convolution that begins by adding nothing."""
    nn.init.zeros_(conv.weight)
    nn.init.zeros_(conv.bias)
    return conv


def without_chessboard(x: Tensor) -> Tensor:
    """Take out what alternates from pixel to pixel both down and across, which a pixel shuffle leaves as fine dots.

    The pictures drawn without this had ten times as much of it as real ones. Lines, down or across, stay as they are.
    """
    alternating = x.new_tensor([1, -2, 1]) / 4
    kernel = torch.outer(alternating, alternating).expand(x.shape[1], 1, 3, 3)
    return x - conv2d(pad(x, (1, 1, 1, 1), mode="replicate"), kernel, groups=x.shape[1])


class Told(NamedTuple):
    """What synthesis starts from: the latent, and the words."""

    w: Tensor  # (N, latent)
    text: Text


class WordNorm(nn.Module):
    """Batch norm whose scale and shift come from w and, at each pixel, from the words that the pixel attends to.

    A word in its context says where it belongs, and the word by itself what is to be seen there: in "red hair and black
    hat" the context parts the two colours.
    """

    def __init__(self, channels: int, side: int, features: int, words: int):
        super().__init__()
        self.norm = ModulatedNorm(channels, features)
        self.query = nn.Conv2d(channels, KEYS, 1)
        self.place = nn.Parameter(torch.zeros(KEYS, side, side))  # portraits are alike: hair is above the mouth
        self.key = nn.Linear(words, KEYS)
        self.value = nn.Linear(words, 2 * channels)

    def forward(self, x: Tensor, w: Tensor, text: Text) -> tuple[Tensor, Tensor]:
        """The features and the attention map, (N, T, H, W), which sums to one over the words."""
        query = (self.query(x) + self.place).flatten(2)
        look = (self.key(text.words) @ query * KEYS**-0.5 + text.weight[:, :, None]).softmax(1)
        scale, shift = (self.value(text.alone).mT @ look).unflatten(2, x.shape[2:]).chunk(2, dim=1)
        return self.norm(x, w) * (1 + scale) + shift, look.unflatten(2, x.shape[2:])


class Generator(nn.Module):
    """Latent and caption to a picture: the latent speaks at every layer, the words from 8 px on.

    The caption comes in by its words only, without AttnGAN's sentence at the first layer, through which each word could
    change all of the picture.
    """

    def __init__(self, size: int = 64, channels: int = 3, latent: int = 64, width: int = 256, text: int = 128):
        super().__init__()
        c = two_at_least(widths(size, width))
        self.first = nn.Sequential(initialised(nn.Linear(latent, c[0] * 16)), nn.Unflatten(1, (c[0], 4, 4)))
        self.norm = ModulatedNorm(c[0], latent)
        self.grow = nn.ModuleList(
            initialised(nn.ConvTranspose2d(wide, narrow, 4, 2, 1, bias=False)) for wide, narrow in pairwise(c)
        )
        self.worded = nn.ModuleList(WordNorm(channels, 8 << i, latent, text) for i, channels in enumerate(c[1:]))
        self.mix = nn.ModuleList(zeroed(nn.Conv2d(channels, channels, 3, padding=1)) for channels in c[1:])
        last = evened(initialised(nn.Conv2d(c[-1], 4 * channels, 3, padding=1)))
        self.last = nn.Sequential(last, nn.PixelShuffle(2))

    def mapping(self, z: Tensor, text: Text) -> Told:
        """What speaks at every layer."""
        return Told(z, text)

    def synthesis(self, told: Told) -> Tensor:
        return self.explained(told)[0]

    def explained(self, told: Told) -> tuple[Tensor, list[Tensor]]:
        """The picture, and where each word was looked for: maps (N, T, side, side) at the two finest sides."""
        x, maps = relu(self.norm(self.first(told.w), told.w)), []
        for grow, norm, mix in zip(self.grow, self.worded, self.mix, strict=True):
            x, look = norm(grow(x), *told)
            x = relu(x)
            x = relu(x + mix(x))
            maps.append(look)
        return without_chessboard(self.last(x)).tanh(), maps[-2:]

    def forward(self, z: Tensor, text: Text) -> Tensor:
        return self.synthesis(self.mapping(z, text))


class Seen(NamedTuple):
    """A picture as the discriminator sees it, whatever its caption."""

    score: Tensor  # (N,): how real it is
    regions: Tensor  # (N, KEYS, 64), to be compared with words
    whole: Tensor  # (N, features), to be compared with the sentence
    words: Tensor  # (N, vocabulary): logits of the tokens that captions of it are made of


class Discriminator(nn.Module):
    """Picture and caption to a score, (N,): that of the picture, and how well the words and the sentence fit it."""

    def __init__(self, size: int = 64, channels: int = 3, width: int = 256, text: int = 128, vocabulary: int = 1000):
        super().__init__()
        c = two_at_least(widths(size, width))[::-1]
        first = [initialised(nn.Conv2d(channels, c[0], 4, 2, 1)), nn.LeakyReLU(0.2, True)]
        down = [
            nn.Sequential(initialised(nn.Conv2d(narrow, wide, 4, 2, 1)), nn.LeakyReLU(0.2, True))
            for narrow, wide in pairwise(c)
        ]
        self.trunk, self.top = nn.Sequential(*first, *down[:-1]), down[-1]
        self.score = initialised(nn.Conv2d(c[-1], 1, 4))
        self.regions = nn.Conv2d(c[-2], KEYS, 1)
        self.place = nn.Parameter(torch.zeros(KEYS, 8, 8))
        self.word, self.importance = nn.Linear(text, 2 * KEYS), nn.Linear(text, 1)
        self.whole, self.sentence = nn.Linear(16 * c[-1], text), nn.Linear(text, text)
        self.words = nn.Sequential(nn.Linear(16 * c[-1], 2 * text), nn.Linear(2 * text, vocabulary))

    def look(self, images: Tensor) -> Seen:
        """All that does not depend on the caption, so that a picture is looked at once for several captions."""
        middle = self.trunk(images)
        top = self.top(middle)
        regions = (self.regions(middle) + self.place).flatten(2)
        flat = top.flatten(1)
        return Seen(self.score(top).flatten(), regions, self.whole(flat), self.words(flat))

    def fit(self, seen: Seen, text: Text) -> Tensor:
        """How well each caption fits its picture, (N,)."""
        key, value = self.word(text.words).chunk(2, dim=2)
        look = (key @ seen.regions * KEYS**-0.5).softmax(2)
        words = ((value @ seen.regions) * look).sum(2)
        share = (self.importance(text.words).squeeze(2) + text.weight).softmax(1)
        return (words * share).sum(1) + (seen.whole * self.sentence(text.sentence)).sum(1) * text.sentence.shape[
            1
        ] ** -0.5

    def judge(self, seen: Seen, text: Text) -> Tensor:
        return seen.score + self.fit(seen, text)

    def forward(self, images: Tensor, text: Text) -> Tensor:
        return self.judge(self.look(images), text)
