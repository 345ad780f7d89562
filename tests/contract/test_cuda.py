"""What only a GPU can show; every one of these paths is also taken on the CPU by the other tests."""

import copy

import pytest
import torch
from support.trainers import tiny_trainer

from gan_demo import recipes

pytestmark = [pytest.mark.cuda, pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU here")]


@pytest.mark.parametrize("name", recipes.names())
def test_a_recipe_learns_on_the_gpu(name):
    trainer = tiny_trainer(name, recipes.find_recipe(name).condition.needs_labels, device="cuda")
    before = [p.clone() for p in trainer.G.parameters()]
    for _ in range(5):
        trainer.step()
    assert trainer.finite()
    assert any(not torch.equal(a, b) for a, b in zip(before, trainer.G.parameters(), strict=True))
    assert trainer.samples()[0].device.type == "cpu"


def test_the_data_lie_on_the_gpu():
    assert tiny_trainer(device="cuda").batches.images.device.type == "cuda"


def test_penalties_are_in_single_precision_and_the_rest_in_half():
    trainer = tiny_trainer("rpgan", device="cuda")
    with_penalty, without = (trainer.d_step(trainer.next_batch()) for _ in range(2))
    rounded = [turn.scores["real"].bfloat16().float() for turn in (with_penalty, without)]
    assert not torch.equal(with_penalty.scores["real"], rounded[0])
    assert torch.equal(without.scores["real"], rounded[1])


def test_no_step_waits_for_the_gpu():
    trainer = tiny_trainer("rpgan", device="cuda")
    trainer.step()
    torch.cuda.set_sync_debug_mode("error")
    try:
        for _ in range(5):
            trainer.step()
    finally:
        torch.cuda.set_sync_debug_mode("default")


@pytest.mark.parametrize(("recipe", "augment"), [("rpgan", 0.0), ("dcgan", 0.5)])
def test_steps_replayed_as_graphs_are_the_plain_ones(recipe, augment):
    plain, replayed = (tiny_trainer(recipe, device="cuda", augment=augment, graphs=graphs) for graphs in (0, 1))
    for trainer in (plain, replayed):
        torch.manual_seed(1)
        for _ in range(20):
            trainer.step()
    assert replayed.rounds.recorded
    assert not replayed.rounds.failed
    for a, b in zip(plain.ema.parameters(), replayed.ema.parameters(), strict=True):
        torch.testing.assert_close(a, b, atol=2e-3, rtol=2e-2)


def test_resume_is_exact_on_the_gpu():
    one, two = tiny_trainer(device="cuda"), tiny_trainer(device="cuda")
    for _ in range(3):
        one.step()
    two.load_state_dict(copy.deepcopy(one.state_dict()))  # optimizers share what they are given
    for trainer in (one, two):
        trainer.step()
    for a, b in zip(one.G.parameters(), two.G.parameters(), strict=True):
        torch.testing.assert_close(a, b)


def test_the_gpus_memory_that_runs_out_halves_the_batch():
    trainer = tiny_trainer(device="cuda")
    with pytest.raises(torch.OutOfMemoryError):
        torch.empty(1 << 45, device="cuda")
    assert trainer.shrink()
    trainer.step()
    assert trainer.settings.batch == 4
