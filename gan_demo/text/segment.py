"""Captions cut into words: English at spaces and hyphens, Chinese where known words join with the least left over."""

import re
import unicodedata
from typing import NamedTuple

from .lexicon import Lexicon
from .normal import normal

TOKEN = re.compile(r"t恤衫?|[a-z0-9]+(?:['-][a-z0-9]+)*|[\u3400-\u9fff]+|[^\W_]+|(?:[^\w\s]|_)+")
LONGEST = 6  # letters of a Chinese word


class Piece(NamedTuple):
    """A word or a mark, in normal form, and where it stands in the original text."""

    text: str
    start: int
    stop: int
    language: str  # "en", "zh", or "" for a mark that is no word
    meant: bool = False  # whether the text is what is meant by another one that stands there


def segment(text: str, lexicon: Lexicon) -> list[Piece]:
    """The pieces of the part of a text that is read."""
    plain, origin = normal(text)
    pieces = []
    for match in TOKEN.finditer(plain):
        for word, at in cut_run(match[0], lexicon):
            start = match.start() + at
            pieces.append(Piece(word, origin[start], origin[start + len(word) - 1] + 1, language(word)))
    return pieces


def language(word: str) -> str:
    """Whose word it is; symbols such as emoji count as English words, which nobody knows."""
    if any("\u3400" <= letter <= "\u9fff" for letter in word):
        return "zh"
    marks = all(unicodedata.category(letter)[0] == "P" or letter.isascii() for letter in word)
    return "" if marks and not any(map(str.isalnum, word)) else "en"


def cut_run(run: str, lexicon: Lexicon) -> list[tuple[str, int]]:
    """The words of a run without spaces, each with its place."""
    if language(run) == "zh":
        return cut_chinese(run, lexicon.chinese)
    if "-" not in run or language(run) == "" or run in lexicon.known["en"]:
        return [(run, 0)]
    return [(match[0], match.start()) for match in re.finditer("[^-]+", run)]


def cut_chinese(run: str, words: frozenset[str]) -> list[tuple[str, int]]:
    """The cut that leaves the fewest letters unknown, and of those the one with the fewest words."""
    best: list[tuple[int, int, int]] = [(0, 0, 0)]  # unknown letters, words, start of the last word
    for stop in range(1, len(run) + 1):
        ways = []
        for start in range(max(0, stop - LONGEST), stop):
            unknown, count, _ = best[start]
            if run[start:stop] in words:
                ways.append((unknown, count + 1, start))
            elif stop - start == 1:
                ways.append((unknown + 1, count + 1, start))
        best.append(min(ways))
    return join_cut(run, best, words)


def join_cut(run: str, best: list[tuple[int, int, int]], words: frozenset[str]) -> list[tuple[str, int]]:
    """The words of the best cut, unknown letters that follow each other as one."""
    found: list[tuple[str, int]] = []
    stop = len(run)
    while stop:
        start = best[stop][2]
        word = run[start:stop]
        if found and word not in words and found[-1][0] not in words:
            word += found.pop()[0]
        found.append((word, start))
        stop = start
    return found[::-1]
