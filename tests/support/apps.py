"""One page for all tests that start runs, and what is on it."""

import atexit
import functools
import re
import shutil
import tempfile
import urllib.request
from pathlib import Path

import pytest
from support.pages import discard, end, end_preparations, free_port, make_models, page_over

from gan_demo import checkpoints, runs

RUN = "document.querySelector('gan-run[data-state]')"


class App:
    """The page over folders of its own, which can be ended and started again at the same address."""

    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        self.models, self.runs, self.temporary = make_models(folder / "models"), folder / "runs", folder / "temporary"
        self.start()

    def start(self):
        self.temporary.mkdir(exist_ok=True)
        self.url, self.process = page_over(self.folder, self.port, TMPDIR=self.temporary)

    def movies(self):
        """The folders of movies that are being made."""
        return list(self.temporary.glob("tmp*"))

    def empty(self):
        """Take away what a test left there, also from what the page remembers."""
        discard(runs.find_runs(self.runs))
        end_preparations(self.folder / "cache")
        for name in checkpoints.find_checkpoints(self.models).keys() - {"broken", "plain", "shapes"}:
            shutil.rmtree(self.models / name)
        urllib.request.urlopen(f"{self.url}gradio_api/gan/runs", timeout=30).close()

    def kill(self):
        self.process.kill()
        self.process.wait(20)


@functools.cache
def kept() -> App:
    """The page that all other tests share, as it takes seconds to start."""
    one = App(Path(tempfile.mkdtemp(prefix="gan-demo-app-")))
    atexit.register(end, one.process, one.folder)
    return one


@pytest.fixture
def app():
    """A page without runs and with the models that it began with."""
    yield kept()
    kept().empty()


def button(place, text):
    """The visible button with this text; its accessible name says what it does."""
    return place.locator("button:visible").filter(has_text=re.compile(f"^{text}$")).first


def card(page, run):
    return page.locator(f".gan-place[data-run='{run}']")


def choose(page, snapshot):
    """The dot of a snapshot."""
    page.locator(f".gan-spot.snapshot[title*='step {snapshot:,}:']").dispatch_event("click")
