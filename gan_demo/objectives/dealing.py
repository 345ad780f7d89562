"""Latents for pictures of which all is known, as Dosovitskiy 2014 (1411.5928) drew chairs from what they are.

Each attribute has latents of its own, in which each value has a direction. A latent shows the value that leads: that
with the largest product, to which a bias is added so that each value is as frequent as in the data. So the latents of a
real picture are any in which its values lead, and where attributes do not depend on each other, those of all pictures
together are normal, as the prior.
"""

import math
from collections.abc import Mapping
from itertools import accumulate
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import normalize

from ..data.dataset import Attribute
from ..nets.encoding import Codebook
from ..text.left_open import PLACES
from ..text.text_encoder import TextEncoder

ALIKE = 0.5  # an attribute that so often has the value of another one is mostly told by that one
COMMON = 0.4  # a value that so many pictures have is in the middle, the others around it
SHARP = 100.0  # what a lead is multiplied by: few latents are between two values
NEVER = -1000.0  # the log-likelihood of an entry that is none
POOL = 100_000  # latents among which those of pictures are found, and half as many to find the biases by
MEMORY = 8_000_000  # numbers that they may be
TURNS = 100


class KnownAttributes(NamedTuple):
    """What is known of all pictures."""

    values: dict[str, Tensor]  # of each attribute, int64 (N,); one more than it has where it is as another's
    alike: dict[str, str]  # attributes that are mostly as another one

    def words(self, count: int) -> list[tuple[str, str, int, int]]:
        """For each of so many words, whose lead picks it, what it tells, and which part of it of how many.

        What is mostly as another attribute is told by that one's lead, and where it is not by its own. Not all words
        may be of use; none is where there are too few.
        """
        parts, told = (count - len(self.alike)) // len(self.values), []
        for name in self.values:
            told += [(name, name, part, parts) for part in range(parts)]
            if name in self.alike:
                told.append((self.alike[name], name, 0, 1))
        return told if parts > 0 else []

    def fits(self, book: Codebook) -> bool:
        """Whether every attribute has a word, an entry for each value, and two latents or more."""
        words, choices, _ = book.entries.shape
        enough = book.likely.in_features >= 2 * len(self.values)
        return enough and bool(self.words(words)) and max(map(len, self.counts().values())) <= choices

    def spoken(self, book: Codebook) -> bool:
        """Whether each word is already picked from as many entries as its attribute has values."""
        words, counts = self.words(len(book.entries)), self.counts()
        entries = (book.likely.bias.unflatten(0, book.entries.shape[:2]) > NEVER / 2).sum(1).tolist()
        return all(entry == len(counts[leader]) for entry, (leader, *_) in zip(entries, words, strict=False))

    def counts(self) -> dict[str, Tensor]:
        """How many pictures have each value."""
        return {name: torch.bincount(value) for name, value in self.values.items()}


def known_attributes(attributes: Mapping[str, Attribute]) -> KnownAttributes:
    """The values of attributes; those that are mostly as an earlier one's are told apart from it where they are not."""
    values: dict[str, Tensor] = {}
    alike: dict[str, str] = {}
    for name, attribute in attributes.items():
        for other in (earlier for earlier in values if earlier not in alike):
            same = attribute.values == attributes[other].values
            if len(attributes[other].words) == len(attribute.words) and same.float().mean() > ALIKE:
                alike[name] = other
                break
        own = attribute.values.long()
        values[name] = own.where(~same, len(attribute.words)) if name in alike else own
    return KnownAttributes(values, alike)


@torch.no_grad()
def speak(book: Codebook, told: KnownAttributes) -> None:
    """Let a codebook pick its words by leads, one of which every value of an attribute has in its share of latents."""
    stream = torch.Generator().manual_seed(0)
    latent = book.likely.in_features
    z = torch.randn(POOL // 2, latent, generator=stream)
    counts = told.counts()
    weights = list(accumulate((math.sqrt(len(count)) for count in counts.values()), initial=0.0))
    ends = [round(weight / weights[-1] * (latent - 2 * len(counts))) + 2 * i for i, weight in enumerate(weights)]
    leads = {}
    for (name, count), start, end in zip(counts.items(), ends, ends[1:], strict=False):
        ways = torch.zeros(len(count), latent)
        around = torch.arange(len(count)) != (count.argmax() if count.max() > COMMON * count.sum() else -1)
        ways[around, start:end] = repelled_units(int(around.sum()), end - start, stream)
        leads[name] = ways, evened_out(z @ ways.T, count / count.sum())
    likely, bias = (part.unflatten(0, book.entries.shape[:2]) for part in (book.likely.weight, book.likely.bias))
    likely.zero_()
    bias.fill_(NEVER)
    for word, (leader, *_) in enumerate(told.words(len(book.entries))):
        ways, given = leads[leader]
        likely[word, : len(ways)], bias[word, : len(ways)] = SHARP * ways, SHARP * given


@torch.no_grad()
def quote(book: Codebook, told: KnownAttributes, text_encoder: TextEncoder) -> None:
    """Let the entries begin as what a text encoder makes of the phrases for the values."""
    places = dict(zip(PLACES, text_encoder.phrases.places, strict=True))
    for word, (_, name, part, parts) in enumerate(told.words(len(book.entries))):
        for value in range(book.entries.shape[1]):
            if place := list(places.get((name, value), ())):
                tokens = torch.cat([text_encoder.phrases.words[place], text_encoder.phrases.alone[place]], 1)
                some = tokens.tensor_split(parts)[part]
                book.entries[word, value] = (some if len(some) else tokens).mean(0)


def repelled_units(count: int, dimensions: int, stream: torch.Generator) -> Tensor:
    """Unit vectors that push each other apart, (count, dimensions)."""
    ways = normalize(torch.randn(count, dimensions, generator=stream))
    for turn in range(TURNS):
        apart = ways[:, None] - ways
        force = (apart / (apart.square().sum(2, True).square() + 1e-6)).sum(1)
        ways = normalize(ways + 0.1 * (1 - turn / TURNS) * normalize(force))
    return ways


def evened_out(products: Tensor, shares: Tensor) -> Tensor:
    """The bias of each value, (values,), with which it leads in its share of the latents, (N, values)."""
    bias = torch.zeros_like(shares)
    rate = 0.5 if shares.max() > COMMON else 1.5
    for turn in range(TURNS):
        leads = torch.bincount((products + bias).argmax(1), minlength=len(shares)) / len(products)
        bias -= rate * (1 - turn / TURNS) * (leads - shares)
    return bias - bias.mean()


class Dealer:
    """Finds latents in which all that is known of a picture leads, by what such a codebook picks."""

    def __init__(self, book: Codebook, told: KnownAttributes):
        latent, stream = book.likely.in_features, torch.Generator().manual_seed(1)
        self.z = torch.randn(min(POOL, MEMORY // latent), latent, generator=stream)
        self.values, self.found = told.values, []
        likely, bias = (part.detach().cpu() for part in (book.likely.weight, book.likely.bias))
        likely, bias = likely.unflatten(0, book.entries.shape[:2]), bias.unflatten(0, book.entries.shape[:2])
        leaders = [leader for leader, *_ in told.words(len(book.entries))]
        for name in told.values:
            word = leaders.index(name)
            leads = (self.z @ likely[word].T + bias[word]).argmax(1)
            counts = torch.bincount(leads, minlength=len(bias[word]))
            latents = likely[word].abs().sum(0).nonzero().flatten()
            self.found.append((name, latents, leads.argsort(), counts.cumsum(0) - counts, counts))

    def __call__(self, z: Tensor, index: Tensor, chance: Tensor) -> Tensor:
        """Latents (N, latent) in which the values of the pictures of these numbers lead; the rest is as in `z`.

        Which of them is up to the numbers `chance`, (N, attributes) in [0, 1).
        """
        z = z.clone()
        for (name, latents, order, first, counts), part in zip(self.found, chance.T, strict=True):
            value = self.values[name][index]
            some = order[first[value] + (part * counts[value]).long()]
            z[:, latents] = self.z[some][:, latents]
        return z

    @property
    def attributes(self) -> int:
        return len(self.found)

    @property
    def complete(self) -> bool:
        """Whether there are latents for every value that a picture has."""
        return all(bool((counts[self.values[name]] > 0).all()) for name, *_, counts in self.found)
