"""Runs as places, with real processes: a queue, orders, snapshots, branches, notes, deletion, and what may go wrong."""

import json
import os
import random
import resource
import signal
import subprocess
import time
from pathlib import Path

import pytest
import torch
from support import warm
from support.runs import SMALL, kinds, started, wait
from support.states import assert_equal_states
from support.trainers import gan_demo

from gan_demo import checkpoints, runs
from gan_demo.pipelines.pipeline import GAN
from gan_demo.runs import branch, keep
from gan_demo.settings import Settings
from gan_demo.training import recorder
from gan_demo.ui.run_pages import RunPages
from gan_demo.words import UserError

pytestmark = pytest.mark.process  # trainers of their own


def state(folder) -> str:
    return runs.status(folder).state


def begun(picture_folder, root, **settings):
    """A run that trains and has saved a snapshot after its start."""
    folder = started(picture_folder, root, **settings)
    wait(lambda: [step for step in runs.snapshots(folder) if step])
    return folder


def stopped(folder):
    runs.stop(folder)
    wait(lambda: not runs.status(folder).alive)


def test_one_trains_and_the_others_wait_in_order(picture_folder, root):
    first = begun(picture_folder, root)
    second = started(picture_folder, root, steps=3)
    wait(lambda: state(second) == "waiting")
    third = started(picture_folder, root, steps=3)
    wait(lambda: state(third) == "waiting")
    assert (runs.ahead_of(second), runs.ahead_of(third)) == (1, 2)
    os.kill(runs.process(first).pid, signal.SIGKILL)  # the turn is free, however its holder ended
    wait(lambda: state(second) == state(third) == "finished")
    ends = [runs.history(folder)[-1]["time"] for folder in (second, third)]
    assert ends == sorted(ends)


def test_a_waiting_run_can_be_stopped(picture_folder, root):
    first = begun(picture_folder, root)
    second = started(picture_folder, root)
    wait(lambda: state(second) == "waiting")
    stopped(second)
    assert state(second) == "stopped"
    assert state(first) == "running"


def test_a_paused_run_lets_another_train_and_goes_on_after_it(picture_folder, root):
    first = begun(picture_folder, root)
    runs.send_command(first, {"do": "pause"})
    wait(lambda: state(first) == "paused")
    step = runs.history(first)[-1]["step"]
    second = started(picture_folder, root, steps=200)
    wait(lambda: state(second) == "running")
    runs.send_command(first, {"do": "go"})
    wait(lambda: state(first) == "waiting")
    stopped(second)
    wait(lambda: state(first) == "running")
    resumed = [event for event in runs.history(first) if event["event"] == "Resumed"]
    assert [event["step"] for event in resumed] == [step]


def test_orders_reach_the_trainer(picture_folder, root):
    folder = begun(picture_folder, root)
    runs.send_command(folder, {"do": "set", "changes": {"g_lr": "1e-5", "grid_seconds": 1}})
    wait(lambda: "Changed" in kinds(folder))
    wait(lambda: runs.read_settings(folder).g_lr == 1e-5)
    runs.send_command(folder, {"do": "pause"})
    wait(lambda: state(folder) == "paused")
    runs.send_command(folder, {"do": "step", "player": "both"})
    wait(lambda: kinds(folder).count("CloseUp") == 4 and state(folder) == "paused")
    assert len(runs.numbered_files(folder, runs.CLOSEUPS)) == 4
    with pytest.raises(UserError, match="cannot change in a run"):
        runs.send_command(folder, {"do": "set", "changes": {"batch": "8"}})
    stopped(folder)
    with pytest.raises(UserError, match="is not training"):
        runs.send_command(folder, {"do": "pause"})
    runs.resume(folder)  # older orders are not obeyed again
    wait(lambda: state(folder) == "running" and "Progress" in kinds(folder)[-3:])
    assert runs.read_settings(folder).g_lr == 1e-5


def test_rewinding_a_run_forgets_what_came_after(picture_folder, root):
    folder = begun(picture_folder, root)
    target = next(step for step in runs.snapshots(folder) if step)
    wait(lambda: [step for step, _ in runs.grids(folder) if step > target])
    runs.rewind(folder, target)
    wait(lambda: kinds(folder).count("Started") == 2)
    wait(lambda: runs.history(folder)[-1]["event"] == "Progress")
    steps = [event["step"] for event in runs.history(folder) if event["event"] == "Progress"]
    assert steps == sorted(set(steps))
    stopped(folder)
    last = max(runs.snapshots(folder))
    runs.rewind(folder, target)  # one that has ended goes on from there
    wait(lambda: state(folder) == "running")
    assert last not in runs.snapshots(folder) or last == target
    with pytest.raises(UserError, match="No state is kept of step 987654"):
        runs.rewind(folder, 987654)


def test_going_back_and_branching_take_the_settings_of_that_step(picture_folder, root):
    folder = begun(picture_folder, root)
    target = max(runs.snapshots(folder))
    wait(lambda: runs.history(folder)[-1]["step"] > target)
    for rate in ("0.01", "0.5"):
        runs.send_command(folder, {"do": "set", "changes": {"g_lr": rate, "minutes": "50"}})
        wait(lambda rate=rate: runs.read_settings(folder).g_lr == float(rate))
    stopped(folder)
    branch = runs.fork(folder, target, {"d_lr": "0.0003"})
    settings = runs.read_settings(branch)
    assert (settings.g_lr, settings.d_lr, settings.minutes) == (2e-4, 3e-4, 50)
    stopped(branch)
    runs.rewind(folder, target)  # one that has ended
    wait(lambda: state(folder) == "running" and runs.read_settings(folder).g_lr == 2e-4)
    wait(lambda: runs.history(folder)[-1]["step"] > target)
    runs.send_command(folder, {"do": "set", "changes": {"g_lr": "0.5"}})
    wait(lambda: runs.read_settings(folder).g_lr == 0.5)
    runs.rewind(folder, target)  # one that trains
    wait(lambda: runs.read_settings(folder).g_lr == 2e-4)
    stopped(folder)


def test_what_was_steered_after_a_step_is_undone_and_limits_are_not():
    def changed(step, **changes):
        return {"event": "Changed", "step": step, "changes": changes}

    story = [
        changed(3, g_lr=[1, 2]),
        changed(5, g_lr=[2, 3], batch=[64, 32]),
        changed(7, g_lr=[3, 4], minutes=[1, 9]),
        changed(8, ema=[5, 6]),
    ]
    assert runs.undone(story, 3) == {"g_lr": 2, "ema": 5}
    assert runs.undone(story, 7) == {"ema": 5}
    assert runs.undone(story, 8) == {}


def test_a_branch_shares_the_past_and_differs_by_the_change(picture_folder, root):
    """Without a change it repeats its parent bit for bit; with one it does not."""
    parent = begun(picture_folder, root)
    runs.send_command(parent, {"do": "pause"})
    wait(lambda: state(parent) == "paused")
    step = min(step for step in runs.snapshots(parent) if step)
    last = runs.history(parent)[-1]["step"] + 20
    runs.send_command(parent, {"do": "set", "changes": {"steps": last}})
    runs.send_command(parent, {"do": "go"})
    wait(lambda: state(parent) == "finished")
    same = runs.fork(parent, step, {})
    wait(lambda: state(same) == "finished")
    other = runs.fork(parent, step, {"g_lr": "0.01"})
    wait(lambda: state(other) == "finished")
    ends = [torch.load(folder / runs.STATE, weights_only=True) for folder in (parent, same, other)]
    for end in ends:
        end["counters"].pop("seconds")
    assert_equal_states(ends[0], ends[1])
    with pytest.raises(AssertionError):
        assert_equal_states(ends[0], ends[2])
    assert runs.about(other)["parent"] == {"run": parent.name, "step": step}
    assert RunPages(root).brief(other)["time"] > runs.history(parent)[-1]["time"]
    assert next(s for s, _ in runs.grids(other)) == 0
    assert runs.read_settings(other).g_lr == 0.01
    with pytest.raises(UserError, match="cannot change in a run"):
        runs.fork(parent, step, {"recipe": "dcgan"})


def test_a_branch_of_a_run_that_trains_does_without_a_grid_that_goes_meanwhile(tmp_path, monkeypatch):
    for kind in (runs.GRIDS, runs.FRESH, runs.SNAPSHOTS):
        (tmp_path / "run" / kind).mkdir(parents=True)
        (tmp_path / "run" / kind / "000000003.png").write_text(kind)

    def listed(folder, kind):
        return [(2, folder / kind / "000000002.png"), *runs.numbered_files(folder, kind)]

    monkeypatch.setattr(branch, "numbered_files", listed)
    (tmp_path / "branch").mkdir()
    branch._copy_past(tmp_path / "run", tmp_path / "branch", 4)
    assert [step for step, _ in runs.grids(tmp_path / "branch")] == [3]


def test_the_same_again_with_one_thing_changed(picture_folder, root):
    first = started(picture_folder, root, steps=3)
    wait(lambda: state(first) == "finished")
    second = runs.again(first, {"recipe": "dcgan"})
    wait(lambda: state(second) == "finished")
    plain = runs.read_settings(first)
    assert runs.read_settings(second) == Settings(**{**vars(plain), "recipe": "dcgan"})
    assert runs.about(second)["with"] == first.name


def test_name_note_and_deletion(picture_folder, root):
    folder = begun(picture_folder, root)
    runs.annotate_run(folder, name="夜 night", note="<b>")
    assert (runs.about(folder)["name"], runs.about(folder)["note"]) == ("夜 night", "<b>")
    with pytest.raises(UserError, match="at most 80"):
        runs.annotate_run(folder, name="x" * 81)
    with pytest.raises(UserError, match="stop it before you delete"):
        runs.delete_run(folder)
    stopped(folder)
    assert sum(runs.files(folder).values()) > (folder / runs.STATE).stat().st_size
    runs.delete_run(folder)
    assert not folder.exists()
    assert runs.find_runs(root) == []


def test_a_kept_checkpoint_draws_as_the_run_does(picture_folder, root, tmp_path):
    folder = started(picture_folder, root, steps=5)
    wait(lambda: state(folder) == "finished")
    kept = runs.keep_model(folder, tmp_path / "models", "My faces 一")
    config = checkpoints.read_config(kept)
    assert (kept.name, config.title.en, config.steps) == ("my-faces-一", "My faces 一", 5)
    ours, theirs = (GAN.from_pretrained(path).draw(2, 1) for path in (kept, folder / runs.CHECKPOINT))
    assert (ours == theirs).all()
    with pytest.raises(UserError, match="already"):
        runs.keep_model(folder, tmp_path / "models", "My faces 一")
    for bad in ("", "../..", "x" * 61):
        with pytest.raises(UserError, match="name of 1 to 60"):
            runs.keep_model(folder, tmp_path / "models", bad)


def test_what_was_measured_goes_into_the_card():
    measured = {"distance": 2.0, "floor": 0.5, "coverage": 0.8, "covered": 0.9, "judge": True}
    story = [{"event": "Scored", "step": step, **measured, "distance": float(step)} for step in (5, 10, 15)]
    told = keep.last_scores(story, 10)
    assert told["small-sample distance (judge)"] == {"value": 10.0, "real": 0.5, "better": "lower"}
    assert keep.last_scores(story, 4) == {}


ORDERS = ({"do": "pause"}, {"do": "snapshot"}, {"do": "set", "changes": {"g_lr": "0.0001"}}, {"do": "rewind"})


@pytest.mark.timeout(400)
def test_a_trainer_killed_at_any_moment_loses_only_the_steps_since_its_save(picture_folder, root):
    """A dozen times the same run, some seconds after its start, and half of them in the middle of an order."""
    dice = random.Random(0)
    folder = begun(picture_folder, root, grid_seconds=0.5)
    for _ in range(12):
        time.sleep(dice.uniform(0.0, 2.0))
        if dice.random() < 0.5:
            order, step = dice.choice(ORDERS), dice.choice(runs.snapshots(folder))
            runs.send_command(folder, {**order, "step": step} if order["do"] == "rewind" else order)
            time.sleep(dice.uniform(0.0, 0.4))
        runs.process(folder).kill()
        wait(lambda: not runs.status(folder).alive)
        assert state(folder) == "crashed"
        saved = saved_step(folder)
        count = len(runs.read_events(folder).events)
        runs.resume(folder)
        wait(lambda count=count: steps_since(folder, count))
        assert steps_since(folder, count)[0] == saved
        GAN.from_pretrained(folder / runs.CHECKPOINT)


def steps_since(folder, count: int) -> list[int]:
    """The steps that the events after the first `count` name; some, such as the wait for a turn, name none."""
    return [event["step"] for event in runs.read_events(folder).events[count:] if "step" in event]


def saved_step(folder) -> int:
    """The step of its saved state, after a look at each file that a kill might have left half written."""
    lines = (folder / runs.EVENTS).read_bytes().split(b"\n")[:-1]  # but for one that was cut short
    assert all(runs.complete(json.loads(line)) for line in lines)
    saved = [event["step"] for event in runs.history(folder) if event["event"] == "Saved"]
    states = [folder / runs.STATE, *(runs.snapshot(folder, step) for step in runs.snapshots(folder))]
    steps = [torch.load(path, weights_only=True)["counters"]["steps"] for path in states]
    assert steps[1:] == runs.snapshots(folder)
    assert steps[0] >= saved[-1]
    return steps[0]


def test_a_trainer_killed_before_its_first_save_has_nothing_to_go_on_from(picture_folder, root):
    folder = started(picture_folder, root)
    runs.process(folder).kill()
    wait(lambda: not runs.status(folder).alive)
    assert state(folder) == "crashed"
    with pytest.raises(UserError, match="no saved state"):
        runs.resume(folder)


def test_a_disk_that_fills_up_ends_the_run_with_a_sentence(picture_folder, tmp_path, environment):
    """A limit on the size of files stands for the full disk: grids fit, the state does not."""
    words = ("train", "sngan", "--data", picture_folder, "--run", tmp_path / "runs" / "r", "--steps", 30)
    small = [word for name, value in SMALL.items() for word in ("--set", f"{name}={value}")]

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))

    warm.run(gan_demo("data", "prepare", picture_folder, "--size", 32), env=environment, check=True)
    done = subprocess.run(
        gan_demo(*words, *small), env=environment, preexec_fn=limit, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 2, done.stderr
    assert "cannot be written to" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list((tmp_path / "runs" / "r").glob(".state*"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device stands for a full disk here")
@pytest.mark.parametrize("numbers", [1, 100, 1000, 10_000, 1_000_000])
def test_a_full_disk_says_so_however_much_of_the_state_it_took(numbers):
    with pytest.raises(OSError, match="No space left on device"):
        recorder.write_state({"a": torch.zeros(numbers), "b": torch.zeros(numbers)}, Path("/dev/full"))


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path, environment, picture_folder):
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="No run can be stored"):
        runs.start_run(Settings(data=str(picture_folder)), tmp_path / "file")
    words = gan_demo("train", "sngan", "--data", picture_folder, "--run", tmp_path / "file" / "r")
    done = warm.run(words, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


@pytest.mark.usefixtures("cold_starts")  # a trainer that was forked has no words by which it is known
def test_a_clock_that_was_set_back_does_not_hide_the_trainer(picture_folder, root):
    folder = begun(picture_folder, root)
    claim = json.loads((folder / runs.PROCESS).read_text())
    (folder / runs.PROCESS).write_text(json.dumps({**claim, "started": claim["started"] + 7200}))
    assert state(folder) == "running"
    (folder / runs.PROCESS).write_text(json.dumps({**claim, "pid": os.getpid(), "started": claim["started"] + 7200}))
    assert runs.process(folder) is None  # another process under the old number
    (folder / runs.PROCESS).write_text(json.dumps(claim))  # so that it is ended after the test


def test_two_pages_on_one_folder_start_two_runs_of_which_one_trains(picture_folder, root):
    code = "import sys; from gan_demo import runs; from gan_demo.settings import Settings; "
    code += "print(runs.start_run(Settings(recipe='sngan', data=sys.argv[1], size=32, batch=4, width=32), sys.argv[2]))"
    words = [os.sys.executable, "-c", code, str(picture_folder), str(root)]
    pages = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    folders = {page.communicate(timeout=60)[0].strip() for page in pages}
    assert len(folders) == 2
    wait(lambda: sorted(state(folder) for folder in folders) == ["running", "waiting"])


def test_half_lines_and_rubbish_among_the_orders_are_skipped(tmp_path):
    lines = b'{"do": "pause"}\nrubbish\n{"do": "fly"}\n\xff\n{"do": "go"}\n{"do": "pau'
    (tmp_path / runs.ORDERS).write_bytes(lines)
    inbox = runs.Inbox(tmp_path, 0)
    assert [type(order).__name__ for order in inbox.take()] == ["Pause", "Go"]
    with open(tmp_path / runs.ORDERS, "ab") as file:
        file.write(b'se"}\n')
    assert [type(order).__name__ for order in inbox.take()] == ["Pause"]
    assert inbox.take() == []


def test_an_order_after_half_a_line_that_a_full_disk_left_is_heard(tmp_path, monkeypatch):
    (tmp_path / runs.ORDERS).write_bytes(b'{"do": "pau')
    monkeypatch.setattr("gan_demo.runs.inbox.status", lambda folder: runs.Status("running"))
    runs.send_command(tmp_path, {"do": "go"})
    assert [type(order).__name__ for order in runs.Inbox(tmp_path, 0).take()] == ["Go"]


@pytest.mark.parametrize(
    ("event", "whole"),
    [
        ({"event": "Progress", "step": 1, "images": 8, "seconds": 1, "rate": None, "left": None}, True),
        ({"event": "Progress", "step": "1", "images": 8, "seconds": 1, "rate": 1.0, "left": None}, False),
        ({"event": "Progress", "step": 1, "images": 8, "seconds": 1, "rate": 1, "left": 1, "loss": {"d": "x"}}, False),
        ({"event": "Progress", "step": True, "images": 8, "seconds": 1, "rate": 1.0, "left": 2.0}, False),
        ({"event": "Changed", "step": 1, "images": 8, "changes": {"g_lr": [1, 2]}, "reason": ["one", "一"]}, True),
        ({"event": "Changed", "step": 1, "images": 8, "changes": {"g_lr": 2}}, False),
        ({"event": "Changed", "step": 1, "images": 8, "changes": {"g_lr": [2]}}, False),
        ({"event": "Saved", "step": 1, "images": 8, "changes": None}, True),
        ({"event": "Failed", "step": 1, "images": 8, "reason": "one"}, False),
        ({"event": "Started", "step": 1, "images": 8}, False),
        ({"event": "Started", "step": 1, "images": 8, "device": "cpu", "rates": {"g_lr": None, "d_steps": 1}}, True),
        ({"event": "Started", "step": 1, "images": 8, "device": "cpu", "rates": {"g_lr": True}}, False),
        ({"event": "Started", "step": 1, "images": 8, "device": "cpu", "classes": [["one", "一"], ["two"]]}, False),
        ({"event": "Refused", "step": 1.0, "images": 8, "reason": ["one", "一"]}, False),
        ({"event": "Path"}, False),
    ],
)
def test_a_line_that_is_no_event_is_left_out(event, whole):
    assert runs.complete(event) is whole
