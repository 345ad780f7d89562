"""The movie of a run, decoded again: its frames, how its making is told and broken off, and what is refused."""

import io
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import av
import numpy as np
import pytest
import uvicorn
from PIL import Image, ImageDraw
from starlette.applications import Starlette
from support.films import timed_frames
from support.runs import wait
from support.trainers import ROOT

from gan_demo import runs
from gan_demo.events import Encoded
from gan_demo.runs import grids
from gan_demo.runs.timelapse import FORMS, FilmCanvas, movie
from gan_demo.ui import live
from gan_demo.ui.film_stream import AT_ONCE
from gan_demo.ui.gallery import Gallery
from gan_demo.ui.run_pages import RunPages
from gan_demo.words import UserError

FIRST, LAST = (200, 40, 60), (30, 90, 220)


def colour(share: float) -> np.ndarray:
    return np.array(FIRST) * (1 - share) + np.array(LAST) * share


def run_of(folder: Path, count: int, size: tuple[int, int] = (64, 48), mode: str = "RGB") -> Path:
    """A run folder with flat grids whose colour goes from the first to the last; a grid every ten steps."""
    (folder / "grids").mkdir(parents=True)
    for i in range(count):
        image = Image.new("RGB", size, tuple(colour(i / max(1, count - 1)).round().astype(int)))
        image.convert(mode).save(folder / "grids" / f"{i * 10:09d}.png")
    return folder


def film(*wanted) -> bytes:
    """The file of a movie that is made to its end."""
    making = movie(*wanted)
    data = next(event.read_bytes() for event in making if isinstance(event, Path))
    assert next(making, None) is None
    return data


def picture(frame: np.ndarray, height: int) -> np.ndarray:
    return frame[:height].mean((0, 1))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("form", "size", "strip"), [("mp4", (832, 624), (832, 680)), ("webp", (576, 432), (576, 472))], ids=["mp4", "webp"]
)
def test_a_movie_goes_from_the_first_grid_to_the_last_and_stays_there_for_a_second(tmp_path, form, size, strip):
    shown = timed_frames(film(grids(run_of(tmp_path, 31)), form, 3))
    assert sum(time for time, _ in shown) == pytest.approx(3, abs=0.02)
    width, height = strip
    assert {frame.shape for _, frame in shown} == {(height, width, 3)}
    assert picture(shown[0][1], size[1]) == pytest.approx(FIRST, abs=4)
    held = [time for time, frame in shown if np.abs(picture(frame, size[1]) - LAST).max() < 4]
    assert 1 <= sum(held) < 1.2
    red = [picture(frame, size[1])[0] for _, frame in shown]
    assert (np.diff(red) < 1).all()  # every one in its order


def test_an_mp4_is_what_browsers_play(tmp_path):
    data = film(grids(run_of(tmp_path, 5)), "mp4", 2)
    assert data[4:8] == b"ftyp"
    assert 0 < data.find(b"moov") < data.find(b"mdat")  # so that it plays before it is there
    with av.open(io.BytesIO(data)) as file:
        stream = file.streams.video[0]
        assert (stream.codec_context.name, stream.pix_fmt) == ("h264", "yuv420p")
        assert (stream.average_rate, stream.frames) == (20, 40)
        assert stream.width % 2 == stream.height % 2 == 0


def test_a_webp_comes_again_and_again(tmp_path):
    assert Image.open(io.BytesIO(film(grids(run_of(tmp_path, 5)), "webp", 2))).info["loop"] == 0


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_of_many_grids_some_are_chosen_evenly(tmp_path, form):
    shown = timed_frames(film(grids(run_of(tmp_path, 90, (16, 8))), form, 2))
    moving = [picture(frame, 200) for time, frame in shown if time < 0.2][: FORMS[form].rate]
    distances = np.diff([(mean - FIRST)[2] / (LAST[2] - FIRST[2]) for mean in moving])
    assert distances == pytest.approx(np.full(len(distances), 1 / (FORMS[form].rate - 1)), abs=0.03)


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_of_few_grids_each_is_shown_as_long(tmp_path, form):
    shown = timed_frames(film(grids(run_of(tmp_path, 3)), form, 5))
    blue = [(time, round((picture(frame, 200) - FIRST)[2] / (LAST[2] - FIRST[2]), 1)) for time, frame in shown]
    times = [sum(time for time, at in blue if at == share) for share in (0, 0.5, 1)]
    assert times == pytest.approx([1, 2, 2], abs=0.1)  # the ends of the way have half of it, the last its second more


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_the_step_is_written_in_the_same_place_and_the_bar_grows(tmp_path, form):
    kept = grids(run_of(tmp_path, 4, (64, 32)))
    steps = [step for step, _ in kept]
    height = 32 * (13 if form == "mp4" else 9)
    shown = [frame for _, frame in timed_frames(film(kept, form, 2, dict.fromkeys(steps, 1234)))]
    first, last = shown[0], shown[-1]
    left, right = np.s_[height + 5 :, : first.shape[1] // 2], np.s_[height + 5 :, first.shape[1] // 2 :]
    assert (first[left] > 200).any()  # light on dark
    assert np.abs(first[left].astype(int) - last[left]).max() > 100  # step 0, step 30
    assert np.abs(first[right].astype(int) - last[right]).max() < 30  # 1,234 pictures both times
    assert (first[right] > 120).any()
    bar = [(frame[height + 1, :, 0] > 150).mean() for frame in (first, last)]
    assert bar == pytest.approx([0, 1], abs=0.02)
    bare = timed_frames(film(kept, form, 2))[-1][1]
    assert (bare[right] < 60).all()  # nothing is said of pictures where nothing is known


@pytest.mark.slow
@pytest.mark.parametrize(
    ("size", "factor"),
    [((512, 384), 2), ((320, 192), 3), ((256, 192), 3), ((8, 600), 1), ((33, 15), 25), ((2048, 1536), 0.5)],
)
def test_grids_are_enlarged_by_a_whole_factor(tmp_path, size, factor):
    _, frame = timed_frames(film(grids(run_of(tmp_path, 2, size)), "mp4", 1))[-1]
    lit = np.abs(frame.astype(int) - LAST).max(2) < 12
    width, height = lit[: int(size[1] * factor / 2)].all(0).sum(), lit[:, frame.shape[1] // 2].sum()
    assert (width / factor, height / factor) == pytest.approx(
        size, abs=4 / factor
    )  # what meets the edge is a little blurred
    assert frame.shape[0] % 2 == frame.shape[1] % 2 == 0


def chequered(folder: Path, rows: int, columns: int, side: int) -> np.ndarray:
    """A run folder with two grids of black and white squares, and what is on them."""
    (folder / "grids").mkdir()
    board = np.kron(np.indices((rows, columns)).sum(0) % 2, np.ones((side, side))).astype(np.uint8) * 255
    for step in (0, 1):
        Image.fromarray(board).save(folder / "grids" / f"{step:09d}.png")
    return board


def test_pixels_stay_sharp(tmp_path):
    expected = chequered(tmp_path, 6, 8, 8).repeat(13, 0).repeat(13, 1)
    _, frame = timed_frames(film(grids(tmp_path), "mp4", 1))[0]
    assert np.abs(frame[: 48 * 13].mean(2) - expected).mean() < 3


def test_where_a_grid_is_too_large_its_pixels_are_averaged(tmp_path):
    chequered(tmp_path, 600, 1600, 1)
    _, frame = timed_frames(film(grids(tmp_path), "mp4", 1))[0]
    assert frame.shape[1] == 800
    assert np.abs(frame[:290].astype(int) - 128).max() < 6


def test_long_numbers_fit_below_a_narrow_grid(tmp_path):
    kept = [(step + 10**12, path) for step, path in grids(run_of(tmp_path, 2, (8, 600)))]
    seen = dict.fromkeys((step for step, _ in kept), 10**15)
    _, frame = timed_frames(film(kept, "mp4", 1, seen))[-1]
    line = (frame[610:] > 90).any(2)
    assert frame.shape[1] >= 320
    assert not line[:, [0, 1, 2, -3, -2, -1]].any()
    *_, second, first = sorted(np.diff(np.flatnonzero(line.any(0))))
    assert first > 1.5 * second  # between the step and the pictures


def test_grey_grids_stay_grey(tmp_path):
    _, frame = timed_frames(film(grids(run_of(tmp_path, 2, mode="L")), "mp4", 1))[0]
    assert np.ptp(picture(frame, 600)) < 2


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_broken_half_vanished_and_odd_grids_are_left_out(tmp_path, form):
    folder = run_of(tmp_path, 9)
    kept = grids(folder)
    whole = kept[0][1].read_bytes()
    kept[0][1].write_bytes(b"no picture")
    kept[2][1].write_bytes(whole[: len(whole) // 2])
    kept[3][1].write_bytes(b"")
    kept[4][1].unlink()
    Image.new("RGB", (20, 20), "white").save(kept[5][1])  # of another size
    data = bytearray(kept[8][1].read_bytes())
    data[-20] ^= 255  # in the middle of the picture: its checksum is wrong now
    kept[8][1].write_bytes(data)
    shown = [frame for _, frame in timed_frames(film(kept, form, 2))]
    assert picture(shown[0], 400) == pytest.approx(colour(1 / 8), abs=4)
    assert picture(shown[-1], 400) == pytest.approx(colour(7 / 8), abs=4)
    assert not any((picture(frame, 400) > 200).all() for frame in shown)


def test_no_beginning_of_a_grid_is_taken_for_a_grid(tmp_path):
    folder = run_of(tmp_path, 2, (6, 4))
    kept = grids(folder)
    whole = kept[1][1].read_bytes()
    for length in range(len(whole) - 4):  # the last four say nothing: the checksum of the end mark
        kept[1][1].write_bytes(whole[:length])
        with pytest.raises(UserError):
            movie(kept, "mp4", 1)


@pytest.mark.slow
def test_a_grid_that_goes_while_the_movie_is_made_leaves_the_one_before(tmp_path, monkeypatch):
    kept = grids(run_of(tmp_path, 3))
    opened = []

    def slow(path, **words):
        opened.append(path)
        if len(opened) == 4:  # three were looked at, the first is being drawn
            kept[1][1].unlink()
        return real(path, **words)

    real = Image.open
    monkeypatch.setattr(Image, "open", slow)
    data = film(kept, "mp4", 2)
    monkeypatch.undo()
    shown = [picture(frame, 400)[2] for _, frame in timed_frames(data)]
    assert {round(blue / 20) for blue in shown} == {round(FIRST[2] / 20), round(LAST[2] / 20)}
    assert len(shown) == 40


def test_a_film_says_whose_samples_it_shows(tmp_path, monkeypatch):
    written = []
    monkeypatch.setattr(ImageDraw.ImageDraw, "text", lambda self, at, text, *_, **__: written.append(text))
    kept = grids(run_of(tmp_path, 2, (64, 64)))
    film(kept, "webp", 2, {step: 1234 for step, _ in kept})
    assert {*written} == {"step 0 (EMA)", "step 10 (EMA)", "1,234 seen"}


def test_grids_are_shown_in_the_order_of_their_steps(tmp_path):
    kept = grids(run_of(tmp_path, 4))
    assert film(kept[::-1], "webp", 1) == film(kept, "webp", 1)


@pytest.mark.parametrize("count", [0, 1])
def test_a_movie_needs_two_grids(tmp_path, count):
    with pytest.raises(UserError, match="two sample grids"):
        movie(grids(run_of(tmp_path, count)), "mp4")


@pytest.mark.parametrize("form", ["gif", "", "MP4", "../mp4"])
def test_other_forms_are_refused(tmp_path, form):
    with pytest.raises(UserError, match="mp4 or webp"):
        movie(grids(run_of(tmp_path, 2)), form)


@pytest.mark.parametrize("seconds", [0, 0.5, 121, -3, float("nan"), float("inf")])
def test_movies_too_short_or_too_long_are_refused(tmp_path, seconds):
    with pytest.raises(UserError, match="1 to 120 seconds"):
        movie(grids(run_of(tmp_path, 2)), "mp4", seconds)


def test_where_nothing_can_be_written_it_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(UserError, match="room on the disk") as caught:
        film(grids(run_of(tmp_path, 2)), "mp4")
    assert str(tmp_path) not in caught.value.words.en  # no path of this machine


@pytest.fixture
def temporary(tmp_path, monkeypatch) -> Path:
    """The folder in which a movie is written."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.mark.parametrize("form", FORMS)
def test_progress_grows_frame_by_frame_to_the_whole(tmp_path, temporary, form):
    *progress, path = (
        event if isinstance(event, Encoded) else event.read_bytes()
        for event in movie(grids(run_of(tmp_path, 5)), form, 2)
    )
    frames = 2 * FORMS[form].rate
    assert progress == [Encoded(done, frames) for done in range(1, frames + 1)]
    assert sum(time for time, _ in timed_frames(path)) == pytest.approx(2, abs=0.02)
    assert not list(temporary.iterdir())


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("after", [0, 1, 7, "all", "file"])
def test_a_movie_that_nobody_waits_for_ends_at_once_and_leaves_nothing(tmp_path, temporary, form, after):
    total = 4 * FORMS[form].rate
    making = movie(grids(run_of(tmp_path, 9)), form, 4)
    for _ in range({"all": total, "file": total + 1}.get(after, after)):
        next(making)
    assert len(list(temporary.iterdir())) == bool(after)
    began = time.monotonic()
    making.close()
    assert time.monotonic() - began < 1
    assert not list(temporary.iterdir())


def test_an_error_on_the_way_leaves_nothing(tmp_path, temporary, monkeypatch):
    making = movie(grids(run_of(tmp_path, 9)), "mp4", 4)
    next(making)
    monkeypatch.setattr(Image.Image, "resize", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(UserError, match="No space left"):
        list(making)
    assert not list(temporary.iterdir())


@pytest.fixture
def address(tmp_path) -> Iterator[str]:
    """Where the page's routes are served, by a real server, over the runs in `tmp_path/runs`."""
    routes = live.page_routes(
        Gallery(tmp_path / "models", tmp_path / "runs"), RunPages(tmp_path / "runs"), own_folders=False
    )
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait(lambda: server.started)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}{live.PREFIX}/run/one/lapse"
    server.should_exit = True
    thread.join(20)


def noisy(folder: Path, count: int) -> None:
    """A run whose movie takes a while."""
    (folder / "grids").mkdir(parents=True)
    rng = np.random.default_rng(0)
    for i in range(count):
        Image.fromarray(rng.integers(0, 256, (96, 128, 3), np.uint8)).save(folder / "grids" / f"{i:09d}.png")
    ended(folder)


def ended(folder: Path) -> None:
    """Make the folder a run that has come to its end."""
    (folder / runs.PROCESS).write_text('{"pid": 0, "started": 0}', encoding="utf-8")
    (folder / runs.EVENTS).write_text('{"event": "Finished", "step": 1, "images": 8}\n', encoding="utf-8")


def sent(data: bytes) -> tuple[list[dict], bytes]:
    """The lines of an answer, and the file that follows the last of them."""
    lines, rest = [], data
    while not lines or "size" not in lines[-1]:
        line, _, rest = rest.partition(b"\n")
        lines.append(json.loads(line))
        if not rest:
            break
    return lines, rest


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_the_route_tells_how_far_it_is_then_sends_the_file(tmp_path, temporary, address, form):
    ended(run_of(tmp_path / "runs" / "one", 5))
    with urlopen(f"{address}?form={form}&seconds=2", timeout=60) as answer:
        assert answer.headers["cache-control"] == "no-store"
        lines, file = sent(answer.read())
    total = 2 * FORMS[form].rate
    assert lines == [*({"done": i, "total": total} for i in range(1, total + 1)), {"size": len(file)}]
    assert sum(time for time, _ in timed_frames(file)) == pytest.approx(2, abs=0.02)
    assert not list(temporary.iterdir())


@pytest.mark.slow
def test_progress_comes_while_the_movie_is_made(tmp_path, address):
    noisy(tmp_path / "runs" / "one", 30)
    with urlopen(f"{address}?form=mp4&seconds=6", timeout=60) as answer:
        came = [time.monotonic() for _ in range(120) if answer.readline()]
    early, late = came[30] - came[0], came[-1] - came[30]
    assert min(early, late) > 0.05  # not all at once


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_a_visitor_who_goes_away_ends_the_work(tmp_path, temporary, address, form, monkeypatch):
    drawn, turned = [], FilmCanvas.turned
    monkeypatch.setattr(FilmCanvas, "turned", lambda page, *grid: drawn.append(grid) or turned(page, *grid))
    noisy(tmp_path / "runs" / "one", 40)
    for _ in range(AT_ONCE + 1):  # so that a place that was not given back would be missed
        with urlopen(f"{address}?form={form}&seconds=120", timeout=60) as answer:
            assert json.loads(answer.readline())["done"] == 1
            assert list(temporary.iterdir())
        wait(lambda: not list(temporary.iterdir()), 10)
    count = len(drawn)
    time.sleep(0.5)
    assert len(drawn) == count < 40
    with urlopen(f"{address}?form={form}&seconds=1", timeout=60) as answer:
        assert "size" in sent(answer.read())[0][-1]


@pytest.mark.slow
def test_more_movies_than_places_wait_for_their_turn(tmp_path, temporary, address):
    noisy(tmp_path / "runs" / "one", 40)
    first = [urlopen(f"{address}?seconds=60", timeout=60) for _ in range(AT_ONCE)]
    for answer in first:
        answer.readline()
    waiting = urlopen(f"{address}?seconds=1", timeout=60)  # answered at once, though nothing is encoded yet
    assert len(list(temporary.iterdir())) == AT_ONCE
    first[0].close()
    assert json.loads(waiting.readline())["done"] == 1
    for answer in (waiting, *first):
        answer.close()
    wait(lambda: not list(temporary.iterdir()), 10)


@pytest.mark.parametrize(
    ("query", "status", "en", "zh"),
    [
        ("form=avi", 422, "mp4 or webp", "影片格式"),
        ("seconds=nan", 422, "between 1 and 120", "1 和 120"),
        ("seconds=121", 422, "between 1 and 120", "1 和 120"),
        ("", 422, "two sample grids", "两张"),
    ],
)
def test_the_route_refuses_in_both_languages(tmp_path, address, query, status, en, zh):
    ended(run_of(tmp_path / "runs" / "one", 1))
    with pytest.raises(HTTPError) as caught:
        urlopen(f"{address}?{query}", timeout=60)
    told = json.loads(caught.value.read())["error"]
    assert (caught.value.code, en in told["en"], zh in told["zh"]) == (status, True, True)


def test_the_route_tells_what_goes_wrong_on_the_way(tmp_path, address, monkeypatch):
    ended(run_of(tmp_path / "runs" / "one", 3))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with urlopen(address, timeout=60) as answer:
        lines, rest = sent(answer.read())
    assert not rest
    assert "room on the disk" in lines[-1]["error"]["en"]
    assert "磁盘空间" in lines[-1]["error"]["zh"]


@pytest.mark.slow
def test_it_imports_neither_torch_nor_gradio():
    code = "import sys, gan_demo.runs.timelapse; assert not {'torch', 'gradio'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True, timeout=60)
