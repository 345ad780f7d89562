"""A model that makes series as a visitor sees it, in Chromium: curves, their names, their sound, their values."""

import csv
import io
import re
import urllib.request
import wave
from pathlib import Path

import pytest
from PIL import Image
from support.pages import served_with
from support.series import NAMES, STEP, STEPS, series_checkpoint
from support.visits import BIG, DESKTOP, DRAWN, PHONE, SLIDER, Visit, move, visits

from gan_demo.data import sources
from gan_demo.ui.tabs.train import first_ready

LISTEN, AUDIO = "gan-stage .gan-listen", "document.querySelector('gan-stage audio')"
PLAYS = f"{AUDIO}.src && !{AUDIO}.paused && {AUDIO}.currentTime > 0"
RECIPE, DATA = {"en-US": "Recipe", "zh-CN": "方法"}, {"en-US": "Data", "zh-CN": "数据"}


@pytest.fixture(scope="module")
def series_page():
    """The address of a page with such a model beside two that make pictures."""
    with served_with(series_checkpoint) as address:
        yield address


@pytest.fixture
def look(browser, series_page):
    """Begin a visit, by default to such a model."""
    yield from visits(Visit, browser, series_page, query="?model=waves&seed=5")


def slowly(one, rate=0.1):
    """Let what sounds last long enough to be looked at; one that begins takes the rate that is the default."""
    one.page.evaluate(f"{AUDIO}.playbackRate = {AUDIO}.defaultPlaybackRate = {rate}")


def sound_of(one):
    """The bytes that the audio element plays."""
    return bytes(one.page.evaluate(f"async () => [...new Uint8Array(await (await fetch({AUDIO}.src)).arrayBuffer())]"))


def shown_as(one, form):
    """The file of what is shown, by its address."""
    address = one.evaluate("async () => (await import('STATIC/core/state.js')).pictureURL()")
    with urllib.request.urlopen(f"{address}&form={form}", timeout=30) as answer:
        return answer.read()


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_curves_are_shown_in_their_own_size_with_their_names(look, locale):
    page = look(locale=locale).page
    assert page.evaluate(
        f"[document.querySelector('{BIG}').width, getComputedStyle(document.querySelector('{BIG}')).imageRendering]"
    ) == [384, "auto"]
    names = [words.zh if locale == "zh-CN" else words.en for words in NAMES]
    assert page.locator("gan-stage .gan-inks li").all_inner_texts() == names
    assert (
        page.locator("gan-stage .gan-ink").first.evaluate("e => getComputedStyle(e).backgroundColor")
        == "rgb(36, 84, 196)"
    )
    assert page.locator("gan-stage").get_by_role("button", name=re.compile("Smooth|平滑|512")).count() == 0


def test_a_model_of_pictures_has_nothing_of_it(look):
    one = look(query="?model=plain")
    assert not one.page.locator(LISTEN).is_visible()
    for form in ("CSV", "WAV"):
        assert not one.page.locator("gan-stage").get_by_role("button", name=form, exact=True).count()
    assert one.page.evaluate(f"getComputedStyle(document.querySelector('{BIG}')).imageRendering") == "pixelated"
    one.page.locator("gan-header select").select_option("waves")
    one.page.locator(LISTEN).wait_for()
    one.page.wait_for_function(f"document.querySelector('{BIG}').width === 384")


def test_listen_plays_what_is_shown_until_it_is_pressed_again(look):
    one = look()
    page, listen = one.page, one.page.locator(LISTEN)
    assert not page.evaluate(f"{AUDIO}.src")  # nothing plays by itself
    slowly(one)
    assert "Listen" in listen.inner_text()
    listen.press("Enter")
    page.wait_for_function(PLAYS)
    assert "Stop" in listen.inner_text()
    assert sound_of(one) == shown_as(one, "wav")
    page.wait_for_selector("gan-stage .gan-playhead:not([hidden])", state="attached")
    listen.click()
    page.wait_for_function(f"{AUDIO}.paused && !{AUDIO}.src")
    assert "Listen" in listen.inner_text()
    assert not page.locator("gan-stage .gan-playhead").is_visible()


def test_the_sound_goes_on_with_what_a_slider_makes_and_ends_with_it(look):
    one = look()
    slowly(one)
    one.page.locator(LISTEN).click()
    one.page.wait_for_function(PLAYS)
    before = one.page.evaluate(f"[{AUDIO}.src, {AUDIO}.currentTime]")
    move(one, SLIDER, 2)
    one.page.wait_for_function(f"before => {AUDIO}.src !== before[0] && {AUDIO}.currentTime >= before[1]", arg=before)
    assert sound_of(one) == shown_as(one, "wav")
    slowly(one, 4)
    one.page.wait_for_function(f"{AUDIO}.paused")
    assert "Listen" in one.page.locator(LISTEN).inner_text()


@pytest.mark.parametrize("leave", ["model", "tab"])
def test_the_sound_ends_where_its_curves_are_left(look, leave):
    one = look()
    slowly(one)
    one.page.locator(LISTEN).click()
    one.page.wait_for_function(PLAYS)
    if leave == "model":
        one.page.locator("gan-header select").select_option("plain")
    else:
        one.tab("models")
    one.page.wait_for_function(f"{AUDIO}.paused && !{AUDIO}.src")


def test_a_sound_that_cannot_be_had_is_told(look):
    one = look()
    refused = {"error": {"en": "Not now.", "zh": "现在不行。"}}
    one.page.route("**/gan/picture*form=wav*", lambda route: route.fulfill(status=422, json=refused))
    one.page.locator(LISTEN).click()
    one.page.locator("gan-stage .gan-series").get_by_text("Not now.").wait_for()
    assert "Listen" in one.page.locator(LISTEN).inner_text()
    one.problems.clear()  # the browser logs the refusal


def given(one, form):
    """The file that a button gives, and its name."""
    with one.page.expect_download() as download:
        one.page.locator("gan-stage").get_by_role("button", name=re.compile(form)).click()
    return Path(download.value.path()).read_bytes(), download.value.suggested_filename


def test_its_values_its_sound_and_its_picture_are_downloaded(look):
    one = look()
    table, name = given(one, "CSV")
    assert (table, name) == (shown_as(one, "csv"), "waves-5.csv")
    assert next(csv.reader(io.StringIO(table.decode()))) == ["step", "Power", "Voltage", "Current"]
    sound, name = given(one, "WAV")
    assert (sound, name) == (shown_as(one, "wav"), "waves-5.wav")
    with wave.open(io.BytesIO(sound)) as file:
        assert file.getnframes() > STEPS * STEP * 22_000
    picture, name = given(one, "PNG")
    assert (Image.open(io.BytesIO(picture)).size, name) == ((384, 384), "waves-5.png")


def test_neighbours_kept_ones_and_classes_are_curves(look):
    one = look()
    before = one.pixels()
    one.page.wait_for_function("document.querySelector('gan-stage .gan-strip canvas').dataset.drawn || 1")
    one.page.locator("gan-stage .gan-strip .gan-cell").nth(2).click()
    moved = one.changed(before)
    one.page.locator("gan-stage .gan-keep").click()
    one.page.wait_for_selector("gan-stage gan-kept .gan-cell")
    one.tab("classes")
    one.page.wait_for_function("document.querySelector('gan-classes .gan-picture').dataset.drawn")
    one.page.locator("gan-classes .gan-class-cell").nth(1).click()
    one.tab("explore")
    assert one.changed(moved) != before


def test_a_walk_of_curves_silences_the_sound(look):
    one = look()
    slowly(one)
    one.page.locator("gan-stage gan-kept summary").click()
    one.page.locator(LISTEN).click()
    one.page.wait_for_function(PLAYS)
    before = one.pixels()
    one.page.locator("gan-stage gan-kept .gan-play").click()
    one.page.wait_for_function(f"{AUDIO}.paused && !{AUDIO}.src")
    one.changed(before)
    one.page.locator(LISTEN).click()  # the walk rests, and the place that it has come to is heard
    one.page.wait_for_function(PLAYS)
    assert one.page.locator("gan-stage gan-kept .gan-play").inner_text() == "▶"


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_all_of_it_fits_a_phone(look, locale):
    one = look(locale=locale, size=PHONE)
    assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box = one.page.locator(LISTEN).bounding_box()
    assert box["height"] >= 36
    assert box["y"] + box["height"] <= PHONE["height"]


def choose(page, label, name):
    page.get_by_label(label, exact=True).first.click()
    away = r"(, \d+ MB to download|，需下载 \d+ MB)?"  # where it is not on this machine
    page.locator("[role=option]:visible").filter(has_text=re.compile(rf"^\W*{name}{away}$")).click()


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_the_form_offers_a_recipe_its_data_and_remembers_the_others(look, locale):
    page = look(query="?tab=train", locale=locale, ready="document.querySelector('.gan-drop')").page
    data, chinese = page.get_by_label(DATA[locale], exact=True).first, locale == "zh-CN"
    size = page.locator("#gan-form .gan-pair input").first
    page.wait_for_function("document.querySelector('.gan-duel')")
    choose(page, DATA[locale], "MNIST 手写数字" if chinese else "MNIST digits")
    page.wait_for_function("document.querySelector('gan-places').getAttribute('data') === 'mnist'")
    choose(page, RECIPE[locale], "Recurrent GAN")
    first = sources()[first_ready("series")]
    page.wait_for_function("name => document.querySelector('gan-places').getAttribute('data') === name", arg=first.name)
    steps = f"{first.sizes[0]} {'步' if chinese else 'steps'}"
    page.wait_for_function("([e, steps]) => e.value === steps", arg=[size.element_handle(), steps])
    assert page.get_by_label("长度（步）" if chinese else "Length in steps").first.is_visible()
    assert not page.locator("gan-own").is_visible()
    assert not page.locator(".gan-invitation").is_visible()  # its pairs learn from pictures
    page.get_by_label(DATA[locale], exact=True).first.click()
    assert len(page.locator("[role=option]:visible").all()) >= 2
    assert not page.locator("[role=option]:visible", has_text="MNIST").count()
    page.keyboard.press("Escape")
    choose(page, RECIPE[locale], "DCGAN")
    page.wait_for_function("document.querySelector('gan-places').getAttribute('data') === 'mnist'")
    assert "MNIST" in data.input_value()
    page.wait_for_function("e => e.value === '32 px'", arg=size.element_handle())
    assert page.locator("gan-own").is_visible()
    assert page.locator(".gan-duel").first.is_visible()


@pytest.mark.parametrize(("locale", "shape"), [("en-US", "16 steps, 3 variables"), ("zh-CN", "16 步，3 个变量")])
def test_its_card_says_what_it_makes_and_opens_it(look, locale, shape):
    one = look(query="?tab=models", locale=locale, ready="document.querySelector('.gan-card img')")
    card = one.page.locator(".gan-card", has_text="waves")
    assert shape in card.inner_text()
    assert "16 px" not in card.inner_text()
    card.locator("button.strong").click()
    one.page.wait_for_function(DRAWN)
    one.page.locator(LISTEN).wait_for()
    assert one.page.locator("gan-header .gan-thumb").evaluate("e => e.width") == 96


def test_the_dark_page_has_dark_paper(look):
    one = look(query="?model=waves&__theme=dark", size=DESKTOP)
    assert "invert" in one.page.evaluate(f"getComputedStyle(document.querySelector('{BIG}')).filter")
    one.page.goto(one.server + "?model=plain&__theme=dark")
    one.page.wait_for_function(DRAWN)
    assert one.page.evaluate(f"getComputedStyle(document.querySelector('{BIG}')).filter") == "none"
