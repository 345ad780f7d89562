"""Folders that are replaced as a whole: what a kill in between leaves, and copies of one that changes meanwhile."""

import errno
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from gan_demo import atomic, runs
from gan_demo.training import recorder
from gan_demo.ui import serve


def folder(path, text: str):
    """A folder of two files that belong together."""
    path.mkdir()
    for name in ("a", "b"):
        (path / name).write_text(text)
    return path


def texts(path) -> set[str]:
    return {file.read_text() for file in path.iterdir()}


@pytest.mark.parametrize("there", [True, False])
def test_a_kill_between_two_renames_is_mended_where_the_run_goes_on(tmp_path, there):
    checkpoint = tmp_path / runs.CHECKPOINT
    if there:
        folder(checkpoint, "new")
    for name in ("checkpoint-old-01234567", "checkpoint-89abcdef"):
        folder(tmp_path / f".{name}", name)
    folder(tmp_path / runs.GRIDS, "grid")
    recorder.open_run_folder(tmp_path)
    assert texts(checkpoint) == ({"new"} if there else {"checkpoint-old-01234567"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["checkpoint", "grids", "process.json"]


@pytest.fixture
def dead():
    """The number of a process that has gone."""
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return child.pid


def left(place, pid):
    """Drafts of a file and of a folder, as a process leaves them that is killed."""
    place.mkdir(parents=True, exist_ok=True)
    (place / f".settings.json-0123abcd.{pid}").touch()
    folder(place / f".name-4567cdef.{pid}", "half")


def test_what_killed_processes_left_goes_at_the_next_start_and_what_others_write_stays(tmp_path, dead):
    root, models, run = tmp_path / "runs", tmp_path / "models", tmp_path / "runs" / "one"
    for place in (root, models, run):
        for pid in (dead, os.getpid(), os.getppid()):
            left(place, pid)
    stays = [f".name-4567cdef.{os.getppid()}", f".settings.json-0123abcd.{os.getppid()}"]
    recorder.open_run_folder(run)
    assert sorted(path.name for path in run.iterdir()) == [*stays, runs.PROCESS]
    left(run, dead)
    for name in (".turn.lock", ".mine.12", f"name-0123abcd.{dead}"):
        (root / name).touch()
    serve.tidy(root, models)
    assert sorted(path.name for path in run.iterdir()) == [*stays, runs.PROCESS]
    assert sorted(path.name for path in models.iterdir()) == stays
    assert sorted(path.name for path in root.iterdir()) == sorted(
        [".mine.12", *stays, ".turn.lock", f"name-0123abcd.{dead}", "one"]
    )


def test_a_draft_ends_with_its_use_however_that_ends(tmp_path):
    with atomic.draft_beside(tmp_path / "a") as draft:
        folder(draft, "half")
    with pytest.raises(FileNotFoundError), atomic.draft_beside(tmp_path / "a") as draft:
        (folder(draft, "half") / "c").read_text()
    assert list(tmp_path.iterdir()) == []
    atomic.clear(tmp_path / "nowhere")


def test_two_visitors_may_describe_a_run_at_the_same_moment(tmp_path):
    with ThreadPoolExecutor(8) as visitors:
        list(visitors.map(lambda number: runs.annotate_run(tmp_path, name=str(number)), range(200)))
    assert [path.name for path in tmp_path.iterdir()] == ["about.json"]


def test_what_is_replaced_while_it_is_copied_is_copied_again(tmp_path, monkeypatch):
    source, copy, copied = folder(tmp_path / "source", "old"), shutil.copyfile, []

    def slowly(*paths):
        if not copied:
            atomic.swap(folder(tmp_path / "draft", "new"), source)
        copied.append(copy(*paths))

    monkeypatch.setattr(atomic.shutil, "copyfile", slowly)
    atomic.copy(source, tmp_path / "target")
    assert texts(tmp_path / "target") == {"new"}


@pytest.mark.parametrize("ends", [True, False])
def test_what_is_away_for_a_moment_is_waited_for(tmp_path, monkeypatch, ends):
    source, away = folder(tmp_path / "source", "old"), tmp_path / "away"
    source.rename(away)
    monkeypatch.setattr(atomic.time, "sleep", lambda _: away.rename(source) if ends and away.exists() else None)
    if ends:
        atomic.copy(source, tmp_path / "target")
        assert texts(tmp_path / "target") == {"old"}
    else:
        with pytest.raises(FileNotFoundError):
            atomic.copy(source, tmp_path / "target")


def test_a_full_disk_is_told_at_once_with_its_reason(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(atomic.shutil, "copyfile", full)
    with pytest.raises(OSError, match="No space left") as caught:
        atomic.copy(folder(tmp_path / "source", "old"), tmp_path / "target")
    assert caught.value.strerror
