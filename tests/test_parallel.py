"""Two gloo processes of batch 8 equal one of batch 16; a lost process ends the others."""

import json
import os
import subprocess
import sys

import pytest
import torch

from conftest import ROOT, gan_demo, tiny_trainer

SCRIPT = """
import sys, torch
from conftest import tiny_trainer
from gan_demo.parallel import join
import torch.distributed as dist
world = join()
trainer = tiny_trainer("r3gan", True, batch=8, size=16)
trainer.world = trainer.batches.world = world
torch.manual_seed(world.rank)  # what a process draws for itself must not matter
for net in (trainer.G, trainer.D, trainer.ema):
    world.broadcast(net)
for _ in range(5):
    trainer.step()
torch.save(trainer.state_dict(), sys.argv[1] + str(world.rank))
dist.destroy_process_group()
"""


def torchrun(*words: object, environment: dict[str, str], timeout: int = 120) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", *map(str, words)]
    environment = {**environment, "OMP_NUM_THREADS": "1", "GLOO_SOCKET_IFNAME": "lo"}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=timeout)


def test_two_ranks_equal_one(tmp_path):
    script = tmp_path / "two.py"
    script.write_text(SCRIPT)
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    done = torchrun(script, tmp_path / "state", environment=environment)
    assert done.returncode == 0, done.stderr[:3000]
    ranks = [torch.load(tmp_path / f"state{rank}", weights_only=True) for rank in (0, 1)]
    one = tiny_trainer("r3gan", True, batch=16, size=16)
    for _ in range(5):
        one.step()
    for part in ("G", "D", "ema"):
        for name, value in getattr(one, part).state_dict().items():
            torch.testing.assert_close(ranks[0][part][name], value, rtol=0, atol=1e-5)
            assert torch.equal(ranks[0][part][name], ranks[1][part][name])
    assert ranks[0]["counters"]["images"] == one.images == 80


def test_torchrun_of_the_command_line_records_once(tmp_path, picture_folder, environment):
    run = tmp_path / "run"
    words = ["-m", "--", *gan_demo("train", "sngan", "--data", picture_folder, "--run", run, "--steps", 4)[2:]]
    done = torchrun(*words, "--set", "size=32", "--set", "batch=4", "--set", "width=32", environment=environment)
    assert done.returncode == 0, done.stderr[:3000]
    events = [json.loads(line) for line in (run / "events.jsonl").read_text().splitlines()]
    assert [event["event"] for event in events].count("Finished") == 1
    assert events[-1]["images"] == 4 * 2 * 4
    note = next(event["note"] for event in events if event["event"] == "Started")
    assert "batch norm" in note


@pytest.mark.parametrize("count", [1, 3])
def test_a_world_of_one_leaves_gradients_alone(count):
    trainer = tiny_trainer("r3gan")
    for p in trainer.D.parameters():
        p.grad = torch.full_like(p, count)
    trainer.world.sync_gradients(trainer.D.parameters())
    assert all((p.grad == count).all() for p in trainer.D.parameters())
