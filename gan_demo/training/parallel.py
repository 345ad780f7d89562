"""Several processes that train one GAN, started by `torchrun`; one process is the case of a world of one."""

import atexit
import gc
import io
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

import torch
import torch.distributed as dist
from torch import nn

from ..words import UserError

LOST = timedelta(seconds=60)  # without a word from a process, after which it counts as lost
PATIENT = timedelta(days=365)


class Signs(NamedTuple):
    """What processes tell each other when they meet; a sign that one gives is given to all."""

    out: bool = False  # of memory: the step is given up
    bad: bool = False  # numbers: the run ends
    orders: bool = False
    stop: bool = False
    ended: bool = False
    begun: int = 0  # length of the sum of gradients that waits for all
    ready: int = 0  # minus the pictures that can be used, so that the fewest count for all
    given: int = 0  # the same of those that are given


class RanOut(torch.OutOfMemoryError):
    """Another process ran out of memory."""

    def __str__(self) -> str:
        return str(self.__doc__)


@dataclass(frozen=True)
class World:
    """This process's place among those that train together, and the group in which they talk."""

    rank: int = 0
    size: int = 1
    talk: Any = None

    def meet(self, signs: Signs) -> Signs:
        """The signs of all processes.

        This message goes before, or beside, all else that they send each other in a step or between two. So a process
        that ran out of memory, wherever it was, can tell it in the next one. No GPU is waited for.
        """
        if self.size == 1:
            return signs
        told = torch.tensor(signs, dtype=torch.int64)
        dist.all_reduce(told, dist.ReduceOp.MAX, self.talk, async_op=True).wait(LOST)
        *flags, begun, ready, given = told.tolist()
        return Signs._make([*map(bool, flags), begun, ready, given])

    def give_up(self, device: torch.device) -> None:
        """Tell the others that this process ran out of memory, and give nothing to the sum that they have begun."""
        if begun := self.meet(Signs(out=True)).begun:
            dist.all_reduce(torch.zeros(begun, device=device))

    def any(self, flag: bool) -> bool:
        """Whether the flag is up in any process; RanOut where one of them gives its step up."""
        signs = self.meet(Signs(stop=flag))
        if signs.out:
            raise RanOut
        return signs.stop

    def sync_gradients(self, parameters: Iterable[nn.Parameter]) -> None:
        """Average the gradients over the processes in one flat message; RanOut where one has none to give.

        Whether one ran out of memory is asked while the message is on its way. By hand, because the
        DistributedDataParallel wrapper misbehaves with two players and double backward (pytorch issue 175024).
        """
        if self.size == 1:
            return
        gradients = [p.grad for p in parameters if p.grad is not None]
        flat = torch.cat([g.flatten() for g in gradients])
        work = dist.all_reduce(flat, async_op=True)
        out = self.meet(Signs(begun=len(flat))).out
        work.wait()
        if out:
            raise RanOut
        flat /= self.size
        for gradient, mean in zip(gradients, flat.split([g.numel() for g in gradients]), strict=True):
            gradient.copy_(mean.view_as(gradient))

    def broadcast(self, net: nn.Module) -> None:
        """Give every process the weights of the first."""
        if self.size > 1:
            for tensor in net.state_dict().values():
                dist.broadcast(tensor, 0)

    def share(self, value: Any) -> Any:
        """What the first process has, in all of them."""
        box = [value]
        if self.size > 1:
            dist.broadcast_object_list(box, 0, self.talk)
        return box[0]

    def share_state(self, read: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """The state that the first process reads, or its UserError, in all of them; on the CPU in the others."""
        if self.size == 1:
            return read()
        state: dict[str, Any] = {}
        packed, refusal = io.BytesIO(), None
        try:
            if self.rank == 0:
                torch.save(state := read(), packed)
        except UserError as error:
            refusal = error.words
        refusal, sent = self.share((refusal, packed.getvalue()))
        if refusal:
            raise UserError(refusal)
        return torch.load(io.BytesIO(sent), "cpu", weights_only=True) if self.rank else state

    def wait(self) -> None:
        """Wait for all processes, however long it takes."""
        if self.size > 1:
            dist.barrier(self.talk)


def note(world: World, *nets: nn.Module) -> str:
    """What a reader should know of several processes and batch norm."""
    if world.size == 1:
        return ""
    if any(isinstance(module, nn.BatchNorm2d) for net in nets for module in net.modules()):
        return f"{world.size} processes; batch norm looks at each process's own share of the batch."
    return f"{world.size} processes."


def synchronised(*nets: nn.Module) -> bool:
    """Whether processes talk inside these nets, where they cannot be told of a step that failed."""
    return any(isinstance(module, nn.SyncBatchNorm) for net in nets for module in net.modules())


def join(device: str = "auto") -> World:
    """Join the processes that `torchrun` started, if it did; a lost process ends the others within a minute."""
    size = int(os.environ.get("WORLD_SIZE", "1"))
    if size == 1:
        return World()
    cuda = device in ("auto", "cuda") and torch.cuda.is_available()
    if cuda:
        torch.cuda.set_device(int(os.environ["LOCAL_RANK"]))
    dist.init_process_group("nccl" if cuda else "gloo", timeout=LOST)
    atexit.register(leave)
    return World(dist.get_rank(), size, dist.new_group(timeout=PATIENT, backend="gloo"))


def leave() -> None:
    """End the groups where there still are any: their threads abort a process that ends before them."""
    if dist.is_initialized():
        dist.destroy_process_group()
        gc.collect()  # a group ends its threads when nothing refers to it any more, as the run that is over still may
