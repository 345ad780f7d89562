"""A run as a place, in Chromium: started, left, found again, paused, changed, rewound, branched, compared, kept."""

import io
import json
import os
import re

import av
import numpy as np
import pytest
from PIL import Image
from support.apps import RUN, App, button, card, choose
from support.pages import end
from support.runs import wait
from support.visits import DESKTOP, PHONE, Visit

from gan_demo import checkpoints, runs
from gan_demo.settings import Settings


@pytest.fixture
def own_app(tmp_path):
    """A page for a test that ends it."""
    one = App(tmp_path)
    yield one
    end(one.process, tmp_path)


def shown(page, run, state):
    page.wait_for_selector(f"gan-run[data-state={state}]")
    assert f"run={run}" in page.url


@pytest.mark.timeout(420)
def test_the_life_of_a_run(browser, own_app, picture_folder):
    """Begun on one page, it goes on without it and without the app; two other pages then do all that can be done."""
    folder = begin_and_leave(Visit(browser, own_app.url), own_app, picture_folder)
    one, two = (Visit(browser, own_app.url, query=f"?run={folder.name}", ready=RUN) for _ in range(2))
    for visit in (one, two):
        shown(visit.page, folder.name, "running")
    steer(one.page, two.page, folder)
    snapshot = go_back(one.page, folder)
    branch = branch_off(one.page, folder, snapshot)
    two.page.locator("#gan-stop").click()
    two.page.wait_for_selector("gan-run[data-state=stopped]")
    wait(lambda: runs.status(branch).state == "running")
    compare(one.page, folder)
    export(two.page, folder)
    keep(two.page, folder, own_app)
    assert not one.problems + two.problems
    one.close()  # the browser of somebody who looks at what is deleted logs that it is gone
    delete(two.page, folder)
    two.close()


def begin_and_leave(first, app, pictures):
    """A run whose page was closed and whose app was killed and started anew."""
    first.tab("train")
    first.page.get_by_label("Data", exact=True).fill(str(pictures))
    first.page.keyboard.press("Enter")
    first.page.locator("#gan-start").click()
    first.page.wait_for_selector("gan-run[data-state=running] img[data-step]")
    (folder,) = runs.find_runs(app.runs)
    trainer = runs.process(folder)
    assert not first.problems
    first.close()
    app.kill()
    app.start()
    assert runs.process(folder) == trainer
    return folder


def steer(page, other, folder):
    """Paused from one page, changed, stepped with the gradient to be seen, and let go from the other."""
    wait(lambda: len([step for step in runs.snapshots(folder) if step]) >= 1)
    button(page.locator("gan-side"), "Pause").click()
    other.wait_for_selector("gan-run[data-state=paused]")
    page.locator(".gan-knob[data-name=g_lr] input.gan-field").first.fill("0.0001")
    page.keyboard.press("Enter")
    wait(lambda: runs.read_settings(folder).g_lr == 1e-4)
    button(page, "Step G").click()
    page.locator("gan-closeup").get_by_text("G learns").first.wait_for()
    page.wait_for_selector("gan-closeup [data-phase='g looks']:enabled")
    button(other.locator("gan-side"), "Go on").click()
    page.wait_for_selector("gan-run[data-state=running]")


def go_back(page, folder):
    """To the very snapshot of a dot, from which the page follows the run again."""
    snapshot = runs.snapshots(folder)[-1]
    wait(lambda: runs.grids(folder)[-1][0] > snapshot)
    choose(page, snapshot)
    button(page, "Go back to here").click()
    button(page.locator("gan-run .gan-panel"), "Go back").click()
    back = wait(lambda: [event["step"] for event in runs.read_events(folder).events if event["event"] == "Started"][1:])
    assert back == [snapshot]
    page.wait_for_function("step => document.querySelector('gan-run').run.started.step === step", arg=snapshot)
    page.wait_for_function("step => Number(document.querySelector('gan-run img').dataset.step) > step", arg=snapshot)
    return snapshot


def branch_off(page, folder, snapshot):
    """A second run with one change, from settings as they were at the snapshot and not as they are now."""
    wait(lambda: runs.history(folder)[-1]["step"] > snapshot)
    runs.send_command(folder, {"do": "set", "changes": {"g_lr": "0.01"}})
    page.wait_for_function("document.querySelector('gan-run').run.settings.g_lr === 0.01")
    choose(page, snapshot)
    button(page, "Branch from here").click()
    rates = [
        page.locator(f"gan-run .gan-panel .gan-knob[data-name={name}] input.gan-field") for name in ("g_lr", "d_lr")
    ]
    assert float(rates[0].first.input_value()) == 1e-4
    rates[1].first.fill("0.00005")
    rates[1].first.press("Enter")
    button(page.locator("gan-run .gan-panel"), "Branch").click()
    branch = wait(lambda: next((run for run in runs.find_runs(folder.parent) if run != folder), None))
    wait(lambda: runs.status(branch).state == "waiting")
    settings = runs.read_settings(branch)
    assert (settings.g_lr, settings.d_lr) == (1e-4, 5e-5)
    page.wait_for_function(f"location.search.includes('run={branch.name}')")
    return branch


def compare(page, folder):
    button(card(page, folder.name), "Compare").click()
    page.wait_for_function(f"location.search.includes('with={folder.name}')")
    page.locator("gan-compare").get_by_text("branched from the other").wait_for()
    page.wait_for_function("document.querySelectorAll('gan-compare canvas.gan-twin-grid:not([hidden])').length == 2")
    button(page.locator("gan-compare"), "Close").click()


def export(page, folder):
    with page.expect_download() as download:
        page.locator("gan-run").get_by_role("button", name="MP4").click()
    assert download.value.suggested_filename == f"{folder.name}.mp4"
    assert os.path.getsize(download.value.path()) > 1000


def keep(page, folder, app):
    card(page, folder.name).locator("summary").click()
    button(page, "Keep as a model").click()
    page.get_by_label("Name of the model").fill("red and blue")
    button(page, r"Keep step [\d,]+( \(the (best|last)\))?").click()
    page.get_by_text("Kept as “red-and-blue”").wait_for()
    assert checkpoints.read_config(app.models / "red-and-blue").title.en == "red and blue"


def delete(page, folder):
    card(page, folder.name).locator("summary").click()
    card(page, folder.name).locator("summary").click()
    button(page, "Delete").click()
    button(page.locator(".gan-menu-panel form"), "Delete").click()
    card(page, folder.name).wait_for(state="detached")
    assert not folder.exists()


def test_a_grid_that_goes_away_before_it_is_asked_for_leaves_the_one_that_is_shown(browser, app):
    """As when somebody else goes back while a page has just heard of a later grid."""

    def later(route):
        told = route.fetch().json()
        for run in told if isinstance(told, list) else [told]:
            run["grid"] = 80
        if not isinstance(told, list):
            told |= {"grids": [*told["grids"], 80], "seen": [*told["seen"], 640], "columns": [*told["columns"], 8]}
        route.fulfill(json=told)

    filmed(app.runs / "past")
    one = Visit(browser, app.url, query="?run=past", ready=RUN)
    one.page.wait_for_selector("gan-run img[data-step='79']")
    one.page.route(re.compile("/gan/runs?(/past)?$"), later)
    with one.page.expect_response(lambda answer: "/grid?step=80" in answer.url) as asked:
        one.page.wait_for_function("document.querySelector('gan-run .gan-step').textContent === 'step 80'")
    assert asked.value.status == 204
    one.page.wait_for_timeout(500)
    assert one.page.locator("gan-run img.gan-grid").first.get_attribute("data-step") == "79"
    assert not one.problems
    one.close()


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_a_run_fits_on_a_phone(browser, app, picture_folder, locale):
    folder = runs.start_run(Settings(recipe="sngan", data=str(picture_folder), size=32, batch=4, width=32), app.runs)
    wait(lambda: "Progress" in [event["event"] for event in runs.read_events(folder).events])
    one = Visit(
        browser, app.url, locale=locale, size={"width": 390, "height": 844}, query=f"?run={folder.name}", ready=RUN
    )
    one.page.wait_for_selector("gan-run[data-state=running] img[data-step]")
    assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    steered_in_sight(one.page)
    one.page.evaluate("scrollTo(0, 0)")
    one.page.locator("#gan-stop").click()
    resume = one.page.locator("#gan-resume")
    resume.wait_for()  # in the place of Stop, not Start of a form that is out of sight
    assert resume.bounding_box()["y"] + resume.bounding_box()["height"] > 800
    assert one.page.locator("#gan-start").is_hidden()
    one.page.evaluate("document.body.classList.remove('gan-folded')")  # as a page is that is opened on an ended run
    assert resume.bounding_box()["y"] + resume.bounding_box()["height"] > 800
    assert one.page.locator("#gan-start").bounding_box()["y"] > 900
    one.page.evaluate("document.body.classList.add('gan-folded')")
    axis = one.page.locator("gan-run .gan-curves:visible .gan-axis").first
    assert axis.inner_text().count("pictures" if locale == "en-US" else "张图像") == 3
    one.page.locator(".gan-another").click()
    one.page.wait_for_function("document.querySelector('.gan-new').getBoundingClientRect().top < 100")
    assert one.page.locator("#gan-form").get_by_label("Data" if locale == "en-US" else "数据", exact=True).is_visible()
    assert not one.problems
    refused_in_place(one.page)
    one.close()


def test_the_numbers_of_a_run_are_taken_home_as_a_table(browser, app):
    filmed(app.runs / "past")
    told = [{"event": "Progress", "step": step, "images": 8 * step, "seconds": 1.0 * step, "time": 1.0, "rate": 1.0,
             "left": None, "loss": {"d": 0.5, "g": 1.0 / (1 + step)}, "watch": {}} for step in range(4)]  # fmt: skip
    with open(app.runs / "past" / runs.EVENTS, "a") as file:
        file.write("".join(json.dumps(event) + "\n" for event in told))
    one = Visit(browser, app.url, query="?run=past", ready=RUN)
    with one.page.expect_download() as download:
        one.page.locator("gan-run .gan-table").click()
    assert download.value.suggested_filename == "past.csv"
    assert download.value.path().read_text().splitlines()[:2] == [
        "step,images,seconds,loss/d,loss/g",
        "0,0,0.0,0.5,1.0",
    ]
    one.close()


def steered_in_sight(page):
    """The lower part of the pictures stays under the header, and the knob in use below it."""
    page.locator(".gan-steering:not([open]) > summary").evaluate_all("all => all.forEach((one) => one.click())")
    knob = page.locator(".gan-steering .gan-knob:visible input.gan-field").last
    knob.focus()
    frame, used = page.locator("gan-run .gan-grid-frame").bounding_box(), knob.bounding_box()
    assert 200 < frame["y"] + frame["height"] < 400
    assert used["y"] >= frame["y"] + frame["height"]
    assert used["y"] + used["height"] < PHONE["height"]


def refused_in_place(page):
    """What the run has stands in the field again, with a sentence on why, although the field is in use."""
    knob = page.locator(".gan-steering .gan-knob[data-name=g_lr]")
    field, before = knob.locator("input.gan-field"), knob.locator("input.gan-field").input_value()
    field.fill("7")
    page.keyboard.press("Enter")
    knob.get_by_text("0.0000001").wait_for()
    assert field.input_value() == before


# where it lies in its row, and how high that is
WITHIN = """element => {
  const [row, own] = [element.parentElement, element].map((one) => one.getBoundingClientRect());
  return [own.x - row.x, own.y - row.y, own.width, own.height, row.height].map(Math.round);
}"""


def filmed(folder):
    """A run of the past with so many different grids that its movie takes a while."""
    (folder / runs.GRIDS).mkdir(parents=True)
    rng = np.random.default_rng(0)
    for step in range(80):
        Image.fromarray(rng.integers(0, 256, (192, 256, 3), np.uint8)).save(folder / runs.GRIDS / f"{step:09d}.png")
    events = [{"event": "Samples", "step": step, "images": 8 * step, "columns": 8} for step in range(80)]
    events.append({"event": "Stopped", "step": 79, "images": 632})
    (folder / runs.EVENTS).write_text("".join(json.dumps(event) + "\n" for event in events))
    (folder / runs.PROCESS).write_text('{"pid": 0, "started": 0}')
    (folder / runs.SETTINGS).write_text(Settings(recipe="sngan", data="avatars").to_json())


@pytest.mark.parametrize(
    ("locale", "size", "making", "stopped"),
    [
        ("en-US", DESKTOP, r"^Filming: (\d+) %", "Stopped"),
        ("zh-CN", PHONE, r"^制作影片：(\d+) %", "已停止"),
    ],
    ids=["desktop", "phone"],
)
def test_a_movie_tells_how_far_it_is_and_can_be_stopped(browser, app, locale, size, making, stopped):
    filmed(app.runs / "past")
    one = Visit(browser, app.url, locale=locale, size=size, query="?run=past", ready=RUN)
    movies, heard = one.page.locator(".gan-lapse .gan-movie"), one.page.locator(".gan-lapse > [role=status]")
    mp4, webp = movies.first, movies.last
    one.page.wait_for_selector("gan-run img[data-step]")
    place = one.page.eval_on_selector(".gan-lapse .gan-exports", WITHIN)

    def far():
        """The percentage on the button; None where there is none."""
        said = re.search(making, mp4.inner_text())
        return int(said[1]) if said else None

    def at_rest():
        return movies.all_inner_texts() == ["MP4", "WebP"]

    for stop in (mp4.click, lambda: one.page.keyboard.press("Escape")):
        mp4.click()
        first = wait(far)
        assert app.movies()
        assert webp.is_hidden()
        assert re.search(r" (0|25|50|75) %$", heard.inner_text().replace("：", " "))
        assert one.page.eval_on_selector(".gan-lapse .gan-exports", WITHIN) == place  # nothing jumps
        assert first < wait(lambda first=first: (now := far()) > first and now) < 100
        stop()
        wait(at_rest, 2)
        wait(lambda: not app.movies(), 5)
        assert heard.inner_text() == stopped

    with one.page.expect_download(timeout=120_000) as download:
        mp4.press("Enter")
    assert download.value.suggested_filename == "past.mp4"
    with av.open(io.BytesIO(download.value.path().read_bytes())) as file:
        assert sum(1 for _ in file.decode(video=0)) == 240
    wait(at_rest)
    assert not app.movies()
    assert not one.problems
    one.close()


def test_a_movie_that_nobody_waits_for_is_not_finished_and_one_that_fails_says_why(browser, own_app):
    for name in ("past", "broken"):
        filmed(own_app.runs / name)
    for grid in (own_app.runs / "broken" / runs.GRIDS).iterdir():
        grid.write_bytes(b"")
    one = Visit(browser, own_app.url, query="?run=past", ready=RUN)
    mp4, problem = one.page.locator(".gan-lapse .gan-movie").first, one.page.locator(".gan-lapse > .gan-note")
    mp4.click()
    wait(own_app.movies)
    one.page.locator("gan-run select").select_option("broken")  # another run is looked at
    wait(lambda: not own_app.movies(), 5)
    assert mp4.inner_text() == "MP4"
    mp4.click()
    wait(lambda: problem.inner_text().startswith("A movie needs two sample grids"))
    one.page.goto(own_app.url + "?run=past")
    one.page.wait_for_function(RUN)
    mp4.click()
    wait(own_app.movies)
    one.page.goto("about:blank")
    wait(lambda: not own_app.movies(), 5)
    one.page.goto(own_app.url + "?run=past")
    one.page.wait_for_function(RUN)
    mp4.click()
    wait(own_app.movies)
    own_app.kill()
    wait(lambda: problem.inner_text() == "The server broke off; try again.")
    mp4.click()
    wait(lambda: problem.inner_text() == "The server does not answer. Is it still running?")
    assert mp4.inner_text() == "MP4"
    one.close()
