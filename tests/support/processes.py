"""Two processes that train one GAN, started by `torchrun` or as it starts them."""

import os
import subprocess
import sys
import time
from typing import Any

import torch
from support import warm
from support.pages import free_port
from support.trainers import ROOT


def command_of(*words: object) -> list[str]:
    """Two processes, as a user types it."""
    return [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", *map(str, words)]


def surroundings(environment: dict[str, str]) -> dict[str, str]:
    """The environment of two processes on one machine, which find the package and the tests."""
    paths = os.pathsep.join(map(str, (ROOT, ROOT / "tests", ROOT / "tests" / "training")))
    return {**environment, "PYTHONPATH": paths, "OMP_NUM_THREADS": "1", "GLOO_SOCKET_IFNAME": "lo"}


class Both:
    """Two forked processes of one program, which know of each other by what `torchrun` would tell them.

    As there, where one of them fails the other one is ended; used as a `Popen`.
    """

    def __init__(self, *words: object, environment: dict[str, str], **streams: Any) -> None:
        met = {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(free_port()), "WORLD_SIZE": "2"}
        self.ranks = []
        for rank in ("0", "1"):
            told = {**surroundings(environment), **met, "RANK": rank, "LOCAL_RANK": rank}
            self.ranks.append(warm.start([sys.executable, *words], env=told, **streams))

    def poll(self) -> int | None:
        """None while one of them runs, else the status of one that failed, else 0."""
        ends = [rank.poll() for rank in self.ranks]
        if any(ends):
            self.kill()
        return None if None in ends else next(filter(None, ends), 0)

    def wait(self, timeout: float) -> int:
        until = time.monotonic() + timeout
        while (end := self.poll()) is None:
            if time.monotonic() > until:
                raise subprocess.TimeoutExpired(self.ranks[0].args, timeout)
            time.sleep(0.02)
        return end

    def kill(self) -> None:
        for rank in self.ranks:
            rank.kill()


def run_both(*words: object, environment: dict[str, str], timeout: float = 120) -> None:
    """Two such processes and their end; an assertion with what they said where one fails."""
    both = Both(*words, environment=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        failed = both.wait(timeout)
    finally:
        both.kill()
        said = [rank.communicate(timeout=20)[1].decode()[-3000:] for rank in both.ranks]
    assert not failed, "\n".join(said)


def assert_alike(one: dict[str, Any], other: dict[str, Any], within: float = 0) -> None:
    for part in ("G", "D", "ema"):
        for name, value in one[part].items():
            torch.testing.assert_close(value, other[part][name], rtol=0, atol=within)
    assert one["batches"] == other["batches"]
    for name in ("steps", "images"):
        assert one["counters"][name] == other["counters"][name]
