"""A runs folder, or one run, that can no longer be written: a sentence each, and what is there stays readable."""

import json
import subprocess
import sys
import time
import urllib.request

import pytest
from page_fixtures import free_port, wait_for
from starlette.applications import Starlette
from starlette.testclient import TestClient
from test_runs import SMALL, kinds, wait

from conftest import ROOT, gan_demo
from gan_demo import runs
from gan_demo.settings import Settings
from gan_demo.ui import live
from gan_demo.ui.gallery import Gallery
from gan_demo.ui.stories import Stories
from gan_demo.words import UserError


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
        folder = runs.start(Settings(recipe="sngan", data=str(picture_folder), steps=3, **SMALL), place)
        wait(lambda: not runs.status(folder).alive and not runs.process(folder))
        wait(lambda: subprocess.run(["mount", "-o", "remount,ro", place]).returncode == 0)
        yield place
    finally:
        subprocess.run(["umount", "-l", place], capture_output=True)


def test_a_trainer_says_that_its_folder_is_read_only(root, picture_folder, environment):
    done = subprocess.run(
        gan_demo("train", "sngan", "--data", picture_folder, "--run", root / "new"),
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "cannot be written to (Read-only file system): free some space or choose another folder" in done.stderr


@pytest.fixture
def client(root, tmp_path):
    routes = live.routes(Gallery(tmp_path / "models", root), Stories(root), own_folders=False)
    return TestClient(Starlette(routes=routes), raise_server_exceptions=False)


def test_the_page_says_so_and_shows_what_is_there(root, client, picture_folder):
    (run,) = runs.found(root)
    with pytest.raises(UserError, match="No run can be stored in"):
        runs.start(Settings(data=str(picture_folder)), root)
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


def test_a_run_whose_folder_becomes_read_only_ends_alone(tmp_path, picture_folder, environment):
    root, children = tmp_path / "runs", []
    for name in "ab":
        words = gan_demo("train", "sngan", "--data", picture_folder, "--run", root / name)
        sizes = [word for key, value in SMALL.items() for word in ("--set", f"{key}={value}")]
        children.append(subprocess.Popen([*words, *sizes], env=environment, stderr=subprocess.PIPE, text=True))
    try:
        wait(lambda: all("Saved" in kinds(root / name) for name in "ab"))
        permitted("chattr", "-R", "+i", root / "a")
        told = children[0].communicate(timeout=60)[1]
        assert "a cannot be written to (Operation not permitted)" in told
        assert "Traceback" not in told
        assert not runs.status(root / "a").alive
        before = len(runs.history(root / "b"))
        wait(lambda: len(runs.history(root / "b")) > before)
        assert time.time() - runs.history(root / "b")[-1]["time"] < 60
        assert runs.status(root / "b").state == "running"
    finally:
        subprocess.run(["chattr", "-R", "-i", root / "a"], capture_output=True)
        for child in children:
            child.kill()


def test_the_app_starts_beside_runs_that_can_only_be_read(root, tmp_path, environment):
    port = free_port()
    command = [sys.executable, str(ROOT / "app.py"), "--port", str(port), "--runs", str(root)]
    with open(tmp_path / "log", "wb") as log:
        app = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        wait_for(f"http://127.0.0.1:{port}/", app, tmp_path / "log")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{live.PREFIX}/runs") as answer:
            assert [run["state"] for run in json.load(answer)] == ["finished"]
    finally:
        app.terminate()
        app.wait(20)
    assert "Traceback" not in (tmp_path / "log").read_text()
