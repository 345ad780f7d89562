"""The trainer: two players, their optimizers, and a step of both. It never prints or writes."""

import copy
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.utils._pytree import tree_map_only

from ..checkpoints.transfer import init_generator, text_encoder_behind
from ..data.dataset import Dataset
from ..nets.growing import Growing, seen_at
from ..objectives.dealing import Dealer
from ..objectives.objective import Batch, Condition, StepResult, condition_rows
from ..pictures.files import columns_of
from ..pictures.images import alike, to_float, to_uint8
from ..recipes import find_recipe
from ..recipes._recipe import CosineDecay, laid_like_parameters
from ..seeds import seeded
from ..settings import Settings, factors
from ..text.text_encoder import TextEncoder
from ..words import UserError
from .batches import Batches
from .cuda_graphs import rounds
from .devices import choose_device, keep_memory, release, suits_channels_last, to_device, with_channels_last
from .fitting import fitted
from .parallel import World
from .precision import choose_precision, lower_precision

DRAWN = 64  # pictures drawn at once
UNSEEN = 1_000_000  # the epoch of captions that training does not reach


class Trainer:
    """Two players, their optimizers and the average of the generator; `step` is one turn of each.

    A recipe that needs captions needs a text encoder of them. One that is not fresh awaits a state, which has its
    weights, so that the checkpoint from which it began may be gone.
    """

    def __init__(
        self,
        settings: Settings,
        dataset: Dataset,
        world: World | None = None,
        text_encoder: TextEncoder | None = None,
        fresh: bool = True,
    ):
        self.settings, self.dataset, self.world, self.text_encoder = settings, dataset, world or World(), text_encoder
        self.device = choose_device(settings.device)
        self.precision = choose_precision(settings.precision, self.device)
        self.before: str | None = None  # the precision of the state from which this run goes on
        self.recipe = find_recipe(settings.recipe)
        torch.manual_seed(settings.seed)
        torch.set_flush_denormal(True)  # leaky ReLU and decaying moments make denormals, which are slow on a CPU
        keep_memory()
        self.steps, self.images, self.seconds = 0, 0, 0.0
        self.example = self.recipe.example(dataset.details)
        self.arguments = fitted(self.recipe, self.example, settings, dataset, text_encoder)
        self.G = self._place(self.recipe.generator(**self.arguments["generator"]))
        self.D = self._place(self.recipe.discriminator(**self.arguments["discriminator"]))
        if settings.begin and fresh:
            init_generator(self.G, settings.begin, text_encoder)
        self._begin_small()
        self.objective = self.recipe.objective().to(self.device)
        dealer = self._dealer_of_fresh() if fresh else None
        self.ema = copy.deepcopy(self.G).eval().requires_grad_(False)
        self.g_optimizer = self.recipe.g_optimizer.build(self.G)
        self.d_optimizer = self.recipe.d_optimizer.build(self.D)
        self.conditions = self.recipe.condition.conditions(settings, dataset, text_encoder)
        for net in self.conditions.nets:
            self.world.broadcast(net.to(self.device))
        sizes = self.batch, self.latent, settings.seed
        self.batches = Batches(dataset, self.example, self.conditions, *sizes, self.device, self.world)
        self.batches.dealer = dealer
        self.share = torch.zeros((), device=self.device)  # by which the average moves
        self.decays: Mapping[str, CosineDecay] = self.recipe.decays
        self.decayed = {term: torch.ones((), device=self.device) for term in self.decays}
        self.change(settings)

    @property
    def latent(self) -> int:
        """How many numbers a latent has."""
        return self.arguments["generator"]["latent"]

    def _begin_small(self) -> None:
        """Nets that grow are at the smallest side, unless they begin from grown ones."""
        if self.recipe.growth and not self.settings.begin:
            for player in self._growing():
                player.grow(0)

    def _dealer_of_fresh(self) -> Dealer | None:
        """Who deals latents to this run's pictures, if anybody; the generator is made ready for it."""
        begun = partial(text_encoder_behind, self.settings.begin)
        dealer = self.objective.dealer(self.G, self.dataset, begun)
        if not dealer or self.world.size == 1:
            return dealer
        self.world.broadcast(self.G)  # another processor may have come to other leads
        return self.objective.dealer(self.G, self.dataset)

    def change(self, settings: Settings) -> None:
        """Follow these settings from the next step on; those that cannot change in a run are taken as they are."""
        factor = factors(settings.weights)
        unknown = [name for name in factor if name not in self.objective.terms]
        if unknown:
            known = ", ".join(self.objective.terms)
            raise UserError("This run has no loss term {term!r}; it has {known}.", term=unknown[0], known=known)
        if settings.augment and not self.batches.changes:
            raise UserError("Nothing that {title} sees can be augmented: let augment be 0.", title=self.recipe.title)
        self.settings = settings
        self.factors: dict[str, float | Tensor] = {**self.decayed, **factor}
        self.rounds = rounds(self)
        self.d_steps = settings.d_steps or self.recipe.d_steps
        self.batches.augment = settings.augment
        players = (
            (self.g_optimizer, settings.g_lr, self.recipe.g_optimizer),
            (self.d_optimizer, settings.d_lr, self.recipe.d_optimizer),
        )
        for optimizer, lr, usual in players:
            for group in optimizer.param_groups:
                group["lr"] = usual.lr if lr is None else lr

    @property
    def rates(self) -> dict[str, float]:
        """What the settings leave to the recipe, as it is used."""
        lr = {"g_lr": self.g_optimizer, "d_lr": self.d_optimizer}
        return {name: o.param_groups[0]["lr"] for name, o in lr.items()} | {"d_steps": self.d_steps}

    @property
    def falling(self) -> dict[str, float]:
        """By how much the terms count whose weights fall; not those that the settings name."""
        named = factors(self.settings.weights)
        return {term: decay(self.images) for term, decay in self.decays.items() if term not in named}

    @property
    def batch(self) -> int:
        """How many pictures this process sees in the next step."""
        return self.settings.batch or self.recipe.batch(self.images, self.device.type)

    def shrink(self) -> bool:
        """Halve the batch after the memory ran out; False where it is as small as it can be."""
        if self.batches.batch < 4:
            return False
        for optimizer in (self.g_optimizer, self.d_optimizer):
            optimizer.zero_grad(set_to_none=True)
        self.D.requires_grad_(True)
        self.batches.batch //= 2
        self.change(replace(self.settings, batch=self.batches.batch))
        release(self.device)
        return True

    def _place(self, net: nn.Module) -> nn.Module:
        """The net on its device, equal in all processes, with batch norm synchronised where CUDA can."""
        if self.device.type == "cuda" and self.world.size > 1:
            net = nn.SyncBatchNorm.convert_sync_batchnorm(net)
        net = net.to(self.device).train()
        self.world.broadcast(net)
        return with_channels_last(net) if suits_channels_last(net, self.device) else net

    def step(self) -> StepResult:
        """One turn of each player; the terms, numbers and scores of both."""
        return self.rounds([self.next_batch() for _ in range(self.d_steps)])

    def round(self, batches: Sequence[Batch]) -> StepResult:
        """A turn of D on each batch, and one of G on the last."""
        for batch in batches:
            d = self.learn(self.d_step(batch), "d")
        return self.joined(d, self.learn(self.g_step(batches[-1]), "g"))

    def next_batch(self) -> Batch:
        """What D sees next, which counts as seen."""
        self.batches.batch = self.batch
        batch = self.batches.next()
        self.images += len(batch.real) * self.world.size
        step = len(batch.real) * self.world.size * self.d_steps
        half_life = min(self.settings.ema * step, 0.05 * self.images)
        self.share.fill_(1 - 0.5 ** (step / half_life))
        for term, decay in self.decays.items():
            self.decayed[term].fill_(decay(self.images))
        if self.recipe.growth:
            reached = self.grow(self.recipe.growth(self.images))
            cast(Growing, self.ema).grow(reached)
            batch.real = seen_at(batch.real, reached)
        return batch

    def grow(self, level: float) -> float:
        """Let the players of a recipe that grows be at that level, or where they have come to; the level."""
        reached = max(level, self._growing()[0].reached)
        for player in self._growing():
            player.grow(reached)
        return self._growing()[0].reached

    def _growing(self) -> list[Growing]:
        return cast(list[Growing], [self.G, self.D])

    def d_step(self, batch: Batch) -> StepResult:
        """What D would descend."""
        self.D.requires_grad_(True)
        return self._seen(self.objective.d_step, batch, exact=self.objective.due)

    def g_step(self, batch: Batch) -> StepResult:
        """What G would descend; D is only looked through."""
        self.D.requires_grad_(False)
        return self._seen(self.objective.g_step, batch, exact=False)

    def _seen(self, turn: Callable[..., StepResult], batch: Batch, exact: bool) -> StepResult:
        """A turn with its terms weighted; in the run's precision, but for penalties, whose slopes are small."""
        with lower_precision(self.device) if self.precision == "bfloat16" and not exact else nullcontext():
            result = turn(self.G, self.D, batch)
        unnamed = result.loss.keys() - set(self.objective.terms)
        if unnamed:
            raise UserError(
                "{recipe} does not name its loss {term!r}: put it among the terms of its objective.",
                recipe=self.recipe.title,
                term=min(unnamed),
            )
        loss = {name: value * self.factors.get(name, 1) for name, value in result.loss.items()}
        return StepResult(loss, result.watch, result.scores)

    def learn(self, turn: StepResult, player: str) -> StepResult:
        """The step of one player, "d" or "g", down its turn's terms."""
        net, optimizer = (self.D, self.d_optimizer) if player == "d" else (self.G, self.g_optimizer)
        optimizer.zero_grad(set_to_none=True)
        turn.total.backward()
        self.world.sync_gradients(net.parameters())
        optimizer.step()
        if player == "d":
            self.objective.after_d(self.D)
        else:
            self.D.requires_grad_(True)
            self._average()
            self.steps += 1
        return turn

    @staticmethod
    def joined(d: StepResult, g: StepResult) -> StepResult:
        """What both players descended and said, as one."""
        return StepResult({**d.loss, **g.loss}, {**d.watch, **g.watch}, d.scores)

    @torch.no_grad()
    def _average(self) -> None:
        """Move the average of the generator; its half-life grows with the run, so it soon forgets how it began."""
        for mean, value in zip(self.ema.state_dict().values(), self.G.state_dict().values(), strict=True):
            mean.lerp_(value, self.share) if mean.is_floating_point() else mean.copy_(value)

    @torch.no_grad()
    def samples(self) -> tuple[Tensor, int]:
        """Examples of fixed latents, as they are stored, a latent's classes or captions in a row, and the columns."""
        kinds = self.conditions.kinds
        columns = columns_of(kinds)
        count = columns * self.conditions.rows
        z = torch.randn(count, self.latent, generator=seeded(self.settings.seed, 2))
        if not kinds:
            return self._drawn(z, None), columns
        if columns % kinds == 0:
            z = z[::kinds].repeat_interleave(kinds, 0)
        return self._drawn(z, self.conditions.of_columns(torch.arange(count) % kinds)), columns

    @property
    def given_rows(self) -> int:
        """How many rows of drawings stand over each row of a grid's pictures."""
        return int(self.conditions.drawings(torch.arange(self.conditions.kinds)) is not None)

    def grid(self) -> tuple[Tensor, int]:
        """The samples as pictures, uint8 N x H x W x C, and the columns.

        Drawings that say what to draw stand above, and below what is made of the samples where they are carried back.
        """
        stored, columns = self.samples()
        images = self.example.thumbnails(stored)
        drawings = self.conditions.drawings(torch.arange(self.conditions.kinds))
        if drawings is None:
            return images, columns
        if drawings.shape[1:3] != images.shape[1:3]:
            raise UserError(
                "What is drawn, {made} px, and what it is drawn from, {given} px, must be of one size.",
                made=images.shape[1],
                given=drawings.shape[1],
            )
        sides = [side.split(columns) for side in alike(drawings, images, *self._back(images))]
        return torch.cat([row for rows in zip(*sides, strict=True) for row in rows]), columns

    @torch.no_grad()
    def _back(self, images: Tensor) -> list[Tensor]:
        """Where the other side is pictures, too, what the average makes of these there, by latents of zeros."""
        back = getattr(self.ema, "back", None)
        if back is None or self.dataset.other is None:
            return []
        parts = [to_float(part).to(self.device) for part in images.split(min(DRAWN, self.batches.batch))]
        return [torch.cat([to_uint8(back(part.new_zeros(len(part), self.latent), part)).cpu() for part in parts])]

    def examples(self, count: int) -> Tensor | None:
        """So many of the drawings that are given, and of pictures of two sides as many of this one, uint8."""
        drawings = self.conditions.drawings(torch.arange(count))
        if drawings is None or self.dataset.other is None:
            return drawings
        return torch.cat(alike(drawings, self.dataset.images[torch.arange(count) % self.dataset.count()]))

    def draw(self, count: int, *key: int) -> Tensor:
        """Examples of the latents that the key gives, as they are stored, under conditions as the data has them."""
        return self.drawn_kinds(count, *key)[0]

    def measured_sample(self, count: int) -> tuple[Tensor, Tensor | None]:
        """What is measured of a run: at every step examples of the same latents, and which of them are of one kind."""
        return self.drawn_kinds(count, 3)

    @torch.no_grad()
    def drawn_kinds(self, count: int, *key: int) -> tuple[Tensor, Tensor | None]:
        """Examples of the latents that the key gives, as they are stored, and the kind of each, int64 (N,).

        A kind is what `kinds_of` numbers, such as the class; None where the input has none.
        """
        stream, parts, kinds = seeded(self.settings.seed, *key), [], []
        for start in range(0, count, DRAWN):
            number = min(DRAWN, count - start)
            z = torch.randn(number, self.latent, generator=stream)
            index = torch.randint(self.dataset.count(), (number,), generator=stream)
            chance = self.conditions.at_random(number, stream, self.dataset.given.count())
            condition = self.conditions(index, UNSEEN) if chance is None else chance
            parts.append(self._drawn(z, condition))
            kinds.append(self.conditions.kinds_of(index, condition))
        known = [some for some in kinds if some is not None]
        return torch.cat(parts), torch.cat(known) if known else None

    def _drawn(self, z: Tensor, condition: Condition) -> Tensor:
        """What the average makes, as it is stored, no more at once than a step sees, which the memory suffices for."""
        most = min(DRAWN, self.batches.batch)
        z, condition = tree_map_only(Tensor, partial(to_device, device=self.device), (z, condition))
        condition = self.conditions.completed(condition, z)
        parts = [(z[i : i + most], condition_rows(condition, slice(i, i + most))) for i in range(0, len(z), most)]
        return torch.cat([self.example.to_stored(self.ema(some, told)) for some, told in parts])

    def finite(self) -> bool:
        """Whether every weight of both players is a number."""
        return all(bool(p.isfinite().all()) for net in (self.G, self.D) for p in net.parameters())

    _parts = ("G", "D", "ema", "objective", "g_optimizer", "d_optimizer", "batches")

    def state_dict(self) -> dict[str, Any]:
        """All that a run is made of, in plain values and tensors."""
        state = {name: getattr(self, name).state_dict() for name in self._parts}
        state["counters"] = {"steps": self.steps, "images": self.images, "seconds": self.seconds}
        state["precision"] = self.precision
        state["decays"] = {term: [decay.end, decay.images] for term, decay in self.decays.items()}
        state["rng"] = {"cpu": torch.get_rng_state()}
        if self.device.type == "cuda":
            state["rng"]["cuda"] = torch.cuda.get_rng_state()
        return state

    def load_state_dict(self, state: dict[str, Any]) -> None:
        for name in self._parts:
            getattr(self, name).load_state_dict(state[name])
        for name, value in state["counters"].items():
            setattr(self, name, value)
        self.batches.dealer = self.objective.dealer(self.G, self.dataset)
        for optimizer in (self.g_optimizer, self.d_optimizer):
            laid_like_parameters(optimizer)
        self.before = state.get("precision")  # which earlier versions did not say, nor what follows
        self.decays = {term: CosineDecay(*pair) for term, pair in state.get("decays", {}).items()}
        self.decayed = {term: torch.ones((), device=self.device) for term in self.decays}
        self.change(self.settings)  # the saved learning rates may be older ones
        torch.set_rng_state(state["rng"]["cpu"].cpu())
        if self.device.type == "cuda" and "cuda" in state["rng"]:
            torch.cuda.set_rng_state(state["rng"]["cuda"].cpu())
