"""A training process that loads first and is told its command later: `runs.spare` starts it, writes the command to
its standard input and closes that. It ends without one where the other process ends, however that happens.
"""

import json
import os
import sys
from contextlib import suppress

from .__main__ import calm, main


def stand_by() -> int:
    """Load, wait for a command and the file for its output, and run it; the exit status."""
    calm()
    with suppress(Exception):  # what cannot be loaded is told when the command is run
        from .training import engine, loop, prepare, quality, recorder  # noqa: F401
    told = sys.stdin.buffer.read()
    if not told:
        return 0
    words, log = json.loads(told)
    for path, number in ((os.devnull, 0), (log, 1), (log, 2)):
        opened = os.open(path, os.O_RDWR | os.O_APPEND)
        os.dup2(opened, number)
        os.close(opened)
    return main(words)


if __name__ == "__main__":
    sys.exit(stand_by())
