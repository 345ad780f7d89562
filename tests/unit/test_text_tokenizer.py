"""The tokenizer: whole words, spans in the original text, round trips, and nothing lost in silence."""

import pytest
from support.hostile import HOSTILE

from gan_demo.text.captions import sampled_captions
from gan_demo.text.lexicon import Lexicon, avatar_lexicon
from gan_demo.text.normal import LIMIT, SIMPLIFIED, TRADITIONAL, normal
from gan_demo.text.segment import segment
from gan_demo.text.tokenizer import VOCABULARY, Tokenizer
from gan_demo.text.understanding import understand


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.train((made.text for made in sampled_captions(20_000, 0)), avatar_lexicon())


@pytest.mark.slow
def test_the_vocabulary_is_small_and_has_every_word_whole(tokenizer):
    assert 500 < len(tokenizer) <= VOCABULARY
    for language in ("en", "zh"):
        for word in tokenizer.lexicon.known[language]:
            parts = word.replace("-", " ").replace("'", " ' ").split()
            assert [tokenizer.decode([number])[0] for number, *_ in tokenizer.word(word)] == parts


def test_captions_survive_the_round_trip_in_both_languages(tokenizer):
    for made in sampled_captions(600, 9):
        tokens = tokenizer.encode(made.text, 128)
        assert 1 not in tokens.ids
        assert tokens.left_out == 0
        read = [made.text[piece.start : piece.stop] for piece, _ in tokens.by_word()]
        if made.language == "zh":
            assert read == list(made.pieces)
        else:
            assert read == made.text.replace(",", " ,").split() or "-haired" in made.text
        written = [made.text[slice(*span)].lower() for span in tokens.spans]
        assert [part.translate(str.maketrans("，", ",")) for part in written] == tokenizer.decode(tokens.ids)


def test_ids_mask_and_spans_fit_each_other(tokenizer):
    tokens = tokenizer.encode("Red hair，round glasses", 8)
    assert tokens.mask == [1, 1, 1, 1, 1, 0, 0, 0]
    assert tokens.ids[5:] == [0, 0, 0]
    assert tokens.spans == [(0, 3), (4, 8), (8, 9), (9, 14), (15, 22)]
    assert tokens.words == [0, 1, 2, 3, 4]


def test_what_does_not_fit_is_counted(tokenizer):
    tokens = tokenizer.encode("a bald man with a T-shirt", 6)
    assert len(tokens.ids) == len(tokens.mask) == 6
    assert tokens.left_out == 1  # half a T-shirt is none
    assert tokenizer.encode("a bald man with a T-shirt", 7).left_out == 0


def test_chinese_is_cut_into_the_words_of_the_captions():
    pieces = segment("戴墨镜的红色卷发的人，张嘴大笑", avatar_lexicon())
    assert [piece.text for piece in pieces] == ["戴", "墨镜", "的", "红色", "卷发", "的", "人", ",", "张嘴", "大笑"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("RED hair, Sunglasses", "red hair, sunglasses"),
        ("ｒｅｄ　ｈａｉｒ，sunglasses", "red hair, sunglasses"),
        ("a v neck", "a V-neck"),
        ("紅色捲髮，戴眼鏡", "红色卷发，戴眼镜"),
        ("a chef’s hat", "a chef's hat"),
        ("red\u200b hair", "red hair"),
    ],
)
def test_other_ways_of_writing_give_the_same_numbers(tokenizer, one, other):
    assert tokenizer.encode(one, 16).ids == tokenizer.encode(other, 16).ids


def test_pieces_that_were_understood_are_read_as_what_they_mean(tokenizer):
    text = "a beerd, blue eyes, red hair"
    tokens = tokenizer.encode(understand(text, tokenizer.lexicon).pieces, 16)
    assert tokenizer.decode(tokens.ids) == ["a", "beard", ",", ",", "red", "hair"]
    assert text[slice(*tokens.spans[1])] == "beerd"


def test_it_is_the_same_after_saving(tokenizer, tmp_path):
    tokenizer.save(tmp_path)
    loaded = Tokenizer.load(tmp_path)
    assert loaded.lexicon == tokenizer.lexicon == Lexicon.from_json(tokenizer.lexicon.to_json())
    assert len(loaded) == len(tokenizer)
    for made in sampled_captions(100, 2):
        assert loaded.encode(made.text, 64) == tokenizer.encode(made.text, 64)


@pytest.mark.slow
def test_training_is_repeatable():
    texts = [made.text for made in sampled_captions(2000, 0)]
    one, other = (Tokenizer.train(texts, avatar_lexicon()).subwords.to_str() for _ in range(2))
    assert one == other


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:12]))
def test_nothing_harms_the_tokenizer(tokenizer, text):
    tokens = tokenizer.encode(text, 32)
    assert len(tokens.ids) == len(tokens.mask) == 32
    assert all(0 <= number < len(tokenizer) for number in tokens.ids)
    assert all(0 <= start < stop <= min(len(text), LIMIT) for start, stop in tokens.spans)


def test_normal_text_says_where_each_letter_was():
    plain, origin = normal("ﬁ\u200b紅\0R")
    assert plain == "fi红 r"
    assert origin == [0, 0, 2, 3, 4]
    assert len(TRADITIONAL) == len(SIMPLIFIED) == len(set(TRADITIONAL))
