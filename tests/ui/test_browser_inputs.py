"""A model whose kind of input nobody here knows, with a control in Explore that it describes itself."""

import os
import tempfile
from pathlib import Path

import pytest
from support import warm
from support.pages import end, make_models, page_over
from support.trainers import ROOT, gan_demo
from support.visits import BIG, DESKTOP, PHONE, Visit, move, visits

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.slow]
OWN = {"GAN_DEMO_OWN": str(ROOT / "examples")}
SHADE = "gan-stage + gan-controls input[type=range]"  # the first slider, above those of the latents


@pytest.fixture(scope="module")
def shaded_page():
    """The page over a run of the recipe in `examples/`, beside the models of the other tests."""
    folder = Path(tempfile.mkdtemp(prefix="gan-demo-shade-"))
    make_models(folder / "models")
    small = ("--data", "stripes", "--size", 16, "--width", 32, "--batch", 16)
    words = gan_demo("train", "shade", *small, "--run", folder / "runs" / "bright", "--steps", 60)
    warm.run(words, env={**os.environ, **OWN, "GAN_DEMO_CACHE": str(folder / "cache")}, check=True, timeout=120)
    url, process = page_over(folder, **OWN)
    yield url
    end(process, folder)


@pytest.fixture
def visitor(browser, shaded_page):
    yield from visits(Visit, browser, shaded_page, query="?model=bright")


@pytest.mark.parametrize(
    ("locale", "size", "name"), [("en-US", DESKTOP, "Shade"), ("zh-CN", DESKTOP, "明暗"), ("en-US", PHONE, "Shade")]
)
def test_explore_offers_a_control_that_the_input_describes_and_redraws(visitor, locale, size, name):
    one = visitor(locale=locale, size=size)
    slider = one.page.locator(SHADE).first
    assert (slider.get_attribute("aria-label"), slider.input_value()) == (name, "0.5")
    before = one.pixels(BIG)
    move(one, SHADE, 0.9)
    light = one.changed(before)
    one.page.wait_for_function("location.search.includes('c=0.9')")
    again = visitor(query=one.page.url.removeprefix(one.server), locale=locale, size=size)
    assert again.page.locator(SHADE).first.input_value() == "0.9"
    assert again.pixels(BIG) == light


def test_another_model_has_its_own_control_and_takes_nothing_over(visitor):
    one = visitor(query="?model=bright&c=0.9")
    before = one.pixels(BIG)
    one.page.select_option("gan-header select", "shapes")
    one.changed(before)
    assert one.page.locator("gan-stage + gan-controls .gan-class option").all_inner_texts() == ["Dark", "Light", "Left"]
    assert one.page.locator(SHADE).first.get_attribute("aria-label") == "Truncation"
    before = one.pixels(BIG)
    one.page.select_option("gan-header select", "plain")
    one.changed(before)
    assert one.page.locator("gan-stage + gan-controls .gan-class").count() == 0
    lost = visitor(query="?model=bright&c=7")
    assert lost.page.locator(SHADE).first.input_value() == "0.5"


FITS = """async (texts) => {
  const { cards, described } = await import('STATIC/core/state.js');
  const { fits } = await import('STATIC/core/input_control.js');
  const card = (name) => cards.find((one) => one.name === name);
  return texts.map(([name, c]) => fits(card(name), described(new URLSearchParams({ c })).said || 'lost'));
}"""
FITTING = {"shapes": ("0", "2", "0:2e-1,1:0.8", "1:1e-7", "1:"), "bright": ("1e-7", "4E-05", "1")}
OTHERS = {"shapes": ("-1", "3", "1e5", "0.5", "0:2", "0:0", "0:-1", "1,", "x"), "bright": ("-1", "7", "1e", "1,1")}


def test_a_link_keeps_small_numbers_and_drops_what_is_no_class(visitor):
    lost = visitor(query="?model=shapes&c=-1")
    assert lost.page.locator("gan-stage + gan-controls .gan-class select").input_value() == "0"
    for texts, fit in ((FITTING, True), (OTHERS, False)):
        asked = [[name, text] for name, some in texts.items() for text in some]
        assert lost.evaluate(FITS, asked) == [fit] * len(asked)


def test_its_card_says_what_it_draws_from_and_opens_it_in_explore(visitor):
    one = visitor(query="?tab=models", ready="document.querySelector('.gan-card')")
    card = one.page.locator(".gan-card", has_text="bright").first
    assert "Shade\n0 to 1" in card.inner_text()
    card.get_by_role("button", name="Explore").click()
    one.page.wait_for_function("document.body.dataset.tab === 'explore'")
    assert one.page.locator(SHADE).first.get_attribute("aria-label") == "Shade"
