"""What a visitor sees of a run and does with it, in Chromium, over folders in which nothing has to be trained."""

import dataclasses
import json
import subprocess
from itertools import pairwise

import numpy as np
import psutil
import pytest
from PIL import Image
from support.apps import RUN, button, card, kept
from support.films import timed_frames
from support.histories import past
from support.runs import wait
from support.trainers import tiny_trainer
from support.visits import Visit

from gan_demo import commands as ask
from gan_demo import runs
from gan_demo.events import CloseUp, Paused, Started
from gan_demo.training.closeup import watched_step
from gan_demo.training.recorder import Recorder

EMA = ["Fixed latents (EMA)", "Fresh latents (EMA)"]
STEPS = [0, 60, 120, 180, 240]  # each grid is as bright as its step
GRID, HISTOGRAM = "gan-run img.gan-grid", "gan-run .gan-histogram svg"
SHADE = """selector => {
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  context.drawImage(document.querySelector(selector), 0, 0, 1, 1);
  return context.getImageData(0, 0, 1, 1).data[0];
}"""
CURSORS = """() => [...document.querySelectorAll('gan-run .gan-curves:not([hidden]) .gan-cursor')]
  .map((one) => (one.hidden ? null : one.style.left))"""
CLOSEUP = """() => {
  const pixels = (one) => [...one.getContext('2d').getImageData(0, 0, one.width, one.height).data];
  const row = (one) => [one.dataset.kind, [...one.querySelectorAll('canvas')].map((cell) => pixels(cell)
    .filter((_, i) => i % 4 < 3)), [...one.querySelectorAll('small')].map((score) => score.textContent)];
  return [...document.querySelectorAll('gan-closeup .gan-sheet-row:not(.off)')].map(row);
}"""
LISTEN = """selector => {
  const image = document.querySelector(selector);
  window.played = [];
  const note = () => played.push(Number(image.dataset.step));
  new MutationObserver(note).observe(image, { attributeFilter: ['data-step'] });
}"""


@pytest.fixture(scope="module")
def app():
    """A page whose runs stay from test to test."""
    yield kept()
    kept().empty()


@pytest.fixture(scope="module")
def server(app):
    """The address at which `visit` looks."""
    return app.url


@pytest.fixture(scope="module")
def film(app, browser):
    """The page of a run of the past, which several tests look at."""
    past(app.runs / "film", STEPS, -1.0, 1.0)
    one = Visit(browser, app.url, query="?run=film", ready=RUN)
    yield one.page
    one.close()
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


FILMED = """() => {
  const strip = document.querySelector('gan-run .gan-film canvas'), middle = strip.getContext('2d');
  return [...middle.getImageData(strip.width / 2, strip.height / 2, 1, 1).data].slice(0, 3);
}"""


def test_a_film_shows_what_is_made_and_not_what_it_is_made_of(visit, app):
    past(folder := app.runs / "drawn", STEPS, -1.0, 1.0)
    for grid in (folder / runs.GRIDS).iterdir():  # rows of 16 px: black drawings over white pictures
        Image.fromarray(np.tile(np.repeat([0, 255], 16)[:, None, None], (3, 128, 3)).astype(np.uint8)).save(grid)
    events = (folder / runs.EVENTS).read_text()
    (folder / runs.EVENTS).write_text(events.replace('"device": "cpu"', '"device": "cpu", "given": 1', 1))
    one = visit(query="?run=drawn", ready=RUN)
    one.page.wait_for_function(f"String(({FILMED})()) === '255,255,255'")


def test_play_shows_each_grid_up_to_the_last_and_stops_there(film):
    film.evaluate(LISTEN, GRID)
    film.get_by_role("button", name="Play from the beginning").click()
    film.wait_for_function("played.at(-1) === 240")
    film.get_by_role("button", name="Play from the beginning").wait_for()
    assert film.evaluate("played") == STEPS
    drawn(film, 240)


def test_the_webp_is_a_film_with_the_step_written_in(film):
    with film.expect_download() as download:
        film.get_by_role("button", name="WebP").click()
    assert download.value.suggested_filename == "film.webp"
    frames = [frame for _, frame in timed_frames(download.value.path().read_bytes())]
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
    for step in (600, 800):
        alike(folder, step, 0.1)
    return folder


def alike(folder, step, variety, **told):
    measures = {"distance": 12.0, "error": 2.0, "floor": 0.5, "coverage": 0.2, "covered": 0.9, "judge": True}
    happened(folder, "Scored", step, variety=variety, **measures, **told)
    happened(folder, "Progress", step, seconds=step / 2, rate=16.0, left=None, loss={"d": 1.0, "g": 3.0})


def test_what_a_light_suggests_is_one_click_and_to_the_best_it_goes_back_after_a_question(app, visit, claim):
    folder = collapsed(app.runs / "collapsed")
    orders = claim(folder)
    page = visit(query="?run=collapsed", ready=RUN).page
    light = page.locator(".gan-advised[data-light=collapse]")
    light.get_by_text("Samples differ 10% as much as real ones").wait_for()
    back = button(light, "Roll back to the best, step 400, with that applied").element_handle()
    alike(folder, 1000, 0.12)
    light.get_by_text("Samples differ 12% as much as real ones").wait_for()
    back.dblclick()  # it is the same one, so that a question is not forgotten while numbers change
    button(light, r"Later steps go\. Roll back\?").click()
    assert wait(orders.take) == [ask.Rewind(400, {"g_lr": "0.0001"})]
    button(light, "Apply: Generator learning rate 0.0001").click()
    assert wait(orders.take) == [ask.Set({"g_lr": "0.0001"})]
    happened(folder, "Changed", 1000, changes={"g_lr": [2e-4, 1e-4]})  # as the trainer answers
    page.locator(".gan-changes").get_by_text("Generator learning rate 0.0002 → 0.0001").wait_for()
    assert page.locator(".gan-knob[data-name=g_lr] input.gan-field").input_value() == "0.0001"


def test_the_curve_of_variety_says_whether_it_is_within_classes_and_never_mixes_the_two(app, visit):
    folder = app.runs / "classes"
    past(folder, STEPS, -1.0, 1.0)
    legend = ".gan-curves:visible:has(b:text-is('Coverage and variety ↑')) .gan-legend"
    page = visit(query="?run=classes", ready=RUN).page
    page.locator(f"gan-run {legend}", has_text="variety 0.7").wait_for()
    for step in (300, 360):
        alike(folder, step, 0.4, within=True)
    page.locator(f"gan-run {legend}", has_text="variety within classes 0.4").wait_for()
    lines = page.locator(f"gan-run {legend.removesuffix(' .gan-legend')} polyline.strong")
    assert sorted(len(line.get_attribute("points").split()) for line in lines.all()) == [2, len(STEPS) + 2]


def lit(page):
    """What each light says of its run to whoever does not see colours."""
    told = [one.split(": ") for one in page.locator("gan-side .gan-lights li").all_text_contents()]
    return dict(told)


def test_a_light_says_what_it_watches_when_it_is_pressed(app, visit):
    past(app.runs / "watched", STEPS, -1.0, 1.0, pace=0.5)
    page = visit(query="?run=watched", ready=RUN).page
    assert page.locator("gan-run .gan-lapse figcaption").all_text_contents() == EMA
    watched = page.locator("gan-side .gan-lights + .gan-hint")
    assert not watched.is_visible()
    light = button(page.locator("gan-side .gan-lights"), "Variety: .*")
    light.click()
    assert watched.inner_text().startswith("Variety How much samples differ from each other, beside real ones")
    assert watched.inner_text().endswith("The samples differ from each other.")
    button(page.locator("gan-side .gan-lights"), "NaN: .*").click()
    assert watched.inner_text().startswith("NaN Whether losses and weights are still numbers")
    assert light.get_attribute("aria-expanded") == "false"
    button(page.locator("gan-side .gan-lights"), "NaN: .*").click()
    assert not watched.is_visible()


def test_no_light_of_a_run_that_failed_or_was_killed_is_fine(app, visit):
    past(app.runs / "sound", STEPS, -1.0, 1.0)
    past(app.runs / "full", STEPS, -1.0, 1.0, ending="Failed")
    killed = past(app.runs / "killed", STEPS, -1.0, 1.0) or app.runs / "killed"
    lines = (killed / runs.EVENTS).read_text().splitlines(keepends=True)
    (killed / runs.EVENTS).write_text("".join(lines[:-1]))
    said = {}
    for name in ("sound", "full", "killed"):
        page = visit(query=f"?run={name}", ready=RUN).page
        page.locator("gan-side .gan-lights li").first.wait_for()
        said[name] = {*lit(page).values()}
    assert said == {"sound": {"fine"}, "full": {"the run failed"}, "killed": {"the run failed"}}


def test_who_asks_for_a_pause_while_a_score_is_measured_is_told_so(app, visit, claim):
    folder = app.runs / "measuring"
    past(folder, STEPS, -1.0, 1.0)
    orders = claim(folder)
    happened(folder, "Started", 240, device="cpu")
    happened(folder, "Measuring", 240)
    page = visit(query="?run=measuring", ready=RUN).page
    busy = page.get_by_text("A score is being measured; what you asked for comes next.")
    assert busy.count() == 0  # nobody waits
    button(page.locator("gan-side .gan-acts"), "Pause").click()
    assert wait(orders.take) == [ask.Pause()]
    busy.wait_for()
    happened(folder, "Paused", 240)
    busy.wait_for(state="detached")


def test_what_was_asked_of_one_run_is_not_told_of_another(app, visit, claim):
    for name in ("asked", "unasked"):
        past(app.runs / name, STEPS, -1.0, 1.0)
        claim(app.runs / name)
        happened(app.runs / name, "Started", 240, device="cpu")
        happened(app.runs / name, "Measuring", 240)
    page = visit(query="?run=asked", ready=RUN).page
    pause = button(page.locator("gan-side .gan-acts"), "Pause")
    pause.click()
    busy = page.get_by_text("A score is being measured; what you asked for comes next.")
    busy.wait_for()
    page.locator("gan-run .gan-run-head select").select_option("unasked")
    page.wait_for_url("**run=unasked*")
    busy.wait_for(state="detached")
    assert pause.is_enabled()


PHASES = {
    "d looks": ("D looks at real and at generated pictures", ["real", "fake"]),
    "d learns": ("D changes its weights", ["real", "fake"]),
    "g looks": ("G asks D how each pixel should change", ["fake", "gradient"]),
    "g learns": ("G changes its weights", ["fake"]),
}


def watched(page, event):
    """The phase comes into sight: its pictures, a score under each of them, and its sentence."""
    sentence, kinds = PHASES[event.phase]
    pictures = event.pictures.reshape(len(kinds), 8, -1).tolist()
    scores = [[said(score) for score in getattr(event, kind, None) or [None] * 8] for kind in kinds]
    wait(lambda: page.evaluate(CLOSEUP) == [list(row) for row in zip(kinds, pictures, scores, strict=True)], 20)
    told = page.locator("gan-closeup .gan-sentence").inner_text()
    assert told.startswith(sentence)
    assert ("The gradient's mean size: " in told) is ("gradient" in kinds)


def said(score):
    return "" if score is None else f"{score:.2f}".replace("-", "−")


def test_slow_motion_shows_what_each_player_sees_and_a_single_step_that_of_one(app, visit, claim):
    folder, trainer = app.runs / "slow", tiny_trainer(size=16)
    folder.mkdir(parents=True)
    recorder = Recorder(folder, trainer)
    orders = claim(folder)
    recorder.record(Started(0, 0, "cpu"))
    page = visit(query="?run=slow", ready=RUN).page
    slow, phases = page.locator("gan-side .gan-slow"), page.locator("gan-closeup .gan-phases button")
    button(slow, "0.5 s").click()
    assert wait(orders.take) == [ask.Slow(0.5)]
    seen = [event for event in watched_step(trainer) if isinstance(event, CloseUp)]
    for event in seen:
        recorder.record(event)
        watched(page, event)
    raw = "Here G draws with its weights of this very step; the grids are drawn by their average (EMA)."
    assert page.locator("gan-closeup .gan-hint").inner_text() == raw
    phases.filter(has_text="D looks").click()  # it can be looked at again
    watched(page, seen[0])
    recorder.record(Paused(1, 8))
    button(slow, "Step D").click()
    assert wait(orders.take) == [ask.Step("d")]
    for event in watched_step(trainer, "d", seen[-1].number + 1):
        if isinstance(event, CloseUp):
            recorder.record(event)
            recorder.record(Paused(trainer.steps, trainer.images))
            watched(page, event)


def test_a_name_and_a_note_outlive_a_reload_and_are_seen_by_others(app, visit):
    past(app.runs / "night", [0, 10], -1.0, 1.0)
    page = visit(query="?run=night", ready=RUN).page
    card(page, "night").locator("summary").click()
    button(page, "Rename, add a note").click()
    page.get_by_label("Name", exact=True).fill("Night <b>run</b> 夜")
    page.get_by_label("Note").fill("half the rate")
    button(page.locator(".gan-menu-panel"), "Save").click()
    for one in (page, visit(query="?tab=train", ready=RUN, locale="zh-CN").page):
        card(one, "night").get_by_text("Night <b>run</b> 夜").wait_for()
        assert card(one, "night").locator(".gan-place-note").inner_text() == "half the rate"
    page.reload()
    page.locator("gan-run .gan-run-head select option:checked", has_text="Night <b>run</b> 夜 · Stopped").wait_for(
        state="attached"
    )
    page.locator("gan-run .gan-hint").get_by_text("half the rate").wait_for()


def beside(page, *steps):
    """Wait until the grids of these steps lie side by side."""
    for side, step in enumerate(steps):
        grid = f"gan-compare [data-side='{side}'] canvas.gan-twin-grid"
        page.wait_for_function(f"([grid, shade]) => ({SHADE})(grid) === shade", arg=[grid, step])
        assert page.get_attribute(grid, "data-step") == str(step)


def test_two_runs_are_compared_at_the_same_step_or_time_and_a_copied_link_opens_them(app, visit):
    past(app.runs / "quick", STEPS, -1.0, 1.0, pace=0.5)
    past(app.runs / "thorough", STEPS, -1.0, 1.0, pace=1.0)
    one = visit(query="?tab=train&run=quick", ready=RUN)
    page = one.page
    button(card(page, "thorough"), "Compare").click()
    beside(page, 240, 240)
    assert page.locator("gan-compare .gan-twin > .gan-hint").first.inner_text().startswith("step 240 · EMA · ")
    button(page.locator("gan-compare"), "time").click()
    beside(page, 240, 120)  # after two minutes of each
    page.locator("gan-compare .gan-scrub").fill("1")
    beside(page, 120, 60)
    assert page.locator("gan-compare .gan-step").inner_text() == "1 min 0 s"
    button(page.locator("gan-compare"), "step").click()
    beside(page, 120, 120)
    one.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button(page.locator("gan-compare"), "Copy link").click()
    button(page.locator("gan-compare"), "Copied").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    beside(visit(query=link.removeprefix(app.url), ready=RUN).page, 240, 240)


def test_a_duel_is_one_click_from_the_same_seed_on_the_same_data(app, visit):
    page = visit(query="?tab=train", ready="document.querySelector('.gan-duel')").page
    before = runs.find_runs(app.runs)
    page.locator(".gan-duel", has_text="WGAN against WGAN-GP").click()
    page.wait_for_function("location.search.includes('with=')")
    pair = sorted(set(runs.find_runs(app.runs)) - set(before))
    for folder in pair:
        runs.stop(folder)
    one, other = map(runs.read_settings, pair)
    assert (one.recipe, other) == ("wgan", dataclasses.replace(one, recipe="wgan_gp"))
    assert [runs.about(folder)["with"] for folder in pair] == [folder.name for folder in reversed(pair)]
    page.locator("gan-compare").get_by_text("The recipe differs", exact=False).wait_for()
    heads = page.locator("gan-compare .gan-twin-head option:checked").all_inner_texts()
    assert [head.split()[0] for head in heads] == ["WGAN", "WGAN-GP"]
    for folder in pair:  # nobody knows how old a run is before its first word
        assert " ago" not in card(page, folder.name).inner_text()
