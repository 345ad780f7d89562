"""Kept pictures and walks as a visitor sees them, in Chromium: kept, put in order, mixed, played, and taken home."""

import json

import pytest
from support.films import frames_of
from support.visits import BIG, PHONE, PIXELS, Visit, move

KEEP, CELLS = "gan-stage .gan-keep", "gan-stage .gan-kept .gan-cell"
TEXTS = f"[...document.querySelectorAll('{CELLS}')].map((cell) => cell.dataset.text)"
READY = f"[...document.querySelectorAll('{CELLS} canvas')].every((canvas) => canvas.dataset.drawn)"


def keep(one: Visit, count: int) -> list[str]:
    """Keep the picture that is shown and new ones, so many in all; what the strip holds then."""
    for i in range(count):
        if i:
            before = one.pixels()
            one.page.locator("gan-stage + gan-controls .gan-dice").click()
            one.changed(before)
        one.page.locator(KEEP).click()
    one.page.wait_for_function(f"({TEXTS}).length === {count} && {READY}")
    return one.page.evaluate(TEXTS)


def test_kept_pictures_outlive_a_reload_and_lead_back(visit):
    one = visit(query="?model=plain&seed=4")
    first = one.pixels()
    texts = keep(one, 3)
    third = one.pixels()
    one.page.reload()
    one.page.wait_for_function(f"({TEXTS}).length === 3 && {READY}")
    assert one.page.evaluate(TEXTS) == texts
    one.page.locator(CELLS).first.click()
    assert one.changed(third) == first == one.pixels(f"{CELLS}:first-child canvas")
    assert one.page.locator(KEEP).get_attribute("aria-pressed") == "true"
    one.page.locator(KEEP).click()
    one.page.wait_for_function(f"({TEXTS}).length === 2")
    other = visit(query="?model=shapes")  # each model has its own
    assert other.page.evaluate(TEXTS) == []


@pytest.mark.parametrize("how", ["mouse", "keys"])
def test_kept_pictures_are_put_in_order(visit, how):
    one = visit(query="?model=plain&seed=4")
    a, b, c = keep(one, 3)
    one.page.locator(CELLS).first.scroll_into_view_if_needed()
    if how == "mouse":
        ends = [one.page.locator(CELLS).nth(i).bounding_box() for i in (2, 0)]
        start, end = ((box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in ends)
        one.page.mouse.move(*start)
        one.page.mouse.down()
        one.page.mouse.move(*end, steps=12)
        one.page.mouse.up()
    else:
        one.page.locator(CELLS).nth(2).focus()
        one.page.keyboard.press("Shift+ArrowLeft")
        assert one.page.evaluate("document.activeElement.dataset.text") == c
        one.page.locator("gan-stage").get_by_role("button", name="Move it one place back").click()
    one.page.wait_for_function(
        f"texts => JSON.stringify({TEXTS}) === texts", arg=json.dumps([c, a, b], separators=(",", ":"))
    )
    one.page.reload()
    one.page.wait_for_function(f"({TEXTS}).length === 3")
    assert one.page.evaluate(TEXTS) == [c, a, b]
    one.page.locator(CELLS).first.focus()
    one.page.keyboard.press("Delete")
    assert one.page.evaluate(TEXTS) == [a, b]


def test_a_walk_is_played_on_the_stage_and_rests_at_a_picture(visit):
    one = visit(query="?model=plain&seed=4")
    keep(one, 2)
    at = "document.querySelector('gan-stage .gan-scrub').valueAsNumber"
    drawn = int(one.page.locator(BIG).get_attribute("data-drawn"))
    one.page.locator("gan-stage").get_by_role("button", name="Play the walk").click()
    one.page.wait_for_function(f"{at} > 100 && {at} < 400")
    one.page.wait_for_function(f"drawn => document.querySelector('{BIG}').dataset.drawn > drawn + 5", arg=drawn)
    one.page.locator("gan-stage").get_by_role("button", name="Stop the walk").click()
    one.page.wait_for_function("location.search.split(',').length > 10")  # amounts of all directions
    other = visit(query="?" + one.page.url.partition("?")[2])  # the link leads to where it rests
    one.page.wait_for_function(f"pixels => ({PIXELS})('{BIG}') === pixels", arg=other.pixels())
    one.page.locator(KEEP).click()
    assert len(one.page.evaluate(TEXTS)) == 3


def test_two_are_mixed(visit):
    one = visit(query="?model=plain&seed=4")
    keep(one, 2)
    second = one.pixels()
    one.page.locator("gan-stage").get_by_role("button", name="Mix it").click()
    assert one.page.locator("gan-stage").get_by_text("Now click the other picture").is_visible()
    one.page.locator(CELLS).first.click()
    half = one.changed(second)
    share = one.page.locator("gan-stage").get_by_role("slider", name="Share of the other")
    share.focus()
    one.page.keyboard.press("Home")
    one.page.wait_for_function(f"pixels => ({PIXELS})('{BIG}') === pixels", arg=second)
    one.page.keyboard.press("End")
    one.changed(second)
    one.page.wait_for_function("!location.search.includes(',')")
    assert one.pixels() not in (half, second)


def test_a_walk_along_a_slider_is_taken_home_in_each_form(visit, tmp_path):
    one = visit(query="?model=plain&seed=4")
    one.page.locator("gan-stage details.gan-more > summary").click()
    along, side = one.page.locator("gan-stage .gan-walk-row select").all()
    assert along.input_value() == "0"  # nothing is kept yet
    side.select_option("128")
    move(one, "gan-stage .gan-walk .gan-slider input", 0.5)
    for form, frames in (("MP4", 30), ("WebP", 20), ("GIF", 20), ("PNG", 1)):
        with one.page.expect_download() as caught:
            one.page.locator("gan-stage .gan-movie", has_text=form).click()
        path = tmp_path / caught.value.suggested_filename
        caught.value.save_as(path)
        assert path.name == f"plain-walk.{form.lower()}"
        assert frames_of(path.read_bytes()).shape == (frames, *((256, 1024) if form == "PNG" else (128, 128)), 3)


def test_a_walk_on_a_phone_in_chinese(visit):
    one = visit(query="?model=plain&seed=4", locale="zh-CN", size=PHONE)
    assert one.page.locator("gan-stage").get_by_text("看到喜欢的图像就按“保留”").is_visible()
    keep(one, 3)
    assert one.page.locator("gan-stage").get_by_role("button", name="播放漫游").is_visible()
    assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_browser_that_stores_nothing_keeps_them_for_the_visit(browser, server):
    context = browser.new_context(locale="en-US")
    context.add_init_script("Storage.prototype.setItem = () => { throw new Error('blocked') }")
    page = context.new_page()
    page.goto(server + "?model=plain")
    page.locator(KEEP).click()
    page.locator(CELLS).wait_for()
    context.close()
