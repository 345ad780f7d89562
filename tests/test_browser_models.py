"""Models of runs, in Chromium: each opens in the tab that fits it, Back returns, and one that was kept can go."""

import shutil

import pytest
from caption_fixtures import save_captioned
from page_fixtures import browser, server  # noqa: F401
from test_browser import Visit
from test_browser_compare import past
from test_browser_runs import app, button  # noqa: F401

from gan_demo import checkpoints, runs

RUN = "document.querySelector('gan-run[data-state=stopped] img[data-step]')"
TAB = "tab => document.body.dataset.tab === tab"


def modelled(app, run, model, **about):  # noqa: F811
    """A run of the past that has one of these models as its checkpoint."""
    past(app.runs / run, [0, 10], -1.0, 1.0, about)
    shutil.copytree(app.models / model, app.runs / run / runs.CHECKPOINT)


@pytest.mark.parametrize(("model", "tab"), [("shapes", "classes"), ("plain", "explore"), ("said", "captions")])
def test_a_run_opens_its_model_in_the_tab_that_fits_and_back_returns(browser, app, model, tab):  # noqa: F811
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
    assert "run=" not in page.url
    page.go_back()
    page.wait_for_function(TAB, arg="train")
    assert page.locator("gan-run img[data-step='0']").first.is_visible()
    assert "run=one" in page.url
    assert not page.locator("gan-header .gan-picker").is_visible()
    page.go_forward()
    page.wait_for_function(TAB, arg=tab)
    assert not visit.problems
    visit.context.close()


def test_a_kept_model_is_told_apart_and_deleted_after_a_question(browser, app):  # noqa: F811
    modelled(app, "one", "plain", name="Night run")
    runs.keep(app.runs / "one", app.models, "Kept by me")
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
    assert "kept-by-me" in checkpoints.found(app.models)
    button(card, "Delete").click()
    button(card, "Delete").click()
    card.wait_for(state="detached")
    assert checkpoints.found(app.models).keys() == {"broken", "plain", "shapes"}
    assert not visit.problems
    visit.context.close()


def test_without_a_run_one_click_begins_one_and_the_models_show_what_it_leads_to(browser, app):  # noqa: F811
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
    page.get_by_role("button", name="打开 shapes").click()
    page.wait_for_function(TAB, arg="classes")
    page.go_back()
    page.wait_for_function(TAB, arg="train")
    assert page.locator(".gan-beginning").is_visible()
    past(app.runs / "one", [0, 10], -1.0, 1.0)
    page.wait_for_selector("gan-run[data-state=stopped]")
    assert page.locator(".gan-beginning").is_hidden()
    visit.problems.clear()  # the browser itself logs what was refused
    visit.context.close()
