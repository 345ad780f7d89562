"""A text encoder: a tokenizer, and the frozen encoders that turn captions into vectors and rank pictures."""

from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from itertools import accumulate, chain
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from ..nets.caption_encoder import PADDING, Text
from ..nets.caption_prior import CaptionPrior
from ..nets.matching import Matcher
from ..words import UserError, Words
from .choosing import NONE
from .claims import CaptionClaim, admitted_values
from .left_open import PLACES, kept_choices, numbers_of, phrase, possible_choices
from .tokenizer import Tokenizer, Tokens
from .understanding import Word, understand

LENGTH = 64  # tokens of a caption that are read
NOTHING = [1]  # what stands for an empty caption: one unknown token


class ReadCaption(NamedTuple):
    """A caption as it was read: what is known of each word, its tokens, and whether some of it did not fit."""

    words: list[Word]
    tokens: Tokens
    left_out: bool
    claims: Sequence[CaptionClaim] = ()  # what it says, with places among the words
    remarks: Sequence[Words] = ()  # what there is to say of the whole
    beardless: bool = False  # whether who is named has no beard, though the caption does not say so
    kept: "ReadCaption | None" = None  # the caption of the picture that is kept: what was imagined for it stays

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

    def read(self, caption: str, kept: str = "") -> ReadCaption:
        """A person's caption; UserError where nothing of it is known.

        kept: the caption under which a picture was kept of which this one is to change what it says, and nothing else;
        where nothing of it is known (any more), it keeps nothing.
        """
        understood = understand(caption, self.tokenizer.lexicon)
        tokens = self.tokenizer.encode(understood.pieces, LENGTH)
        left_out = bool(tokens.left_out or understood.left_out)
        before = None
        if kept and kept != caption:
            with suppress(UserError):
                before = self.read(kept)
        return ReadCaption(understood.words, tokens, left_out, *understood[3:], before)

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

    def imagined(self, text: Text, z: Tensor, readings: Sequence[ReadCaption] = ()) -> list[list[int]]:
        """The numbers of the phrases that each latent, (N, latent), adds to its caption; none without imagination.

        readings: the captions where a person wrote them, as many: nothing that they say is imagined otherwise.
        """
        return (
            [numbers_of(choices) for choices in self.chosen(text, z, readings)] if self.imagination else [[] for _ in z]
        )

    def chosen(self, text: Text, z: Tensor, readings: Sequence[ReadCaption]) -> list[list[int]]:
        """What each latent chooses to add, a number for each thing; what was kept stays but for contradictions."""
        assert self.imagination is not None  # only where there is one it is asked
        if not readings:
            return self.imagination(text, z).tolist()
        said = [admitted_values(reading.claims) for reading in readings]
        implied = [{"beard": NONE["beard"]} if reading.beardless else {} for reading in readings]
        kept: list[dict[str, int]] = [{} for _ in readings]
        changed = [i for i, reading in enumerate(readings) if reading.kept]
        if changed:
            held = [before for reading in readings if (before := reading.kept)]
            choices = self.chosen(self.text(held), z[changed], held)
            for i, before, chosen in zip(changed, held, choices, strict=True):
                stays = kept_choices(chosen, admitted_values(before.claims), said[i])
                kept[i] = {kind: choice for kind, choice in stays.items() if kind not in implied[i]}
        rows = [list(chain(*possible_choices(*each))) for each in zip(said, implied, kept, strict=True)]
        return self.imagination(text, z, torch.tensor(rows)).tolist()

    def completed(self, text: Text, z: Tensor, readings: Sequence[ReadCaption] = ()) -> Text:
        """Captions of which nothing is left open: as many as there are latents, which imagine the rest."""
        return self.with_phrases(text, self.imagined(text, z, readings)) if self.imagination else text

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
