"""Captions cut into subwords: byte-pair merges (Sennrich 2015, arXiv 1508.07909) that never join two words."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from tokenizers import Tokenizer as Subwords
from tokenizers import models, normalizers, pre_tokenizers, trainers

from .lexicon import Lexicon
from .segment import Piece, segment

PAD, UNKNOWN = "[PAD]", "[UNK]"  # numbers 0 and 1
VOCABULARY = 2000
FILES = ("tokenizer.json", "lexicon.json")
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789'.,!?、。！？，；：:;()"


class Tokens(NamedTuple):
    """A caption as numbers, padded to a length; spans and words only of the tokens that are there."""

    ids: list[int]
    mask: list[int]  # 1 for a token, 0 for padding
    spans: list[tuple[int, int]]  # where in the caption each token stands
    words: list[int]  # the piece that each token belongs to
    pieces: Sequence[Piece]  # what the caption was cut into
    left_out: int  # pieces that did not fit, wholly or in part

    def by_word(self) -> list[tuple[Piece, list[int]]]:
        """The pieces that fit, each with the places of its tokens."""
        places: dict[int, list[int]] = {}
        for token, word in enumerate(self.words):
            places.setdefault(word, []).append(token)
        return [(self.pieces[word], tokens) for word, tokens in places.items()]


class Tokenizer:
    """Subwords and the lexicon that cuts captions into words before."""

    def __init__(self, subwords: Subwords, lexicon: Lexicon):
        self.subwords, self.lexicon = subwords, lexicon
        self.word = lru_cache(maxsize=8192)(self.cut_word)

    def __len__(self) -> int:
        return self.subwords.get_vocab_size()

    @classmethod
    def train(cls, captions: Iterable[str], lexicon: Lexicon) -> "Tokenizer":
        """A tokenizer for captions like these."""
        subwords = Subwords(models.BPE(unk_token=UNKNOWN, fuse_unk=True))
        subwords.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
        marks = pre_tokenizers.Punctuation("isolated")
        hyphens = pre_tokenizers.Split("-", "removed")
        subwords.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), hyphens, marks])
        trainer = trainers.BpeTrainer(
            vocab_size=VOCABULARY,
            special_tokens=[PAD, UNKNOWN],
            initial_alphabet=list(LETTERS),
            show_progress=False,
        )
        cut = (" ".join(piece.text for piece in segment(caption, lexicon)) for caption in captions)
        subwords.train_from_iterator(cut, trainer)
        return cls(subwords, lexicon)

    def encode(self, caption: str | Sequence[Piece], length: int) -> Tokens:
        """A caption, or the pieces of one that are to be read, as `length` numbers; what does not fit is counted."""
        pieces = segment(caption, self.lexicon) if isinstance(caption, str) else caption
        ids, spans, words = [], [], []
        for place, piece in enumerate(pieces):
            for number, start, stop in self.word(piece.text):
                whole = len(piece.text) != piece.stop - piece.start  # mended or folded: its letters stand elsewhere
                ids.append(number)
                spans.append((piece.start, piece.stop) if whole else (piece.start + start, piece.start + stop))
                words.append(place)
        left_out = len(pieces) - words[length] if len(ids) > length else 0
        padding = [0] * (length - len(ids))
        mask = [1] * min(len(ids), length) + padding
        return Tokens(ids[:length] + padding, mask, spans[:length], words[:length], pieces, left_out)

    def cut_word(self, word: str) -> tuple[tuple[int, int, int], ...]:
        """The tokens of one word, each with where it begins and ends in it."""
        encoded = self.subwords.encode(word, add_special_tokens=False)
        return tuple((number, *span) for number, span in zip(encoded.ids, encoded.offsets, strict=True))

    def decode(self, ids: Sequence[int]) -> list[str | None]:
        """The text of each token, without padding; None for a number that is no token's."""
        return [self.subwords.id_to_token(number) for number in ids if number]

    def save(self, folder: Path) -> None:
        """Write `tokenizer.json`, which the tokenizers library reads, and `lexicon.json`."""
        for name, text in zip(FILES, (self.subwords.to_str(pretty=True), self.lexicon.to_json()), strict=True):
            (folder / name).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "Tokenizer":
        subwords, lexicon = ((folder / name).read_text(encoding="utf-8") for name in FILES)
        return cls(Subwords.from_str(subwords), Lexicon.from_json(lexicon))
