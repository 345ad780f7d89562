"""What all tests stand on: the environment before torch is imported, and what any of them may ask for."""

import os
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # before torch is imported, as the command line does
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")  # nets so small only wait for a second one; trainers inherit it
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import numpy as np
import pytest
from PIL import Image
from support import warm
from support.trainers import ROOT


@pytest.fixture(scope="session")
def picture_folder(tmp_path_factory) -> Path:
    """Forty-eight small pictures in two class folders, as a visitor would bring them."""
    folder = tmp_path_factory.mktemp("pictures")
    rng = np.random.default_rng(0)
    for name, colour in (("red", (220, 30, 30)), ("blue", (30, 30, 220))):
        (folder / name).mkdir()
        for i in range(24):
            noise = rng.integers(-25, 25, (40, 40, 3))
            Image.fromarray((np.array(colour) + noise).clip(0, 255).astype(np.uint8)).save(folder / name / f"{i}.png")
    return folder


@pytest.fixture
def cache(tmp_path, monkeypatch) -> Path:
    """A cache folder of the test's own."""
    monkeypatch.setenv("GAN_DEMO_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def environment(cache) -> dict[str, str]:
    """The environment of a child process, with that cache folder."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.fixture(autouse=True)
def warm_starts(monkeypatch):
    """Whoever starts a run takes a trainer that is forked from a process which has loaded all, and none stands by."""
    from gan_demo.runs import launch

    monkeypatch.setattr(launch, "SPARE", warm.Trainers())


@pytest.fixture
def cold_starts(warm_starts, monkeypatch):
    """Runs are started as the product starts them: by a process that stands by, or by a new one."""
    from gan_demo.runs import launch, spare

    monkeypatch.setattr(launch, "SPARE", spare.Spare())


@pytest.fixture
def root(tmp_path, environment):
    """A runs folder whose trainers are ended after the test."""
    yield tmp_path / "runs"
    from gan_demo import runs

    for folder in runs.find_runs(tmp_path / "runs"):
        if trainer := runs.process(folder):
            trainer.kill()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever is looked at in a browser is marked so."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
