"""Captions of a user's own folder: their words, what is said of others, and a tokenizer that learns from them."""

import json
import re

import pytest
import torch
from PIL import Image
from support.trainers import tiny_text_encoder

from gan_demo.data import Dataset, find_source
from gan_demo.data.avatars.captions import AvatarCaptions
from gan_demo.data.avatars.sampling import sample
from gan_demo.data.avatars.visibility import visible_values
from gan_demo.data.captions import ClassNames
from gan_demo.inputs.caption import CaptionConditions
from gan_demo.text.captioner import AttributeCaptioner, captioner_of
from gan_demo.text.lexicon import Lexicon, avatar_lexicon
from gan_demo.text.tokenizer import Tokenizer
from gan_demo.text.understanding import Understood, understand
from gan_demo.text.written import Written, written_lexicon
from gan_demo.words import UserError, Words

ENGLISH = [f"a {color} {thing} in the Garden" for color in ("red", "white", "dark-blue") for thing in ("tulip", "fox")]
CHINESE = [f"{color}的{thing}在沙发上" for color in ("红色", "白色", "蓝色") for thing in ("花", "狐狸")]
FOLDERS = {"en": ENGLISH, "zh": CHINESE, "mixed": ENGLISH + CHINESE}


@pytest.fixture
def load(tmp_path, monkeypatch):
    """Makes a folder called avatars of small pictures with these captions, and one picture without, and loads it."""
    monkeypatch.setenv("GAN_DEMO_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "avatars"

    def made(captions: list[str], file: str = "captions.txt") -> Dataset:
        folder.mkdir()
        names = [f"{number:02}.png" for number in range(len(captions) + 1)]
        for number, name in enumerate(names):
            Image.new("RGB", (8, 8), (number * 9, 90, 30)).save(folder / name)
        told = list(zip(names, captions, strict=False))
        rows = [json.dumps({"file_name": name, "text": text}, ensure_ascii=False) for name, text in told]
        lines = rows if file == "metadata.jsonl" else ["\t".join(pair) for pair in told]
        (folder / file).write_text("\n".join(lines), encoding="utf-8")
        return find_source(str(folder)).load(64)

    return made


def read(text: str, captions: list[str]) -> Understood:
    return understand(text, written_lexicon(captions))


def one(text: str, kind: str, captions: list[str]):
    (word,) = [word for word in read(text, captions).words if word.kind == kind]
    return word


@pytest.mark.parametrize("file", ["captions.txt", "metadata.jsonl"])
@pytest.mark.parametrize("captions", FOLDERS.values(), ids=FOLDERS)
def test_a_folder_is_learned_word_by_word(load, captions, file):
    captioner = captioner_of(load(captions, file))
    assert isinstance(captioner, Written)
    assert [captioner.caption(i, 0, i) for i in range(len(captions) + 1)] == [*captions, ""]
    assert captioner.more(0, 0, 0) == [captions[0]]
    tokenizer = Tokenizer.train(captioner.samples(50_000), captioner.lexicon)
    assert tokenizer.encode("", 8).mask == [0] * 8
    for caption in captions:
        assert {word.kind for word in understand(caption, captioner.lexicon).words} == {"known", "filler"}
        tokens = tokenizer.encode(caption, 32)
        assert 1 not in tokens.ids
        assert "".join(tokenizer.decode(tokens.ids)) == re.sub("[ -]", "", caption.lower())


def test_the_lexicon_is_the_same_after_saving(load, tmp_path):
    captioner = captioner_of(load(FOLDERS["mixed"]))
    Tokenizer.train(captioner.samples(10), captioner.lexicon).save(tmp_path)
    assert Tokenizer.load(tmp_path).lexicon == captioner.lexicon
    assert isinstance(Lexicon.from_json(captioner.lexicon.to_json()).examples, Words)


def test_words_of_both_languages():
    lexicon = written_lexicon(FOLDERS["mixed"])
    assert lexicon.known["en"] == {"red", "white", "dark-blue", "dark", "blue", "tulip", "fox", "garden"}
    assert lexicon.filler["en"] == {"a", "in", "the"}
    assert lexicon.known["zh"] == {*"红白蓝色花上狐狸", "沙发"}  # 狐狸, met thrice, may be chance
    assert lexicon.filler["zh"] == {*"的在"}


def test_words_are_mended_and_suggested_from_the_folder_only():
    captions = FOLDERS["mixed"]
    assert one("a tulpi", "near", captions).read == "tulip"
    assert one("a red tunnel", "unknown", captions).suggestions == ()  # none by mere spelling
    assert one("红花，沙", "unknown", captions).suggestions == ("沙发",)
    assert one("red 狗熊", "unknown", ENGLISH).suggestions == ()
    assert one("花, tulip", "unknown", CHINESE).suggestions == ()


def test_other_names_count_where_what_they_mean_is_known():
    assert one("a scarlet fox", "near", ENGLISH).read == "red"
    assert "red" not in one("scarlet stove", "unknown", ["a black stove"]).suggestions
    assert one("a red goggles", "unknown", ENGLISH).text == "goggles"
    assert one("black cap", "unknown", ["a black hat", "a map"]).suggestions == ("hat",)
    assert one("nose", "near", ["three noses"]).read == "noses"  # cheeks or skin, for an avatar
    assert one("花，咖啡色", "unknown", CHINESE).text == "咖啡"


@pytest.mark.parametrize(
    ("text", "captions", "examples"),
    [
        ("qwertz", ENGLISH, ("a red tulip in the Garden", "a red tulip in the Garden")),
        ("一只猫", ENGLISH, ("a red tulip in the Garden", "a red tulip in the Garden")),
        ("a cat", CHINESE, ("红色的花在沙发上", "红色的花在沙发上")),
        ("的", CHINESE + ENGLISH, ("a red tulip in the Garden", "红色的花在沙发上")),
        ("qwertz", ["!?", "the", "of the", f"\u202ea \ud800fox\n{'and ' * 20}"], ("a fox and", "a fox and")),
    ],
)
def test_a_caption_with_nothing_known_is_refused_with_captions_of_the_folder(text, captions, examples):
    with pytest.raises(UserError) as refused:
        read(text, captions)
    for words, example in zip(refused.value.words, examples, strict=True):
        assert f"“{example}" in words
        assert "hoodie" not in words
        assert "连帽衫" not in words
        for shown in re.findall("“(.*?)”", words):
            assert len(shown) <= 60
            assert read(shown, captions)


def test_class_names_are_captions_even_where_they_are_function_words():
    names = ("I", "A", "women", "的")
    captions = ClassNames(torch.arange(200) % 4, tuple(Words(name, name) for name in names))
    captioner = captioner_of(Dataset("letters", torch.zeros(200, 8, 8, 3, dtype=torch.uint8), captions=captions))
    for name in names:
        assert one(name, "known", captions).text == name
    assert list(captioner.samples(50)) == list(captions)[::4]
    assert len(list(captioner.samples(150))) == 100
    assert len(list(captioner.samples(50_000))) == 200


@pytest.mark.parametrize("captions", [None, (), ("", ""), ("!?", " ")])
def test_pictures_without_words_are_refused(captions):
    with pytest.raises(UserError, match=r"no captions.*captions\.txt"):
        captioner_of(Dataset("mute", torch.zeros(2, 8, 8, 3, dtype=torch.uint8), captions=captions))


def test_drawn_avatars_are_told_and_not_read():
    rows = sample(0, 4, "train", 0)
    captions = AvatarCaptions(rows, visible_values(rows))
    captioner = captioner_of(Dataset("mine", torch.zeros(4, 8, 8, 3, dtype=torch.uint8), captions=captions))
    assert isinstance(captioner, AttributeCaptioner)
    assert captioner.lexicon == avatar_lexicon()


def test_pictures_whose_caption_is_the_name_of_one_class_are_of_one_kind():
    """So a score measures how they differ within it; written captions are hardly ever the same twice."""
    index, names = torch.tensor([5, 2, 9]), tuple(Words(name, name) for name in ("sofa", "lamp", "desk", "bed"))
    for captions, kinds in ((ClassNames(torch.arange(200) % 4, names), [1, 2, 1]), (("a sofa", "a lamp") * 100, None)):
        said = CaptionConditions(Written(captions, written_lexicon([*captions])), tiny_text_encoder(16, 3), 0, ())
        told = said.kinds_of(index, None)
        assert kinds == (None if told is None else told.tolist())
