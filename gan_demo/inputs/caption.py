"""A caption, read by a frozen text encoder: its words and its sentence as vectors, Xu 2017 (1711.10485)."""

from collections.abc import Sequence
from itertools import chain
from typing import Any

from torch import Generator, Tensor, nn

from ..data.dataset import Dataset
from ..nets.caption_encoder import Text
from ..objectives.augment import UNCOLOURED, Change
from ..objectives.objective import Condition, HeardWords
from ..pictures.files import COLUMNS
from ..settings import Settings
from ..text.captioner import Captioner, captioner_of
from ..text.text_encoder import TextEncoder, numbers
from ..words import Words
from ._input import Conditions, Input


class CaptionInput(Input):
    """`Text` of N captions."""

    needs_text_encoder = True

    def arguments(self, settings: Settings, dataset: Dataset, reader: TextEncoder | None) -> dict[str, Any]:
        return {"classes": len(dataset.classes), "vocabulary": len(given(reader).tokenizer)}

    def conditions(self, settings: Settings, dataset: Dataset, reader: TextEncoder | None) -> Conditions:
        """Captions of the data set's pictures."""
        captioner = captioner_of(dataset)
        columns = (captioner.caption(i % dataset.count(), settings.seed, 0) for i in range(COLUMNS))
        return CaptionConditions(captioner, given(reader), settings.seed, tuple(columns))


def given(reader: TextEncoder | None) -> TextEncoder:
    """The text encoder without which there are no captions."""
    if reader is None:
        raise ValueError("A recipe of captions needs a text encoder.")
    return reader


class CaptionConditions:
    """Captions of pictures as the nets read them, a fresh one each time that a picture is seen."""

    classes: tuple[Words, ...] = ()
    changes: Sequence[Change] = UNCOLOURED  # captions tell of colours
    of_one_shape = False
    rows = 6

    def __init__(self, captioner: Captioner, reader: TextEncoder, seed: int, captions: tuple[str, ...]):
        self.captioner, self.reader, self.seed, self.captions = captioner, reader, seed, captions
        self.kinds = len(captions)
        self.nets: Sequence[nn.Module] = [net for net in (reader.matcher, reader.imagination) if net]

    def __call__(self, index: Tensor, times_seen: int) -> Text:
        return self.reader.told([self.captioner.caption(i, self.seed, times_seen) for i in index.tolist()])

    def shown(self, index: Tensor, times_seen: int) -> None:
        return None

    def at_random(self, count: int, stream: Generator, among: int, share: slice = slice(None)) -> None:
        return None

    def worded(self, index: Tensor, times_seen: int) -> tuple[Text, HeardWords]:
        told = [self.captioner.more(i, self.seed, times_seen) for i in index.tolist()]
        tokens = [numbers(self.reader.tokenizer, captions) for captions in told]
        here, ever = [first for first, *_ in tokens], [list(chain(*all_of)) for all_of in tokens]
        text = self.reader.encode(here)
        if self.captioner.all_known:
            left = [self.captioner.left_open(i, self.seed, times_seen) for i in index.tolist()]
            text = self.reader.with_phrases(text, left)
            more = [list(chain(*(self.reader.phrases.ids[number] for number in row))) for row in left]
            here, ever = ([row + rest for row, rest in zip(rows, more, strict=True)] for rows in (here, ever))
        return text, HeardWords(self.reader.shares(here), self.reader.shares(ever), self.captioner.all_known)

    def of_columns(self, column: Tensor) -> Text:
        return self.reader.told(self.captions).rows(column)

    def drawings(self, column: Tensor) -> None:
        return None

    def completed(self, condition: Condition, z: Tensor) -> Condition:
        assert isinstance(condition, Text)  # captions are all that it says
        return self.reader.completed(condition, z)
