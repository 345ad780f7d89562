"""A run of two processes follows the orders that are sent into its folder as a run of one does."""

import copy
import os
import signal
import subprocess

import psutil
import pytest
import torch
from support.processes import Both, assert_alike, command_of, surroundings
from support.runs import wait
from support.trainers import gan_demo

from gan_demo import commands as ask
from gan_demo import runs
from gan_demo.events import Saved
from gan_demo.training.engine import Trainer
from gan_demo.training.loop import train
from gan_demo.training.prepare import dataset_of

pytestmark = pytest.mark.process  # trainers of their own

SLOWLY = """
import sys, time, torch
from gan_demo.training import loop
from gan_demo.__main__ import main
real, out = loop.train, sys.argv[1]
def train(trainer, *given):
    step = trainer.step
    trainer.step = lambda: (time.sleep(0.15), step())[1]
    yield from real(trainer, *given)
    torch.save(trainer.state_dict(), out + str(trainer.world.rank))
loop.train = train
sys.exit(main(sys.argv[2:]))
"""


@pytest.fixture
def pair(request, tmp_path, picture_folder, environment):
    """The run folder of two processes that step slowly, and what started them; each leaves its state at its end."""
    (script := tmp_path / "slowly.py").write_text(SLOWLY)
    folder = tmp_path / "runs" / "pair"
    words = gan_demo("train", "r3gan", "--data", picture_folder, "--run", folder)[3:]
    given = ("size=32", "batch=4", "width=32", "latent=8", "precision=float32")
    sizes = [word for one in given for word in ("--set", one)]
    with open(tmp_path / "log", "wb") as log:
        child = request.param(script, tmp_path / "state", *words, *sizes, environment=environment, log=log)
    try:
        wait(lambda: count(folder, "Progress") or child.poll() is not None)
        yield folder, child
    finally:
        child.kill()


def forked(*words, environment, log) -> Both:
    return Both(*words, environment=environment, stdout=log, stderr=log)


class Torchrun(subprocess.Popen):
    """Two processes as a user starts them, which end with it."""

    def __init__(self, *words, environment, log):
        super().__init__(command_of("--", *words), env=surroundings(environment), stdout=log, stderr=log)

    def kill(self) -> None:
        for process in psutil.Process(self.pid).children(recursive=True) if self.poll() is None else ():
            process.kill()
        super().kill()


def last(folder, kind: str, after: int = 0) -> dict:
    """The last event of that kind beyond so many of them, as soon as there is one."""
    found = wait(lambda: [e for e in runs.read_events(folder).events if e["event"] == kind][after:])
    return found[-1]


def count(folder, kind: str) -> int:
    return [event["event"] for event in runs.read_events(folder).events].count(kind)


def told(folder, kind: str, **order) -> dict:
    """The event of that kind that comes of an order."""
    before = count(folder, kind)
    runs.send_command(folder, order)
    return last(folder, kind, before)


@pytest.mark.parametrize("pair", [forked], indirect=True)
def test_two_processes_follow_every_order(pair, tmp_path, picture_folder):
    folder, child = pair
    assert runs.status(folder).state == "running"
    changed = told(folder, "Changed", do="set", changes={"g_lr": "1e-3"})
    assert changed["changes"] == {"g_lr": [2e-4, 1e-3]}
    assert "no loss term" in told(folder, "Refused", do="set", changes={"weights": "r9=1"})["reason"][0]
    paused = told(folder, "Paused", do="pause")["step"]
    assert runs.status(folder).state == "paused"
    for player, step, phases in (("d", paused, "dd"), ("g", paused + 1, "gg"), ("both", paused + 2, "ddgg")):
        before = count(folder, "CloseUp")
        assert told(folder, "Paused", do="step", player=player)["step"] == step
        seen = [event for event in runs.read_events(folder).events if event["event"] == "CloseUp"][before:]
        assert "".join(event["phase"][0] for event in seen) == phases
    assert told(folder, "Resumed", do="go")["step"] == paused + 2
    told(folder, "CloseUp", do="slow", seconds=0.2)
    assert runs.status(folder).state == "running"
    runs.send_command(folder, {"do": "slow", "seconds": 0})
    kept = told(folder, "Saved", do="snapshot")["step"]
    assert kept in runs.snapshots(folder)
    assert told(folder, "Started", do="rewind", step=paused)["step"] == paused
    wait(lambda: last(folder, "Progress")["step"] > paused)
    told(folder, "CloseUp", do="slow", seconds=30)
    runs.stop(folder)
    assert child.wait(25) == 0, (tmp_path / "log").read_text()[-3000:]
    assert runs.status(folder).state == "stopped"
    end = last(folder, "Stopped")["step"]
    both = [torch.load(tmp_path / f"state{rank}", weights_only=True) for rank in (0, 1)]
    assert_alike(*both)
    script = [
        (changed["step"], ask.Set({"g_lr": "1e-3"})),
        (paused, ask.Pause()),
        *((paused, ask.Step(player)) for player in ("d", "g", "both")),
        (paused + 2, ask.Go()),
        (paused + 2, ask.Rewind(paused)),
    ]
    assert_alike(both[0], replayed(folder, script, end), 1e-5)


def replayed(folder, script: list, end: int) -> dict:
    """The last state of one process of both batches that is given each order at its step."""
    settings = runs.read_settings(folder)
    settings = settings.with_text({"batch": "8", "device": "cpu", "g_lr": ""})
    *_, dataset = dataset_of(settings)
    trainer, kept = Trainer(settings, dataset), {}

    def orders():
        return [script.pop(0)[1]] if script and trainer.steps >= script[0][0] else []

    for event in train(trainer, lambda: not script and trainer.steps >= end, orders, kept.__getitem__):
        if isinstance(event, Saved):
            kept[event.step] = copy.deepcopy(event.state)
    return trainer.state_dict()


@pytest.mark.parametrize("pair", [Torchrun], indirect=True)
def test_a_lost_process_ends_the_others(pair, tmp_path):
    folder, child = pair
    first = runs.process(folder)
    (second,) = (p for p in psutil.Process(child.pid).children() if p.environ().get("RANK") == "1")
    os.kill(second.pid, signal.SIGKILL)
    assert child.wait(70) != 0
    assert not first.is_running()
    assert runs.status(folder).state == "crashed"
