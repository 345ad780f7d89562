"""The Transform tab as a visitor sees it, in Chromium: an outline drawn, taken back, taken from a picture."""

import atexit
import base64
import io
import json
import re
import shutil
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
import pytest
from PIL import Image, ImageDraw
from support.outlines import as_file, drawn, outlined_checkpoint
from support.pages import end, make_models, page_over
from support.visits import PIXELS, Visit, visits

from gan_demo import GAN
from gan_demo.pictures.files import COMMENT

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
PAD, PICTURE, CELL = "gan-transform .gan-pad", "gan-transform .gan-picture", "gan-transform .gan-cell"
GIVEN = "gan-transform .gan-given"
EXAMPLES = 8


@pytest.fixture(scope="module")
def models():
    """The folder of a model that draws from outlines beside two that do not."""
    folder = Path(tempfile.mkdtemp(prefix="gan-demo-outlines-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    outlined_checkpoint(make_models(folder / "models"))
    return folder / "models"


@pytest.fixture(scope="module")
def outlined_page(models):
    """The address of a page with them."""
    url, process = page_over(models.parent)
    yield url
    end(process, models.parent)


class Painter(Visit):
    """One visitor with a pad, who waits for answers that are under way."""

    def __init__(
        self, browser, server, size=DESKTOP, tab="transform", locale="en-US", touch=False, routes=None, **query
    ):
        self.refusals, self.under_way = 0, set()
        query = "?" + urlencode({"tab": tab, **query})
        super().__init__(browser, server, locale, size, query, None, touch, routes)
        if tab == "transform" and not routes:
            self.drawn()

    def requested(self, request):
        super().requested(request)
        if "/gan/transform" in request.url:
            self.under_way.add(request)

    def ended(self, request):
        self.under_way.discard(request)

    def noted(self, message):
        if "status of 4" in message.text:
            self.refusals += 1  # the browser logs each refusal, which the page tells in a sentence
        else:
            super().noted(message)

    def drawn(self):
        """Wait for the picture of what is on the pad now."""
        self.page.wait_for_function(f"document.querySelector('{PICTURE}')?.dataset.drawn")
        for _ in range(2):  # an answer that is painted may be followed by one more question
            self.page.wait_for_timeout(100)
            while self.under_way:
                self.page.wait_for_timeout(20)

    def pixels(self, selector=PICTURE):
        self.drawn()
        return super().pixels(selector)

    def sheet(self):
        """What is on the pad, as grey values."""
        data = base64.b64decode(self.pixels(PAD).partition(",")[2])
        return np.asarray(Image.open(io.BytesIO(data)).convert("L"))

    def stroke(self, *places):
        """A line through these places of the pad, each from 0 to 1."""
        box = self.page.locator(PAD).bounding_box()
        at = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in places]
        self.page.mouse.move(*at[0])
        self.page.mouse.down()
        for x, y in at[1:]:
            self.page.mouse.move(x, y, steps=5)
        self.page.mouse.up()

    def press(self, name):
        self.page.locator("gan-transform").get_by_role("button", name=name, exact=True).click()

    def both(self):
        return self.pixels(PAD), self.pixels()

    def becomes(self, both):
        """Wait until pad and picture are these."""
        end = time.monotonic() + 10
        while (now := self.both()) != both and time.monotonic() < end:
            pass
        assert now == both

    def alert(self):
        return self.page.locator("gan-transform [role=alert]")


@pytest.fixture
def painter(browser, outlined_page):
    yield from visits(Painter, browser, outlined_page)


def photograph():
    image = Image.new("RGB", (200, 150), "white")
    ImageDraw.Draw(image).ellipse((50, 20, 150, 130), fill="navy")
    image.save(buffer := io.BytesIO(), "JPEG")
    return {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": buffer.getvalue()}


ACROSS = (0.1, 0.3), (0.9, 0.6)


def test_what_is_drawn_changes_the_picture_and_undo_brings_the_very_one_back(painter):
    one = painter()
    assert one.page.locator(CELL).count() == EXAMPLES
    assert one.sheet().min() < 128  # an example is there without a click
    first = one.both()
    one.stroke(*ACROSS)
    second = one.both()
    assert second[0] != first[0]
    assert second[1] != first[1]
    one.press("Undo (Ctrl+Z)")
    one.becomes(first)
    one.press("Redo (Ctrl+Shift+Z)")
    one.becomes(second)
    one.stroke((0.5, 0.1), (0.5, 0.9))
    one.page.focus(PAD)
    for _ in range(3):  # the third finds nothing to undo
        one.page.keyboard.press("Control+z")
    one.becomes(first)
    one.page.keyboard.press("Control+Shift+Z")
    one.becomes(second)


def test_the_picture_follows_while_the_line_is_drawn(painter):
    one = painter()
    before, box = one.pixels(), one.page.locator(PAD).bounding_box()
    one.page.mouse.move(box["x"] + 20, box["y"] + 200)
    one.page.mouse.down()
    one.page.mouse.move(box["x"] + 400, box["y"] + 220, steps=5)
    assert one.pixels() != before
    one.page.mouse.up()


def test_clear_the_eraser_and_the_width_of_lines(painter):
    one = painter()
    one.press("Clear the pad")
    assert one.sheet().min() == 255
    dark = []
    for name in ("Thin lines", "Medium lines", "Thick lines"):
        one.press("Clear the pad")
        one.press(name)
        one.stroke(*ACROSS)
        dark.append((one.sheet() < 128).sum())
    assert dark == sorted(set(dark))
    one.press("Eraser: take lines away")
    one.stroke(*ACROSS)
    assert one.sheet().min() == 255


@pytest.mark.parametrize(("name", "width"), [("Thin lines", 1), ("Medium lines", 1.5)])
def test_a_line_is_about_one_pixel_of_the_model(painter, name, width):
    one = painter()
    assert one.page.get_by_role("button", name="Medium lines").get_attribute("aria-pressed") == "true"
    one.press("Clear the pad")
    one.press(name)
    one.stroke((0.2, 0.5), (0.8, 0.5))
    column = (255 - one.sheet()[:, 32]).sum() / 255
    assert abs(column - 4 * width) <= 1  # the pad has four to one of the model


def test_an_example_is_put_onto_the_pad_by_click_and_by_keyboard(painter):
    one = painter()
    first = one.both()
    one.page.locator(CELL).nth(2).click()
    second = one.both()
    assert second != first
    assert one.page.locator(f"{CELL}[aria-pressed=true]").get_attribute("aria-label") == "Example outline 3"
    one.page.keyboard.press("ArrowRight")
    one.page.keyboard.press("Enter")
    assert one.both() not in (first, second)
    one.page.keyboard.press("Control+z")
    one.becomes(second)
    one.page.keyboard.press("Control+z")
    one.becomes(first)


def test_the_net_sees_an_example_as_it_is(painter, models):
    one, answers = painter(), []

    def kept(route):
        answer = route.fetch()
        answers.append(answer.body())
        route.fulfill(response=answer)

    one.page.route("**/gan/transform*", kept)
    one.page.locator(CELL).nth(2).click()
    one.drawn()
    seen = np.asarray(Image.open(io.BytesIO(answers[-1])).convert("L"))
    row = np.asarray(Image.open(models / "tiny" / "examples.png").convert("L"))
    side = len(row)
    assert np.array_equal(seen[:, :side], row[:, 2 * side : 3 * side])


def give(one, how):
    """A picture to take the outline of, in each of the ways to give one."""
    if how == "chosen":
        with one.page.expect_file_chooser() as chooser:
            one.press("Take an outline from a picture")
        return chooser.value.set_files(photograph())
    data = base64.b64encode(photograph()["buffer"]).decode()
    script = """([selector, kind, data]) => {
      const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0)), transfer = new DataTransfer();
      transfer.items.add(new File([bytes], "me.jpg", { type: "image/jpeg" }));
      const options = { bubbles: true, cancelable: true };
      const event = kind === "drop" ? new DragEvent(kind, { ...options, dataTransfer: transfer })
        : new ClipboardEvent(kind, { ...options, clipboardData: transfer });
      document.querySelector(selector).dispatchEvent(event);
    }"""
    return one.page.evaluate(script, [PAD if how == "drop" else "body", how, data])


@pytest.mark.parametrize("how", ["chosen", "drop", "paste"])
def test_the_outline_of_a_picture_fills_the_pad_and_can_be_drawn_on(painter, how):
    one = painter()
    one.press("Clear the pad")
    empty = one.both()
    with one.page.expect_response(lambda answer: "take=1" in answer.url):
        give(one, how)
    taken = one.both()
    assert taken[0] != empty[0]
    assert taken[1] != empty[1]
    assert (one.sheet() < 128).mean() < 0.5  # lines, not the picture itself
    one.stroke(*ACROSS)
    assert one.both()[0] != taken[0]
    one.press("Undo (Ctrl+Z)")
    one.press("Undo (Ctrl+Z)")
    one.becomes(empty)


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_a_broken_picture_is_one_sentence_and_the_pad_stays(painter, locale):
    one = painter(locale=locale)
    one.stroke(*ACROSS)
    before = one.both()
    broken = {"name": "me.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n but no more"}
    one.page.set_input_files("gan-transform input[type=file]", broken)
    one.page.wait_for_function("document.querySelector('gan-transform [role=alert]').textContent")
    assert any("\u4e00" <= letter <= "\u9fff" for letter in one.alert().inner_text()) == (locale == "zh-CN")
    one.becomes(before)
    assert one.refusals == 1
    one.stroke((0.2, 0.8), (0.8, 0.8))  # and it goes on
    assert one.both()[1] != before[1]
    assert not one.alert().inner_text()


def test_a_server_that_is_gone_is_told_and_the_drawing_stays(painter):
    one = painter()
    one.page.route("**/gan/transform*", lambda route: route.abort())
    one.stroke(*ACROSS)
    one.page.get_by_text("The server does not answer").wait_for()
    drawn = one.sheet()
    one.page.unroute("**/gan/transform*")
    one.press("Thick lines")
    one.stroke((0.2, 0.8), (0.8, 0.8))
    assert (one.sheet() <= drawn).all()
    assert not one.alert().inner_text()
    one.problems.clear()  # the browser itself logs the requests that failed


# A line by one pointer, during which another comes and goes, in pixels of the pad's sheet.
POINTERS = """() => {
  const pad = document.querySelector(".gan-pad"), box = pad.getBoundingClientRect(), scale = box.width / pad.width;
  pad.setPointerCapture = () => {};
  const send = (kind, pointerId, x, y) => pad.dispatchEvent(new PointerEvent(kind, {
    pointerId, bubbles: true, buttons: 1, button: kind === "pointermove" ? -1 : 0,
    clientX: box.left + x * scale, clientY: box.top + y * scale }));
  send("pointerdown", 1, 10, 50);
  send("pointermove", 1, 25, 50);
  send("pointerdown", 2, 30, 5);
  send("pointerup", 2, 30, 5);
  send("pointermove", 1, 60, 50);
  send("pointerup", 1, 60, 50);
  return pad.getContext("2d").getImageData(50, 50, 1, 1).data[0];
}"""


def finger(one, start, end):
    """A finger that is put down, moves and is lifted, as the browser hears of it."""
    session = one.context.new_cdp_session(one.page)
    for i in range(11):
        x, y = (a + (b - a) * i / 10 for a, b in zip(start, end, strict=True))
        kind = "touchMove" if i else "touchStart"
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        one.page.wait_for_timeout(20)
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    one.page.wait_for_timeout(200)


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_a_finger_draws_on_a_phone_and_the_page_stays(painter, locale):
    one = painter(locale=locale, size=PHONE, touch=True)
    assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert one.page.locator("[role=tab]:visible").count() == 6
    before, box = one.both(), one.page.locator(PAD).bounding_box()
    x, low, high = box["x"] + box["width"] / 2, box["y"] + box["height"] - 20, box["y"] + 20
    finger(one, (x, low), (x + 5, high))
    assert one.page.evaluate("scrollY") == 0
    assert one.both()[0] != before[0]
    assert one.both()[1] != before[1]
    finger(one, (4, low), (4, high))  # beside the pad
    assert one.page.evaluate("scrollY") > 0
    assert one.page.locator(PICTURE).bounding_box()["y"] >= 0


def test_a_second_finger_ends_no_line(painter):
    assert painter(size=PHONE, touch=True).page.evaluate(POINTERS) < 128


def test_a_pad_on_a_phone_is_in_sight_with_its_picture(painter):
    one = painter(size=PHONE)
    pad, picture = (one.page.locator(selector).bounding_box() for selector in (PAD, PICTURE))
    assert picture["y"] + picture["height"] <= pad["y"]
    assert pad["y"] + pad["height"] <= PHONE["height"]


def test_the_picture_is_enlarged_and_downloaded(painter):
    one = painter(tseed=7)
    one.page.get_by_role("button", name="enlarge it").press("Enter")
    one.page.locator("dialog.gan-large").wait_for()
    one.page.keyboard.press("Escape")
    with one.page.expect_download() as download:
        one.press("PNG")
    shown = Image.open(io.BytesIO(base64.b64decode(one.pixels().partition(",")[2]))).convert("RGB")
    assert np.array_equal(np.asarray(Image.open(download.value.path()).convert("RGB")), np.asarray(shown))
    assert download.value.suggested_filename == "tiny-7-small.png"


def test_another_seed_stands_in_the_address_and_is_asked_for(painter):
    one = painter()
    with one.page.expect_request("**/gan/transform*") as asked:
        one.press("Draw again with another seed")
    seed = asked.value.url.partition("seed=")[2].partition("&")[0]
    assert f"tseed={seed}" in one.page.url
    assert seed != "0"


def test_another_model_gets_what_is_drawn(painter, models):
    shutil.copytree(models / "tiny", models / "twin")
    try:
        one = painter(tmodel="twin")
        assert "tmodel=twin" in one.page.url
        one.stroke(*ACROSS)
        before = one.both()
        with one.page.expect_request("**/gan/transform?model=tiny*"):
            one.page.select_option("gan-transform select", "tiny")
        one.becomes(before)
    finally:
        shutil.rmtree(models / "twin")
    gone = painter(tmodel="twin")
    assert gone.alert().inner_text() == "The model twin is not here; this is tiny."


@pytest.mark.parametrize(
    ("locale", "button", "facts"),
    [("en-US", "Draw an outline", "Draws from\noutlines"), ("zh-CN", "画轮廓", "绘制依据\n轮廓")],
)
def test_models_opens_it_and_no_other_tab_shows_it(painter, locale, button, facts):
    one = painter(locale=locale, tab="models")
    card = one.page.locator(".gan-card", has_text="tiny").filter(has_text="pix2pix").first
    assert facts in card.inner_text()
    card.get_by_role("button", name=button).click()
    one.drawn()
    assert one.page.locator("gan-header option").all_inner_texts() == ["plain", "shapes"]


@pytest.mark.parametrize(("locale", "button"), [("en-US", "Watch one learn"), ("zh-CN", "看它学习")])
def test_no_model_for_outlines_is_an_invitation(painter, locale, button):
    page = painter(locale=locale, routes={"**/gan/models": lambda route: route.fulfill(json=[])}).page
    assert "pix2pix" in page.locator("gan-transform").inner_text()
    page.locator("gan-transform").get_by_role("button", name=button).click()
    page.locator("#gan-start").wait_for()


def test_a_cyclegan_shows_the_way_back(models, painter):
    outlined_checkpoint(models, "cyclegan", "cycle")
    page = painter(tmodel="cycle").page
    page.wait_for_selector(".gan-way-back:not([hidden])")
    words = page.locator(".gan-way-back").inner_text()
    assert re.search(r"differs by \d+\.\d % of black to white", words)
    page.locator(".gan-drawn select").select_option("tiny")
    page.wait_for_selector(".gan-way-back", state="hidden")
    shutil.rmtree(models / "cycle")


def test_a_program_redraws_by_the_api(outlined_page, models, tmp_path):
    from gradio_client import Client, handle_file
    from gradio_client.exceptions import AppError

    (tmp_path / "outline.png").write_bytes(as_file(drawn(4)))
    (tmp_path / "broken.png").write_text("no picture")
    page = Client(outlined_page, verbose=False)
    answer = page.predict("tiny", handle_file(tmp_path / "outline.png"), False, 3, api_name="/redraw")
    outline, picture = (np.asarray(Image.open(one["image"])) for one in answer)
    assert np.array_equal(outline, drawn(4)[..., 0])
    assert np.array_equal(picture, GAN.load(models / "tiny").draw(images=drawn(4)[None], seed=3)[0])
    smooth = page.predict("tiny", handle_file(tmp_path / "outline.png"), False, 3, False, True, api_name="/redraw")
    large = [Image.open(one["image"]) for one in smooth]
    assert [(image.size, COMMENT in image.info.values()) for image in large] == [((512, 512), True)] * 2
    with pytest.raises(AppError, match="cannot be used"):
        page.predict("tiny", handle_file(tmp_path / "broken.png"), False, 3, api_name="/redraw")
    with pytest.raises(AppError, match="does not draw from outlines"):
        page.predict("plain", handle_file(tmp_path / "outline.png"), False, 3, api_name="/redraw")


@pytest.fixture
def two_sided(models):
    outlined_checkpoint(models, "cyclegan", "sides", given=3)
    yield GAN.load(models / "sides")
    shutil.rmtree(models / "sides")


def shown(page, selector):
    data = base64.b64decode(page.evaluate(PIXELS, selector).partition(",")[2])
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


@pytest.mark.parametrize(("locale", "size"), [("en-US", DESKTOP), ("zh-CN", PHONE)])
def test_a_model_between_two_data_sets_takes_a_picture_either_way(two_sided, painter, locale, size):
    one = painter(tmodel="sides", locale=locale, size=size)
    page = one.page
    assert not page.locator(PAD).is_visible()
    examples = np.asarray(Image.open(two_sided_examples(page)))
    squares = examples.reshape(2, 16, 8, 16, 3).swapaxes(1, 2)
    page.locator(CELL).nth(2).click()
    one.drawn()
    given, made = shown(page, GIVEN), shown(page, PICTURE)
    assert np.array_equal(given, squares[0, 2])
    assert np.array_equal(made, two_sided.draw(images=given[None])[0])
    apart = np.abs(two_sided.back(made[None])[0].astype(int) - given).mean() / 255
    assert f"{100 * apart:.1f} %" in page.locator(".gan-way-back").inner_text()
    page.locator("gan-transform .gan-views button").nth(1).click()
    page.wait_for_function(f"document.querySelectorAll('{CELL}')[2].ariaPressed === 'true'")
    one.drawn()
    given, made = shown(page, GIVEN), shown(page, PICTURE)
    assert np.array_equal(given, squares[1, 2])
    assert np.array_equal(made, two_sided.back(given[None])[0])
    assert "tway=back" in page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def two_sided_examples(page):
    answer = page.request.get(page.url.partition("?")[0] + "gradio_api/gan/model/sides/examples")
    return io.BytesIO(answer.body())


def test_a_picture_of_ones_own_is_carried_over_and_a_link_keeps_the_way(two_sided, painter):
    one = painter(tmodel="sides", tway="back")
    page = one.page
    assert page.locator("gan-transform .gan-views [aria-pressed=true]").inner_text() == "To tiny-other"
    page.set_input_files("gan-transform input[type=file]", photograph())
    page.wait_for_function(f"!document.querySelector('{CELL}[aria-pressed=true]')")
    one.drawn()
    given = two_sided.read_picture(photograph()["buffer"], own=True)
    assert np.array_equal(shown(page, GIVEN), given)
    assert np.array_equal(shown(page, PICTURE), two_sided.back(given[None])[0])
    page.locator(".gan-drawn select").select_option("tiny")
    page.wait_for_selector(PAD)
    assert "tway" not in page.url
    assert not page.locator(GIVEN).is_visible()


@pytest.fixture
def without_examples(models, two_sided):
    """The same model without pictures to begin with, and its title elsewhere than in the list of data sets."""
    shutil.copytree(models / "sides", models / "bare")
    (models / "bare" / "examples.png").unlink()
    path = models / "bare" / "config.json"
    changes = {"examples": 0, "data": "inked-avatars", "other": "/home/me/avatars"}
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **changes}), encoding="utf-8")
    yield
    shutil.rmtree(models / "bare")


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_a_model_without_examples_goes_the_other_way_with_the_picture_that_is_there(
    two_sided, without_examples, painter, locale
):
    one = painter(tmodel="sides", locale=locale)
    page = one.page
    page.locator(CELL).nth(2).click()
    one.drawn()
    given = shown(page, GIVEN)
    page.locator(".gan-drawn select").select_option("bare")
    one.drawn()
    assert np.array_equal(shown(page, GIVEN), given)
    ways = page.locator("gan-transform .gan-views button")
    names = ["To Inked avatars", "To avatars"] if locale == "en-US" else ["变成水墨卡通头像", "变成avatars"]
    assert [name.strip() for name in ways.all_inner_texts()] == names
    ways.nth(1).click()
    one.drawn()
    assert np.array_equal(shown(page, PICTURE), two_sided.back(given[None])[0])
    assert not one.refusals


def test_an_example_that_another_model_has_not_is_its_last(two_sided, models, painter):
    outlined_checkpoint(models, "pix2pix", "few")
    path, row = models / "few" / "config.json", models / "few" / "examples.png"
    path.write_text(path.read_text(encoding="utf-8").replace('"examples": 8', '"examples": 3'), encoding="utf-8")
    image = Image.open(row)
    image.crop((0, 0, 3 * image.height, image.height)).save(row)
    one = painter(tmodel="tiny")
    one.page.locator(CELL).nth(7).click()
    one.drawn()
    one.page.locator(".gan-drawn select").select_option("few")
    one.page.wait_for_function(f"document.querySelectorAll('{CELL}').length === 3")
    one.drawn()
    assert one.page.locator(f"{CELL}[aria-pressed=true]").get_attribute("aria-label") == "Example outline 3"
    assert one.sheet().min() < 128
    shutil.rmtree(models / "few")


@pytest.mark.parametrize(
    ("locale", "draw", "give"), [("en-US", "Draw an outline", "Give a picture"), ("zh-CN", "画出轮廓", "给出一张图像")]
)
def test_the_line_above_says_what_the_shown_model_wants(two_sided, painter, locale, draw, give):
    page = painter(tmodel="sides", locale=locale).page
    lines = page.locator(".gan-line summary:visible")
    assert [line.strip().startswith(give) for line in lines.all_inner_texts()] == [True]
    page.locator(".gan-drawn select").select_option("tiny")
    page.wait_for_selector(PAD)
    assert [line.strip().startswith(draw) for line in lines.all_inner_texts()] == [True]


def test_a_program_carries_pictures_over_by_the_api(outlined_page, two_sided, tmp_path):
    from gradio_client import Client, handle_file

    (tmp_path / "own.jpg").write_bytes(photograph()["buffer"])
    page = Client(outlined_page, verbose=False)
    for back in (False, True):
        answer = page.predict("sides", handle_file(tmp_path / "own.jpg"), False, 3, back, api_name="/redraw")
        given, made, again = (np.asarray(Image.open(one["image"])) for one in answer)
        assert np.array_equal(given, two_sided.read_picture(photograph()["buffer"], own=back))
        there, home = (lambda x: two_sided.draw(images=x, seed=3)), two_sided.back
        first, second = (home, there) if back else (there, home)
        assert np.array_equal(made, first(given[None])[0])
        assert np.array_equal(again, second(made[None])[0])


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_the_form_asks_for_the_other_side_where_the_recipe_takes_one(painter, locale):
    page = painter(tab="train", locale=locale).page
    recipe, other, asked = (
        ("Recipe", "Inked avatars", "Data of the other side")
        if locale == "en-US"
        else ("方法", "水墨卡通头像", "另一方的数据")
    )

    def choose(label, name):
        page.get_by_label(label, exact=True).first.click()
        page.locator("[role=option]:visible").filter(has_text=re.compile(f"{name}$")).click()

    page.wait_for_function("document.querySelector('.gan-duel')")
    assert not page.locator("#gan-other").is_visible()
    choose(recipe, "CycleGAN")
    page.locator("#gan-other").wait_for()
    choose(asked, other)
    choose(recipe, "pix2pix")
    page.locator("#gan-other").wait_for(state="hidden")
    choose(recipe, "CycleGAN")
    page.locator("#gan-other").wait_for()
    assert page.get_by_label(asked, exact=True).first.input_value() not in ("", other)  # outlines again
