"""Which caption belongs to which picture: the matching model of AttnGAN (Xu 2017, 1711.10485, section 3.2).

It differs from the paper's DAMSM in this: the picture encoder is a small one of our own in place of Inception; a word
is compared with each region that it looks at and not with their mean; words count by learned shares in place of a
log-sum-exp, as one wrong word must be enough to tell two captions apart; and the sharpness of the comparison is
learned, as in CLIP (2103.00020).
"""

from itertools import pairwise
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, normalize

from .caption_encoder import CaptionEncoder, Text

ATTENTION = 5.0  # the paper's gamma 1: how sharply a word looks for its region
SHARPEST = 4.0  # the logarithm of the sharpest comparison that is learned


class MatcherFeatures(NamedTuple):
    """Pictures as the matcher sees them, as unit vectors."""

    regions: Tensor  # (N, features, 64)
    whole: Tensor  # (N, features)


class PictureEncoder(nn.Module):
    """Pictures to 8 x 8 regions and one vector of the whole."""

    def __init__(self, size: int, channels: int, features: int = 128):
        super().__init__()
        halvings = (size // 8).bit_length() - 1
        widths = [channels, *(max(32, features >> i) for i in reversed(range(halvings)))]
        self.trunk = nn.Sequential(*(block(narrow, wide) for narrow, wide in pairwise(widths)))
        self.regions = nn.Conv2d(features, features, 1)
        self.whole = nn.Sequential(block(features, 2 * features), nn.Flatten(), nn.Linear(32 * features, features))

    def forward(self, images: Tensor) -> MatcherFeatures:
        x = self.trunk(images)
        return MatcherFeatures(normalize(self.regions(x).flatten(2), dim=1), normalize(self.whole(x), dim=1))


def block(narrow: int, wide: int) -> nn.Sequential:
    """Half the side, twice the channels."""
    return nn.Sequential(nn.Conv2d(narrow, wide, 4, 2, 1, bias=False), nn.BatchNorm2d(wide), nn.LeakyReLU(0.2))


class Matcher(nn.Module):
    """A caption encoder and a picture encoder that agree on what belongs together."""

    def __init__(self, vocabulary: int, size: int, channels: int, features: int = 128):
        super().__init__()
        self.shape = {"vocabulary": vocabulary, "size": size, "channels": channels, "features": features}
        self.captions = CaptionEncoder(vocabulary, features)
        self.pictures = PictureEncoder(size, channels, features)
        self.sharpness = nn.Parameter(torch.full((2,), 10.0).log())

    def sentence_similarity(self, seen: MatcherFeatures, text: Text) -> Tensor:
        """The cosine of each picture with each sentence, (pictures, captions)."""
        return seen.whole @ normalize(text.sentence, dim=1).T

    def word_similarity(self, seen: MatcherFeatures, text: Text) -> Tensor:
        """The same by words: the mean cosine of each word with the regions that it looks at."""
        words = normalize(text.words, dim=2)
        n, t, f = words.shape
        flat = words.reshape(n * t, f) @ seen.regions.permute(1, 0, 2).flatten(1)
        fit = flat.view(n, t, len(seen.regions), -1)  # (captions, words, pictures, regions)
        look = (ATTENTION * fit).softmax(3)
        return ((fit * look).sum(3) * self.captions.shares(text)[:, :, None]).sum(1).T

    def loss(self, seen: MatcherFeatures, text: Text) -> Tensor:
        """Pictures and captions of a batch must find each other, by words and by sentence: a sum of four entropies."""
        own = torch.arange(len(seen.whole), device=seen.whole.device)
        entropies = []
        sharp = self.sharpness.clamp(max=SHARPEST).exp()
        for scale, similar in zip(sharp, (self.word_similarity, self.sentence_similarity), strict=True):
            logits = scale * similar(seen, text)
            entropies += [cross_entropy(logits, own), cross_entropy(logits.T, own)]
        return torch.stack(entropies).sum()

    def score(self, images: Tensor, text: Text) -> Tensor:
        """How well each picture fits each caption, (pictures, captions), at most 1: the mean of both similarities."""
        seen = self.pictures(images)
        return (self.word_similarity(seen, text) + self.sentence_similarity(seen, text)) / 2
