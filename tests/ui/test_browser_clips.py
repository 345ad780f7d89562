"""A model that makes clips as a visitor sees it, in Chromium: it plays, stands still, and has views to look at."""

import io
import re

import numpy as np
import pytest
from PIL import Image
from support.clips import SIDE, clip_checkpoint
from support.pages import served_with
from support.visits import BIG, DESKTOP, PHONE, SLIDER, Visit, move, visits

PAUSE, VIEWS = "gan-stage .gan-pause", "gan-stage .gan-views button"
STRIP = "document.querySelector('gan-stage .gan-cell canvas')"


@pytest.fixture(scope="module")
def clip_page():
    """The address of a page with such a model beside two that make pictures."""
    with served_with(clip_checkpoint) as address:
        yield address


@pytest.fixture
def look(browser, clip_page):
    """Begin a visit, by default to such a model."""
    yield from visits(Visit, browser, clip_page, query="?model=tiny&seed=5")


def frames_of(one, view=""):
    """The frames of what is shown, by its address: uint8 (16, 8, 8, 3)."""
    address = one.evaluate("async () => (await import('STATIC/core/state.js')).pictureURL()")
    assert ("view=" in address) == bool(view)
    strip = Image.open(io.BytesIO(one.page.request.get(address).body())).convert("RGB")
    return np.asarray(strip).reshape(16, SIDE, SIDE, 3)


def frame_shown(one):
    """What the canvas shows, uint8 (8, 8, 3)."""
    data = one.page.evaluate(
        f"""() => {{ const c = document.querySelector('{BIG}');
        return [...c.getContext('2d').getImageData(0, 0, c.width, c.height).data]; }}"""
    )
    return np.array(data, np.uint8).reshape(SIDE, SIDE, 4)[..., :3]


def test_clips_stand_still_where_less_motion_is_wanted_and_play_at_a_click(look):
    one = look()
    page = one.page
    first = frames_of(one)
    assert np.array_equal(frame_shown(one), first[0])
    page.wait_for_timeout(400)
    assert np.array_equal(frame_shown(one), first[0])
    before = one.pixels()
    page.locator(PAUSE).click()
    one.changed(before)
    assert any(np.array_equal(frame_shown(one), frame) for frame in first)
    page.locator(BIG).click()
    still = one.pixels()
    page.wait_for_timeout(400)
    assert one.pixels() == still
    assert not page.locator("dialog").count()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Space")
    one.changed(still)


def test_neighbours_and_classes_play_too(look):
    one = look()
    one.page.locator(PAUSE).click()
    one.page.wait_for_function(f"{STRIP}.dataset.drawn")
    before = one.page.evaluate(f"{STRIP}.toDataURL()")
    one.page.wait_for_function(f"before => {STRIP}.toDataURL() !== before", arg=before)
    one.tab("classes")
    cell = "document.querySelectorAll('gan-classes .gan-class-cell canvas')[2]"
    one.page.wait_for_function(f"{cell}?.dataset.drawn")
    before = one.page.evaluate(f"{cell}.toDataURL()")
    one.page.wait_for_function(f"before => {cell}.toDataURL() !== before", arg=before)


def test_it_plays_on_while_a_slider_moves(look):
    one = look()
    first = frames_of(one)
    drawn = int(one.page.evaluate(f"document.querySelector('{BIG}').dataset.drawn"))
    move(one, SLIDER, 2)
    one.page.wait_for_function(f"drawn => Number(document.querySelector('{BIG}').dataset.drawn) > drawn", arg=drawn)
    moved = frames_of(one)
    assert not np.array_equal(moved, first)
    assert np.array_equal(frame_shown(one), moved[0])


@pytest.mark.parametrize(("locale", "size"), [("en-US", DESKTOP), ("zh-CN", PHONE)])
def test_each_view_can_be_looked_at_and_stands_in_the_address(look, locale, size):
    one = look(locale=locale, size=size)
    named = {"en-US": ["Whole", "Foreground", "Mask", "Background"], "zh-CN": ["整体", "前景", "掩码", "背景"]}[locale]
    views = one.page.locator(VIEWS)
    assert views.all_inner_texts() == named
    assert all(view.evaluate("e => e.scrollWidth <= e.clientWidth") for view in views.all())
    before = one.pixels()
    views.nth(2).click()
    one.changed(before)
    mask = frames_of(one, "mask")
    assert np.array_equal(frame_shown(one), mask[0])
    assert np.array_equal(mask[..., 0], mask[..., 1])
    one.page.wait_for_url(re.compile("view=mask"))
    again = look(query=one.page.url.removeprefix(one.server), locale=locale, size=size)
    assert np.array_equal(frame_shown(again), mask[0])
    assert views.nth(2).get_attribute("aria-pressed") == "true"
    before = one.pixels()
    views.nth(0).click()
    one.changed(before)
    assert np.array_equal(frame_shown(one), frames_of(one)[0])


def test_a_kept_clip_is_kept_whole_and_walks_play(look):
    one = look()
    page = one.page
    page.locator(VIEWS).nth(1).click()
    page.locator("gan-stage .gan-keep").click()
    page.get_by_role("button", name="New clip").first.click()
    page.locator("gan-stage .gan-keep").click()
    kept = page.evaluate("JSON.parse(localStorage.getItem('gan-kept:tiny'))")
    assert len(kept) == 2
    assert not any("view" in text for text in kept)
    before = one.pixels()
    page.locator("gan-stage .gan-play").click()
    one.changed(before)
    page.locator("gan-stage .gan-play").click()


def test_clips_are_downloaded_as_films(look):
    one = look()
    for name, ending in (("MP4", "mp4"), ("WEBP", "webp")):
        with one.page.expect_download() as saved:
            one.page.locator("gan-stage .gan-tools").first.get_by_text(name, exact=True).click()
        assert saved.value.suggested_filename == f"tiny-5.{ending}"


def test_a_model_of_pictures_has_neither(look):
    one = look(query="?model=plain")
    assert not one.page.locator(PAUSE).is_visible()
    assert not one.page.locator(VIEWS).count() or not one.page.locator(VIEWS).first.is_visible()
    one.page.locator("gan-header select").select_option("tiny")
    one.page.locator(PAUSE).wait_for()
    one.page.locator(VIEWS).nth(1).click()
    one.page.wait_for_url(re.compile("view=foreground"))
    one.page.locator("gan-header select").select_option("plain")
    one.page.wait_for_url(lambda url: "view" not in url)
