"""Text in both languages of the project, and the one error that is meant for a person's eyes."""

from typing import NamedTuple


class Words(NamedTuple):
    """The same thing said in English and in Chinese."""

    en: str
    zh: str


class UserError(ValueError):
    """Bad input, told in one sentence that says what to do; a person sees it without a traceback."""

    def __init__(self, en: str, zh: str):
        super().__init__(en)
        self.words = Words(en, zh)
