"""Seconds that a visitor waits at the beginning, in a real browser over the page as anybody starts it.

    python bench/start.py [--rounds 3]

Each round in turn: a bare `import gradio`; the page from its start to the first picture, as on its first day, when none
was kept from an earlier start, and as on any other; to the first picture that the page itself draws; the first caption
after its tab is opened, LOOKED seconds later; and Start to the first grid of a run, pressed LOOKED seconds after the
Train tab is opened.
Medians at the end. Wants Chromium and Playwright, and the avatars to be ready.
"""

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parent.parent))

from playwright.sync_api import Browser, Page, sync_playwright
from serving import spawned, wait

from gan_demo import runs
from gan_demo.data import cache

LOOKED = 3  # seconds between two things that a visitor does
OPENING = "#gan-opening img.gan-picture"
PAINTED = 'document.querySelector("gan-{} canvas.gan-picture")?.dataset.drawn'
FIRST = f'document.querySelector("{OPENING}")?.naturalWidth || {PAINTED.format("stage")}'
GRID = 'document.querySelector("gan-run img.gan-grid")?.naturalWidth'


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with sync_playwright() as driver:
        path = os.environ.get("GAN_DEMO_CHROMIUM") or shutil.which("chromium")
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        rounds = [measured(browser) for _ in range(given.rounds)]
        browser.close()
    print("medians: " + told({name: statistics.median(one[name] for one in rounds) for name in rounds[0]}))


def told(seconds: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.2f} s" for name, value in seconds.items())


def measured(browser: Browser) -> dict[str, float]:
    """One round."""
    begun = time.monotonic()
    subprocess.run([sys.executable, "-c", "import gradio"], check=True)
    seconds = {"import gradio": time.monotonic() - begun}
    shutil.rmtree(cache.cache_root() / "openings", ignore_errors=True)
    with page(browser) as (tab, begun):
        seconds["first picture ever"] = after(tab, FIRST, begun)
        after(tab, PAINTED.format("stage"), begun)
    with page(browser) as (tab, begun):
        seconds["first picture"] = after(tab, FIRST, begun)
        seconds["drawn by the page"] = after(tab, PAINTED.format("stage"), begun)
        time.sleep(LOOKED)
        seconds["first caption"] = clicked(tab, 'role=tab[name="Captions"]', PAINTED.format("captions"))
        time.sleep(LOOKED)
        tab.click('role=tab[name="Train"]')
        time.sleep(LOOKED)
        seconds["first grid"] = clicked(tab, ".gan-beginning button.strong", GRID)
    print(told(seconds), flush=True)
    return seconds


@contextmanager
def page(browser: Browser) -> Iterator[tuple[Page, float]]:
    """A page in the browser from a server that has just begun to start, and when it did."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "runs"
        tab = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        begun = time.monotonic()
        server, url = spawned(root)
        try:
            opened(tab, url.partition("gradio_api")[0])
            yield tab, begun
        finally:
            for run in runs.find_runs(root):
                runs.stop(run)
                wait(lambda run=run: not runs.status(run).alive, 60)
            tab.context.close()
            server.terminate()
            server.wait(20)


def opened(tab: Page, url: str) -> None:
    """Load the page as soon as the server listens; a browser that tries meanwhile would take its processor away."""
    address = urlsplit(url)
    for _ in range(2400):
        with suppress(OSError), socket.create_connection((address.hostname, address.port), timeout=1):
            tab.goto(url, wait_until="commit")
            return
        time.sleep(0.05)
    raise SystemExit("The page did not start.")


def after(tab: Page, condition: str, begun: float) -> float:
    """Seconds from then until the condition holds in the page."""
    tab.wait_for_function(condition, timeout=120_000)
    return time.monotonic() - begun


def clicked(tab: Page, place: str, condition: str) -> float:
    """Seconds from a click until the condition holds."""
    tab.wait_for_selector(place, timeout=60_000)
    begun = time.monotonic()
    tab.click(place)
    return after(tab, condition, begun)


if __name__ == "__main__":
    main()
