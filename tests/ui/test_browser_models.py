"""Models of runs, in Chromium: each opens in the tab that fits it, Back returns, and one that was kept can go."""

import shutil
from dataclasses import replace

import pytest
from support.apps import button, card, choose
from support.captions import save_captioned
from support.histories import EARLY, past, steered, trained
from support.visits import Visit

from gan_demo import checkpoints, runs

RUN = "document.querySelector('gan-run[data-state=stopped] img[data-step]')"
TAB = "tab => document.body.dataset.tab === tab"


def modelled(app, run, model, **about):
    """A run of the past that has one of these models as its checkpoint."""
    past(app.runs / run, [0, 10], -1.0, 1.0, about)
    shutil.copytree(app.models / model, app.runs / run / runs.CHECKPOINT)


@pytest.mark.parametrize(("model", "tab"), [("shapes", "classes"), ("plain", "explore"), ("said", "captions")])
def test_a_run_opens_its_model_in_the_tab_that_fits_and_back_returns(browser, app, model, tab):
    save_captioned(app.models / "said")
    modelled(app, "one", model)
    past(app.runs / "two", [0, 10], -1.0, 1.0)
    visit = Visit(browser, app.url, query="?run=one&step=0", ready=RUN)
    page = visit.page
    button(page.locator("gan-run"), "Explore this|Type a caption").click()
    page.wait_for_function(TAB, arg=tab)
    if tab != "captions":
        page.wait_for_function("location.search.includes('model=one')")
        assert page.locator("gan-header select").input_value() == "one"
    page.wait_for_function("!location.search.includes('run=')")
    page.go_back()
    page.wait_for_function(TAB, arg="train")
    assert page.locator("gan-run img[data-step='0']").first.is_visible()
    assert "run=one" in page.url
    assert not page.locator("gan-header .gan-picker").is_visible()
    page.go_forward()
    page.wait_for_function(TAB, arg=tab)
    assert not visit.problems
    visit.close()


def test_a_kept_model_is_told_apart_and_deleted_after_a_question(browser, app):
    modelled(app, "one", "plain", name="Night run")
    runs.keep_model(app.runs / "one", app.models, "Kept by me")
    visit = Visit(browser, app.url)
    page = visit.page
    groups = page.locator("gan-header optgroup").evaluate_all(
        "all => all.map((group) => [group.label, ...[...group.children].map((one) => one.textContent)])"
    )
    assert groups == [["Shipped", "plain", "shapes"], ["Kept", "Kept by me"], ["Trained here", "Night run"]]
    visit.tab("models")
    card = page.locator(".gan-card", has_text="Kept by me")
    assert card.locator(".gan-tag").inner_text() == "kept"
    assert page.get_by_role("button", name="Delete").count() == 1
    button(card, "Delete").click()
    button(card, "Cancel").click()
    assert "kept-by-me" in checkpoints.find_checkpoints(app.models)
    button(card, "Delete").click()
    button(card, "Delete").click()
    card.wait_for(state="detached")
    assert checkpoints.find_checkpoints(app.models).keys() == {"broken", "plain", "shapes"}
    assert not visit.problems
    visit.close()


def test_the_step_that_is_looked_at_is_kept_else_the_best_and_its_card_tells_the_changes(browser, app):
    steered(app.runs / "one")
    visit = Visit(browser, app.url, query="?run=one", ready=RUN.replace("stopped", "finished"))
    page, menu = visit.page, card(visit.page, "one").locator("summary")
    button(page.locator("gan-run"), "Explore step 10").wait_for()
    menu.click()
    button(page, "Keep as a model").click()
    assert button(page, r"Keep step 4 \(the best\)").is_visible()
    choose(page, 8)
    menu.click()
    menu.click()
    button(page, "Keep as a model").click()
    page.get_by_label("Name of the model").fill("eighth")
    button(page, "Keep step 8").click()
    page.get_by_text("Kept as “eighth”").wait_for()
    assert checkpoints.read_config(app.models / "eighth").steps == 8
    visit.tab("models")
    told = page.locator(".gan-card", has_text="eighth")
    told.get_by_text("How it was made").click()
    assert "at step 6: g_lr 0.0002 → 0.00001" in told.locator("code").inner_text()
    assert "Steps\n8" in told.locator("dl").first.inner_text()
    assert not visit.problems
    visit.close()


def test_a_kept_model_is_there_at_once_and_its_score_comes_onto_its_card(browser, app, picture_folder):
    trained(app.runs / "one", picture_folder)
    visit = Visit(browser, app.url, query="?run=one", ready=RUN.replace("stopped", "finished"))
    page = visit.page
    choose(page, EARLY)
    card(page, "one").locator("summary").click()
    button(page, "Keep as a model").click()
    page.get_by_label("Name of the model").fill("early")
    button(page, f"Keep step {EARLY}").click()
    page.get_by_text("Kept as “early”: it stands in Models. Its score is being measured").wait_for()
    visit.tab("models")
    told = page.locator(".gan-card", has_text="early")
    told.get_by_text("How it was made").click()
    told.get_by_text("Small-sample distance, random features ↓").wait_for(
        timeout=240_000
    )  # nobody has loaded the page again
    assert told.get_by_text("is being measured").count() == 0
    assert told.locator("code").is_visible()
    assert runs.scored_itself(checkpoints.read_config(app.models / "early"))
    assert not visit.problems
    visit.close()


def test_a_refused_value_does_not_stay_where_a_run_is_steered(browser, app):
    """Told at once, though it would hold only when the run goes on; an earlier one that waits stays."""
    steered(app.runs / "one")
    visit = Visit(browser, app.url, query="?run=one", ready=RUN.replace("stopped", "finished"))
    page, knob = visit.page, visit.page.locator(".gan-steering .gan-knob[data-name=g_lr]")
    page.locator(".gan-steering:not([open]) > summary").evaluate_all("all => all.forEach((one) => one.click())")
    for text, stands, resume in (
        ("7", "0.00001", "Resume for 10 more steps"),
        ("0.001", "0.001", "Resume with 1 change"),
    ):
        knob.locator("input.gan-field").fill(text)
        page.keyboard.press("Enter")
        button(page, resume).wait_for()
        page.wait_for_function(
            "([one, v]) => one.value === v", arg=[knob.locator("input.gan-field").element_handle(), stands]
        )
    knob.locator("input.gan-field").fill("fast")
    page.keyboard.press("Tab")
    knob.get_by_text("g_lr (generator learning rate) must be a number, not 'fast'.").wait_for()
    assert knob.locator("input.gan-field").input_value() == "0.001"
    assert button(page, "Resume with 1 change").is_visible()
    visit.problems.clear()  # the browser itself logs what was refused
    visit.close()


def test_without_a_run_one_click_begins_one_and_the_models_show_what_it_leads_to(browser, app):
    known = checkpoints.read_config(app.models / "shapes")
    made = "gan-demo train sngan --data tiny --set begin=plain --set images=9"
    checkpoints.rewrite_card(app.models / "shapes", replace(known, seconds=7200.0, command=made), "shapes")
    visit = Visit(browser, app.url, locale="zh-CN")
    page, asked = visit.page, []

    def refuse(route):
        asked.append(route.request.post_data_json)
        route.fulfill(status=507, json={"error": {"en": "Full.", "zh": "磁盘已满。"}})

    page.route("**/gan/start", refuse)
    visit.tab("train")
    page.get_by_role("button", name="开始：2 分钟画出头像").click()
    page.locator("gan-run").get_by_text("磁盘已满。").wait_for()
    assert asked == [{"minutes": 2}]
    assert page.locator(".gan-sheet-of b").all_inner_texts() == ["plain", "shapes"]
    assert page.locator(".gan-sheet-of small").last.inner_text() == "从“plain”出发训练 2.0 小时"
    page.get_by_role("button", name="打开 shapes").click()
    page.wait_for_function(TAB, arg="classes")
    page.go_back()
    page.wait_for_function(TAB, arg="train")
    assert page.locator(".gan-beginning").is_visible()
    past(app.runs / "one", [0, 10], -1.0, 1.0)
    page.wait_for_selector("gan-run[data-state=stopped]")
    assert page.locator(".gan-beginning").is_hidden()
    checkpoints.rewrite_card(app.models / "shapes", known, "shapes")
    visit.problems.clear()  # the browser itself logs what was refused
    visit.close()


def test_a_code_that_a_model_found_is_named_and_gets_its_own_name_back(browser, app):
    known = checkpoints.read_config(app.models / "shapes")
    checkpoints.rewrite_card(app.models / "shapes", replace(known, found=True))
    one = Visit(browser, app.url, query="?model=shapes")
    one.tab("classes")
    one.page.locator(".gan-class-cell").nth(1).click()
    box = one.page.get_by_label("Your name for this code")
    for name, now in (("<b>Boots</b>", "<b>Boots</b>"), ("", "Light")):
        box.fill(name)
        one.page.keyboard.press("Enter")
        one.page.wait_for_function(
            "now => document.querySelectorAll('.gan-class-cell span')[1].textContent === now", arg=now
        )
        one.page.reload()
        one.page.wait_for_function("document.querySelector('.gan-class-cell canvas')?.dataset.drawn")
        assert one.page.locator(".gan-class-cell").all_inner_texts() == ["Dark", now, "Left"]
        assert one.page.locator(".gan-blend option").all_inner_texts() == 2 * ["Dark", now, "Left"]
        one.page.locator(".gan-class-cell").nth(1).click()
        assert box.input_value() == name
    box.fill("Coat")
    one.page.locator(".gan-class-cell").nth(2).click()  # the click that ends the typing counts
    one.page.wait_for_function(
        "document.querySelectorAll('.gan-class-cell')[2].getAttribute('aria-pressed') === 'true'"
    )
    assert one.page.locator(".gan-class-cell").all_inner_texts() == ["Dark", "Coat", "Left"]
    one.tab("explore")
    assert one.page.locator("gan-controls .gan-class option").all_inner_texts() == ["Dark", "Coat", "Left"]
    checkpoints.rewrite_card(app.models / "shapes", known)
    one.tab("classes")
    one.page.reload()
    one.page.wait_for_function("document.querySelector('.gan-class-cell canvas')?.dataset.drawn")
    assert not box.is_visible()
    assert not one.problems
    one.close()
