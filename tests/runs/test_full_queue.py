"""So many runs may train or wait at once: one more is refused by every way that begins one, and a pair as a whole."""

import gradio as gr
import psutil
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from gan_demo import runs
from gan_demo.settings import Settings
from gan_demo.ui import api, live
from gan_demo.ui.gallery import Gallery
from gan_demo.ui.run_pages import QUEUED, RunPages

PAIR = {"recipes": ["wgan", "dcgan"], "data": "avatars"}
SAID = "8 runs train or wait already, and at most 8 may: stop 1 first."


@pytest.fixture
def root(tmp_path):
    """One run that has ended."""
    (tmp_path / "runs" / "old").mkdir(parents=True)
    (tmp_path / "runs" / "old" / runs.PROCESS).write_text("{}")
    (tmp_path / "runs" / "old" / runs.SETTINGS).write_text(Settings().to_json())
    return tmp_path / "runs"


@pytest.fixture
def client(root):
    routes = live.page_routes(Gallery(root.parent / "models", root), RunPages(root), own_folders=False)
    return TestClient(Starlette(routes=routes), raise_server_exceptions=False)


@pytest.fixture
def begun(monkeypatch, root):
    """What was begun, without a process."""
    told = []

    def start(settings, where, **about):
        (where / settings.recipe).mkdir()
        (where / settings.recipe / runs.PROCESS).write_text("{}")
        told.append((settings, about))
        return where / settings.recipe

    monkeypatch.setattr(runs, "start_run", start)
    for name in ("resume", "rewind"):
        monkeypatch.setattr(runs, name, lambda folder, *_, name=name: told.append(name))
    for name in ("fork", "again"):
        monkeypatch.setattr(runs, name, lambda folder, *_, name=name: told.append(name) or folder)
    return told


def busy(root, count):
    """So many runs that train or wait; this process stands for theirs."""
    for number in range(count):
        (root / f"busy-{number}").mkdir()
        runs.claim(root / f"busy-{number}", psutil.Process())


def post(client, path, body):
    return client.post(live.PREFIX + path, json=body)


WAYS = [
    ("/start", {"minutes": 1}),
    ("/run/old/do", {"do": "resume"}),
    ("/run/old/do", {"do": "rewind", "step": 3}),
    ("/run/old/do", {"do": "fork", "step": 3}),
    ("/run/old/do", {"do": "again"}),
]


@pytest.mark.parametrize(("path", "body"), WAYS, ids=lambda value: str(value)[:40])
def test_one_more_is_refused_in_both_languages(client, root, begun, path, body):
    busy(root, QUEUED)
    answer = post(client, path, body)
    assert answer.status_code == 429
    assert answer.json()["error"] == {"en": SAID, "zh": "已有 8 个训练在进行或等待，最多 8 个：请先停止 1 个。"}
    assert begun == []
    (root / "busy-0" / runs.PROCESS).write_text("{}")
    assert post(client, path, body).status_code == 200
    assert len(begun) == 1


def test_a_run_that_trains_goes_back_though_the_queue_is_full(client, root, begun):
    busy(root, QUEUED + 1)
    assert post(client, "/run/busy-0/do", {"do": "rewind", "step": 3}).status_code == 200
    assert begun == ["rewind"]


def test_a_pair_begins_whole_or_not_at_all(client, root, begun):
    busy(root, QUEUED - 1)
    answer = post(client, "/pair", PAIR)
    assert answer.status_code == 429
    assert answer.json()["error"]["en"] == "7 runs train or wait already, and at most 8 may: stop 1 first."
    assert begun == []
    (root / "busy-0" / runs.PROCESS).write_text("{}")
    assert post(client, "/pair", PAIR).json() == {"runs": ["wgan", "dcgan"]}
    assert [about for _, about in begun] == [{}, {"with": "wgan"}]
    assert runs.about(root / "wgan")["with"] == "dcgan"


@pytest.fixture
def program(root):
    """The functions that a program calls, by name."""
    made = api.training(Gallery(root.parent / "models", root), RunPages(root), own_folders=False)
    return {function.__name__: function for function in made}


def test_a_program_is_refused_as_the_page_is(program, root, begun):
    busy(root, QUEUED)
    for name, given in (("start", {}), ("steer", {"do": "rewind", "step": 3})):
        with pytest.raises(gr.Error, match=SAID):
            program[name](*(("old",) if name == "steer" else ()), given, None)
    with pytest.raises(gr.Error, match=SAID):
        program["resume"]("old", None)
    assert begun == []


def test_a_program_is_told_of_a_full_disk(program, monkeypatch):
    def full(*_, **how):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(runs, "annotate_run", full)
    with pytest.raises(gr.Error, match=r"cannot be read or written: No space left on device\."):
        program["steer"]("old", {"do": "describe", "name": "x"}, None)
