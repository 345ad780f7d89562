"""Walks: how they go from picture to picture, the files that they become, and what is refused."""

import io
import tempfile
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from support.captions import save_captioned
from support.films import frames_of
from support.pages import make_models

from gan_demo import checkpoints
from gan_demo.__main__ import main
from gan_demo.events import Encoded
from gan_demo.inputs._input import Input
from gan_demo.pipelines import illustration
from gan_demo.pipelines.pipeline import GAN
from gan_demo.pipelines.walk import COLUMNS, MOST, RATES, Walk, eased, lerp, slerp
from gan_demo.words import UserError

CAPTIONS = ["a woman with long pink hair", "a bald man"]


@pytest.fixture(scope="module")
def models(tmp_path_factory) -> Path:
    return make_models(tmp_path_factory.mktemp("walks"))


@pytest.fixture(scope="module")
def plain(models) -> GAN:
    return GAN.load(models / "plain")


@pytest.fixture(scope="module")
def shapes(models) -> GAN:
    return GAN.load(models / "shapes")


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> Path:
    return save_captioned(tmp_path_factory.mktemp("captioned") / "told", 16)


def test_the_arc_in_the_plane_is_that_of_a_compass():
    east, north = np.array([2.0, 0]), np.array([0, 4.0])
    for share in (0, 0.25, 0.5, 1):
        angle = share * np.pi / 2
        assert slerp(east, north, share) == pytest.approx((2 + 2 * share) * np.array([np.cos(angle), np.sin(angle)]))


@pytest.mark.parametrize("other", [[3.0, 0], [-1.0, 0], [0.0, 0]], ids=["parallel", "opposite", "nothing"])
def test_where_there_is_no_arc_it_is_the_line(other):
    one = np.array([1.0, 0])
    assert slerp(one, np.array(other), 0.25) == pytest.approx(lerp(one, np.array(other), 0.25))


def test_latents_on_the_arc_are_as_long_as_those_that_training_saw():
    ends = np.random.default_rng(0).standard_normal((200, 2, 64))
    lengths = {way: np.mean([np.linalg.norm(way(*pair, 0.5)) for pair in ends]) for way in (slerp, lerp)}
    assert lengths[slerp] == pytest.approx(8, rel=0.02)
    assert lengths[lerp] == pytest.approx(8 / np.sqrt(2), rel=0.02)


def test_a_way_rests_at_each_waypoint_and_ends_at_the_last():
    way = eased(3, 91, loop=False)
    assert (way[0], way[30], way[60], way[-1]) == pytest.approx((0, 1, 2, 3))
    assert (np.diff(way) > 0).all()
    speed = np.diff(way) * 30
    assert speed[[0, 29, 30, 59, 60, 89]].max() < 0.12  # smoothstep: 6 t (1 - t)
    assert speed.max() == pytest.approx(1.5, abs=0.01)


def test_a_loop_closes_without_a_jump_and_without_a_frame_twice(plain):
    walk = Walk(plain, plain.latents(3, 4), loop=True)
    way = eased(walk.legs, 90, loop=True)
    latents = np.stack([walk.point(place).z for place in [*way, way[0]]])
    steps = np.linalg.norm(np.diff(latents, axis=0), axis=1)
    assert 0 < steps[-1] < 2 * min(steps[-2], steps[0]) + 1e-3  # at rest, as at each waypoint
    np.testing.assert_allclose(walk.point(3).z, walk.latents[0], atol=1e-6)


@pytest.mark.parametrize("loop", [False, True])
def test_the_way_leads_through_the_pictures_themselves(plain, loop):
    z = plain.latents(3, 1)
    walk = Walk(plain, z, loop=loop)
    places = np.array([0.0, 1, 2, *([3] if loop else [])])
    np.testing.assert_array_equal(np.stack(list(walk.pictures(places))), plain.draw(z=z[[0, 1, 2, 0][: len(places)]]))


def test_classes_blend_evenly(shapes):
    walk = Walk(shapes, np.repeat(shapes.latents(1, 1), 2, 0), np.array([2, 0]))
    assert walk.mixture(walk.point(0.25)) == pytest.approx([0.25, 0, 0.75])
    expected = shapes.draw(z=walk.latents[:1], labels=np.array([[0.25, 0, 0.75]]))[0]
    np.testing.assert_array_equal(next(walk.pictures(np.array([0.25]))), expected)


def test_captions_go_as_on_the_captions_tab(told):
    gan = GAN.load(told)
    walk = Walk(gan, np.repeat(gan.latents(1, 1), 2, 0), captions=CAPTIONS)
    readings = [gan.text_encoder.read(caption) for caption in CAPTIONS]
    expected = illustration.images_between(gan, *readings, walk.latents[0], 5)
    np.testing.assert_array_equal(np.stack(list(walk.pictures(np.linspace(0, 1, 5)))), expected)
    assert np.abs(expected[2].astype(int) - expected[0]).mean() > 1


def made(film) -> bytes:
    """The file of a film that is made to its end."""
    data = next(event.read_bytes() for event in film if isinstance(event, Path))
    assert next(film, None) is None
    return data


class Sky(torch.nn.Module):
    """A generator whose picture is a colour, the latent, that grows lighter from left to right."""

    def forward(self, z, label=None):
        return z[:, :, None, None] + torch.linspace(-0.3, 0.3, 16).expand(1, 1, 16, 16)


@pytest.fixture(scope="module")
def sky() -> Walk:
    gan = GAN(checkpoints.Config("sngan", {"latent": 3, "size": 16}, "tiny"), Sky())
    return Walk(gan, np.array([[-0.6, 0, 0.6], [0.6, 0.5, -0.6]]), loop=True)


@pytest.mark.parametrize("form", RATES)
@pytest.mark.parametrize(("side", "style", "size"), [(70, "crisp", 64), (71, "smooth", 70)])
def test_a_film_holds_the_frames_of_the_walk(sky, form, side, style, size):
    shown = frames_of(made(sky.film(form, 1, side, style))).astype(int)
    assert shown.shape == (RATES[form], size, size, 3)
    resampling = {"crisp": Image.Resampling.NEAREST, "smooth": Image.Resampling.BICUBIC}[style]
    images = [Image.fromarray(one).resize((size, size), resampling) for one in sky.frames(RATES[form])]
    assert np.abs(shown - np.stack(list(map(np.asarray, images)))).mean() < 4
    if form == "gif":  # which is exact but for the colours: a whole factor makes each pixel one square
        inside = np.delete(np.diff(shown[0], axis=1), np.s_[3::4], axis=1)
        assert inside.any() == (style == "smooth")


@pytest.mark.parametrize("value", [0.5, 0.3, 4e-5, 1e-7, 12345.0, -2e-9])
def test_a_number_on_the_way_is_written_as_it_is(value):
    assert float(Input().text(torch.tensor([value]))) == pytest.approx(value, rel=1e-5)
    assert Input().text(0.5) == "0.5"


@pytest.mark.parametrize("form", ["webp", "gif"])
def test_it_comes_again_and_again(sky, form):
    image = Image.open(io.BytesIO(made(sky.film(form, 1, 16))))
    image.seek(1)
    image.load()
    assert (image.info["loop"], image.info["duration"]) == (0, 1000 / RATES[form])


def test_a_sheet_has_a_row_for_each_leg(plain):
    z = plain.latents(3, 1)
    *progress, data = (
        event if isinstance(event, Encoded) else event.read_bytes()
        for event in Walk(plain, z, loop=True).film("png", 1, 32)
    )
    assert progress == [Encoded(done, 3 * COLUMNS) for done in range(1, 3 * COLUMNS + 1)]
    sheet = np.asarray(Image.open(io.BytesIO(data)))
    assert sheet.shape == (3 * 32, COLUMNS * 32, 3)
    tiles = sheet[::2, ::2].reshape(3, 16, COLUMNS, 16, 3).transpose(0, 2, 1, 3, 4)
    np.testing.assert_array_equal(tiles[:, 0], plain.draw(z=z))
    np.testing.assert_array_equal(tiles[:, -1], plain.draw(z=z[[1, 2, 0]]))


@pytest.mark.parametrize("form", [*RATES, "png"])
def test_a_walk_that_nobody_waits_for_leaves_nothing(plain, form, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    making = Walk(plain, plain.latents(2)).film(form, 3, 64)
    assert next(making).done == 1
    assert list(tmp_path.iterdir())
    making.close()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (("avi", 2, 64), "mp4, webp, gif, png"),
        (("mp4", 0, 64), "1 to 120 seconds"),
        (("mp4", float("nan"), 64), "1 to 120 seconds"),
        (("mp4", 2, 8), "between 16 and 1024"),
        (("mp4", 2, 1025), "between 16 and 1024"),
        (("mp4", 2, 64, "blurred"), "crisp or smooth"),
    ],
)
def test_what_cannot_be_made_is_refused_at_once(plain, wanted, words):
    with pytest.raises(UserError, match=words):
        Walk(plain, plain.latents(2)).film(*wanted)


def test_a_sheet_that_is_too_large_says_what_would_fit(plain):
    walk = Walk(plain, plain.latents(MOST), loop=True)
    with pytest.raises(UserError, match="choose 456 px or less"):
        walk.film("png", 1, 1024)
    assert next(walk.film("png", 1, 32)).total == MOST * COLUMNS


@pytest.mark.parametrize("count", [1, MOST + 1])
def test_a_walk_has_two_pictures_and_not_too_many(plain, count):
    with pytest.raises(UserError, match=f"2 to {MOST} pictures, not {count}"):
        Walk(plain, plain.latents(count))


def test_waypoints_are_checked_as_those_of_a_picture(plain, shapes, told):
    for wrong in (lambda: Walk(plain, np.full((2, 20), np.nan)), lambda: Walk(plain, plain.latents(2), captions=["a"])):
        with pytest.raises(UserError):
            wrong()
    with pytest.raises(UserError, match="below 3"):
        Walk(shapes, shapes.latents(2), np.array([0, 3]))
    gan = GAN.load(told)
    with pytest.raises(UserError, match="give one"):
        Walk(gan, gan.latents(2))


def shown(path: Path) -> np.ndarray:
    return frames_of(path.read_bytes())


def test_the_command_line_walks_through_seeds_along_a_slider_and_between_captions(tmp_path, models, told, plain):
    files = [str(tmp_path / name) for name in ("a.gif", "new/b.png", "c.webp")]
    common = ["--seconds", "1", "--side", "16", "--out"]
    assert main(["walk", str(models / "plain"), "--seeds", "1,5,9", "--loop", *common, files[0]]) == 0
    assert main(["walk", str(models / "plain"), "--slider", "2", "--truncation", "0.5", *common, files[1]]) == 0
    captions = [word for caption in CAPTIONS for word in ("--caption", caption)]
    assert main(["walk", str(told), *captions, *common, files[2]]) == 0
    assert [len(shown(Path(file))) for file in files] == [20, 1, 20]
    z = 0.5 * (plain.latents(1, 0) + np.outer(np.linspace(-3, 3, COLUMNS), plain.directions[1])).astype(np.float32)
    row = shown(tmp_path / "new" / "b.png")[0].reshape(16, COLUMNS, 16, 3).transpose(1, 0, 2, 3)
    assert np.abs(row.astype(int) - plain.draw(z=z)).max() <= 1


@pytest.mark.parametrize(
    ("words", "told_"),
    [
        ([], "needs two pictures"),
        (["--seeds", "1,x"], "whole numbers such as 1,5,9, not '1,x'"),
        (["--seeds", "1,-2"], "seed must be between"),
        (["--seeds", "1,2,3", "--label", "Dark", "Light"], "as many classes or captions as seeds"),
        (["--seeds", "1,2", "--label", "Sofa"], "Dark, Light, Left"),
        (["--slider", "21"], "from 1 to 20"),
        (["--seeds", "1,2", "--slider", "1"], "one seed"),
        (["--seeds", "1,2", "--truncation", "nan"], "Truncation"),
        (["--seeds", "1,2", "--seconds", "0"], "1 to 120 seconds"),
        (["--seeds", "1,2", "--side", "9"], "between 16 and 1024"),
    ],
)
def test_the_command_line_says_what_to_do(models, tmp_path, capsys, words, told_):
    assert main(["walk", str(models / "shapes"), *words, "--out", str(tmp_path / "a.mp4")]) == 2
    said = capsys.readouterr().err.splitlines()[-1]
    assert said.startswith("gan-demo: ")
    assert told_ in said
    assert not list(tmp_path.iterdir())


def test_another_ending_is_refused(models, capsys):
    assert main(["walk", str(models / "plain"), "--seeds", "1,2", "--out", "a.avi"]) == 2
    assert "must end in .mp4" in capsys.readouterr().err
