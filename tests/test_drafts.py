"""Folders that are replaced as a whole: what a kill in between leaves, and copies of one that changes meanwhile."""

import errno
import shutil

import pytest

from gan_demo import drafts, recorder, runs


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
    recorder.begin(tmp_path)
    assert texts(checkpoint) == ({"new"} if there else {"checkpoint-old-01234567"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["checkpoint", "grids", "process.json"]


def test_what_is_replaced_while_it_is_copied_is_copied_again(tmp_path, monkeypatch):
    source, copy, copied = folder(tmp_path / "source", "old"), shutil.copyfile, []

    def slowly(*paths):
        if not copied:
            drafts.swap(folder(tmp_path / "draft", "new"), source)
        copied.append(copy(*paths))

    monkeypatch.setattr(drafts.shutil, "copyfile", slowly)
    drafts.copy(source, tmp_path / "target")
    assert texts(tmp_path / "target") == {"new"}


@pytest.mark.parametrize("ends", [True, False])
def test_what_is_away_for_a_moment_is_waited_for(tmp_path, monkeypatch, ends):
    source, away = folder(tmp_path / "source", "old"), tmp_path / "away"
    source.rename(away)
    monkeypatch.setattr(drafts.time, "sleep", lambda _: away.rename(source) if ends and away.exists() else None)
    if ends:
        drafts.copy(source, tmp_path / "target")
        assert texts(tmp_path / "target") == {"old"}
    else:
        with pytest.raises(FileNotFoundError):
            drafts.copy(source, tmp_path / "target")


def test_a_full_disk_is_told_at_once_with_its_reason(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(drafts.shutil, "copyfile", full)
    with pytest.raises(OSError, match="No space left") as caught:
        drafts.copy(folder(tmp_path / "source", "old"), tmp_path / "target")
    assert caught.value.strerror
