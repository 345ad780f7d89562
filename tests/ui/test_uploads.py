"""Zips that visitors upload: kept within bounds under names that lead nowhere, looked at and used as data."""

import hashlib
import io
import json
import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient
from support.own_pictures import GOOD, GREEN, encrypted, mixed, packed, plain, saved, two
from support.trainers import ROOT

from gan_demo import runs
from gan_demo.data import find_source
from gan_demo.settings import Settings
from gan_demo.ui import form, own_images, uploads
from gan_demo.ui.answers import RequestError
from gan_demo.words import UserError

PLACES = {"data": "", "size": 32, "crop": "centre"}


pytestmark = pytest.mark.usefixtures("cache")


@pytest.fixture
def client(tmp_path):
    return TestClient(Starlette(routes=own_images.upload_routes("", tmp_path / "runs", own_folders=False)))


def put(client, content, name="my pets.zip"):
    return client.put("/own", params={"name": name}, content=content)


def refused(answer, status: int) -> str:
    """The English sentence; both languages are there, and no path of the server."""
    told = answer.json()["error"]
    assert answer.status_code == status, answer.text
    assert any("\u4e00" <= letter <= "\u9fff" for letter in told["zh"])
    assert "/" not in told["en"] + told["zh"]
    return told["en"]


def test_an_upload_is_kept_by_its_content(client, cache):
    data = packed(GOOD)
    told = put(client, data).json()
    place = cache / "uploads" / hashlib.sha256(data).hexdigest()[:16]
    assert told == {"data": f"upload:{place.name}", "title": "my-pets.zip"}
    assert (place / "my-pets.zip").read_bytes() == data
    stamp = (place / "my-pets.zip").stat().st_mtime_ns
    assert put(client, data, "other.zip").json() == told  # once, under its first name, with its decoded pictures valid
    assert (place / "my-pets.zip").stat().st_mtime_ns == stamp
    assert [path.name for path in (cache / "uploads").iterdir()] == [place.name]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("", "pictures.zip"),
        ("../../../etc/passwd", "passwd.zip"),
        ("C:\\pets\\cats.ZIP", "cats.zip"),
        (".zip", "pictures.zip"),
        ("..", "pictures.zip"),
        ("a\x00b\nc.zip", "a-b-c.zip"),
        ("宠物 é.zip", "宠物-é.zip"),
        ("e\u0301.zip", "é.zip"),
        ("avatars.zip", "avatars-own.zip"),
        ("<b>&amp;", "b-amp.zip"),
        ("-rf.zip", "rf.zip"),
        ("x" * 400, "x" * 60 + ".zip"),
        ("\u202egnp.zip", "gnp.zip"),
    ],
)
def test_a_name_from_a_visitor_is_only_a_name(client, cache, name, kept):
    assert put(client, packed(GOOD), name).json()["title"] == kept
    assert len(list(cache.rglob(kept))) == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "my-pets.zip is not a zip file"),
        (b"hello", "my-pets.zip is not a zip file"),
        (packed(GOOD)[:-30], "is not a zip file"),
        (packed({}), "holds too few pictures: 0"),
        (packed({"a.png": plain()}), "holds too few pictures: 1"),
        (packed({"a.heic": b"x", "b.heic": b"x"}), "for example a.heic"),
        (encrypted(encrypted(packed(GOOD), "a/1.png"), "b/2.png"), "encrypted"),
    ],
    ids=["nothing", "text", "cut", "empty", "one", "heic", "encrypted"],
)
def test_what_is_no_zip_of_pictures_is_refused_and_not_kept(client, cache, content, sentence):
    said = put(client, content).json()["error"]["en"]
    assert sentence in said
    assert str(cache) not in said
    assert not list((cache / "uploads").iterdir())


def test_a_zip_that_is_too_large_is_refused_before_and_while_it_comes(client, cache, monkeypatch):
    monkeypatch.setattr(uploads, "LARGEST", 1 << 20)
    assert "1 MB at most" in refused(put(client, bytes(2 << 20)), 413)
    assert "1 MB at most" in refused(put(client, (bytes(1 << 18) for _ in range(8))), 413)  # of unknown length
    assert not list((cache / "uploads").glob("*"))


@pytest.mark.slow
def test_a_traversal_and_a_bomb_harm_nothing(client, tmp_path):
    evil = {"../../../evil/a.png": plain(), "/abs/b.png": plain(GREEN), "zeros.bmp": bytes(10 << 20)}
    bad = {**evil, "c.png": plain(), "d.png": plain(GREEN)}
    told = put(client, packed(bad)).json()
    lines = list(map(json.loads, client.get("/own/look", params={**PLACES, "data": told["data"]}).text.splitlines()))
    look = lines[-1]["look"]
    assert (look["count"], sum(count for _, count, *_ in look["skipped"])) == (2, 3)
    assert {path.name for path in tmp_path.iterdir()} == {"cache"}


def bring(client, number: int) -> Path:
    """An upload of its own, older than the one after it."""
    answer = put(client, packed({"a.bmp": plain((number, 0, 0), (200, 200), "BMP"), "b.png": plain()}), f"{number}.zip")
    path = uploads.path_of(answer.json()["data"])
    os.utime(path.parent, (number, number))
    return path


def test_the_oldest_that_no_run_uses_make_room(client, tmp_path, monkeypatch, cache):
    first, second, third = (bring(client, number) for number in (1, 2, 3))
    find_source(str(second)).load(32)
    run = tmp_path / "runs" / "one"
    run.mkdir(parents=True)
    (run / runs.PROCESS).write_text('{"pid": 0, "started": 0}')
    (run / runs.SETTINGS).write_text(Settings(data=str(first)).to_json())
    size = first.stat().st_size
    monkeypatch.setattr(uploads, "ALL", int(3.5 * size))
    fourth = bring(client, 4)
    assert [path.exists() for path in (first, second, third, fourth)] == [True, False, True, True]
    assert not list((cache / "pictures").iterdir())
    monkeypatch.setattr(uploads, "ALL", int(1.5 * size))
    assert "delete a run first" in refused(
        put(client, packed({**GOOD, "c.bmp": plain(size=(200, 200), kind="BMP")})), 507
    )
    assert uploads.stored() == {f"upload:{first.parent.name}": first}


def test_what_a_broken_off_upload_left_goes_after_an_hour(client, cache):
    (cache / "uploads").mkdir(parents=True)
    old, new = cache / "uploads" / ".part-old", cache / "uploads" / ".part-new"
    for part in (old, new):
        part.write_bytes(b"x")
    os.utime(old, (1, 1))
    put(client, packed(GOOD))
    assert [old.exists(), new.exists()] == [False, True]


def test_a_disk_that_cannot_be_written_is_one_sentence(client, cache):
    cache.write_text("a file where the folder belongs")
    assert "cannot be stored or read here" in put(client, packed(GOOD)).json()["error"]["en"]


def test_an_upload_is_data_where_folders_are_not(client, tmp_path):
    told = put(client, packed(GOOD)).json()
    values = {"data": told["data"], "crop": "pad", "size": 32}
    settings = form.form_settings(values, own_folders=False)
    assert (settings.data, settings.crop) == (str(uploads.path_of(told["data"])), "pad")
    assert find_source(settings.data, settings.crop).name == "my-pets"
    for bad in (str(tmp_path), settings.data, "my-pets.zip", "../cache"):
        with pytest.raises(RequestError, match="or a zip of yours"):
            form.form_settings({"data": bad}, own_folders=False)
    for bad in ("upload:", "upload:..", "upload:0123456789abcdef", f"{told['data']}/my-pets.zip"):
        with pytest.raises(RequestError, match="no longer here"):
            form.form_settings({"data": bad}, own_folders=True)
    with pytest.raises(UserError, match="crop is one of"):
        form.form_settings({**values, "crop": "round"}, own_folders=False)
    with pytest.raises(UserError, match="Only pictures of your own"):
        form.form_settings({"data": "avatars", "crop": "pad"}, own_folders=False)


@pytest.mark.slow
def test_the_look_comes_in_lines_and_the_sheet_as_a_picture(client):
    data = put(client, mixed()).json()["data"]
    answer = client.get("/own/look", params={**PLACES, "data": data})
    *steps, last = map(json.loads, answer.text.splitlines())
    assert [step["done"] for step in steps] == [0, 12]
    assert last["look"]["name"] == "my-pets"
    for size, crop in ((32, "pad"), (64, "centre")):
        sheet = client.get("/own/sheet", params={"data": data, "size": size, "crop": crop})
        assert Image.open(io.BytesIO(sheet.content)).size == (6 * size, 2 * size)


@pytest.mark.slow
def test_what_goes_wrong_in_a_look_is_told_without_a_path(client, cache):
    data = put(client, packed({"a.png": b"bad", "b.png": b"bad"})).json()["data"]
    *_, last = map(json.loads, client.get("/own/look", params={**PLACES, "data": data}).text.splitlines())
    assert "2 could not be used" in last["error"]["en"]
    assert str(cache) not in last["error"]["en"]


@pytest.mark.parametrize(
    ("status", "values"),
    [
        (422, {"data": "avatars"}),
        (422, {"data": "/"}),
        (422, {"data": ""}),
        (404, {"data": "upload:.."}),
        (422, {"size": "33"}),
        (422, {"size": "1e9"}),
        (422, {"size": ""}),
        (422, {"crop": "round"}),
    ],
)
def test_a_sheet_that_cannot_be_is_refused_in_both_languages(client, status, values):
    data = put(client, packed(GOOD)).json()["data"]
    refused(client.get("/own/sheet", params={**PLACES, "data": data, **values}), status)


@pytest.mark.slow
def test_a_folder_is_looked_at_only_where_the_page_serves_its_own_machine(client, tmp_path):
    wanted = {**PLACES, "data": str(two(tmp_path / "p"))}
    refused(client.get("/own/look", params=wanted), 422)
    local = TestClient(Starlette(routes=own_images.upload_routes("", tmp_path / "runs", own_folders=True)))
    assert json.loads(local.get("/own/look", params=wanted).text.splitlines()[-1])["look"]["count"] == 2


@pytest.mark.slow
def test_a_size_that_lies_in_the_listing_is_found_while_unpacking(client):
    data = packed({**GOOD, "zeros.bmp": bytes(3 << 20)}).replace(struct.pack("<I", 3 << 20), struct.pack("<I", 10))
    told = put(client, data).json()
    *_, last = map(json.loads, client.get("/own/look", params={**PLACES, "data": told["data"]}).text.splitlines())
    assert [count for _, count, _ in last["look"]["skipped"]] == [1]


def test_another_site_may_not_upload(client):
    assert "Another site" in refused(
        client.put("/own", content=packed(GOOD), headers={"sec-fetch-site": "cross-site"}), 403
    )


@pytest.mark.slow
def test_a_look_that_is_ended_leaves_no_half_file(client, cache):
    picture = saved(Image.effect_noise((1200, 1200), 90))
    data = put(client, packed({f"{i}.png": picture for i in range(150)})).json()["data"]
    words = ["data", "look", str(uploads.path_of(data)), "--json"]
    child = subprocess.Popen([sys.executable, "-m", "gan_demo", *words], stdout=subprocess.PIPE, cwd=ROOT)
    assert [json.loads(child.stdout.readline())["done"] for _ in range(2)] == [0, 32]
    child.terminate()
    child.communicate(timeout=60)
    assert child.returncode == 130
    assert not list((cache / "pictures").iterdir())
