"""Processes that need not load torch: each is forked from one that has, and runs what it is told at once.

`start` and `run` are used as `Popen` and `run` of `subprocess`, and are those where GAN_DEMO_COLD is set or nothing can
be forked. Tests of what a process loads, and when, start their own.
"""

import atexit
import functools
import json
import os
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PAGE = HERE / "warm_page.py"
POPEN = subprocess.Popen  # as it is before a test puts another one in its place
ADDRESS = "GAN_DEMO_WARM"  # tells a page where the process is that forks


def forked() -> bool:
    """Whether processes are."""
    return sys.platform == "linux" and not os.environ.get("GAN_DEMO_COLD")


@functools.cache
def address() -> str:
    """Where to ask for a child: of a process that this one starts, or of that of its parent."""
    if given := os.environ.get(ADDRESS):
        return given
    folder = tempfile.mkdtemp(prefix="gan-demo-warm-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(path := f"{folder}/door")
        door.listen(64)
        words = [sys.executable, str(HERE / "warm_server.py"), str(door.fileno())]
        environment = {**os.environ, "PYTHONPATH": str(HERE.parents[1]), "GAN_DEMO_OWN": ""}
        server = POPEN(words, stdin=subprocess.PIPE, pass_fds=[door.fileno()], env=environment, start_new_session=True)
    atexit.register(server.communicate)  # which closes its input: it ends
    return path


def kept(stream) -> Any:
    """The file that stands for a pipe."""
    return tempfile.TemporaryFile() if stream == subprocess.PIPE else None


class Child:
    """A forked process, as `subprocess.Popen` would have started it; PIPE is a file that is read when it has ended."""

    def __init__(self, words, *, env=None, cwd=None, stdin=None, stdout=None, stderr=None):
        self.args, self.returncode, self.told = list(map(str, words)), None, b""
        given = {"environment": dict(os.environ if env is None else env), "folder": str(cwd or os.getcwd())}
        self.stdout, self.stderr = map(kept, (stdout, stderr))
        self.line = socket.socket(socket.AF_UNIX)
        self.line.connect(address())
        with open(os.devnull, "r+b", buffering=0) as null:
            streams = [self.number(s, i, null) for i, s in ((0, stdin), (1, self.stdout or stdout))]
            streams.append(streams[1] if stderr == subprocess.STDOUT else self.number(self.stderr or stderr, 2, null))
            socket.send_fds(self.line, [json.dumps({"words": self.args[1:], **given}).encode()], streams)
        self.pid = self.heard(None)

    @staticmethod
    def number(stream, usual: int, null) -> int:
        """The file number of a stream."""
        if stream is None:
            return usual
        return null.fileno() if stream == subprocess.DEVNULL else stream if isinstance(stream, int) else stream.fileno()

    def heard(self, timeout: float | None) -> int:
        """The next number that comes within so many seconds."""
        with selectors.DefaultSelector() as looks:
            looks.register(self.line, selectors.EVENT_READ)
            while b"\n" not in self.told:
                if not looks.select(timeout):
                    raise subprocess.TimeoutExpired(self.args, timeout)
                if not (part := self.line.recv(64)):
                    raise ChildProcessError("The process that forks is gone.")
                self.told += part
        number, self.told = self.told.split(b"\n", 1)
        return int(number)

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            self.returncode = self.heard(timeout)
            self.line.close()
        return self.returncode

    def poll(self) -> int | None:
        try:
            return self.wait(0)
        except subprocess.TimeoutExpired:
            return None

    def communicate(self, timeout: float | None = None) -> tuple[bytes | None, bytes | None]:
        """What it said, when it has ended."""
        self.wait(timeout)
        said = []
        for file in (self.stdout, self.stderr):
            if file and not file.closed:
                file.seek(0)
            said.append(file and file.read())
        return said[0], said[1]

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def start(words, **given) -> Any:
    """A process of this Python, the first of the words, forked where that can be."""
    if forked():
        return Child(words, **given)
    return subprocess.Popen(list(map(str, words)), **given)


def run(words, *, capture_output=False, text=False, encoding=None, timeout=None, check=False, **given):
    """Such a process and its end, as `subprocess.run` has it."""
    if capture_output:
        given |= {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    child = start(words, **given)
    try:
        said = child.communicate(timeout=timeout)
    finally:
        child.kill()  # where it has not ended in time
        child.wait()
    if text or encoding:
        said = [part if part is None else part.decode(encoding or "utf-8") for part in said]
    done = subprocess.CompletedProcess(child.args, child.returncode, *said)
    if check:
        done.check_returncode()
    return done


class Trainers:
    """Stands for the process that stands by, `runs.launch.SPARE`: each start of a run takes one that is forked."""

    def ask(self, environment: dict[str, str], nice: int) -> None:
        """There is always one."""

    def take(self, words: list[str], log: Path, environment: dict[str, str]) -> Any:
        """The trainer, which writes to the end of the log; None where it has to be started by itself."""
        if not forked():
            return None
        with open(log, "ab") as file:
            command = [sys.executable, "-m", "gan_demo", *words]
            return Child(command, env=environment, stdin=subprocess.DEVNULL, stdout=file, stderr=file)

    def dismiss(self) -> None:
        """None waits."""
