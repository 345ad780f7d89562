"""Two runs that were started as a pair train by turns, and neither waits for one that has gone."""

import subprocess
import sys
import time
from types import SimpleNamespace

import pytest
from filelock import FileLock
from support import warm
from support.processes import Both, surroundings
from support.runs import kinds, wait
from support.trainers import gan_demo

from gan_demo import runs
from gan_demo.runs import queue

pytestmark = pytest.mark.process  # trainers of their own

QUICKLY = """
import sys
from gan_demo.__main__ import main
from gan_demo.runs import queue
queue.SLICE = 0.7
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def begin(tmp_path, picture_folder, environment):
    """Start a run of three seconds of training beside the others, with what is said of it."""
    (script := tmp_path / "quickly.py").write_text(QUICKLY)
    children = []

    def started(name, **about):
        folder = tmp_path / "runs" / name
        folder.mkdir(parents=True)
        runs.annotate_run(folder, **about)
        words = gan_demo("train", "sngan", "--data", picture_folder, "--run", folder, "--queue")[3:]
        given = ("size=32", "batch=4", "width=32", "latent=8", "minutes=0.05")
        sizes = [word for one in given for word in ("--set", one)]
        command = [sys.executable, script, *words, *sizes]
        children.append(warm.start(command, env=surroundings(environment), stderr=subprocess.DEVNULL))
        wait(lambda: runs.process(folder))
        return folder, children[-1]

    yield started
    for child in children:
        child.kill()
        child.wait()


def test_a_pair_trains_by_turns_and_another_run_waits_for_both(begin, tmp_path):
    (tmp_path / "runs").mkdir()
    with FileLock(tmp_path / "runs" / queue.LOCK):  # none has trained to its end before the last one waits
        (a, first), (b, second) = begin("a", **{"with": "b"}), begin("b", **{"with": "a"})
        c, third = begin("c", **{"with": "b"})  # which says nothing of it
        for folder in (a, b, c):
            wait(lambda folder=folder: "Waiting" in kinds(folder))
    assert [child.wait(90) for child in (first, second, third)] == [0, 0, 0]
    stories = {folder.name: runs.history(folder) for folder in (a, b, c)}
    times = {
        name: [event["time"] for event in story if event["event"] in ("Progress", "Finished")]
        for name, story in stories.items()
    }
    assert max(times["a"][0], times["b"][0]) < min(times["a"][-1], times["b"][-1])
    assert max(times["a"][-1], times["b"][-1]) < times["c"][0]
    for name in "ab":
        assert kinds(a.parent / name).count("Resumed") >= 2
        trained = [event["seconds"] for event in stories[name] if event["event"] == "Progress"]
        assert trained[-1] == pytest.approx(3, abs=1)
    assert "Paused" not in kinds(c)


@pytest.mark.parametrize(("age", "half", "free"), [(0.1, True, False), (60, True, True), (0.1, False, True)])
def test_a_run_that_has_just_let_its_partner_train_keeps_its_place(tmp_path, monkeypatch, age, half, free):
    a, b, c = (tmp_path / name for name in "abc")
    for folder in (a, b, c):
        folder.mkdir()
    pairs = {a: b, b: a} if half else {}
    monkeypatch.setattr(queue, "find_runs", lambda _: [a, b, c])
    monkeypatch.setattr(queue, "queue_key", lambda folder: (0, folder.name))
    monkeypatch.setattr(queue, "partner", pairs.get)
    monkeypatch.setattr(queue, "status", lambda _: SimpleNamespace(state="paused"))
    monkeypatch.setattr(queue, "last_event", lambda *_: {"event": "Paused", "time": time.time() - age})
    ended = iter([False, True])
    ahead = list(queue.QueuePlace(c).take(lambda: next(ended)))
    assert (ahead == []) == free
    assert list(queue.QueuePlace(b).take(lambda: False)) == []  # its own partner is no reason to wait


@pytest.mark.parametrize("goes", ["waiting", "training"])
def test_a_run_trains_on_where_its_partner_has_gone(begin, goes):
    (a, first), (b, second) = begin("a", **{"with": "b"}), begin("b", **{"with": "a"})
    wait(lambda: "Progress" in kinds(b if goes == "training" else a))
    second.kill()
    second.wait()
    assert first.wait(60) == 0
    assert kinds(a)[-1] == "Finished"
    assert runs.status(b).state == "crashed"


IMPATIENTLY = """
import sys
from datetime import timedelta
from gan_demo.training import parallel
from gan_demo.__main__ import main
parallel.LOST = timedelta(seconds=10)
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("then", ["train", "stop"])
def test_two_processes_wait_for_their_turn_longer_than_for_each_other(tmp_path, picture_folder, environment, then):
    (script := tmp_path / "impatiently.py").write_text(IMPATIENTLY)
    folder = tmp_path / "runs" / "two"
    folder.mkdir(parents=True)
    words = gan_demo("train", "sngan", "--data", picture_folder, "--run", folder, "--queue", "--steps", 2)[3:]
    sizes = [word for one in ("size=32", "batch=4", "width=32", "latent=8") for word in ("--set", one)]
    with FileLock(folder.parent / queue.LOCK), open(tmp_path / "log", "wb") as log:
        child = Both(script, *words, *sizes, environment=environment, stdout=log, stderr=log)
        wait(lambda: "Waiting" in kinds(folder) or child.poll() is not None)
        if then == "train":
            with pytest.raises(subprocess.TimeoutExpired):
                child.wait(14)
        else:
            runs.stop(folder)
            assert child.wait(20) == 0, (tmp_path / "log").read_text()[-3000:]
    assert child.wait(60) == 0, (tmp_path / "log").read_text()[-3000:]
    assert kinds(folder)[-1] == ("Finished" if then == "train" else "Stopped")
