"""Run a download beside a stream of progress, so that whoever waits can show something and it cannot hang."""

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager
from threading import Thread

from ..events import Preparing
from ..words import UserError, Words

SILENCE = 20  # seconds without a byte after which a server counts as gone
TICK = 0.5  # seconds between two reports


def download(work: Callable[[], object], total: int, otherwise: Words) -> Iterator[Preparing]:
    """Run `work` in a thread while reporting; when it fails, raise a UserError that says `otherwise`."""
    job: Future[object] = Future()
    Thread(target=_run, args=(work, job), daemon=True).start()  # a daemon, so that leaving early never waits for it
    yield Preparing(0, total)
    while not wait([job], TICK).done:
        yield Preparing(0, total)
    if error := job.exception():
        raise UserError(otherwise) from error
    yield Preparing(total, total)


def _run(work: Callable[[], object], job: Future) -> None:
    try:
        with patience(SILENCE):
            job.set_result(work())
    except Exception as error:  # whatever it is, it is raised where the progress is read
        job.set_exception(error)


@contextmanager
def patience(seconds: float):
    """Give up on a silent server after that time; torchvision passes no timeout of its own.

    It is the default of the whole process, so sockets that other threads open meanwhile have it too.
    """
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(seconds)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)
