"""Near spellings: the known words that are nearest to one, by letters to insert, delete, replace or swap."""

from functools import lru_cache

from rapidfuzz.distance.OSA import distance

SHORT, LONG = 4, 8  # letters of an English word from which on one or two slips are forgiven


def slips(word: str) -> int:
    """How many slips are forgiven in a word; none in a Chinese one, where each letter counts."""
    if not word.isascii() or not word.isalpha() or len(word) < SHORT:
        return 0
    return 2 if len(word) >= LONG else 1


@lru_cache(maxsize=4096)
def nearest_words(word: str, known: frozenset[str], count: int = 3) -> tuple[str, ...]:
    """The known words that are nearest to one, the best first; of equals those that share its first letter."""
    near = [other for other in known if abs(len(other) - len(word)) <= 3 and set(word) & set(other)]
    return tuple(sorted(near, key=lambda other: closeness(word, other))[:count])


def closeness(word: str, other: str) -> tuple:
    return distance(word, other) - (word[0] == other[0]) * 0.5, -len(set(word) & set(other)), other


def corrected(word: str, known: frozenset[str]) -> str:
    """The one known word that a slip or two turned into this one; "" where there is none, or several alike."""
    best = nearest_words(word, known, 2)
    off = [distance(word, other) for other in best]
    if not off or off[0] > slips(word):
        return ""
    same_start = [other[0] == word[0] for other in best]
    tie = len(best) > 1 and off[0] == off[1] and same_start[0] == same_start[1]
    return "" if tie else best[0]
