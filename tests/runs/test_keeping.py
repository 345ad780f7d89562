"""Which model of a run is kept, and what its card says of how it was made."""

import dataclasses
import json

import pytest
import torch
from support.histories import BEST, LAST, LATER, steered
from support.trainers import tiny_trainer

from gan_demo import atomic, checkpoints, runs
from gan_demo.checkpoints import bases
from gan_demo.checkpoints.card import change_lines
from gan_demo.events import Scored
from gan_demo.settings import Settings
from gan_demo.training import recorder
from gan_demo.training.recorder import Recorder
from gan_demo.words import UserError


@pytest.fixture
def past(tmp_path):
    return tmp_path / "one", steered(tmp_path / "one")


@pytest.mark.slow
@pytest.mark.parametrize(("asked", "step", "distance"), [(None, BEST, 1.0), (LATER, LATER, 2.0), (LAST, LAST, 2.0)])
def test_the_model_of_the_step_that_is_asked_for_is_kept_else_of_the_best(past, tmp_path, asked, step, distance):
    folder, averages = past
    (folder / runs.CHECKPOINT / bases.FILE).write_bytes(b"directions of the last step")
    kept = runs.keep_model(folder, tmp_path / "models", "Mine", asked)
    assert (kept / bases.FILE).exists() is (step == LAST)
    config, net = checkpoints.load_checkpoint(kept)
    for name, tensor in net.state_dict().items():
        assert torch.allclose(tensor, averages[step][name], atol=1e-3), name
    assert (config.steps, config.images, config.kept_from) == (step, 8 * step, "one")
    figure = config.measured["small-sample distance (random net)"]
    assert figure == {"value": distance, "real": 0.5, "better": "lower", **({"step": LATER} if step == LAST else {})}
    assert [change[:2] for change in config.changes] == ([(6, "g_lr"), (6, "weights")] if step > 6 else [])
    text = (kept / checkpoints.CARD).read_text(encoding="utf-8")
    assert f"Pictures seen: {8 * step:,} in {step:,} steps" in text
    assert "Weights: the average of the generator's weights over its last steps (EMA)" in text
    assert ("at step 6: g_lr 0.0002 -> 1e-05" in text) is (step > 6)
    assert ("measured at step 8" in text) is (step == LAST)
    assert (kept / checkpoints.PREVIEW).exists()


def test_the_command_has_the_settings_of_the_start(past):
    config = checkpoints.read_config(past[0] / runs.CHECKPOINT)
    assert "--set g_lr=0.0002" in config.command
    assert "weights" not in config.command
    assert "images=80" in config.command
    assert change_lines(config.changes) == ["at step 6: g_lr 0.0002 -> 1e-05", "at step 6: weights none -> g=2"]


@pytest.mark.parametrize("given", [
    {"recipe": "sngan"},
    {"recipe": "cgan", "data": "my pictures/a=b", "labels": "class", "seed": 7, "g_lr": 1e-4, "weights": "d=2, g=0.5"},
    {"recipe": "cyclegan", "data": "avatars", "other": "inked-avatars", "size": 64, "crop": "stretch"},
])  # fmt: skip
def test_the_command_of_a_card_says_the_settings_again(given):
    settings = Settings(**given)
    made = runs.made(settings, "one", 10, 80, [])
    assert runs.begun_with(made["command"]) == dataclasses.replace(settings, images=80)


@pytest.mark.parametrize("command", ["", "gan-demo", "gan-demo train", "rm -rf /", "gan-demo train sngan --data", "'"])
def test_what_is_no_such_command_is_told(command):
    with pytest.raises(UserError, match="no command that trains"):
        runs.begun_with(command)


@pytest.mark.slow
def test_a_model_that_is_saved_meanwhile_is_kept_whole(past, tmp_path, monkeypatch):
    folder, averages = past
    checkpoint, copy, copied = folder / runs.CHECKPOINT, atomic.shutil.copyfile, []
    config, net = checkpoints.load_checkpoint(checkpoint)
    net.load_state_dict(averages[LATER])

    def slowly(*paths):
        copied.append(copy(*paths))
        if len(copied) == 2:
            checkpoints.save_checkpoint(checkpoint, dataclasses.replace(config, steps=LAST + 1), net)

    monkeypatch.setattr(atomic.shutil, "copyfile", slowly)
    kept = runs.keep_model(folder, tmp_path / "models", "Mine", LAST + 1)
    tensors = checkpoints.load_checkpoint(kept)[1].state_dict()
    assert checkpoints.read_config(kept).steps == LAST + 1
    assert all(torch.allclose(tensor, averages[LATER][name], atol=1e-3) for name, tensor in tensors.items())


@pytest.mark.slow
def test_a_step_without_a_snapshot_is_refused_and_leaves_nothing(past, tmp_path):
    with pytest.raises(UserError, match="No state is kept of step 5"):
        runs.keep_model(past[0], tmp_path / "models", "Mine", 5)
    runs.snapshot(past[0], LATER).write_bytes(b"half")
    with pytest.raises(UserError, match="choose another step"):
        runs.keep_model(past[0], tmp_path / "models", "Mine", LATER)
    assert not list((tmp_path / "models").iterdir())


@pytest.mark.slow
def test_where_the_best_is_not_kept_the_last_is_taken(past):
    folder, _ = past
    story = runs.history(folder)
    assert runs.taken(story, [0, BEST]) == BEST
    assert runs.taken(story, [0, LATER]) == LAST
    assert runs.taken([], []) is None


def test_a_rewind_undoes_changes_and_a_start_with_other_settings_is_one():
    def started(step, rate, **steered):
        rates = {"g_lr": rate, "d_steps": 1}
        return {"event": "Started", "step": step, "images": 0, "device": "", "rates": rates, "steered": steered}

    def changed(step, **changes):
        return {"event": "Changed", "step": step, "images": 0, "changes": changes}

    events = [
        started(0, 2e-4),
        changed(5, g_lr=[2e-4, 1e-4], steps=[0, 90]),
        changed(20, g_lr=[1e-4, 0.5], ema=[500, 5]),
        started(10, 1e-4, ema=500),  # back
        changed(30, batch=[64, 32]),
        started(30, 1e-5, ema=500),  # resumed with another rate
    ]
    story = runs.extend([], json.loads(json.dumps(events)))
    assert runs.setting_changes(story) == [(5, "g_lr", 2e-4, 1e-4), (30, "batch", 64, 32), (30, "g_lr", 1e-4, 1e-5)]


def test_the_best_step_is_one_of_those_that_were_measured_as_the_last_was():
    """A run that goes on where a judge is kept by now is measured in its features, in which distances are others."""
    story = [
        {"event": "Scored", "step": step, "distance": distance, "judge": judge}
        for step, distance, judge in ((10, 0.1, False), (20, 0.2, False), (30, 180.0, True), (40, 190.0, True))
    ]
    assert [runs.nearest(part)["step"] for part in (story[:2], story)] == [10, 30]
    assert runs.nearest([]) is None
    assert runs.comparable(story) == story[2:]


def test_a_measure_without_an_error_takes_nobody_down():
    """The log writes what is no number as null."""
    told = [{"event": "Scored", "step": i, "distance": float(i), "error": None, "judge": True} for i in (3, 1, 2)]
    assert runs.best(told) == 1


@pytest.mark.parametrize(
    ("measures", "step"),
    [
        ([(9.0, 0.1)], None),  # noise of the first seconds
        ([(9.0, 0.1), (5.0, 0.1)], None),
        ([(9.0, 0.1), (5.0, 0.1), (6.0, 0.1)], 20),
        ([(9.0, 2.0), (7.0, 2.0), (8.0, 2.0)], None),  # alike
        ([(9.0, 2.0), (7.0, 2.0), (20.0, 2.0)], 20),
    ],
)
def test_one_is_called_the_best_where_three_differ_by_more_than_their_errors(measures, step):
    told = ({"event": "Scored", "distance": value, "error": error, "judge": True} for value, error in measures)
    assert runs.best([{**event, "step": 10 * number} for number, event in enumerate(told, 1)]) == step


def test_whoever_writes_a_run_down_knows_its_best_step_as_who_reads_it(tmp_path):
    folder = tmp_path / "one"
    recorder.open_run_folder(folder)
    trainer = tiny_trainer()
    writer = Recorder(folder, trainer)
    for step, distance, judge, best in (
        (10, 0.1, False, 10), (20, 0.2, False, 10), (30, 190.0, True, 30), (40, 180.0, True, 40), (50, 185.0, True, 40),
    ):  # fmt: skip
        writer.record(Scored(step, 8 * step, distance, 0.1, 0.5, 0.8, 0.9, 1.0, judge))
        near = runs.nearest(runs.history(folder))
        assert writer.best[1] == near["step"] == Recorder(folder, trainer).best[1] == best


@pytest.mark.parametrize(("data", "other", "licence"), [
    ("avatars", "", "MIT"), ("avatars", "inked-avatars", "MIT"), ("celeba", "", ""), ("/my/pictures", "", ""),
    ("avatars", "/my/pictures", ""),
])  # fmt: skip
def test_a_licence_is_stated_where_that_of_the_examples_is_known(tmp_path, data, other, licence):
    assert recorder.licence_of(Settings(recipe="cyclegan", data=data, other=other)) == licence


def test_a_kept_model_of_pictures_of_ones_own_has_no_licence_until_its_owner_states_one(past, tmp_path):
    kept = runs.keep_model(past[0], tmp_path / "models", "Mine")
    text = (kept / checkpoints.CARD).read_text(encoding="utf-8")
    assert "license: unknown\n" in text
    assert "Licence: not stated" in text
    checkpoints.rewrite_card(kept, dataclasses.replace(checkpoints.read_config(kept), licence="CC-BY-4.0"))
    text = (kept / checkpoints.CARD).read_text(encoding="utf-8")
    assert "license: cc-by-4.0\n" in text
    assert "not stated" not in text
