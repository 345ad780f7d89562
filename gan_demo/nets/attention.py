"""Networks that read captions, in the family of AttnGAN (Xu 2017, 1711.10485), on DCGAN's strided backbone.

The generator's pixels look for their words at two resolutions, and what a pixel takes from them is the scale and the
shift of its normalised features, a modulation in space as in SPADE (1903.07291). The discriminator scores a picture,
its sentence by projection (1802.05637) and each of its words by the regions that the word looks at.
"""

from itertools import accumulate, pairwise
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.functional import pad, relu

from ..words import UserError
from .caption_encoder import Text
from .conv import evened, initialised, widths
from .layers import Layers
from .modulated import ModulatedNorm

KEYS = 32  # features in which pixels and words are compared
VALUES = 64  # features of what a caption says of one thing


def two_at_least(widths: list[int]) -> list[int]:
    """Refuse pictures that are too small for words to be looked for at 8 px."""
    if len(widths) < 2:
        raise UserError("A net that reads captions draws 16 px and more, not 8.")
    return widths


def zeroed(conv: nn.Conv2d) -> nn.Conv2d:
    """A convolution that begins by adding nothing."""
    for parameter in conv.parameters():
        nn.init.zeros_(parameter)
    return conv


def without_chessboard(x: Tensor) -> Tensor:
    """Take out what alternates from pixel to pixel both down and across, which a pixel shuffle leaves as fine dots.

    The pictures drawn without this had ten times as much of it as real ones. Lines, down or across, stay as they are.
    """
    wide = pad(x, (1, 1, 1, 1), mode="replicate")
    across = wide[..., :-2] - 2 * wide[..., 1:-1] + wide[..., 2:]  # conv2d by groups takes far longer
    return x - (across[..., :-2, :] - 2 * across[..., 1:-1, :] + across[..., 2:, :]) / 16


class Answers(NamedTuple):
    """What a caption says of each of so many things."""

    look: Tensor  # (N, slots, T): the words that it is read from, which sums to one over them
    values: Tensor  # (N, slots, VALUES)


class SynthesisInput(NamedTuple):
    """What synthesis starts from: the latent, and the words."""

    w: Tensor  # (N, latent)
    text: Text
    answers: Answers


class Slots(nn.Module):
    """Learned questions to a caption, each of which looks for its words, as slots do (Locatello 2020, 2006.15055).

    "Black" alone is no hair, and a softmax of words at a pixel mixes them: a question has one answer for all pixels.
    """

    def __init__(self, slots: int, words: int):
        super().__init__()
        self.query = nn.Parameter(torch.randn(slots, KEYS))
        self.key = nn.Linear(2 * words, KEYS)
        self.value = nn.Sequential(nn.Linear(2 * words, 2 * VALUES), nn.ReLU(), nn.Linear(2 * VALUES, VALUES))

    def forward(self, text: Text) -> Answers:
        words = torch.cat([text.words, text.alone], 2)
        look = (self.query @ self.key(words).mT * KEYS**-0.5 + text.weight[:, None]).softmax(2)
        return Answers(look, look @ self.value(words))


class WordNorm(nn.Module):
    """Batch norm whose scale and shift come from w and, at each pixel, from the words that the pixel attends to.

    A word in its context says where it belongs, and the word by itself what is to be seen there: in "red hair and black
    hat" the context parts the two colours. Then come the answers of the slots, each where it is of use.
    """

    def __init__(self, channels: int, side: int, features: int, words: int, slots: int):
        super().__init__()
        self.norm = ModulatedNorm(channels, features)
        self.query = nn.Conv2d(channels, KEYS, 1)
        self.place = nn.Parameter(torch.zeros(KEYS, side, side))  # portraits are alike: hair is above the mouth
        self.key = nn.Linear(words, KEYS)
        self.value = nn.Linear(words, 2 * channels)
        self.where = nn.Parameter(0.5 + 0.1 * torch.randn(slots, side, side))
        self.what = nn.Parameter(torch.zeros(slots, VALUES, 2 * channels))

    def forward(self, x: Tensor, w: Tensor, text: Text, answers: Answers) -> tuple[Tensor, Tensor]:
        """The features, and the attention of the pixels, (N, T, H W), which sums to one over the words."""
        query = (self.query(x) + self.place).flatten(2)
        look = (self.key(text.words) @ query * KEYS**-0.5 + text.weight[:, :, None]).softmax(1)
        scale, shift = (self.value(text.alone).mT @ look).unflatten(2, x.shape[2:]).chunk(2, dim=1)
        x = self.norm(x, w) * (1 + scale) + shift
        change = torch.einsum("nsv,svc->ncs", answers.values, self.what) @ self.where.flatten(1)
        scale, shift = change.unflatten(2, x.shape[2:]).chunk(2, dim=1)
        return x * (1 + scale) + shift, look

    def seen(self, look: Tensor, answers: Answers) -> Tensor:
        """Where each word is looked for, (N, T, side, side): by pixels, and by the slots that change them."""
        force = self.where.abs().flatten(1) * self.what.flatten(1).norm(dim=1, keepdim=True) + 1e-6
        return ((look + answers.look.mT @ (force / force.sum(0))) / 2).unflatten(2, self.where.shape[1:])


class CaptionGenerator(nn.Module):
    """Latent and caption to a picture: the latent speaks at every layer, the words from 8 px on.

    The caption comes in by its words only, without AttnGAN's sentence at the first layer, through which each word could
    change all of the picture.
    """

    def __init__(
        self, size: int = 64, channels: int = 3, latent: int = 64, width: int = 256, text: int = 128, slots: int = 16
    ):
        super().__init__()
        c = widths(size, width)
        self.slots = Slots(slots, text)
        self.first = nn.Sequential(initialised(nn.Linear(latent, c[0] * 16)), nn.Unflatten(1, (c[0], 4, 4)))
        self.norm = ModulatedNorm(c[0], latent)
        self.grow = Layers(
            initialised(nn.ConvTranspose2d(wide, narrow, 4, 2, 1, bias=False)) for wide, narrow in pairwise(c)
        )
        self.worded = Layers(WordNorm(channels, 8 << i, latent, text, slots) for i, channels in enumerate(c[1:]))
        self.mix = Layers(zeroed(nn.Conv2d(channels, channels, 3, padding=1)) for channels in c[1:])
        last = evened(initialised(nn.Conv2d(c[-1], 4 * channels, 3, padding=1)))
        self.last = nn.Sequential(last, nn.PixelShuffle(2))

    def mapping(self, z: Tensor, text: Text) -> SynthesisInput:
        """What speaks at every layer."""
        return SynthesisInput(z, text, self.slots(text))

    def synthesis(self, told: SynthesisInput) -> Tensor:
        return self._drawn(told)[0]

    def explained(self, told: SynthesisInput) -> tuple[Tensor, list[Tensor]]:
        """The picture, and where each word was looked for: maps (N, T, side, side) at the two finest sides."""
        images, looks = self._drawn(told)
        finest = list(zip(self.worded, looks, strict=True))[-2:]
        return images, [norm.seen(look, told.answers) for norm, look in finest]

    def _drawn(self, told: SynthesisInput) -> tuple[Tensor, list[Tensor]]:
        x, looks = relu(self.norm(self.first(told.w), told.w)), []
        for grow, norm, mix in zip(self.grow, self.worded, self.mix, strict=True):
            x, look = norm(grow(x), *told)
            x = relu(x)
            x = relu(x + mix(x))
            looks.append(look)
        return without_chessboard(self.last(x)).tanh(), looks

    def forward(self, z: Tensor, text: Text) -> Tensor:
        return self.synthesis(self.mapping(z, text))


class DiscriminatorFeatures(NamedTuple):
    """A picture as the discriminator sees it, whatever its caption."""

    score: Tensor  # (N,): how real it is
    regions: Tensor  # (N, KEYS, 64), to be compared with words
    whole: Tensor  # (N, features), to be compared with the sentence
    words: Tensor  # (N, vocabulary): logits of the tokens that captions of it are made of
    stages: tuple[Tensor, ...]  # the features after each convolution, (N, channels, side, side)


class CaptionQueries(NamedTuple):
    """Captions as the discriminator asks for them."""

    key: Tensor  # (N, T, KEYS): which regions each word looks at
    value: Tensor  # (N, T, KEYS): what it looks for there
    share: Tensor  # (N, T): how much each word counts, which sums to one
    sentence: Tensor  # (N, features)

    def rolled(self, by: int) -> "CaptionQueries":
        """Each caption in the place of another."""
        return CaptionQueries(*(part.roll(by, 0) for part in self))


class CaptionDiscriminator(nn.Module):
    """Picture and caption to a score, (N,): that of the picture, and how well the words and the sentence fit it."""

    def __init__(self, size: int = 64, channels: int = 3, width: int = 256, text: int = 128, vocabulary: int = 1000):
        super().__init__()
        c = two_at_least(widths(size, width))[::-1]
        self.down = nn.ModuleList(
            nn.Sequential(initialised(nn.Conv2d(narrow, wide, 4, 2, 1)), nn.LeakyReLU(0.2, True))
            for narrow, wide in pairwise([channels, *c])
        )
        self.score = initialised(nn.Conv2d(c[-1], 1, 4))
        self.regions = nn.Conv2d(c[-2], KEYS, 1)
        self.place = nn.Parameter(torch.zeros(KEYS, 8, 8))
        self.word, self.importance = nn.Linear(text, 2 * KEYS), nn.Linear(text, 1)
        self.whole, self.sentence = nn.Linear(16 * c[-1], text), nn.Linear(text, text)
        self.words = nn.Sequential(nn.Linear(16 * c[-1], 2 * text), nn.Linear(2 * text, vocabulary))

    def look(self, images: Tensor) -> DiscriminatorFeatures:
        """All that does not depend on the caption, so that a picture is looked at once for several captions."""
        *_, middle, top = stages = tuple(accumulate(self.down, lambda x, layer: layer(x), initial=images))[1:]
        regions = (self.regions(middle) + self.place).flatten(2)
        flat = top.flatten(1)
        return DiscriminatorFeatures(self.score(top).flatten(), regions, self.whole(flat), self.words(flat), stages)

    def queries(self, text: Text) -> CaptionQueries:
        """What each caption asks of a picture, made once however many pictures are asked."""
        key, value = self.word(text.words).chunk(2, dim=2)
        share = (self.importance(text.words).squeeze(2) + text.weight).softmax(1)
        return CaptionQueries(key, value, share, self.sentence(text.sentence))

    def fit(self, seen: DiscriminatorFeatures, asked: CaptionQueries) -> Tensor:
        """How well each caption fits its picture, (N,)."""
        look = (asked.key @ seen.regions * KEYS**-0.5).softmax(2)
        words = ((asked.value @ seen.regions) * look).sum(2)
        whole = (seen.whole * asked.sentence).sum(1) * asked.sentence.shape[1] ** -0.5
        return (words * asked.share).sum(1) + whole

    def judge(self, seen: DiscriminatorFeatures, asked: CaptionQueries) -> Tensor:
        return seen.score + self.fit(seen, asked)

    def forward(self, images: Tensor, text: Text) -> Tensor:
        return self.judge(self.look(images), self.queries(text))
