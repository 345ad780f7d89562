"""A tab of one's own, in plain Gradio, among those of the package."""

from support.pages import end, make_models, page_over
from support.trainers import ROOT
from support.visits import Visit

CHOSEN = "document.querySelector('[role=tab][aria-selected=true]')?.textContent.trim() === 'Grid'"


def test_a_tab_of_ones_own_is_opened_by_its_address_and_shifts_no_other(tmp_path, browser):
    (tmp_path / "own" / "tabs").mkdir(parents=True)
    text = (ROOT / "examples" / "tabs" / "grid.py").read_text(encoding="utf-8").replace("PLACE = 60", "PLACE = 15")
    (tmp_path / "own" / "tabs" / "grid.py").write_text(text, encoding="utf-8")
    make_models(tmp_path / "models")
    url, app = page_over(tmp_path, GAN_DEMO_OWN=tmp_path / "own")
    try:
        one = Visit(browser, url, query="?tab=grid", ready=CHOSEN)
        one.page.wait_for_function("document.querySelectorAll('.grid-container img').length === 16")
        one.page.get_by_role("tab", name="Train").click()
        one.page.wait_for_function("document.body.dataset.tab === 'train'")
        assert not one.problems
        one.close()
    finally:
        end(app, tmp_path)
