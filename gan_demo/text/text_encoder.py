"""A text encoder: a tokenizer, and the frozen encoders that turn captions into vectors and rank pictures."""

from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from ..nets.caption_encoder import PADDING, Text
from ..nets.caption_prior import CaptionPrior
from ..nets.matching import Matcher
from .left_open import PLACES, numbers_of, phrase
from .tokenizer import Tokenizer, Tokens
from .understanding import Word, understand

LENGTH = 64  # tokens of a caption that are read
NOTHING = [1]  # what stands for an empty caption: one unknown token


class ReadCaption(NamedTuple):
    """A caption as it was read: what is known of each word, its tokens, and whether some of it did not fit."""

    words: list[Word]
    tokens: Tokens
    left_out: bool

    def places(self) -> list[list[int]]:
        """For each word the places of its tokens; none for a word that is not read."""
        at = {(piece.start, piece.stop): places for piece, places in self.tokens.by_word()}
        return [at.get(word.span, []) for word in self.words]


class Phrases(NamedTuple):
    """Phrases as a text encoder reads each by itself."""

    ids: list[list[int]]  # token numbers of each
    places: list[range]  # where its words stand among
    words: Tensor  # (all words, features)
    alone: Tensor  # (all words, features)


class TextEncoder:
    """Reads what a person writes, and the captions of a training batch."""

    def __init__(self, tokenizer: Tokenizer, matcher: Matcher, imagination: CaptionPrior | None = None):
        self.tokenizer, self.matcher = tokenizer, matcher.eval().requires_grad_(False)
        self.imagination = imagination and imagination.eval().requires_grad_(False)

    def read(self, caption: str) -> ReadCaption:
        """A person's caption; UserError where nothing of it is known."""
        understood = understand(caption, self.tokenizer.lexicon)
        tokens = self.tokenizer.encode(understood.pieces, LENGTH)
        return ReadCaption(understood.words, tokens, bool(tokens.left_out or understood.left_out))

    def text(self, readings: Sequence[ReadCaption]) -> Text:
        """What a generator takes, for as many captions."""
        return self.encode([reading.tokens.ids[: len(reading.tokens.words)] for reading in readings])

    def told(self, captions: Sequence[str]) -> Text:
        """The same for captions of the training data, which need no check."""
        return self.encode(numbers(self.tokenizer, captions))

    @cached_property
    def phrases(self) -> "Phrases":
        """Words for what a caption may leave open."""
        ids = numbers(self.tokenizer, [phrase(kind, value, "en") for kind, value in PLACES])
        text, starts = self.encode(ids), tuple(accumulate(map(len, ids), initial=0))
        there = text.weight == 0
        return Phrases(ids, list(map(range, starts, starts[1:])), text.words[there], text.alone[there])

    def with_phrases(self, text: Text, rows: Sequence[Sequence[int]]) -> Text:
        """Captions, and after each the phrases of these numbers."""
        phrases = self.phrases
        places = [torch.tensor([place for number in row for place in phrases.places[number]]) for row in rows]
        at = pad_sequence(places, batch_first=True).long()
        there = torch.arange(at.shape[1]) < torch.tensor(list(map(len, places)))[:, None]
        weight = torch.where(there, 0.0, PADDING).to(text.weight)
        return text.joined(Text(phrases.words[at], phrases.alone[at], text.sentence, weight))

    def imagined(self, text: Text, z: Tensor) -> list[list[int]]:
        """The numbers of the phrases that each latent, (N, latent), adds to its caption; none without imagination."""
        if self.imagination is None:
            return [[] for _ in z]
        return [numbers_of(choices) for choices in self.imagination(text, z).tolist()]

    def completed(self, text: Text, z: Tensor) -> Text:
        """Captions of which nothing is left open: as many as there are latents, which imagine the rest."""
        return self.with_phrases(text, self.imagined(text, z)) if self.imagination else text

    def shares(self, ids: Sequence[Sequence[int]]) -> Tensor:
        """How much of what is said of each picture each token is, (N, vocabulary): each row sums to one."""
        rows = [torch.tensor(row or NOTHING) for row in ids]
        counts = torch.stack([torch.bincount(row, minlength=len(self.tokenizer)) for row in rows])
        return (counts / counts.sum(1, keepdim=True)).to(self.matcher.sharpness.device)

    @torch.no_grad()
    def encode(self, ids: Sequence[Sequence[int]]) -> Text:
        """Captions as token numbers to vectors."""
        return self.matcher.captions(padded(ids).to(self.matcher.sharpness.device))


def numbers(tokenizer: Tokenizer, captions: Sequence[str]) -> list[list[int]]:
    """The token numbers of each caption, without padding."""
    encoded = (tokenizer.encode(caption, LENGTH) for caption in captions)
    return [tokens.ids[: len(tokens.words)] for tokens in encoded]


def padded(ids: Sequence[Sequence[int]]) -> Tensor:
    """Token numbers as one tensor, int64 (N, longest), 0 where a caption is over."""
    rows = [torch.tensor(row or NOTHING) for row in ids]
    return pad_sequence(rows, batch_first=True)
