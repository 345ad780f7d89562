"""The data set of a run: prepared as far as training needs to begin, the rest in a process beside it."""

import subprocess
import sys
from collections.abc import Callable, Iterator

import psutil

from .data import Dataset, find
from .events import Preparing
from .recipes import find as find_recipe
from .settings import Settings


def dataset_of(settings: Settings, stop: Callable[[], bool] = lambda: False) -> Iterator[Preparing | Dataset]:
    """Yield progress while the first pictures are prepared, then the data set; a stop ends the waiting, not the run.

    A recipe that needs classes takes the data set's default ones where the settings name none.
    """
    source = find(settings.data)
    size = settings.size or source.sizes[0]
    labels = settings.labels
    if labels is None and source.labels and find_recipe(settings.recipe).needs_class:
        labels = source.labels[0]
    enough = source.starts_at
    if source.count(size) < enough:
        for event in source.prepare(size, count=enough):
            yield event
            if stop():
                break
    if source.count(size) < source.total:
        prepare_beside(settings.data, size)
    yield source.load(size, labels=labels)


def prepare_beside(data: str, size: int) -> None:
    """Draw the rest of a data set in a process that gives way to everything else and may outlive this one."""
    command = [sys.executable, "-m", __package__, "data", "prepare", data, "--size", str(size)]
    quiet = subprocess.DEVNULL
    child = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
    psutil.Process(child.pid).nice(19)
