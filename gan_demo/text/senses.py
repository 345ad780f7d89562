"""The rows of `phrases` made ready to choose from: for each value of an attribute, what may be said of it."""

from functools import cache
from typing import NamedTuple

from ..data.avatars.kinds import KINDS
from .phrases import ROWS

COLOR_OF = {"hair": "hair_color", "beard": "beard_color", "clothes": "clothes_color", "hat": "hat_color"}
THING_OF = {color: thing for thing, color in COLOR_OF.items()}
LANGUAGES = ("en", "zh")
FORMS = {"^": "adjective", "=": "doing"}


class Phrase(NamedTuple):
    """One way to say something, "~" where a colour may stand; in Chinese "|" between words."""

    form: str  # "thing", "adjective" or "doing"
    text: str


class Sense(NamedTuple):
    """Values that are called the same, and how."""

    values: frozenset[int]
    phrases: dict[str, tuple[Phrase, ...]]  # by language
    only_color: bool  # whether it serves only where a colour is told and the kind of thing is not


class Choice(NamedTuple):
    """The values that some phrases of one language admit."""

    values: frozenset[int]
    phrases: tuple[Phrase, ...]


@cache
def senses(kind: str) -> tuple[Sense, ...]:
    """All senses of an attribute, the most exact first."""
    made = [
        Sense(indices(kind, names), {"en": phrases(en), "zh": phrases(zh)}, names[0] == "+")
        for names, en, zh in ROWS[kind]
    ]
    return tuple(sorted(made, key=lambda sense: len(sense.values)))


def indices(kind: str, names: str) -> frozenset[int]:
    """The values that a row names; a name that python-avatars does not have is a ValueError."""
    names = names.removeprefix("+")
    if names == "*":
        return frozenset(value for value, name in enumerate(KINDS[kind].values) if name != "NONE")
    return frozenset(KINDS[kind].index(name) for name in names.split())


def phrases(cell: str) -> tuple[Phrase, ...]:
    """What is written in one cell of a row."""
    texts = [text.strip() for text in cell.split(";")]
    return tuple(Phrase(FORMS.get(text[0], "thing"), text.lstrip("^=")) for text in texts)


@cache
def wordings(kind: str, value: int, language: str, colored: bool) -> tuple[Choice, ...]:
    """The ways to tell a value, the most exact first; `colored`: only those with a place for a colour."""
    return tuple(Choice(*way) for *way, only_color in fitting(kind, value, language, colored) if not only_color)


@cache
def carriers(kind: str, value: int, language: str) -> tuple[Choice, ...]:
    """What carries the colour of a thing where the kind of thing is not told; the broadest words if nothing else."""
    ways = fitting(kind, value, language, True)
    return tuple(Choice(*way) for *way, only_color in ways if only_color) or (Choice(*ways[-1][:2]),)


@cache
def takes_color(kind: str, value: int) -> bool:
    """Whether the colour of a thing can be told in both languages."""
    return all(fitting(kind, value, language, True) for language in LANGUAGES)


def fitting(kind: str, value: int, language: str, colored: bool) -> list[tuple]:
    """Values, phrases and whether they only carry a colour, for each sense that a value has."""
    found = []
    for sense in senses(kind):
        said = tuple(phrase for phrase in sense.phrases[language] if not colored or "~" in phrase.text)
        if value in sense.values and said:
            found.append((sense.values, said, sense.only_color))
    return found
