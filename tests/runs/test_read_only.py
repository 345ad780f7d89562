"""A runs folder, or one run, that can no longer be written: a sentence each, and what is there stays readable.

It is read-only, full, or gone.
"""

import json
import shutil
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import torch
from starlette.applications import Starlette
from starlette.testclient import TestClient
from support import warm
from support.pages import free_port, wait_for
from support.runs import SMALL, kinds, wait
from support.trainers import ROOT, gan_demo

from gan_demo import runs
from gan_demo.pipelines.pipeline import GAN
from gan_demo.settings import Settings
from gan_demo.ui import live
from gan_demo.ui.gallery import Gallery
from gan_demo.ui.run_pages import RunPages
from gan_demo.words import UserError

pytestmark = pytest.mark.process  # trainers of their own


def permitted(*command) -> None:
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"not permitted here: {' '.join(map(str, command[:2]))} ({done.stderr.strip()})")


@pytest.fixture
def root(tmp_path, picture_folder, environment):
    """A file system of its own with one run that has finished, which can only be read from then on."""
    place = tmp_path / "disk"
    place.mkdir()
    permitted("mount", "-t", "tmpfs", "tmpfs", place)
    try:
        folder = runs.start_run(Settings(recipe="sngan", data=str(picture_folder), steps=3, **SMALL), place)
        wait(lambda: not runs.status(folder).alive and not runs.process(folder))
        wait(lambda: subprocess.run(["mount", "-o", "remount,ro", place]).returncode == 0)
        yield place
    finally:
        subprocess.run(["umount", "-l", place], capture_output=True)


def test_a_trainer_says_that_its_folder_is_read_only(root, picture_folder, environment):
    done = warm.run(
        gan_demo("train", "sngan", "--data", picture_folder, "--run", root / "new"),
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "cannot be written to (Read-only file system): free some space or choose another folder" in done.stderr


def page(root, models) -> TestClient:
    routes = live.page_routes(Gallery(models, root), RunPages(root), own_folders=True)
    return TestClient(Starlette(routes=routes), raise_server_exceptions=False)


@pytest.fixture
def client(root, tmp_path):
    return page(root, tmp_path / "models")


def test_the_page_says_so_and_shows_what_is_there(root, client, picture_folder):
    (run,) = runs.find_runs(root)
    with pytest.raises(UserError, match="No run can be stored in"):
        runs.start_run(Settings(data=str(picture_folder)), root)
    bodies = [{"do": "resume"}, {"do": "again"}, {"do": "describe", "name": "x"}, {"do": "delete"}]
    bodies.append({"do": "fork", "step": runs.snapshots(run)[0]})
    for body in bodies:
        answer = client.post(f"{live.PREFIX}/run/{run.name}/do", json=body)
        assert answer.status_code in (422, 507), (body, answer.text)
        assert set(answer.json()["error"]) == {"en", "zh"}, body
    answer = client.post(f"{live.PREFIX}/pair", json={"recipes": ["wgan", "wgan_gp"]})
    assert "No run can be stored" in answer.json()["error"]["en"]
    assert client.get(f"{live.PREFIX}/run/{run.name}").json()["state"] == "finished"
    assert [run["name"] for run in client.get(f"{live.PREFIX}/runs").json()] == [run.name]


@contextmanager
def training(environment, picture_folder, *folders):
    """The processes that train in these folders, side by side, when each has saved."""
    children = []
    sizes = [word for key, value in SMALL.items() for word in ("--set", f"{key}={value}")]
    for folder in folders:
        words = gan_demo("train", "sngan", "--data", picture_folder, "--run", folder, *sizes)
        children.append(warm.start(words, env=environment, stderr=subprocess.PIPE))
    try:
        wait(lambda: all("Saved" in kinds(folder) for folder in folders))
        yield children
    finally:
        for child in children:
            child.kill()


def last_words(child) -> str:
    """The one sentence with which a trainer ends, after its progress bar."""
    told = child.communicate(timeout=60)[1].decode()
    assert child.returncode == 2, told
    assert "Traceback" not in told
    return told.strip().splitlines()[-1]


def assert_trains_on(folder) -> None:
    before = len(runs.history(folder))
    wait(lambda: len(runs.history(folder)) > before)
    assert time.time() - runs.history(folder)[-1]["time"] < 60
    assert runs.status(folder).state == "running"


def test_a_run_whose_folder_becomes_read_only_ends_alone(tmp_path, picture_folder, environment):
    a, b = tmp_path / "runs" / "a", tmp_path / "runs" / "b"
    with training(environment, picture_folder, a, b) as children:
        permitted("chattr", "-R", "+i", a)
        try:
            assert "a cannot be written to (Operation not permitted)" in last_words(children[0])
            assert not runs.status(a).alive
            assert_trains_on(b)
        finally:
            subprocess.run(["chattr", "-R", "-i", a], capture_output=True)


def removed(folder) -> bool:
    shutil.rmtree(folder, ignore_errors=True)  # the trainer may write between a look and the removal
    return not folder.exists()


def test_a_run_whose_folder_is_removed_ends_alone_and_stays_away(tmp_path, picture_folder, environment):
    a, b = tmp_path / "runs" / "a", tmp_path / "runs" / "b"
    with training(environment, picture_folder, a, b) as children:
        wait(lambda: removed(a))
        assert last_words(children[0]).startswith(f"gan-demo: {a}, or what was in it, is gone")
        assert runs.find_runs(tmp_path / "runs") == [b]
        assert not a.exists()
        assert_trains_on(b)


@pytest.fixture
def small_disk(tmp_path):
    """A file system of twelve megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    permitted("mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", place)
    yield place
    subprocess.run(["umount", "-l", place], capture_output=True)


def fill(disk: Path) -> None:
    with suppress(OSError), open(disk / "ballast", "wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))


def test_a_run_whose_disk_is_full_ends_alone(small_disk, tmp_path, picture_folder, environment):
    a, b = small_disk / "a", tmp_path / "runs" / "b"
    with training(environment, picture_folder, a, b) as children:
        fill(small_disk)
        assert "a cannot be written to (No space left on device)" in last_words(children[0])
        assert not runs.status(a).alive
        assert torch.load(a / runs.STATE, weights_only=True)["counters"]["steps"] in runs.snapshots(a)
        GAN.from_pretrained(a / runs.CHECKPOINT)
        assert_trains_on(b)
    fill(small_disk)
    client, step = page(small_disk, small_disk / "models"), runs.snapshots(a)[-1]
    asked = [("start", {"data": str(picture_folder), "recipe": "sngan"})]
    asked += [("run/a/do", {"do": "fork", "step": step}), ("run/a/do", {"do": "keep", "name": "kept"})]
    for path, body in asked:
        answer = client.post(f"{live.PREFIX}/{path}", json=body)
        assert answer.status_code in (422, 507), (body, answer.text)
        assert set(answer.json()["error"]) == {"en", "zh"}, body
    assert runs.find_runs(small_disk) == [a]


def test_the_app_starts_beside_runs_that_can_only_be_read(root, tmp_path, environment):
    port = free_port()
    command = [sys.executable, str(ROOT / "app.py"), "--port", str(port), "--runs", str(root)]
    with open(tmp_path / "log", "wb") as log:
        app = warm.start(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        wait_for(f"http://127.0.0.1:{port}/", app, tmp_path / "log")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{live.PREFIX}/runs") as answer:
            assert [run["state"] for run in json.load(answer)] == ["finished"]
    finally:
        app.terminate()
        app.wait(20)
    assert "Traceback" not in (tmp_path / "log").read_text()
