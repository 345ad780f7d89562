"""Which words of a caption a model knows, by the lexicon of those that it was trained on, and what to say of others."""

from typing import NamedTuple

from ..words import UserError, Words, t
from .lexicon import Lexicon
from .meanings import MEANT, READ_AS
from .misfits import misfits
from .normal import LIMIT, normal
from .segment import Piece, language, segment
from .spelling import corrected, nearest_words
from .written import alternatives

MOST_SUGGESTED = 12  # unknown words of one caption get suggestions; the rest only its mark
MOST_MEANT = 3  # known words that a refusal asks about
LONGEST_WORD = 20  # letters of a word whose spelling is compared with others
NOTHING = t("Nothing in this caption is known.")


class Word(NamedTuple):
    """A word of a caption, or several that only together are unknown, such as "blue eyes"."""

    text: str  # as written
    span: tuple[int, int]
    kind: str  # "known", "near", "unknown" or "filler"
    read: str = ""  # the known word that it is read as; "" where it is unknown
    suggestions: tuple[str, ...] = ()
    why: Words | None = None


class Understood(NamedTuple):
    """A caption word by word, the pieces of it that a model should read, and how many characters were not looked at."""

    words: list[Word]
    pieces: list[Piece]
    left_out: int


def understand(text: str, lexicon: Lexicon) -> Understood:
    """What is known of a caption; one with nothing known is a UserError."""
    pieces = segment(text, lexicon)
    alone = [word_of(text, piece, lexicon) for piece in pieces]
    meant_words = [word.read or piece.text for word, piece in zip(alone, pieces, strict=True)]
    groups = misfits(meant_words, [piece.language for piece in pieces], lexicon)
    words, read, place = [], [], 0
    while place < len(pieces):
        stop, why, better = groups.get(place, (place + 1, None, ()))
        span = pieces[place].start, pieces[stop - 1].stop
        word = Word(text[slice(*span)], span, "unknown", "", better, why) if why else alone[place]
        words += [word] if word.kind != "mark" else []
        read += [pieces[place]._replace(text=word.read or pieces[place].text)] if word.kind != "unknown" else []
        place = stop
    if not any(word.read and not is_filler(word.read, lexicon) for word in words):
        raise nothing_known(words, lexicon)
    return Understood(suggested(words, lexicon), read, max(0, len(text) - LIMIT))


def nothing_known(words: list[Word], lexicon: Lexicon) -> UserError:
    """Why nothing of a caption is known, what may be meant by its words, and what to try."""
    why = next((word.why for word in words if word.why), NOTHING)
    known = lexicon.known["en"] | lexicon.known["zh"]
    others = dict.fromkeys(other for word in words if not word.why for other in meant(normal(word.text)[0], known))
    if better := list(others)[:MOST_MEANT]:
        why = t("{why} Did you mean {better}?", why=why, better=alternatives(better, better))
    return UserError("{why} Try {examples}.", why=why, examples=lexicon.examples)


def is_filler(word: str, lexicon: Lexicon) -> bool:
    return any(word in fillers for fillers in lexicon.filler.values())


def word_of(text: str, piece: Piece, lexicon: Lexicon) -> Word:
    """One piece as a word, yet without suggestions; its kind is "mark" where it is none."""
    span, language = (piece.start, piece.stop), piece.language
    written = text[slice(*span)]
    if not language:
        return Word(written, span, "mark")
    known, filler = lexicon.known[language], lexicon.filler[language]
    if piece.text in filler:
        return Word(written, span, "filler", piece.text)
    if piece.text in known:
        return Word(written, span, "known", piece.text)
    near = near_word(piece.text, known | filler)
    return Word(written, span, "near" if near else "unknown", near)


def near_word(word: str, known: frozenset[str]) -> str:
    """The known word that an unknown one is taken for: another name of it, or a slip of the pen; "" where none is."""
    if READ_AS.get(word) in known:
        return READ_AS[word]
    return corrected(word, two_slips_away(word, known)) if len(word) <= LONGEST_WORD and not meant(word, known) else ""


def two_slips_away(word: str, known: frozenset[str]) -> frozenset[str]:
    """The known words that may be two slips away, which change two letters of a word into two others."""
    letters = set(word)
    return frozenset(other for other in known if abs(len(other) - len(word)) <= 2 and len(letters ^ set(other)) <= 4)


def meant(word: str, known: frozenset[str]) -> tuple[str, ...]:
    """The known words that may be meant by one with another name for them."""
    return tuple(other for other in MEANT.get(word, ()) if other in known)


def suggested(words: list[Word], lexicon: Lexicon) -> list[Word]:
    """The words with known ones for the first few that are unknown."""
    bare = [place for place, word in enumerate(words) if word.kind == "unknown" and not word.why]
    for place in bare[:MOST_SUGGESTED]:
        words[place] = words[place]._replace(suggestions=suggestions(words[place].text, lexicon))
    return words


def suggestions(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Known words for an unknown one: those of like meaning, or else those of like spelling."""
    word = normal(text)[0]
    known = lexicon.known["zh" if language(word) == "zh" else "en"]
    if better := meant(word, known):
        return better
    return nearest_words(word, known) if len(word) <= LONGEST_WORD and word.isalnum() else ()
