"""Files whose pixels are enlarged smoothly: how they look, that they say it, and that all others stay as they are."""

import io

import av
import numpy as np
import pytest
from PIL import Image
from support.clips import SIDE, clip_checkpoint
from support.films import frames_of
from support.histories import past
from support.pages import make_models
from support.routes import client_of
from support.series import series_checkpoint

from gan_demo.__main__ import main
from gan_demo.pictures import files
from gan_demo.pictures.files import COMMENT, LARGEST_SHEET, SEEN, encode, sheet, smooth_pictures
from gan_demo.pipelines.pipeline import GAN
from gan_demo.pipelines.walk import Walk
from gan_demo.runs.timelapse import movie
from gan_demo.ui import api, live
from gan_demo.ui.gallery import Gallery
from gan_demo.words import UserError


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A page's folder with models of pictures, of clips and of series."""
    folder = tmp_path_factory.mktemp("page")
    clip_checkpoint(make_models(folder / "models"))
    return folder


def times(large: np.ndarray, small: np.ndarray) -> int:
    """By which factor a picture is another one enlarged: in the middle of each square is its pixel."""
    factor = large.shape[0] // small.shape[0]
    assert large.shape[:2] == (factor * small.shape[0], factor * small.shape[1])
    middle = large[factor // 2 :: factor, factor // 2 :: factor].astype(int)
    assert np.abs(middle.reshape(*small.shape[:2], -1) - small.reshape(*small.shape[:2], -1)).mean() < 12
    return factor


def crisp(large: np.ndarray, factor: int) -> bool:
    """Whether each pixel is a square of one colour."""
    return np.array_equal(large[::factor, ::factor].repeat(factor, 0).repeat(factor, 1), large)


def opened(data: bytes) -> tuple[np.ndarray, bool]:
    """The picture in a file, and whether the file says that it is smooth."""
    image = Image.open(io.BytesIO(data))
    return np.asarray(image.convert("RGB")), bool({COMMENT, COMMENT.encode()} & set(image.info.values()))


@pytest.fixture
def noise() -> np.ndarray:
    return np.random.default_rng(0).integers(60, 200, (5, 32, 32, 3), np.uint8)


def test_pictures_of_a_smooth_sheet_are_enlarged_each_for_itself(noise):
    large = smooth_pictures(noise)
    assert times(large[0], noise[0]) == SEEN // 32
    assert not crisp(large[0], SEEN // 32)
    assert np.abs(np.diff(large.astype(int), axis=2)).max() < 60 < np.abs(np.diff(noise.astype(int), axis=2)).max()
    np.testing.assert_array_equal(large[3], smooth_pictures(noise[3:4])[0])  # nothing of its neighbours
    whole = np.asarray(sheet(noise, 2, style="smooth"))
    np.testing.assert_array_equal(whole[SEEN : 2 * SEEN, SEEN:], large[3])
    np.testing.assert_array_equal(np.asarray(sheet(noise, 2)), np.asarray(sheet(noise, 2, style="crisp")))


def test_frames_that_stand_below_each_other_do_not_run_into_each_other(noise):
    strips = noise[:4].reshape(2, 64, 32, 3)
    np.testing.assert_array_equal(smooth_pictures(strips).reshape(4, SEEN, SEEN, 3), smooth_pictures(noise[:4]))


@pytest.mark.parametrize(("count", "side", "channels", "factor"), [(1, 28, 1, 19), (1, 600, 3, 1), (400, 64, 1, 4)])
def test_a_smooth_sheet_is_as_wide_as_the_pages_downloads_and_not_too_large(count, side, channels, factor):
    large = smooth_pictures(np.full((count, side, side, channels), 7, np.uint8))
    assert large.shape == (count, factor * side, factor * side, channels)
    assert large[..., 0].size <= LARGEST_SHEET
    assert (large == 7).all()


def test_a_file_says_that_it_is_smooth_and_only_then(noise):
    made = [sheet(noise, 5, style="smooth"), sheet(noise, 5), sheet(smooth_pictures(noise), 5, style="smooth")]
    assert [opened(encode(image))[1] for image in made] == [True, False, False]  # the last was as large before
    assert opened(encode(made[0], "JPEG"))[1]
    foreign = Image.new("RGB", (4, 4))
    foreign.info["comment"] = "me at home"
    assert b"home" not in encode(foreign)


def last(film) -> bytes:
    """The file of a film that is made to its end."""
    *_, path = (event.read_bytes() if hasattr(event, "read_bytes") else None for event in film)
    return path


def comment(data: bytes) -> str | None:
    with av.open(io.BytesIO(data)) as file:
        return file.metadata.get("comment")


@pytest.fixture(scope="module")
def chequered(tmp_path_factory):
    """Two grids of black and white squares of 8 px, and the files that hold them."""
    folder = tmp_path_factory.mktemp("run") / "grids"
    folder.mkdir()
    board = (np.indices((48, 64)).sum(0) % 2).astype(np.uint8) * 140 + 50
    for step in (0, 1):
        Image.fromarray(board).save(folder / f"{step:09d}.png")
    return board, [(step, folder / f"{step:09d}.png") for step in (0, 1)]


@pytest.mark.slow
def test_a_time_lapse_is_smooth_or_as_it_was(chequered):
    board, grids = chequered
    data = {style: last(movie(grids, "mp4", 1, None, style)) for style in ("crisp", "smooth")}
    assert data["crisp"] == last(movie(grids, "mp4", 1))
    assert [comment(file) for file in data.values()] == [None, COMMENT]
    hard, soft = (frames_of(file)[0].astype(int) for file in data.values())
    assert hard.shape == soft.shape  # 832 px wide
    inside = np.s_[: 48 * 13, : 64 * 13]
    assert times(soft[inside], board) == 13
    steepest = [np.abs(np.diff(frame[inside][..., 0], axis=1)).max() for frame in (hard, soft)]
    assert steepest[0] > 100 > 50 > steepest[1]


def test_a_smooth_time_lapse_has_the_longer_side_of_the_page_where_a_whole_factor_has_none(tmp_path):
    path = tmp_path / "0.png"
    Image.new("RGB", (512, 384), "red").save(path)
    films = [frames_of(last(movie([(0, path), (1, path)], "webp", 1, None, style)))[0] for style in ("crisp", "smooth")]
    assert [film.shape[1] for film in films] == [512, 600]
    Image.new("RGB", (1024, 96), "red").save(path)  # larger than the film: as it is
    data = last(movie([(0, path), (1, path)], "mp4", 1, None, "smooth"))
    assert (frames_of(data)[0].shape[1], comment(data)) == (1024, None)


def test_a_walk_says_that_it_is_smooth(folder):
    gan = GAN.load(folder / "models" / "plain")
    walk = Walk(gan, gan.latents(2))
    films = [last(walk.film("mp4", 1, side, style)) for side, style in ((64, "crisp"), (64, "smooth"), (16, "smooth"))]
    assert [comment(film) for film in films] == [None, COMMENT, None]  # the last is not enlarged
    hard, soft = (opened(last(walk.film("png", 1, 64, style))) for style in ("crisp", "smooth"))
    assert (crisp(hard[0], 4), hard[1]) == (True, False)
    assert (crisp(soft[0], 4), soft[1]) == (False, True)


@pytest.mark.slow
@pytest.mark.parametrize("form", ["mp4", "webp", "gif", "png"])
def test_clips_are_smooth_in_each_kind_of_file(folder, form):
    gan = GAN.load(folder / "models" / "tiny")
    clip = gan.draw(1, 3)[0]
    hard, soft = (gan.example.written(clip, form, style) for style in ("crisp", "smooth"))
    assert hard == gan.example.written(clip, form)
    small = clip[0] if form != "png" else np.concatenate(clip, 1)
    shown = frames_of(soft)[0]
    factor = times(shown, small)
    assert factor == (SEEN if form == "png" else 256) // SIDE
    rough = [np.square(np.diff(frames_of(file)[0].astype(int), axis=0)).mean() for file in (hard, soft)]
    assert rough[1] < rough[0] / (2 if form == "gif" else 5)  # a GIF has few colours
    if form == "mp4":
        assert [comment(file) for file in (hard, soft)] == [None, COMMENT]


def test_the_routes_give_what_is_downloaded_smooth(folder):
    client = client_of(folder)
    ask = lambda **values: client.get(f"{live.PREFIX}/picture", params={"seed": 5, **values})  # noqa: E731
    small, _ = opened(ask(model="plain").content)
    large, said = opened(ask(model="plain", style="smooth").content)
    assert (times(large, small), crisp(large, 32), said) == (32, False, True)
    assert ask(model="plain", style="crisp").content == ask(model="plain").content
    films = [ask(model="tiny", form="mp4", **style).content for style in ({}, {"style": "smooth"})]
    assert [comment(film) for film in films] == [None, COMMENT]
    for values, words in (({"style": "blurred"}, "crisp or smooth"), ({"style": ""}, "crisp or smooth")):
        answer = ask(model="plain", **values)
        assert (answer.status_code, words in answer.json()["error"]["en"]) == (422, True)


def test_only_one_picture_at_a_time_is_smooth_and_a_row_that_no_webp_can_hold_is_refused(folder, monkeypatch):
    client = client_of(folder)
    ask = lambda **values: client.get(f"{live.PREFIX}/picture", params={"model": "plain", "seed": "1|2", **values})  # noqa: E731
    for form in ("png", "webp"):
        answer = ask(form=form, style="smooth")
        assert (answer.status_code, answer.json()["error"]["en"]) == (422, "Only one picture at a time can be smooth.")
        assert ask(form=form, style="smooth", seed=1).status_code == 200
    assert ask(form="webp").status_code == 200
    monkeypatch.setattr(files, "LONGEST_WEBP", 31)
    answer = ask(form="webp")
    assert (answer.status_code, "at most 31 px" in answer.json()["error"]["en"]) == (422, True)
    assert ask(form="webp", seed=1).status_code == 200


def test_what_is_too_long_for_a_webp_is_told_and_what_is_as_long_as_it_may_be_is_written():
    image = Image.new("L", (files.LONGEST_WEBP, 1))
    assert encode(image, "WEBP")
    for size in ((files.LONGEST_WEBP + 1, 1), (1, files.LONGEST_WEBP + 1)):
        with pytest.raises(UserError, match="16383 px"):
            encode(Image.new("L", size), "WEBP")


def test_values_and_sounds_cannot_be_smooth(folder, tmp_path, capsys):
    series_checkpoint(folder / "models")
    answer = client_of(folder).get(
        f"{live.PREFIX}/picture", params={"model": "waves", "form": "csv", "style": "smooth"}
    )
    assert (answer.status_code, "pictures and films" in answer.json()["error"]["en"]) == (422, True)
    for name in ("a.npy", "a.wav"):
        given = ["draw", str(folder / "models" / "waves"), "--smooth", "--out", str(tmp_path / name)]
        assert main(given) == 2
        assert f"not {name[2:]}" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_the_route_of_a_time_lapse_takes_the_style(folder):
    past(folder / "runs" / "one", [0, 8], 0, 1)
    ask = lambda **values: client_of(folder).get(f"{live.PREFIX}/run/one/lapse", params={"seconds": 1, **values})  # noqa: E731
    said = {}
    for style in ("crisp", "smooth"):
        told = ask(style=style).content.partition(b'{"size"')[2]
        said[style] = comment(told[told.index(b"\n") + 1 :])
    assert said == {"crisp": None, "smooth": COMMENT}
    answer = ask(style="soft")
    assert (answer.status_code, answer.json()["error"]["en"]) == (422, "Pixels are crisp or smooth, not soft.")


def test_the_command_line_draws_smooth_pictures_and_films(folder, tmp_path):
    names = ("hard.png", "soft.png")
    for name in names:
        words = [
            "--count",
            "3",
            "--seed",
            "4",
            "--out",
            str(tmp_path / name),
            *(["--smooth"] * name.startswith("soft")),
        ]
        assert main(["draw", str(folder / "models" / "plain"), *words]) == 0
    (hard, hard_said), (soft, soft_said) = (opened((tmp_path / name).read_bytes()) for name in names)
    expected = GAN.load(folder / "models" / "plain").draw(3, 4)
    np.testing.assert_array_equal(hard, np.asarray(sheet(expected, 2)))
    assert (times(soft[:SEEN, :SEEN], expected[0]), hard_said, soft_said) == (32, False, True)
    assert main(["draw", str(folder / "models" / "tiny"), "--smooth", "--out", str(tmp_path / "soft.mp4")]) == 0
    assert comment((tmp_path / "soft.mp4").read_bytes()) == COMMENT


def test_programs_get_smooth_pictures_and_films(folder):
    gallery = Gallery(folder / "models", folder / "runs")
    small, large = (api.pictures(gallery, "plain", 4, 2, "", 1, "", None, smooth) for smooth in (False, True))
    assert [times(np.asarray(b), np.asarray(a)) for a, b in zip(small, large, strict=True)] == [32, 32]
    assert [image.info.get("comment") for image in (*small, *large)] == [None, None, COMMENT, COMMENT]
    (film,) = api.pictures(gallery, "tiny", 4, 1, "", 1, "", None, True)
    assert film.endswith("4-0-smooth.webp")


def test_a_style_that_there_is_not_is_refused_at_once(chequered):
    with pytest.raises(UserError, match="crisp or smooth, not soft"):
        movie(chequered[1], "mp4", 1, None, "soft")
