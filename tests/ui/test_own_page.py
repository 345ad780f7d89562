"""A visitor drops pictures into the page, in Chromium."""

import base64
import io
import time

import numpy as np
import pytest
from PIL import Image
from support.own_pictures import GOOD, mixed, packed, plain, saved
from support.visits import Visit, visits

from gan_demo.data.choice import CROPS


class Owner(Visit):
    """One visitor with pictures of their own, at the Train tab."""

    def __init__(self, browser, server, locale="en-US"):
        there = "document.querySelector('gan-run[data-state], gan-run .gan-empty:not([hidden])')"
        super().__init__(browser, server, locale, {"width": 1280, "height": 900}, "?tab=train", there)
        self.page.wait_for_timeout(300)
        if not self.page.locator("gan-own .gan-drop").is_visible():  # the form is folded beside a run
            self.page.locator("button.gan-new").click()

    def noted(self, message):
        if "status of 4" not in message.text:  # the browser logs each refusal, which the page tells in a sentence
            super().noted(message)


@pytest.fixture
def visitor(browser, server):
    yield from visits(Owner, browser, server)


def choose(page, *given: tuple[str, bytes]) -> None:
    """Give the page these files."""
    chosen = [{"name": name, "mimeType": "", "buffer": data} for name, data in given]
    page.set_input_files("gan-own input[type=file]", chosen)


DROP = """async ([name, text]) => {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)), data = new DataTransfer();
  data.items.add(new File([bytes], name));
  const event = (kind) => new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true });
  for (const kind of ["dragover", "drop"]) document.querySelector(".gan-drop").dispatchEvent(event(kind));
}"""


def test_a_dropped_zip_is_looked_at_cropped_and_trained_on(visitor, server):
    page = visitor().page
    page.evaluate(DROP, ["Mixed Zoo.zip", base64.b64encode(mixed()).decode()])
    page.wait_for_selector(".gan-thumbs canvas")
    told = page.locator(".gan-look").inner_text()
    assert all(
        words in told for words in ("Mixed-Zoo", "8 pictures", "2 classes", "cats5", "狗3", "2 of 8", "memorise")
    )
    assert page.get_by_label("Data", exact=True).first.input_value() == "Mixed-Zoo.zip"
    page.locator(".gan-facts details summary").click()
    assert "photo.HEIC" in page.locator(".gan-facts").inner_text()
    with page.expect_response(lambda answer: "crop=pad" in answer.url) as drawn:
        page.locator("#gan-crop label").nth(CROPS.index("pad")).click()
    assert Image.open(io.BytesIO(drawn.value.body())).size == (6 * 64, 2 * 64)
    before = page.evaluate("document.querySelector('gan-run').run?.name ?? ''")
    page.locator("#gan-start").click()
    another = (
        "name => { const run = document.querySelector('gan-run').run; return run?.grids.length && run.name !== name }"
    )
    page.wait_for_function(another, arg=before)
    run = "gradio_api/gan/run/" + page.evaluate("document.querySelector('gan-run').run.name")
    settings = page.evaluate("(run) => fetch(run).then((answer) => answer.json())", run)["settings"]
    page.request.post(f"{server}{run}/do", data={"do": "stop"})
    page.wait_for_selector("gan-run[data-state=stopped]")  # beside one that trains the form is folded
    assert (settings["data"].split("/")[-1], settings["crop"], settings["size"]) == ("Mixed-Zoo.zip", "pad", 64)


def test_loose_pictures_are_packed_by_the_page(visitor):
    page = visitor(locale="zh-CN").page
    choose(page, *((f"{i}.png", plain((i, 0, 0))) for i in range(30)), ("empty.png", b""), (".hidden.png", plain()))
    page.wait_for_selector(".gan-thumbs canvas:nth-of-type(1)")
    told = page.locator(".gan-look").inner_text()
    assert "30 张图像" in told
    assert "1 项" in told
    assert page.locator(".gan-thumbs canvas").count() == 24


def test_what_is_wrong_with_a_file_is_told_under_the_zone(visitor):
    page = visitor(locale="zh-CN").page
    choose(page, ("cats.zip", b"no zip"))
    page.wait_for_selector("gan-own [role=alert]:has-text('cats.zip 不是 zip 文件')")
    choose(page, ("film.png", plain()))
    page.wait_for_selector("gan-own [role=alert]:has-text('至少需要 2 张')")
    assert page.locator("gan-own progress").is_hidden()


def test_another_drop_takes_the_place_of_one_that_is_on_its_way(visitor):
    page = visitor().page
    slow = page.context.new_cdp_session(page)
    slow.send("Network.enable")
    limits = {"offline": False, "latency": 0, "downloadThroughput": -1}
    slow.send("Network.emulateNetworkConditions", {**limits, "uploadThroughput": 100_000})
    noise = np.random.default_rng(0).integers(0, 256, (2, 600, 600, 3), np.uint8)
    first = packed({f"{i}.png": saved(Image.fromarray(picture)) for i, picture in enumerate(noise)})
    choose(page, ("first.zip", first))
    page.wait_for_selector(".gan-drop:has-text('%') progress")
    choose(page, ("second.zip", packed(GOOD)))
    slow.send("Network.emulateNetworkConditions", {**limits, "uploadThroughput": -1})
    page.wait_for_selector(".gan-look:has-text('second')")
    assert page.locator("gan-own [role=alert]").inner_text() == ""
    slow.detach()
    choose(page, ("first.zip", first))
    page.wait_for_selector(".gan-look:has-text('first')")


def test_a_drop_counts_though_the_page_is_still_busy_with_the_one_before(visitor):
    page = visitor().page
    held = []
    page.route("**/gradio_api/run/**", lambda route: route.continue_() if held else held.append(route))
    choose(page, ("former.zip", packed({**GOOD, "c.png": plain((1, 2, 3))})))
    page.wait_for_function("window.ganOwn.chosen()")
    former = page.evaluate("window.ganOwn.chosen()")
    choose(page, ("latter.zip", packed({**GOOD, "c.png": plain((3, 2, 1))})))
    page.wait_for_function("former => window.ganOwn.chosen() !== former", arg=former)
    held[0].continue_()
    page.wait_for_selector(".gan-look:has-text('latter')")


def test_the_classes_of_a_zip_are_chosen_and_the_visitor_may_choose_none(visitor):
    page = visitor().page
    classes = page.get_by_label("Classes from", exact=True).first
    choose(page, ("flat.zip", packed({"a.png": plain(), "b.png": plain((1, 2, 3))})))
    page.wait_for_selector(".gan-look:has-text('flat')")
    assert classes.input_value() == "none"
    choose(page, ("kinds.zip", packed({**GOOD, "stray.png": plain()})))
    page.wait_for_selector(
        ".gan-look:has-text('1 picture lies outside of the class folders and is left out: stray.png.')"
    )
    assert classes.input_value() == "sub-folder"
    classes.click()
    page.get_by_role("option", name="none").click()
    page.locator("#gan-crop label").nth(CROPS.index("pad")).click()
    assert classes.input_value() == "none"


def test_only_checkpoints_that_fit_are_offered_to_begin_from(visitor):
    page = visitor().page
    page.locator("#gan-more > button").click()
    begin = page.get_by_label("Checkpoint to begin from", exact=True).first

    def offered():
        begin.click()
        names = page.locator("#gan-more [role=option]")
        names.first.wait_for()
        told = [name.strip().strip("✓").strip() for name in names.all_inner_texts()]
        begin.blur()
        return told

    for _ in range(100):  # the server loads torch before it can say
        if len(offered()) > 1:
            break
        page.wait_for_timeout(200)
    assert offered() == ["–", "avatar-captions", "avatars", "avatars-128", "fashion-classes"]
    page.get_by_label("Recipe", exact=True).first.click()
    page.get_by_role("option", name="R3GAN").click()
    expect_value(page, begin, "none fits this recipe")
    assert offered() == ["none fits this recipe"]


def expect_value(page, field, value):
    deadline = time.monotonic() + 20
    while field.input_value() != value:
        assert time.monotonic() < deadline, field.input_value()
        page.wait_for_timeout(100)
