"""The routes of walks: rows of frames, a point as a picture of its own, the file, and what is refused."""

import base64
import io
import json

import numpy as np
import pytest
from PIL import Image
from support.captions import save_captioned
from support.films import frames_of
from support.pages import make_models
from support.routes import client_of

from gan_demo.pipelines.pipeline import GAN
from gan_demo.pipelines.walk import Walk
from gan_demo.ui import live

PLAIN = ["seed=1", "seed=5&t=0.7&d=,1.5", "seed=9"]
SHAPES = ["seed=1&c=2", "seed=5&c=0:0.5,1:0.5"]
TOLD = ["caption=a bald man&seed=3&at=2", "caption=long red hair&seed=3&number=1"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    save_captioned(make_models(folder / "models") / "told", 16)
    return folder


@pytest.fixture(scope="module")
def client(folder):
    return client_of(folder)


@pytest.fixture(scope="module")
def plain(folder):
    return GAN.load(folder / "models" / "plain")


def get(client, path, **values):
    return client.get(live.PREFIX + path, params=values)


def row(answer) -> np.ndarray:
    """The pictures of a row, (N, H, W, C)."""
    assert answer.status_code == 200, answer.text
    image = np.asarray(Image.open(io.BytesIO(answer.content)))
    return image.reshape(16, -1, 16, 3).transpose(1, 0, 2, 3)


def latents(gan) -> np.ndarray:
    z = np.concatenate([gan.latents(1, seed) for seed in (1, 5, 9)])
    z[1] = (z[1] + 1.5 * gan.directions[1]) * np.float32(0.7)
    return z


def test_frames_are_those_of_the_film(client, plain):
    expected = np.stack(list(Walk(plain, latents(plain), loop=True).frames(40)))
    shown = row(get(client, "/walk/frames", model="plain", w=PLAIN, loop=1, of=40, count=32, **{"from": 24}))
    np.testing.assert_array_equal(shown, expected[24:])
    line = row(get(client, "/walk/frames", model="plain", w=PLAIN, way="line", of=40, count=20))
    assert (line != row(get(client, "/walk/frames", model="plain", w=PLAIN, of=40, count=20))).any()


def test_waypoints_are_the_kept_pictures(client, plain):
    np.testing.assert_array_equal(
        row(get(client, "/walk/waypoints", model="plain", w=PLAIN)), plain.draw(z=latents(plain))
    )
    assert len(row(get(client, "/walk/waypoints", model="shapes", w=SHAPES[:1]))) == 1
    two = row(get(client, "/walk/waypoints", model="told", w=TOLD))
    drawn = get(client, "/caption", model="told", caption="a bald man", seed=3, at=2).json()["candidates"][0]
    kept = Image.open(io.BytesIO(base64.b64decode(drawn["picture"].partition(",")[2])))
    assert np.abs(two[0].astype(int) - np.asarray(kept)).max() <= 1


@pytest.mark.parametrize("at", [0, 0.3, 1, 1.5, 2.8, 3])
def test_a_point_is_a_picture_that_can_be_asked_for_and_kept(client, at):
    told = get(client, "/walk/point", model="plain", w=PLAIN, loop=1, at=at).json()
    text = "&".join(f"{name}={value}" for name, value in told.items())
    drawn = row(get(client, "/picture", model="plain", **told))[0].astype(int)
    np.testing.assert_array_equal(drawn, row(get(client, "/walk/waypoints", model="plain", w=[text]))[0])
    if at in (0, 1, 3):
        expected = row(get(client, "/walk/waypoints", model="plain", w=[PLAIN[int(at) % 3]]))[0]
        np.testing.assert_array_equal(drawn, expected)


def test_a_point_between_two_is_on_the_arc_and_blends_their_classes(client, folder):
    gan = GAN.load(folder / "models" / "shapes")
    told = get(client, "/walk/point", model="shapes", w=SHAPES, at=0.5).json()
    assert told["c"] == "0:0.2500,1:0.2500,2:0.5000"
    z = np.concatenate([gan.latents(1, 1), gan.latents(1, 5)])
    walk = Walk(gan, z, np.array([[0, 0, 1], [0.5, 0.5, 0]]))
    expected = next(walk.pictures(np.array([0.5]))).astype(int)
    assert np.abs(row(get(client, "/picture", model="shapes", **told))[0] - expected).max() <= 3  # three digits


def test_along_a_slider_the_point_is_that_of_the_slider(client):
    told = get(
        client, "/walk/point", model="plain", w=["seed=4&t=0.8&d=1,-3", "seed=4&t=0.8&d=1,3"], way="line", at=0.75
    )
    assert told.json() == {"seed": "4", "t": "0.8", "d": "1,1.5"}


def test_a_frame_is_a_point_too(client):
    told = get(client, "/walk/point", model="plain", w=PLAIN, loop=1, of=31, **{"from": 10}).json()
    here = get(client, "/walk/point", model="plain", w=PLAIN, loop=1, at=0.99692).json()  # 30 / 31, eased
    assert (told["seed"], told["t"]) == (here["seed"], here["t"]) == (1, 0.7009)


def test_the_file_follows_its_progress(client, plain):
    answer = get(client, "/walk", model="plain", w=PLAIN, form="gif", seconds=1, side=32, style="smooth")
    lines, _, file = answer.content.partition(b'{"size"')
    told = [json.loads(line) for line in lines.splitlines()]
    assert told == [{"done": done, "total": 20} for done in range(1, 21)]
    assert frames_of(file.partition(b"\n")[2]).shape == (20, 32, 32, 3)


def test_captions_walk_too(client, folder):
    shown = row(get(client, "/walk/frames", model="told", w=TOLD, of=9, count=9))
    gan = GAN.load(folder / "models" / "told")
    z = gan.latents(3, 3)[[2, 0]]
    walk = Walk(gan, z, captions=["a bald man", "long red hair"])
    np.testing.assert_array_equal(shown[0], next(walk.pictures(np.array([0.0]))))
    assert len({frame.tobytes() for frame in shown}) == 9


BAD = [{"w": []}, {"w": ["seed=1"]}, {"w": PLAIN * 9}, {"w": ["seed=1|2", "seed=3"]}, {"w": ["seed=x", "seed=3"]}]
BAD += [{"w": ["seed=1&d=" + "1," * 15_000, "seed=3"]}, {"w": ["seed=1&c=0", "seed=2"]}, {"w": ["t=nan", "t=1"]}]
BAD += [{"way": "x"}, {"loop": "2"}, {"form": "avi"}, {"style": "x"}, {"side": "1025"}, {"side": "8"}, {"side": "x"}]
BAD += [{"seconds": bad} for bad in ("nan", "0", "121", "")]
BAD += [{"model": "told", "w": ["caption=", "caption=a"]}, {"model": "told", "w": ["caption=a&number=99"] * 2}]


@pytest.mark.parametrize("values", BAD, ids=lambda value: str(value)[:40])
def test_bad_input_is_answered_in_both_languages(client, values):
    answer = get(client, "/walk", **{"model": "plain", "w": PLAIN, **values})
    told = answer.json()["error"]
    assert answer.status_code == 422
    assert told["en"]
    assert any("\u4e00" <= letter <= "\u9fff" for letter in told["zh"])


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("/walk/frames", {}),
        ("/walk/frames", {"of": 1}),
        ("/walk/frames", {"of": 9, "from": 9}),
        ("/walk/frames", {"of": 9, "count": 33}),
        ("/walk/frames", {"of": 10**6}),
        ("/walk/point", {}),
        ("/walk/point", {"at": "nan"}),
        ("/walk/point", {"at": 2.1}),
        ("/walk/point", {"model": "told", "w": TOLD, "at": 0.5}),
    ],
)
def test_what_is_not_on_the_way_is_refused(client, path, values):
    assert get(client, path, **{"model": "plain", "w": PLAIN, **values}).status_code == 422


def test_no_model_no_walk(client):
    assert get(client, "/walk", model="nope", w=PLAIN).status_code == 404
