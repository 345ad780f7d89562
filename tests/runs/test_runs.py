"""Runs as real child processes: finished, stopped, crashed, killed, resumed; and what is read from their folders."""

import json
import os
import signal
import subprocess
import sys

import numpy as np
import psutil
import pytest
from filelock import FileLock, Timeout
from support import warm
from support.own_pictures import plain
from support.runs import kinds, started, wait
from support.trainers import gan_demo, tiny_trainer, unsignalled

from gan_demo import runs
from gan_demo.__main__ import main
from gan_demo.checkpoints import read_config
from gan_demo.events import Samples
from gan_demo.pipelines.pipeline import GAN
from gan_demo.runs import launch
from gan_demo.runs.queue import LOCK
from gan_demo.settings import Settings
from gan_demo.training.recorder import MOST_GRIDS, Recorder
from gan_demo.words import UserError, Words

pytestmark = pytest.mark.process  # trainers of their own


def test_a_run_finishes_and_leaves_a_checkpoint(picture_folder, root):
    folder = started(picture_folder, root, steps=5, labels="folder")
    assert runs.status(folder).alive
    wait(lambda: not runs.status(folder).alive)
    assert runs.status(folder) == runs.Status("finished"), (folder / runs.LOG).read_text()
    assert kinds(folder)[-1] == "Finished"
    assert runs.grids(folder)[0][0] == 0
    assert read_config(folder / runs.CHECKPOINT).images == 20
    assert [words.en for words in GAN.from_pretrained(folder / runs.CHECKPOINT).classes] == ["blue", "red"]
    assert runs.read_settings(folder).steps == 5


def test_a_run_is_stopped_and_goes_on(picture_folder, root):
    folder = started(picture_folder, root)
    wait(lambda: "Progress" in kinds(folder))
    with pytest.raises(UserError, match="is not over"):
        runs.resume(folder)
    runs.stop(folder)
    wait(lambda: not runs.status(folder).alive)
    assert runs.status(folder).state == "stopped"
    assert kinds(folder)[-2:] == ["Saved", "Stopped"]
    step = runs.read_events(folder).events[-1]["step"]
    offset = runs.read_events(folder).offset
    runs.resume(folder)
    events = wait(lambda: runs.read_events(folder, offset).events)
    assert events[0]["event"] == "Started"
    assert events[0]["step"] == step > 0
    wait(lambda: "Progress" in [event["event"] for event in runs.read_events(folder, offset).events])


def test_a_finished_run_goes_on_for_as_much_again_and_never_without_a_limit(picture_folder, root, environment):
    folder = started(picture_folder, root, steps=3)
    wait(lambda: runs.status(folder).state == "finished")
    told = warm.run(gan_demo("train", "sngan", "--run", folder, "--resume"), env=environment, capture_output=True)
    assert told.returncode == 2
    assert b"has reached its limit: say how far" in told.stderr
    runs.resume(folder)
    wait(lambda: runs.history(folder)[-1]["step"] == 6 and runs.status(folder).state == "finished")
    assert runs.read_settings(folder).steps == 6
    runs.resume(folder, {"steps": 8})
    wait(lambda: runs.history(folder)[-1]["step"] == 8 and runs.status(folder).state == "finished")


@pytest.mark.parametrize(
    ("limits", "stands", "changes", "set_to"),
    [
        ({"steps": 100}, (100, 800, 60), {}, {"steps": "200"}),
        ({"steps": 100, "minutes": 60}, (100, 800, 60), {}, {"steps": "200"}),  # what it has not reached stays
        ({"steps": 100}, (500, 4000, 60), {}, {"steps": "600"}),  # lowered while it went on
        ({"steps": 100, "images": 800}, (100, 800, 60), {"minutes": "30"}, {"steps": "0", "images": "0"}),
        ({"minutes": 600_000}, (100, 800, 36e6), {}, {"minutes": "1000000.0"}),  # as far as a limit can be
        ({}, (100, 800, 60), {}, {}),
    ],
)
def test_the_limits_that_were_reached_move_on(limits, stands, changes, set_to):
    step, images, seconds = stands
    story = [{"event": "Progress", "step": step, "images": images, "seconds": seconds}]
    assert launch.limits_ahead(Settings(**limits), story, changes) == set_to


def test_a_run_whose_classes_have_changed_does_not_go_on(root, tmp_path):
    for name in ("cats", "dogs"):
        for i in range(3):
            (path := tmp_path / "my" / name / f"{i}.png").parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(plain((40 * i, 0, 0)))
    folder = started(tmp_path / "my", root, labels="folder", steps=2)
    wait(lambda: runs.status(folder).state == "finished")
    (tmp_path / "my" / "dogs").rename(tmp_path / "my" / "ants")
    runs.resume(folder)
    wait(lambda: runs.status(folder).state == "failed")
    assert "no longer those of the run (gone: dogs; new: ants)" in runs.status(folder).reason.en


def test_settings_of_a_newer_version_are_named(tmp_path):
    (tmp_path / runs.SETTINGS).write_text(json.dumps({**json.loads(Settings().to_json()), "novelty": 1}))
    with pytest.raises(UserError, match="newer version of gan_demo: this one does not know novelty"):
        runs.read_settings(tmp_path)


def turn_is_free(root):
    try:
        with FileLock(root / LOCK, timeout=0):
            return True
    except Timeout:
        return False


def test_a_killed_run_is_crashed_and_goes_on_from_its_last_save(picture_folder, root):
    folder = started(picture_folder, root)
    wait(lambda: "Saved" in kinds(folder) and kinds(folder)[-1] == "Progress")
    process = runs.process(folder)
    os.kill(process.pid, signal.SIGKILL)
    wait(lambda: not runs.status(folder).alive)
    assert runs.status(folder).state == "crashed"
    wait(lambda: turn_is_free(root))  # threads of the dead may be about for a moment, and hold it
    with open(folder / runs.EVENTS, "a") as file:
        file.write('{"event": "Progress", "step"')
    saved = [event for event in runs.read_events(folder).events if event["event"] == "Saved"][-1]["step"]
    count = len(runs.read_events(folder).events)
    runs.resume(folder)
    wait(lambda: len(runs.read_events(folder).events) > count + 1)
    assert runs.read_events(folder).events[count]["event"] == "Started"
    assert runs.read_events(folder).events[count]["step"] == saved
    steps = [event["step"] for event in runs.history(folder) if event["event"] == "Progress"]
    assert steps == sorted(set(steps))


def test_a_crash_tells_its_last_words(picture_folder, root):
    folder = started(picture_folder, root, steps=3)
    wait(lambda: not runs.status(folder).alive)
    (folder / runs.STATE).write_bytes(b"not a state")
    runs.resume(folder)
    wait(lambda: not runs.status(folder).alive)
    assert runs.status(folder).state in ("failed", "crashed")
    assert "state" in runs.status(folder).reason.en


def test_bad_data_fails_with_a_sentence(tmp_path, root):
    (tmp_path / "empty").mkdir()
    folder = started(tmp_path / "empty", root)
    wait(lambda: not runs.status(folder).alive)
    status = runs.status(folder)
    assert status.state == "failed"
    assert "holds too few pictures: 0" in status.reason.en
    assert "里的图像太少：0 张" in status.reason.zh
    assert "Traceback" not in (folder / runs.LOG).read_text()
    with pytest.raises(UserError, match="no saved state"):
        runs.resume(folder)


REASONS = {
    '"reason": ["It broke.", "它坏了。"]': Words("It broke.", "它坏了。"),
    '"reason": "It broke."': Words("It broke.", "It broke."),  # as older runs wrote it
    '"reason": ""': None,
    '"reason": ["one"]': None,
    '"reason": {"en": 1}': None,
    '"step": 1': None,
}


@pytest.mark.parametrize("text", REASONS)
def test_the_reason_of_a_failed_run_is_read_in_both_languages(tmp_path, text):
    (tmp_path / runs.EVENTS).write_text(f'{{"event": "Failed", {text}}}\n')
    assert runs.status(tmp_path) == runs.Status("failed", REASONS[text])


def test_a_run_that_died_without_a_word_was_killed_and_says_what_to_do(tmp_path):
    en, zh = runs.status(tmp_path).reason
    assert en == "The process was killed before its first save; start a new run."
    assert "重新开始" in zh
    (tmp_path / runs.STATE).touch()
    en, zh = runs.status(tmp_path).reason
    assert en == "The process was killed. Resume goes on from the last save."
    assert "继续训练" in zh


def test_a_reused_process_number_is_not_the_run(tmp_path):
    (tmp_path / runs.PROCESS).write_text(json.dumps({"pid": os.getpid(), "started": 1.0}))
    assert runs.process(tmp_path) is None
    (tmp_path / runs.PROCESS).write_text(
        json.dumps({"pid": os.getpid(), "started": psutil.Process().create_time()}),
    )
    assert runs.process(tmp_path).pid == os.getpid()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": "x", "started": 1}', '{"pid": -1, "started": 1}', "null"])
def test_a_broken_process_file_is_no_process(tmp_path, text):
    (tmp_path / runs.PROCESS).write_text(text)
    assert runs.process(tmp_path) is None
    assert runs.status(tmp_path).state == "crashed"


def test_read_leaves_out_broken_and_unfinished_lines(tmp_path):
    path = tmp_path / runs.EVENTS
    path.write_bytes(b'{"event": "Started", "step": 0}\nrubbish\n\xff\xfe\n[1]\n{"event": "Sam')
    first = runs.read_events(tmp_path)
    assert [event["event"] for event in first.events] == ["Started"]
    with open(path, "ab") as file:
        file.write(b'ples", "step": 1}\n')
    assert [event["event"] for event in runs.read_events(tmp_path, first.offset).events] == ["Samples"]
    assert runs.read_events(tmp_path / "none").events == []


def test_old_grids_are_thinned_but_never_the_ends(tmp_path):
    recorder = Recorder(tmp_path, tiny_trainer())
    for step in range(MOST_GRIDS + 1):
        recorder.record(Samples(step, step, np.zeros((2, 8, 8, 1), np.uint8), 2))
    steps = [step for step, _ in runs.grids(tmp_path)]
    assert len(steps) < MOST_GRIDS * 0.6
    assert steps[0] == 0
    assert steps[-1] == MOST_GRIDS


BAD = {
    "unknown recipe": "train nothing --data DATA --run RUN",
    "unknown data": "train sngan --data nowhere --run RUN",
    "no batch": "train sngan --data DATA --run RUN --set batch=0",
    "no number": "train sngan --data DATA --run RUN --set batch=many",
    "not finite": "train sngan --data DATA --run RUN --set g_lr=nan",
    "unknown setting": "train sngan --data DATA --run RUN --set colour=1",
    "odd size": "train sngan --data DATA --run RUN --set size=48",
    "unknown device": "train sngan --data DATA --run RUN --set device=tpu",
    "nothing to resume": "train sngan --run RUN --resume",
    "no checkpoint": "draw DATA --out RUN.png",
    "unknown format": "draw DATA --out RUN.gif",
    "unknown data to prepare": "data prepare nothing",
}


@pytest.mark.parametrize("words", BAD.values(), ids=BAD)
def test_bad_commands_end_with_one_sentence(words, tmp_path, environment, picture_folder, capsys):
    words = words.replace("DATA", str(picture_folder)).replace("RUN", str(tmp_path / "run"))
    with unsignalled():
        assert main(words.split()) == 2
    said = capsys.readouterr().err
    assert said.startswith("gan-demo: ")
    assert len(said.strip().splitlines()) == 1


def test_a_bad_command_ends_its_process_with_the_sentence(tmp_path, environment):
    ended = subprocess.run(
        gan_demo("train", "nothing", "--data", "avatars", "--run", tmp_path / "a"),
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ended.returncode == 2
    assert ended.stderr.startswith("gan-demo: ")
    assert len(ended.stderr.strip().splitlines()) == 1


STOPPED_WHILE_LOADING = """
import os, signal, sys
from gan_demo.__main__ import main
class Loading:
    def find_spec(self, name, path=None, target=None):
        if name == "torch":
            os.kill(os.getpid(), signal.SIGTERM)
sys.meta_path.insert(0, Loading())
sys.exit(main(sys.argv[1:]))
"""


def test_a_stop_while_the_trainer_loads_is_no_crash(picture_folder, root, environment):
    words = ["train", "sngan", "--data", picture_folder, "--run", root / "early", "--size", "32", "--batch", "4"]
    done = subprocess.run([sys.executable, "-c", STOPPED_WHILE_LOADING, *map(str, words)], env=environment, timeout=120)
    assert done.returncode == 0
    assert runs.status(root / "early").state == "stopped"
