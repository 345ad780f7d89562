"""Settings: JSON and back, text to values, and every range."""

import dataclasses
import math

import pytest

from gan_demo.settings import Settings
from gan_demo.words import UserError


def test_json_and_back():
    settings = Settings(recipe="dcgan", data="/a/目录", labels="folder", minutes=1.5, d_lr=3e-4)
    assert Settings.from_json(settings.to_json()) == settings


def test_text_becomes_values():
    changed = Settings().with_text({"size": "64", "labels": "none", "g_lr": "2e-4", "minutes": "8", "recipe": "wgan"})
    assert (changed.size, changed.labels, changed.g_lr, changed.minutes, changed.recipe) == (64, None, 2e-4, 8, "wgan")


@pytest.mark.parametrize(
    "text",
    [
        {"batch": "0"}, {"batch": "1e3"}, {"batch": "1000000"}, {"latent": ""}, {"batch": "many"},
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
