"""Room on the disk for runs: shared files count once, and beyond the bound a new run is refused; no old one goes."""

import os
import subprocess
import sys

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from support.trainers import ROOT

from gan_demo import runs
from gan_demo.settings import Settings
from gan_demo.ui import live
from gan_demo.ui.answers import RequestError
from gan_demo.ui.disk import GB, Disk
from gan_demo.ui.gallery import Gallery
from gan_demo.ui.run_pages import LISTED, RunPages

MB = 10**6


def ended(root, name, count):
    """A run of the past that takes so many bytes."""
    folder = root / name
    (folder / runs.GRIDS).mkdir(parents=True)
    (folder / runs.PROCESS).write_bytes(b"{}")
    (folder / runs.GRIDS / "000000000.png").write_bytes(b" " * (count - 2))
    return folder


def branch_of(folder, name, count):
    """A run that shares the grid of another, under a second name of its own too, and adds so many bytes."""
    branch = ended(folder.parent, name, count)
    for number in (1, 2):
        (branch / runs.GRIDS / f"00000000{number}.png").hardlink_to(folder / runs.GRIDS / "000000000.png")
    return branch


def test_a_file_with_several_names_counts_once(tmp_path):
    first = ended(tmp_path, "a", 3 * MB)
    branch = branch_of(first, "b", 2 * MB)
    disk = Disk(tmp_path)
    assert (disk.of(first), disk.of(branch), disk.used()) == (3 * MB, 5 * MB - 2, 5 * MB)


def test_beyond_the_bound_the_run_whose_end_frees_most_is_named(tmp_path):
    first = ended(tmp_path, "sngan-avatars-20261124-185201", 3 * MB)
    branch_of(first, "b", 2 * MB)
    Disk(tmp_path, 6 * MB / GB).check(50)
    full = Disk(tmp_path, 5 * MB / GB)
    with pytest.raises(RequestError, match=r"take 5 MB of the 5 MB .* delete one first; b frees 2 MB") as told:
        full.check(50)
    assert "删除 b 可腾出 2 MB" in told.value.words.zh
    runs.delete_run(tmp_path / "b")
    full.check(50)  # at once
    ended(tmp_path, "c", 2 * MB)
    with pytest.raises(RequestError, match="sngan-avatars 11-24 18:52 frees 3 MB"):
        full.check(50)


@pytest.fixture
def client(tmp_path):
    ended(tmp_path / "runs", "old", 2 * MB)
    (tmp_path / "runs" / "old" / runs.SETTINGS).write_text(Settings().to_json())
    run_pages = RunPages(tmp_path / "runs", 1 * MB / GB)
    routes = live.page_routes(Gallery(tmp_path / "models", tmp_path / "runs"), run_pages, own_folders=False)
    return TestClient(Starlette(routes=routes), raise_server_exceptions=False)


def test_a_new_run_is_refused_in_both_languages_and_nothing_is_deleted(client, tmp_path):
    wanted = {"recipes": ["wgan", "dcgan"], "data": "avatars"}
    again = {"do": "again", "changes": {"seed": 1}}
    for path, body in (("/pair", wanted), ("/run/old/do", again)):
        answer = client.post(live.PREFIX + path, json=body)
        assert answer.status_code == 507
        assert "old frees 2 MB" in answer.json()["error"]["en"]
        assert "上限为 1 MB" in answer.json()["error"]["zh"]
    told = client.get(f"{live.PREFIX}/disk").json()
    assert told["most"] == 1 * MB < told["used"]
    assert [run.name for run in runs.find_runs(tmp_path / "runs")] == ["old"]


@pytest.mark.parametrize("text", ["0", "-1", "nan", "much"])
def test_a_bound_that_is_none_is_one_sentence(text):
    words = [sys.executable, ROOT / "app.py", "--disk", text]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert "the disk is a number of GB above 0" in done.stderr


def test_runs_that_are_too_old_for_the_list_are_counted_and_can_be_asked_for(client, tmp_path):
    for number in range(LISTED + 2):
        ended(tmp_path / "runs", f"run-{number:03}", 10)
    os.utime(tmp_path / "runs" / "old" / runs.PROCESS, (1, 1))
    listed, every = (client.get(live.PREFIX + path).json() for path in ("/runs", "/runs?all=1"))
    assert len(listed) == LISTED
    assert len(every) == client.get(f"{live.PREFIX}/disk").json()["runs"] == LISTED + 3
    assert every[: len(listed)] == listed
    assert every[-1]["name"] == "old"
