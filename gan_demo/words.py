"""Text in both languages of the project, and the one error that is meant for a person's eyes.

In the code a text is English; `locale/` has the Chinese of each, and `make catalogs` brings new texts there.
"""

from collections.abc import Iterable, Sequence
from gettext import GNUTranslations
from pathlib import Path
from typing import NamedTuple

with open(Path(__file__).parent / "locale" / "zh" / "LC_MESSAGES" / "gan_demo.mo", "rb") as catalog:
    CHINESE = GNUTranslations(catalog)  # gettext.translation takes twice as long


class Words(NamedTuple):
    """The same thing said in English and in Chinese."""

    en: str
    zh: str


def enumerated(texts: Sequence[str], comma: str = ", ", last: str = " and ") -> str:
    """The texts in a row, with commas and another word before the last."""
    return last.join(filter(None, [comma.join(texts[:-1]), *texts[-1:]]))


def t(text: str, /, **values: object) -> Words:
    """The text in both languages; {name} in it stands for that value, of which Words say each side in its language."""
    words = Words(text, CHINESE.gettext(text))
    if not values:
        return words
    en, zh = ({name: said_in(value, i) for name, value in values.items()} for i in range(2))
    return Words(words.en.format(**en), words.zh.format(**zh))


def pgettext(context: str, text: str) -> Words:
    """A text that has other Chinese in this context than elsewhere."""
    return Words(text, CHINESE.pgettext(context, text))


def listed(texts: Iterable[str | Words], comma: str = ", ") -> Words:
    """The texts in a row, divided as each language does it."""
    texts = list(texts)
    return Words(*(mark.join(str(said_in(text, i)) for text in texts) for i, mark in enumerate(t(comma))))


def said_in(value: object, language: int) -> object:
    """That part of Words; anything else as it is."""
    return value[language] if isinstance(value, Words) else value


class UserError(ValueError):
    """Bad input, told in one sentence that says what to do; a person sees it without a traceback."""

    def __init__(self, said: str | Words, /, **values: object):
        self.words = t(said, **values) if isinstance(said, str) else said
        super().__init__(self.words.en)
