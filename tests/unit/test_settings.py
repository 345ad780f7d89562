"""Settings: JSON and back, text to values, and every range."""

import dataclasses
import json
import math

import pytest

from gan_demo import runs
from gan_demo.__main__ import main, parser
from gan_demo.settings import LIVE, Settings
from gan_demo.words import UserError

FLAGGED = [item for item in dataclasses.fields(Settings) if item.name != "recipe"]
KNOWN = ", ".join(vars(Settings()))


def test_json_and_back():
    settings = Settings(recipe="dcgan", data="/a/目录", labels="folder", minutes=1.5, d_lr=3e-4)
    assert Settings.from_json(settings.to_json()) == settings


def test_text_becomes_values():
    changed = Settings().with_text({"size": "64", "labels": "none", "g_lr": "2e-4", "minutes": "8", "recipe": "wgan"})
    assert (changed.size, changed.labels, changed.g_lr, changed.minutes, changed.recipe) == (64, None, 2e-4, 8, "wgan")


@pytest.mark.parametrize(
    "text",
    [
        {"batch": "0"}, {"batch": "1e3"}, {"batch": "1000000"}, {"seed": ""}, {"batch": "many"},
        {"g_lr": "0"}, {"g_lr": "nan"}, {"g_lr": "inf"}, {"d_lr": "1e9"}, {"seed": "-1"}, {"seed": "1.5"},
        {"steps": "-1"}, {"minutes": "nan"}, {"minutes": "-inf"}, {"width": "1"}, {"latent": "0"}, {"size": "7"},
        {"colour": "red"}, {"__class__": "x"},
    ],
    ids=str,
)  # fmt: skip
def test_bad_text_is_refused_with_a_sentence(text):
    with pytest.raises(UserError) as caught:
        Settings().with_text(text)
    assert next(iter(text)) in caught.value.words.en
    assert next(iter(text)) in caught.value.words.zh


def test_a_message_names_the_setting_as_the_command_line_and_as_the_form():
    with pytest.raises(UserError) as caught:
        Settings(g_lr=2)
    assert str(caught.value) == "g_lr (generator learning rate) must be between 0.0000001 and 1, not 2."
    assert caught.value.words == (str(caught.value), "生成器学习率（g_lr）必须在 0.0000001 和 1 之间，而不是 2。")


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"seed": -1}, "seed must be between 0 and 2,147,483,647, not -1."),
        ({"batch": 1_000_000}, "batch (batch size) must be between 2 and 4,096, not 1,000,000."),
        ({"minutes": math.nan}, "minutes (stop after minutes) must be between 0 and 1,000,000, not nan."),
        ({"g_lr": 12.5}, "g_lr (generator learning rate) must be between 0.0000001 and 1, not 12.5."),
        ({"steps": 10**99}, "steps (stop after steps) must be between 0 and 1,000,000,000, not 1e+99."),
    ],
    ids=str,
)
def test_a_message_has_each_name_once_and_numbers_as_people_write_them(settings, sentence):
    with pytest.raises(UserError) as caught:
        Settings(**settings)
    assert str(caught.value) == sentence


def test_every_setting_is_named_in_both_languages():
    for item in dataclasses.fields(Settings):
        assert item.metadata["words"].en
        assert item.metadata["words"].zh


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ({"batch": 1.5}, "batch (batch size) must be a whole number, not 1.5."),
        ({"batch": "1e3"}, "batch (batch size) must be a whole number, not 1e3."),
        ({"batch": "1e99"}, "batch (batch size) must be between 2 and 4,096, not 1e+99."),
        ({"seed": "many"}, "seed must be a number, not 'many'."),
        ({"minutes": True}, "minutes (stop after minutes) must be a number, not 'True'."),
        ({"minutes": [2]}, "minutes (stop after minutes) must be a number or a text."),
        ({"seed": None}, "seed must be a number or a text."),
        ({"__dataclass_self__": 1}, f"There is no setting called '__dataclass_self__'. Settings: {KNOWN}."),
    ],
    ids=str,
)  # fmt: skip
def test_what_json_may_hold_is_refused_in_our_own_words(setting, sentence):
    with pytest.raises(UserError) as caught:
        Settings().with_text(setting)
    assert str(caught.value) == sentence
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_numbers_of_json_and_of_a_form_are_read():
    read = Settings().with_text({"batch": 64.0, "seed": "7.0", "minutes": 5, "weights": "r1=2", "size": None})
    assert (read.batch, read.seed, read.minutes, read.weights, read.size) == (64, 7, 5.0, "r1=2", None)
    assert isinstance(read.batch, int)


def test_settings_that_an_earlier_version_wrote_open(tmp_path):
    old = {"recipe": "sngan", "data": "avatars", "size": 64, "labels": None, "g_lr": 1, "minutes": 5, "device": "cpu"}
    (tmp_path / runs.SETTINGS).write_text(json.dumps(old))
    assert runs.read_settings(tmp_path) == Settings(**old)


def test_a_name_in_json_that_is_no_setting_is_named_as_of_a_newer_version(tmp_path):
    with pytest.raises(UserError, match="newer version of gan_demo: this one does not know colour"):
        Settings.from_json('{"recipe": "sngan", "colour": "red"}')
    (tmp_path / runs.SETTINGS).write_text('{"colour": "red"}')
    with pytest.raises(UserError, match="does not know colour"):
        runs.read_settings(tmp_path)


def test_every_setting_is_a_flag_with_help(capsys):
    with pytest.raises(SystemExit):
        parser().parse_args(["train", "--help"])
    told = " ".join(capsys.readouterr().out.partition("settings:")[2].split())
    for item in FLAGGED:
        about = told.partition(f"--{item.name.replace('_', '-')} VALUE ")[2].partition(" --")[0]
        assert about.startswith(item.metadata["words"].en), item.name
        assert ("can change in a run" in about) is (item.name in LIVE)
        assert (" to " in about) >= (item.metadata["ge"] is not None)


@pytest.mark.parametrize(
    "pair", ["batch=0", "batch=many", "g_lr=nan", "d_steps=1.5", "grid_seconds=0", "weights=r1", "seed=-1"]
)
def test_a_wrong_value_by_flag_is_told_as_by_set(pair, tmp_path, capsys):
    name, _, value = pair.partition("=")
    said = []
    for words in (["--set", pair], [f"--{name.replace('_', '-')}", value]):
        assert main(["train", "sngan", "--run", str(tmp_path / "run"), *words]) == 2
        said.append(capsys.readouterr().err)
    assert said[0] == said[1]
    assert said[0].startswith(f"gan-demo: {name} ")
    assert said[0].count("\n") == 1


def test_a_setting_by_flag_and_by_set_is_refused(tmp_path, capsys):
    assert main(["train", "sngan", "--run", str(tmp_path / "run"), "--g-lr=1", "--set", "g_lr=1"]) == 2
    assert capsys.readouterr().err == "gan-demo: g_lr is given twice, by --g-lr and by --set g_lr; leave one out.\n"


def test_digits_as_a_chinese_keyboard_writes_them_are_digits():
    read = Settings().with_text({"seed": "９", "minutes": " １２．５ ", "data": "ｃats"})
    assert (read.seed, read.minutes, read.data) == (9, 12.5, "ｃats")
    with pytest.raises(UserError, match="must be between 0 and 2,147,483,647"):
        Settings().with_text({"seed": "9" * 5000})
