"""The Captions tab as a visitor sees it, in Chromium: a caption typed, its words, its candidates, and what is kept."""

import atexit
import base64
import io
import re
import shutil
import tempfile
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlparse

import httpx
import numpy as np
import pytest
from PIL import Image
from support.captions import save_captioned, save_classifier_of
from support.pages import end, make_models, page_over
from support.visits import Visit, visits

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
STAGE, MAP, CELL = "gan-captions .gan-picture", "gan-captions .gan-overlay", ".gan-candidates button"
BEARD = "a bald man with a black beard"


@pytest.fixture(scope="module")
def captioned_checkpoint():
    """The address of a page with a model that draws captions beside two that do not."""
    folder = Path(tempfile.mkdtemp(prefix="gan-demo-captions-"))
    models = make_models(folder / "models")
    save_captioned(models / "told", 32)
    save_classifier_of(save_captioned(models / "watched", 32))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    url, process = page_over(folder)
    yield url
    end(process, folder)


class Visitor(Visit):
    """One visitor, who notes what was asked of the server."""

    def __init__(self, browser, server, size=DESKTOP, drawn=True, locale="en-US", touch=False, routes=None, **query):
        self.asked, self.refusals = [], 0
        query = "?" + urlencode({"tab": "captions", **query})
        ready = f"document.querySelector('{STAGE}')?.dataset.drawn" if drawn else None
        super().__init__(browser, server, locale, size, query, ready, touch, routes)

    def requested(self, request):
        super().requested(request)
        if "/gan/caption" in request.url:
            self.asked.append(request.url)

    def noted(self, message):
        if "status of 422" in message.text:
            self.refusals += 1  # the browser logs each refusal, which the page tells in a sentence
        else:
            super().noted(message)

    def typed(self, caption):
        self.page.fill(".gan-ask input", caption)
        self.page.keyboard.press("Enter")

    def drawn(self, act):
        """What the server was asked for by an act, once its answer is painted."""
        before = int(self.page.locator(STAGE).get_attribute("data-drawn"))
        act()
        self.page.wait_for_function(f"before => document.querySelector('{STAGE}').dataset.drawn > before", arg=before)
        return parse_qs(urlparse(self.asked[-1]).query)

    def pixels(self, selector=STAGE):
        return super().pixels(selector)

    def words(self):
        return self.page.locator(".gan-chips button.gan-word").all_inner_texts()


@pytest.fixture
def visitor(browser, captioned_checkpoint):
    yield from visits(Visitor, browser, captioned_checkpoint)


@pytest.mark.parametrize(
    ("locale", "first", "typed", "words"),
    [
        ("en-US", "a bald man with a big black beard and round glasses", BEARD, ["bald", "black", "beard"]),
        ("zh-CN", "戴墨镜的红色卷发的人，张嘴大笑", "粉色长发，穿着黄色连帽衫", ["粉色", "长发", "黄色", "连帽衫"]),
    ],
)
def test_an_example_is_drawn_at_once_and_another_caption_by_enter(visitor, locale, first, typed, words):
    one = visitor(locale=locale)
    assert one.page.input_value(".gan-ask input") == first
    before = one.pixels()
    assert one.drawn(lambda: one.typed(typed))["caption"] == [typed]
    assert one.pixels() != before
    assert one.words() == words
    scores = [float(text) for text in one.page.locator(CELL).all_inner_texts()]
    assert len(scores) == 8
    assert scores == sorted(scores, reverse=True)


def test_an_example_can_be_clicked_and_pasted_lines_become_one(visitor):
    one = visitor()
    asked = one.drawn(lambda: one.page.locator(".gan-examples button").nth(1).click())
    assert asked["caption"] == ["long pink hair, winking, wearing a yellow hoodie"]
    assert one.page.input_value(".gan-path input") not in ("", *asked["caption"])
    one.page.fill(".gan-ask input", "")
    one.page.eval_on_selector(
        ".gan-ask input",
        """box => { const clipboardData = new DataTransfer();
           clipboardData.setData("text", "a bald\\nman\\r\\n smiling");
           box.dispatchEvent(new ClipboardEvent("paste", { clipboardData, cancelable: true })); }""",
    )
    assert one.page.input_value(".gan-ask input") == "a bald man smiling"


def test_an_unknown_word_is_marked_and_a_suggestion_takes_its_place(visitor):
    one = visitor(caption="😀 a man with a crown, a bald head and a beerd")
    assert "crown" in one.page.locator(".gan-word.unknown").all_inner_texts()[1]
    assert "beerd→beard" in one.words()[-1]
    ignored = one.page.locator(".gan-word.filler").all_text_contents()
    assert ignored == [f"{word} (ignored)" for word in ["a", "man", "with", "a", "a", "head", "and", "a"]]
    asked = one.drawn(lambda: one.page.get_by_role("button", name="Write “beanie” instead of “crown”").click())
    assert asked["caption"] == ["😀 a man with a beanie, a bald head and a beerd"]
    assert "beanie" in one.words()


def test_markup_in_a_caption_is_only_words(visitor):
    one = visitor(caption="bald <img src=q onerror=alert(1)>")
    assert "img" in one.page.locator(".gan-word.unknown").all_inner_texts()[0]
    assert not one.page.locator("gan-captions img").count()


SHOWN = {"en-US": "{} of {} words shown", "zh-CN": "画出了 {1} 个词中的 {0} 个"}


@pytest.mark.parametrize("locale", SHOWN)
def test_what_a_picture_does_not_show_is_struck_out(visitor, locale):
    one = visitor(cm="watched", locale=locale, caption="a bald man with a big red beard, crying")
    answer = httpx.get(one.asked[-1]).json()
    for place, candidate in enumerate(answer["candidates"]):
        one.page.locator(CELL).nth(place).click()
        said = [shown for shown in candidate["shown"] if shown is not None]
        assert one.page.locator(CELL).nth(place).inner_text() == f"{sum(said)}/{len(said)}"
        hint = one.page.locator(".gan-side .gan-hint").first.inner_text()
        assert hint.startswith(SHOWN[locale].format(sum(said), len(said)))
        words = zip(answer["words"], candidate["shown"], strict=True)
        marked = one.page.locator("button.gan-word.missed").evaluate_all("all => all.map((one) => one.firstChild.data)")
        assert marked == [word["text"] for word, shown in words if shown is False]


@pytest.mark.parametrize(("locale", "why"), [("en-US", "the colours of eyes here are"), ("zh-CN", "eyes的颜色有")])
def test_a_reason_is_told_where_words_do_not_go_together(visitor, locale, why):
    one = visitor(locale=locale, caption="bald with blue eyes")
    assert why in one.page.locator(".gan-reasons").inner_text()


def test_a_word_shows_its_map_while_pointed_at_and_stays_when_pressed(visitor):
    one = visitor(caption=BEARD)
    empty = one.pixels(MAP)
    word = one.page.locator("button.gan-word", has_text="beard")
    word.hover()
    one.page.wait_for_selector(f"{MAP}.shown")
    fine = one.pixels(MAP)
    assert fine != empty
    assert re.match(
        r"“beard”(:| has no clear place here:) at most", one.page.locator(".gan-map .gan-hint").inner_text()
    )
    data = np.asarray(Image.open(io.BytesIO(base64.b64decode(fine.partition(",")[2]))).convert("RGBA")).reshape(-1, 4)
    assert data[data[:, 3] > 64][:, 1].min() > 200  # it tints, and darkens nothing
    one.page.mouse.move(0, 0)
    one.page.wait_for_selector(f"{MAP}:not(.shown)")
    word.press("Enter")
    one.page.wait_for_selector(f"{MAP}.shown")
    one.page.locator(".gan-sides button").first.click()
    assert one.pixels(MAP) != fine
    assert word.get_attribute("aria-pressed") == "true"
    one.drawn(lambda: one.typed("bald with a red beard"))
    assert one.page.locator("button.gan-word", has_text="beard").get_attribute("aria-pressed") == "true"


def test_a_tap_on_a_word_shows_its_map_until_the_next_tap(visitor):
    one = visitor(caption=BEARD, size=PHONE, touch=True)
    word = one.page.locator("button.gan-word", has_text="beard")
    word.tap()
    one.page.wait_for_selector(f"{MAP}.shown")
    word.tap()
    one.page.wait_for_selector(f"{MAP}:not(.shown)")


def test_a_candidate_goes_onto_the_stage_by_keyboard(visitor):
    one = visitor(caption=BEARD)
    first = one.pixels()
    one.page.focus(CELL)
    one.page.keyboard.press("ArrowRight")
    one.page.keyboard.press("Enter")
    assert one.pixels() == one.pixels(".gan-candidates button:nth-child(2) canvas")
    assert one.pixels() != first
    with one.page.expect_download() as download:
        one.page.locator("gan-captions .gan-tools button", has_text="PNG 512").click()
    picture = np.asarray(Image.open(download.value.path()).convert("RGB"))
    shown = Image.open(io.BytesIO(base64.b64decode(one.pixels().partition(",")[2]))).convert("RGB")
    assert np.array_equal(picture, np.asarray(shown).repeat(16, 0).repeat(16, 1))
    assert download.value.suggested_filename.startswith("told-")


def test_the_number_of_candidates_is_chosen_from_1_to_16(visitor):
    one = visitor(caption=BEARD)
    assert one.page.locator(CELL).count() == 8
    one.page.get_by_label("Pictures", exact=True).focus()
    for key, count in (("End", 16), ("Home", 1)):
        assert one.drawn(lambda key=key: one.page.keyboard.press(key))["count"] == [str(count)]
        assert one.page.locator(CELL).count() == count


def test_a_kept_picture_keeps_its_latent_and_is_let_go(visitor):
    one = visitor(caption=BEARD)
    one.page.locator(CELL).nth(3).click()
    kept = one.pixels()
    seed = parse_qs(urlparse(one.asked[-1]).query)["seed"]
    asked = one.drawn(lambda: one.page.get_by_role("button", name="Keep this one").click())
    assert one.pixels() == kept
    assert asked["seed"] == seed
    at = asked["at"]
    assert asked["kept"] == [BEARD]
    asked = one.drawn(lambda: one.typed("a bald man with a red beard"))
    assert (asked["seed"], asked["at"], asked["kept"]) == (seed, at, [BEARD])
    one.page.wait_for_function("location.search.includes('ck=')")
    other = visitor(**{name: values[0] for name, values in parse_qs(urlparse(one.page.url).query).items()})
    assert other.pixels() == one.pixels()
    assert parse_qs(urlparse(other.asked[-1]).query)["kept"] == [BEARD]
    assert one.page.locator(CELL).first.inner_text().startswith("kept")
    asked = one.drawn(lambda: one.page.get_by_role("button", name="Variations", exact=False).first.click())
    assert asked["count"] == ["1"]
    asked = one.drawn(lambda: move(one, ".gan-said .gan-directions input", 2))
    assert asked["d"] == ["2"]
    asked = one.drawn(lambda: one.page.get_by_role("button", name="Let go").click())
    assert "at" not in asked
    assert "d" not in asked
    asked = one.drawn(lambda: one.page.get_by_role("button", name="New pictures").click())
    assert asked["seed"] != seed


def move(visitor, selector, value):
    visitor.page.eval_on_selector(
        selector, "(e, v) => { e.value = v; e.dispatchEvent(new Event('input', { bubbles: true })); }", value
    )


def test_a_link_restores_the_picture(visitor):
    one = visitor(caption=BEARD, cseed=5, keep=2, cd=",1.5", ct=0.8, cn=3)
    one.page.locator(CELL).nth(1).click()
    one.page.wait_for_function("location.search.includes('ci=1')")
    query = {name: values[0] for name, values in parse_qs(urlparse(one.page.url).query).items()}
    other = visitor(locale="zh-CN", **query)
    assert other.pixels() == one.pixels()
    sliders = other.page.locator(".gan-said .gan-directions output").all_inner_texts()
    assert sliders[:3] == ["0.00", "1.50", "0.00"]


LAST_BIT = 1  # of 255: sums of a batch of another size are taken in another order
DIFFERENCE = """([one, other]) => {
  const of = (canvas) => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  const [a, b] = [one, other].map((selector) => of(document.querySelector(selector)));
  return Math.max(...a.map((value, i) => Math.abs(value - b[i])));
}"""


def test_a_kept_picture_is_seen_along_a_slider(visitor):
    one = visitor(caption=BEARD, cseed=5, keep=2)
    one.page.locator(".gan-said .gan-called").first.click()
    one.page.wait_for_function("document.querySelector('.gan-along canvas')?.dataset.drawn")
    assert one.page.evaluate(DIFFERENCE, [".gan-along .gan-cell:nth-child(4) canvas", STAGE]) <= LAST_BIT
    one.drawn(lambda: one.page.locator(".gan-along .gan-cell").last.click())
    assert one.page.evaluate(DIFFERENCE, [".gan-along .gan-cell:last-child canvas", STAGE]) <= LAST_BIT


def test_the_way_to_another_caption(visitor):
    one = visitor(caption=BEARD)
    one.page.fill(".gan-path input", "long pink hair")
    one.page.keyboard.press("Enter")
    one.page.wait_for_function("document.querySelector('.gan-path canvas').dataset.drawn")
    assert one.page.evaluate(DIFFERENCE, [".gan-path .gan-cell:first-child canvas", STAGE]) <= LAST_BIT
    one.page.locator(".gan-path .gan-cell").last.click()
    one.page.locator("dialog.gan-large").wait_for()
    one.page.keyboard.press("Escape")
    one.page.fill(".gan-path input", "xylophone")
    one.page.keyboard.press("Enter")
    one.page.locator(".gan-path .bad", has_text="Nothing in this caption is known").wait_for()


def test_after_a_refusal_all_that_speaks_of_the_picture_means_the_one_that_is_there(visitor):
    one = visitor(caption=BEARD)
    one.page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    one.page.fill(".gan-path input", "long pink hair")
    way(one, lambda: one.page.keyboard.press("Enter"))
    one.typed("xylophone")
    one.page.locator(".gan-ask .bad").wait_for()
    asked = way(one, lambda: one.page.locator(CELL).nth(2).click())
    assert (asked["caption"], asked["other"]) == ([BEARD], ["long pink hair"])
    assert one.page.evaluate(DIFFERENCE, [".gan-path .gan-cell:first-child canvas", STAGE]) <= LAST_BIT
    assert one.page.get_attribute(STAGE, "aria-label") == f"Portrait: {BEARD}"
    one.page.locator("gan-captions").get_by_text("Copy link").click()
    copied = one.page.wait_for_function("window.copied").json_value()
    assert parse_qs(urlparse(copied).query)["caption"] == [BEARD]
    other = visitor(**{name: values[0] for name, values in parse_qs(urlparse(copied).query).items()})
    assert other.pixels() == one.pixels()
    other.page.wait_for_function("document.querySelector('.gan-path canvas').dataset.drawn")
    way(other, lambda: other.page.get_by_role("button", name="Keep this one").click())
    asked = way(other, lambda: other.page.locator(CELL).nth(3).click())
    assert (asked["number"], asked["vary"]) == (["3"], ["0.5"])


def way(visitor, act):
    """What the server was asked for by an act, once the way to another caption is painted."""
    count = "() => Number(document.querySelector('.gan-path canvas').dataset.drawn || 0)"
    before = visitor.page.evaluate(count)
    act()
    visitor.page.wait_for_function(f"before => ({count})() > before", arg=before)
    return parse_qs(urlparse([url for url in visitor.asked if "between" in url][-1]).query)


def test_nearest_pictures_are_asked_for_when_opened_and_a_refusal_is_a_sentence(visitor):
    one = visitor(caption=BEARD)
    assert not any("nearest" in url for url in one.asked)
    one.page.get_by_text("Nearest training portraits").click()
    one.page.get_by_text("The training pictures are not on this machine yet").wait_for()


HOSTILE = ["xylophone", " ", "<script>alert(1)</script>", "\u202e\x00\ud7ff", "é" * 3000]


@pytest.mark.parametrize(("locale", "sentence"), [("en-US", "Try “long pink hair"), ("zh-CN", "可以试试“粉色长发")])
def test_a_caption_that_is_not_understood_is_told_and_the_picture_stays(visitor, locale, sentence):
    one = visitor(locale=locale, caption="bald" if locale == "en-US" else "光头")
    before = one.pixels()
    for caption in HOSTILE:
        one.typed(caption)
        one.page.locator(".gan-ask .bad", has_text=sentence).wait_for()
        assert one.pixels() == before
        assert one.page.locator(".gan-said.stale").count()  # pale: it is none of this caption
        one.drawn(lambda: one.typed("bald"))  # and then it draws again
        assert not one.page.locator(".gan-said.stale").count()
        assert not one.page.locator(".gan-ask .bad").count()
        before = one.pixels()
    assert one.refusals == len(HOSTILE)


def test_a_hostile_link_is_told(visitor):
    one = visitor(caption=BEARD, cseed="1e99", keep=-4, cd="x,9e9,NaN", ct="no", cn=500, cv=7, ci=99, cm="../x")
    assert one.page.get_by_text("The model ../x is not here; this is told.").is_visible()
    assert one.page.locator(CELL).count() == 16


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_a_phone_has_the_stage_on_top_and_nothing_is_cut_off(visitor, locale):
    one = visitor(locale=locale, size=PHONE, keep=1)
    assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert one.page.locator("[role=tab]:visible").count() == 6
    box, stage = one.page.locator(".gan-ask input").bounding_box(), one.page.locator(STAGE).bounding_box()
    assert stage["y"] + stage["height"] <= box["y"]
    one.page.locator(".gan-said .gan-directions input").nth(7).scroll_into_view_if_needed()
    assert one.page.locator(STAGE).bounding_box()["y"] >= 0


def test_models_opens_it_and_no_other_tab_shows_it(visitor):
    one = visitor(drawn=False, tab="models")
    card = one.page.locator(".gan-card", has_text="told").first
    card.get_by_role("button", name="Type a caption").click()
    one.page.wait_for_function(f"document.querySelector('{STAGE}').dataset.drawn")
    assert one.page.locator("gan-header option").all_inner_texts() == ["plain", "shapes"]


def test_the_figures_of_a_card_are_named_and_tables_of_them_folded(visitor):
    accuracy = {"value": 0.812, "real": 0.97, "better": "higher"}
    measured = {"attribute accuracy, held out": accuracy, "R-precision": {"value": 0.5, "better": "higher"}}
    measured["attribute accuracy, held out, independent"] = accuracy
    measured["each attribute"] = {"hair style": accuracy, "beard": accuracy}

    def figured(route):
        route.fulfill(json=[{**model, "measured": measured} for model in route.fetch().json()])

    page = visitor(locale="zh-CN", drawn=False, tab="models", routes={"**/gan/models": figured}).page
    card = page.locator(".gan-card", has_text="told").first
    assert "属性准确率（未见过的组合） ↑\n0.812（真样本 0.97）" in card.inner_text()
    assert "属性准确率（未见过的组合，独立分类器） ↑\n0.812（真样本 0.97）" in card.inner_text()
    assert "R 精度 ↑\n0.5" in card.inner_text()
    card.get_by_text("各属性", exact=True).click()
    assert card.locator("details dt").all_inner_texts() == ["发型 ↑", "胡子 ↑"]


def test_a_captioned_model_in_a_link_to_explore_opens_another_there(visitor):
    one = visitor(drawn=False, tab="", model="told")
    one.page.wait_for_function("document.querySelector('gan-stage .gan-picture')?.dataset.drawn")
    assert one.page.input_value("gan-header select") == "plain"


@pytest.mark.parametrize(("locale", "button"), [("en-US", "Watch one learn"), ("zh-CN", "看它学习")])
def test_no_captioned_model_is_an_invitation(visitor, locale, button):
    page = visitor(locale=locale, drawn=False, routes={"**/gan/models": lambda route: route.fulfill(json=[])}).page
    page.locator("gan-captions").get_by_role("button", name=button).click()
    page.locator("#gan-start").wait_for()
