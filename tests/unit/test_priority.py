"""What leaves the processor to others does so also where a Linux kernel weighs sessions against each other."""

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from gan_demo.priority import give_way
from gan_demo.training import prepare

WAITS = [sys.executable, "-c", "input()"]


@pytest.mark.parametrize("own_session", [True, False])
def test_a_process_and_the_session_that_is_its_own_give_way(own_session):
    with subprocess.Popen(WAITS, stdin=subprocess.PIPE, start_new_session=own_session) as child:
        group = Path(f"/proc/{child.pid}/autogroup")
        before = group.read_text() if os.access(group, os.W_OK) else ""  # "/autogroup-25 nice 0", or nothing
        give_way(child.pid, 7)
        assert psutil.Process(child.pid).nice() == 7
        if before:
            assert group.read_text().split()[-1] == ("7" if own_session else before.split()[-1])
        child.communicate(b"\n")


def test_what_prepares_the_rest_of_a_data_set_gives_way_most(monkeypatch):
    begun, popen = [], subprocess.Popen

    def instead(words, **given):
        begun.append(popen(WAITS, **{**given, "stdin": subprocess.PIPE}))
        return begun[0]

    monkeypatch.setattr(prepare.subprocess, "Popen", instead)
    prepare.prepare_beside("avatars", 64, "centre")
    group = Path(f"/proc/{begun[0].pid}/autogroup")
    assert psutil.Process(begun[0].pid).nice() == 19
    if os.access(group, os.W_OK) and (told := group.read_text()):
        assert told.split()[-1] == "19"
    begun[0].communicate(b"\n")


def test_one_that_has_ended_is_told():
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        child.wait()
        with pytest.raises(psutil.NoSuchProcess):
            give_way(child.pid, 7)
