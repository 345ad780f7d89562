"""Words that no phrase covers, read as what they mean: "angry" as angry eyebrows, "a chef" as what chefs wear."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache

from .claims import CaptionClaim, claims_of, color_names, heads
from .lexicon import Lexicon
from .meanings import BLONDES, NEAR_COLORS, READ_AS, WORN
from .misfits import JOINING, LINKS, Line
from .phrases.function_words import NEGATIONS
from .segment import Piece, language

MOST_WORDS = 4  # of what people say in other words
HAIRY = frozenset(("hair", "beard", "moustache", "haired"))
LONGEST_CLAUSE = 30  # pieces
HEAD, BODY = frozenset(("hat", "hair", "hair_color", "hat_color")), frozenset(("clothes", "clothes_color"))
SKIN = ("skin", "皮肤")
SKINS = {"black": "dark-skinned", "white": "fair-skinned"}
SPACE = {"en": " ", "zh": ""}
COMPARING = frozenset(("比", "than"))
COMMAS = frozenset((",", "、"))


def reread(pieces: Sequence[Piece], lexicon: Lexicon) -> list[Piece]:
    """The pieces with what they mean in their place; one that means several words stands there as often."""
    pieces = without_inner_commas(children(pieces, lexicon), lexicon)
    read = replaced(inverted(pieces, lexicon), lexicon, other_words)
    return list(nearest_colors(plain_denials(replaced(read, lexicon, outfit), lexicon), lexicon))


def children(pieces: Sequence[Piece], lexicon: Lexicon) -> list[Piece]:
    """The pieces with a child in the place of a baby that is no colour: "an angry baby", but "a baby blue hat"."""
    nexts = [*pieces[1:], Piece("", 0, 0, "")]
    return [
        piece._replace(text="child") if piece.text == "baby" and lexicon.ignores(after.text, after.language) else piece
        for piece, after in zip(pieces, nexts, strict=False)
    ]


def other_words(said: str, claims: Sequence[CaptionClaim]) -> str:
    """What people mean by these words; "" where nothing else."""
    return READ_AS.get(said, "")


def outfit(said: str, claims: Sequence[CaptionClaim]) -> str:
    """What somebody wears who is called so, but for what the caption tells of clothes, hair and hat."""
    told = {claim.kind for claim in claims}
    worn = [text for text, hides in zip(WORN.get(said, ()), (BODY, HEAD), strict=False) if told.isdisjoint(hides)]
    comma, nothing = (" , ", "like") if said.isascii() else ("|、|", "的")
    return (comma + comma.join(worn) if worn else nothing) if said in WORN else ""


def replaced(
    pieces: Sequence[Piece], lexicon: Lexicon, means: Callable[[str, Sequence[CaptionClaim]], str]
) -> list[Piece]:
    """The pieces with others in the place of those that no phrase covers, the longest groups first."""
    claims, line = claims_of(pieces, lexicon), caption_line(pieces, lexicon)
    of = {at: set(claim.places) for claim in claims for at in claim.places}
    denied = {line.denied(at) for at, piece in enumerate(pieces) if piece.language and line.denies(at)}
    read, place = list[Piece](), 0
    while place < len(pieces):
        group, words = pieces[place : place + 1], list[str]()
        for count in range(min(MOST_WORDS, len(pieces) - place), 0, -1):
            inside = set(range(place, place + count))
            whole = all(of.get(at, inside) <= inside for at in inside)
            open_ = any(at not in of and not lexicon.ignores(pieces[at].text, pieces[at].language) for at in inside)
            if whole and open_ and place not in denied:
                words = known_words(means(said_by(pieces[place : place + count]), claims), lexicon)
            if words and words != [piece.text for piece in pieces[place : place + count]]:
                group = pieces[place : place + count]
                break
            words = []
        read += meant_pieces(group, words) if words else group
        place += len(group)
    return read


def said_by(group: Sequence[Piece]) -> str:
    """The words of these pieces, without hyphens and genitive."""
    return SPACE.get(group[0].language, "").join(piece.text for piece in group).replace("-", " ").removesuffix("'s")


def caption_line(pieces: Sequence[Piece], lexicon: Lexicon) -> Line:
    return Line([piece.text for piece in pieces], [piece.language for piece in pieces], lexicon)


def plain_denials(pieces: Sequence[Piece], lexicon: Lexicon) -> list[Piece]:
    """The pieces with negations that their things can have: "does not have a beard", "no hat or glasses"."""
    line, read = caption_line(pieces, lexicon), [[piece] for piece in pieces]
    for place, piece in enumerate(pieces):
        at = line.denied(place) if piece.language and line.denies(place) else place
        rest = [other for other in range(at + 1, line.denied_list(at) + 1) if line.thing(other)]
        able = [lexicon.deniable[pieces[each].language].get(line.thing(each), []) for each in (at, *rest) if at > place]
        unclear = "and" in line.words[at : line.denied_list(at)] or not all(map(line.filler, range(place + 1, at)))
        if not able or not all(able) or unclear:
            continue
        if piece.text not in able[0]:
            read[place] = [piece._replace(text=able[0][0], language=pieces[at].language, meant=True)]
        for other, words in zip(rest, able[1:], strict=True):  # each in the list gets a negation of its own
            link = pieces[other - 1]
            comma = link._replace(text="," if piece.language == "en" else "、", language="", meant=True)
            read[other - 1] = [comma, link._replace(text=words[0], language=pieces[other].language, meant=True)]
    return [one for some in read for one in some]


def without_inner_commas(pieces: Sequence[Piece], lexicon: Lexicon) -> list[Piece]:
    """The pieces without the commas between what is told of one thing: "long, wavy, red hair"."""
    read = list[Piece]()
    for place, piece in enumerate(pieces):
        inner = piece.text == "," and place > 0 and is_part(pieces[place - 1], lexicon)
        start = next((at for at in range(place - 1, -1, -1) if not is_part(pieces[at], lexicon)), place)
        linked = pieces[start].text in LINKS  # "a hat in light grey, ..."
        told = (other for other in pieces[place + 1 :] if not (other.text == "," or is_part(other, lexicon)))
        goes_on = inner and not linked and next(told, piece).text in HAIRY
        read += [] if goes_on else [piece]
    return read


def is_part(piece: Piece, lexicon: Lexicon) -> bool:
    """Whether an English word tells something only of what comes after it."""
    told = piece.text in lexicon.known["en"] or piece.text in lexicon.qualifiers["en"]
    return piece.language == "en" and told and piece.text not in heads() and piece.text not in NEGATIONS["en"]


def inverted(pieces: Sequence[Piece], lexicon: Lexicon) -> list[Piece]:
    """The pieces with what is told of a thing afterwards before it: "her hair is long and red" as "long hair is red".

    So only where more of a clause has a meaning then; long ones stay as they are.
    """
    read, start = list[Piece](), 0
    for stop in range(len(pieces) + 1):
        if stop == len(pieces) or not pieces[stop].language:
            clause = list(pieces[start:stop])
            plain = len(clause) <= LONGEST_CLAUSE and all(piece.text not in COMPARING for piece in clause)
            read += inverted_clause(clause, lexicon) if plain else clause
            read += pieces[stop : stop + 1]
            start = stop + 1
    return read


def inverted_clause(clause: list[Piece], lexicon: Lexicon) -> list[Piece]:
    """The same for what stands between two marks."""
    most = None
    for place in range(len(clause) - 1):
        other = inverted_at(clause, place, lexicon)
        if other is not clause:
            most = covered_count(clause, lexicon) if most is None else most
            if (count := covered_count(other, lexicon)) > most:
                clause, most = other, count
    return clause


def covered_count(pieces: Sequence[Piece], lexicon: Lexicon) -> int:
    """How many of the pieces some claim covers."""
    read = replaced(pieces, lexicon, other_words)
    return len({read[place].start for claim in claims_of(read, lexicon) for place in claim.places})


def inverted_at(pieces: list[Piece], place: int, lexicon: Lexicon) -> list[Piece]:
    """The pieces with what is told of the one at this place before it, if it is a thing; but colours stay behind."""
    line = caption_line(pieces, lexicon)
    told = line.predicate(place + 1) if pieces[place].language and line.thing(place) else []
    colored = line.thing(place) not in SKIN
    after = [at for at in told if colored and line.is_colour(at)] + [at for at in told if line.words[at] in JOINING]
    before = [at for at in told if at not in after]
    covered = {at for claim in claims_of(pieces, lexicon) for at in claim.places} if before else set()
    if not before or not covered.isdisjoint(before):
        return pieces
    between = [at for at in range(place + 1, told[-1] + 1) if at not in told]
    order = [*range(place), *before, place, *between, *after, *range(told[-1] + 1, len(pieces))]
    return [pieces[at] for at in order]


def known_words(text: str, lexicon: Lexicon) -> list[str]:
    """The words of a text in normal form, with commas; none where the lexicon does not know them all."""
    words = [word for word in (text.lower().split() if text.isascii() else text.lower().split("|")) if word]
    known = [lexicon.known[lang] | lexicon.filler[lang] for lang in lexicon.known]
    return words if all(word in COMMAS or any(word in words for words in known) for word in words) else []


def meant_pieces(group: Sequence[Piece], words: Sequence[str]) -> list[Piece]:
    """These words where the pieces stand."""
    start, stop = min(piece.start for piece in group), max(piece.stop for piece in group)
    whole = group[0]._replace(start=start, stop=stop, meant=True)
    return [whole._replace(text=word, language=language(word)) for word in words]


def nearest_colors(pieces: Sequence[Piece], lexicon: Lexicon) -> Iterator[Piece]:
    """The pieces with colours that their things can have; a colour that only hair has stands for hair."""
    line = caption_line(pieces, lexicon)
    covered = {place for claim in claims_of(pieces, lexicon) for place in claim.places}
    for place, piece in enumerate(pieces):
        if not piece.language or place in covered or not line.is_colour(place):
            yield piece
            continue
        things = line.things_of(place)
        had = {color for at in things for color in line.colours(at)} & names_of_colors()
        near = [color for color in NEAR_COLORS.get(piece.text, "").split() if color in had]
        if near and piece.text not in had:
            yield piece._replace(text=near[0], meant=True)
        elif not things and piece.text in SKINS and line.before_person(place):
            yield piece._replace(text=SKINS[piece.text], meant=True)
        elif not things and piece.text in BLONDES and not line.before_stranger(place):
            yield from meant_pieces([piece], [piece.text, "hair"])
        else:
            yield piece


@cache
def names_of_colors() -> frozenset[str]:
    """The colours that are one word."""
    return frozenset(words[0] for row in color_names().values() for words in row if len(words) == 1) | {"dark", "fair"}
