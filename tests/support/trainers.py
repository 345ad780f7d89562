"""A tiny data set and a quick trainer, and the command line."""

import copy
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

import torch

from gan_demo import recipes
from gan_demo.data import Dataset
from gan_demo.inputs.latent import StepLatentInput
from gan_demo.nets.matching import Matcher
from gan_demo.recipes._recipe import Recipe
from gan_demo.settings import Settings
from gan_demo.text.captioner import captioner_of
from gan_demo.text.text_encoder import TextEncoder
from gan_demo.text.tokenizer import Tokenizer
from gan_demo.training.engine import Trainer
from gan_demo.words import Words

ROOT = Path(__file__).parents[2]
CLASSES = (Words("Dark", "暗"), Words("Light", "亮"), Words("Left", "左"))


def tiny_dataset(count: int = 40, size: int = 8, channels: int = 3, classes: bool = False) -> Dataset:
    """Flat pictures with noise; the class is the brightness."""
    stream = torch.Generator().manual_seed(0)
    labels = torch.arange(count) % len(CLASSES)
    base = labels.view(-1, 1, 1, 1) * 80 + 30
    images = (base + torch.randint(0, 20, (count, size, size, channels), generator=stream)).to(torch.uint8)
    captions = [f"a {CLASSES[i].en} picture" for i in labels.tolist()]
    return Dataset("tiny", images, labels if classes else None, CLASSES if classes else (), captions)


def tiny_series(count: int = 40, size: int = 8, channels: int = 3, classes: bool = False) -> Dataset:
    """Waves of as many variables with noise; the class is their height."""
    stream = torch.Generator().manual_seed(0)
    labels = torch.arange(count) % len(CLASSES)
    waves = torch.sin(torch.arange(size)[:, None] + torch.arange(channels)) * (1 + labels.view(-1, 1, 1))
    series = waves + 0.1 * torch.rand(count, size, channels, generator=stream)
    variables = [{"en": f"Value {i + 1}", "zh": f"数值 {i + 1}", "low": -4.0, "high": 4.0} for i in range(channels)]
    details = {"variables": variables, "step": 0.1, "notes": False}
    named = (labels, CLASSES) if classes else (None, ())
    return Dataset("tiny", series, *named, kind="series", details=details)


def tiny_clips(count: int = 40, size: int = 8, channels: int = 3, classes: bool = False) -> Dataset:
    """Sixteen frames of a bright column that moves before noise that stands still; the class is where it begins."""
    stream = torch.Generator().manual_seed(0)
    labels = torch.arange(count) % len(CLASSES)
    noise = torch.randint(0, 60, (count, 1, size, size, channels), generator=stream).to(torch.uint8)
    clips = noise.repeat(1, 16, 1, 1, 1)
    for clip, label in zip(clips, labels.tolist(), strict=True):
        for i, frame in enumerate(clip):
            frame[:, (i + label) % size] = 230
    named = (labels, CLASSES) if classes else (None, ())
    return Dataset("tiny", clips, *named, kind="clip", details={"rate": 8})


TINY = {"image": tiny_dataset, "series": tiny_series, "clip": tiny_clips}  # by the kind of what a recipe makes


def with_edges(images: torch.Tensor) -> torch.Tensor:
    """The pictures, each with a square of its own, as flat ones have no outlines."""
    images, side = images.clone(), images.shape[1] // 2
    for i, picture in enumerate(images):
        y, x = (3 * i) % side, (5 * i + i // 4) % side
        picture[y : y + side, x : x + side] = 255 - picture[y : y + side, x : x + side]
    return images


@cache
def tiny_text_encoder(size: int, channels: int) -> TextEncoder:
    """A text encoder that knows what the tiny captions say, though its matcher has learned nothing."""
    captioner = captioner_of(tiny_dataset())
    tokenizer = Tokenizer.train(captioner.samples(100), captioner.lexicon)
    torch.manual_seed(0)
    return TextEncoder(tokenizer, Matcher(len(tokenizer), size, channels))


def text_encoder_for(recipe: str, dataset: Dataset) -> TextEncoder | None:
    """What a trainer of that recipe needs beside its data."""
    needs = recipes.find_recipe(recipe).condition.needs_text_encoder
    return copy.deepcopy(tiny_text_encoder(*dataset.examples.shape[2:])) if needs else None


def fitting_latent(recipe: Recipe, size: int) -> int:
    """A few numbers, of which each step of a series has some."""
    return size if isinstance(recipe.latent, StepLatentInput) else 8


def other_side(count: int = 24, size: int = 8, channels: int = 3) -> Dataset:
    """Other pictures with edges, darker ones, to be the other side of the tiny ones."""
    images = with_edges(tiny_dataset(count, size, channels).images) // 2
    return Dataset("tiny-other", images)


def tiny_trainer(
    recipe: str = "sngan", classes: bool = False, size: int = 8, channels: int = 3, given: int = 0, **settings
) -> Trainer:
    """A trainer that steps in milliseconds, in the same precision on every machine; captions need 16 px.

    given: the channels of a second data set, 0 for none.
    """
    kind = recipes.find_recipe(recipe)
    size = max(size, 16) if kind.condition.needs_text_encoder else size
    chosen = {
        "batch": 8,
        "width": 32,
        "latent": fitting_latent(kind, size),
        "device": "cpu",
        "data": "tiny",
        **settings,
    }
    chosen.setdefault("precision", "float32" if chosen["device"] == "cpu" else "auto")
    dataset = TINY[kind.example.kind](size=size, channels=channels, classes=classes)
    if kind.condition.drawing:
        dataset = replace(dataset, examples=with_edges(dataset.images))
    if given:
        chosen["other"], dataset = "tiny-other", replace(dataset, other=other_side(size=size, channels=given))
    return Trainer(Settings(recipe=recipe, **chosen), dataset, text_encoder=text_encoder_for(recipe, dataset))


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
