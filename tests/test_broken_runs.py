"""Runs that something broke: a kill, a full disk, a start that fails; each says so, and none is in the way."""

import json

import psutil

from gan_demo import runs

BROKE = "gan-demo: The saved state is damaged; start a new run.\n"


def claimed_anew(folder):
    """Another sitting of the run begins, whose process is gone afterwards."""
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
