"""What is known of a caption: words, near spellings, unknown words, and known words that say nothing together."""

import re
import time
from itertools import chain

import pytest
from support.hostile import HOSTILE

from gan_demo.data.avatars.kinds import KINDS
from gan_demo.text.captions import sampled_captions
from gan_demo.text.choosing import NONE
from gan_demo.text.claims import admitted_values
from gan_demo.text.left_open import PLACES
from gan_demo.text.left_open import phrase as plain_words
from gan_demo.text.lexicon import EXAMPLES, avatar_lexicon
from gan_demo.text.meanings import MEANT, OUTFITS, READ_AS, SAME, SILENT, WORN
from gan_demo.text.normal import LIMIT
from gan_demo.text.painting import painted
from gan_demo.text.phrases.asides import QUALITIES, SAYING_NOTHING
from gan_demo.text.phrases.people import PEOPLE
from gan_demo.text.phrases.strangers import STRANGERS
from gan_demo.text.rereading import known_words
from gan_demo.text.senses import LANGUAGES, THING_OF, senses
from gan_demo.text.spelling import corrected, nearest_words
from gan_demo.text.understanding import Understood, understand
from gan_demo.words import UserError, Words

OF = {"black": " beard", "棕色": "胡子"}  # a colour alone says nothing


def read(text: str) -> Understood:
    return understand(text, avatar_lexicon())


def kinds(text: str, *wanted: str) -> list[str]:
    return [word.text for word in read(text).words if word.kind in wanted]


def one(text: str, kind: str):
    (word,) = [word for word in read(text).words if word.kind == kind]
    return word


@pytest.mark.parametrize(
    ("text", "known", "unknown"),
    [
        ("a bald man with a big black beard and round glasses", "bald big black beard round glasses", []),
        ("long pink hair, winking, wearing a yellow hoodie", "long pink hair winking yellow hoodie", []),
        ("戴墨镜的红色卷发的人，张嘴大笑", "墨镜 红色 卷发 张嘴 大笑", []),
        ("white hair, blue eyes", "white hair", ["blue eyes"]),
    ],
)
def test_the_examples_word_by_word(text, known, unknown):
    assert kinds(text, "known") == known.split()
    assert kinds(text, "unknown") == unknown
    assert kinds(text, "near") == []
    for word in read(text).words:
        assert text[slice(*word.span)] == word.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_is_known(language):
    for kind in KINDS:
        for sense in senses(kind):
            for phrase in sense.phrases[language]:
                text = phrase.text.replace("~-", "").replace("~", "").replace("|", "")
                if sense.only_color:
                    text = painted(phrase.text, ("red", "红色")[language == "zh"], language).replace("|", "")
                if kind in THING_OF:  # a colour alone says nothing
                    thing = Words(" hair", "头发") if THING_OF[kind] in ("hair", "beard") else Words(" hat", "帽子")
                    text += thing[LANGUAGES.index(language)]
                if kind == "graphic":  # nor a print without clothes
                    text = f"a shirt with {text}" if language == "en" else f"{text}的T恤"
                assert not kinds(text, "near", "unknown"), text


@pytest.mark.slow
def test_every_caption_is_known():
    for made in sampled_captions(3000, 5):
        words = read(made.text).words
        assert all(word.kind in ("known", "filler") for word in words), (made.text, words)


def test_the_names_that_the_page_shows_are_known():
    things = {"hair_color": Words(" hair", "头发"), "beard_color": Words(" beard", "胡子")}
    for kind, attribute in KINDS.items():
        thing = things.get(kind, Words(" hat", "帽子")) if kind in THING_OF else Words("", "")
        for words in attribute.values.values():
            shirt = Words("a shirt with ", "T恤，") if kind == "graphic" else Words("", "")
            assert not kinds(shirt.en + words.en + thing.en, "unknown"), words
            assert not kinds(shirt.zh + words.zh + thing.zh, "unknown"), words


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_imagined_can_be_made_part_of_the_caption(language):
    for kind, value in PLACES:
        understood = read(plain_words(kind, value, language))
        assert not [word for word in understood.words if word.kind == "unknown"], plain_words(kind, value, language)
        assert value in admitted_values(understood.claims)[kind], plain_words(kind, value, language)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("sunglases", "sunglasses"),
        ("beerd", "beard"),
        ("glsases", "glasses"),
        ("hoodies", "hoodie"),
        ("smilling", "smiling"),
        ("moustasche", "moustache"),
        ("blakc", "black"),
        ("spectacles", "glasses"),
        ("tshirt", "t-shirt"),
        ("joyful", "happy"),
        ("咖啡色", "棕色"),
    ],
)
def test_slips_and_other_names_are_read_as_what_is_meant(written, meant):
    word = one(f"bald, {written}{OF.get(meant, '')}", "near")
    assert (word.text, word.read) == (written, meant)


@pytest.mark.parametrize("word", ["cat5", "bold7", "hear", "tie-dye", "dragon", "龙"])
def test_what_is_not_near_is_not_guessed(word):
    assert kinds(f"red hair {word}", "near") == []


def test_unknown_words_get_known_ones_of_like_meaning_or_spelling():
    assert one("bald, headphones", "unknown").suggestions == ("hat", "beanie")
    assert one("bald, xylophone", "unknown").suggestions == ()  # none by mere spelling
    assert one("bald, eyes", "unknown").suggestions == ()  # not the word itself
    assert one("bald, blode", "unknown").suggestions == ("blonde",)  # or a bloke
    assert "帽子" in one("光头，棒球帽", "unknown").suggestions


@pytest.mark.parametrize("words", MEANT.values())
def test_what_is_suggested_says_something(words):
    for word in words:
        assert not kinds(word, "unknown", "near"), word


@pytest.mark.parametrize("texts", [READ_AS.values(), chain.from_iterable(WORN.values())], ids=["words", "outfits"])
def test_what_words_are_read_as_is_known(texts):
    for text in texts:
        assert known_words(text, avatar_lexicon().spoken), text


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("bald, blue eyes", "blue eyes"),
        ("bald, a green mouth", "green mouth"),
        ("bald, pink eyebrows", "pink eyebrows"),
        ("bald, red glasses", "red glasses"),
        ("bald, long green hair", "green hair"),
        ("bald, purple hoodie", "purple hoodie"),
        ("bald, her eyes are blue", "eyes are blue"),
        ("bald, black armour", "black armour"),
        ("bald, no grin", "no grin"),
        ("光头，蓝色的眼睛", "蓝色的眼睛"),
        ("光头，绿头发", "绿头发"),
        ("光头，眼睛是蓝色的", "眼睛是蓝色"),
        ("bald, eyes of blue", "eyes of blue"),
        ("bald, eyes that are blue", "eyes that are blue"),
        ("winking, hair: green", "hair: green"),
        ("winking, hair green", "hair green"),
        ("winking, red eyes long hair", "red eyes"),
        ("微笑，头发：绿色", "头发：绿色"),
        ("a smiling green-haired woman", "green-haired"),
        ("a smiling blue-skinned man", "blue-skinned"),
        ("a smiling purple-haired man", "purple-haired"),
        ("bald and blue-eyed", "blue-eyed"),
        ("a bald green bearded man", "green bearded"),
        ("winking, green and red hair", "green and red hair"),
        ("winking, black and red hair", "black and red hair"),
        ("微笑，红色和绿色的头发", "红色和绿色的头发"),
    ],
)
def test_a_thing_without_that_colour_is_unknown_as_a_whole(text, group):
    word = one(text, "unknown")
    assert word.text == group
    assert "not known" in word.why.en
    assert "不认识" in word.why.zh


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("long hair, not bald", "not bald"),
        ("a bald man who is not laughing", "not laughing"),
        ("long hair, not bald with glasses", "not bald"),
        ("long hair, no smiling", "no smiling"),
        ("bald, no hat or earrings", "no hat or earrings"),
        ("long hair, not a woman", "not a woman"),
        ("bald, not a chef", "not a chef"),
        ("光头，不是厨师", "不是厨师"),
        ("bald? no", "no"),
        ("没有眉头，光头", "没有眉头"),
        ("不是光头，微笑", "不是光头"),
    ],
)
def test_a_negation_of_what_is_never_denied_is_unknown_with_its_word(text, group):
    word = one(text, "unknown")
    assert word.text == group
    assert "what can be denied" in word.why.en
    assert "不认识" in word.why.zh
    assert not any(kinds(f"winking, {better}", "unknown", "near") for better in word.suggestions)


def test_no_text_is_read_as_two_things():
    """Each stands once in the tables of what people say, and what is read as something is nowhere called unknown."""
    rows = [name.strip() for *_, names in (*SAME, *SILENT, *OUTFITS) for name in names.split(";")]
    assert len(rows) == len(set(rows))
    strangers = {word for words in STRANGERS.values() for word in words.split()}
    nothing = {word for words in (*QUALITIES.values(), *SAYING_NOTHING.values()) for word in words.split()}
    assert not strangers & set(rows)
    assert not nothing & (strangers | set(rows) | PEOPLE["en"] | PEOPLE["zh"])


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("no hat or glasses", {"hat", "glasses"}),
        ("without hat, glasses or beard", {"hat", "glasses", "beard"}),
        ("没有胡子和眼镜", {"beard", "glasses"}),
        ("没戴帽子和眼镜的女人", {"hat", "glasses"}),
        ("the man does not have a beard", {"beard"}),
        ("doesn't wear glasses", {"glasses"}),
        ("no big beard", {"beard"}),
        ("不要眼镜", {"glasses"}),
        ("没有胡子，戴着眼镜", {"beard"}),
        ("not a woman but a man with glasses", set()),
        ("no beard but a moustache", set()),
        ("no facial hair", {"beard"}),
        ("not red hair", set()),
    ],
)
def test_what_is_denied_is_absent_and_nothing_else(text, absent):
    assert {claim.kind for claim in read(text).claims if claim.values == {NONE.get(claim.kind)}} == absent


@pytest.mark.parametrize(
    ("text", "beardless"),
    [
        ("a woman", True),
        ("a girl with glasses", True),
        ("给我儿子做个头像，他是个小男孩", True),
        ("斜眼看人的女人", True),
        ("a man", False),
        ("a man with his baby, glasses", False),
        ("a man, not a woman, with glasses", False),
        ("not a girl, glasses", False),
        ("不是女孩，戴眼镜", False),
        ("a mother-of-pearl hat", False),
        ("baby blue hat", False),
        ("a girl with a red beard", False),
    ],
)
def test_who_has_no_beard_unsaid(text, beardless):
    assert read(text).beardless == beardless


FITTING = (
    "a shirt with no print; "
    "not smiling; no big beard; a red-haired man; a black-bearded man; brown-skinned; an auburn top bun; "
    "a hat in red and black hair; hair: red; curls of red; 白色骷髅头图案的红色T恤; 头发：红色; "
    "purple sunglasses; black-rimmed glasses; white sunglasses; dark eyes; brown skin; a black suit; no glasses; "
    "a black robe over a red tunic; not wearing a hat; black hair and eyes closed; hair in pink; 黑框眼镜; 紫色墨镜; "
    "头发是红色的，戴墨镜; 没有图案的红色T恤; 黑眼睛; 没戴帽子; a T shirt; a V neck; a plain black tee"
)


@pytest.mark.parametrize("text", FITTING.split("; "))
def test_colours_and_absences_that_exist_are_known(text):
    assert kinds(text, "unknown", "near") == []


@pytest.mark.parametrize(
    "text", ["", "  ", "the with a", "qwertz zzzz", "🙂🙂", "龙 火车", "的的的", "blue eyes", "!?"]
)
def test_a_caption_with_nothing_known_is_refused_with_examples(text):
    with pytest.raises(UserError) as refused:
        read(text)
    assert EXAMPLES.en in refused.value.words.en
    assert EXAMPLES.zh in refused.value.words.zh


def test_the_refusal_says_why_where_there_is_a_reason():
    with pytest.raises(UserError, match=r"purple hair.*colours of hair"):
        read("purple hair")


@pytest.mark.parametrize(
    ("text", "en", "zh"),
    [
        (
            "headphones",
            "Did you mean “hat” or “beanie”? Try",
            "是想说“hat”或“beanie”吗？可以试试",
        ),
        ("Goggles", "Did you mean “glasses” or “sunglasses”?", "是想说“glasses”或“sunglasses”吗？"),
        ("耳机", "Did you mean “帽子” or “毛线帽”?", "是想说“帽子”或“毛线帽”吗？"),
    ],
)
def test_the_refusal_asks_whether_words_of_like_meaning_are_meant(text, en, zh):
    with pytest.raises(UserError) as refused:
        read(text)
    assert refused.value.words.en.startswith("Nothing in this caption is known. " + en)
    assert refused.value.words.zh.startswith("这段描述里没有认识的词。" + zh)


def test_two_colours_of_one_thing_are_told_and_each_of_them_offered():
    word = one("winking, black and red-haired", "unknown")
    assert "one colour of hair" in word.why.en
    assert word.suggestions == ("black-haired", "red-haired")


def test_the_examples_of_the_refusal_are_understood():
    for text in re.findall("“(.*?)”", EXAMPLES.en + EXAMPLES.zh):
        assert not kinds(text, "near", "unknown")


LONG = ["头发是长的，", "没有", "no ", "hat ", "not a hat or ", "her hair is long and ", "red ", "戴眼镜"]


REPEATED = [text * (LIMIT // len(text)) for text in LONG]


@pytest.mark.parametrize("text", [*HOSTILE, *REPEATED], ids=lambda text: ascii(text[:12]))
def test_nothing_harms_the_understanding(text):
    start = time.process_time()
    try:
        understood = read(text)
    except UserError:
        understood = Understood([], [], 0)
    assert time.process_time() - start < 1  # 0.1 at most on an idle core
    assert all(text[slice(*word.span)] == word.text for word in understood.words)


def test_what_is_not_looked_at_is_counted():
    assert read("red hair " * 1000).left_out == 9000 - LIMIT + 1  # no word is cut in two
    assert read("red hair").left_out == 0


def test_two_neighbours_swapped_are_one_slip():
    assert corrected("baerd", frozenset({"beard"})) == "beard"  # five letters forgive one
    assert corrected("baedr", frozenset({"beard"})) == ""
    assert nearest_words("sitting", frozenset({"kitten", "knight", "sing"})) == ("sing", "kitten", "knight")
    assert corrected("reed", frozenset({"red", "reel"})) == "red"  # a letter twice
