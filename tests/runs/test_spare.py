"""A process that has loaded what training needs and waits: taken by a start, gone with its page or its lease."""

import os
import subprocess
import sys

import psutil
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from support.runs import started, wait
from support.trainers import ROOT

from gan_demo import runs
from gan_demo.runs import launch, spare
from gan_demo.settings import Settings
from gan_demo.ui import live
from gan_demo.ui.gallery import Gallery
from gan_demo.ui.run_pages import RunPages

pytestmark = pytest.mark.process  # trainers of their own

PARENT = """
from gan_demo import runs
runs.warm_up()
print(runs.launch.SPARE._child.pid, flush=True)
input()
"""


@pytest.fixture(autouse=True)
def alone(cold_starts):
    """No process of another test waits, and none stays."""
    yield
    launch.SPARE.dismiss()


def waiting() -> psutil.Process | None:
    child = launch.SPARE._child
    return child and psutil.Process(child.pid)


def test_a_start_takes_the_process_that_stands_by(picture_folder, root):
    runs.warm_up()
    trainer = waiting()
    runs.warm_up()
    assert waiting() == trainer  # one is enough
    folder = started(picture_folder, root, steps=2)
    assert waiting() is None
    assert runs.process(folder) == trainer
    wait(lambda: not runs.status(folder).alive)
    assert runs.status(folder) == runs.Status("finished"), (folder / runs.LOG).read_text()


def test_what_it_says_is_in_the_log_behind_what_was_there(picture_folder, root):
    folder = started(picture_folder, root, steps=2)
    wait(lambda: not runs.status(folder).alive)
    (folder / runs.STATE).write_bytes(b"no state")
    (folder / runs.LOG).write_text("before\n")
    runs.warm_up()
    runs.resume(folder)
    wait(lambda: not runs.status(folder).alive)
    first, *rest = (folder / runs.LOG).read_text().splitlines()
    assert first == "before"
    assert any("gan-demo: " in line for line in rest)


def test_it_ends_with_the_process_that_started_it(environment):
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    parent = subprocess.Popen([sys.executable, "-c", PARENT], env=environment, **pipes)
    with parent:
        child = psutil.Process(int(parent.stdout.readline()))
        assert child.is_running()
        parent.kill()
    wait(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)


def test_it_ends_when_nobody_asks_any_more(monkeypatch):
    monkeypatch.setattr(spare, "LEASE", 0.2)
    runs.warm_up()
    child = waiting()
    wait(lambda: not child.is_running())
    assert waiting() is None


def test_a_start_does_without_where_it_was_killed(picture_folder, root):
    runs.warm_up()
    child = waiting()
    child.kill()
    wait(lambda: child.status() == psutil.STATUS_ZOMBIE)
    folder = started(picture_folder, root, steps=1)
    assert runs.process(folder) != child
    wait(lambda: not runs.status(folder).alive)
    assert runs.status(folder) == runs.Status("finished")


def test_one_of_other_surroundings_is_not_taken(picture_folder, root, monkeypatch):
    runs.warm_up()
    child = waiting()
    monkeypatch.setenv("GAN_DEMO_OTHER", "1")
    folder = started(picture_folder, root, steps=1)
    assert runs.process(folder) != child
    assert waiting() == child
    runs.warm_up()
    assert waiting() != child
    assert not child.is_running()


def test_it_stands_by_for_whoever_looks_at_the_runs_while_none_trains(picture_folder, root):
    gallery, run_pages = Gallery(root / "models", root), RunPages(root)
    page = TestClient(Starlette(routes=live.page_routes(gallery, run_pages, own_folders=False)))
    page.get(f"{live.PREFIX}/runs")
    assert waiting()
    folder = started(picture_folder, root, steps=10**6)
    assert waiting() is None
    runs.warm_up()
    page.get(f"{live.PREFIX}/runs")
    assert waiting() is None
    runs.stop(folder)
    wait(lambda: not runs.status(folder).alive)


def test_what_it_cannot_load_is_told_in_the_log(root, monkeypatch):
    """Where a library is broken, whoever waits for the run reads why."""
    (broken := root.parent / "broken" / "torch").mkdir(parents=True)
    (broken / "__init__.py").write_text("raise ImportError('libtorch is not here')")
    monkeypatch.setattr(launch, "environment", lambda: dict(os.environ) | {"PYTHONPATH": f"{broken.parent}:{ROOT}"})
    runs.warm_up()
    folder = runs.start_run(Settings(recipe="sngan"), root)
    wait(lambda: not runs.status(folder).alive)
    assert "libtorch is not here" in (folder / runs.LOG).read_text()
