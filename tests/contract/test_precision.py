"""bfloat16: where it is chosen, that losses are float32's but for rounding, and that a run in it resumes exactly."""

import copy

import pytest
import torch
from support.states import assert_equal_states
from support.trainers import tiny_trainer

from gan_demo import recipes
from gan_demo.events import Changed, Started
from gan_demo.training import precision
from gan_demo.training.loop import train
from gan_demo.words import UserError

CPU = torch.device("cpu")


def trainers(name: str, *precisions: str):
    return [
        tiny_trainer(name, recipes.find_recipe(name).condition.needs_labels, precision=precision)
        for precision in precisions
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", recipes.names())
def test_a_run_in_bfloat16_has_the_losses_of_one_in_float32_and_resumes_exactly(name):
    low, high, second = trainers(name, "bfloat16", "float32", "bfloat16")
    for _ in range(5):
        turn, other = low.step(), high.step()
        for loss, exact in zip(turn.loss.values(), other.loss.values(), strict=True):
            assert loss.dtype == torch.float32
            torch.testing.assert_close(loss, exact, rtol=0.1, atol=0.1)
    assert any(not torch.equal(a, b) for a, b in zip(low.D.parameters(), high.D.parameters(), strict=True))
    second.step()
    second.load_state_dict(copy.deepcopy(low.state_dict()))
    for trainer in (low, second):
        torch.manual_seed(1)
        trainer.step(), trainer.step()
    assert_equal_states(low.state_dict(), second.state_dict())
    assert low.finite()


def test_penalties_are_in_float32_and_the_rest_in_bfloat16():
    (trainer,) = trainers("rpgan", "bfloat16")
    with_penalty, without = (trainer.d_step(trainer.next_batch()) for _ in range(2))
    rounded = [turn.scores["real"].bfloat16().float() for turn in (with_penalty, without)]
    assert not torch.equal(with_penalty.scores["real"], rounded[0])
    assert torch.equal(without.scores["real"], rounded[1])


@pytest.mark.parametrize("amx", [False, True])
def test_auto_is_bfloat16_only_on_processors_that_are_faster_in_it(monkeypatch, amx):
    monkeypatch.setattr("torch.cpu._is_amx_tile_supported", lambda: amx)
    (trainer,) = trainers("dcgan", "auto")
    assert trainer.precision == ("bfloat16" if amx else "float32")
    assert next(train(trainer, lambda: True)).note == f"In {trainer.precision}."


def test_what_was_asked_for_is_taken_and_what_is_unknown_refused():
    assert [precision.choose_precision(name, CPU) for name in ("float32", "bfloat16")] == ["float32", "bfloat16"]
    with pytest.raises(UserError, match="auto, float32 or bfloat16, not 'float16'"):
        tiny_trainer(precision="float16")


def test_a_run_that_goes_on_in_another_precision_says_so():
    low, high = trainers("dcgan", "bfloat16", "float32")
    low.step()
    high.load_state_dict(low.state_dict())
    begun, changed = list(train(high, lambda: True))[:2]
    assert isinstance(begun, Started)
    assert isinstance(changed, Changed)
    assert changed.changes == {"precision": ["bfloat16", "float32"]}
    assert not any(isinstance(event, Changed) for event in train(low, lambda: True))


def test_a_state_of_an_earlier_version_says_nothing_of_precision():
    (trainer,) = trainers("dcgan", "float32")
    state = {name: part for name, part in trainer.state_dict().items() if name != "precision"}
    trainer.load_state_dict(state)
    assert not any(isinstance(event, Changed) for event in train(trainer, lambda: True))
