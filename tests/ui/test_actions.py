"""What the page does to runs through its route: each thing once, and everything that must be refused."""

import shutil

import pytest
from starlette.testclient import TestClient
from support.routes import client_of
from support.trainers import tiny_trainer

from gan_demo import runs
from gan_demo.settings import Settings
from gan_demo.training import recorder
from gan_demo.training.loop import train
from gan_demo.training.recorder import Recorder
from gan_demo.ui import live
from gan_demo.ui.actions import LARGEST


@pytest.fixture
def folder(tmp_path):
    """A finished run, made here."""
    run = tmp_path / "runs" / "one"
    recorder.open_run_folder(run)
    trainer = tiny_trainer(steps=3)
    writer = Recorder(run, trainer)
    for event in train(trainer):
        writer.record(event)
    (run / runs.PROCESS).write_text('{"pid": 0, "started": 0}')
    return tmp_path


def page(folder) -> TestClient:
    """A page of its own over the folder."""
    return client_of(folder, own_folders=False)


@pytest.fixture
def client(folder):
    return page(folder)


def do(client, body, run="one"):
    return client.post(f"{live.PREFIX}/run/{run}/do", json=body)


def told(client, run="one") -> dict:
    return client.get(f"{live.PREFIX}/run/{run}").json()


def test_a_name_and_a_note(client):
    assert do(client, {"do": "describe", "name": " Night ", "note": "夜"}).json() == {"run": "one"}
    assert do(client, {"do": "describe", "note": "day"}).status_code == 200
    assert (told(client)["title"], told(client)["note"]) == ("Night", "day")


def test_what_the_page_is_told_of_a_run(client):
    run = told(client)
    assert (run["state"], run["step"], run["images"], run["data"]) == ("finished", 3, 24, "tiny")
    assert run["snapshots"][-1] == run["grids"][-1] == 3
    assert run["seen"] == [8 * step for step in run["grids"]]
    assert run["resolved"] == {"g_lr": 2e-4, "d_lr": 4e-4, "d_steps": 1}
    assert set(run["curves"]["loss"]) == {"d", "g"}
    assert run["settings"]["batch"] == 8
    assert run["resumable"]
    assert {light["level"] for light in run["lights"]} == {"early", "ok"}
    scores = client.get(f"{live.PREFIX}/run/one/scores", params={"step": 3}).json()
    assert len(scores["real"]) == len(scores["fake"])
    for what in ("grid", "fresh"):
        assert client.get(f"{live.PREFIX}/run/one/{what}", params={"step": 3}).headers["content-type"] == "image/png"


def test_changes_are_checked_before_they_are_waited_for(client):
    assert do(client, {"do": "check", "changes": {"g_lr": "1e-3", "weights": "g=2"}}).status_code == 200
    answer = do(client, {"do": "check", "changes": {"g_lr": "7"}})
    assert answer.status_code == 422
    assert answer.json()["error"]["en"].startswith("g_lr (generator learning rate) must be")
    assert told(client)["settings"]["g_lr"] is None


def test_kept_then_deleted(client, folder):
    assert do(client, {"do": "keep", "name": "Mine"}).json() == {"run": "mine"}
    assert (folder / "models" / "mine" / "config.json").exists()
    assert [card["name"] for card in client.get(f"{live.PREFIX}/models").json()] == ["mine", "one"]
    assert [card["kept_from"] for card in client.get(f"{live.PREFIX}/models").json()] == ["one", ""]
    assert "Kept from the run `one`" in (folder / "models" / "mine" / "README.md").read_text()
    assert do(client, {"do": "delete"}).status_code == 200
    assert client.get(f"{live.PREFIX}/run/one").status_code == 404
    assert client.get(f"{live.PREFIX}/runs").json() == []


def test_a_run_that_another_page_deleted_is_not_here(client, folder):
    other = page(folder)
    for one in (client, other):
        assert [run["name"] for run in one.get(f"{live.PREFIX}/runs").json()] == ["one"]
    assert do(other, {"do": "delete"}).status_code == 200
    for answer in (client.get(f"{live.PREFIX}/run/one"), do(client, {"do": "delete"})):
        assert answer.status_code == 404
        assert answer.json()["error"]["en"] == "There is no run called 'one' here."
    assert client.get(f"{live.PREFIX}/runs").json() == []


def test_only_a_model_that_was_kept_can_be_deleted(client, folder):
    do(client, {"do": "keep", "name": "Mine"})
    shutil.copytree(folder / "runs" / "one" / runs.CHECKPOINT, folder / "models" / "shipped")
    for name, sentence in (("shipped", "is shipped and stays"), ("one", "delete the run"), ("none", "no model called")):
        answer = client.post(f"{live.PREFIX}/model/{name}/do", json={"do": "delete"})
        assert sentence in answer.json()["error"]["en"]
    assert client.post(f"{live.PREFIX}/model/mine/do", json={"do": "keep"}).status_code == 422
    assert client.post(f"{live.PREFIX}/model/mine/do", json={"do": "delete"}).json() == {"model": "mine"}
    assert [card["name"] for card in client.get(f"{live.PREFIX}/models").json()] == ["shipped", "one"]
    assert [path.name for path in (folder / "models").iterdir()] == ["shipped"]


def test_a_model_is_called_as_its_run(client):
    do(client, {"do": "describe", "name": "Night"})
    assert [card["title"] for card in client.get(f"{live.PREFIX}/models").json()] == [["Night", "Night"]]


def test_a_finished_run_goes_on_to_the_limit_that_is_named_or_as_far_again(client, monkeypatch):
    said = []
    monkeypatch.setattr("gan_demo.runs.launch.spawn", lambda folder, words: said.extend(words))
    assert do(client, {"do": "resume", "changes": {"steps": 9, "g_lr": 1e-3}}).status_code == 200
    assert [word for word in said if "=" in word] == ["steps=9", "g_lr=0.001"]
    said.clear()
    assert do(client, {"do": "resume", "changes": {"minutes": 9}}).status_code == 200
    assert [word for word in said if "=" in word] == ["steps=0", "minutes=9"]  # what was reached is no limit
    said.clear()
    assert do(client, {"do": "resume"}).status_code == 200
    assert [word for word in said if "=" in word] == ["steps=6"]


REFUSED = [
    ({"do": "fly"}, 422),
    ({"do": "pause"}, 422),  # nobody trains there
    ({}, 422),
    ([], 422),
    ({"do": "fork", "step": 10**6}, 422),
    ({"do": "fork", "step": "3"}, 422),
    ({"do": "fork", "step": 3, "changes": [1]}, 422),
    ({"do": "fork", "step": 3, "changes": {"batch": 4}}, 422),
    ({"do": "resume", "at": 77}, 422),
    ({"do": "resume", "changes": {"g_lr": "fast"}}, 422),
    ({"do": "again", "changes": {"data": "/etc"}}, 422),
    ({"do": "again", "changes": {"recipe": "nothing"}}, 422),
    ({"do": "keep", "name": "../.."}, 422),
    ({"do": "describe", "name": "x" * 100}, 422),
    ({"do": "describe", "note": "x" * (LARGEST + 1)}, 413),
]


@pytest.mark.parametrize(("body", "status"), REFUSED, ids=lambda value: str(value)[:50])
def test_what_cannot_be_done_is_one_sentence_in_both_languages(client, folder, body, status):
    answer = do(client, body)
    assert answer.status_code == status
    error = answer.json()["error"]
    assert error["en"].strip()
    assert error["zh"].strip()
    assert [run.name for run in runs.find_runs(folder / "runs")] == ["one"]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"do": "rewind"}, "step must be a step."),
        ({"do": "fork"}, "step must be a step."),
        ({"do": "stop", "now": 1}, "stop takes no 'now'."),
        ({"do": "go", "changes": {}}, "go takes no 'changes'."),
        ({"do": "set", "changes": {"g_lr": 1e-3}, "at": 3}, "set takes no 'at'."),
        ({"do": "resume", "changes": [1]}, "changes must be names and values."),
        ({"do": "resume", "changes": {"g_lr": True}}, "g_lr (generator learning rate) must be a number, not 'True'."),
    ],
    ids=str,
)
def test_an_order_is_refused_for_what_is_wrong_with_it(client, body, sentence):
    assert do(client, body).json()["error"]["en"] == sentence


def test_no_changes_are_none_and_a_number_is_a_name(client, monkeypatch):
    monkeypatch.setattr("gan_demo.runs.launch.spawn", lambda folder, words: None)
    assert do(client, {"do": "resume", "changes": None}).status_code == 200
    assert do(client, {"do": "describe", "name": 7}).status_code == 200
    assert told(client)["title"] == "7"


def test_only_json_is_heard(client):
    """A form of a foreign page could send text; it must not stop a run."""
    answer = client.post(
        f"{live.PREFIX}/run/one/do", content='{"do": "delete"}', headers={"content-type": "text/plain"}
    )
    assert answer.status_code == 415
    assert client.get(f"{live.PREFIX}/run/one/do").status_code == 405
    assert do(client, {"do": "delete"}, run="..%2Fmodels").status_code == 404


def test_a_run_with_the_usual_settings_but_those_that_are_named(client, monkeypatch):
    begun = []
    monkeypatch.setattr(runs, "start_run", lambda settings, root, **about: begun.append(settings) or root / "new")
    assert client.post(f"{live.PREFIX}/start", json={"minutes": 2}).json() == {"run": "new"}
    assert begun == [Settings(minutes=2)]
    for wrong in ({"recipe": "nothing"}, {"data": "/etc"}, {"minutes": "long"}, {"minutes": [2]}):
        answer = client.post(f"{live.PREFIX}/start", json=wrong)
        assert answer.status_code == 422
        assert answer.json()["error"]["zh"]
    assert len(begun) == 1


def test_a_pair_needs_two_recipes_and_known_data(client):
    for body in ({}, {"recipes": ["wgan"]}, {"recipes": ["wgan", "x"]}, {"recipes": ["wgan", "dcgan"], "data": "/etc"}):
        answer = client.post(f"{live.PREFIX}/pair", json=body)
        assert answer.status_code == 422
        assert answer.json()["error"]["zh"]
    sides = {"recipes": ["cyclegan", "wgan"], "data": "avatars", "other": "inked-avatars"}
    assert "leave out other" in client.post(f"{live.PREFIX}/pair", json=sides).json()["error"]["en"]
