"""Fresh captions of pictures whose attributes are known, in English and in Chinese."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from ..data.avatars.kinds import KINDS
from ..data.avatars.sampling import sample
from ..data.avatars.visibility import visible_values
from ..data.dataset import Dataset
from .chinese import chinese_caption
from .choosing import NONE, Teller, attributes
from .english import english_caption
from .senses import LANGUAGES

HIJAB = KINDS["hat"].index("HIJAB")


class Caption(NamedTuple):
    """A caption and what it says: for each attribute that it mentions, the values that its words admit."""

    text: str
    language: str
    mentions: dict[str, frozenset[int]]
    pieces: tuple[str, ...] = ()  # the words of a Chinese caption


def compose_caption(
    values: Mapping[str, int], seen: Mapping[str, bool], language: str, rng: np.random.Generator
) -> Caption:
    """One caption of an avatar with these values, about one to all of the attributes that can be seen.

    A caption may be less exact than the picture ("short hair") but is never false. A colour or a print brings what
    has it along: "a red hat" mentions the hat too, with all values that are called a hat.
    """
    teller = Teller(values, attributes(values, seen, rng), seen["hair"], language, rng)
    parts = teller.parts()
    compose = chinese_caption if language == "zh" else english_caption
    text = compose(parts, genders(values), rng)
    pieces = tuple(filter(None, text.split("|"))) if language == "zh" else ()
    return Caption("".join(pieces) or text, language, teller.mentions, pieces)


def genders(values: Mapping[str, int]) -> str:
    """What to call the person, "n" for neutral: no woman has a beard and no man a hijab, and nothing else matters."""
    bearded, hijab = values["beard"] != NONE["beard"], values["hat"] == HIJAB
    return "n" + "m" * (not hijab) + "f" * (not bearded)


def fresh_caption(dataset: Dataset, index: int, seed: int, times_seen: int, *number: int) -> Caption:
    """The caption of a picture at one of the times that it is seen, in either language; another for each number."""
    rng = np.random.default_rng([seed, index, times_seen, *number])
    return compose_caption(*values_shown(dataset, index), LANGUAGES[int(rng.random() * 2)], rng)


def values_shown(dataset: Dataset, index: int) -> tuple[dict[str, int], dict[str, bool]]:
    """The values of a picture, and whether each can be seen."""
    values = {kind: int(attribute.values[index]) for kind, attribute in dataset.attributes.items()}
    return values, {kind: bool(attribute.visible[index]) for kind, attribute in dataset.attributes.items()}


def sampled_captions(count: int, seed: int, split: str = "train") -> Iterator[Caption]:
    """Captions of the first avatars of a split, in turn in both languages; nothing is drawn."""
    rows = sample(0, count, split, seed)
    rng = np.random.default_rng(seed)
    for number, (row, seen) in enumerate(zip(rows.tolist(), visible_values(rows).tolist(), strict=True)):
        values, shown = dict(zip(KINDS, row, strict=True)), dict(zip(KINDS, seen, strict=True))
        yield compose_caption(values, shown, LANGUAGES[number % 2], rng)
