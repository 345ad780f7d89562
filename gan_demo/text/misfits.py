"""Known words that together are unknown: "blue eyes" where eyes have no colours, "not bald" which nobody says here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..words import Words, listed, t
from .lexicon import Lexicon
from .phrases.asides import PASSING
from .phrases.function_words import NEGATIONS
from .phrases.people import PEOPLE

NAMING = {"haired": "hair", "skinned": "skin", "eyed": "eyes", "bearded": "beard", "moustached": "moustache"}
LINKS = frozenset(("is", "are", "was", "were", "in", "of", "that", "which", "that's", "very", "really", ":"))
LINKS |= frozenset(("是", "为", "很", "染成", "染", "都", "color", "colour", "颜色"))
SHADES = frozenset(("light", "pale", "sky", "deep", "bright", "hot", "medium", "baby", "pastel", "rose", "coral"))
PREDICATING = frozenset(("is", "are", "was", "were", "should", "是", "很", "又", "有点", "非常", "像", "偏", "都"))
JOINING = ("and", "or", "&", "/", "和", "与", "及", "或")
PRINTS = ("图案",)  # a colour before it is that of what is printed, which nobody can choose
EITHER = ("or", "nor", "或", "或者", "和", "与", "及", "以及")  # in a list behind a negation all of it is denied
COMMAS = (",", "、")
VERBS = ("戴", "戴着", "穿", "穿着", "有", "有着", "留着", "长着", "wearing", "with", "has", "having", "in")
MOST = 14  # colours that a message lists
Misfit = tuple[int, Words | None, tuple[str, ...]]  # where it ends, why, and what would do


def misfits(words: Sequence[str], languages: Sequence[str], lexicon: Lexicon) -> dict[int, Misfit]:
    """By the place of its first word, each group of words of a caption that only together are unknown."""
    line, found = Line(words, languages, lexicon), {}
    for place, language in enumerate(languages):
        if language and words[place] in lexicon.qualifiers[language]:
            for first, *misfit in line.denial(place) if line.denies(place) else line.colour(place):
                found[first] = tuple(misfit)
    return {first: misfit for first, misfit in found.items() if not inside(first, found)}


def inside(place: int, found: dict[int, Misfit]) -> bool:
    """Whether a place lies within another group that begins before."""
    return any(first < place < stop for first, (stop, *_) in found.items())


@dataclass(frozen=True)
class Line:
    """The words of a caption, and for each its language, "" for a mark."""

    words: Sequence[str]
    languages: Sequence[str]
    lexicon: Lexicon

    def denies(self, place: int) -> bool:
        return self.words[place] in NEGATIONS[self.languages[place]]

    def thing(self, at: int) -> str:
        """The thing that a word names, "hair" also for "haired"; "" where it names none."""
        word = NAMING.get(self.words[at], self.words[at])
        return word if self.languages[at] and word in self.lexicon.pairs[self.languages[at]] else ""

    def colours(self, at: int) -> list[str]:
        """Those that the thing at this place can have."""
        language = self.languages[at]
        return [word for word in self.lexicon.pairs[language][self.thing(at)] if word not in NEGATIONS[language]]

    def is_colour(self, at: int) -> bool:
        language = self.languages[at] if at < len(self.words) else ""
        return bool(language) and self.words[at] in self.lexicon.qualifiers[language] and not self.denies(at)

    def filler(self, at: int) -> bool:
        return bool(self.languages[at]) and self.words[at] in self.lexicon.filler[self.languages[at]]

    def known(self, at: int) -> bool:
        return bool(self.languages[at]) and self.words[at] in self.lexicon.known[self.languages[at]]

    def verb(self, at: int) -> bool:
        """Whether something else begins here: "没有胡子，戴着眼镜"."""
        return self.words[at] in VERBS

    def run(self, start: int, language: str) -> Iterator[int]:
        """The places of one language from here to the next mark."""
        for at in range(start, len(self.words)):
            if self.languages[at] != language:
                return
            yield at

    def stretch(self, start: int) -> Iterator[int]:
        """The places from here to the next mark."""
        for at in range(start, len(self.words)):
            if not self.languages[at]:
                return
            yield at

    def colour(self, place: int) -> Iterator[tuple]:
        """What is unknown about a colour: nothing, or a group by its two ends, why, and what would do."""
        things = self.things_of(place)
        if things and not any(self.words[place] in self.colours(at) for at in things):
            first, last = sorted((place, things[0]))
            yield first, last + 1, *self.no_colour(place, things[0])
        elif not things and self.is_colour(place + 2) and self.words[place + 1] in JOINING:
            for at in self.ahead(place + 2, self.languages[place + 2])[:1]:
                yield place, at + 1, *self.two_colours(place, at)

    def things_of(self, place: int) -> list[int]:
        """Where the things stand that a colour may belong to."""
        return self.ahead(place + 1, self.languages[place]) or self.behind(place)

    def before_person(self, place: int) -> bool:
        """Whether who is meant stands right behind: "black guy"."""
        language = self.languages[place]
        ahead = (self.words[at] for at in self.run(place + 1, language) if self.words[at] not in PASSING[language])
        return next(ahead, "") in PEOPLE[language]

    def predicate(self, place: int) -> list[int]:
        """The places of the words that are told of a thing, from its "is" on, and of what joins them."""
        language, told = self.languages[place], list[int]()
        if not language or (language == "en" and self.words[place] not in PREDICATING):
            return []
        for at in self.run(place, language):
            if self.thing(at) or self.denies(at):
                return [] if language == "zh" else told
            if self.words[at] in JOINING or self.is_colour(at) or self.words[at] in self.lexicon.known[language]:
                told.append(at)
            elif self.words[at] not in LINKS and self.words[at] not in PREDICATING | PASSING[language] | {"be", "的"}:
                return [] if language == "zh" else told
        return told

    def before_stranger(self, place: int) -> bool:
        """Whether an unknown word stands right behind."""
        language = self.languages[place]
        at = next((at for at in self.run(place + 1, language) if self.words[at] not in PASSING[language]), None)
        return at is not None and self.words[at] not in self.lexicon.known[language] | self.lexicon.filler[language]

    def ahead(self, start: int, language: str) -> list[int]:
        """Where the things stand that a colour before this place may belong to: both of a "top bun", or the first."""
        found = []
        for at in self.run(start, language):
            if self.thing(at) and self.words[at] not in PRINTS:
                found.append(at)
            elif self.words[at] not in PASSING[language] | {"的"} and (found or self.denies(at) or self.filler(at)):
                break
        return found

    def behind(self, place: int) -> list[int]:
        """Where the thing stands of which a colour is told afterwards, as in "her hair is red"."""
        at = place - 1
        while at >= 0 and (self.words[at] in LINKS | SHADES or self.is_colour(at)):
            at -= 1
        fits = at >= 0 and self.languages[at] == self.languages[place] and self.words[at] not in NAMING
        return [at] if fits and self.thing(at) else []

    def denial(self, place: int) -> Iterator[tuple]:
        """What is unknown about a negation, likewise."""
        word, language = self.words[place], self.languages[place]
        known = self.lexicon.deniable[language]
        at = self.denied(place)
        last = self.denied_list(at)
        named, between = self.thing(at) or self.words[at], range(place + 1, at)
        strange = any(not self.filler(i) and not self.known(i) for i in between)
        if word not in known.get(named, ()) or last > at or strange:
            group = join_words(self.words[place : last + 1], language)
            yield place, last + 1, *undenied(word, group, known, language)

    def denied_list(self, at: int) -> int:
        """The end of a list that is denied as a whole: "no hat or glasses", "没有胡子和眼镜"; else its own place."""
        last, place, sure, commas = at, at + 1, False, 0
        while place + 1 < len(self.words):
            word, other = self.words[place], place + 1
            comma = not self.languages[place] and word in COMMAS
            either = word in EITHER or self.words[other] in EITHER
            if not comma and not either and (word != "and" or not self.thing(at)):
                break
            other += self.words[other] in EITHER  # "hat, glasses, or beard"
            while other < len(self.words) and either and self.filler(other) and not self.verb(other):
                other += 1
            if other >= len(self.words) or not self.languages[other] or self.verb(other):
                break
            bare = other + 1 == len(self.words) or not self.languages[other + 1] or self.filler(other + 1)
            if not either and not (bare and self.thing(other) in self.lexicon.deniable[self.languages[other]]):
                break
            sure, commas = sure or either or word in ("and", "、"), commas + comma
            last, place = other, other + 1
        return last if sure or commas > 1 else at

    def denied(self, place: int) -> int:
        """Where the word stands that a negation denies; its own place where there is none.

        That is a thing, whatever stands before it ("no big beard"), or else the very next word ("not smiling").
        """
        first = None
        for at in self.stretch(place + 1):
            if self.words[at] in PEOPLE[self.languages[at]]:
                return at if first is None else first  # "not a woman but a man with glasses"
            if self.filler(at):
                if first is not None:
                    break
                continue
            first = at if first is None else first
            if self.thing(at):
                return at
            if self.words[place] == "not" and first == place + 1:
                break
        return place if first is None else first

    def no_colour(self, place: int, at: int) -> tuple[Words, tuple[str, ...]]:
        """Why a thing does not have a colour, in both languages, and which ones it has."""
        language, thing = self.languages[at], self.thing(at)
        group, colours = join_words([self.words[place], thing], language), self.colours(at)
        why = t(
            "“{group}” is not known: these pictures have no colours to choose for {thing}.", group=group, thing=thing
        )
        if colours:
            why = t(
                "“{group}” is not known: the colours of {thing} here are {colours}.",
                group=group,
                thing=thing,
                colours=listed(colours[:MOST]),
            )
        return why, self.coloured(colours[:3], at)

    def two_colours(self, place: int, at: int) -> tuple[Words, tuple[str, ...]]:
        """Why a thing does not have two colours, and those of them that it can have."""
        language, thing = self.languages[at], self.thing(at)
        group = join_words(self.words[place : at + 1], language)
        colours = self.colours(at)
        why = t("“{group}” is not known: there is one colour of {thing} in a picture.", group=group, thing=thing)
        fit = [word for word in self.words[place:at] if word in colours]
        return why, self.coloured(fit or colours[:3], at)

    def coloured(self, colours: Sequence[str], at: int) -> tuple[str, ...]:
        """The thing in each of these colours, named as it is written."""
        written = self.words[at]
        space = "-" if written in NAMING else "" if self.languages[at] == "zh" else " "
        return tuple(f"{colour}{space}{written}" for colour in colours)


def join_words(words: Sequence[str], language: str) -> str:
    return ("" if language == "zh" else " ").join(words).replace(" ,", ",")


def undenied(word: str, group: str, known: dict[str, list[str]], language: str) -> tuple[Words, tuple[str, ...]]:
    """Why a group that this negation begins is not known, in both languages, and what is."""
    alike = sorted(known.items(), key=lambda item: item[1][0] != word)
    able = [join_words([words[0], thing], language) for thing, words in alike]
    why = t("“{group}” is not known: what can be denied is told by {able}.", group=group, able=listed(able))
    return why, ()
