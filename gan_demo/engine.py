"""The trainer and the training loop, which yields events and never prints or writes."""

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor, nn

from .batches import Batches, Captions, Classes, seeded
from .data.dataset import Dataset
from .images import to_uint8
from .objective import Turn
from .parallel import World
from .recipe import arguments
from .recipes import find
from .settings import Settings
from .text.captioner import captioner_of
from .text.reader import Reader
from .words import UserError


def choose_device(name: str = "auto") -> torch.device:
    """The named device, or the best one here: cuda, mps, cpu."""
    here = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if name == "auto":
        name = next(device for device, available in here.items() if available)
    if not here.get(name, False):
        known = ", ".join(device for device, available in here.items() if available)
        raise UserError(
            f"There is no device {name!r} here. Devices: {known}.",
            f"这里没有设备 {name!r}。可用的设备：{known}。",
        )
    return torch.device(name, torch.cuda.current_device()) if name == "cuda" else torch.device(name)


COLUMNS = 8  # of a grid of samples, where classes do not say


class Trainer:
    """Two players, their optimizers and the average of the generator; `step` is one turn of each.

    A recipe that needs captions needs a reader of them.
    """

    def __init__(self, settings: Settings, dataset: Dataset, world: World | None = None, reader: Reader | None = None):
        self.settings, self.dataset, self.world, self.reader = settings, dataset, world or World(), reader
        self.device = choose_device(settings.device)
        self.recipe = find(settings.recipe)
        torch.manual_seed(settings.seed)
        torch.set_flush_denormal(True)  # leaky ReLU and decaying moments make denormals, which are slow on a CPU
        self.arguments = self._arguments()
        self.G = self._place(self.recipe.generator(**self.arguments["generator"]))
        self.D = self._place(self.recipe.discriminator(**self.arguments["discriminator"]))
        self.ema = copy.deepcopy(self.G).eval().requires_grad_(False)
        self.objective = self.recipe.objective().to(self.device)
        self.d_steps = settings.d_steps or self.recipe.d_steps
        self.g_optimizer = self._optimizer(self.recipe.g_optimizer, settings.g_lr, self.G)
        self.d_optimizer = self._optimizer(self.recipe.d_optimizer, settings.d_lr, self.D)
        self.conditions, self.captions = Classes(dataset.labels, self.device), ()
        self.classes = () if reader else dataset.classes
        if reader:
            self.world.broadcast(reader.matcher.to(self.device))
            captioner = captioner_of(dataset)
            self.conditions = Captions(captioner, reader, settings.seed)
            self.captions = tuple(captioner.caption(i % dataset.count(), settings.seed, 0) for i in range(COLUMNS))
        sizes = settings.batch, settings.latent, settings.seed
        self.batches = Batches(dataset, self.conditions, *sizes, self.device, self.world)
        self.steps, self.images, self.seconds = 0, 0, 0.0

    def _arguments(self) -> dict[str, dict[str, Any]]:
        """Every constructor argument of both nets, as JSON values."""
        images, settings = self.dataset.images, self.settings
        given: dict[str, Any] = {"size": images.shape[1], "channels": images.shape[3], "latent": settings.latent}
        given["classes"] = len(self.dataset.classes)
        if settings.width is not None:
            given["width"] = settings.width
        if self.recipe.needs == "class" and not given["classes"]:
            raise UserError(
                f"The recipe {self.recipe.name} needs classes, and {self.dataset.name} was loaded without.",
                f"方法 {self.recipe.name} 需要类别，而读取 {self.dataset.name} 时没有带类别。",
            )
        if self.recipe.needs == "caption" and not self.reader:
            raise ValueError(f"The recipe {self.recipe.name} needs a reader of captions.")
        return {
            "generator": arguments(self.recipe.generator, **given),
            "discriminator": arguments(self.recipe.discriminator, **given),
        }

    def _place(self, net: nn.Module) -> nn.Module:
        """The net on its device, equal in all processes, with batch norm synchronised where CUDA can."""
        if self.device.type == "cuda":
            net = nn.SyncBatchNorm.convert_sync_batchnorm(net) if self.world.size > 1 else net
            net = net.to(memory_format=torch.channels_last)
        net = net.to(self.device).train()
        self.world.broadcast(net)
        return net

    def _optimizer(self, optimizer: Any, lr: float | None, net: nn.Module) -> torch.optim.Optimizer:
        return (optimizer if lr is None else replace(optimizer, lr=lr)).build(net)

    def step(self) -> Turn:
        """One turn of each player; the terms and numbers of both."""
        for _ in range(self.d_steps):
            batch = self.batches.next()
            d = self._turn(self.objective.d_turn, batch, self.D, self.d_optimizer)
            self.objective.after_d(self.D)
            self.images += len(batch.real) * self.world.size
        self.D.requires_grad_(False)
        g = self._turn(self.objective.g_turn, batch, self.G, self.g_optimizer)
        self.D.requires_grad_(True)
        self._average()
        self.steps += 1
        return Turn({**d.loss, **g.loss}, {**d.watch, **g.watch})

    def _turn(self, turn: Callable, batch: Any, player: nn.Module, optimizer: torch.optim.Optimizer) -> Turn:
        """One player's turn: its terms, their gradient, its step."""
        with torch.autocast("cuda", torch.bfloat16, enabled=self.device.type == "cuda"):
            result = turn(self.G, self.D, batch)
        optimizer.zero_grad(set_to_none=True)
        sum(result.loss.values()).backward()
        self.world.sync_gradients(player.parameters())
        optimizer.step()
        return result

    @torch.no_grad()
    def _average(self) -> None:
        """Move the average of the generator; its half-life grows with the run, so it soon forgets how it began."""
        batch = self.settings.batch * self.world.size * self.d_steps
        half_life = min(self.settings.ema * batch, 0.05 * self.images)
        share = 1 - 0.5 ** (batch / half_life)
        for mean, value in zip(self.ema.state_dict().values(), self.G.state_dict().values(), strict=True):
            mean.lerp_(value, share) if mean.is_floating_point() else mean.copy_(value)

    @torch.no_grad()
    def samples(self) -> tuple[Tensor, int]:
        """Pictures of the fixed latents, uint8 N x H x W x C, and the number of columns: a class or a caption each."""
        classes = len(self.classes)
        columns = classes if 2 <= classes <= 12 else COLUMNS
        count = columns * 6
        z = torch.randn(count, self.settings.latent, generator=seeded(self.settings.seed, 2))
        condition = None
        if self.reader:
            condition = self.reader.told(self.captions).rows(torch.arange(count) % columns)
        elif classes:
            condition = (torch.arange(count) % classes).to(self.device)
        if self.reader or classes == columns:
            z = z[::columns].repeat_interleave(columns, 0)
        return to_uint8(self.ema(z.to(self.device), condition)), columns

    def finite(self) -> bool:
        """Whether every weight of both players is a number."""
        return all(bool(p.isfinite().all()) for net in (self.G, self.D) for p in net.parameters())

    _parts = ("G", "D", "ema", "objective", "g_optimizer", "d_optimizer", "batches")

    def state_dict(self) -> dict[str, Any]:
        """All that a run is made of, in plain values and tensors."""
        state = {name: getattr(self, name).state_dict() for name in self._parts}
        state["counters"] = {"steps": self.steps, "images": self.images, "seconds": self.seconds}
        state["rng"] = {"cpu": torch.get_rng_state()}
        if self.device.type == "cuda":
            state["rng"]["cuda"] = torch.cuda.get_rng_state()
        return state

    def load_state_dict(self, state: dict[str, Any]) -> None:
        for name in self._parts:
            getattr(self, name).load_state_dict(state[name])
        for name, value in state["counters"].items():
            setattr(self, name, value)
        torch.set_rng_state(state["rng"]["cpu"].cpu())
        if self.device.type == "cuda" and "cuda" in state["rng"]:
            torch.cuda.set_rng_state(state["rng"]["cuda"].cpu())
