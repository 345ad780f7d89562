"""A page with two small models of its own, served once for all tests that need it, and a browser to look at it."""

import atexit
import functools
import os
import shutil
import socket
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
import torch
from support import warm
from support.trainers import CLASSES, ROOT, tiny_trainer

from gan_demo import checkpoints
from gan_demo.checkpoints import bases
from gan_demo.pipelines.latent import holding
from gan_demo.words import Words

GET_ONE = "Install a browser for these tests: apt install chromium, or playwright install chromium."


def make_models(folder: Path) -> Path:
    """`shapes` with three classes, `plain` without and with named directions, and what only looks like a checkpoint."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, classes in (("shapes", True), ("plain", False)):
        trainer = tiny_trainer(classes=classes, size=16, latent=20)
        torch.manual_seed(1)
        for weights in trainer.ema.parameters():  # strong enough that each input is seen in the picture
            torch.nn.init.normal_(weights, 0, 0.2)
        words = CLASSES if classes else ()
        figures = {"pictures": 10, "coverage": {"value": 0.25, "real": 0.975, "better": "higher"}}
        config = checkpoints.Config(
            "sngan", trainer.arguments["generator"], "tiny", classes=words, command="made up", measured=figures
        )
        checkpoints.save_checkpoint(folder / name, config, trainer.ema, trainer.samples()[0].numpy())
    name_directions(folder / "plain")
    (folder / "broken").mkdir()
    (folder / "broken" / checkpoints.CONFIG).write_text("{}", encoding="utf-8")
    return folder


def name_directions(folder: Path) -> None:
    """Sixteen of them, at random."""
    vectors = np.random.default_rng(0).standard_normal((16, 20)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    found = bases.Bases(np.linalg.qr(np.eye(20, dtype=np.float32))[0], vectors, holding(vectors))
    effects = bases.Effect(0.75, 0.1), bases.Effect(0.5, 0.02)
    ends = Words("little", "少"), Words("much", "多")
    named = [bases.SemanticDirection(Words(f"Thing {i}", f"东西 {i}"), *ends, *effects) for i in range(16)]
    checkpoints.direct(folder, found, named)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def served_with(add: Callable[[Path], object]) -> Iterator[str]:
    """The address of a page with a model more, which is put into the folder of models, beside the two."""
    folder = Path(tempfile.mkdtemp(prefix="gan-demo-more-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    add(make_models(folder / "models"))
    url, process = page_over(folder)
    yield url
    end(process, folder)


@functools.cache
def served() -> str:
    """The address of the page, started as a visitor starts it, stopped when the tests end."""
    folder = Path(tempfile.mkdtemp(prefix="gan-demo-page-"))
    make_models(folder / "models")
    url, process = page_over(folder)
    atexit.register(end, process, folder)
    return url


def page_over(folder: Path, port: int | None = None, **surroundings: object) -> tuple[str, Any]:
    """The address and the process of a page over `models` and `runs` of that folder, when it answers."""
    port = port or free_port()
    told = {"GAN_DEMO_CACHE": folder / "cache", "GRADIO_TEMP_DIR": folder / "gradio", **surroundings}
    environment = {**os.environ, **{name: str(value) for name, value in told.items()}}
    words = [sys.executable, ROOT / "app.py"]
    if warm.forked():
        words, environment = [sys.executable, warm.PAGE], {**environment, warm.ADDRESS: warm.address()}
    words += ["--port", port, "--runs", folder / "runs", "--checkpoints", folder / "models"]
    with open(folder / "log", "a", encoding="utf-8") as log:
        process = warm.start(words, cwd=ROOT, env=environment, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}/"
    wait_for(url, process, folder / "log")
    return url, process


def wait_for(url: str, process: Any, log: Path) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text(encoding="utf-8")
        try:
            return urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.2)
    raise AssertionError("The page did not start: " + log.read_text(encoding="utf-8"))


def end_preparations(cache: Path) -> None:
    """End what still prepares data sets for that cache, which outlives the runs that it was begun for."""
    for process in psutil.process_iter(["cmdline"]):
        with suppress(psutil.Error):
            if "prepare" in (process.info["cmdline"] or []) and process.environ().get("GAN_DEMO_CACHE") == str(cache):
                process.kill()


def discard(folders: Iterable[Path]) -> None:
    """Remove runs with whatever still trains there."""
    from gan_demo import runs

    for run in folders:
        if trainer := runs.process(run):
            trainer.kill()
        shutil.rmtree(run, ignore_errors=True)


def end(process: Any, folder: Path) -> None:
    """Stop the page and whatever still trains under it, then remove its folder."""
    from gan_demo import runs

    discard(runs.find_runs(folder / "runs"))
    end_preparations(folder / "cache")
    process.terminate()
    process.wait(20)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def server() -> str:
    return served()


def chromium() -> str | None:
    """The browser named by GAN_DEMO_CHROMIUM, one on PATH, or None for Playwright's own."""
    named = os.environ.get("GAN_DEMO_CHROMIUM")
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return named or next((path for name in names if (path := shutil.which(name))), None)


@functools.cache
def launched():
    """One Chromium for all test files, closed when the tests end."""
    from playwright.sync_api import sync_playwright

    quiet = ("background-networking", "component-update", "sync")
    arguments = ["--no-sandbox", "--disable-gpu", "--no-first-run", *(f"--disable-{name}" for name in quiet)]
    driver = sync_playwright().start()
    try:
        found = driver.chromium.launch(executable_path=chromium(), args=arguments)
    except BaseException:
        driver.stop()
        raise
    atexit.register(driver.stop)
    atexit.register(found.close)
    return found


@pytest.fixture(scope="session")
def browser():
    """The Chromium; skipped without one, but a failure where CI is set."""
    playwright = pytest.importorskip("playwright.sync_api")
    try:
        return launched()
    except playwright.Error:
        pytest.fail(GET_ONE) if os.environ.get("CI") else pytest.skip(GET_ONE)
