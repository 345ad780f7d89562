"""The order of the queue, when the clock is set back or forth between two starts."""

from types import SimpleNamespace

import pytest

from gan_demo import runs
from gan_demo.runs import queue
from gan_demo.runs.queue import QueuePlace


@pytest.fixture
def begin(tmp_path, monkeypatch):
    """A run that waits; its process is said to have begun at that time."""
    monkeypatch.setattr(queue, "status", lambda folder: runs.Status("waiting"))

    def begun(name, clock):
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        process = SimpleNamespace(pid=int(clock), create_time=lambda: clock)
        runs.claim(folder, process)
        runs.claim(folder, process)  # by its own process, after the one that started it
        return folder

    return begun


def ahead(*folders):
    """How many wait before each, and whether its turn knows of any."""
    known = [bool(QueuePlace(folder)._earlier()) for folder in folders]
    assert known == [bool(runs.ahead_of(folder)) for folder in folders]
    return [runs.ahead_of(folder) for folder in folders]


@pytest.mark.parametrize("clock", [[5000.0, 1400.0, 1410.0], [5000.0, 5000.0, 5000.0], [50.0, 9000.0, 60.0]])
def test_who_came_first_is_served_first_whatever_the_clock_says(begin, clock):
    folders = [begin(name, time) for name, time in zip("cab", clock, strict=True)]
    assert ahead(*folders) == [0, 1, 2]


def test_a_run_that_goes_on_stands_behind_those_that_wait(begin):
    first, second = begin("a", 5000.0), begin("b", 6000.0)
    assert ahead(begin("a", 4000.0), second) == [1, 0]
    assert runs.claimed(first).started == 4000


def test_a_claim_of_before_there_were_tickets_is_ordered_by_its_start(begin):
    first, second = begin("a", 5000.0), begin("b", 6000.0)
    (first / runs.PROCESS).write_text('{"pid": 5000, "started": 5000.0, "offset": 0}')
    assert ahead(first, second) == [0, 1]
