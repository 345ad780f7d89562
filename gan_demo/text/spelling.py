"""Near spellings: the known words that are nearest to one, by letters to insert, delete, replace or swap."""

from functools import lru_cache
from itertools import groupby

from rapidfuzz.distance.OSA import distance

MOST = 8  # known words that are looked at
SHORT, LONG = 4, 5  # letters of an English word from which on two that are swapped are forgiven, and any slip


def is_slip(word: str, other: str) -> bool:
    """Whether one slip of the pen turns a word into the other; in a Chinese one each letter counts."""
    if not word.isascii() or not (word + other).isalpha() or len(word) < SHORT or distance(word, other) > 1:
        return False
    plural = word + "s" == other or other + "s" == word
    return plural or same_letters(word, other) or (len(word) >= LONG and word[0] == other[0])


def same_letters(word: str, other: str) -> bool:
    """Whether a word has the letters of another in another order, or one of them twice."""
    return sorted(word) == sorted(other) or [k for k, _ in groupby(word)] == [k for k, _ in groupby(other)]


@lru_cache(maxsize=4096)
def nearest_words(word: str, known: frozenset[str], count: int = 3) -> tuple[str, ...]:
    """The known words that are nearest to one, the best first; of equals those that share its first letter."""
    near = [other for other in known if abs(len(other) - len(word)) <= 3 and set(word) & set(other)]
    return tuple(sorted(near, key=lambda other: closeness(word, other))[:count])


def closeness(word: str, other: str) -> tuple:
    return distance(word, other) - (word[0] == other[0]) * 0.5, -len(set(word) & set(other)), other


def corrected(word: str, known: frozenset[str]) -> str:
    """The known word, or its shortest form, that a slip turned into this one; "" where there is none, or several."""
    near = [other for other in nearest_words(word, known, MOST) if is_slip(word, other)]
    swapped = [other for other in near if sorted(other) == sorted(word)]
    alike = [other for other in near if other[0] == word[0]]
    best = swapped or alike or near
    shortest = min(best, key=len, default="")
    return shortest if all(other.startswith(shortest) for other in best) else ""
