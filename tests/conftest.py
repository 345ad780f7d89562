"""What several test files share: a tiny data set, a quick trainer, and a cache folder of the tests' own."""

import copy
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # before torch is imported, as the command line does
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import numpy as np
import pytest
import torch
from PIL import Image

from gan_demo import recipes
from gan_demo.data import Dataset
from gan_demo.nets.matching import Matcher
from gan_demo.settings import Settings
from gan_demo.text.captioner import captioner_of
from gan_demo.text.text_encoder import TextEncoder
from gan_demo.text.tokenizer import Tokenizer
from gan_demo.training.engine import Trainer
from gan_demo.words import Words

ROOT = Path(__file__).parent.parent
CLASSES = (Words("Dark", "暗"), Words("Light", "亮"), Words("Left", "左"))


def tiny_dataset(count: int = 40, size: int = 8, channels: int = 3, classes: bool = False) -> Dataset:
    """Flat pictures with noise; the class is the brightness."""
    stream = torch.Generator().manual_seed(0)
    labels = torch.arange(count) % len(CLASSES)
    base = labels.view(-1, 1, 1, 1) * 80 + 30
    images = (base + torch.randint(0, 20, (count, size, size, channels), generator=stream)).to(torch.uint8)
    captions = [f"a {CLASSES[i].en} picture" for i in labels.tolist()]
    return Dataset("tiny", images, labels if classes else None, CLASSES if classes else (), captions)


@cache
def tiny_reader(size: int, channels: int) -> TextEncoder:
    """A reader that knows what the tiny captions say, though its matcher has learned nothing."""
    captioner = captioner_of(tiny_dataset())
    tokenizer = Tokenizer.train(captioner.samples(100), captioner.lexicon)
    torch.manual_seed(0)
    return TextEncoder(tokenizer, Matcher(len(tokenizer), size, channels))


def reader_for(recipe: str, dataset: Dataset) -> TextEncoder | None:
    """What a trainer of that recipe needs beside its data."""
    needs = recipes.find_recipe(recipe).condition.needs_text_encoder
    return copy.deepcopy(tiny_reader(*dataset.images.shape[2:])) if needs else None


def tiny_trainer(recipe: str = "sngan", classes: bool = False, size: int = 8, channels: int = 3, **settings) -> Trainer:
    """A trainer that steps in milliseconds; captions need 16 px."""
    chosen = {"batch": 8, "width": 32, "latent": 8, "device": "cpu", "data": "tiny", **settings}
    size = max(size, 16) if recipes.find_recipe(recipe).condition.needs_text_encoder else size
    dataset = tiny_dataset(size=size, channels=channels, classes=classes)
    return Trainer(Settings(recipe=recipe, **chosen), dataset, reader=reader_for(recipe, dataset))


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


@contextmanager
def unsignalled() -> Iterator[None]:
    """What a command does about signals is undone, as its process ends elsewhere."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


def gan_demo(*words: object) -> list[str]:
    """The command line as a user types it."""
    return [sys.executable, "-m", "gan_demo", *map(str, words)]


@pytest.fixture
def root(tmp_path, environment):
    """A runs folder whose trainers are ended after the test."""
    yield tmp_path / "runs"
    from gan_demo import runs

    for folder in runs.find_runs(tmp_path / "runs"):
        if trainer := runs.process(folder):
            trainer.kill()
