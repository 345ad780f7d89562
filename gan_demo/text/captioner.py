"""Who says what is in a picture: a fresh caption each time for avatars, the written ones for a folder's pictures."""

from collections.abc import Iterator
from typing import Protocol

from ..data.avatars.captions import AvatarCaptions
from ..data.captions import every_caption
from ..data.dataset import Dataset
from ..words import UserError
from .captions import fresh_caption, sampled_captions, values_shown
from .left_open import PLACE, left_open
from .lexicon import Lexicon, avatar_lexicon
from .written import Written, written_lexicon

MORE = 4  # captions of one picture at a time
UNSEEN = 77  # the seed of captions that no training picture was seen under


class Captioner(Protocol):
    """Captions of one data set, and the words that they are made of."""

    lexicon: Lexicon
    all_known: bool  # whether it knows all that a picture shows

    def caption(self, index: int, seed: int, times_seen: int) -> str:
        """The caption of a picture at one of the times that it is seen; "" where it has none."""

    def more(self, index: int, seed: int, times_seen: int) -> list[str]:
        """That caption and what else is said of the picture at that time."""

    def left_open(self, index: int, seed: int, times_seen: int) -> list[int]:
        """What that caption does not tell, as numbers of phrases."""

    def samples(self, count: int) -> Iterator[str]:
        """Captions such as these, for a tokenizer to learn from."""


class AttributeCaptioner:
    """Avatars: everything about them is known, and each caption tells some of it."""

    all_known = True

    def __init__(self, dataset: Dataset):
        self.dataset, self.lexicon = dataset, avatar_lexicon()

    def caption(self, index: int, seed: int, times_seen: int) -> str:
        return fresh_caption(self.dataset, index, seed, times_seen).text

    def more(self, index: int, seed: int, times_seen: int) -> list[str]:
        others = (fresh_caption(self.dataset, index, seed, times_seen, number).text for number in range(1, MORE))
        return [self.caption(index, seed, times_seen), *others]

    def left_open(self, index: int, seed: int, times_seen: int) -> list[int]:
        made = fresh_caption(self.dataset, index, seed, times_seen)
        return [PLACE[place] for place in left_open(made, *values_shown(self.dataset, index))]

    def samples(self, count: int) -> Iterator[str]:
        return (made.text for made in sampled_captions(count, 0))


def captioner_of(dataset: Dataset) -> Captioner:
    """The captioner of a data set; UserError where its pictures have no captions."""
    if isinstance(dataset.captions, AvatarCaptions):
        return AttributeCaptioner(dataset)
    captions = dataset.captions or ()
    lexicon = written_lexicon(every_caption(captions))
    if not any(lexicon.known.values()):
        raise UserError(
            "{data} has no captions with words; a folder takes them from captions.txt (name, tab, caption), "
            "metadata.csv, or a text beside each picture.",
            data=dataset.name,
        )
    return Written(captions, lexicon)
