"""What a visitor sees of a run and does with it, in Chromium, over folders in which nothing has to be trained."""

import json
import subprocess
from itertools import pairwise

import psutil
import pytest
from page_fixtures import browser, end  # noqa: F401
from test_browser import Visit, visit  # noqa: F401
from test_browser_compare import past
from test_browser_runs import RUN, App, button
from test_runs import wait
from test_timelapse import frames_of

from gan_demo import orders as ask
from gan_demo import runs

STEPS = [0, 60, 120, 180, 240]  # each grid is as bright as its step
GRID, HISTOGRAM = "gan-run img.gan-grid", "gan-run .gan-histogram svg"
SHADE = """selector => {
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  context.drawImage(document.querySelector(selector), 0, 0, 1, 1);
  return context.getImageData(0, 0, 1, 1).data[0];
}"""
CURSORS = """() => [...document.querySelectorAll('gan-run .gan-curves:not([hidden]) .gan-cursor')]
  .map((one) => (one.hidden ? null : one.style.left))"""
LISTEN = """selector => {
  const image = document.querySelector(selector);
  window.played = [];
  const note = () => played.push(Number(image.dataset.step));
  new MutationObserver(note).observe(image, { attributeFilter: ['data-step'] });
}"""


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    one = App(tmp_path_factory.mktemp("watched"))
    yield one
    end(one.process, one.folder)


@pytest.fixture(scope="module")
def server(app):
    """The address at which `visit` looks."""
    return app.url


@pytest.fixture(scope="module")
def film(app, browser):  # noqa: F811
    """The page of a run of the past, which several tests look at."""
    past(app.runs / "film", STEPS, -1.0, 1.0)
    one = Visit(browser, app.url, query="?run=film", ready=RUN)
    yield one.page
    one.context.close()
    assert not one.problems


def drawn(page, step):
    """Wait until the grid of that step is in sight."""
    page.wait_for_selector(f"{GRID}[data-step='{step}']")
    page.wait_for_function(f"([grid, shade]) => ({SHADE})(grid) === shade", arg=[GRID, step])


def test_the_scrubber_moves_grid_histogram_and_a_cursor_on_all_curves(film):
    drawn(film, 240)
    film.wait_for_selector(HISTOGRAM)
    before = film.inner_html(HISTOGRAM)
    assert film.evaluate(CURSORS) == [None] * 4  # at the end there is none
    scrub = film.locator("gan-run .gan-film .gan-scrub").bounding_box()
    y = scrub["y"] + scrub["height"] / 2
    film.mouse.move(scrub["x"] + 0.98 * scrub["width"], y)
    film.mouse.down()
    film.mouse.move(scrub["x"] + 0.5 * scrub["width"], y, steps=5)
    film.mouse.up()
    drawn(film, 120)
    assert film.locator("gan-run .gan-step").inner_text() == "step 120"
    assert film.evaluate(CURSORS) == ["50%"] * 4
    film.wait_for_function("([at, old]) => document.querySelector(at).innerHTML !== old", arg=[HISTOGRAM, before])
    film.focus("gan-run .gan-film .gan-scrub")
    film.keyboard.press("ArrowLeft")
    drawn(film, 60)
    assert film.evaluate(CURSORS) == ["25%"] * 4


def test_play_shows_each_grid_up_to_the_last_and_stops_there(film):
    film.evaluate(LISTEN, GRID)
    film.get_by_role("button", name="Play from the beginning").click()
    film.get_by_role("button", name="Stop playing").wait_for()
    film.get_by_role("button", name="Play from the beginning").wait_for()
    assert film.evaluate("played") == STEPS
    drawn(film, 240)


def test_the_webp_is_a_film_with_the_step_written_in(film):
    with film.expect_download() as download:
        film.get_by_role("button", name="WebP").click()
    assert download.value.suggested_filename == "film.webp"
    frames = [frame for _, frame in frames_of(download.value.path().read_bytes())]
    assert [round(frame[:400].mean()) for frame in frames] == pytest.approx(STEPS, abs=3)
    words = [frame[-24:, : frame.shape[1] // 2].astype(int) for frame in frames]
    assert min(word.max() for word in words) > 200
    assert all(abs(one - other).max() > 100 for one, other in pairwise(words))


@pytest.fixture
def claim():
    """Makes a run look as if it trained, by a process that does nothing; the orders that reach it."""
    process = subprocess.Popen(["sleep", "600"])
    claimed = {"pid": process.pid, "started": psutil.Process(process.pid).create_time()}

    def alive(folder):
        (folder / runs.PROCESS).write_text(json.dumps(claimed))
        return runs.Inbox(folder, 0)

    yield alive
    process.kill()
    process.wait()


def happened(folder, event, step, **values):
    """One more line of the run's story."""
    told = {"event": event, "time": 3.0, "step": step, "images": 8 * step, **values}
    with open(folder / runs.EVENTS, "a") as file:
        file.write(json.dumps(told) + "\n")


def collapsed(folder):
    """A run that was good up to step 400, and whose pictures have become alike since."""
    past(folder, [0, 200, 400], -1.0, 1.0)
    (folder / runs.SNAPSHOTS).mkdir()
    for step in (400, 800):
        (folder / runs.SNAPSHOTS / f"{step:09d}.pt").touch()
    alike = {
        "distance": 12.0,
        "error": 2.0,
        "floor": 0.5,
        "coverage": 0.2,
        "covered": 0.9,
        "variety": 0.1,
        "judge": True,
    }
    for step in (600, 800):
        happened(folder, "Scored", step, **alike)
        happened(folder, "Progress", step, seconds=step / 2, rate=16.0, left=None, loss={"d": 1.0, "g": 3.0})
    return folder


def test_what_a_light_suggests_is_applied_by_one_click_and_the_best_is_gone_back_to(app, visit, claim):  # noqa: F811
    folder = collapsed(app.runs / "collapsed")
    orders = claim(folder)
    page = visit(query="?run=collapsed", ready=RUN).page
    light = page.locator(".gan-advised[data-light=collapse]")
    light.get_by_text("Pictures differ 10% as much as real ones").wait_for()
    button(light, "Apply: Generator learning rate 0.0001").click()
    assert wait(orders.take) == [ask.Set({"g_lr": "0.0001"})]
    happened(folder, "Changed", 800, changes={"g_lr": [2e-4, 1e-4]})  # as the trainer answers
    page.locator(".gan-changes").get_by_text("Generator learning rate 0.0002 → 0.0001").wait_for()
    assert page.locator(".gan-knob[data-name=g_lr] input.gan-field").input_value() == "0.0001"
    button(light, "Roll back to the best, step 400").click()
    button(light, r"Later steps go\. Roll back\?").click()
    assert wait(orders.take) == [ask.Rewind(400, {"g_lr": 2e-4})]  # and to what held then
