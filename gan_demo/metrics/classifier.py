"""Classifiers of a data set's classes or attributes, in whose features generated pictures are measured.

They are trained here on the real pictures, so that scoring needs no download; their distances compare models of one
data set and are no Inception FID. A running training is measured in the judge's features, and its best step is chosen
by them. The independent classifier has another shape, another seed and another training, and nothing but a score ever
looks at it: what it says of drawn pictures was not selected for.

They look at pictures of at most 64 px, and at larger ones reduced to that: at 128 px the training of the two would take
hours of a core, and what is new there, finer edges, decides no attribute. So they do not tell a sharp picture from one
that was enlarged.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, cross_entropy, relu

from ..data import crop_of, find_source
from ..data.cache import cache_root
from ..data.dataset import Dataset
from ..events import Preparing
from ..pictures.images import to_float
from ..seeds import seeded
from ..words import UserError

FEATURES = 128
STEPS = 3000  # of 128 pictures: 6 epochs of Fashion-MNIST
SIDE = 32  # pixels to which the independent classifier folds larger pictures
JUDGED = 64  # pixels to which both reduce larger pictures


def judged_side(size: int) -> int:
    """The side in pixels at which the classifiers look at pictures of that side."""
    return min(size, JUDGED)


def reduced(images: Tensor) -> Tensor:
    """Pictures (N, C, H, W) at the side at which they are looked at, by means over blocks of pixels."""
    side = images.shape[-1]
    return images if side <= JUDGED else avg_pool2d(images, side // JUDGED)


class StridedClassifier(nn.Module):
    """Pictures to features (N, 128), and to a row of scores for each head.

    Convolutions halve the side down to 4 px. With a mean in place of the last one it told 99.6 % of what can be seen of
    avatars of 64 px right, 98.9 % where they combine it as training never had; with it 99.7 and 99.1 %.
    """

    def __init__(self, channels: int, heads: dict[str, int], size: int = 32):
        super().__init__()
        layers: list[nn.Module] = []
        halvings = max(3, judged_side(size).bit_length() - 3)
        for narrow, wide in pairwise((channels, 32, 64, *[FEATURES] * (halvings - 2))):
            layers += [nn.Conv2d(narrow, wide, 4, 2, 1, bias=False), nn.BatchNorm2d(wide), nn.ReLU(True)]
        self.trunk = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(4), nn.Flatten(), nn.Dropout(0.2))
        self.narrow = nn.Sequential(nn.Linear(FEATURES * 16, FEATURES), nn.ReLU(True))
        self.heads = nn.ModuleDict({name: nn.Linear(FEATURES, classes) for name, classes in heads.items()})

    def forward(self, images: Tensor) -> Tensor:
        return self.narrow(self.trunk(reduced(images)))


class HalvingBlock(nn.Module):
    """Two 3x3 convolutions beside a shortcut; the side is halved."""

    def __init__(self, narrow: int, wide: int):
        super().__init__()
        first = nn.Conv2d(narrow, wide, 3, 2, 1, bias=False), nn.BatchNorm2d(wide), nn.ReLU(True)
        self.body = nn.Sequential(*first, nn.Conv2d(wide, wide, 3, 1, 1, bias=False), nn.BatchNorm2d(wide))
        self.short = nn.Sequential(nn.AvgPool2d(2), nn.Conv2d(narrow, wide, 1, bias=False))

    def forward(self, x: Tensor) -> Tensor:
        return relu(self.short(x) + self.body(x))


class ResidualClassifier(nn.Module):
    """The independent classifier; pictures to features (N, 128), and to a row of scores for each head, as a judge.

    Larger pictures are folded to 32 x 32 px of more channels, so that each size costs about the same.
    """

    def __init__(self, channels: int, heads: dict[str, int], size: int = 32):
        super().__init__()
        fold = max(1, judged_side(size) // SIDE)
        first = nn.Conv2d(channels * fold**2, 32, 4, 2, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU(True)
        blocks = HalvingBlock(32, 64), HalvingBlock(64, FEATURES)
        self.fold = nn.PixelUnshuffle(fold)
        self.trunk = nn.Sequential(*first, *blocks, nn.AdaptiveAvgPool2d(4), nn.Flatten())
        self.narrow = nn.Sequential(nn.Linear(FEATURES * 16, FEATURES), nn.ReLU(True))
        self.heads = nn.ModuleDict({name: nn.Linear(FEATURES, classes) for name, classes in heads.items()})
        self.to(memory_format=torch.channels_last)  # 1.4 times as fast in training

    def forward(self, images: Tensor) -> Tensor:
        return self.narrow(self.trunk(self.fold(reduced(images)).contiguous(memory_format=torch.channels_last)))


Classifier = StridedClassifier | ResidualClassifier


def varied(images: Tensor) -> Tensor:
    """All pictures moved by the same up to two pixels, half of them mirrored."""
    moved = images.roll(torch.randint(-2, 3, (2,)).tolist(), (2, 3))
    return moved.where(torch.rand(len(images), 1, 1, 1) < 0.5, moved.flip(3))


@dataclass(frozen=True)
class Make:
    """How a classifier is made; `key` names it among the files in the cache."""

    key: str
    net: Callable[..., Classifier]
    seed: int
    shown: Callable[[Tensor], Tensor] = lambda images: images  # what it is shown of training pictures


JUDGE = Make("v2", StridedClassifier, 0)
INDEPENDENT = Make("residual-v1", ResidualClassifier, 1, varied)


def answers(dataset: Dataset) -> dict[str, tuple[Tensor, Tensor, int]]:
    """What the judge is asked of each picture: values, whether they can be seen, and how many there are."""
    if dataset.attributes:
        return {name: (a.values, a.visible, len(a.words)) for name, a in dataset.attributes.items()}
    if dataset.labels is None:
        raise UserError(
            "{data} has neither classes nor attributes, so no judge can be trained on it.", data=dataset.name
        )
    return {"class": (dataset.labels, torch.ones(len(dataset.labels), dtype=torch.bool), len(dataset.classes))}


def train_classifier(
    judge: Classifier, dataset: Dataset, steps: int = STEPS, make: Make = JUDGE
) -> Iterator[Preparing]:
    """Train by cross-entropy on what can be seen; one cosine cycle of AdamW."""
    asked = answers(dataset)
    optimizer = torch.optim.AdamW(judge.parameters(), lr=2e-3, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2e-3, total_steps=steps)
    stream = seeded(make.seed, 4)
    judge.train()
    for step in range(steps):
        index = torch.randint(dataset.count(), (128,), generator=stream)
        features = judge(make.shown(to_float(dataset.images[index])))
        losses = [
            cross_entropy(judge.heads[name](features)[visible[index]], values[index][visible[index]])
            for name, (values, visible, _) in asked.items()
            if visible[index].any()
        ]
        optimizer.zero_grad()
        sum(losses, torch.zeros(())).backward()
        optimizer.step()
        schedule.step()
        if step % 20 == 0:
            yield Preparing(step, steps)
    judge.eval()
    yield Preparing(steps, steps)


@torch.inference_mode()
def classify(judge: Classifier, pictures: NDArray | Tensor) -> tuple[NDArray, dict[str, NDArray]]:
    """Features (N, 128) and the answer of each head (N,) for uint8 pictures."""
    parts = [judge(to_float(torch.as_tensor(pictures[i : i + 256]))) for i in range(0, len(pictures), 256)]
    features = torch.cat(parts)
    return features.numpy(), {name: head(features).argmax(1).numpy() for name, head in judge.heads.items()}


@torch.inference_mode()
def sureness(judge: Classifier, features: NDArray) -> dict[str, NDArray]:
    """The probability (N,) that each head gives its answer, from features (N, 128)."""
    told = torch.from_numpy(features)
    return {name: head(told).softmax(1).amax(1).numpy() for name, head in judge.heads.items()}


def trained_classifier(
    name: str, size: int, crop: str = "centre", make: Make = JUDGE
) -> Iterator[Preparing | Classifier]:
    """The classifier of that data set and make, trained once and kept in the cache; yields progress, then it."""
    from safetensors.torch import load_file, save_file

    crop, size = crop_of(name, crop), judged_side(size)
    source = find_source(name, crop)
    yield from source.prepare(size)
    dataset = source.load(size, labels=source.labels[0] if source.labels else None)
    heads = {name: count for name, (_, _, count) in answers(dataset).items()}
    if make is not JUDGE:  # whose first weights come unseeded: seeded, it would be another judge with other distances
        torch.manual_seed(make.seed)
    judge = make.net(dataset.images.shape[3], heads, size).eval()
    path = classifier_path(source.name if crop == "centre" else f"{source.name}-{crop}", size, make)
    if path.exists():
        judge.load_state_dict(load_file(path))
    else:
        torch.manual_seed(make.seed)
        yield from train_classifier(judge, dataset, make=make)
        path.parent.mkdir(parents=True, exist_ok=True)
        contiguous = {name: value.contiguous() for name, value in judge.state_dict().items()}
        save_file(contiguous, draft := path.with_suffix(".draft"))
        draft.replace(path)
    yield judge


def classifier_path(name: str, size: int, make: Make = JUDGE) -> Path:
    """Where a classifier of a data set is kept."""
    return cache_root() / "judges" / f"{name}-{judged_side(size)}px-{STEPS}-{make.key}.safetensors"


def cached_classifier(name: str, size: int) -> StridedClassifier | None:
    """The judge that `trained_classifier` has put into the cache; None where there is none that can be read."""
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        state = load_file(classifier_path(name, size))
        names = {key.split(".")[1] for key in state if key.startswith("heads.")}
        heads = {name: len(state[f"heads.{name}.bias"]) for name in names}
        with torch.random.fork_rng(devices=[]):  # the first weights are random, and at once replaced
            judge = StridedClassifier(state["trunk.0.weight"].shape[1], heads, size).eval()
        judge.load_state_dict(state)
    except (OSError, SafetensorError, KeyError, RuntimeError):  # none, half a file, or one of another make
        return None
    return judge
