"""Drawing what a data set holds in several processes, with progress; what is drawn already is kept."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from ...events import Preparing
from ...words import UserError, Words
from .store import Store

PAUSE = 0.25  # seconds between two looks at the progress
ROOT = Path(__file__).parents[3]


def prepare_avatars(
    size: int,
    count: int | None = None,
    split: str = "train",
    seed: int = 0,
    processes: int | None = None,
    kind: type[Store] = Store,
) -> Iterator[Preparing]:
    """Draw the first `count` avatars that are missing, at once done if none is."""
    yield from prepare_store(kind(size, split, seed), count, processes)


def prepare_store(store: Store, count: int | None = None, processes: int | None = None) -> Iterator[Preparing]:
    """Draw what is missing of the first `count` examples of a store.

    Where another process draws the same ones, wait for it and report its progress.
    """
    total = store.totals[store.split] if count is None else count
    while store.ready() < total:
        yield Preparing(store.ready(), total)
        with store.lock() as mine:
            if mine:
                yield from draw_missing(store, total, processes or min(os.cpu_count() or 1, 8))
            else:
                time.sleep(PAUSE)
    yield Preparing(total, total)


def draw_missing(store: Store, total: int, processes: int) -> Iterator[Preparing]:
    """Start the processes, watch them until they are done, and leave none behind."""
    store.reserve(total)
    workers = [start_worker(store, total, first, processes) for first in range(processes)]
    try:
        while any(worker.poll() is None for worker in workers):
            time.sleep(PAUSE)
            yield Preparing(min(store.ready(), total), total)
            for worker in workers:
                complain(worker, store.title)
    finally:
        for worker in workers:
            worker.kill()
            worker.communicate()


def start_worker(store: Store, total: int, first: int, step: int) -> subprocess.Popen[str]:
    """One process that draws its share of the blocks."""
    kind = f"{type(store).__module__}:{type(store).__qualname__}"
    plan = [kind, store.size, store.split, store.seed, total, first, step, os.getpid()]
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    return subprocess.Popen(
        [sys.executable, "-m", f"{__package__}.worker", *map(str, plan)],
        env={**os.environ, "PYTHONPATH": path},
        stderr=subprocess.PIPE,
        text=True,
    )


def complain(worker: subprocess.Popen[str], title: Words) -> None:
    """Tell why a process of a store failed, if it did."""
    if worker.poll():
        assert worker.stderr is not None  # `start` pipes it
        reason = worker.stderr.read().strip().splitlines() or [f"exit code {worker.returncode}"]
        raise UserError("{title} could not be drawn: {reason}", title=title, reason=reason[-1])
