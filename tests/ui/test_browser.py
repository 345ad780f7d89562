"""The page as a visitor sees it, in Chromium: no console errors, nothing fetched from outside, in both languages."""

import re

import pytest
from support.own_pictures import GOOD, packed
from support.runs import wait
from support.visits import BIG, DRAWN, PHONE, PIXELS, SLIDER, STATIC, TABS, move


def test_a_slider_changes_the_picture_and_a_double_click_puts_it_back(visit):
    one = visit(query="?model=plain")
    first = one.pixels()
    move(one, SLIDER, 2.5)
    moved = one.changed(first)
    one.page.locator("gan-stage + gan-controls .gan-directions .gan-slider").first.locator("span").dblclick()
    assert one.changed(moved) == first


def test_each_picture_is_a_step_to_which_back_returns(visit):
    """A seed, a new picture, a neighbour and a model; a slider that moves in between is kept with the step it is of."""
    one = visit(query="?model=plain&seed=4")
    page, back = one.page, one.page.get_by_role("button", name="Step back")
    assert back.is_disabled()
    shown = [one.pixels()]
    page.get_by_role("button", name="Next seed").first.click()
    shown.append(one.changed(shown[-1]))
    move(one, SLIDER, 2.5)
    shown[-1] = one.changed(shown[-1])
    page.locator("gan-stage + gan-controls .gan-dice").click()
    shown.append(one.changed(shown[-1]))
    page.locator("gan-stage .gan-strip .gan-cell").first.click()
    shown.append(one.changed(shown[-1]))
    page.locator("gan-header select").select_option("shapes")
    one.changed(shown[-1])
    page.go_back()
    page.wait_for_function(f"before => ({PIXELS})('{BIG}') === before", arg=shown[-1])
    for before in (*shown[-2:0:-1], shown[0]):
        now = one.pixels()
        back.click()
        assert one.changed(now) == before
    assert back.is_disabled()
    page.go_forward()
    assert one.changed(shown[0]) == shown[1]


NAMED, WORD = "gan-stage + gan-controls .gan-directions", "gan-stage + gan-controls .gan-called"


def test_a_slider_unfolds_into_seven_pictures_of_which_one_is_taken(visit):
    one = visit(query="?model=plain&seed=4")
    first = one.pixels()
    one.page.locator(WORD).nth(2).click()
    one.page.wait_for_function("document.querySelector('.gan-along canvas')?.dataset.drawn")
    assert one.pixels(".gan-along .gan-cell:nth-child(4) canvas") == first
    assert one.page.locator(".gan-ends").inner_text().split() == ["little", "→", "much"]
    one.page.focus(".gan-along .gan-cell:nth-child(4)")
    one.page.keyboard.press("ArrowRight")
    one.page.keyboard.press("Enter")
    assert one.changed(first) == one.pixels(".gan-along .gan-cell:nth-child(5) canvas")
    assert one.page.locator(f"{NAMED} output").all_inner_texts()[2] == "1.00"
    held = one.pixels()
    one.page.get_by_role("button", name="Hold the others").first.click()
    alone = one.changed(held)
    one.page.wait_for_function("location.search.includes('b=alone-')")
    other = visit(query="?" + one.page.url.partition("?")[2])
    assert other.pixels() == alone
    assert other.page.get_by_role("button", name="Hold the others").first.get_attribute("aria-pressed") == "false"


def test_a_slider_is_renamed_and_gets_its_own_name_back(visit):
    one = visit(query="?model=plain")
    one.page.locator(WORD).nth(1).click()
    for name, now in (("<b>Smile</b>", "<b>Smile</b>"), ("", "Thing 1")):
        one.page.get_by_role("button", name="Rename").click()
        one.page.get_by_label("Name of the slider").fill(name)
        one.page.keyboard.press("Enter")
        one.page.wait_for_function("([s, now]) => document.querySelectorAll(s)[1].textContent === now", arg=[WORD, now])
        one.page.reload()
        one.page.wait_for_function(DRAWN)
        assert one.page.locator(WORD).nth(1).inner_text() == now
        one.page.locator(WORD).nth(1).click()


def test_an_older_link_keeps_its_picture_and_reset_brings_the_names(visit):
    one = visit(query="?model=plain&seed=4&d=,2")
    assert one.page.locator(WORD).all_inner_texts()[0] == "Direction 1"
    old = one.pixels()
    one.page.get_by_text("directions without names").first.wait_for()
    one.page.get_by_role("button", name="Reset").first.click()
    one.changed(old)
    assert one.page.locator(WORD).all_inner_texts()[0] == "Thing 0"


def test_a_link_along_directions_that_are_gone_says_so(visit):
    one = visit(query="?model=plain&seed=4&b=held-000000&d=,2")
    one.page.get_by_text("The link was made for other directions").first.wait_for()
    assert set(one.page.locator(f"{NAMED} output").all_text_contents()) == {"0.00"}


def test_a_slider_moves_by_keyboard(visit):
    one = visit(query="?model=plain")
    first = one.pixels()
    one.page.focus(SLIDER)
    for _ in range(20):
        one.page.keyboard.press("ArrowRight")
    one.changed(first)


def test_a_drag_paints_many_pictures_without_blanking(visit):
    one = visit(query="?model=plain")
    box = one.page.locator(SLIDER).first.bounding_box()
    y = box["y"] + box["height"] / 2
    before = int(one.page.locator(BIG).get_attribute("data-drawn"))
    one.page.mouse.move(box["x"] + box["width"] / 2, y)
    one.page.mouse.down()
    for i in range(30):
        one.page.mouse.move(box["x"] + box["width"] * (0.5 + i / 100), y)
    one.page.mouse.up()
    one.page.wait_for_function(f"before => document.querySelector('{BIG}').dataset.drawn > before + 3", arg=before)


def test_a_link_restores_the_picture(visit):
    one = visit(query="?model=shapes")
    first = one.pixels()
    one.page.locator(".gan-dice").first.click()
    second = one.changed(first)
    move(one, SLIDER, -1.5)
    third = one.changed(second)
    one.page.wait_for_function("location.search.includes('d=-1.5')")
    other = visit(query="?" + one.page.url.partition("?")[2])
    assert other.pixels() == third


def test_a_link_to_a_model_that_is_not_here_says_so(visit):
    one = visit(query="?model=gone&seed=5&c=99&d=" + ",".join(["1"] * 40))
    assert one.page.get_by_text("The model gone is not here").is_visible()
    assert not one.page.locator("gan-stage .bad").count()


def test_stepping_into_a_neighbour_and_back(visit):
    one = visit(query="?model=plain")
    first = one.pixels()
    one.page.wait_for_function("document.querySelector('.gan-cell canvas').dataset.drawn")
    neighbour = one.pixels(".gan-cell:nth-child(4) canvas")
    one.page.focus(".gan-cell:nth-child(3)")
    one.page.keyboard.press("ArrowRight")
    one.page.keyboard.press("Enter")
    assert one.changed(first) == neighbour
    one.page.get_by_role("button", name="Step back").click()
    one.page.wait_for_function(f"first => ({PIXELS})('{BIG}') === first", arg=first)


def test_classes_open_on_a_model_that_has_some_and_one_that_is_chosen_there_stays(visit):
    one = visit(query="?model=plain&seed=4")
    page, picker = one.page, one.page.locator("gan-header select")
    one.tab("classes")
    page.wait_for_function("document.querySelectorAll('.gan-class-cell canvas')[2]?.dataset.drawn")
    assert picker.input_value() == "shapes"
    page.locator("gan-classes .gan-picture").click()
    page.keyboard.press("Escape")
    with page.expect_download() as download:
        page.locator("gan-classes").get_by_role("button", name="PNG 512").click()
    assert re.fullmatch(r"shapes-\d+-0.png", download.value.suggested_filename)
    assert page.locator("gan-classes").get_by_role("button", name="Copy link").is_visible()
    page.go_back()
    page.wait_for_function("document.querySelector('gan-header select').value === 'plain'")
    page.get_by_text("This model has no classes").wait_for()
    one.tab("explore")
    page.wait_for_timeout(600)
    one.tab("classes")
    page.wait_for_function("document.querySelector('gan-header select').value === 'shapes'")
    picker.select_option("plain")
    page.get_by_text("This model has no classes").wait_for()
    page.wait_for_timeout(500)
    assert picker.input_value() == "plain"


def test_a_class_changes_the_picture_and_two_can_be_blended(visit):
    one = visit(query="?model=shapes")
    one.tab("classes")
    big = "gan-classes .gan-picture"
    one.page.wait_for_function(f"document.querySelector('{big}')?.dataset.drawn")
    one.page.wait_for_function("document.querySelector('.gan-class-cell canvas').dataset.drawn")
    first = one.pixels(big)
    assert one.page.locator(".gan-class-cell").all_inner_texts() == ["Dark", "Light", "Left"]
    one.page.locator(".gan-class-cell").nth(2).click()
    second = one.changed(first, big)
    move(one, ".gan-blend input", 0.5)
    one.changed(second, big)


def test_a_model_without_classes_says_so_and_offers_one_that_has_them(visit):
    one = visit(query="?model=plain")
    one.tab("classes")
    one.page.wait_for_function("document.querySelector('gan-header select').value === 'shapes'")
    one.page.locator("gan-header select").select_option("plain")
    one.page.get_by_role("button", name="Show shapes").click()
    one.page.wait_for_function("document.querySelector('gan-classes .gan-picture').dataset.drawn")


def test_start_brings_a_grid_that_outlives_a_reload_and_others_see_it(visit, picture_folder):
    one = visit()
    one.tab("train")
    one.page.get_by_label("Data", exact=True).fill(str(picture_folder))
    one.page.keyboard.press("Enter")
    one.page.locator("#gan-start").click()
    grid = "gan-run img[data-step]"
    one.page.wait_for_selector(grid)
    one.page.wait_for_function("Number(document.querySelector('gan-run img').dataset.step) > 0")
    one.page.reload()
    one.page.wait_for_selector("gan-run[data-state=running] img[data-step]")
    other = visit(locale="zh-CN")
    other.tab("train")
    other.page.wait_for_selector(grid)
    assert "训练中" in other.page.locator("gan-run [role=status][data-state]").inner_text()
    other.page.locator("#gan-stop").click()
    one.page.wait_for_selector("gan-run[data-state=stopped]")


@pytest.mark.parametrize(
    ("locale", "sentence"),
    [
        ("en-US", "batch (batch size) must be between 2 and 4,096"),
        ("zh-CN", "批量大小（batch）必须在 2 和 4,096 之间"),
    ],
)
def test_a_wrong_setting_is_told_in_the_visitors_language(visit, locale, sentence):
    one = visit(locale=locale)
    one.tab("train")
    one.page.locator("#gan-form .label-wrap").click()
    label = {"en-US": "Batch size", "zh-CN": "批量大小"}[locale]
    one.page.get_by_label(label).fill("1")
    one.page.keyboard.press("Tab")
    one.page.locator("#gan-start").click()
    one.page.get_by_text(sentence).wait_for()


@pytest.mark.parametrize(
    ("locale", "tabs", "slider"),
    [
        ("en-US", ["Explore", "Classes", "Captions", "Transform", "Train", "Models"], "Move a slider"),
        ("zh-CN", ["探索", "类别", "描述", "变换", "训练", "模型"], "拖动滑块"),
        ("zh-TW", ["探索", "类别", "描述", "变换", "训练", "模型"], "拖动滑块"),
    ],
)
def test_both_languages(visit, locale, tabs, slider):
    one = visit(locale=locale)
    assert one.page.locator("[role=tab]:visible").all_inner_texts() == tabs
    assert one.page.get_by_role("heading", name=slider).first.is_visible()


# A page whose parts come as slowly as a loaded machine lets Gradio bring them.
SLOWLY = """<title>slow</title><div class="tab-container" role="tablist"><button role="tab" aria-selected="true">Explore
</button><button role="tab" aria-selected="false">Train</button></div><script type="module">
  import { keepTab } from "STATIC/core/dom.js";
  keepTab();
  const after = (time) => new Promise((done) => setTimeout(done, time));
  await after(300);
  document.body.insertAdjacentHTML("beforeend", "<gan-header tabs='explore train'></gan-header>");
  await after(300);
  const tabs = [...document.querySelectorAll("button")];
  for (const one of tabs) one.onclick = () => tabs.forEach((tab) => tab.ariaSelected = String(tab === one));
  await after(300);
  document.title = "there";
</script>""".replace("STATIC", STATIC)


def test_the_asked_tab_opens_in_whatever_order_the_page_comes(visit):
    slowly = {"**/?tab=*": lambda route: route.fulfill(body=SLOWLY, content_type="text/html")}
    page = visit(query="?tab=train", ready=None, routes=slowly).page
    page.wait_for_function("document.title === 'there'")
    chosen = page.locator("[aria-selected=true]")
    assert (chosen.inner_text(), page.evaluate("document.body.dataset.tab")) == ("Train", "train")
    page.get_by_role("tab", name="Explore").click()
    page.wait_for_timeout(200)
    assert (chosen.inner_text().strip(), "tab=" in page.url) == ("Explore", False)


def test_the_language_can_be_chosen_and_stays(visit):
    one = visit()
    one.page.get_by_role("button", name="切换到中文").click()
    one.page.get_by_role("tab", name="探索").wait_for()
    one.page.reload()
    one.page.get_by_role("tab", name="探索").wait_for()


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_nothing_is_cut_off_on_a_phone(visit, locale):
    one = visit(locale=locale, size=PHONE, query="?model=shapes")
    for name in TABS:
        one.tab(name)
        one.page.wait_for_function("document.querySelectorAll('.tabitem:not([style*=none])').length")
        assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


def test_the_picture_stays_in_sight_beside_the_sliders_of_a_phone(visit):
    one = visit(size=PHONE, query="?model=plain")
    one.page.locator(SLIDER).nth(5).scroll_into_view_if_needed()
    box = one.page.locator(BIG).bounding_box()
    assert box["y"] >= 0
    assert box["y"] + box["height"] < PHONE["height"]


def test_a_wrong_seed_is_one_sentence(visit):
    one = visit()
    box = one.page.locator(".gan-seed input").first
    box.fill("-3")
    box.press("Enter")
    assert "whole number" in one.page.locator(".gan-seed .bad").first.inner_text()


def test_a_server_that_is_gone_is_told_and_the_picture_stays(visit):
    one = visit(query="?model=plain")
    first = one.pixels()
    one.page.route("**/gan/picture*", lambda route: route.abort())
    move(one, SLIDER, 1)
    one.page.get_by_text("The server does not answer").wait_for()
    assert one.pixels() == first
    one.problems.clear()  # the browser itself logs the request that failed


def test_a_page_that_may_not_store_anything_does_all_that_it_does_elsewhere(browser, server):
    """As one that is embedded in another, in a private window: language, an upload, and a link that nobody copies."""
    context, problems = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900}), []
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('blocked') } });"
        "Object.defineProperty(navigator, 'clipboard', { value: undefined });"
    )
    page = context.new_page()
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(server)
    page.wait_for_function(DRAWN)
    assert page.locator("[role=tab]:visible").first.inner_text() == "探索"
    page.get_by_role("button", name="English").click()
    page.wait_for_function("document.querySelector('[role=tab]')?.innerText === 'Explore'")
    page.wait_for_function(DRAWN)
    page.locator("gan-stage").get_by_role("button", name="Copy link").click()
    field = page.locator("gan-stage input.gan-link")
    assert field.input_value().startswith(f"{server}?model=")
    assert page.evaluate("getSelection().toString()") == field.input_value()
    page.locator("[role=tab]:visible").get_by_text("Train").click()
    page.locator("gan-own input[type=file]").set_input_files({"name": "my.zip", "mimeType": "", "buffer": packed(GOOD)})
    page.wait_for_selector(".gan-look:has-text('my') canvas")
    assert page.get_by_label("Data", exact=True).first.input_value() == "my.zip"
    assert not problems
    context.close()


# how many frames the page asks for in a second
FRAMES = "new Promise((end) => { frames_asked = 0; setTimeout(() => end(frames_asked), 1000); })"


def test_an_open_page_draws_no_frames_while_nothing_moves(browser, server):
    context = browser.new_context(reduced_motion="reduce")
    context.add_init_script(
        "const ask = requestAnimationFrame; window.frames_asked = 0;"
        "window.requestAnimationFrame = (draw) => { frames_asked++; return ask(draw); }"
    )
    page = context.new_page()
    page.goto(server + "?tab=models")
    page.locator(".gan-card img").first.wait_for()
    wait(lambda: page.evaluate(FRAMES) < 5, 20)  # what moves the page into its place comes to rest
    context.close()


def test_no_models_is_an_invitation(visit):
    page = visit(ready=None, routes={"**/gan/models": lambda route: route.fulfill(json=[])}).page
    page.locator("gan-stage").get_by_role("button", name="Watch one learn").click()
    page.locator("#gan-start").wait_for()


def test_models_shows_what_is_here_and_opens_it(visit):
    one = visit(query="?model=shapes")
    one.tab("models")
    card = one.page.locator(".gan-card", has_text="plain").first
    assert "Coverage ↑\n0.25 (real 0.975)" in card.inner_text()
    card.get_by_role("button", name="Explore plain").click()
    one.page.wait_for_function("document.querySelector('gan-header select').value === 'plain'")
    one.page.locator(BIG).wait_for()


def test_a_model_opens_with_the_picture_that_was_chosen_for_it(visit):
    def chosen(route):
        models = route.fetch().json()
        route.fulfill(json=[{**model, "seed": 7} for model in models])

    for query, seed in (("", "7"), ("?seed=3", "3")):
        page = visit(query=query, ready=None, routes={"**/gan/models": chosen}).page
        page.locator(BIG).first.wait_for()
        page.wait_for_function(f"document.querySelector('.gan-seed input').value === '{seed}'")
