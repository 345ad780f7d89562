"""Replayed steps must be the plain ones; here what is recorded is simply done again, on a GPU it is a CUDA graph."""

from functools import partial

import pytest
import torch
from support.trainers import tiny_trainer

from gan_demo.events import Changed, Finished
from gan_demo.training.cuda_graphs import WARM, Replay
from gan_demo.training.loop import train


def again(record, step):
    """What a recording is on the CPU: nothing is done now, and the same is done at each replay."""
    record.append(step)
    return step


def state(trainer):
    """Every number that a run is made of."""
    kept = trainer.state_dict()
    nets = [tensor for name in ("G", "D", "ema") for tensor in kept[name].values()]
    return nets, kept["counters"] | {"seconds": 0}, trainer.objective.state_dict(), kept["batches"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("recipe", "settings", "kinds"),
    [
        ("rpgan", {}, 2),  # with the penalty and without
        ("wgan", {}, 1),
        ("wgan_gp", {"d_steps": 2}, 1),
        ("rpgan", {"d_steps": 3}, 4),  # the penalty in any of three turns, or in none
        ("cgan", {"augment": 0.5}, 1),
        ("vaegan", {}, 2),  # whose weights fall from step to step
    ],
)
def test_replayed_steps_are_the_plain_ones(recipe, settings, kinds):
    plain, other = (tiny_trainer(recipe, classes=recipe == "cgan", **settings) for _ in range(2))
    record = []
    other.rounds = Replay(other, partial(again, record))
    turns = []
    for trainer in (plain, other):
        torch.manual_seed(1)
        turns.append([trainer.step() for _ in range(4 * WARM + 8)])
    assert len(record) == kinds
    for one, two in zip(*turns, strict=True):
        assert one.loss.keys() == two.loss.keys()
        assert one.watch.keys() == two.watch.keys()
        assert all(torch.equal(one.loss[name], two.loss[name]) for name in one.loss)
        assert all(torch.equal(one.scores[name], two.scores[name]) for name in one.scores)
    (nets, *rest), (others, *others_rest) = state(plain), state(other)
    assert all(torch.equal(a, b) for a, b in zip(nets, others, strict=True))
    assert str(rest) == str(others_rest)


@pytest.mark.slow
def test_a_step_that_cannot_be_recorded_is_taken_as_usual_and_no_other_is_tried():
    plain, other = tiny_trainer("rpgan"), tiny_trainer("rpgan")

    def refuse(step):
        raise RuntimeError("operation not permitted when stream is capturing\nand more")

    other.rounds = Replay(other, refuse)
    for _ in range(4 * WARM + 4):
        plain.step(), other.step()
    assert other.rounds.failed == "operation not permitted when stream is capturing"
    assert all(torch.equal(a, b) for a, b in zip(state(plain)[0], state(other)[0], strict=True))
    assert str(state(plain)[1:]) == str(state(other)[1:])


def test_a_failed_recording_is_told_once_and_the_run_goes_on():
    def refuse(step):
        raise RuntimeError("no stream")

    trainer = tiny_trainer("sngan", steps=3 * WARM, graphs=1)
    trainer.rounds = Replay(trainer, refuse)
    events = list(train(trainer, lambda: False))
    (changed,) = [event for event in events if isinstance(event, Changed)]
    assert changed.changes == {"graphs": [1, 0]}
    assert "no stream" in changed.reason.en
    assert isinstance(events[-1], Finished)


def test_a_change_of_settings_records_anew():
    trainer = tiny_trainer("sngan")
    trainer.rounds = Replay(trainer, lambda step: step)
    first = trainer.rounds
    trainer.change(trainer.settings.with_text({"g_lr": "0.001"}))
    assert trainer.rounds is not first


def test_without_a_gpu_the_setting_changes_nothing():
    assert not isinstance(tiny_trainer("rpgan", graphs=1).rounds, Replay)
