"""How much of the processor a process leaves to others."""

import os
import time
from pathlib import Path

import psutil


def give_way(pid: int, nice: int) -> None:
    """Let a process leave the processor to others, at a nice value from 1 to 19; psutil.Error where it has ended.

    Linux may weigh whole sessions against each other (sched(7), autogroup), and then a value within a session that has
    no other process changes nothing: of such a one the session gets the same value.
    """
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
