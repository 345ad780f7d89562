"""The routes of a model that makes series: its picture, table and sound, and what the page is told of it."""

import csv
import io
import wave

import numpy as np
import pytest
from PIL import Image
from support.pages import make_models
from support.routes import client_of
from support.series import NAMES, STEP, STEPS, series_checkpoint

from gan_demo import GAN
from gan_demo.pictures.curves import INKS
from gan_demo.pictures.sound import RATE, TAIL
from gan_demo.ui import live
from gan_demo.ui.form import form_settings
from gan_demo.words import UserError


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("series")
    make_models(folder / "models")
    for name, notes in (("waves", False), ("choir", True)):
        series_checkpoint(folder / "models", name, notes)
    return folder


@pytest.fixture(scope="module")
def client(folder):
    return client_of(folder)


def picture(client, **values):
    return client.get(live.PREFIX + "/picture", params={"model": "waves", **values})


def series(folder, name="waves", **values) -> np.ndarray:
    """The series that the pipeline draws, (steps, variables)."""
    return GAN.load(folder / "models" / name).draw(1, **values)[0]


def test_a_table_holds_the_series_of_that_seed_and_class(client, folder):
    answer = picture(client, seed=5, c=2, form="csv")
    assert answer.headers["content-type"].startswith("text/csv")
    head, *rows = csv.reader(io.StringIO(answer.text))
    assert head == ["step", *(words.en for words in NAMES)]
    assert [int(row[0]) for row in rows] == list(range(STEPS))
    told = np.array([row[1:] for row in rows], float)
    np.testing.assert_allclose(told, series(folder, seed=5, labels=np.array([2])), rtol=1e-5)


def test_a_table_of_notes_holds_whole_pitches(client, folder):
    _, *rows = csv.reader(io.StringIO(picture(client, model="choir", form="csv").text))
    told = np.array([row[1:] for row in rows], float)
    np.testing.assert_array_equal(told, series(folder, "choir", labels=np.array([0])).round())


@pytest.mark.parametrize("model", ["waves", "choir"])
def test_a_sound_is_as_long_as_the_series(client, model):
    answer = picture(client, model=model, form="wav")
    assert answer.headers["content-type"] == "audio/wav"
    with wave.open(io.BytesIO(answer.content)) as file:
        assert file.getframerate() == RATE
        assert file.getnframes() == STEPS * round(STEP * RATE) + round(TAIL * RATE)
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    assert 25_000 < np.abs(samples).max() < 32_767


def test_what_is_heard_and_read_is_what_is_seen(client):
    asked = {"seed": 3, "d": "2,-1", "t": 0.5, "c": "0:0.5,1:0.5"}
    files = {form: picture(client, form=form, **asked).content for form in ("png", "csv", "wav")}
    others = {form: picture(client, form=form, **{**asked, "d": "2"}).content for form in files}
    assert all(files[form] != others[form] for form in files)


def test_curves_are_large_in_a_row_too(client):
    assert Image.open(io.BytesIO(picture(client).content)).size == (384, 384)
    assert Image.open(io.BytesIO(picture(client, c="0|1|2").content)).size == (3 * 384, 384)


@pytest.mark.parametrize("form", ["csv", "wav"])
def test_files_that_cannot_be_are_refused_in_a_sentence(client, form):
    several = picture(client, seed="1|2", form=form)
    assert several.status_code == 422
    assert several.json()["error"]["en"] == f"A {form} file is of one at a time."
    image = picture(client, model="shapes", form=form)
    assert image.status_code == 422
    assert image.json()["error"]["en"] == "form is one of png, jpeg, webp."
    assert any("\u4e00" <= letter <= "\u9fff" for letter in image.json()["error"]["zh"])


def test_a_picture_of_a_series_is_no_photograph(client):
    assert picture(client, form="jpeg").status_code == 422


def test_the_page_is_told_what_the_model_makes(client):
    cards = {card["name"]: card for card in client.get(live.PREFIX + "/models").json()}
    assert cards["waves"]["inks"] == ["#{:02x}{:02x}{:02x}".format(*ink) for ink in INKS[:3]]
    assert [one["zh"] for one in cards["waves"]["details"]["variables"]] == [words.zh for words in NAMES]
    assert (cards["shapes"]["example"], cards["shapes"]["inks"]) == ("image", [])


def test_the_page_is_told_which_recipes_fit_which_data(client):
    kinds = client.get(live.PREFIX + "/titles").json()["kinds"]
    assert kinds["recipes"]["rgan"] == kinds["data"]["sines"] == "series"
    assert kinds["recipes"]["dcgan"] == kinds["data"]["avatars"] == "image"


@pytest.mark.parametrize(("recipe", "data"), [("rgan", "avatars"), ("dcgan", "sines")])
def test_a_recipe_refuses_data_of_another_kind(recipe, data):
    with pytest.raises(UserError, match=f"and {data} holds none"):
        form_settings({"recipe": recipe, "data": data}, True)


def test_a_recipe_of_series_refuses_own_pictures(tmp_path):
    with pytest.raises(UserError, match=f"{tmp_path.name} holds none; choose data from .*sines"):
        form_settings({"recipe": "rgan", "data": str(tmp_path)}, True)
