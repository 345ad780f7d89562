"""The vocabulary of recipes: what a GAN is made of, as frozen data."""

import inspect
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from ..examples._example import Example
from ..examples.image import ImageExample
from ..inputs._input import Input
from ..inputs.class_label import ClassInput
from ..inputs.latent import LatentInput
from ..objectives.objective import Adversarial
from ..words import Words
from . import _optimizers

BATCH = 64  # pictures of a step, where neither settings nor recipe say otherwise
GROWN = 64_000  # pictures after which a recipe's first batch has grown to that


@dataclass(frozen=True)
class Adam:
    """Adam, Kingma & Ba 2014 (1412.6980)."""

    lr: float
    betas: tuple[float, float] = (0.5, 0.999)
    limit: float | None = None  # a longer gradient is shortened to this norm: Pascanu 2012 (1211.5063)

    def build(self, net: nn.Module) -> torch.optim.Optimizer:
        parameters = list(net.parameters())
        fused = parameters[0].device.type in ("cpu", "cuda")  # one kernel for all of a net's parameters
        optimizer = _optimizers.Adam(parameters, lr=self.lr, betas=self.betas, fused=fused)
        if self.limit is not None:
            optimizer.register_step_pre_hook(partial(shortened, parameters, self.limit))
        return optimizer


def shortened(parameters: list[nn.Parameter], limit: float, *_: Any) -> None:
    """Before an optimizer's step: shorten the gradient of all the parameters together to the limit."""
    nn.utils.clip_grad_norm_(parameters, limit)


@torch.no_grad()
def laid_like_parameters(optimizer: torch.optim.Optimizer) -> None:
    """Lay an optimizer's state out in memory as its parameters are: fused Adam goes through both side by side."""
    for parameter, state in optimizer.state.items():
        for name, value in state.items():
            if value.shape == parameter.shape and value.stride() != parameter.stride():
                state[name] = torch.empty_like(parameter).copy_(value)


@dataclass(frozen=True)
class RMSprop:
    """RMSprop, Tieleman & Hinton 2012."""

    lr: float

    def build(self, net: nn.Module) -> torch.optim.Optimizer:
        return _optimizers.RMSprop(net.parameters(), lr=self.lr)


@dataclass(frozen=True)
class CosineDecay:
    """A factor that falls from 1 along half a cosine, as gamma does in R3GAN, Huang 2024 (2501.05441)."""

    end: float  # the factor from then on
    images: int  # pictures after which the end is reached

    def __call__(self, images: int) -> float:
        """The factor after so many pictures."""
        return self.end + (1 - self.end) * (1 + math.cos(math.pi * min(1.0, images / self.images))) / 2


@dataclass(frozen=True)
class Growth:
    """The side of what both nets see grows in a run: Karras 2017 (1710.10196)."""

    hold: int  # pictures at one side before the next
    fade: int  # pictures while the next fades in

    def images(self, level: int) -> int:
        """The pictures after which that level has faded in."""
        return level * (self.hold + self.fade)

    def __call__(self, images: int) -> float:
        """The level after so many pictures: 0 at 4 px, one more for each doubling, between two while one fades in."""
        whole, rest = divmod(images, self.hold + self.fade)
        return whole + max(0, rest - self.hold) / self.fade


@dataclass(frozen=True)
class View:
    """One of several things to look at in a generator, beside what it makes."""

    title: Words
    made: Callable[[Any, Tensor, Any], Tensor]  # of the generator, latents and their condition, as the generator makes


def no_views(net: nn.Module) -> Mapping[str, View]:
    """Of a generator in which there is nothing else to look at."""
    return {}


@dataclass(frozen=True)
class Recipe:
    """One GAN: its networks, its objective, how each player steps, and what to say of it."""

    name: str
    title: str
    paper: str  # authors, year and arXiv id
    idea: Words  # two sentences
    watch: Words  # what to look at while it trains
    generator: Callable[..., nn.Module]  # (size, channels, classes, latent, width)
    discriminator: Callable[..., nn.Module]  # (size, channels, classes, width)
    objective: Callable[[], Adversarial]
    g_optimizer: Adam | RMSprop
    d_optimizer: Adam | RMSprop
    d_steps: int = 1  # turns of D for each turn of G
    example: type[Example] = ImageExample  # what it makes and learns from
    inputs: tuple[Input, ...] = (LatentInput(), ClassInput())  # the generator's arguments; the last says what is drawn
    first_batch: int = BATCH  # pictures of a step on a CPU before many were seen
    labels: Mapping[str, Words] = field(default_factory=dict)  # what its own loss terms and watched numbers are called
    growth: Growth | None = None  # of nets that begin with small pictures
    views: Callable[[nn.Module], Mapping[str, View]] = no_views  # what can be looked at in a generator, by name
    decays: Mapping[str, CosineDecay] = field(default_factory=dict)  # of loss terms whose weight falls in a run

    @property
    def condition(self) -> Input:
        """The input that says what is drawn."""
        return self.inputs[-1]

    @property
    def latent(self) -> LatentInput:
        """The input that is noise."""
        return next(item for item in self.inputs if isinstance(item, LatentInput))

    @property
    def takes_other(self) -> bool:
        """Whether it may have a data set for its other side, whose number of channels its generator is told."""
        return not self.condition.paired and "given" in inspect.signature(self.generator).parameters

    def batch(self, images: int, device: str) -> int:
        """How many pictures each process sees in a step after so many seen by all.

        On a CPU a step of fewer takes less time, and early on many rough steps teach more than few exact ones.
        """
        return self.first_batch if device == "cpu" and images < GROWN else BATCH


def arguments(constructor: Callable[..., Any], **given: Any) -> dict[str, Any]:
    """Every argument that the constructor would get: the given ones that it takes, and its defaults for the rest."""
    parameters = inspect.signature(constructor).parameters
    return {name: given.get(name, parameter.default) for name, parameter in parameters.items()}
