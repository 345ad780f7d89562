"""Near spellings: the distance between two words, and the known words that are nearest to one."""

from functools import lru_cache

SHORT, LONG = 4, 8  # letters of an English word from which on one or two slips are forgiven


def edit_distance(one: str, other: str) -> int:
    """Letters to insert, delete, replace or swap with their neighbour to get from one word to the other."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            steps = min(before[j] + 1, row[-1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                steps = min(steps, older[j - 2] + 1)
            row.append(steps)
    return row[-1]


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
    return edit_distance(word, other) - (word[0] == other[0]) * 0.5, -len(set(word) & set(other)), other


def corrected(word: str, known: frozenset[str]) -> str:
    """The one known word that a slip or two turned into this one; "" where there is none, or several alike."""
    best = nearest_words(word, known, 2)
    off = [edit_distance(word, other) for other in best]
    if not off or off[0] > slips(word):
        return ""
    same_start = [other[0] == word[0] for other in best]
    tie = len(best) > 1 and off[0] == off[1] and same_start[0] == same_start[1]
    return "" if tie else best[0]
