"""Captions that somebody wrote beside the pictures, and the words that they are made of.

Chinese is cut without a dictionary: at function words, and else into single letters and pairs of letters that mostly
stand together, such as 沙发. A word is known where a caption is cut into it, so a model has met it as it is read.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice, pairwise
from textwrap import shorten

from ..data.captions import WrittenCaptions, every_caption
from ..words import Words, enumerated
from .lexicon import Lexicon
from .normal import LIMIT, normal
from .phrases.function_words import FILLERS
from .segment import TOKEN, cut_chinese, language, segment
from .senses import LANGUAGES

LEAST = 5  # of fewer meetings, two letters may stand together by chance
EXAMPLES, LONG = 3, 60  # captions that a refusal shows, and characters of each
TELLING = {  # what says nothing of an avatar, but something of other pictures
    "en": """
        people men women male female adult face head photo image character cartoon avatar drawing draw show wear wears
        wore
    """,
    "zh": """
        画 来 穿 穿着 身穿 戴 戴着 佩戴 头戴 带着 留着 长着 蓄着 配 搭 男 女 男性 女性 男子 女子 男孩子 女孩子 人 人物
        脸 头 上 上面 里面 身上 脸上 头上 图片 照片 图像 头像 印着 印有 印
    """,
}
FUNCTION = {lang: frozenset(FILLERS[lang].split()) - set(TELLING[lang].split()) for lang in LANGUAGES}


class Written:
    """Captions as they were written; several of a picture take turns, in an order that the seed gives."""

    all_known = False

    def __init__(self, captions: Sequence[str], lexicon: Lexicon):
        self.captions, self.lexicon = captions, lexicon

    def all_of(self, index: int) -> Sequence[str]:
        """All captions of a picture, [""] for one that has none, to be trained on as the caption that says nothing."""
        told = self.captions.all_of[index] if isinstance(self.captions, WrittenCaptions) else [self.captions[index]]
        return [caption.strip() for caption in told] or [""]

    def caption(self, index: int, seed: int, times_seen: int) -> str:
        told = self.all_of(index)
        return told[(seed + index + times_seen) % len(told)]

    def more(self, index: int, seed: int, times_seen: int) -> list[str]:
        first, told = self.caption(index, seed, times_seen), self.all_of(index)
        return [first, *(caption for caption in told if caption != first)]

    def left_open(self, index: int, seed: int, times_seen: int) -> list[int]:
        return []

    def samples(self, count: int) -> Iterator[str]:
        """At most `count` captions that say something, from all over the data set."""
        told = [caption for caption in every_caption(self.captions) if caption.strip()]
        return iter(told[:: -(-len(told) // count) or 1])


def written_lexicon(captions: Iterable[str]) -> Lexicon:
    """The words of these captions; none are known where no caption has a word."""
    captions = Counter(captions)
    runs = runs_of(captions)
    alone = frozenset(map(str.lower, captions))  # a class may be called "i"
    words = {"en": english_words(runs), "zh": chinese_words(runs)}
    filler = {lang: words[lang] & FUNCTION[lang] - alone for lang in LANGUAGES}
    known = {lang: words[lang] - filler[lang] for lang in LANGUAGES}
    none: dict[str, frozenset[str]] = {lang: frozenset() for lang in LANGUAGES}
    lexicon = Lexicon(known, filler, none, {lang: {} for lang in LANGUAGES}, Words("", ""))
    return replace(lexicon, examples=written_examples(captions, lexicon))


def runs_of(captions: Mapping[str, int]) -> Counter[str]:
    """How often each run of letters stands in the captions, in normal form."""
    chunks, runs = Counter[str](), Counter[str]()
    for caption, count in captions.items():
        for chunk in caption[:LIMIT].split():
            chunks[chunk] += count
    for chunk, count in chunks.items():
        for run in TOKEN.findall(normal(chunk)[0]):
            runs[run] += count
    return runs


def english_words(runs: Mapping[str, int]) -> frozenset[str]:
    """The words and, of those with hyphens, also the parts."""
    words = {run for run in runs if language(run) == "en"}
    return frozenset(words | {part for word in words for part in word.split("-") if part})


def chinese_words(runs: Mapping[str, int]) -> frozenset[str]:
    """What the Chinese runs are cut into."""
    chinese = {run: count for run, count in runs.items() if language(run) == "zh"}
    words = frozenset(FILLERS["zh"].split()) | frozenset("".join(chinese)) | inseparable_letters(chinese)
    return frozenset(word for run in chinese for word, _ in cut_chinese(run, words))


def inseparable_letters(runs: Mapping[str, int]) -> frozenset[str]:
    """Two letters, neither a function word, each of which stands beside the other more often than not."""
    letters, found = Counter[str](), Counter[str]()
    for run, count in runs.items():
        for letter in run:
            letters[letter] += count
        for one, other in pairwise(run):
            found[one + other] += count
    common = {pair for pair, count in found.items() if count >= LEAST and 2 * count > max(letters[x] for x in pair)}
    return frozenset(pair for pair in common if not set(pair) & set(FILLERS["zh"].split()))


def written_examples(captions: Iterable[str], lexicon: Lexicon) -> Words:
    """A few captions that would be understood, short ones first: for each language its own where there are any."""
    told = sorted(captions, key=lambda caption: len(caption) > LONG)
    chinese = understood((caption for caption in told if language(caption) == "zh"), lexicon)
    english = understood((caption for caption in told if language(caption) == "en"), lexicon)
    return alternatives(english or chinese, chinese or english)


def understood(captions: Iterable[str], lexicon: Lexicon) -> list[str]:
    """The first of the captions that say something, cut to what can be shown."""
    known = lexicon.known["en"] | lexicon.known["zh"]
    short = map(one_line, captions)
    telling = (caption for caption in short if any(piece.text in known for piece in segment(caption, lexicon)))
    return list(islice(telling, EXAMPLES))


def one_line(caption: str) -> str:
    """A caption as one short line that can be printed and stored, which lone surrogates cannot."""
    line = "".join(letter if letter.isprintable() else " " for letter in caption)
    return shorten(line, LONG, placeholder="").rstrip(",;:，；：、-")


def alternatives(english: Sequence[str], chinese: Sequence[str]) -> Words:
    """The texts in quotation marks, with commas and a last "or", in each language its own."""
    quoted = ([f"“{text}”" for text in texts] for texts in (english, chinese))
    return Words(
        *(enumerated(texts, *marks) for texts, marks in zip(quoted, ((", ", " or "), ("、", "或")), strict=True))
    )
