"""The switch between smooth and crisp pixels, in Chromium: every tab obeys it, it is kept, and so do all downloads."""

import io
from urllib.parse import parse_qs, urlparse

import numpy as np
import pytest
from PIL import Image
from support.captions import save_captioned
from support.clips import clip_checkpoint
from support.films import frames_of
from support.histories import past
from support.outlines import outlined_checkpoint
from support.pages import served_with
from support.series import series_checkpoint
from support.visits import BIG, DESKTOP, PHONE, TABS, Visit, visits

SWITCH = "gan-header button.gan-pixels"
NO_SERIES = ":not([data-example=series])"  # whose curves have no pixels of their own
# what each tab shows of a model or a run
SHOWN = {
    "explore": [BIG, "gan-stage .gan-strip .gan-cell canvas", "gan-stage .gan-kept .gan-cell canvas", ".gan-thumb"],
    "classes": ["gan-classes .gan-picture", ".gan-class-cell canvas"],
    "captions": ["gan-captions .gan-picture", ".gan-candidate canvas", "gan-captions .gan-walk-view canvas"],
    "transform": [
        "gan-transform .gan-picture",
        "gan-transform .gan-strip canvas",
        ".gan-given",
        ".gan-way-back canvas",
    ],
    "train": [
        "gan-run img.gan-grid",
        "gan-run img.gan-fresh",
        "gan-closeup canvas",
        f"gan-run .gan-sheet-of{NO_SERIES} img",
    ],
    "models": [f"gan-models .gan-card{NO_SERIES} > img"],
}
LOOKS = """selectors => selectors.map((one) => {
  const all = [...document.querySelectorAll(one)];
  return [...new Set(all.map((element) => getComputedStyle(element).imageRendering))].join();
})"""
HARD = """() => [...document.querySelectorAll('canvas, img')].filter((one) =>
  getComputedStyle(one).imageRendering !== 'auto').map((one) => `${one.tagName} ${one.className}`)"""
TWINS = """[...document.querySelectorAll('canvas.gan-twin-grid')].map((one) => one.width).join()"""


def more_models(models):
    """A model of captions, of outlines, of clips and of series, and two runs."""
    save_captioned(models / "told", 16)
    outlined_checkpoint(models, "cyclegan", "drawn")
    clip_checkpoint(models)
    series_checkpoint(models)
    for name in ("one", "other"):
        past(models.parent / "runs" / name, [0, 8, 16], -1.0, 1.0)


@pytest.fixture(scope="module")
def page():
    with served_with(more_models) as address:
        yield address


@pytest.fixture
def look(browser, page):
    yield from visits(Visit, browser, page, query="?model=plain&seed=4")


def switch(one):
    one.page.locator(SWITCH).last.click()


def pressed(one):
    return one.page.locator(SWITCH).last.get_attribute("aria-pressed") == "true"


def looks(one, selectors):
    """How the pictures of each of these look, once there are some."""
    one.page.wait_for_function("selectors => selectors.every((one) => document.querySelector(one))", arg=selectors)
    return one.page.evaluate(LOOKS, selectors)


def downloaded(one, place, text):
    """The name and the bytes of what a button gives."""
    with one.page.expect_download() as caught:
        one.page.locator(place).locator("button:visible").get_by_text(text, exact=True).click()
    return caught.value.suggested_filename, caught.value.path().read_bytes()


def pixels(data):
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


def test_every_picture_of_every_tab_is_as_the_one_switch_says_and_a_reload_keeps_it(look):
    one = look(query="?model=shapes&seed=4")
    one.page.locator("gan-stage .gan-keep").click()
    one.page.locator("gan-stage .gan-kept .gan-cell canvas[data-drawn]").wait_for()
    assert not pressed(one)
    for tab in (*TABS, "explore"):
        one.tab(tab)
        assert one.page.locator(SWITCH).last.is_visible()
        assert looks(one, SHOWN[tab]) == ["pixelated"] * len(SHOWN[tab]), tab
    switch(one)
    assert pressed(one)
    for again in (False, True):
        if again:
            one.page.reload()
            one.page.wait_for_function(f"document.querySelector('{BIG}')?.dataset.drawn")
            one.page.locator("gan-stage .gan-kept .gan-cell canvas[data-drawn]").wait_for()
        for tab in (*TABS, "explore"):
            one.tab(tab)
            assert looks(one, SHOWN[tab]) == ["auto"] * len(SHOWN[tab]), tab
        assert one.page.evaluate(HARD) == []
        assert pressed(one)


def asked(url):
    return parse_qs(urlparse(url).query)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_links_open_as_they_were_seen_and_say_nothing_of_crisp_pixels(look, size):
    one = look(query="?model=plain&seed=4&d=,1.5", size=size)
    assert "smooth" not in one.page.url
    link = "async () => (await import('STATIC/core/state.js')).link()"
    said = "async () => (await import('STATIC/captions/caption_query.js')).link(null)"
    before = asked(one.evaluate(link))
    assert "smooth" not in before
    switch(one)
    assert asked(one.page.url)["smooth"] == ["1"]
    assert asked(one.evaluate(link)) == {**before, "smooth": ["1"]}
    query = one.evaluate(link).partition("?")[2]
    one.tab("captions")
    one.page.wait_for_function("document.querySelector('gan-captions .gan-picture')?.dataset.drawn")
    assert asked(one.evaluate(said))["smooth"] == ["1"]
    one.close()  # which empties what the browser keeps
    other = look(query=f"?{query}", size=size)
    assert pressed(other)
    assert other.page.evaluate("localStorage.getItem('gan-smooth')") is None  # a link changes nobody's own setting
    switch(other)
    assert "smooth" not in other.page.url
    assert other.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_back_leads_to_another_picture_and_not_to_another_look(look):
    one = look()
    before = one.pixels()
    switch(one)
    one.page.locator("gan-stage + gan-controls .gan-dice").click()
    one.changed(before)
    switch(one)
    one.page.go_back()
    one.page.wait_for_url(lambda url: asked(url)["seed"] == ["4"])
    one.page.wait_for_function("!location.search.includes('smooth')")
    assert not pressed(one)
    switch(one)
    one.page.go_forward()
    one.page.wait_for_url(lambda url: asked(url)["seed"] != ["4"])
    one.page.wait_for_function("location.search.includes('smooth=1')")


def test_a_browser_that_stores_nothing_keeps_it_in_the_address(browser, page):
    context = browser.new_context(locale="en-US")
    context.add_init_script("Storage.prototype.setItem = () => { throw new Error('blocked') }")
    tab = context.new_page()
    tab.goto(page + "?model=plain")
    tab.wait_for_function(f"document.querySelector('{BIG}')?.dataset.drawn")
    tab.locator(SWITCH).last.click()
    tab.reload()
    tab.wait_for_function(f"document.querySelector('{BIG}')?.dataset.drawn")
    assert tab.evaluate(LOOKS, [BIG]) == ["auto"]
    context.close()


STAGES = {  # the tab, what is before the name's ending, and where its button is
    "explore": ("gan-stage > * > .gan-tools", "plain-4"),
    "captions": ("gan-captions .gan-said > .gan-tools", "told-"),
    "transform": ("gan-transform .gan-drawn .gan-tools", "drawn-"),
}


@pytest.mark.parametrize("tab", STAGES)
def test_a_downloaded_picture_is_enlarged_as_it_is_seen(look, tab):
    one = look()
    place, name = STAGES[tab]
    one.tab(tab)
    one.page.locator(place).get_by_text("PNG", exact=True).click(trial=True)
    one.page.wait_for_function(
        f"document.querySelector('gan-{tab if tab != 'explore' else 'stage'} .gan-picture').dataset.drawn"
    )
    _, small = downloaded(one, place, "PNG")
    hard_name, hard = downloaded(one, place, "PNG 512")
    switch(one)
    own_name, own = downloaded(one, place, "PNG")
    soft_name, soft = downloaded(one, place, "PNG 512")
    factor = 512 // pixels(small).shape[0]
    np.testing.assert_array_equal(pixels(hard), pixels(small).repeat(factor, 0).repeat(factor, 1))
    assert hard_name.startswith(name)
    assert soft_name == hard_name.replace(".png", "-smooth.png")
    assert own_name == hard_name.replace(".png", "-small.png")
    np.testing.assert_array_equal(pixels(own), pixels(small))  # in its own size nothing is enlarged
    large = np.asarray(Image.open(io.BytesIO(soft)).convert("RGBA")).astype(int)
    middle = large[factor // 2 :: factor, factor // 2 :: factor, :3]
    assert np.corrcoef(middle.ravel(), pixels(small).ravel())[0, 1] > 0.95
    rough = [np.square(np.diff(one, axis=1)).mean() for one in (pixels(hard).astype(int), large[..., :3])]
    assert rough[1] < rough[0] / 4
    assert (large[..., 3] == 255).all()  # to its very edges


def test_an_enlarged_picture_is_one_that_can_be_copied_as_it_is_seen(look):
    one = look()
    sizes = []
    for _ in range(2):
        one.page.locator(BIG).click()
        sizes.append(
            one.page.evaluate(
                "(({ width, clientWidth }) => [width, clientWidth])(document.querySelector('dialog canvas'))"
            )
        )
        one.page.keyboard.press("Escape")
        switch(one)
    (own, shown), (large, as_large) = sizes
    assert (own, large) == (16, shown)
    assert shown == as_large > 500


def test_films_are_downloaded_as_they_are_seen(look):
    one = look(query="?model=tiny&seed=5")
    one.page.locator("gan-stage details.gan-more > summary").click()
    made = {}
    for _ in range(2):
        clip = downloaded(one, "gan-stage .gan-tools", "WEBP")
        walk = downloaded(one, "gan-stage .gan-walk", "PNG")
        made[pressed(one)] = [clip, walk]
        switch(one)
    assert [name for name, _ in made[False]] == ["tiny-5.webp", "tiny-walk.png"]
    assert [name for name, _ in made[True]] == ["tiny-5-smooth.webp", "tiny-walk-smooth.png"]
    for (_, hard), (_, soft) in zip(made[False], made[True], strict=True):
        frames = [frames_of(data)[0].astype(int) for data in (hard, soft)]
        assert frames[0].shape == frames[1].shape
        rough = [np.square(np.diff(frame, axis=0)).mean() for frame in frames]
        assert rough[1] < rough[0] / 3


def test_a_time_lapse_is_downloaded_as_it_is_seen(look):
    one = look(query="?tab=train&run=one", ready="document.querySelector('gan-run[data-state]')")
    paths = []
    one.listen("request", lambda request: "/lapse" in request.url and paths.append(asked(request.url)))
    names = []
    for _ in range(2):
        names.append(downloaded(one, "gan-run .gan-time", "WebP")[0])
        switch(one)
    assert names == ["one.webp", "one-smooth.webp"]
    assert paths == [{"form": ["webp"], "seconds": ["12"]}, {"form": ["webp"], "seconds": ["12"], "style": ["smooth"]}]


def test_both_grids_of_a_comparison_change_at_once(look):
    one = look(query="?tab=train&run=one&with=other", ready=f"/^[1-9]\\d*,[1-9]\\d*$/.test({TWINS})")
    page = one.page
    page.wait_for_function(f"{TWINS} === '512,512'")  # crisp ones are painted larger, in whole squares
    switch(one)
    page.wait_for_function(f"{TWINS} === '128,128'")
    assert page.evaluate(LOOKS, ["canvas.gan-twin-grid"]) == ["auto"]
    switch(one)
    page.wait_for_function(f"{TWINS} === '512,512'")


def test_curves_are_as_they_were_and_their_files_say_nothing_of_pixels(look):
    one = look(query="?model=waves&smooth=1")
    assert [downloaded(one, "gan-stage .gan-tools", form)[0] for form in ("PNG", "CSV")] == [
        "waves-0.png",
        "waves-0.csv",
    ]
    one.page.locator("gan-stage details.gan-more > summary").click()
    asked_for = []
    one.listen("request", lambda request: "/walk?" in request.url and asked_for.append(asked(request.url)["style"]))
    for _ in range(2):  # either way lines have soft edges
        assert downloaded(one, "gan-stage .gan-walk", "PNG")[0] == "waves-walk.png"
        switch(one)
    assert asked_for == [["smooth"], ["smooth"]]
    assert one.page.evaluate(LOOKS, [BIG, "gan-stage .gan-cell canvas"]) == ["auto", "auto"]
