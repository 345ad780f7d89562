"""A process that has loaded what training needs and forks: each child runs a command line of Python at once.

It is asked by a connection to its socket, which brings the files of the child's standard streams; there it tells the
child's number and, when the child has ended, its exit status. It ends with the process that started it; its children
do not.
"""

import atexit
import gc
import json
import os
import runpy
import selectors
import signal
import socket
import sys
import threading
import traceback
from typing import Any

STREAMS = 3  # files that come with a command: for its input, its output, its errors
HERE = os.path.dirname(os.path.abspath(__file__))


def load() -> None:
    """Import all that a trainer imports, and start no thread: of several, only the one that forks is in the child."""
    from gan_demo.__main__ import calm, parser

    calm()
    parser()
    del sys.modules["gan_demo.__main__"]  # the child's own is another

    import torch.distributed  # noqa: F401

    from gan_demo.metrics import features  # noqa: F401
    from gan_demo.pipelines import pipeline  # noqa: F401
    from gan_demo.training import engine, loop, prepare, quality, recorder  # noqa: F401

    gc.collect()
    gc.freeze()  # so that a child need not copy what it never touches


class Forks:
    """The children that live, each with the connection that asked for it."""

    def __init__(self, door: socket.socket) -> None:
        self.door, self.asked = door, {}
        self.bell, self.ring = socket.socketpair()
        self.ring.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # whose only use is that it rings
        signal.set_wakeup_fd(self.ring.fileno())
        self.looks = selectors.DefaultSelector()
        for source in (self.door, self.bell, sys.stdin):
            self.looks.register(source, selectors.EVENT_READ)

    def next_command(self) -> dict[str, Any] | None:
        """Fork for everybody who asks; returns in each child with its command, in the parent at its end with None."""
        while True:
            for key, _ in self.looks.select():
                if key.fileobj is sys.stdin:  # whoever started this process has gone
                    return None
                if key.fileobj is self.bell:
                    self.bell.recv(4096)
                    self.bury()
                elif command := self.fork():
                    return command

    def fork(self) -> dict[str, Any] | None:
        """The command, in the new child; None in the parent."""
        asker, _ = self.door.accept()
        text, streams, _, _ = socket.recv_fds(asker, 1 << 20, STREAMS)
        if not streams:  # it has gone again
            return asker.close()
        if child := os.fork():
            self.asked[child] = asker
            self.tell(asker, child)
        else:
            for number, stream in enumerate(streams):
                os.dup2(stream, number)
            self.leave(asker)
        for stream in streams:
            os.close(stream)
        return None if child else json.loads(text)

    def leave(self, asker: socket.socket) -> None:
        """The child becomes a process of its own, without the signals and files of its parent."""
        os.setsid()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self.looks.close()
        for file in (self.door, self.bell, self.ring, asker, *self.asked.values()):
            file.close()

    def bury(self) -> None:
        """Tell of each child that has ended how it did."""
        while self.asked:
            child, status = os.waitpid(-1, os.WNOHANG)
            if not child:
                return
            with self.asked.pop(child) as asker:
                self.tell(asker, os.waitstatus_to_exitcode(status))

    @staticmethod
    def tell(asker: socket.socket, number: int) -> None:
        try:
            asker.sendall(f"{number}\n".encode())
        except OSError:  # nobody waits for it
            return


def become(words: list[str], folder: str, environment: dict[str, str]) -> None:
    """Run the words after `python` as a new process would: a module, a text, or a script."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    if threads := environment.get("OMP_NUM_THREADS"):
        import torch

        torch.set_num_threads(int(threads))  # its library has read that long ago
    from gan_demo.extensions import own_folders

    for kind in ("recipes", "data"):  # where they are found was read in other surroundings
        sys.modules[f"gan_demo.{kind}"].__path__ += own_folders(kind)  # type: ignore[operator]
    first = os.getcwd() if words[0] in ("-m", "-c") else os.path.dirname(os.path.abspath(words[0]))
    sys.path[:0] = [first, *filter(None, environment.get("PYTHONPATH", "").split(os.pathsep))]
    if words[0] == "-m":
        sys.argv = words[1:]
        runpy.run_module(words[1], run_name="__main__", alter_sys=True)
    elif words[0] == "-c":
        sys.argv = ["-c", *words[2:]]
        exec(compile(words[1], "<string>", "exec"), {"__name__": "__main__"})
    else:
        sys.argv = words
        runpy.run_path(words[0], run_name="__main__")


def ended(command: dict[str, Any]) -> int:
    """The exit status of a command that has run to its end, as Python has it."""
    try:
        become(**command)
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        print(end.code, file=sys.stderr)
        return 1
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def end(status: int) -> None:
    """What Python does at its end, but for half a second in which it takes all modules apart."""
    threading._shutdown()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(status & 0xFF)


if __name__ == "__main__":
    sys.path[:] = [path for path in sys.path if os.path.abspath(path) != HERE]
    load()
    if command := Forks(socket.socket(fileno=int(sys.argv[1]))).next_command():
        end(ended(command))
