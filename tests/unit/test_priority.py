"""What leaves the processor to others does so also where a Linux kernel weighs sessions against each other."""

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from gan_demo.priority import give_way

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


def test_one_that_has_ended_is_told():
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        child.wait()
        with pytest.raises(psutil.NoSuchProcess):
            give_way(child.pid, 7)
