"""Several processes that train one GAN, started by `torchrun`; one process is the case of a world of one."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import torch
import torch.distributed as dist
from torch import nn


@dataclass(frozen=True)
class World:
    """This process's place among those that train together."""

    rank: int = 0
    size: int = 1

    def sync_gradients(self, parameters: Iterable[nn.Parameter]) -> None:
        """Average the gradients over the processes in one flat message.

        By hand, because the DistributedDataParallel wrapper misbehaves with two players and double backward
        (pytorch issue 175024).
        """
        if self.size == 1:
            return
        gradients = [p.grad for p in parameters if p.grad is not None]
        flat = torch.cat([g.flatten() for g in gradients])
        dist.all_reduce(flat)
        flat /= self.size
        for gradient, mean in zip(gradients, flat.split([g.numel() for g in gradients]), strict=True):
            gradient.copy_(mean.view_as(gradient))

    def broadcast(self, net: nn.Module) -> None:
        """Give every process the weights of the first."""
        if self.size > 1:
            for tensor in net.state_dict().values():
                dist.broadcast(tensor, 0)

    def any(self, flag: bool, device: torch.device) -> bool:
        """Whether the flag is up in any process, so that all of them stop at the same step."""
        if self.size == 1:
            return flag
        raised = torch.tensor(float(flag), device=device)
        dist.all_reduce(raised, dist.ReduceOp.MAX)
        return bool(raised)

    def agree(self, stop: bool, orders: list[Any], device: torch.device) -> tuple[bool, list[Any]]:
        """Whether any process is to stop, and the orders that reached the first, in all processes alike."""
        if self.size == 1:
            return stop, orders
        heard = torch.tensor([float(stop), float(bool(orders))], device=device)
        dist.all_reduce(heard, dist.ReduceOp.MAX)
        shared = [orders]
        if heard[1]:
            dist.broadcast_object_list(shared, 0)
        return bool(heard[0]), shared[0]


def join() -> World:
    """Join the processes that `torchrun` started, if it did; a lost process ends the others within a minute."""
    size = int(os.environ.get("WORLD_SIZE", "1"))
    if size == 1:
        return World()
    cuda = torch.cuda.is_available()
    if cuda:
        torch.cuda.set_device(int(os.environ["LOCAL_RANK"]))
    dist.init_process_group("nccl" if cuda else "gloo", timeout=timedelta(seconds=60))
    return World(dist.get_rank(), size)
