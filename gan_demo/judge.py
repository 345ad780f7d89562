"""A judge: a small classifier of a data set's classes or attributes, in whose features generated pictures are measured.

It is trained here on the real pictures, so that scoring needs no download; its distances compare models of one data set
and are no Inception FID.
"""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from .batches import seeded
from .data import find
from .data.cache import root as cache_root
from .data.dataset import Dataset
from .events import Preparing
from .images import to_float
from .metrics import coverage, frechet_distance
from .pipeline import GAN
from .text.captioner import captioner_of
from .words import UserError

FEATURES = 128
STEPS = 3000  # of 128 pictures: 6 epochs of Fashion-MNIST
UNSEEN = 77  # the seed of captions that no training picture was seen under
NEIGHBOURS = 2000  # pictures for coverage, whose cost is quadratic


class Judge(nn.Module):
    """Pictures to features (N, 128), and to a row of scores for each head.

    Convolutions halve the side down to 4 px. With a mean in place of the last one it told 99.6 % of what can be seen of
    avatars of 64 px right, 98.9 % where they combine it as training never had; with it 99.7 and 99.1 %.
    """

    def __init__(self, channels: int, heads: dict[str, int], size: int = 32):
        super().__init__()
        layers: list[nn.Module] = []
        halvings = max(3, size.bit_length() - 3)
        for narrow, wide in pairwise((channels, 32, 64, *[FEATURES] * (halvings - 2))):
            layers += [nn.Conv2d(narrow, wide, 4, 2, 1, bias=False), nn.BatchNorm2d(wide), nn.ReLU(True)]
        self.trunk = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(4), nn.Flatten(), nn.Dropout(0.2))
        self.narrow = nn.Sequential(nn.Linear(FEATURES * 16, FEATURES), nn.ReLU(True))
        self.heads = nn.ModuleDict({name: nn.Linear(FEATURES, classes) for name, classes in heads.items()})

    def forward(self, images: Tensor) -> Tensor:
        return self.narrow(self.trunk(images))


def answers(dataset: Dataset) -> dict[str, tuple[Tensor, Tensor, int]]:
    """What the judge is asked of each picture: values, whether they can be seen, and how many there are."""
    if dataset.attributes:
        return {name: (a.values, a.visible, len(a.words)) for name, a in dataset.attributes.items()}
    if dataset.labels is None:
        raise UserError(
            f"{dataset.name} has neither classes nor attributes, so no judge can be trained on it.",
            f"{dataset.name} 既没有类别也没有属性，无法用它训练评判网络。",
        )
    return {"class": (dataset.labels, torch.ones(len(dataset.labels), dtype=torch.bool), len(dataset.classes))}


def train(judge: Judge, dataset: Dataset, steps: int = STEPS, seed: int = 0) -> Iterator[Preparing]:
    """Train by cross-entropy on what can be seen; one cosine cycle of AdamW."""
    asked = answers(dataset)
    optimizer = torch.optim.AdamW(judge.parameters(), lr=2e-3, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2e-3, total_steps=steps)
    stream = seeded(seed, 4)
    judge.train()
    for step in range(steps):
        index = torch.randint(dataset.count(), (128,), generator=stream)
        features = judge(to_float(dataset.images[index]))
        losses = [
            cross_entropy(judge.heads[name](features)[visible[index]], values[index][visible[index]])
            for name, (values, visible, _) in asked.items()
            if visible[index].any()
        ]
        optimizer.zero_grad()
        sum(losses).backward()
        optimizer.step()
        schedule.step()
        if step % 20 == 0:
            yield Preparing(step, steps)
    judge.eval()
    yield Preparing(steps, steps)


@torch.inference_mode()
def look(judge: Judge, pictures: NDArray | Tensor) -> tuple[NDArray, dict[str, NDArray]]:
    """Features (N, 128) and the answer of each head (N,) for uint8 pictures."""
    parts = [judge(to_float(torch.as_tensor(pictures[i : i + 256]))) for i in range(0, len(pictures), 256)]
    features = torch.cat(parts)
    return features.numpy(), {name: head(features).argmax(1).numpy() for name, head in judge.heads.items()}


def judge_of(name: str, size: int, crop: str = "centre") -> Iterator[Preparing | Judge]:
    """The judge of that data set, trained once and kept in the cache; yields progress, then the judge."""
    from safetensors.torch import load_file, save_file

    source = find(name, crop)
    yield from source.prepare(size)
    dataset = source.load(size, labels=source.labels[0] if source.labels else None)
    heads = {name: count for name, (_, _, count) in answers(dataset).items()}
    judge = Judge(dataset.images.shape[3], heads, size).eval()
    path = place(source.name if crop == "centre" else f"{source.name}-{crop}", size)
    if path.exists():
        judge.load_state_dict(load_file(path))
    else:
        torch.manual_seed(0)
        yield from train(judge, dataset)
        path.parent.mkdir(parents=True, exist_ok=True)
        save_file(judge.state_dict(), draft := path.with_suffix(".draft"))
        draft.replace(path)
    yield judge


def place(name: str, size: int) -> Path:
    """Where the judge of a data set is kept; "v2" is its make."""
    return cache_root() / "judges" / f"{name}-{size}px-{STEPS}-v2.safetensors"


def kept(name: str, size: int) -> Judge | None:
    """The judge of that data set that `judge_of` has put into the cache; None where there is none that can be read."""
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        state = load_file(place(name, size))
        names = {key.split(".")[1] for key in state if key.startswith("heads.")}
        heads = {name: len(state[f"heads.{name}.bias"]) for name in names}
        with torch.random.fork_rng(devices=[]):  # the first weights are random, and at once replaced
            judge = Judge(state["trunk.0.weight"].shape[1], heads, size).eval()
        judge.load_state_dict(state)
    except (OSError, SafetensorError, KeyError, RuntimeError):  # none, half a file, or one of another make
        return None
    return judge


def score(gan: GAN, judge: Judge, count: int = 10_000, seed: int = 1) -> dict[str, Any]:
    """What test pictures say of drawn ones, each figure with that of as many real training pictures, the floor."""
    source = find(gan.config.data, gan.config.crop)
    label = source.labels[0] if source.labels else None
    test, real = (source.load(gan.size, labels=label, split=split) for split in ("test", "train"))
    count = min(count, test.count(), real.count())
    labels = np.arange(count) % len(gan.classes) if gan.classes else None
    captions = [captioner_of(test).caption(i, UNSEEN, 0) for i in range(count)] if gan.reader else ()
    drawn, said = look(judge, gan.draw(count, seed, labels=labels, captions=captions))
    (tested, right), (floor, _) = look(judge, test.images[:count]), look(judge, real.images[:count])
    few = slice(0, NEIGHBOURS)
    measures = {
        "Frechet distance": measure(frechet_distance(tested, drawn), frechet_distance(tested, floor), "lower"),
        "coverage": measure(coverage(tested[few], drawn[few]), coverage(tested[few], floor[few]), "higher"),
    }
    if labels is not None and "class" in said:
        truth = test.labels[:count].numpy()
        accuracy = measure((said["class"] == labels).mean(), (right["class"] == truth).mean(), "higher")
        measures["class accuracy"] = accuracy
    return {"pictures": count, **measures}


def measure(value: float, real: float | None, better: str) -> dict[str, Any]:
    """A figure with four digits, that of real pictures where there is one, and which way is better."""
    figures = {"value": value} | ({} if real is None else {"real": real})
    return {name: float(f"{figure:.4g}") for name, figure in figures.items()} | {"better": better}
