"""What a caption claims: for each attribute that it mentions, the values that its words admit.

A caption is matched with the phrases that the captions of the avatars are made of, in the order of their words; colours
may stand between them, and words that no phrase ends with ("a big RED wavy hairdo"). Of phrases about one attribute
that share words, the longest counts.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from .lexicon import Lexicon, avatar_lexicon
from .misfits import LINKS, NAMING
from .phrases import ROWS
from .phrases.asides import PASSING
from .phrases.function_words import NEGATIONS
from .phrases.people import PEOPLE
from .segment import Piece, segment
from .senses import COLOR_OF, LANGUAGES, THING_OF, senses

STRANGE = "?"  # an unknown word: between a colour and its thing it is "striped", else the colour is of what it names
MOST_BETWEEN = 6  # words between two of a phrase
BREAK = ""  # what no phrase goes across: a mark, or a word such as "and"
CLEAR = frozenset(  # what stands within a phrase and says nothing
    (
        *("a", "an", "the", "this", "that", "his", "her", "its", "their", "my", "your"),
        *("is", "are", "was", "were", "be", "has", "have"),
        *"的地得着了很个",
        *("非常", "特别", "一个", "一位", "一名", "一副", "一顶", "一件", "一头"),
    )
)
SAYING = frozenset(("very", "really", "quite", "face", "head", "脸", "头", "脸上", "头上"))  # fillers, but in phrases
PRINTED = frozenset(("print", "prints"))
PLAIN = frozenset(("plain", "纯色"))  # may stand between a colour and its thing
DENYING = frozenset(word for words in NEGATIONS.values() for word in words)


class CaptionClaim(NamedTuple):
    """One thing that a caption says."""

    kind: str  # an attribute, or the colour of one
    values: frozenset[int]  # that the words admit
    places: tuple[int, ...]  # of these words among the pieces of the caption


class Token(NamedTuple):
    """A word, or a part of one between hyphens, and the piece that it stands in."""

    word: str
    place: int


class Pattern(NamedTuple):
    """A phrase, and what it says; its colour may be told where it has a place for one."""

    kind: str
    values: frozenset[int]
    colored: bool
    words: tuple[str, ...]

    def agrees(self, other: "Pattern") -> bool:
        """Whether both may be said of one thing."""
        return self.kind == other.kind and not self.values.isdisjoint(other.values)


class Match(NamedTuple):
    """A phrase where it stands."""

    pattern: Pattern
    at: tuple[int, ...]  # the tokens that are its words

    def covers(self) -> Sequence[int]:
        """The tokens of which it says what there is to say: who has no beard has no big beard either."""
        return range(self.at[0], self.at[-1] + 1) if self.pattern.words[0] in DENYING else self.at


def claims_of(pieces: Sequence[Piece | None], lexicon: Lexicon) -> list[CaptionClaim]:
    """What these pieces of a caption say, None for one that is not known; nothing where they are not about avatars."""
    if not lexicon.of_avatars:
        return []
    tokens = tokens_of(pieces, lexicon)
    found = without_denied(chosen(matches(tokens)))
    colors = list(color_claims(pieces, tokens, found))
    colored = {place for claim in colors for place in claim.places}
    found = [one for one in found if means_it(one, tokens, found, colors)]
    claims = [
        CaptionClaim(one.pattern.kind, one.pattern.values, piece_places(tokens, [*printed(one, tokens), *one.covers()]))
        for one in found
    ]
    return [claim for claim in claims if not colored.issuperset(claim.places)] + colors


def means_it(one: Match, tokens: Sequence[Token], found: Sequence[Match], colors: Sequence[CaptionClaim]) -> bool:
    """Whether a phrase means what it does in captions: a print is of clothes, a top has a colour, pale is a person."""
    kinds = {other.pattern.kind for other in found}
    after, next_ = (tokens[at].word if at < len(tokens) else BREAK for at in (one.at[-1] + 1, one.at[-1] + 2))
    if one.pattern.kind == "graphic":
        return "clothes" in kinds or any(token.word in PRINTED for token in tokens)
    if one.pattern.words == ("top",):
        return any(claim.kind == COLOR_OF["clothes"] for claim in colors)
    return one.pattern.words != ("pale",) or next_ in NAMING or after not in color_words() | colored_heads()


def printed(one: Match, tokens: Sequence[Token]) -> list[int]:
    """The word "print" before what is printed."""
    before = range(max(0, one.at[0] - 3), one.at[0]) if one.pattern.kind == "graphic" else ()
    return [at for at in before if tokens[at].word in PRINTED]


def without_denied(found: Sequence[Match]) -> list[Match]:
    """What is found, denials of what is there after all as wide as that: "no beard but a moustache"."""
    there: dict[str, frozenset[int]] = {}
    for one in found:
        if one.pattern.words[0] not in DENYING:
            there[one.pattern.kind] = there.get(one.pattern.kind, one.pattern.values) | one.pattern.values
    return [
        one._replace(pattern=one.pattern._replace(values=one.pattern.values | there[one.pattern.kind]))
        if one.pattern.words[0] in DENYING and one.pattern.kind in there
        else one
        for one in found
    ]


def admitted_values(claims: Sequence[CaptionClaim]) -> dict[str, frozenset[int]]:
    """The values of each attribute that all claims admit; of claims that exclude each other, the first one's."""
    values: dict[str, frozenset[int]] = {}
    for claim in claims:
        values[claim.kind] = (values.get(claim.kind, claim.values) & claim.values) or values[claim.kind]
    return values


def tokens_of(pieces: Sequence[Piece | None], lexicon: Lexicon) -> list[Token]:
    """The words that phrases are made of, with one break where others stand."""
    tokens = [Token(BREAK, -1)]
    people = PEOPLE["en"] | PEOPLE["zh"]
    for place, piece in enumerate(pieces):
        if piece and piece.language and piece.text in CLEAR | PASSING[piece.language] - lexicon.known[piece.language]:
            continue
        filler = piece and piece.language and piece.text in lexicon.filler[piece.language] - SAYING
        if not piece:
            tokens.append(Token(STRANGE, place))
        elif not piece.language or filler:
            apart = not piece.language or piece.text in people  # of which no phrase goes across two
            tokens += [Token(BREAK, place)] if apart or tokens[-1].word != BREAK else []
        else:
            known = piece.text in lexicon.known[piece.language] | lexicon.qualifiers[piece.language] | SAYING
            tokens += [Token(word, place) for word in piece.text.split("-")] if known else [Token(STRANGE, place)]
    return tokens


def piece_places(tokens: Sequence[Token], at: Sequence[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(tokens[i].place for i in at))


@cache
def patterns() -> dict[str, list[Pattern]]:
    """All phrases, by their first word; what one says of an attribute in several senses admits the values of all."""
    found: dict[tuple[str, tuple[str, ...]], Pattern] = {}
    for kind in ROWS.keys() - THING_OF.keys():
        for sense in senses(kind):
            for phrase in (phrase for language in LANGUAGES for phrase in sense.phrases[language]):
                words = pattern_words(phrase.text)
                key, colored = (kind, words), "~" in phrase.text or words[-1] in NAMING
                old = found.get(key, Pattern(kind, frozenset(), False, words))
                found[key] = old._replace(values=old.values | sense.values, colored=old.colored or colored)
    first: dict[str, list[Pattern]] = {}
    for pattern in found.values():
        first.setdefault(pattern.words[0], []).append(pattern)
    return first


def pattern_words(text: str) -> tuple[str, ...]:
    """The words of a phrase, and its breaks."""
    text = text.replace("~-", "").replace("~", "").replace("|", "")
    words = [token.word for token in tokens_of(segment(text, avatar_lexicon()), avatar_lexicon())]
    return tuple(words[1:-1] if words[-1] == BREAK else words[1:])


@cache
def colored_heads() -> frozenset[str]:
    """The last word of each phrase that leaves a colour open."""
    rows = (pattern for some in patterns().values() for pattern in some)
    return frozenset(one.words[-1] for one in rows if one.colored and one.kind in COLOR_OF) - NAMING.keys()


@cache
def heads() -> frozenset[str]:
    """The last word of each phrase, which no other phrase goes across."""
    return frozenset(pattern.words[-1] for rows in patterns().values() for pattern in rows)


def matches(tokens: Sequence[Token]) -> Iterator[Match]:
    """Each phrase wherever it stands."""
    for start, token in enumerate(tokens):
        for pattern in patterns().get(token.word, ()):
            if at := match(pattern, tokens, start):
                yield Match(pattern, at)


@cache
def words_about(kind: str) -> frozenset[str]:
    """The words of all phrases about an attribute."""
    return frozenset(word for rows in patterns().values() for one in rows if one.kind == kind for word in one.words)


def match(pattern: Pattern, tokens: Sequence[Token], start: int) -> tuple[int, ...]:
    """The tokens that are its words, the first of which stands at the start; none where the phrase is not there."""
    at, denies = [start], pattern.words[0] in DENYING
    for before, word in pairwise(pattern.words):
        if word == BREAK:
            continue
        place, breaks = at[-1] + 1, int(before == BREAK or before in DENYING)
        while place < len(tokens) and tokens[place].word != word:
            between = tokens[place].word
            breaks -= between == BREAK
            crossed = between == BREAK or between in color_words() or between not in heads()
            if denies and between != BREAK:  # "no big beard", but not "no facial hair"
                crossed = between in color_words() or between in words_about(pattern.kind)
            if breaks < 0 or not crossed or between in DENYING or place - at[-1] > MOST_BETWEEN:
                return ()
            place += 1
        if place >= len(tokens):
            return ()
        at.append(place)
    return tuple(at)


def chosen(found: Iterable[Match]) -> list[Match]:
    """Of phrases that share words the longest, and others about the same attribute that have words of their own."""
    kept: list[Match] = []
    for one in sorted(found, key=lambda match: (-len(match.covers()), match.at[-1] - match.at[0], match.at)):
        rivals = [other for other in kept if set(one.at) & set(other.at)]
        if all(other.pattern.agrees(one.pattern) and set(one.at) - set(other.at) for other in rivals):
            kept.append(one)
    return kept


@cache
def color_names() -> Mapping[str, dict[tuple[str, ...], frozenset[int]]]:
    """For each thing that has a colour, the values of its colours by their words."""
    names: dict[str, dict[tuple[str, ...], frozenset[int]]] = {}
    for thing, kind in COLOR_OF.items():
        row = names.setdefault(thing, {})
        for sense in senses(kind):
            for phrase in (phrase for language in LANGUAGES for phrase in sense.phrases[language]):
                words = tuple(phrase.text.replace("-", " ").split())
                row[words] = row.get(words, frozenset()) | sense.values
    return names


@cache
def color_words() -> frozenset[str]:
    return frozenset(word for row in color_names().values() for words in row for word in words)


def color_claims(
    pieces: Sequence[Piece | None], tokens: Sequence[Token], found: Sequence[Match]
) -> Iterator[CaptionClaim]:
    """The colours of the things that were found: before them, or behind them as in "a hat in red"."""
    things = {
        i: one.pattern.kind for one in found if one.pattern.kind in COLOR_OF and one.pattern.colored for i in one.at
    }
    taken = {i for one in found for i in one.at if len(one.at) > 1 or tokens[i].word not in color_words()}
    start = 0
    while start < len(tokens):
        stop = start
        while stop < len(tokens) and stop not in taken and tokens[stop].word in color_words():
            stop += 1
        ahead, behind = thing_ahead(tokens, things, stop), thing_behind(pieces, tokens, things, start, stop)
        if behind in things and told_after(pieces, tokens, behind, start):
            ahead = -1
        thing = things.get(ahead, "") or things.get(behind, "")
        for first in range(start, stop if thing else start):
            if values := color_names()[thing].get(tuple(token.word for token in tokens[first:stop])):
                yield CaptionClaim(COLOR_OF[thing], values, piece_places(tokens, range(first, stop)))
                break
        start = stop + 1


def thing_ahead(tokens: Sequence[Token], things: Container[int], at: int) -> int:
    """The first token of a thing from here on; -1 where a break or another thing comes before."""
    while at < len(tokens) and at not in things and (tokens[at].word in PLAIN or not stops(tokens[at].word)):
        if tokens[at].word == STRANGE and at + 1 not in things:
            return -1
        at += 1
    return at if at in things else -1


def told_after(pieces: Sequence[Piece | None], tokens: Sequence[Token], thing: int, start: int) -> bool:
    """Whether a colour is told of the thing before it though another follows: "hair is black shirt is white"."""
    between = pieces[tokens[thing].place + 1 : tokens[start].place]
    is_link = any(piece and piece.text in LINKS - {"in", "of"} for piece in between)
    chinese = (piece := pieces[tokens[thing].place]) and piece.language == "zh" and tokens[thing - 1].word == BREAK
    return is_link or (not between and bool(chinese))


def stops(word: str) -> bool:
    """Whether a colour before this word is of nothing behind it."""
    return word == BREAK or word in heads()


def thing_behind(
    pieces: Sequence[Piece | None], tokens: Sequence[Token], things: Container[int], start: int, stop: int
) -> int:
    """The token of which a colour is told afterwards: "her hair is red", "a hat in red", "a mohawk, black"."""
    if not start or tokens[start - 1].word != BREAK:
        return start - 1
    alone = stop == len(tokens) or tokens[stop].word == BREAK
    piece = pieces[tokens[start - 1].place] if start > 1 else None
    if not piece or not (piece.text in LINKS or (alone and not piece.language)):
        return -1
    return (
        next((at for at in range(start - 2, -1, -1) if at in things), -1) if alone and not piece.language else start - 2
    )
