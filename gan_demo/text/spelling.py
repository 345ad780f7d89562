"""Near spellings: the known words that are nearest to one, by letters to insert, delete, replace or swap."""

from functools import lru_cache

from rapidfuzz.distance.OSA import distance

MOST = 8  # known words that are looked at
SHORT, LONG = 4, 5  # letters of an English word from which on two that are swapped are forgiven, and any slip


def is_slip(word: str, other: str) -> bool:
    """Whether one slip of the pen turns a word into the other; in a Chinese one each letter counts."""
    if not word.isascii() or not (word + other).isalpha() or len(word) < SHORT or distance(word, other) > 1:
        return False
    return len(word) >= LONG or sorted(word) == sorted(other) or word + "s" == other or other + "s" == word


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
