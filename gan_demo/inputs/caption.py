"""A caption, read by a frozen text encoder: its words and its sentence as vectors, Xu 2017 (1711.10485)."""

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any

import torch
from torch import Tensor

from ..data.captions import ClassNames
from ..data.dataset import Dataset
from ..nets.caption_encoder import Text
from ..objectives.augment import UNCOLOURED
from ..objectives.objective import Condition, HeardWords
from ..pictures.files import COLUMNS
from ..settings import Settings
from ..text.captioner import UNSEEN, Captioner, captioner_of
from ..text.text_encoder import ReadCaption, TextEncoder, numbers
from ..words import UserError, Words, pgettext, t
from ._input import Conditions, Described, DrawCall, Input
from .texts import texts_of


class CaptionInput(Input):
    """`Text` of N captions."""

    name = "captions"
    unwanted: Words = t("This model draws no captions; leave it out.")
    elsewhere = t("This model draws from captions; use the Captions tab.")
    each = pgettext("counted", "captions")
    alone = True
    needs_text_encoder = True

    def arguments(self, settings: Settings, dataset: Dataset, text_encoder: TextEncoder | None) -> dict[str, Any]:
        return {"classes": len(dataset.classes), "vocabulary": len(given(text_encoder).tokenizer)}

    def conditions(self, settings: Settings, dataset: Dataset, text_encoder: TextEncoder | None) -> Conditions:
        """Captions of the data set's pictures."""
        captioner = captioner_of(dataset)
        columns = (captioner.caption(i % dataset.count(), settings.seed, 0) for i in range(COLUMNS))
        return CaptionConditions(captioner, given(text_encoder), settings.seed, tuple(columns))

    def parse(self, value: Any, count: int, config: Described, text_encoder: TextEncoder | None) -> list[ReadCaption]:
        """A caption for all pictures, or one for each, read; what is read already stays as it is."""
        read_already = isinstance(value, list) and all(isinstance(one, ReadCaption) for one in value)
        text_encoder = given(text_encoder)
        captions: list[Any] = value if read_already else texts_of(value)
        if value is None:
            known = text_encoder.tokenizer.lexicon.examples
            raise UserError("This model draws a caption: give one, such as {known}.", known=known)
        if len(captions) not in (1, count):
            raise UserError("One caption or {count} are wanted, not {given}.", count=count, given=len(captions))
        if not read_already:
            read = {caption: text_encoder.read(caption) for caption in dict.fromkeys(captions)}
            captions = [read[caption] for caption in captions]
        return captions * (count // len(captions))

    def told(self, rows: Any, z: Tensor, text_encoder: TextEncoder | None) -> Text:
        """Captions, one for each latent or one for all, of which each latent imagines the rest."""
        text = given(text_encoder).text(rows)
        text = text if len(rows) == len(z) else text.expand(len(z))
        return given(text_encoder).completed(text, z, list(rows) * (len(z) // len(rows)))

    def around(self, latent: int, config: Described, text_encoder: TextEncoder | None) -> list[Condition]:
        middle, text_encoder = torch.zeros(1, latent), given(text_encoder)
        captions = config.captions or [""]
        return [text_encoder.completed(text_encoder.told([caption]), middle).expand(latent) for caption in captions]

    def waypoints(self, rows: Any, z: Tensor, config: Described, text_encoder: TextEncoder | None) -> list[Text]:
        return [self.told([row], latent[None], text_encoder) for row, latent in zip(rows, z, strict=True)]

    def between(self, one: Text, other: Text, share: float) -> Text:
        return one.blended(other, share)

    def joined(self, points: Sequence[Text]) -> Text:
        (text,) = points
        return text

    def remarks(self, value: Sequence[str], text_encoder: TextEncoder | None) -> list[str]:
        readings = []
        for number, caption in enumerate(value, 1):
            try:
                readings.append(given(text_encoder).read(caption))
            except UserError as error:
                if len(value) == 1:
                    raise
                raise UserError("Caption {number}: {problem}", number=number, problem=error.words) from None
        return [remark for reading in readings for remark in told_of(reading)]

    def tested(self, config: Described, count: int, load: Callable[[str], Dataset]) -> list[str]:
        """A caption of each test picture that no training picture was seen under."""
        captioner = captioner_of(load(config.data))
        return [captioner.caption(i, UNSEEN, 0) for i in range(count)]

    def card(self, config: Described) -> DrawCall:
        told = f"Drawn from captions, such as those of the columns below: {'; '.join(config.captions)}"
        first = json.dumps(next(iter(config.captions), ""), ensure_ascii=False)
        return DrawCall(told, f"draw(16, seed=1, captions=[{first}])", "text-to-image")

    def control(self, config: Described) -> dict[str, Any]:
        """A line to type into."""
        verb = [t("Type a caption"), t("Type a caption for {name}")]
        return {"kind": "caption", "tab": "captions", "verb": verb, "fact": [t("Draws from"), t("captions")]}


def given(text_encoder: TextEncoder | None) -> TextEncoder:
    """The text encoder without which there are no captions."""
    if text_encoder is None:
        raise ValueError("A recipe of captions needs a text encoder.")
    return text_encoder


def told_of(reading: ReadCaption) -> Iterator[str]:
    """What of a caption is read as other words, or not drawn."""
    for word in reading.words:
        if word.kind == "near":
            yield f"{word.text!r} is read as {word.read!r}."
        if word.kind == "unknown":
            known = ", ".join(word.suggestions)
            why = word.why.en if word.why else "This word is not known."
            yield f"{word.text!r} is left out. {why}" + (f" Others are known, such as {known}." if known else "")
    yield from (remark.en for remark in reading.remarks)
    if reading.left_out:
        yield "The end of a long caption is left out."


class CaptionConditions(Conditions):
    """Captions of pictures as the nets read them, a fresh one each time that a picture is seen."""

    changes = UNCOLOURED  # captions tell of colours
    of_one_shape = False

    def __init__(self, captioner: Captioner, text_encoder: TextEncoder, seed: int, captions: tuple[str, ...]):
        self.captioner, self.text_encoder, self.seed, self.captions = captioner, text_encoder, seed, captions
        self.kinds = len(captions)
        self.nets = [net for net in (text_encoder.matcher, text_encoder.imagination) if net]

    def __call__(self, index: Tensor, times_seen: int) -> Text:
        return self.text_encoder.told([self.captioner.caption(i, self.seed, times_seen) for i in index.tolist()])

    def worded(self, index: Tensor, times_seen: int) -> tuple[Text, HeardWords]:
        told = [self.captioner.more(i, self.seed, times_seen) for i in index.tolist()]
        tokens = [numbers(self.text_encoder.tokenizer, captions) for captions in told]
        here, ever = [first for first, *_ in tokens], [list(chain(*all_of)) for all_of in tokens]
        text = self.text_encoder.encode(here)
        if self.captioner.all_known:
            left = [self.captioner.left_open(i, self.seed, times_seen) for i in index.tolist()]
            text = self.text_encoder.with_phrases(text, left)
            more = [list(chain(*(self.text_encoder.phrases.ids[number] for number in row))) for row in left]
            here, ever = ([row + rest for row, rest in zip(rows, more, strict=True)] for rows in (here, ever))
        return text, HeardWords(
            self.text_encoder.shares(here), self.text_encoder.shares(ever), self.captioner.all_known
        )

    def kinds_of(self, index: Tensor, condition: Condition) -> Tensor | None:
        """Those whose caption is the name of the same class."""
        told = getattr(self.captioner, "captions", None)
        return told.labels[index] if isinstance(told, ClassNames) else None

    def of_columns(self, column: Tensor) -> Text:
        return self.text_encoder.told(self.captions).rows(column)

    def completed(self, condition: Condition, z: Tensor) -> Condition:
        assert isinstance(condition, Text)  # captions are all that it says
        return self.text_encoder.completed(condition, z)
