"""A run that was stopped and resumed equals an unbroken one, bit for bit on the CPU; bad numbers end a run."""

import copy
import io

import pytest
import torch
from support.states import assert_equal_states
from support.trainers import tiny_dataset, tiny_trainer

from gan_demo import recipes
from gan_demo.events import Failed, Finished, Progress, Samples, Saved, Started, Stopped
from gan_demo.settings import Settings
from gan_demo.training.engine import Trainer
from gan_demo.training.loop import train
from gan_demo.training.session import LONGEST_TURN, Session


@pytest.mark.slow
@pytest.mark.parametrize("name", recipes.recipes())
def test_resume_is_exact(name):
    """Eleven steps in one go, and seven in one process, four in another, across an epoch's end and a lazy penalty."""
    classes = recipes.find_recipe(name).condition.needs_labels
    unbroken = tiny_trainer(name, classes)
    for _ in range(11):
        unbroken.step()
    first = tiny_trainer(name, classes)
    for _ in range(7):
        first.step()
    buffer = io.BytesIO()
    torch.save(first.state_dict(), buffer)
    torch.manual_seed(12345)
    second = tiny_trainer(name, classes)
    second.step()
    buffer.seek(0)
    second.load_state_dict(torch.load(buffer, weights_only=True))
    for _ in range(4):
        second.step()
    assert unbroken.batches.epoch > 0
    assert_equal_states(unbroken.state_dict(), second.state_dict())


@pytest.mark.slow
def test_the_recipes_batch_grows_with_what_was_seen_and_resumes_exactly():
    """On a CPU it is 32, from 64,000 pictures on 64; here of 50, which an epoch of batches of 64 repeats."""
    assert [recipes.find_recipe("vaegan").batch(seen, "cpu") for seen in (0, 63_999, 64_000, 10**7)] == [32, 32, 64, 64]
    assert recipes.find_recipe("vaegan").batch(0, "cuda") == recipes.find_recipe("dcgan").batch(0, "cpu") == 64
    assert tiny_trainer("vaegan", batch=8).batch == 8
    notes = [next(train(tiny_trainer("vaegan", batch=batch), lambda: True)).note for batch in (None, 8)]
    assert ["Batches of 32 grow to 64." in note for note in notes] == [True, False]

    def trainer_after(seen):
        trainer = fresh()
        trainer.images = seen
        return trainer

    def fresh():
        return Trainer(Settings("vaegan", batch=None, width=32, latent=8, device="cpu"), tiny_dataset(50))

    for steps in range(1, 6):
        first, unbroken = trainer_after(63_900), trainer_after(63_900)
        for trainer, count in ((first, steps), (unbroken, 6)):
            sizes = [len(trainer.step().scores["real"]) for _ in range(count)]
        assert sizes == [32, 32, 32, 32, 64, 64]
        second = fresh()
        second.load_state_dict(copy.deepcopy(first.state_dict()))
        for _ in range(6 - steps):
            second.step()
        assert_equal_states(unbroken.state_dict(), second.state_dict())


def plain(value):
    """The same state with every tensor in the usual order in memory, as earlier versions wrote it."""
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    return value.contiguous() if isinstance(value, torch.Tensor) else copy.deepcopy(value)


def test_a_state_in_another_order_in_memory_is_the_same_state():
    first, second = tiny_trainer("rpgan"), tiny_trainer("rpgan")
    for _ in range(3):
        first.step()
    assert not all(parameter.is_contiguous() for parameter in first.D.parameters())
    second.load_state_dict(copy.deepcopy(plain(first.state_dict())))
    for trainer in (first, second):
        trainer.step(), trainer.step()
    assert_equal_states(first.state_dict(), second.state_dict())


def test_time_asleep_is_no_training_time(monkeypatch):
    clock = iter([0.0, 1.0, 3.0, 5000.0, 5001.0])
    monkeypatch.setattr("gan_demo.training.session.time.monotonic", lambda: next(clock))
    trainer = tiny_trainer()
    session = Session(trainer)
    for _ in range(4):
        session.ended()
    assert trainer.seconds == 1 + 2 + LONGEST_TURN + 1


def test_watching_changes_nothing():
    seen, unseen = tiny_trainer(), tiny_trainer()
    for _ in range(3):
        seen.step(), seen.samples(), seen.finite(), seen.state_dict()
        unseen.step()
    assert_equal_states(seen.state_dict(), unseen.state_dict())


def test_the_loop_tells_its_story():
    events = list(train(tiny_trainer(steps=12)))
    kinds = [type(event) for event in events]
    assert kinds[:2] == [Started, Samples]
    assert kinds[-4:] == [Progress, Samples, Saved, Finished]
    assert events[-1] == Finished(12, 96)
    assert events[-2].state["counters"]["steps"] == 12


def test_stop_saves_first():
    asked = iter([False, False, True])
    events = list(train(tiny_trainer(), lambda: next(asked)))
    assert [type(event) for event in events[-2:]] == [Saved, Stopped]
    assert events[-1].step == 2


@pytest.mark.parametrize("settings", [{"steps": 3}, {"images": 24}])
def test_limits(settings):
    assert list(train(tiny_trainer(**settings)))[-1] == Finished(3, 24)


def test_a_run_at_its_limit_ends_at_once():
    trainer = tiny_trainer(steps=2)
    list(train(trainer))
    assert list(train(trainer))[-1] == Finished(2, 16)
    assert trainer.steps == 2


def test_not_a_number_ends_the_run_unsaved():
    trainer = tiny_trainer(steps=5)
    with torch.no_grad():
        next(trainer.D.parameters()).fill_(float("nan"))
    events = list(train(trainer))
    assert isinstance(events[-1], Failed)
    assert "no longer a number" in events[-1].reason.en
    assert not any(isinstance(event, Saved) for event in events)


@pytest.mark.slow
def test_average_starts_fresh_and_slows_down():
    """After the first step the average is all but the net itself; its half-life never passes the setting."""
    trainer = tiny_trainer(ema=10)
    trainer.step()
    for mean, value in zip(trainer.ema.parameters(), trainer.G.parameters(), strict=True):
        torch.testing.assert_close(mean, value.detach(), rtol=0, atol=1e-5)
    for _ in range(400):
        trainer.step()
    before = [p.clone() for p in trainer.ema.parameters()]
    trainer._average()
    for old, mean, value in zip(before, trainer.ema.parameters(), trainer.G.parameters(), strict=True):
        torch.testing.assert_close(mean, torch.lerp(old, value.detach(), 1 - 0.5**0.1))
