"""What a run shows of itself where the memory hardly suffices for training: less at once, or nothing but a sentence."""

import copy

import pytest
import torch
from support.trainers import tiny_trainer

from gan_demo import commands as ask
from gan_demo.events import Changed, CloseUp, Finished, Measuring, Paused, Resumed, Samples, Scored
from gan_demo.training.closeup import watched_step
from gan_demo.training.loop import Loop
from gan_demo.training.session import Session


def run_out(*_):
    raise torch.OutOfMemoryError("CUDA out of memory")


class Measure:
    """A measure of quality that needs more memory than there is."""

    look_up, measure = staticmethod(list), staticmethod(run_out)


def looped(trainer, quality=None) -> list:
    """The events of a run in which everything is due after every step."""
    loop = Loop(trainer, lambda: False, list, None, quality)
    loop.displays.grids.rings = loop.displays.budget.due = lambda: True
    return list(loop.events())


@pytest.mark.parametrize("name", ["samples", "draw"])
def test_a_grid_that_does_not_fit_is_left_out_and_the_run_goes_on(monkeypatch, name):
    trainer = tiny_trainer(steps=3)
    monkeypatch.setattr(trainer, name, run_out)
    events = looped(trainer)
    (told,) = [event for event in events if isinstance(event, Changed)]
    assert (told.changes, events[-1]) == ({}, Finished(3, 24))
    assert "grid of samples is left out" in told.reason.en
    assert not [event for event in events if isinstance(event, Samples)]


def test_a_measure_that_does_not_fit_is_left_out_and_the_run_goes_on():
    events = looped(tiny_trainer(steps=3), Measure())
    (told,) = [event for event in events if isinstance(event, Changed)]
    assert "quality is left out" in told.reason.en
    assert len([event for event in events if isinstance(event, Samples)]) == 5
    assert not [event for event in events if isinstance(event, Scored)]
    assert events[-1] == Finished(3, 24)


class Sound:
    """A measure of quality that says the same each time."""

    look_up = staticmethod(list)
    measure = staticmethod(lambda draw: dict.fromkeys(MEASURES, 1.0))


MEASURES = ("distance", "error", "floor", "coverage", "covered", "variety", "judge")


def test_a_measure_is_told_before_it_begins_and_no_pause_or_single_step_waits_for_one():
    script = {2: ask.Pause(), 3: ask.Step(), 4: ask.Step("d"), 5: ask.Step(), 6: ask.Go()}
    looks = iter(range(10_000))
    trainer = tiny_trainer(steps=7)
    loop = Loop(trainer, lambda: False, lambda: [script[i]] if (i := next(looks)) in script else [], None, Sound())
    loop.displays.grids.rings = loop.displays.budget.due = loop.displays.budget.worthwhile = lambda: True
    told = [event for event in loop.events() if isinstance(event, Measuring | Scored | Paused | Resumed)]
    kinds = [type(event) for event in told]
    pair = [Measuring, Scored]
    assert kinds == [*pair * 2, *[Paused] * 4, Resumed, *pair * 3]
    assert [event.step for event in told if isinstance(event, Paused)] == [2, 3, 3, 4]
    assert [event.step for event in told if isinstance(event, Scored)] == [1, 2, 5, 6, 7]


def flat(trainer, value):
    """A generator of pictures of one colour."""

    class Flat(type(trainer.G)):
        def forward(self, z, condition=None):
            return value + 0 * super().forward(z, condition)

    net = copy.deepcopy(trainer.G)
    net.__class__ = Flat
    return net


def test_grids_fresh_samples_and_scores_are_of_the_average_and_a_close_up_is_of_the_generator_itself():
    """As the page, the films and the cards say."""
    trainer = tiny_trainer()
    trainer.G, trainer.ema = flat(trainer, 1.0), flat(trainer, -1.0)
    grid = Session(trainer).samples()
    assert {*grid.pictures.flat, *grid.fresh.flat, *trainer.measured_sample(9)[0].flatten().tolist()} == {0}
    phases = [event for event in watched_step(trainer) if isinstance(event, CloseUp)]
    assert {*phases[0].pictures[8:].flat} == {255}


@pytest.mark.parametrize("name", ["sngan", "cgan", "attngan"])
def test_no_more_is_drawn_at_once_than_a_step_sees(name):
    trainer = tiny_trainer(name, name == "cgan")
    whole, drawn = trainer.samples()[0], trainer.draw(70, 3)
    trainer.batches.batch = 100
    assert (trainer.samples()[0].int() - whole.int()).abs().max() <= 1
    assert (trainer.draw(70, 3).int() - drawn.int()).abs().max() <= 1
    trainer.batches.batch, sizes = 5, []
    trainer.ema.register_forward_pre_hook(lambda net, given: sizes.append(len(given[0])))
    trainer.samples(), trainer.draw(70, 3)
    assert max(sizes) == 5
