"""Known words that say nothing together: "blue eyes" where eyes have no colours, "no smile" where none is denied."""

from collections.abc import Sequence

from ..words import Words
from .lexicon import Lexicon
from .phrases.function_words import NEGATIONS
from .segment import Piece

SKIPPED = {
    "colour": ("的",),
    "negation": ("的", "a", "an", "any", "the", "wearing", "with", "戴", "戴着", "穿", "穿着"),
}
LINKS = ("is", "are", "in", "是")  # hair is red
MOST = 14  # colours that a message lists
Misfit = tuple[int, Words, tuple[str, ...]]  # where it ends, why, and what would do


def misfits(words: Sequence[str], pieces: Sequence[Piece], lexicon: Lexicon) -> dict[int, Misfit]:
    """By the place of its first word, each group of words of a caption that only together are unknown."""
    found = {}
    for place, (word, piece) in enumerate(zip(words, pieces, strict=True)):
        if piece.language and word in lexicon.qualifiers[piece.language]:
            pairs = lexicon.pairs[piece.language]
            things = things_of(words, pieces, place, lexicon)
            if things and not any(word in pairs[words[at]] for at in things):
                first, last = sorted((place, things[0]))
                found[first] = (last + 1, *explained(word, words[things[0]], pairs, piece.language))
    return {first: misfit for first, misfit in found.items() if not inside(first, found)}


def inside(place: int, found: dict[int, Misfit]) -> bool:
    """Whether a place lies within another group that begins before."""
    return any(first < place < stop for first, (stop, *_) in found.items())


def things_of(words: Sequence[str], pieces: Sequence[Piece], place: int, lexicon: Lexicon) -> list[int]:
    """Where the things stand that a colour or a negation may belong to: behind it, or the one before it and "is"."""
    found = []
    language = pieces[place].language
    pairs, negation = lexicon.pairs[language], words[place] in NEGATIONS[language]
    for at in range(place + 1, len(words)):
        word = words[at]
        if word in pairs:
            found.append(at)
        other_color = word in lexicon.qualifiers[language] and not negation
        skipped = word in SKIPPED["negation" if negation else "colour"]
        if pieces[at].language != language or other_color or (word in lexicon.filler[language] and not skipped):
            break
    if not found and not negation and place >= 2 and words[place - 1] in LINKS and words[place - 2] in pairs:
        found = [place - 2]
    return found


def explained(word: str, thing: str, pairs: dict[str, list[str]], language: str) -> tuple[Words, tuple[str, ...]]:
    """Why a group is not known, in both languages, and what would be."""
    space, denied = " " if language == "en" else "", NEGATIONS[language]
    group = f"{word}{space}{thing}"
    if word in denied:
        absent = [other for other, qualifiers in pairs.items() if word in qualifiers][:MOST]
        why = Words(
            f"“{group}” is not known: what can be absent is {', '.join(absent)}.",
            f"不认识“{group}”：可以没有的是{'、'.join(absent)}。",
        )
        return why, tuple(f"{word}{space}{other}" for other in absent[:3])
    colors = [other for other in pairs[thing] if other not in denied]
    if not colors:
        why = Words(
            f"“{group}” is not known: these pictures have no colours to choose for {thing}.",
            f"不认识“{group}”：这些图片里没有可选的{thing}颜色。",
        )
        return why, ()
    why = Words(
        f"“{group}” is not known: the colours of {thing} here are {', '.join(colors[:MOST])}.",
        f"不认识“{group}”：这里{thing}的颜色有{'、'.join(colors[:MOST])}。",
    )
    return why, tuple(f"{color}{space}{thing}" for color in colors[:3])
