"""A run as a place, in Chromium: started, left, found again, paused, changed, rewound, branched, compared, kept."""

import os
import re
import subprocess
import sys

import pytest
from page_fixtures import browser, end, free_port, make_models, wait_for  # noqa: F401
from test_browser import Visit
from test_runs import wait

from conftest import ROOT
from gan_demo import checkpoints, runs

RUN = "document.querySelector('gan-run[data-state]')"


class App:
    """The page over folders of its own, which can be ended and started again at the same address."""

    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}/"
        self.models, self.runs = make_models(folder / "models"), folder / "runs"
        self.start()

    def start(self):
        command = [
            sys.executable,
            ROOT / "app.py",
            "--port",
            self.port,
            "--runs",
            self.runs,
            "--checkpoints",
            self.models,
        ]
        environment = {**os.environ, "GAN_DEMO_CACHE": str(self.folder / "cache")}
        with open(self.folder / "log", "a", encoding="utf-8") as log:
            self.process = subprocess.Popen(list(map(str, command)), cwd=ROOT, env=environment, stdout=log, stderr=log)
        wait_for(self.url, self.process, self.folder / "log")

    def kill(self):
        self.process.kill()
        self.process.wait(20)


@pytest.fixture
def app(tmp_path):
    one = App(tmp_path)
    yield one
    end(one.process, tmp_path)


def shown(page, run, state):
    page.wait_for_selector(f"gan-run[data-state={state}]")
    assert f"run={run}" in page.url


def button(place, text):
    """The visible button with this text; its accessible name says what it does."""
    return place.locator("button:visible").filter(has_text=re.compile(f"^{text}$")).first


def card(page, run):
    return page.locator(f".gan-place[data-run='{run}']")


@pytest.mark.timeout(420)
def test_the_life_of_a_run(browser, app, picture_folder):  # noqa: F811
    first = Visit(browser, app.url)
    first.tab("train")
    first.page.get_by_label("Data", exact=True).fill(str(picture_folder))
    first.page.keyboard.press("Enter")
    first.page.locator("#gan-start").click()
    first.page.wait_for_selector("gan-run[data-state=running] img[data-step]")
    (folder,) = runs.found(app.runs)
    trainer = runs.process(folder)
    assert not first.problems
    first.context.close()

    app.kill()
    app.start()
    assert runs.process(folder) == trainer
    one, two = (Visit(browser, app.url, query=f"?run={folder.name}", ready=RUN) for _ in range(2))
    for visit in (one, two):
        shown(visit.page, folder.name, "running")

    wait(lambda: len([step for step in runs.snapshots(folder) if step]) >= 1)
    button(one.page.locator("gan-side"), "Pause").click()
    two.page.wait_for_selector("gan-run[data-state=paused]")
    one.page.locator(".gan-knob[data-name=g_lr] input.gan-field").first.fill("0.0001")
    one.page.keyboard.press("Enter")
    wait(lambda: runs.read_settings(folder).g_lr == 1e-4)
    button(one.page, "Step G").click()
    one.page.locator("gan-closeup").get_by_text("G learns").first.wait_for()
    button(two.page.locator("gan-side"), "Go on").click()
    one.page.wait_for_selector("gan-run[data-state=running]")

    before = runs.snapshots(folder)[-1]
    wait(lambda: runs.grids(folder)[-1][0] > before)
    films = one.page.locator("gan-run .gan-scrub")
    films.focus()
    one.page.keyboard.press("Home")
    for _ in range(200):
        if button(one.page, "Go back to here").is_enabled():
            break
        one.page.keyboard.press("ArrowRight")
    button(one.page, "Go back to here").click()
    button(one.page.locator("gan-run .gan-panel"), "Go back").click()
    back = wait(lambda: [event["step"] for event in runs.read(folder).events if event["event"] == "Started"][1:])
    fresh = "step => document.querySelector('gan-run').run.started.step === step"
    one.page.wait_for_function(fresh, arg=back[-1])

    films.focus()
    one.page.keyboard.press("End")
    button(one.page, "Branch from here").click()
    knob = one.page.locator("gan-run .gan-panel .gan-knob[data-name=d_lr] input.gan-field").first
    knob.fill("0.00005")
    knob.press("Enter")
    button(one.page.locator("gan-run .gan-panel"), "Branch").click()
    branch = wait(lambda: next((run for run in runs.found(app.runs) if run != folder), None))
    wait(lambda: runs.status(branch).state == "waiting")
    assert runs.read_settings(branch).d_lr == 5e-5
    two.page.locator("#gan-stop").click()
    two.page.wait_for_selector("gan-run[data-state=stopped]")
    wait(lambda: runs.status(branch).state == "running")

    one.page.wait_for_function(f"location.search.includes('run={branch.name}')")
    button(card(one.page, folder.name), "Compare").click()
    one.page.wait_for_function(f"location.search.includes('with={folder.name}')")
    one.page.locator("gan-compare").get_by_text("branched from the other").wait_for()
    one.page.wait_for_function(
        "document.querySelectorAll('gan-compare canvas.gan-twin-grid:not([hidden])').length == 2"
    )
    button(one.page.locator("gan-compare"), "Close").click()

    with two.page.expect_download() as download:
        two.page.locator("gan-run").get_by_role("link", name="MP4").click()
    assert download.value.suggested_filename == f"{folder.name}.mp4"
    assert os.path.getsize(download.value.path()) > 1000

    card(two.page, folder.name).locator("summary").click()
    button(two.page, "Keep as a model").click()
    two.page.get_by_label("Name of the model").fill("red and blue")
    button(two.page, "Keep").click()
    two.page.get_by_text("Kept as “red-and-blue”").wait_for()
    assert checkpoints.read_config(app.models / "red-and-blue").title.en == "red and blue"

    assert not one.problems + two.problems
    one.context.close()  # the browser of somebody who looks at what is deleted logs that it is gone
    card(two.page, folder.name).locator("summary").click()
    card(two.page, folder.name).locator("summary").click()
    button(two.page, "Delete").click()
    button(two.page.locator(".gan-menu-panel form"), "Delete").click()
    card(two.page, folder.name).wait_for(state="detached")
    assert not folder.exists()
    two.context.close()


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_a_run_fits_on_a_phone(browser, app, picture_folder, locale):  # noqa: F811
    from gan_demo.settings import Settings

    folder = runs.start(Settings(recipe="sngan", data=str(picture_folder), size=32, batch=4, width=32), app.runs)
    wait(lambda: "Progress" in [event["event"] for event in runs.read(folder).events])
    one = Visit(
        browser, app.url, locale=locale, size={"width": 390, "height": 844}, query=f"?run={folder.name}", ready=RUN
    )
    one.page.wait_for_selector("gan-run[data-state=running] img[data-step]")
    assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not one.problems
    one.context.close()
