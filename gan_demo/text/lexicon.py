"""What the captions are made of: the words that are known, and which colours and negations go with which things.

It is kept beside a checkpoint as JSON, as the words that a model was trained on outlive the phrases in the code.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import cache, cached_property
from itertools import chain, takewhile
from typing import Any

from ..words import Words
from . import chinese, english
from .meanings import MEANT, NEAR_COLORS, READ_AS, WORN
from .painting import after
from .phrases import ROWS
from .phrases.asides import QUALITIES, SAYING_NOTHING
from .phrases.function_words import COLORS, DENIED, FILLERS, NEGATIONS, THINGS
from .phrases.lookalikes import LOOKALIKES
from .phrases.people import AGES, PEOPLE
from .phrases.strangers import MORE_THINGS, NO_COLORS, STRANGERS
from .senses import COLOR_OF, LANGUAGES, THING_OF, phrases, senses

FIGURES = frozenset("一二三四五六七八九十几")
EXAMPLES = Words(
    "“long pink hair, winking, wearing a yellow hoodie”, “a bald man with a big black beard” or “a woman with round"
    " glasses”",
    "“粉色长发，眨眼，穿着黄色连帽衫”、“一个留着黑色大胡子的光头男人”或“戴圆框眼镜的女人”",
)


@dataclass(frozen=True)
class Lexicon:
    """Words by language, in normal form; a word is any piece of Chinese and what stands between spaces of English."""

    known: dict[str, frozenset[str]]
    filler: dict[str, frozenset[str]]
    qualifiers: dict[str, frozenset[str]]  # colours and negations
    pairs: dict[str, dict[str, list[str]]]  # thing -> the qualifiers that it can have; [] if none
    examples: Words  # captions to try, for a person whose caption is refused
    strangers: frozenset[str] = frozenset()  # what is read as other words, and what is known not to be known

    def ignores(self, word: str, language: str) -> bool:
        """Whether a word, or a mark, says nothing; of a person not her age in figures either."""
        age = self.of_avatars and (word.removesuffix("s").isdecimal() or FIGURES.issuperset(word))
        return not language or age or word in self.filler[language]

    @property
    def of_avatars(self) -> bool:
        """Whether it is that of the avatars' captions, of which all is known that they may say."""
        return bool(self.pairs["en"])

    @cached_property
    def deniable(self) -> dict[str, dict[str, list[str]]]:
        """What can be denied in each language, each with the negations that do."""
        told: dict[str, dict[str, list[str]]] = {lang: dict(DENIED[lang]) for lang in LANGUAGES}
        for lang, pairs in self.pairs.items():
            for thing, words in pairs.items():
                if denying := [word for word in NEGATIONS[lang] if word in words]:
                    told[lang].setdefault(thing, denying)
        return told

    @cached_property
    def chinese(self) -> frozenset[str]:
        """The words that Chinese is cut into."""
        return self.known["zh"] | self.filler["zh"] | self.strangers

    @cached_property
    def english(self) -> frozenset[str]:
        """The English words that a slip of the pen may have come from."""
        return self.known["en"] | self.filler["en"] | self.qualifiers["en"]

    @cached_property
    def spoken(self) -> "Lexicon":
        """The lexicon with what people say beside, where it is that of the avatars."""
        if not self.of_avatars:
            return self
        filler, qualifiers = dict(self.filler), dict(self.qualifiers)
        for lang in LANGUAGES:
            nothing = " ".join((QUALITIES[lang], SAYING_NOTHING[lang], AGES[lang])).split()
            filler[lang] |= PEOPLE[lang].union(nothing) - self.known[lang]
            colors = {color for color in NEAR_COLORS if color.isascii() == (lang == "en")}
            qualifiers[lang] |= colors.union(NO_COLORS[lang].split())
        more: dict[str, dict[str, list[str]]] = {
            lang: {thing: [] for thing in MORE_THINGS[lang].split()} for lang in LANGUAGES
        }
        pairs = {lang: more[lang] | self.pairs[lang] for lang in LANGUAGES}
        strange = (text for words in (LOOKALIKES, *STRANGERS.values()) for text in words.split())
        phrases = " ".join("".join(words) for words in every_phrase("zh"))
        said = {text for text in READ_AS if text not in phrases}  # what a phrase is cut into stays in its pieces
        strangers = frozenset(chain(said, WORN, MEANT, strange, qualifiers["zh"]))
        return replace(self, filler=filler, qualifiers=qualifiers, pairs=pairs, strangers=strangers)

    def to_json(self) -> str:
        told = {name: value for name, value in asdict(self).items() if name != "strangers"}
        return json.dumps(told, ensure_ascii=False, indent=1, default=sorted)

    @classmethod
    def from_json(cls, text: str) -> "Lexicon":
        parts = json.loads(text)
        pairs, examples = parts.pop("pairs"), Words(*parts.pop("examples"))
        sets: dict[str, Any] = {
            name: {key: frozenset(words) for key, words in part.items()} for name, part in parts.items()
        }
        return cls(**sets, pairs=pairs, examples=examples)


@cache
def avatar_lexicon() -> Lexicon:
    """The lexicon of the avatars' captions."""
    filler = {"en": english_fillers(), "zh": chinese_fillers()}
    known = {lang: frozenset(chain.from_iterable(every_phrase(lang))) for lang in LANGUAGES}
    known["en"] |= {part for word in known["en"] for part in word.split("-")}  # who writes "V neck" means a V-neck
    known = {lang: words - filler[lang] for lang, words in known.items()}
    qualifiers = {lang: colors(lang) | frozenset(NEGATIONS[lang]) for lang in LANGUAGES}
    things = {lang: qualifiers_by_thing(lang, qualifiers[lang], filler[lang]) for lang in LANGUAGES}
    return Lexicon(known, filler, qualifiers, things, EXAMPLES)


def every_phrase(language: str) -> Iterator[list[str]]:
    """The words of every phrase."""
    for kind in ROWS:
        for sense in senses(kind):
            for phrase in sense.phrases[language]:
                yield split(phrase.text, language)


def split(text: str, language: str) -> list[str]:
    """The words of a phrase without the place of the colour."""
    text = text.lower().replace("~-", "").replace("~", "")
    return text.split() if language == "en" else text.split("|")


def english_fillers() -> frozenset[str]:
    written = (*english.PEOPLE, *english.MEN, *english.WOMEN, *english.PICTURES, *english.WEARING, "who has")
    return frozenset(word for text in written for word in text.split()) | frozenset(FILLERS["en"].split())


def chinese_fillers() -> frozenset[str]:
    verbs = [verb for group in (*chinese.VERBS.values(), chinese.HAS) for verb in group]
    written = (*verbs, *chinese.PEOPLE, *chinese.MEN, *chinese.WOMEN, *chinese.PICTURES)
    return frozenset(word for text in written for word in text.split("|")) | frozenset(FILLERS["zh"].split())


def colors(language: str) -> frozenset[str]:
    """What can stand before a thing as its colour, in English by its last word ("blue" of "sky blue")."""
    rows = (row for kind in THING_OF for row in ROWS[kind])
    names = {phrase.text for row in rows for phrase in phrases(row[LANGUAGES.index(language) + 1])}
    return frozenset(name.split()[-1] for name in names) | frozenset(COLORS[language].split())


def qualifiers_by_thing(language: str, qualifiers: frozenset[str], filler: frozenset[str]) -> dict[str, list[str]]:
    """Which colours and negations go with each thing: those that some phrase can have."""
    found: dict[str, dict[str, None]] = {thing: {} for thing in THINGS[language].split()}
    for thing, color in colored_things(language, filler):
        found.setdefault(thing, {})[color] = None
    for words in every_phrase(language):
        for place, word in enumerate(words):
            for thing in words[place + 1 :] if word in qualifiers else ():
                if thing in found:
                    found[thing][word] = None
    return {thing: list(words) for thing, words in found.items()}


def colored_things(language: str, filler: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Each thing that a phrase leaves a colour to, with each of its colours."""
    for thing_kind, color_kind in COLOR_OF.items():
        rows = [[phrase.text.split()[-1] for phrase in sense.phrases[language]] for sense in senses(color_kind)]
        names = [row[0] for row in rows] + [name for row in rows for name in row[1:]]  # for a message: each colour once
        texts = [phrase.text for sense in senses(thing_kind) for phrase in sense.phrases[language]]
        for text in texts:
            if "~" in text and "~-" not in text:
                thing = head(split(after(text), language), language, filler)
                yield from ((thing, name) for name in names)


def head(words: list[str], language: str, filler: frozenset[str]) -> str:
    """What a colour before these words is the colour of: the first that is a common thing, or the last of its group."""
    group = list(takewhile(lambda word: word == "的" or word not in filler, words))
    return next((word for word in group if word in THINGS[language].split()), group[-1])
