"""The fast routes: what they draw, and one sentence in both languages for everything that they cannot."""

import io
import threading

import numpy as np
import pytest
from PIL import Image
from support.pages import make_models
from support.routes import client_of

from gan_demo import runs
from gan_demo.events import Failed
from gan_demo.inputs.class_label import mixture
from gan_demo.pipelines.pipeline import GAN
from gan_demo.training import recorder
from gan_demo.training.loop import diverged
from gan_demo.ui import live
from gan_demo.ui.figures import POINTS, phases, preparing, thinned
from gan_demo.ui.front_end import VERSION
from gan_demo.ui.gallery import Gallery
from gan_demo.words import Words


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    make_models(folder / "models")
    return folder


@pytest.fixture(scope="module")
def client(folder):
    return client_of(folder)


def get(client, path, **values):
    return client.get(live.PREFIX + path, params=values)


def pixels(answer) -> np.ndarray:
    assert answer.status_code == 200, answer.text
    return np.asarray(Image.open(io.BytesIO(answer.content)))


def test_a_picture_is_the_one_that_the_pipeline_draws(client, folder):
    answer = get(client, "/picture", model="plain", seed=5, t=0.7)
    expected = GAN.from_pretrained(folder / "models" / "plain").draw(1, 5, truncation=0.7)[0]
    np.testing.assert_array_equal(pixels(answer), expected)
    assert answer.headers["cache-control"] == "no-store"


def test_amounts_move_along_the_directions(client, folder):
    gan = GAN.from_pretrained(folder / "models" / "plain")
    z = gan.latents(1, 3) + 1.5 * gan.directions[1]
    np.testing.assert_array_equal(pixels(get(client, "/picture", model="plain", seed=3, d=",1.5")), gan.draw(z=z)[0])


@pytest.mark.parametrize("kind", ["alone", "held"])
def test_amounts_move_along_the_named_directions_that_a_link_says(client, folder, kind):
    gan = GAN.from_pretrained(folder / "models" / "plain")
    z = gan.latents(1, 3) + 1.5 * getattr(gan.stored, kind)[1]
    answer = get(client, "/picture", model="plain", seed=3, d=",1.5", b=f"{kind}-{gan.config.basis}")
    np.testing.assert_array_equal(pixels(answer), gan.draw(z=z)[0])
    (card,) = (card for card in get(client, "/models").json() if card["name"] == "plain")
    assert (card["basis"], len(card["semantic_directions"])) == (gan.config.basis, 16)
    assert card["semantic_directions"][0][kind]["own"] == {"alone": 0.75, "held": 0.5}[kind]


@pytest.mark.parametrize(
    ("model", "basis", "d"), [("plain", "held-abcdef", "1"), ("shapes", "alone-1", "1"), ("plain", "", "1" + ",1" * 20)]
)
def test_amounts_are_never_taken_along_other_directions(client, model, basis, d):
    answer = get(client, "/picture", model=model, b=basis, d=d)
    assert answer.status_code == 422
    assert set(answer.json()["error"]) == {"en", "zh"}


def test_named_directions_are_as_many_as_there_are_names(client, folder):
    basis = f"held-{GAN.from_pretrained(folder / 'models' / 'plain').config.basis}"
    answer = get(client, "/picture", model="plain", b=basis, d="1" + ",1" * 16)
    assert answer.json()["error"]["en"] == "d has at most 16 numbers."


def test_a_row_holds_several_pictures(client):
    one = [pixels(get(client, "/picture", model="plain", d=d)) for d in ("1", "-2,1")]
    np.testing.assert_array_equal(pixels(get(client, "/picture", model="plain", d="1|-2,1")), np.hstack(one))


def test_each_class_and_a_blend_look_different(client):
    drawn = [pixels(get(client, "/picture", model="shapes", c=c)) for c in ("0", "1", "2", "0:0.5,1:0.5")]
    assert all((a != b).any() for i, a in enumerate(drawn) for b in drawn[:i])
    np.testing.assert_array_equal(pixels(get(client, "/picture", model="shapes", c="0:3e-1,1:0.3")), drawn[3])


def test_shares_of_classes_are_normalised():
    assert mixture("1:0.2,2:0.6", 3) == {1: pytest.approx(0.25), 2: pytest.approx(0.75)}


@pytest.mark.parametrize(("form", "kind"), [("png", "PNG"), ("jpeg", "JPEG"), ("webp", "WEBP")])
def test_forms(client, form, kind):
    assert Image.open(io.BytesIO(get(client, "/picture", model="plain", form=form).content)).format == kind


LONG = ",".join(["1"] * 21)
BAD = [
    (422, {"seed": bad})
    for bad in ("-1", "1.5", "abc", "", "nan", "4294967296", "1e3", "٣", "9" * 400, "1\x00", "<b>", "0|", "1,2")
]
BAD += [(422, {"t": bad}) for bad in ("-0.1", "2.1", "nan", "inf", "-inf", "1e999", "abc", "", "[1]", "true")]
BAD += [(422, {"d": bad}) for bad in ("nan", "inf", "1e308", "12.1", "1;2", "a", LONG, "|" * 64, "1," * 15_000)]
BAD += [
    (422, {"c": bad}) for bad in ("3", "-1", "wool", "0:nan", "0:-1", "0:2", "0:0", "0:0.5,9:0.5", "true", ":1", "[0]")
]
BAD += [(422, {"form": bad}) for bad in ("svg", "", "PNG", "../png")]
BAD += [(422, {"d": "1|2", "seed": "1|2|3"}), (422, {"model": "plain", "c": "0"})]
BAD += [(404, {"model": bad}) for bad in ("", "nope", "../models/plain", "/etc", "broken/..", "%00", "a" * 5000, ".")]


@pytest.mark.parametrize(("status", "values"), BAD, ids=lambda value: str(value)[:40])
def test_bad_input_is_answered_in_both_languages(client, status, values):
    answer = get(client, "/picture", **{"model": "shapes", **values})
    told = answer.json()["error"]
    assert answer.status_code == status
    assert told["en"]
    assert any("\u4e00" <= letter <= "\u9fff" for letter in told["zh"])
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        *("/model/nope/preview", "/run/nope", "/run/nope/grid?step=0", "/static/old/main.js"),
        *(f"/static/{VERSION}/{name}" for name in ("live.py", "core", "dom.js", "..%2flive.py", "core/../main.js/x")),
    ],
)
def test_what_is_not_there_is_404(client, path):
    assert client.get(live.PREFIX + path).status_code == 404
    assert client.get(live.PREFIX + path).json()["error"]["zh"]


def test_a_broken_checkpoint_is_named_and_not_listed(client):
    assert [card["name"] for card in get(client, "/models").json()] == ["plain", "shapes"]
    assert "broken" in get(client, "/picture", model="broken").json()["error"]["en"]


def test_previews_and_the_front_end_are_served(client):
    assert get(client, "/model/shapes/preview").headers["content-type"] == "image/png"
    for name in ("main.js", "core/dom.js"):
        assert get(client, f"/static/{VERSION}/{name}").headers["content-type"].startswith("text/javascript")


def test_a_checkpoint_that_is_saved_anew_is_drawn_anew(tmp_path):
    gallery = Gallery(make_models(tmp_path), tmp_path / "runs")
    before = gallery.gan("plain")
    assert gallery.gan("plain") is before
    (tmp_path / "plain" / "config.json").touch()
    assert gallery.gan("plain") is not before


def test_many_at_once_are_all_answered(client):
    codes = []

    def ask(seed):
        codes.append(get(client, "/picture", model="plain", seed=seed).status_code)

    threads = [threading.Thread(target=ask, args=(i,)) for i in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(codes) == 24
    assert set(codes) <= {200, 503}


def test_a_run_is_told_from_its_folder(client, folder):
    run = folder / "runs" / "one"
    (run / runs.GRIDS).mkdir(parents=True)
    (run / runs.PROCESS).write_text('{"pid": 0, "started": 0}')
    lines = [
        '{"event": "Started", "step": 0, "images": 0, "device": "cpu"}',
        "not JSON",
        '{"event": "Failed", "step": 3, "images": 12, "reason": ["Of <b>course</b>", "<b>当然</b>"]}',
    ]
    progress = '{"event": "Progress", "step": 3, "images": 12, "seconds": 1.0, "rate": 12, "left": null, "loss": %s}'
    lines.insert(2, progress % '{"d": 1.5, "g": null}')
    lines.insert(2, '{"event": "Progress", "step": 2, "loss": {"d": 7}}')  # JSON, but not whole
    (run / runs.EVENTS).write_text("\n".join(lines) + '\n{"event": "Prog')
    Image.new("L", (16, 16)).save(run / runs.GRIDS / "000000003.png")
    told = get(client, "/run/one").json()
    assert (told["state"], told["grids"], told["curves"]["loss"]) == ("failed", [3], {"d": [[12, 1.5]]})
    assert told["reason"] == {"en": "Of <b>course</b>", "zh": "<b>当然</b>"}
    assert pixels(get(client, "/run/one/grid", step=3)).shape == (16, 16)
    gone = get(client, "/run/one/grid", step=4, v=1)
    assert (gone.status_code, gone.content, gone.headers["cache-control"]) == (204, b"", "no-store")
    assert get(client, "/run/one/grid", step="../3").status_code == 422
    (brief,) = get(client, "/runs").json()
    assert (brief["name"], brief["state"], brief["grid"], brief["images"]) == ("one", "failed", 3, 12)


def test_the_reason_of_a_failed_run_reaches_the_page_in_chinese(client, folder):
    run = folder / "runs" / "diverged"
    recorder.open_run_folder(run)
    (run / runs.PROCESS).write_text('{"pid": 0, "started": 0}')
    recorder.append(run, Failed(3, 12, diverged(Words("A loss", "损失"))))
    told = get(client, "/run/diverged").json()
    assert told["state"] == "failed"
    assert told["reason"]["en"].startswith("A loss is no longer a number")
    assert told["reason"]["zh"] == "损失不再是数字：请降低学习率，再重新开始。"


def test_curves_are_thinned_to_means():
    points = thinned([(i, i % 2) for i in range(10 * POINTS)])
    assert len(points) == POINTS
    assert {value for _, value in points} == {0.5}


def test_the_time_left_is_that_of_what_is_prepared_now():
    """First the data, then a text encoder of its captions, each with a pace of its own."""
    data = [{"done": done, "total": 2000, "time": done / 100} for done in (0, 2000)]
    encoder = [{"done": done, "total": 500, "time": 20 + done} for done in (0, 10)]
    assert preparing(data)["left"] == 0
    assert preparing(data + encoder)["left"] == 490


def test_the_phases_of_a_step_come_together_and_go_when_training_goes_on():
    story = [{"event": "Started"}, *({"event": "CloseUp", "number": i} for i in range(6)), {"event": "Paused"}]
    assert [event["number"] for event in phases(story)] == [2, 3, 4, 5]
    assert phases([*story, {"event": "Resumed"}]) == []
    assert phases([]) == []
