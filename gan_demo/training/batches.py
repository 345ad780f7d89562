"""Which pictures and which noise each step sees: a pure function of the seed, so a resumed run sees the same."""

from functools import partial

import torch
from torch import Tensor
from torch.utils._pytree import tree_map_only

from ..data.dataset import Dataset
from ..examples._example import Example
from ..inputs._input import Conditions
from ..objectives.augment import Change
from ..objectives.dealing import Dealer
from ..objectives.objective import Batch
from ..seeds import seeded
from .devices import held, to_device
from .parallel import Signs, World

STATE = ("epoch", "position", "count", "drawn", "repeats", "among", "dealt")


class Batches:
    """Endless batches, each epoch in a new order; the processes of a world share each batch among them."""

    def __init__(
        self,
        dataset: Dataset,
        example: Example,
        conditions: Conditions,
        batch: int,
        latent: int,
        seed: int,
        device: torch.device,
        world: World,
    ):
        self.dataset, self.example, self.conditions = dataset, example, conditions
        self.batch, self.latent, self.seed, self.device, self.world = batch, latent, seed, device, world
        self.examples = held(dataset, device)
        self.ready = self.given = 0  # pictures that all processes can use, where there are several, and of those given
        self.dealer: Dealer | None = None  # who finds latents that tell what is known of the pictures
        self.augment = 0.0  # share of the pictures that are shown augmented
        self.epoch, self.position, self.count, self.drawn = -1, 0, 0, 0
        self.among, self.dealt = 0, 0  # pictures from which by chance one is given, and how many have been since
        self.repeats = 1  # of each picture in an epoch, where there are fewer than one batch
        self.order = torch.empty(0, dtype=torch.int64)

    @property
    def changes(self) -> list[Change]:
        """The augmentations that suit both what is seen and what is said of it."""
        return [change for change in self.conditions.changes if change in self.example.changes]

    def meet(self, bad: bool, orders: bool, stop: bool, ended: bool) -> Signs:
        """What all processes tell each other between two steps: flags, and how many pictures each can use."""
        ready, given = (self.dataset.count(), self.dataset.given.count()) if self.world.size > 1 else (0, 0)
        signs = self.world.meet(Signs(bad=bad, orders=orders, stop=stop, ended=ended, ready=-ready, given=-given))
        if not signs.out:
            self.ready, self.given = -signs.ready, -signs.given
        return signs

    def next(self) -> Batch:
        """This process's share of the next batch, on the device."""
        total = self.batch * self.world.size
        if self.position + total > len(self.order):
            self.epoch, self.position, self.count = self.epoch + 1, 0, self.ready or self.dataset.count()
            self.repeats = -(-total // self.count)
            self.order = self._order()
        if self.dealt + total > self.among:
            self.among, self.dealt = self.given or self.dataset.given.count(), 0
        self.dealt += total
        share = slice(self.world.rank * self.batch, (self.world.rank + 1) * self.batch)
        index = self.order[self.position : self.position + total][share]
        stream = seeded(self.seed, 1, self.drawn)
        z, uniform = torch.randn(total, self.latent, generator=stream), torch.rand(total, generator=stream)
        self.position, self.drawn = self.position + total, self.drawn + 1
        on_cpu = self.examples.device.type == "cpu"
        stored = self.conditions.shown(index, self.epoch)
        if stored is None:
            stored = self.examples[index if on_cpu else to_device(index, self.device)]
        real = self.example.to_net(to_device(stored, self.device))
        z, uniform = z[share], to_device(uniform[share], self.device)
        if self.dealer:
            z = self.dealer(z, index, torch.rand(total, self.dealer.attributes, generator=stream)[share])
        chance = self.conditions.at_random(total, stream, self.among, share)
        condition, said = self.conditions.worded(index, self.epoch) if chance is None else (chance, None)
        condition, z = tree_map_only(Tensor, partial(to_device, device=self.device), (condition, z))
        changes = self.changes
        return Batch(real, condition, z, uniform, self.augment, changes, said, dealt=bool(self.dealer))

    def _order(self) -> Tensor:
        """This epoch's order of the pictures."""
        stream = seeded(self.seed, 0, self.epoch)
        return torch.cat([torch.randperm(self.count, generator=stream) for _ in range(self.repeats)])

    def state_dict(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in STATE}

    def load_state_dict(self, state: dict[str, int]) -> None:
        for name, value in state.items():
            setattr(self, name, value)
        self.among = state.get("among", self.count)  # not yet in older ones, nor what follows
        self.dealt = state.get("dealt", self.position)
        if self.count:
            self.repeats = state.get("repeats", -(-self.batch * self.world.size // self.count))  # not yet in older ones
            self.order = self._order()
