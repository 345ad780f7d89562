"""The page as a program sees it: its named endpoints, its text in two languages, and how it is started."""

import html
import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from PIL import Image
from support.captions import save_captioned
from support.histories import steered
from support.trainers import ROOT

from gan_demo import runs
from gan_demo.data import sources
from gan_demo.pictures.files import COMMENT
from gan_demo.settings import DECLARED
from gan_demo.ui import api, front_end
from gan_demo.ui.gallery import Gallery
from gan_demo.ui.page import texts
from gan_demo.ui.tabs.train import data_options
from gan_demo.words import UserError

ENDPOINTS = {"/draw", "/redraw", "/models", "/schema", "/start", "/stop", "/resume", "/steer", "/run_status", "/runs"}
QUICK = {"recipe": "sngan", "size": 32, "width": 32, "batch": 4, "latent": 8, "device": "cpu"}


@pytest.fixture(scope="module")
def client(server):
    return Client(server, verbose=False)


def test_only_named_endpoints_with_a_description_are_public(client):
    told = client.view_api(return_format="dict")
    assert set(told["named_endpoints"]) == ENDPOINTS
    assert not told["unnamed_endpoints"]
    assert all(endpoint.get("description") for endpoint in told["named_endpoints"].values())


def test_draw(client):
    pictures = client.predict("shapes", 3, 4, "Light", 0.8, api_name="/draw")
    assert [Image.open(picture["image"]).size for picture in pictures] == [(16, 16)] * 4
    (smooth,) = client.predict("shapes", 3, 1, "Light", 0.8, "", {}, True, api_name="/draw")
    image = Image.open(smooth["image"])
    assert (image.size, COMMENT in image.info.values()) == ((512, 512), True)


def test_a_picker_whose_choices_are_about_to_change_is_no_error(server):
    """Recipe, data and size follow each other; a browser sends the new one beside what was chosen before."""
    with urllib.request.urlopen(server + "config") as answer:
        config = json.load(answer)
    kinds = {component["id"]: component["type"] for component in config["components"]}
    handlers = [one for one in config["dependencies"] if one["backend_fn"] and one["api_visibility"] == "private"]
    private = [one for one in handlers if "dropdown" in map(kinds.get, one["inputs"])]
    assert len(private) >= 5
    for one in private:
        values = [{"dropdown": "mnist", "number": 5, "radio": "centre"}.get(kinds[i], "") for i in one["inputs"]]
        values[0] = "rgan" if len(values) > 1 else values[0]
        body = json.dumps({"fn_index": one["id"], "data": values, "session_hash": f"stale{one['id']}"}).encode()
        request = urllib.request.Request(f"{server}gradio_api/run/predict", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request) as answer:
            assert answer.status == 200


def test_draw_gives_an_input_what_is_named(client):
    asked = ("shapes", 3, 2, "Light", 1), ("shapes", 3, 2, "", 1, "", {"labels": 1})
    drawn = [client.predict(*values, api_name="/draw") for values in asked]
    one, other = ([Image.open(picture["image"]).tobytes() for picture in pictures] for pictures in drawn)
    assert one == other


BAD_DRAW = [
    (("nope", 0, 1, "", 1), "no model called"),
    (("../models/plain", 0, 1, "", 1), "no model called"),
    (("plain", -1, 1, "", 1), "seed must be"),
    (("plain", 2**40, 1, "", 1), "seed must be"),
    (("plain", 0.5, 1, "", 1), "seed must be"),
    (("plain", 0, 0, "", 1), "count must be"),
    (("plain", 0, 65, "", 1), "count must be"),
    (("shapes", 0, 1, "Xylophone", 1), "no class called"),
    (("plain", 0, 1, "0", 1), "no classes"),
    (("plain", 0, 1, "", 5), "truncation must be"),
    (("plain", 0, 1, "", -1), "truncation must be"),
    (("plain", 0, 1, "", 1, "bald"), "draws no captions"),
    (("plain", 0, 1, "", 1, "", {"shade": 0.3}), "takes no shade"),
    (("plain", 0, 1, "", 1, "", {"z": 1}), "takes no z"),
    (("plain", 0, 1, "", 1, "", [1]), "JSON object"),
    (("shapes", 0, 1, "", 1, "", {"labels": [0]}), "class must be"),
    (("shapes", 0, 1, "Light", 1, "", {"labels": "0"}), "labels is given twice"),
]


@pytest.mark.parametrize(("values", "sentence"), BAD_DRAW, ids=lambda value: str(value)[:40])
def test_draw_says_what_is_wrong(client, values, sentence):
    with pytest.raises(AppError, match=sentence):
        client.predict(*values, api_name="/draw")


def test_draw_takes_a_caption(tmp_path):
    gallery = Gallery(save_captioned(tmp_path / "told").parent, tmp_path / "runs")
    drawn = api.pictures(gallery, "told", 3, 2, "", 0.8, "粉色长发")
    expected = gallery.gan("told").draw(2, 3, truncation=0.8, captions=["粉色长发"])
    assert np.array_equal(np.stack(drawn), expected)
    for caption, sentence in (("", "give one, such as"), ("\ud800", "Nothing in this caption is known")):
        with pytest.raises(UserError, match=sentence):
            api.pictures(gallery, "told", 3, 2, "", 0.8, caption)


BAD_START = [
    ({"recipe": "nope"}, "no recipe called"),
    ({"data": "/nowhere/at/all"}, "no data set"),
    ({"batch": 1}, r"batch \(batch size\) must be between"),
    ({"batch": 1.5}, "whole number"),
    ({"batch": "1.5"}, "whole number"),
    ({"batch": "1e99"}, "must be between"),
    ({"minutes": "nan"}, "must be between"),
    ({"g_lr": "inf"}, "must be between"),
    ({"batch": 10**6}, "must be between"),
    ({"steps": "many"}, "must be a number"),
    ({"steps": -1}, "must be between"),
    ({"g_lr": 0}, "must be between"),
    ({"colour": 1}, "no setting called"),
    ({"batch": [64]}, "number or a text"),
    ("hello", "JSON object"),
]


@pytest.mark.parametrize(("settings", "sentence"), BAD_START, ids=lambda value: str(value)[:40])
def test_start_says_what_is_wrong(client, settings, sentence):
    with pytest.raises(AppError, match=sentence):
        client.predict(settings, api_name="/start")


def test_a_program_can_ask_what_start_and_steer_take(client):
    told = client.predict(api_name="/schema")
    assert set(told["settings"]["properties"]) == set(DECLARED)
    size = told["settings"]["properties"]["size"]
    assert size["title"] == "Resolution in pixels"
    assert size["anyOf"][0] == {"minimum": 8, "maximum": 256, "type": "integer"}
    assert told["order"]["$defs"]["Fork"]["required"] == ["do", "step"]
    assert told["settings"]["properties"]["g_lr"]["live"]
    assert {"stop", "set", "rewind", "fork", "keep", "delete"} <= set(told["order"]["discriminator"]["mapping"])


@pytest.mark.parametrize("endpoint", ["/stop", "/resume", "/steer", "/run_status"])
def test_a_run_is_known_by_its_name_only(client, endpoint):
    order = ({"do": "delete"},) if endpoint == "/steer" else ()
    with pytest.raises(AppError, match="no run called"):
        client.predict("../models", *order, api_name=endpoint)


@pytest.mark.slow
def test_a_run_from_start_to_stop_and_on(client, picture_folder):
    run = client.predict({**QUICK, "data": str(picture_folder)}, api_name="/start")
    wait(client, run, lambda told: told["grids"] and told["state"] == "running")
    second = client.predict({**QUICK, "data": str(picture_folder)}, api_name="/start")
    assert wait(client, second, lambda told: told["state"] == "waiting")["ahead"] == 1
    client.predict(second, api_name="/stop")
    client.predict(run, {"do": "set", "changes": {"g_lr": 1e-5}}, api_name="/steer")
    wait(client, run, lambda told: told["changes"])
    with pytest.raises(AppError, match="A command is one of"):
        client.predict(run, {"do": "fly"}, api_name="/steer")
    client.predict(run, api_name="/stop")
    stopped = wait(client, run, lambda told: told["state"] == "stopped")
    assert stopped["resumable"]
    assert run in [model["name"] for model in client.predict(api_name="/models")]
    assert len(client.predict(run, 0, 1, "", 1, api_name="/draw")) == 1
    client.predict(run, api_name="/resume")
    going = wait(client, run, lambda told: told["state"] == "running" and told["progress"])
    assert going["progress"]["step"] >= stopped["progress"]["step"]
    client.predict(run, api_name="/stop")
    wait(client, run, lambda told: told["state"] == "stopped")


def wait(client, run, reached):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        told = client.predict(run, api_name="/run_status")
        if reached(told):
            return told
        assert told["state"] not in ("failed", "crashed"), told["reason"]
        time.sleep(0.3)
    raise AssertionError(told)


def test_the_page_itself_holds_the_picture_and_both_languages(server):
    deadline = time.monotonic() + 60
    while "data:image/png;base64" not in (page := fetched(server)):
        assert time.monotonic() < deadline, "The opening picture never came."
        time.sleep(0.2)
    assert page.index("gan-language") < page.index("window.gradio_config")
    assert '<span lang="en">Explore</span><span lang="zh">探索</span>' in page
    assert "data:image/png;base64" not in fetched(server + "?seed=5")  # a link opens its own picture
    assert 'id="gan-opening"' not in fetched(server + "?tab=train")


def card_of(page: str) -> dict[str, str]:
    """What the page tells of itself to who shows a link to it; each name once."""
    said = re.findall(r'<meta\s+(?:property|name)="((?:og|twitter):[^"]+)"\s+content="([^"]*)"', page)
    assert len({name for name, _ in said}) == len(said)
    return {name: html.unescape(value) for name, value in said}


def test_a_link_unfolds_with_what_it_opens(server, app):
    told = card_of(fetched(server))
    assert (told["og:title"], told["og:url"]) == ("GAN demo", server)
    assert told["og:description"].startswith("See, touch and train GANs")
    told = card_of(fetched(server + "?model=plain&seed=5"))
    assert (told["og:title"], told["og:url"]) == ("plain · GAN demo", server + "?model=plain&seed=5")
    (app.models / "plain" / "preview.png").write_bytes(b"\x89PNG")
    forwarded = {"Host": "gan.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    asked = urllib.request.Request(f"{app.url}?model=plain", headers=forwarded)
    with urllib.request.urlopen(asked) as answer:
        told = card_of(answer.read().decode())
    assert told["og:image"] == "https://gan.example/gradio_api/gan/model/plain/preview"
    steered(app.runs / "told")
    runs.annotate_run(app.runs / "told", name='Red "and" <blue>')
    told = card_of(fetched(f"{app.url}?run=told"))
    assert told["og:title"] == 'Red "and" <blue> · GAN demo'
    with urllib.request.urlopen(told["og:image"]) as image:
        assert image.headers["content-type"] == "image/png"


@pytest.mark.parametrize(
    "query", ["?model=nosuch", "?run=../x", "?model=%22%3E%3Cb%3E", "?run=" + "x" * 9000, "?model="]
)
def test_a_link_to_what_is_not_here_unfolds_as_the_page(server, query):
    page = fetched(server + query)
    assert card_of(page)["og:title"] == "GAN demo"
    assert "<b>" not in page.partition("<body")[0]


def test_a_browser_asks_for_the_front_end_at_once_and_never_again(server):
    addresses = set(re.findall(r'(?:href|src)="./(gradio_api/gan/static/[^"]+)"', fetched(server)))
    modules = {name for name in front_end.FILES if name.endswith(".js")} - {front_end.FIRST}
    assert {one.split("/", 4)[4] for one in addresses} == {*modules, front_end.STYLES}
    for address in addresses:
        with urllib.request.urlopen(server + address) as answer:
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert answer.read() == front_end.FILES[address.split("/", 4)[4]]
            known = urllib.request.Request(server + address, headers={"If-None-Match": answer.headers["ETag"]})
        with pytest.raises(urllib.error.HTTPError, match="304"):
            urllib.request.urlopen(known)
    assert all(front_end.FILES[name] in front_end.FILES[front_end.STYLES] for name in front_end.SHEETS)
    with pytest.raises(urllib.error.HTTPError, match="404"):  # what was there before an update, or is to come after it
        fetched(f"{server}gradio_api/gan/static/{'0' * 16}/main.js")


@pytest.mark.skipif(sys.platform != "linux", reason="counted where the kernel tells")
def test_a_page_that_nobody_visits_hardly_wakes(app):
    def wakes() -> int:
        status = ""
        for task in Path(f"/proc/{app.process.pid}/task").glob("*/status"):
            with suppress(OSError):  # a thread that has ended
                status += task.read_text()
        return sum(map(int, re.findall(r"^voluntary_ctxt_switches:\s+(\d+)", status, re.M)))

    before, begun = wakes(), time.monotonic()
    time.sleep(2)
    assert (wakes() - before) / (time.monotonic() - begun) < 100


def test_every_choice_of_a_data_set_is_named_in_chinese():
    i18n = texts()
    chinese = i18n.translations_dict["zh"]
    for name, source in sources().items():
        sizes, kinds = data_options(i18n, name)
        assert [size for _, size in sizes] == list(source.sizes)
        assert [kind for _, kind in kinds] == ["", *source.labels]
        assert all(chinese[title.key] for title, _ in kinds)
    assert [chinese[title.key] for title, _ in data_options(i18n, "avatars")[1][:3]] == ["无", "发色", "发型"]
    assert [chinese[title.key] for title, _ in data_options(i18n, "/my/pictures")[1]] == ["无", "子文件夹"]


def fetched(url):
    with urllib.request.urlopen(url) as answer:
        return answer.read().decode()


@pytest.mark.slow
def test_building_the_page_imports_no_torch():
    code = "import sys, gan_demo.ui.serve; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, env={**os.environ}).returncode == 0


@pytest.mark.slow
def test_a_taken_port_is_one_sentence(server):
    port = server.rstrip("/").rpartition(":")[2]
    answer = subprocess.run([sys.executable, "app.py", "--port", port], cwd=ROOT, capture_output=True, text=True)
    assert answer.returncode == 2
    assert f"127.0.0.1:{port}" in answer.stderr
    assert "Traceback" not in answer.stderr
