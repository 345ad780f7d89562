"""What several test files share: a tiny data set, a quick trainer, and a cache folder of the tests' own."""

import os
import sys
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # before torch is imported, as the command line does
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import numpy as np
import pytest
import torch
from PIL import Image

from gan_demo.data import Dataset
from gan_demo.engine import Trainer
from gan_demo.settings import Settings
from gan_demo.words import Words

ROOT = Path(__file__).parent.parent
CLASSES = (Words("Dark", "暗"), Words("Light", "亮"), Words("Left", "左"))


def tiny_dataset(count: int = 40, size: int = 8, channels: int = 3, classes: bool = False) -> Dataset:
    """Flat pictures with noise; the class is the brightness."""
    stream = torch.Generator().manual_seed(0)
    labels = torch.arange(count) % len(CLASSES)
    base = labels.view(-1, 1, 1, 1) * 80 + 30
    images = (base + torch.randint(0, 20, (count, size, size, channels), generator=stream)).to(torch.uint8)
    return Dataset("tiny", images, labels if classes else None, CLASSES if classes else ())


def tiny_trainer(recipe: str = "sngan", classes: bool = False, size: int = 8, channels: int = 3, **settings) -> Trainer:
    """A trainer that steps in milliseconds."""
    chosen = {"batch": 8, "width": 32, "latent": 8, "device": "cpu", "data": "tiny", **settings}
    return Trainer(Settings(recipe=recipe, **chosen), tiny_dataset(size=size, channels=channels, classes=classes))


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
def environment(tmp_path, monkeypatch) -> dict[str, str]:
    """The environment of a child process, with a cache folder of its own."""
    monkeypatch.setenv("GAN_DEMO_CACHE", str(tmp_path / "cache"))
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def gan_demo(*words: object) -> list[str]:
    """The command line as a user types it."""
    return [sys.executable, "-m", "gan_demo", *map(str, words)]
