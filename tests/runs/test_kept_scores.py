"""The score of a model that was kept: of exactly that one, as its run measures, by a process for which nobody waits."""

import dataclasses
import shutil
import sys

import psutil
import pytest
from support.histories import EARLY, LATE, trained
from support.routes import client_of
from support.runs import wait

from gan_demo import checkpoints, runs
from gan_demo.__main__ import main
from gan_demo.events import Scored
from gan_demo.training import recorder
from gan_demo.ui import kept_scores, live

DISTANCE = "small-sample distance (random net)"


def figures(model):
    return checkpoints.read_config(model).measured


@pytest.mark.slow
@pytest.mark.parametrize("recipe", ["sngan", "cgan", "pix2pix", "progan"])
def test_the_score_of_a_kept_model_is_the_one_that_its_run_would_have_taken(tmp_path, picture_folder, cache, recipe):
    measured = trained(tmp_path / "runs" / "one", picture_folder, recipe)
    early, last = (measured[step]["distance"] for step in (EARLY, LATE))
    for step, distance in ((EARLY, early), (LATE, last)):
        kept = runs.keep_model(tmp_path / "runs" / "one", tmp_path / "models", f"at {step}", step)
        assert figures(kept) == {}
        assert main(["score", str(kept), "--small"]) == 0
        figure = figures(kept)[DISTANCE]
        assert figure["value"] == pytest.approx(distance, abs=0.1 * abs(early - last))  # but for half precision
        assert (figure["real"], figure["better"]) == (pytest.approx(measured[step]["floor"], rel=1e-4), "lower")
        assert "(real pictures" in (kept / checkpoints.CARD).read_text()


@pytest.fixture
def run(tmp_path, picture_folder, cache):
    """A folder of runs, with one over pictures of its own, and one for models."""
    pictures = tmp_path / "pictures"
    shutil.copytree(picture_folder, pictures)
    trained(tmp_path / "runs" / "one", pictures, "cgan")
    return tmp_path


def keep(client, name, step=None):
    return client.post(f"{live.PREFIX}/run/one/do", json={"do": "keep", "name": name, "step": step})


def measuring(client):
    return {card["name"]: card["measuring"] for card in client.get(f"{live.PREFIX}/models").json()}


@pytest.mark.process
@pytest.mark.slow
def test_a_model_that_is_kept_on_the_page_has_its_score_soon(run):
    client = client_of(run, own_folders=False)
    assert keep(client, "Mine", EARLY).json() == {"run": "mine"}
    assert measuring(client)["mine"]
    wait(lambda: not measuring(client)["mine"], 240)  # at nice 19, beside other tests
    assert {"value", "real", "better"} == figures(run / "models" / "mine")[DISTANCE].keys()


@pytest.mark.process
@pytest.mark.parametrize("ending", ["", "fails"])
def test_keeping_waits_for_no_score_and_what_ends_early_leaves_the_model_as_it_is(run, monkeypatch, ending):
    pids = run / "pids"
    code = f"import os, sys, time; print(os.getpid(), file=open({str(pids)!r}, 'a')); time.sleep(60)"
    command = [sys.executable, "-c", "1 / 0" if ending else code]
    monkeypatch.setattr(kept_scores, "measuring_command", lambda folder: command)
    client = client_of(run, own_folders=False)
    assert [keep(client, name, step).status_code for name, step in (("a", EARLY), ("b", LATE))] == [200, 200]
    for _ in () if ending else range(2):  # one is measured after the other, and lives on while its model is kept
        assert sum(measuring(client).values()) > 0
        (child,) = wait(lambda: running(pids))
        assert child.nice() == kept_scores.LEAST
        child.kill()
        child.wait()
    wait(lambda: not any(measuring(client).values()), 240)
    assert [figures(run / "models" / name) for name in "ab"] == [{}, {}]
    assert [checkpoints.load_checkpoint(run / "models" / name)[0].steps for name in "ab"] == [EARLY, LATE]


@pytest.mark.process
def test_what_hangs_is_ended_with_all_that_it_began_and_the_next_one_is_measured(tmp_path, monkeypatch):
    told = tmp_path / "told"
    codes = {"hangs": f"sleep 600 & echo $$ $! >> {told}; wait", "quick": f"echo done >> {told}"}
    monkeypatch.setattr(kept_scores, "measuring_command", lambda folder: ["sh", "-c", codes[folder.name]])
    monkeypatch.setattr(kept_scores, "PATIENCE", 2)
    monkeypatch.setattr(kept_scores.runs, "scored_itself", lambda _: False)
    monkeypatch.setattr(kept_scores, "read_config", lambda _: None)
    scores = kept_scores.KeptScores()
    for name in codes:
        scores.begin(tmp_path / name)
    wait(lambda: not scores.waiting)
    *pids, done = told.read_text().split()
    assert (len(pids), done) == (2, "done")
    wait(lambda: not any(psutil.pid_exists(int(pid)) for pid in pids))


@pytest.mark.parametrize("wrong", ["command", "niceness", "model"])
def test_a_score_that_cannot_be_begun_stands_in_nobodys_way(run, monkeypatch, wrong):
    commands = iter([["no-such-program"] if wrong == "command" else [sys.executable, "-c", ""], ["no-such-program"]])
    monkeypatch.setattr(kept_scores, "measuring_command", lambda folder: next(commands))
    began = []
    popen = kept_scores.subprocess.Popen
    monkeypatch.setattr(kept_scores.subprocess, "Popen", lambda *a, **b: began.append(popen(*a, **b)) or began[-1])

    def refused(*_):
        raise PermissionError

    if wrong == "niceness":
        monkeypatch.setattr(kept_scores, "give_way", refused)
    kept = runs.keep_model(run / "runs" / "one", run / "models", "Mine", EARLY)
    scores = kept_scores.KeptScores()
    for _ in range(2):  # the second is taken, whatever became of the first
        scores.begin(run / "gone" if wrong == "model" else kept)
        wait(lambda: not scores.waiting)
    assert [child.returncode for child in began] == ([0] if wrong == "niceness" else [])
    assert (next(commands, None) is None) == (wrong != "model")


def running(pids):
    """The processes that have told their numbers and go on, with the niceness that they were given."""
    told = map(int, pids.read_text().split()) if pids.exists() else ()
    alive = [psutil.Process(pid) for pid in told if psutil.pid_exists(pid)]
    alive = [one for one in alive if one.status() != psutil.STATUS_ZOMBIE]
    return alive if all(one.nice() == kept_scores.LEAST for one in alive) else []


def test_what_the_run_measured_at_that_very_step_is_taken_as_it_is(run, monkeypatch):
    again = []
    monkeypatch.setattr(kept_scores, "measure_apart", again.append)
    recorder.append(run / "runs" / "one", Scored(LATE, 8 * LATE, 7.0, 0.1, 0.5, 0.8, 0.9, 1.0, False))
    client = client_of(run, own_folders=False)
    assert keep(client, "Mine").json() == {"run": "mine"}
    assert not measuring(client)["mine"]
    assert figures(run / "models" / "mine")[DISTANCE] == {"value": 7.0, "real": 0.5, "better": "lower"}
    scores = kept_scores.KeptScores()
    scores.begin(run / "models" / "mine")
    wait(lambda: not scores.waiting)
    assert not again


def test_a_score_of_an_earlier_step_gives_way_to_that_of_the_model(run):
    recorder.append(run / "runs" / "one", Scored(EARLY, 8 * EARLY, 7.0, 0.1, 0.5, 0.8, 0.9, 1.0, True))
    kept = runs.keep_model(run / "runs" / "one", run / "models", "Mine", LATE)
    config = checkpoints.read_config(kept)
    assert config.measured["small-sample distance (judge)"]["step"] == EARLY
    checkpoints.rewrite_card(kept, dataclasses.replace(config, measured={**config.measured, "coverage": 1}))
    main(["score", str(kept), "--small"])
    assert {*figures(kept)} == {DISTANCE, "small-sample coverage (random net)", "coverage"}


def test_another_model_of_that_name_does_not_get_the_score(run, monkeypatch, capsys):
    """One that was deleted while it was measured, and another one kept under its name."""
    kept = runs.keep_model(run / "runs" / "one", run / "models", "Mine", EARLY)

    def meanwhile(folder, settings):
        runs.discard_model(folder)
        runs.keep_model(run / "runs" / "one", run / "models", "Mine", LATE)
        return {"judge": True, "distance": 1.0, "floor": 1.0, "coverage": 1.0, "covered": 1.0}

    monkeypatch.setattr("gan_demo.evaluation.small_sample.score_small_sample", meanwhile)
    assert main(["score", str(kept), "--small"]) == 2
    assert "mine is another model by now" in capsys.readouterr().err
    assert figures(kept) == {}


def test_a_score_is_put_into_the_card_that_is_there_by_then(run, monkeypatch):
    """Somebody names the model, and it is scored in another way, while its small sample is measured."""
    kept = runs.keep_model(run / "runs" / "one", run / "models", "Mine", EARLY)

    def meanwhile(folder, settings):
        config = checkpoints.read_config(folder)
        checkpoints.rewrite_card(folder, dataclasses.replace(config, licence="CC0", measured={"coverage": 1}))
        return {"judge": True, "distance": 1.0, "floor": 1.0, "coverage": 1.0, "covered": 1.0}

    monkeypatch.setattr("gan_demo.evaluation.small_sample.score_small_sample", meanwhile)
    assert main(["score", str(kept), "--small"]) == 0
    assert {*figures(kept)} == {"small-sample distance (judge)", "small-sample coverage (judge)", "coverage"}
    assert checkpoints.read_config(kept).licence == "CC0"


@pytest.mark.parametrize("words", [["--count", "10"], ["--sheets", "sheets"], []])
def test_what_a_small_sample_cannot_do_is_refused_at_once(run, monkeypatch, capsys, words):
    monkeypatch.setattr("gan_demo.evaluation.small_sample.score_small_sample", lambda *_: pytest.fail("is measured"))
    kept = runs.keep_model(run / "runs" / "one", run / "models", "Mine", EARLY)
    assert main(["score", str(kept) if words else "somebody/model", "--small", *words]) == 2
    said = capsys.readouterr().err
    assert ("leave out --count and --sheets" in said, "somebody/model is not here" in said) == (bool(words), not words)


@pytest.mark.parametrize("change", [
    {"recipe": "dcgan"}, {"data": "/etc"}, {"other": "/etc"}, {"crop": "stretch"}, {"size": 64}, {"labels": "class"}
])  # fmt: skip
def test_a_command_that_would_make_another_model_has_nothing_read(run, monkeypatch, capsys, change):
    kept = runs.keep_model(run / "runs" / "one", run / "models", "Mine", EARLY)
    config = checkpoints.read_config(kept)
    settings = dataclasses.replace(runs.begun_with(config.command), **change)
    command = runs.made(settings, "one", EARLY, config.images, [])["command"]
    checkpoints.rewrite_card(kept, dataclasses.replace(config, command=command))
    monkeypatch.setattr("gan_demo.evaluation.small_sample.dataset_of", lambda _: pytest.fail("is read"))
    if change.keys() == {"labels"}:  # of which the card does not tell
        with pytest.raises(pytest.fail.Exception):
            main(["score", str(kept), "--small"])
    else:
        assert main(["score", str(kept), "--small"]) == 2
        assert "The command of mine makes another model" in capsys.readouterr().err


def test_other_data_than_it_learned_from_measure_nothing(run, capsys):
    kept = runs.keep_model(run / "runs" / "one", run / "models", "Mine", EARLY)
    (run / "pictures" / "red").rename(run / "pictures" / "green")
    assert main(["score", str(kept), "--small"]) != 0
    assert "is no longer what mine learned from" in capsys.readouterr().err
    assert figures(kept) == {}
