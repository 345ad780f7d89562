"""Two processes that train one GAN, as `torchrun` starts them."""

import os
import sys
from typing import Any

import torch
from support.trainers import ROOT


def command_of(*words: object) -> list[str]:
    """Two processes, as a user types it."""
    return [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", *map(str, words)]


def surroundings(environment: dict[str, str]) -> dict[str, str]:
    """The environment of two processes on one machine, which find the package and the tests."""
    paths = os.pathsep.join(map(str, (ROOT, ROOT / "tests", ROOT / "tests" / "training")))
    return {**environment, "PYTHONPATH": paths, "OMP_NUM_THREADS": "1", "GLOO_SOCKET_IFNAME": "lo"}


def assert_alike(one: dict[str, Any], other: dict[str, Any], within: float = 0) -> None:
    for part in ("G", "D", "ema"):
        for name, value in one[part].items():
            torch.testing.assert_close(value, other[part][name], rtol=0, atol=within)
    assert one["batches"] == other["batches"]
    for name in ("steps", "images"):
        assert one["counters"][name] == other["counters"][name]
