"""The drawn avatars: the same on every machine, known in every detail, and safe against interruption."""

import re
import signal
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import numpy as np
import psutil
import pytest
import torch
from support.trainers import ROOT

from gan_demo.data import find_source
from gan_demo.data.avatars import SOURCE, count_avatars, load_avatars, prepare_avatars
from gan_demo.data.avatars.drawing import draw
from gan_demo.data.avatars.kinds import COLUMN, KINDS
from gan_demo.data.avatars.measuring import hidden, look_different
from gan_demo.data.avatars.sampling import SPLITS, any_held_out, held_out, sample
from gan_demo.data.avatars.store import Store
from gan_demo.data.avatars.visibility import hidden_by, visible_values
from gan_demo.words import UserError

PREPARE = (
    "from gan_demo.data.avatars import prepare_avatars\n"
    "for step in prepare_avatars(32, {}, processes=2): print(step.done, flush=True)"
)


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("GAN_DEMO_CACHE", str(tmp_path))
    return tmp_path


def preparing(total: int) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-c", PREPARE.format(total)], cwd=ROOT, stdout=subprocess.PIPE, text=True)


def fresh(first: int, last: int, size: int = 32) -> np.ndarray:
    return np.stack([draw(row, size) for row in sample(first, last, "train", 0)])


@pytest.mark.slow
def test_progress_begins_at_once_and_comes_every_second():
    times, steps = [time.monotonic()], []
    for step in prepare_avatars(32, 100, processes=1):
        times.append(time.monotonic())
        steps.append((step.done, step.total))
    assert steps[0] == (0, 100)
    assert steps[-1] == (100, 100)
    assert np.diff(times).max() < 1
    assert list(prepare_avatars(32, 100)) == [type(step)(100, 100)]


@pytest.mark.slow
def test_one_and_two_processes_draw_the_same_known_pictures(cache, monkeypatch):
    list(prepare_avatars(32, 200, processes=1))
    alone = load_avatars(32).images[:200].clone()
    monkeypatch.setenv("GAN_DEMO_CACHE", str(cache / "other"))
    list(prepare_avatars(32, 200, processes=2))
    assert torch.equal(load_avatars(32).images[:200], alone)
    assert np.array_equal(alone[120:125], fresh(120, 125))


@pytest.mark.slow
def test_goes_on_after_kill_9():
    child = preparing(1000)
    while count_avatars(32) < 100:
        assert child.poll() is None
        time.sleep(0.02)
    child.send_signal(signal.SIGKILL)
    child.wait()
    kept = count_avatars(32)
    assert 100 <= kept < 1000
    assert np.array_equal(load_avatars(32).images[kept - 50 : kept], fresh(kept - 50, kept))
    steps = list(prepare_avatars(32, kept + 100))
    assert steps[0].done >= kept
    assert np.array_equal(load_avatars(32).images[kept : kept + 100], fresh(kept, kept + 100))


@pytest.mark.slow
def test_two_preparations_at_once_share_the_work():
    children = [preparing(200), preparing(200)]
    outputs = [child.communicate()[0].split() for child in children]
    assert [child.returncode for child in children] == [0, 0]
    assert [output[-1] for output in outputs] == ["200", "200"]
    assert np.array_equal(load_avatars(32).images[:200], fresh(0, 200))


def test_a_closed_preparation_leaves_no_process_and_no_lock():
    before = psutil.Process().children()  # of whatever was tested before
    steps = prepare_avatars(32, 5000, processes=1)
    next(steps), next(steps)
    steps.close()
    assert set(psutil.Process().children()) <= set(before)
    with Store(32).lock() as mine, Store(32).lock() as other:
        assert (mine, other) == (True, False)


def test_a_failing_worker_is_told(monkeypatch):
    monkeypatch.setattr("gan_demo.data.avatars.preparing.ROOT", Path("/nowhere"))
    monkeypatch.chdir("/")
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(UserError, match="could not be drawn"):
        list(prepare_avatars(32, 50))


@pytest.mark.slow
def test_pictures_appear_in_a_loaded_data_set_while_they_are_drawn():
    list(prepare_avatars(32, 50))
    data = load_avatars(32)
    assert (data.count(), len(data.images), data.images.dtype) == (50, 40_000, torch.uint8)
    list(prepare_avatars(32, 100))
    assert data.count() == count_avatars(32) == 100
    assert np.array_equal(data.images[50:100], fresh(50, 100))


def test_drawing_and_counting_need_neither_torch_nor_gradio():
    code = "import sys, gan_demo.data.avatars.worker; print({'torch', 'gradio'} & {*sys.modules})"
    assert subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, text=True).strip() == "set()"
    started = time.perf_counter()
    count_avatars(64)
    assert time.perf_counter() - started < 0.005


def test_a_picture_does_not_depend_on_how_many_are_asked_for():
    assert np.array_equal(sample(0, 3000, "train", 3)[1990:2010], sample(1990, 2010, "train", 3))
    assert not np.array_equal(sample(0, 9, "train", 3), sample(0, 9, "test", 3))
    assert not np.array_equal(sample(0, 9, "train", 3), sample(0, 9, "train", 4))


def test_the_cache_is_of_these_pictures():
    """Where this fails, other pictures are drawn than before: raise the version in the name of the cache folder."""
    rows = np.concatenate([sample(0, 100, split, 0) for split in SPLITS])
    assert Store(64).folder.parent.name == "avatars-v1"
    assert sha256(rows.astype(np.uint8).tobytes()).hexdigest()[:16] == "6d6d11fc0b91a5fa"


def test_about_a_tenth_of_the_pairs_is_held_out_and_every_value_is_trained():
    for table in held_out().values():
        assert table.mean() == pytest.approx(0.1, abs=0.02)
        assert not table.all(axis=0).any()
        assert not table.all(axis=1).any()
    assert not any_held_out(sample(0, 20_000, "train", 0)).any()
    assert not any_held_out(sample(0, 2_000, "test", 0)).any()
    rows = sample(0, 2_000, "held_out", 0)
    assert any_held_out(rows, visible_values(rows)).all()


def test_every_value_is_frequent():
    rows = sample(0, 40_000, "train", 0)
    for kind, column in COLUMN.items():
        assert np.bincount(rows[:, column], minlength=len(KINDS[kind].values)).min() > 400, kind


@pytest.mark.slow
def test_the_table_of_what_hides_what_is_what_rendering_shows():
    rng = np.random.default_rng(0)
    for kind in KINDS:
        for other in rng.choice([each for each in KINDS if each != kind], 2, replace=False):
            value = int(rng.integers(len(KINDS[other].values)))
            hides = hidden_by()[kind].get(other, np.zeros(99, bool))
            assert hidden(kind, other, list(KINDS[other].values)[value]) == hides[value], (kind, other, value)
    assert hidden("graphic", "clothes", "HOODIE")
    assert hidden("hair_color", "hair", "NONE")
    assert not hidden("hair_color", "hat", "SPACE_HELMET")


@pytest.mark.slow
def test_what_is_said_to_be_visible_changes_random_pictures():
    rng = np.random.default_rng(0)
    rows = sample(0, 24, "test", 5)
    seen, right = visible_values(rows), []
    for row, sees in zip(rows, seen, strict=True):
        picture = draw(row, 64).astype(int)
        for column, kind in enumerate(KINDS.values()):
            other = row.copy()
            other[column] = (row[column] + rng.integers(1, len(kind.values))) % len(kind.values)
            right.append(look_different(picture, draw(other, 64).astype(int)) == sees[column])
    assert np.mean(right) > 0.98


def test_words_are_distinct_in_both_languages():
    for kind in KINDS.values():
        for language in ("en", "zh"):
            words = [getattr(each, language) for each in kind.values.values()]
            assert len({*words}) == len(words)
            assert all(words)
        for each in (kind.title, *kind.values.values()):
            assert not re.search(r"[A-Za-z]", each.zh), each
            assert each.en.isascii(), each


@pytest.mark.slow
def test_labels_are_what_can_be_seen():
    list(prepare_avatars(32, 50))
    data = load_avatars(32, "hair_color")
    colors = data.attributes["hair_color"]
    assert data.classes[:-1] == colors.words
    assert data.classes[-1].en == "hair colour out of sight"
    assert torch.equal(data.labels[colors.visible], colors.values[colors.visible])
    assert (data.labels[~colors.visible] == len(colors.words)).all()
    assert len(load_avatars(32, "mouth").classes) == len(KINDS["mouth"].values)
    assert load_avatars(32).labels is None
    assert find_source("avatars") is SOURCE
    assert SOURCE.labels[0] == "hair_color"


@pytest.mark.slow
def test_a_caption_tells_what_can_be_seen():
    list(prepare_avatars(32, 50))
    data = load_avatars(32)
    assert len(data.captions) == len(data.images)
    for i in range(300):
        for kind in ("hair", "mouth", "clothes"):
            attribute = data.attributes[kind]
            words, caption = attribute.words[attribute.values[i]], data.captions.words(i)
            assert words.en in caption.en or not attribute.visible[i]
            assert words.zh in caption.zh or not attribute.visible[i]
        assert caption.en == data.captions[i]
        assert "no hat" not in caption.en
        assert not re.search("[a-z]|没戴|没有", caption.zh)
    assert data.captions[1:3] == (data.captions[1], data.captions[2])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"size": 48}, "64, 32, 128"),
        ({"size": 64, "split": "dev"}, "train, test, held_out"),
        ({"size": 64, "labels": "age"}, "hair_color, hair, skin"),
        ({"size": 64, "seed": -1}, "0 or more"),
        ({"size": 64}, "gan-demo data prepare avatars"),
    ],
)
def test_errors_say_what_to_do(arguments, message):
    with pytest.raises(UserError, match=message):
        load_avatars(**arguments)
