"""A tab of one's own, in plain Gradio, among those of the package."""

import os
import subprocess
import sys

from support.pages import end, free_port, wait_for
from support.trainers import ROOT


def test_a_tab_of_ones_own_is_opened_by_its_address_and_shifts_no_other(environment, tmp_path, browser):
    (tmp_path / "own" / "tabs").mkdir(parents=True)
    text = (ROOT / "examples" / "tabs" / "grid.py").read_text(encoding="utf-8").replace("PLACE = 60", "PLACE = 15")
    (tmp_path / "own" / "tabs" / "grid.py").write_text(text, encoding="utf-8")
    port, own = free_port(), {**os.environ, **environment, "GAN_DEMO_OWN": str(tmp_path / "own")}
    words = [sys.executable, "app.py", "--port", str(port), "--runs", str(tmp_path / "runs")]
    with open(tmp_path / "log", "w", encoding="utf-8") as log:
        app = subprocess.Popen(words, cwd=ROOT, env=own, stdout=log, stderr=log)
    try:
        wait_for(f"http://127.0.0.1:{port}/", app, tmp_path / "log")
        page = browser.new_page(locale="en-US")
        page.goto(f"http://127.0.0.1:{port}/?tab=grid")
        page.wait_for_function(
            "document.querySelector('[role=tab][aria-selected=true]')?.textContent.trim() === 'Grid'"
        )
        page.wait_for_function("document.querySelectorAll('.grid-container img').length === 16")
        page.get_by_role("tab", name="Train").click()
        page.wait_for_function("document.body.dataset.tab === 'train'")
        page.close()
    finally:
        end(app, tmp_path)
