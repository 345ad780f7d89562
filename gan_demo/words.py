"""Text in both languages of the project, and the one error that is meant for a person's eyes."""

from collections.abc import Sequence
from typing import NamedTuple


class Words(NamedTuple):
    """The same thing said in English and in Chinese."""

    en: str
    zh: str


def enumerated(texts: Sequence[str], comma: str = ", ", last: str = " and ") -> str:
    """The texts in a row, with commas and another word before the last."""
    return last.join(filter(None, [comma.join(texts[:-1]), *texts[-1:]]))


class UserError(ValueError):
    """Bad input, told in one sentence that says what to do; a person sees it without a traceback."""

    def __init__(self, en: str, zh: str):
        super().__init__(en)
        self.words = Words(en, zh)
