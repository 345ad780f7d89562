"""How a caption enters a network: as its words and its sentence, both vectors (AttnGAN, Xu 2017, 1711.10485)."""

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

PADDING = -1e4  # the log-weight of a word that is not there: its share in a softmax is zero exactly


class Text(NamedTuple):
    """Captions as the nets read them; a softmax over words adds their log-weights, 0 for each word of one caption."""

    words: Tensor  # (N, T, features): each word in its context
    alone: Tensor  # (N, T, features): each word by itself
    sentence: Tensor  # (N, features)
    weight: Tensor  # (N, T): 0, or PADDING

    def rolled(self, by: int) -> "Text":
        """Each caption in the place of another."""
        return Text(*(part.roll(by, 0) for part in self))

    def expand(self, count: int) -> "Text":
        """One caption for so many pictures."""
        return Text(*(part.expand(count, *part.shape[1:]) for part in self))

    def rows(self, chosen: slice | Tensor) -> "Text":
        return Text(*(part[chosen] for part in self))

    def joined(self, other: "Text") -> "Text":
        """The words of another after these."""
        words, alone, weight = (
            torch.cat(pair, 1) for pair in zip(self[:2] + self[3:], other[:2] + other[3:], strict=True)
        )
        return self._replace(words=words, alone=alone, weight=weight)

    def blended(self, other: "Text", share: float) -> "Text":
        """Between this caption (share 0) and another (1): the words of both, each weighing its caption's share."""
        if share in (0, 1):
            return other if share else self
        shares = torch.tensor([1 - share, share]).log().tolist()
        words, alone = (torch.cat(pair, 1) for pair in ((self.words, other.words), (self.alone, other.alone)))
        weight = torch.cat([part.weight + share for part, share in zip((self, other), shares, strict=True)], 1)
        return Text(words, alone, torch.lerp(self.sentence, other.sentence, share), weight)


class CaptionEncoder(nn.Module):
    """Token numbers, int64 (N, T), 0 for padding at the end, to Text: an embedding and a bidirectional GRU."""

    def __init__(self, vocabulary: int, features: int = 128):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, features, padding_idx=0)
        self.gru = nn.GRU(features, features // 2, batch_first=True, bidirectional=True)
        self.importance = nn.Linear(features, 1)

    def forward(self, ids: Tensor) -> Text:
        there = ids != 0
        alone = self.embedding(ids)
        packed = pack_padded_sequence(alone, there.sum(1).clamp(min=1).cpu(), True, enforce_sorted=False)
        words, _ = pad_packed_sequence(self.gru(packed)[0], batch_first=True, total_length=ids.shape[1])
        weight = torch.where(there, 0.0, PADDING)
        share = self.shares(Text(words, alone, words[:, 0], weight))
        return Text(words, alone, (share[:, None] @ words).squeeze(1), weight)

    def shares(self, text: Text) -> Tensor:
        """How much each word counts in the sentence, (N, T), which sums to one."""
        return (self.importance(text.words).squeeze(2) + text.weight).softmax(1)
