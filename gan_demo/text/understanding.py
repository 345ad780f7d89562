"""Which words of a caption a model knows, by the lexicon of those that it was trained on, and what to say of others."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from ..data.avatars.kinds import KINDS
from ..words import UserError, Words, listed, t
from .claims import CaptionClaim, admitted_values, claims_of
from .left_open import is_hidden
from .lexicon import Lexicon
from .meanings import DONT, MEANT, NOT, READ_AS, WITHOUT, WORN
from .misfits import Misfit, misfits
from .normal import normal, read_length
from .phrases.asides import PASSING
from .phrases.people import AGES, PEOPLE, WITHOUT_BEARD
from .rereading import SPACE, reread
from .segment import Piece, segment
from .spelling import corrected, is_slip, nearest_words, same_letters
from .written import alternatives

MOST_SUGGESTED = 12  # unknown words of one caption get suggestions; the rest only its mark
MOST_MEANT = 3  # known words that a refusal asks about
LONGEST_WORD = 20  # letters of a word whose spelling is compared with others
NOTHING = t("Nothing in this caption is known.")
ANYBODY = PEOPLE["en"] | PEOPLE["zh"]
BEARDLESS = frozenset((WITHOUT_BEARD["en"] + WITHOUT_BEARD["zh"]).split())
BESIDE = frozenset(("with", "and", "his", "her", "their", *"和与跟抱带", "抱着", "带着"))  # somebody else comes next
SAID = sorted(word for word in (*READ_AS, *WORN) if word.isascii() and word.isalpha())
AGED = frozenset((AGES["en"] + AGES["zh"]).split())
COLORED = {"en": ("hair", "hat", "hoodie"), "zh": ("头发", "帽子", "连帽衫")}
PERSON = t("Women, girls, boys and children have no beard here unless the caption gives them one.")
AGE = t("Old and young look the same here.")


class Word(NamedTuple):
    """A word of a caption, or several that only together are unknown, such as "blue eyes"."""

    text: str  # as written
    span: tuple[int, int]
    kind: str  # "known", "near", "unknown" or "filler"
    read: str = ""  # what it is read as; "" where it is unknown
    suggestions: tuple[str, ...] = ()
    why: Words | None = None


class Understood(NamedTuple):
    """A caption word by word, and what of it a model should read."""

    words: list[Word]
    pieces: list[Piece]  # that a model should read
    left_out: int  # characters that were not looked at
    claims: Sequence[CaptionClaim] = ()  # what it says, with places among the words
    remarks: Sequence[Words] = ()  # what there is to say of the whole
    beardless: bool = False  # whether who is named has no beard unless the caption gives them one


def understand(text: str, lexicon: Lexicon) -> Understood:
    """What is known of a caption; one of which nothing is known, and that names nobody, is a UserError."""
    lexicon = lexicon.spoken
    pieces = reread(with_commas([spelled(piece, lexicon) for piece in segment(text, lexicon)], lexicon), lexicon)
    groups = unknown_groups(pieces, lexicon)
    left = {place for start, (stop, *_) in groups.items() for place in range(start, stop)}
    read = [None if place in left else piece for place, piece in enumerate(pieces)]
    words, number = told_words(text, pieces, groups, lexicon)
    claims = claims_of(read, lexicon)
    people, beardless, aged = told_people(text, read, claims) if lexicon.of_avatars else (False, False, False)
    if not people and not any(word.kind in ("known", "near") for word in words):
        raise nothing_known(words, lexicon)
    claims = [claim for claim in claims if all(stands_alone(place, words, number) for place in claim.places)]
    told = [claim._replace(places=tuple(dict.fromkeys(number[place] for place in claim.places))) for claim in claims]
    remarks = [*[PERSON] * beardless, *[AGE] * aged, *hidden_claims(claims)]
    left_out = len(text) - read_length(text)
    return Understood(suggested(words, lexicon), list(filter(None, read)), left_out, told, remarks, beardless)


def stands_alone(place: int, words: Sequence[Word], number: Mapping[int, int]) -> bool:
    """Whether a piece is a word of its own that is read, not within a group that is unknown."""
    return place in number and words[number[place]].kind != "unknown"


def hidden_claims(claims: Sequence[CaptionClaim]) -> Iterator[Words]:
    """What to say of what a caption says and hides itself, as a hat does hair."""
    values = admitted_values(claims)
    if hidden := [KINDS[kind].title for kind in values if is_hidden(kind, values)]:
        yield t("Something else in the caption hides this: {kinds}.", kinds=listed(hidden))


def told_people(text: str, read: Sequence[Piece | None], claims: Sequence[CaptionClaim]) -> tuple[bool, bool, bool]:
    """Whether a caption names somebody, who has no beard though it does not say so, and whether it tells an age."""
    covered, people, before = {place for claim in claims for place in claim.places}, [], ""
    for place, piece in enumerate(read):
        if piece and place not in covered and before not in BESIDE and not hyphened(text, piece):
            people.append(piece.text)
        before = piece.text if piece else ""
    beardless = not BEARDLESS.isdisjoint(people) and all(claim.kind != "beard" for claim in claims)
    return not ANYBODY.isdisjoint(people), beardless, not AGED.isdisjoint(people)


def hyphened(text: str, piece: Piece) -> bool:
    """Whether a word is part of a longer one: mother-of-pearl."""
    return "-" in (text[piece.start - 1 : piece.start], text[piece.stop : piece.stop + 1])


def spelled(piece: Piece, lexicon: Lexicon) -> Piece:
    """A piece without its genitive, and with a slip of the pen in it mended."""
    word, known = piece.text, lexicon.english
    if lexicon.of_avatars and word in DONT:
        return piece._replace(text="不", meant=True)
    if piece.language != "en" or word in known | lexicon.strangers or len(word) > LONGEST_WORD:
        return piece
    if lexicon.of_avatars and word in NOT | WITHOUT:
        return piece._replace(text="not" if word in NOT else "without", meant=True)
    if word.removesuffix("'s") in known:
        return piece._replace(text=word.removesuffix("'s"))
    near = corrected(word, one_slip_away(word, known))
    if lexicon.of_avatars and not near:  # of what people say beside, only letters in another order, or twice
        near = next((said for said in SAID if is_slip(word, said) and same_letters(word, said)), "")
    return piece._replace(text=near, meant=True) if near else piece


def with_commas(pieces: Sequence[Piece], lexicon: Lexicon) -> list[Piece]:
    """The pieces with a mark where a space stands behind a Chinese thing, which is a comma there.

    A colour before a space is of what comes next where colours come first ("黑色 长发 红色 帽子"), else of what was.
    """
    if not lexicon.of_avatars:
        return list(pieces)
    marked, colors_first = list(pieces[:1]), True
    for place, (before, piece) in enumerate(pairwise(pieces)):
        colored = before.text in lexicon.qualifiers["zh"]
        if not place or not pieces[place - 1].language:
            colors_first = colored or lexicon.ignores(before.text, before.language)
        goes_on = lexicon.ignores(before.text, before.language) or (colored and colors_first)
        if before.language == piece.language == "zh" and before.stop < piece.start and not goes_on:
            marked.append(Piece("、", before.stop, piece.start, ""))
        marked.append(piece)
    return marked


def one_slip_away(word: str, known: frozenset[str]) -> frozenset[str]:
    """The known words that may be one slip away, which changes a letter of a word into another."""
    letters = set(word)
    return frozenset(other for other in known if abs(len(other) - len(word)) <= 1 and len(letters ^ set(other)) <= 2)


def is_known(piece: Piece, lexicon: Lexicon) -> bool:
    return bool(piece.language) and piece.text in lexicon.known[piece.language]


def unknown_groups(pieces: Sequence[Piece], lexicon: Lexicon) -> dict[int, Misfit]:
    """By the place of its first piece, each group of words that says nothing which is known."""
    groups = misfits([piece.text for piece in pieces], [piece.language for piece in pieces], lexicon)
    inside = {place for start, (stop, *_) in groups.items() for place in range(start, stop)}
    covered = {place for claim in claims_of(pieces, lexicon) for place in claim.places}
    unsaid = [
        place not in inside and says_nothing(piece, place in covered, lexicon) for place, piece in enumerate(pieces)
    ]
    for place in range(len(pieces) - 1, -1, -1):
        if unsaid[place]:
            groups[place] = (place + 1, *lone_color(pieces[place], lexicon))
        if place not in groups:
            continue
        first = place
        while (before := joined_before(pieces, first, unsaid, lexicon)) is not None:
            first = before
        if first < place:
            groups[first] = groups.pop(place) if place in inside else (groups.pop(place)[0], None, ())
            unsaid[first:place] = [False] * (place - first)
    return groups


def lone_color(piece: Piece, lexicon: Lexicon) -> tuple[Words | None, tuple[str, ...]]:
    """What to say of a colour that is told of nothing, and some things that have it; nothing of another word."""
    things = [thing for thing in COLORED[piece.language] if piece.text in lexicon.pairs[piece.language].get(thing, ())]
    why = t("“{color}” is a colour; say what has it.", color=piece.text) if things else None
    return why, tuple(SPACE[piece.language].join((piece.text, thing)) for thing in things)


def says_nothing(piece: Piece, covered: bool, lexicon: Lexicon) -> bool:
    """Whether a word is not known, or only together with others that are not there: of an avatar "cat" is not drawn."""
    known = covered if lexicon.of_avatars else not piece.language or is_known(piece, lexicon)
    return not known and not lexicon.ignores(piece.text, piece.language)


def joined_before(pieces: Sequence[Piece], place: int, unsaid: Sequence[bool], lexicon: Lexicon) -> int | None:
    """Where the word stands that belongs to this one and is unknown too, as in "a long red coat"."""
    for before in range(place - 1, -1, -1):
        piece = pieces[before]
        if piece.language != pieces[place].language:
            return None
        if unsaid[before]:
            apart = piece.language == "zh" and before + 1 < place and not is_known(piece, lexicon)
            return None if apart and piece.text not in lexicon.qualifiers["zh"] else before
        if piece.text not in PASSING[piece.language] | {"的"}:
            return None
    return None


def told_words(
    text: str, pieces: Sequence[Piece], groups: dict[int, Misfit], lexicon: Lexicon
) -> tuple[list[Word], dict[int, int]]:
    """The words of a caption in the order in which they stand there, and for each piece the number of its word."""
    found: dict[tuple[int, int], Word] = {}
    of: dict[int, tuple[int, int]] = {}
    place = 0
    while place < len(pieces):
        stop = groups[place][0] if place in groups else place + 1
        while stop < len(pieces) and pieces[stop][1:3] == pieces[stop - 1][1:3]:  # several that stand for one word
            stop += 1
        group = pieces[place:stop]
        span = min(piece.start for piece in group), max(piece.stop for piece in group)
        if any(piece.language for piece in group):
            found[span] = read_word(text, group, span, lexicon)
            if place in groups:
                _, why, better = groups[place]
                found[span] = Word(text[slice(*span)], span, "unknown", "", better, why)
            of |= dict.fromkeys(range(place, stop), span)
        place = stop
    spans = list[tuple[int, int]]()
    for span in sorted(found, key=lambda span: (span[0], -span[1])):
        if not spans or span[0] >= spans[-1][1]:  # else it stands within another one, as "is" within "eyes are blue"
            spans.append(span)
    return [found[span] for span in spans], {place: spans.index(span) for place, span in of.items() if span in spans}


def read_word(text: str, group: Sequence[Piece], span: tuple[int, int], lexicon: Lexicon) -> Word:
    """A word that is read, as these pieces."""
    written, read = text[slice(*span)], joined_text(group)
    same = read == "".join(normal(written)[0].split())
    silent = all(lexicon.ignores(piece.text, piece.language) for piece in group)
    return Word(written, span, "filler" if silent else "near" if group[0].meant and not same else "known", read)


def joined_text(group: Sequence[Piece]) -> str:
    """What a word is read as, as one would write it."""
    space = SPACE["zh" if any(piece.language == "zh" for piece in group) else "en"]
    return space.join(piece.text for piece in group).replace(" ,", ",").strip("、, ")


def nothing_known(words: Sequence[Word], lexicon: Lexicon) -> UserError:
    """Why nothing of a caption is known, what may be meant by its words, and what to try."""
    why = next((word.why for word in words if word.why), NOTHING)
    known = lexicon.known["en"] | lexicon.known["zh"]
    others = dict.fromkeys(other for word in words if not word.why for other in meant(word.text, known))
    if better := list(others)[:MOST_MEANT]:
        why = t("{why} Did you mean {better}?", why=why, better=alternatives(better, better))
    return UserError("{why} Try {examples}.", why=why, examples=lexicon.examples)


def meant(text: str, known: frozenset[str]) -> tuple[str, ...]:
    """The known words that may be meant by one with another name for them."""
    word = normal(text)[0]
    return tuple(other for other in MEANT.get(word, MEANT.get(word.split(" ")[-1], ())) if other in known)


def suggested(words: list[Word], lexicon: Lexicon) -> list[Word]:
    """The words with known ones for the first few that are unknown."""
    bare = [place for place, word in enumerate(words) if word.kind == "unknown" and not word.why]
    for place in bare[:MOST_SUGGESTED]:
        words[place] = words[place]._replace(suggestions=suggestions(words[place].text, lexicon))
    return [word._replace(suggestions=helpful(word, lexicon)) for word in words]


def helpful(word: Word, lexicon: Lexicon) -> tuple[str, ...]:
    """The suggestions that say something by themselves, and are not what was written."""
    others = (text for text in word.suggestions if text != word.text.lower())
    return tuple(text for text in others if not lexicon.of_avatars or says_something(text, lexicon))


def suggestions(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Known words for an unknown one: those of like meaning, or else those that are one slip of the pen away."""
    word, known = normal(text)[0], lexicon.known["en"] | lexicon.known["zh"]
    if better := meant(text, known):
        return better
    if len(word) > LONGEST_WORD or word in lexicon.strangers:
        return ()
    near = nearest_words(word, frozenset(one_slip_away(word, known)))
    if lexicon.of_avatars:
        return tuple(other for other in near if is_slip(word, other))
    return tuple(other for other in near if other != word and (is_slip(word, other) or word in other))


def says_something(text: str, lexicon: Lexicon) -> bool:
    """Whether these words claim something by themselves, all of them."""
    pieces = reread(segment(text, lexicon), lexicon)
    return bool(claims_of(pieces, lexicon)) and not unknown_groups(pieces, lexicon)
