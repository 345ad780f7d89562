"""The small runs of `health.py`: their data, what is broken in them on purpose, and what is changed without harm."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial

import torch
from torch import nn
from torch.nn.utils.parametrize import is_parametrized, remove_parametrizations

from gan_demo.data import Dataset, find_source
from gan_demo.events import Changed
from gan_demo.training.engine import Trainer
from gan_demo.words import UserError


def healthy(trainer: Trainer) -> None:
    """Nothing happens."""


def faster(trainer: Trainer) -> None:
    """Both learning rates x 50."""
    scale(trainer.g_optimizer, 50)
    scale(trainer.d_optimizer, 50)


def no_d(trainer: Trainer) -> None:
    """D learns no more."""
    scale(trainer.d_optimizer, 0)


def scale(optimizer: torch.optim.Optimizer, factor: float) -> None:
    for group in optimizer.param_groups:
        group["lr"] *= factor


def knob(faster: float, trainer: Trainer) -> Changed:
    """Both learning rates times that, as a visitor turns them."""
    old = trainer.rates
    new = {name: min(1.0, old[name] * faster) for name in ("g_lr", "d_lr")}
    trainer.change(replace(trainer.settings, **new))
    return Changed(trainer.steps, trainer.images, {name: [old[name], new[name]] for name in new})


def heavier(trainer: Trainer) -> Changed:
    """All loss terms of D twice as heavy."""
    old, weights = trainer.settings.weights, ", ".join(f"{name}=2" for name in trainer.objective.terms if name != "g")
    trainer.change(replace(trainer.settings, weights=weights))
    return Changed(trainer.steps, trainer.images, {"weights": [old, weights]})


def one_class(trainer: Trainer) -> None:
    """The trainer sees one class only, while quality is measured against all."""
    images = trainer.dataset.images[data()[1] == 1]
    trainer.batches.dataset = replace(trainer.dataset, images=images)
    trainer.batches.images = images


def wrong_sign(trainer: Trainer) -> None:
    """G ascends its loss."""
    loss = trainer.objective.loss
    trainer.objective.loss = loss._replace(g=lambda fake, real=None: -loss.g(fake, real))


def no_norm(trainer: Trainer) -> None:
    """No batch norm and no spectral norm in any net."""
    for net in (trainer.G, trainer.D, trainer.ema):
        for module in list(net.modules()):
            if is_parametrized(module):
                remove_parametrizations(module, "weight")
            for name, child in module.named_children():
                if isinstance(child, nn.BatchNorm2d):
                    setattr(module, name, nn.Identity())


@dataclass(frozen=True)
class Case:
    """A recipe, what is broken or changed without harm, and after which share of the run."""

    fault: str
    recipe: str
    break_it: Callable[[Trainer], Changed | None]
    after: float = 0.0
    harmless: bool = False

    @property
    def name(self) -> str:
        return f"{self.fault} {self.recipe}".replace(" ", "-")


CASES = [
    *(
        Case("healthy", recipe, healthy, harmless=True)
        for recipe in ("rpgan", "r3gan", "sngan", "dcgan", "wgan_gp", "wgan")
    ),
    *(Case("lr x 50", recipe, faster) for recipe in ("rpgan", "r3gan", "sngan", "dcgan", "wgan_gp", "wgan")),
    *(Case("lr x 50 later", recipe, faster, 0.5) for recipe in ("rpgan", "sngan", "dcgan")),
    *(Case("knob x 50", recipe, partial(knob, 50), 0.5) for recipe in ("rpgan", "r3gan", "sngan", "dcgan")),
    *(Case("knob x 2", recipe, partial(knob, 2), 0.5, True) for recipe in ("rpgan", "sngan", "dcgan")),
    *(Case("knob x 0.5", recipe, partial(knob, 0.5), 0.5, True) for recipe in ("rpgan", "dcgan")),
    *(Case("weights x 2", recipe, heavier, 0.5, True) for recipe in ("rpgan", "r3gan")),
    *(Case("no D steps", recipe, no_d) for recipe in ("rpgan", "sngan", "dcgan", "wgan_gp")),
    *(Case("frozen D", recipe, no_d, 0.5) for recipe in ("rpgan", "r3gan", "sngan", "dcgan")),
    *(Case("one class", recipe, one_class) for recipe in ("rpgan", "sngan", "dcgan")),
    *(Case("wrong sign", recipe, wrong_sign) for recipe in ("rpgan", "sngan", "dcgan", "wgan_gp")),
    *(Case("no norm", recipe, no_norm) for recipe in ("rpgan", "sngan", "dcgan", "wgan")),
]


@cache
def data() -> tuple[Dataset, torch.Tensor]:
    """Fashion-MNIST, or made-up shapes where it is missing, and the class of each picture, which no trainer sees."""
    try:
        source = find_source("fashion-mnist")
        dataset = source.load(32, labels=source.labels[0])
        return replace(dataset, labels=None, classes=()), dataset.labels
    except UserError:
        images, kind = shapes()
        return Dataset("shapes", images), kind


def shapes(count: int = 10_000) -> tuple[torch.Tensor, torch.Tensor]:
    """A bright bar at one of ten heights, of any grey, on a noisy ground; and which height it is."""
    stream, kind = torch.Generator().manual_seed(0), torch.arange(count) % 10
    images = torch.randint(0, 60, (count, 32, 32, 1), generator=stream)
    grey = torch.randint(60, 190, (count, 1, 1, 1), generator=stream)
    for height in range(10):
        images[kind == height, 3 * height : 3 * height + 5] += grey[kind == height]
    return images.to(torch.uint8), kind
