"""Two gloo processes of batch 8 equal one of batch 16, also where one of them runs out of memory."""

import json
import math
import os
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
import torch
from support.processes import assert_alike, command_of, run_both, surroundings
from support.trainers import gan_demo, tiny_trainer

from gan_demo import commands as ask
from gan_demo.events import Changed, Resumed
from gan_demo.training import parallel
from gan_demo.training.engine import Trainer
from gan_demo.training.loop import train
from gan_demo.training.parallel import World

pytestmark = pytest.mark.process  # trainers of their own

SCRIPT = """
import sys, torch
from support.trainers import tiny_trainer
from gan_demo.training.parallel import join
import torch.distributed as dist
world = join()
trainer = tiny_trainer(sys.argv[2], batch=8, size=16, **eval(sys.argv[3]))
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
    command, environment = command_of(*words), surroundings(environment)
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=timeout)


ADAM = {"g_lr": 2e-4, "d_lr": 2e-4}  # rates as others have them: Adam enlarges rounding


@pytest.mark.parametrize(
    ("recipe", "settings", "near"),
    [
        ("r3gan", {}, 1e-5),
        ("pix2pix", {}, 1e-5),
        ("progan", {}, 1e-5),
        ("rgan", ADAM, 1e-5),
        ("cyclegan", {"given": 3}, 5e-5),  # two sides; the others have batch norm
    ],
)
def test_two_ranks_equal_one(tmp_path, recipe, settings, near):
    script = tmp_path / "two.py"
    script.write_text(SCRIPT)
    run_both(script, tmp_path / "state", recipe, repr(settings), environment=dict(os.environ))
    ranks = [torch.load(tmp_path / f"state{rank}", weights_only=True) for rank in (0, 1)]
    one = tiny_trainer(recipe, batch=16, size=16, **settings)
    for _ in range(5):
        one.step()
    assert_alike(*ranks)
    assert_alike(ranks[0], one.state_dict(), near)
    assert one.images == 80


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


@pytest.mark.parametrize(("device", "backend"), [("cpu", "gloo"), ("auto", "nccl"), ("cuda", "nccl")])
def test_processes_talk_as_their_device_can(monkeypatch, device, backend):
    asked = []
    monkeypatch.setenv("WORLD_SIZE", "2")
    monkeypatch.setenv("LOCAL_RANK", "1")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "set_device", lambda _: None)
    monkeypatch.setattr(parallel.dist, "init_process_group", lambda name, timeout: asked.append(name))
    for name, value in (("get_rank", 1), ("get_world_size", 2), ("new_group", None)):
        monkeypatch.setattr(parallel.dist, name, lambda *_, value=value, **__: value)
    assert parallel.join(device).rank == 1
    assert asked == [backend]


def test_a_process_whose_group_has_gone_already_leaves_in_silence():
    parallel.leave()


LEAVES = """
import time
import psutil
from gan_demo.training import parallel
threads, until = psutil.Process().num_threads(), time.monotonic() + 20
run = {"world": parallel.join("cpu")}
run["itself"] = run  # as a trainer and its parts refer to each other
run["world"].wait()
assert psutil.Process().num_threads() > threads
del run
parallel.leave()
while psutil.Process().num_threads() > threads:  # the system lists one that was joined a moment longer
    assert time.monotonic() < until
    time.sleep(0.01)
"""


def test_a_group_ends_its_threads_though_a_run_that_is_over_refers_to_it(tmp_path):
    """One that still runs while Python ends aborts the process, once in many times."""
    (tmp_path / "leaves.py").write_text(LEAVES)
    run_both(tmp_path / "leaves.py", environment=dict(os.environ))


def test_processes_that_talk_inside_their_nets_end_where_the_memory_runs_out():
    trainer = tiny_trainer("r3gan")
    trainer.D.add_module("norm", torch.nn.SyncBatchNorm(3))
    spoil(trainer, "next_batch", run_out)
    with pytest.raises(torch.OutOfMemoryError):
        list(train(trainer))


@pytest.mark.parametrize("count", [1, 3])
def test_a_world_of_one_leaves_gradients_alone(count):
    trainer = tiny_trainer("r3gan")
    for p in trainer.D.parameters():
        p.grad = torch.full_like(p, count)
    trainer.world.sync_gradients(trainer.D.parameters())
    assert all((p.grad == count).all() for p in trainer.D.parameters())


class Case(NamedTuple):
    """Where in a session something goes wrong in one process, and what it was asked for."""

    rank: int
    place: str = "d_step"
    orders: dict[int, ask.Command] | None = None
    batch: int = 8


WATCHED = {2: ask.Slow(0.1)}
SINGLE = {3: ask.Pause(), 4: ask.Step("both"), 5: ask.Step("g"), 6: ask.Go()}
OUT = {
    "next_batch of 0": Case(0, "next_batch"),
    "d_step of 0": Case(0, "d_step"),
    "d_step of 1": Case(1, "d_step"),
    "d_optimizer.step of 1": Case(1, "d_optimizer.step"),
    "g_step of 0": Case(0, "g_step"),
    "g_step of 1": Case(1, "g_step"),
    "g_optimizer.step of 0": Case(0, "g_optimizer.step"),
    "_average of 0": Case(0, "_average"),
    "watched": Case(1, "d_step", WATCHED),
    "single": Case(1, "g_step", SINGLE),
}
FURTHER = {  # than the one that ran out was the first, whose state is that of all
    "next_batch of 1": Case(1, "next_batch"),
    "g_optimizer.step of 1": Case(1, "g_optimizer.step"),
    "_average of 1": Case(1, "_average"),
    "single, _average of 1": Case(1, "_average", SINGLE),
}


def spoil(owner: Any, place: str, fail: Callable[[Any], Any]) -> None:
    """Let what the fourth call of that method gives go through `fail`."""
    *path, name = place.split(".")
    for part in path:
        owner = getattr(owner, part)
    real, calls = getattr(owner, name), []

    def failing(*given, **named):
        calls.append(real(*given, **named))
        return fail(calls[-1]) if len(calls) == 4 else calls[-1]

    setattr(owner, name, failing)


def run_out(_: Any) -> None:
    raise torch.OutOfMemoryError("CUDA out of memory")


def nan(turn: Any) -> Any:
    return replace(turn, loss={name: value * math.nan for name, value in turn.loss.items()})


def session(world: World, case: Case, settings: dict[str, Any], fault: Callable[[Trainer], Any]) -> dict[str, Any]:
    """What is left of a session in which one process has a fault; only the first one gets orders."""
    batch = case.batch if world.size > 1 else 2 * case.batch
    trainer = tiny_trainer("r3gan", True, batch=batch, size=16, **settings)
    trainer.world = trainer.batches.world = world
    if world.rank == case.rank or world.size == 1:
        fault(trainer)
    script, looks, events = case.orders or {}, iter(range(10_000_000)), []

    def orders():
        return [script[i]] if (i := next(looks)) in script and world.rank == 0 else []

    try:
        for event in train(trainer, orders=orders):
            events.append(event)
            if isinstance(event, Resumed) and world.rank == 0 and case.place == "Resumed":
                time.sleep(8)
    except torch.OutOfMemoryError as error:
        events.append(error)
    changes = [event.changes for event in events if isinstance(event, Changed)]
    return {"changes": changes, "end": type(events[-1]).__name__, "state": trainer.state_dict()}


def out_of_memory(world: World, case: Case) -> dict[str, Any]:
    return session(world, case, {"steps": 7}, lambda trainer: spoil(trainer, case.place, run_out))


def other_faults(world: World) -> dict[str, dict[str, Any]]:
    """Sittings in which clocks, numbers or the patience of two processes differ."""
    found = {
        "numbers": session(world, Case(1), {}, lambda trainer: spoil(trainer, "g_step", nan)),
        "clock": session(world, Case(1), {"minutes": 1}, lambda trainer: setattr(trainer, "seconds", 3600.0)),
        "smallest": out_of_memory(world, Case(1, batch=2)),
    }
    parallel.LOST = timedelta(seconds=6)
    turn = Case(0, "Resumed", {2: ask.Pause(), 4: ask.Go()})
    found["turn"] = session(world, turn, {"steps": 4}, lambda trainer: None)
    return found | {"count": session(world, Case(1), {"steps": 7}, fewer)}


def fewer(trainer: Trainer) -> None:
    """This process sees fewer pictures than the other, for the data set is still being drawn."""
    dataset = replace(trainer.dataset, ready=lambda: 20)
    trainer.dataset = trainer.batches.dataset = dataset


FAULTS = """
import sys, torch
from gan_demo.training.parallel import join
from test_parallel import FURTHER, OUT, other_faults, out_of_memory
world = join()
found = {name: out_of_memory(world, case) for name, case in {**OUT, **FURTHER}.items()}
torch.save(found | other_faults(world), sys.argv[1] + str(world.rank))
"""


@pytest.fixture(scope="module")
def faults(tmp_path_factory) -> list[dict[str, dict[str, Any]]]:
    """What each of two processes had left of every session with a fault."""
    folder = tmp_path_factory.mktemp("faults")
    (folder / "faults.py").write_text(FAULTS)
    run_both(folder / "faults.py", folder / "found", environment=dict(os.environ))
    return [torch.load(folder / f"found{rank}", weights_only=True) for rank in (0, 1)]


@pytest.mark.parametrize("name", [*OUT, *FURTHER])
def test_memory_that_runs_out_in_one_process_halves_the_batch_of_all(faults, name):
    ours, theirs = (found[name] for found in faults)
    assert ours["changes"] == theirs["changes"] == [{"batch": [8, 4]}]
    assert ours["end"] == theirs["end"] == "Finished"
    assert_alike(ours["state"], theirs["state"])
    if name in OUT:
        one = out_of_memory(World(), OUT[name])
        assert one["changes"] == [{"batch": [16, 8]}]
        assert_alike(ours["state"], one["state"], 1e-5)


@pytest.mark.parametrize(
    ("name", "end"), [("numbers", "Failed"), ("clock", "Finished"), ("turn", "Finished"), ("count", "Finished")]
)
def test_all_processes_end_alike(faults, name, end):
    ours, theirs = (found[name] for found in faults)
    assert ours["end"] == theirs["end"] == end
    if name != "numbers":
        assert_alike(ours["state"], theirs["state"])


def test_memory_that_runs_out_in_the_smallest_step_ends_all(faults):
    assert [found["smallest"]["end"] for found in faults] == ["RanOut", "OutOfMemoryError"]
