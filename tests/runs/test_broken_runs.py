"""Runs that something broke: a kill, a full disk, a start that fails; each says so, and none is in the way."""

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Timer
from types import SimpleNamespace

import psutil
import pytest
import torch
from filelock import FileLock
from support.trainers import tiny_trainer, unsignalled

from gan_demo import checkpoints, runs
from gan_demo import commands as ask
from gan_demo.__main__ import main
from gan_demo.events import Scored, Started
from gan_demo.runs.status import LOCK
from gan_demo.settings import Settings
from gan_demo.training import recorder
from gan_demo.training.loop import train
from gan_demo.training.recorder import Recorder
from gan_demo.ui.run_pages import RunPages
from gan_demo.words import UserError, Words

BROKE = "gan-demo: The saved state is damaged; start a new run.\n"


def claimed_anew(folder):
    """Another session of the run begins, whose process is gone afterwards."""
    runs.claim(folder, psutil.Process())
    mine = json.loads((folder / runs.PROCESS).read_text())
    (folder / runs.PROCESS).write_text(json.dumps({**mine, "pid": 0}))


def test_a_kill_is_not_told_by_the_last_words_of_an_earlier_sitting(tmp_path):
    (tmp_path / runs.STATE).touch()
    (tmp_path / runs.LOG).write_text(BROKE)
    assert "damaged" in runs.status(tmp_path).reason.en
    claimed_anew(tmp_path)
    assert runs.status(tmp_path).reason.en == "The process was killed. Resume goes on from the last save."
    with open(tmp_path / runs.LOG, "a") as log:
        log.write("gan-demo: It broke otherwise.\n")
    assert runs.status(tmp_path).reason.en == "It broke otherwise."
    (tmp_path / runs.LOG).write_text("")  # by a person
    assert "killed" in runs.status(tmp_path).reason.en


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A run that has ended, measured at its first and last step."""
    folder = tmp_path_factory.mktemp("trained") / "one"
    recorder.open_run_folder(folder)
    trainer = tiny_trainer(size=16, latent=20, steps=6)
    writer, script = Recorder(folder, trainer), {3: ask.Snapshot(), 5: ask.Set({"g_lr": "1e-5"})}
    for event in train(trainer, orders=lambda: [script.pop(trainer.steps)] if trainer.steps in script else []):
        writer.record(event)
    for step in (0, 6):
        recorder.append(folder, Scored(step, 8 * step, 9.0 - step, 0.1, 0.5, 0.8, 0.9, 1.0, False))
    (folder / runs.PROCESS).write_text('{"pid": 0, "started": 0}')
    return folder


UNREADABLE = '{"event": "Scored", "step": 2, "images": 16, "distance": null, "error": 0.1, "floor": 0.5, '
UNREADABLE += '"coverage": 0.8, "covered": 0.9, "variety": 1.0, "judge": false}'
DAMAGED = [
    '{"event": "Scored", "step": 5}',
    '{"event": "Scored", "distance": 1.0}',
    '{"event": "Changed", "step": 5, "images": 40}',
    '{"event": "Changed", "step": 5, "images": 40, "changes": {"g_lr": [1]}}',
    '{"event": "Started"}',
    '{"event": "Refused", "step": 5, "images": 40, "reason": {"en": "no", "zh": "不"}}',
    '{"event": "Started", "step": 5, "images": 40, "device": "cpu", "classes": [{"en": "a", "zh": "甲"}]}',
    '{"event": "Saved"}',
    '{"event": "Progress", "step": "5", "images": [], "seconds": {}}',
    UNREADABLE,
]


@pytest.mark.parametrize("line", DAMAGED)
def test_a_damaged_line_is_in_nobodys_way(trained, tmp_path, monkeypatch, line):
    folder, begun = tmp_path / "runs" / "one", []
    shutil.copytree(trained, folder)
    with open(folder / runs.EVENTS, "a", encoding="utf-8") as file:
        file.write(line + "\n")
    monkeypatch.setattr("gan_demo.runs.launch.spawn", lambda *words: begun.append(words))
    monkeypatch.setattr("gan_demo.runs.branch.spawn", lambda *words: begun.append(words))
    runs.rewind(folder, 3)
    branch = runs.fork(folder, 3, {})
    assert runs.read_settings(branch).g_lr == 2e-4
    assert ["g_lr=0.0002" in words for _, words in begun] == [True, False]
    assert [run for run, _ in begun] == [folder, branch]
    assert checkpoints.read_config(runs.keep_model(folder, tmp_path / "models", "Mine")).steps == 6
    trainer = tiny_trainer(size=16, latent=20)
    trainer.load_state_dict(torch.load(runs.snapshot(folder, 3), weights_only=True))
    writer = Recorder(folder, trainer)
    assert writer.best == (3.0, 6)
    writer.record(next(train(trainer)))
    assert writer.best == (9.0, 0)
    assert runs.history(folder)[-1]["event"] == "Started"


@pytest.mark.parametrize("ends", [True, False], ids=["stopped", "failed"])
def test_a_sitting_that_ends_before_it_trains_takes_no_pictures_away(trained, tmp_path, monkeypatch, ends):
    folder = tmp_path / "runs" / "one"
    shutil.copytree(trained, folder)

    def wait(turn, stop):
        yield 1
        if not ends:
            raise UserError(Words("It broke.", "它坏了。"))
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(runs.QueuePlace, "take", wait)
    with unsignalled():
        assert main(["train", "sngan", "--run", str(folder), "--resume", "--queue"]) == (0 if ends else 2)
    last = runs.read_events(folder).events[-1]
    assert (last["event"], last["step"], last["images"]) == ("Stopped" if ends else "Failed", 6, 48)
    brief = RunPages(tmp_path / "runs").brief(folder)
    assert (brief["state"], brief["step"], brief["images"]) == ("stopped" if ends else "failed", 6, 48)


def killed(*_):
    raise SystemExit


@pytest.mark.parametrize(("amid", "step"), [("replace_text", 6), ("append", 3), ("sheet", 3)])
def test_a_trainer_that_is_killed_in_a_rewind_has_gone_back_or_has_not(trained, tmp_path, monkeypatch, amid, step):
    folder, given = tmp_path / "one", [ask.Rewind(3, {"g_lr": "0.5"})]
    shutil.copytree(trained, folder)
    trainer = tiny_trainer(size=16, latent=20, steps=9)
    trainer.load_state_dict(loaded(folder / runs.STATE))
    writer = Recorder(folder, trainer)
    events = train(trainer, orders=lambda: [given.pop()] if given else [], snapshot=earlier(folder))
    writer.record(next(events))
    with pytest.raises(SystemExit), monkeypatch.context() as patch:
        recorded(writer, events, lambda: patch.setattr(recorder, amid, killed))
    assert loaded(folder / runs.STATE)["counters"]["steps"] == step
    assert (runs.read_settings(folder).g_lr == 0.5) is (step == 3)
    trainer.load_state_dict(loaded(folder / runs.STATE))
    Recorder(folder, trainer).record(next(train(trainer)))
    assert max(event["step"] for event in runs.history(folder)) == max(runs.snapshots(folder)) == step


def recorded(writer, events, at_start):
    for event in events:
        if isinstance(event, Started):
            at_start()
        writer.record(event)


def loaded(path):
    return torch.load(path, weights_only=True)


def earlier(folder):
    return lambda step: loaded(runs.snapshot(folder, step))


def test_a_run_whose_folder_is_removed_while_it_waits_ends_with_a_sentence(trained, tmp_path, monkeypatch, capsys):
    folder, looks = tmp_path / "runs" / "one", iter(range(3))
    shutil.copytree(trained, folder)

    def removed(_):
        shutil.rmtree(folder, ignore_errors=True)
        next(looks)  # no endless wait

    monkeypatch.setattr(runs.queue.time, "sleep", removed)
    with FileLock(tmp_path / "runs" / runs.queue.LOCK), unsignalled():
        assert main(["train", "sngan", "--run", str(folder), "--resume", "--queue"]) == 2
    assert capsys.readouterr().err.startswith(f"gan-demo: {folder}, or what was in it, is gone")
    assert not folder.exists()
    with pytest.raises(FileNotFoundError):
        runs.QueuePlace(folder).share()  # asked for at each step, also while the run is paused


def test_a_removed_folder_does_not_come_back(trained, tmp_path):
    folder, trainer = tmp_path / "one", tiny_trainer(size=16, latent=20, steps=2)
    shutil.copytree(trained, folder)
    writer, events = Recorder(folder, trainer), list(train(trainer))
    shutil.rmtree(folder)
    for event in events:
        with pytest.raises(FileNotFoundError):
            writer.record(event)
    with pytest.raises(FileNotFoundError):
        Recorder(folder, trainer)
    with pytest.raises(FileNotFoundError):
        checkpoints.save_checkpoint(
            folder / runs.CHECKPOINT, checkpoints.read_config(trained / runs.CHECKPOINT), trainer.ema
        )
    assert not folder.exists()


def test_why_a_run_fails_is_told_where_it_cannot_be_written(trained, tmp_path, monkeypatch, capsys):
    folder = tmp_path / "one"
    shutil.copytree(trained, folder)
    monkeypatch.setattr(recorder, "append", refusing)
    with unsignalled():
        assert main(["train", "sngan", "--run", str(folder), "--resume"]) == 2  # its data are not there
    assert "tiny" in capsys.readouterr().err


FULL = OSError(errno.ENOSPC, "No space left on device")


def refusing(*_, **how):
    raise FULL


@pytest.mark.usefixtures("cold_starts")
@pytest.mark.parametrize("breaks", ["subprocess.Popen", "claim", "replace_text", "annotate_run"])
def test_a_start_that_fails_leaves_nothing(tmp_path, monkeypatch, breaks):
    children, popen = [], subprocess.Popen
    sleep = [sys.executable, "-c", "import time; time.sleep(60)"]
    monkeypatch.setattr(
        "gan_demo.runs.launch.subprocess.Popen", lambda *_, **how: children.append(popen(sleep)) or children[0]
    )
    monkeypatch.setattr(f"gan_demo.runs.launch.{breaks}", refusing)
    with pytest.raises(UserError, match="No space left on device"):
        runs.start_run(Settings(), tmp_path / "runs", **{"with": "other"})
    assert list((tmp_path / "runs").iterdir()) == []
    assert [child.wait(5) for child in children] == [-signal.SIGKILL] * (breaks == "claim")


@pytest.mark.usefixtures("cold_starts")
@pytest.mark.parametrize("breaks", ["launch.claim", "branch.replace_text", "branch.linked"])
def test_a_branch_that_fails_leaves_nothing(trained, tmp_path, monkeypatch, breaks):
    folder = tmp_path / "runs" / "one"
    shutil.copytree(trained, folder)
    popen = subprocess.Popen
    monkeypatch.setattr("gan_demo.runs.launch.subprocess.Popen", lambda *_, **how: popen([sys.executable, "-c", ""]))
    monkeypatch.setattr(f"gan_demo.runs.{breaks}", refusing)
    with pytest.raises(UserError, match="No space left on device"):
        runs.fork(folder, 3, {})
    assert list((tmp_path / "runs").iterdir()) == [folder]


@pytest.mark.usefixtures("cold_starts")
def test_a_run_that_cannot_go_on_for_want_of_space_stays(trained, tmp_path, monkeypatch):
    folder = tmp_path / "one"
    shutil.copytree(trained, folder)
    monkeypatch.setattr("gan_demo.runs.launch.subprocess.Popen", refusing)
    with pytest.raises(UserError, match="No space left on device"):
        runs.resume(folder)
    assert (folder / runs.STATE).exists()


@pytest.mark.usefixtures("cold_starts")
def test_of_two_pages_that_resume_a_run_at_the_same_moment_one_starts_it(trained, tmp_path, monkeypatch):
    folder, children, popen = tmp_path / "runs" / "one", [], subprocess.Popen
    shutil.copytree(trained, folder)

    def slowly(*_):
        time.sleep(0.3)

    def asleep(*_, **how):
        children.append(popen([sys.executable, "-c", "import time; time.sleep(60)"]))
        return children[-1]

    monkeypatch.setattr("gan_demo.runs.launch.checked", slowly)
    monkeypatch.setattr("gan_demo.runs.launch.subprocess.Popen", asleep)
    with ThreadPoolExecutor(2) as pages:
        refusals = [asked.exception() for asked in [pages.submit(runs.resume, folder) for _ in range(2)]]
    try:
        assert len(children) == 1
        assert [str(refusal) for refusal in refusals if refusal] == [
            "The run one is not over; where it is paused, go lets it go on."
        ]
    finally:
        for child in children:
            child.kill()
            child.wait()


def test_a_trainer_looks_whether_another_one_is_there_after_that_one_has_said_so(trained, tmp_path, capsys):
    folder = tmp_path / "runs" / "one"
    shutil.copytree(trained, folder)
    lock = FileLock(tmp_path / "runs" / LOCK, thread_local=False)

    def says_so():
        runs.claim(folder, psutil.Process(os.getppid()))
        lock.release()

    with lock.acquire(), unsignalled():
        Timer(0.3, says_so).start()
        assert main(["train", "sngan", "--run", str(folder), "--resume"]) == 2
    assert f"is being trained by process {os.getppid()}" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["--run", "runs/one"], ["--run=runs/one"], ["--run", "runs/two"]])
def test_a_trainer_is_known_by_its_words_where_the_clock_was_set(tmp_path, words):
    """And a process that has its number, but other words, is not taken for it."""
    (folder := tmp_path / "one").mkdir()
    code = "import sys; print(flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", code, "train", "sngan", *words, "--resume"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        child.stdout.readline()
        claim = {"pid": child.pid, "started": psutil.Process(child.pid).create_time() + 3600}
        (folder / runs.PROCESS).write_text(json.dumps(claim))
        assert (runs.process(folder) is not None) is ("two" not in words[-1])


def test_a_trainer_that_stood_by_is_known_by_its_log_where_the_clock_was_set(tmp_path):
    (folder := tmp_path / "one").mkdir()
    (other := tmp_path / "two").mkdir()
    with open(folder / runs.LOG, "ab") as log:
        words = [[sys.executable, "-c", "input()", *name] for name in (["gan_demo.standby"], [])]
        child, reader = (subprocess.Popen(one, stdin=subprocess.PIPE, stdout=log) for one in words)
    with child, reader:
        claim = {"pid": child.pid, "started": psutil.Process(child.pid).create_time() + 3600}
        for run in (folder, other):
            (run / runs.PROCESS).write_text(json.dumps(claim))
        assert runs.process(folder).pid == child.pid
        assert runs.process(other) is None
        (folder / runs.PROCESS).write_text(json.dumps({**claim, "pid": reader.pid}))
        assert runs.process(folder) is None  # somebody reads the log


def test_where_the_disk_is_full_a_run_that_died_without_a_word_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=0))
    assert runs.status(tmp_path).reason.en == "The disk is full: free some space, then start a new run."
    (tmp_path / runs.STATE).touch()
    en, zh = runs.status(tmp_path).reason
    assert en == "The disk is full: free some space, then Resume goes on from the last save."
    assert "磁盘已满" in zh
    (tmp_path / runs.LOG).write_text(BROKE)
    assert "damaged" in runs.status(tmp_path).reason.en
