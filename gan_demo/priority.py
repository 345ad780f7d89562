"""How a process leaves the processor to others."""

import os
import sys
import time
from pathlib import Path

import psutil


def give_way(pid: int, nice: int) -> None:
    """Let a process leave the processor to others, at a nice value from 1 to 19; psutil.Error where it has ended.

    Linux may weigh whole sessions against each other (sched(7), autogroup); then a value counts only within a session,
    so where the process leads one the session gets the value, too.
    """
    if sys.platform == "win32":  # which has classes in place of values
        psutil.Process(pid).nice(psutil.IDLE_PRIORITY_CLASS if nice == 19 else psutil.BELOW_NORMAL_PRIORITY_CLASS)
        return
    psutil.Process(pid).nice(nice)
    group = Path(f"/proc/{pid}/autogroup")
    for _ in range(3):  # the kernel takes such a value once in a tenth of a second, of all users together
        try:
            if group.exists() and os.getsid(pid) == pid:
                group.write_text(str(nice), encoding="ascii")
            return
        except BlockingIOError:
            time.sleep(0.1)
        except OSError:  # it has ended, or a container does not let it be changed
            return
