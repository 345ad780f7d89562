"""Orders to a training loop: what they change, what they refuse, and that what is only watched changes nothing."""

import math
import time

import numpy as np
import pytest
import torch
from support.states import assert_equal_states
from support.trainers import tiny_trainer

from gan_demo import commands as ask
from gan_demo import recipes
from gan_demo.events import Changed, CloseUp, Paused, Progress, Refused, Resumed, Samples, Saved, Started, Stopped
from gan_demo.examples.image import DIM, GLOW, strength
from gan_demo.objectives.objective import StepResult
from gan_demo.training.closeup import watched_step
from gan_demo.training.loop import train
from gan_demo.training.session import BINS, HEARD, Scores
from gan_demo.words import UserError


def followed(trainer, script: dict[int, ask.Command], **options) -> list:
    """The events of a run that gets an order before each of these looks at the inbox."""
    looks = iter(range(10_000))
    return list(train(trainer, orders=lambda: [script[i]] if (i := next(looks)) in script else [], **options))


def of(kind, events) -> list:
    return [event for event in events if isinstance(event, kind)]


@pytest.mark.slow
@pytest.mark.parametrize("name", recipes.names())
def test_a_watched_step_is_the_ordinary_step_bit_for_bit(name):
    classes = recipes.find_recipe(name).condition.needs_labels
    plain, watched = tiny_trainer(name, classes), tiny_trainer(name, classes)
    for _ in range(5):
        plain.step()
        *phases, turn = watched_step(watched)
        assert isinstance(turn, StepResult)
        assert [phase.phase for phase in phases[-4:]] == ["d looks", "d learns", "g looks", "g learns"]
    assert_equal_states(plain.state_dict(), watched.state_dict())


@pytest.mark.parametrize("channels", [1, 3])
def test_what_g_is_told_is_the_gradient_of_its_loss_on_its_pictures(channels):
    """For the Wasserstein loss of a linear critic the gradient on each picture is the critic's weight, by the batch."""
    trainer = tiny_trainer("wgan_gp", size=16, channels=channels)
    weight = torch.zeros(channels, 16, 16)
    weight[:, :4, :4] = -3
    trainer.D = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(weight.numel(), 1), torch.nn.Flatten(0))
    trainer.D[1].weight.data[:] = weight.flatten()
    D = trainer.D
    D.forward = lambda images, condition=None: D[2](D[1](D[0](images)))
    looks = next(p for p in watched_step(trainer, "g") if isinstance(p, CloseUp) and p.phase == "g looks")
    assert looks.force == pytest.approx(float(weight.abs().mean()) / 8, rel=1e-5)
    drawn, shown = looks.pictures[:8].astype(float), looks.pictures[8:].astype(float)
    assert (shown[:, :3, :3] == GLOW).all()
    for dark in (shown[:, 5:], shown[:, :, 5:]):
        assert (dark == dark[..., :1]).all()
    assert np.allclose(shown[:, 5:, :, 0], DIM * drawn[:, 5:].mean(-1), atol=1)


def test_the_strength_of_a_gradient_is_its_norm_smoothed_and_no_single_pixel_sets_the_scale():
    corner = torch.zeros(2, 3, 16, 16)
    corner[0, :, :4, :4] = torch.tensor([2.0, -1.0, 2.0]).view(3, 1, 1)
    light = strength(corner)
    assert light.shape == (2, 1, 16, 16)
    torch.testing.assert_close(light[0, 0, :6, 1], torch.tensor([1, 1, 1, 2 / 3, 1 / 3, 0]))
    assert not light[1].any()
    even = torch.ones(8, 3, 16, 16)
    even[3, 1, 8, 8] = 1e6
    torch.testing.assert_close(strength(even), torch.ones(8, 1, 16, 16))
    assert not strength(torch.zeros(8, 1, 8, 8)).any()


def test_a_change_is_followed_marked_and_saved():
    trainer = tiny_trainer(steps=6)
    script = {2: ask.Set({"g_lr": "1e-5", "d_steps": 2, "augment": 0.5, "ema": 10, "weights": "d=2"})}
    events = followed(trainer, script)
    (changed,) = of(Changed, events)
    usual = recipes.find_recipe("sngan").g_optimizer.lr
    assert changed.changes == {
        "g_lr": [usual, 1e-5], "d_steps": [1, 2], "augment": [0.0, 0.5], "ema": [500, 10], "weights": ["", "d=2"],
    }  # fmt: skip
    assert isinstance(events[events.index(changed) + 1], Saved)
    assert trainer.g_optimizer.param_groups[0]["lr"] == 1e-5
    assert trainer.images == 2 * 8 + 4 * 16
    assert trainer.settings.ema == 10
    assert trainer.batches.next().augment == 0.5


def test_a_factor_of_a_term_multiplies_its_gradient():
    plain, twice = tiny_trainer("wgan_gp"), tiny_trainer("wgan_gp", weights="d=2, gradient penalty=0")
    gradients = []
    for trainer in (plain, twice):
        turn = trainer.d_step(trainer.next_batch())
        (gradient,) = torch.autograd.grad(turn.loss["d"], next(trainer.D.parameters()), retain_graph=True)
        gradients.append(gradient)
        assert (turn.loss["gradient penalty"].item() == 0) is (trainer is twice)
    torch.testing.assert_close(2 * gradients[0], gradients[1])


@pytest.mark.parametrize(("seen", "factor"), [(8, 1), (40_000, 0.775), (60_000, 0.55), (120_000, 0.1), (10**7, 0.1)])
def test_a_weight_that_decays_is_what_the_pictures_seen_make_it(seen, factor):
    assert recipes.find_recipe("vaegan").decays["r1"](seen) == pytest.approx(factor)  # half a cosine, 2501.05441
    turns = []
    for weights in ("", f"r1={factor}, r2={factor}"):
        trainer = tiny_trainer("vaegan", weights=weights)
        trainer.images = seen - trainer.batch
        turns.append(trainer.d_step(trainer.next_batch()))
    assert turns[0].loss["r1"] > 0
    for term in turns[0].loss:
        torch.testing.assert_close(turns[0].loss[term], turns[1].loss[term])


def test_what_will_decay_is_told_unless_the_settings_hold_it_or_it_has_decayed():
    def note(seen=0, **settings):
        trainer = tiny_trainer("vaegan", batch=8, **settings)
        trainer.images = seen
        return next(train(trainer, lambda: True)).note

    assert "The weight of r1 falls to 0.1 of it by picture 120,000. The weight of r2 falls" in note()
    assert "The weight of r2 falls" in note(weights="r1=1")
    assert "r1" not in note(weights="r1=1")
    assert "weight" not in note(120_000)


def test_a_run_of_before_weights_fell_goes_on_as_it_was():
    before, after = tiny_trainer("vaegan"), tiny_trainer("vaegan")
    state = before.state_dict()
    assert state.pop("decays") == {"r1": [0.1, 120_000], "r2": [0.1, 120_000]}
    after.load_state_dict(state)
    after.images = 10**6
    turn = after.d_step(after.next_batch())
    torch.testing.assert_close(turn.loss["r1"], 0.5 * after.objective.every * turn.watch["r1"])
    assert not after.falling


def test_progress_tells_the_weights_that_fall_and_no_others():
    trainer = tiny_trainer("vaegan", steps=2, weights="r1=1")
    trainer.images = 60_000
    told = of(Progress, list(train(trainer)))[-1].falling
    assert told == {"r2": pytest.approx(0.55, abs=1e-3)}


def test_a_term_that_the_run_does_not_have_is_refused():
    events = followed(tiny_trainer(steps=4), {2: ask.Set({"weights": "r9=1"})})
    (refused,) = of(Refused, events)
    assert "no loss term 'r9'; it has d, g" in refused.reason.en
    assert not of(Changed, events)


def test_a_term_that_the_run_cannot_have_is_refused_before_it_begins():
    with pytest.raises(UserError, match="no loss term 'r9'; it has d, gradient penalty, g"):
        tiny_trainer("wgan_gp", weights="r9=1")


def test_a_term_that_comes_every_few_turns_is_known_after_a_resume():
    first, second = tiny_trainer("rpgan"), tiny_trainer("rpgan", steps=4)
    first.step()
    second.load_state_dict(first.state_dict())
    events = followed(second, {1: ask.Set({"weights": "r1=2"})})
    assert not of(Refused, events)


@pytest.mark.slow
def test_a_pause_rests_and_single_steps_move_one_player():
    trainer = tiny_trainer(steps=20)
    script = {2: ask.Pause(), 4: ask.Step("d"), 6: ask.Step("g"), 8: ask.Step("both"), 12: ask.Go()}
    moved, before = [], {}
    looks = iter(range(10_000))

    def orders():
        i = next(looks)
        now = {name: _frozen(dict(net.named_parameters())) for name, net in (("D", trainer.D), ("G", trainer.G))}
        if i in (5, 7, 9):
            moved.append("".join(name for name in "DG" if differ(now[name], before[name])))
        before.update(now)
        return [script[i]] if i in script else []

    events = list(train(trainer, orders=orders))
    assert moved == ["D", "G", "DG"]
    assert len(of(Resumed, events)) == 1
    assert [event.phase[0] for event in of(CloseUp, events)] == list("ddggddgg")
    paused = of(Paused, events)
    assert [event.step for event in paused] == [2, 2, 3, 4]


def test_a_paused_run_stops_at_once():
    stop = iter([False] * 5 + [True] * 100)
    events = list(train(tiny_trainer(), lambda: next(stop), iter([[], [ask.Pause()], *[[]] * 100]).__next__))
    assert isinstance(events[-1], Stopped)


def test_rewinding_equals_never_having_gone_on():
    straight = tiny_trainer(steps=9)
    list(train(straight))
    kept = {}
    trainer = tiny_trainer(steps=9)
    looks = iter(range(10_000))

    def orders():
        look = next(looks)
        if look == 4:
            kept[trainer.steps] = trainer.state_dict() | {
                "ema": {k: v.clone() for k, v in trainer.ema.state_dict().items()}
            }
            kept[trainer.steps] = _frozen(kept[trainer.steps])
        return [ask.Rewind(4)] if look == 7 else []

    events = list(train(trainer, orders=orders, snapshot=kept.__getitem__))
    assert [event.step for event in of(Started, events)] == [0, 4]
    ours, theirs = trainer.state_dict(), straight.state_dict()
    for state in (ours, theirs):
        state["counters"]["seconds"] = 0
    assert_equal_states(ours, theirs)


def test_a_refused_rewind_has_not_gone_back():
    trainer = tiny_trainer(steps=9)
    early = _frozen(trainer.state_dict())
    events = followed(trainer, {6: ask.Rewind(0, {"weights": "r9=1"})}, snapshot={0: early}.__getitem__)
    (refused,) = of(Refused, events)
    assert (refused.step, len(of(Started, events)), trainer.batches.drawn) == (6, 1, 9)


@pytest.mark.parametrize("order", [ask.Pause(), ask.Slow(0)])
def test_an_order_in_slow_motion_does_not_wait_out_the_step(order):
    trainer = tiny_trainer(steps=2, d_steps=3)
    begun, events, script = time.monotonic(), [], iter([[ask.Slow(1)], [], [], [], [order]])
    for event in train(trainer, lambda: bool(of(Paused, events)), lambda: next(script, [])):
        events.append(event)
    assert time.monotonic() - begun < 4
    assert len(of(CloseUp, events)) == 8


def test_a_pause_outlasts_a_rest_that_is_asked_for_beside_it():
    """The partner of a run that waits for its turn does not end what a visitor asked for."""
    stop = iter([False] * 12 + [True] * 100)
    script = iter([[], [ask.Set({"ema": "9"}), ask.Pause()], [ask.Rest()]])
    events = list(train(tiny_trainer(), lambda: next(stop), lambda: next(script, [])))
    assert of(Paused, events)
    assert not of(Resumed, events)


def test_a_rest_lets_another_run_train_and_ends_by_itself():
    events = followed(tiny_trainer(steps=5), {2: ask.Rest()})
    assert [event.step for event in of(Paused, events) + of(Resumed, events)] == [2, 2]
    with pytest.raises(UserError):
        ask.parse_command({"do": "rest"})  # it is no order of a visitor


def differ(a: dict, b: dict) -> bool:
    return any(not torch.equal(a[name], b[name]) for name in a)


def _frozen(value):
    if isinstance(value, dict):
        return {key: _frozen(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_frozen(item) for item in value]
    return value.clone() if isinstance(value, torch.Tensor) else value


def test_memory_that_runs_out_halves_the_batch_and_goes_on(monkeypatch):
    trainer = tiny_trainer(steps=6)
    step, full = trainer.step, iter([True, False, True])

    def failing():
        if trainer.steps >= 2 and next(full, False):
            raise torch.OutOfMemoryError("CUDA out of memory")
        return step()

    monkeypatch.setattr(trainer, "step", failing)
    events = list(train(trainer))
    assert [event.changes for event in of(Changed, events)] == [{"batch": [8, 4]}, {"batch": [4, 2]}]
    assert all("half as many" in event.reason.en for event in of(Changed, events))
    assert trainer.steps == 6
    assert trainer.images == 8 + 8 + 4 + 2 * 3


def test_the_histogram_counts_what_d_said():
    scores = Scores()
    for i in range(HEARD + 5):
        scores.add(StepResult({}, {}, {"real": torch.full((4,), float(i)), "fake": torch.full((4,), -1.0)}))
    told = scores.histogram()
    assert sum(told["real"]) == sum(told["fake"]) == 4 * HEARD
    assert (told["low"], told["high"]) == (-1, HEARD + 4)
    assert told["fake"] == [4 * HEARD] + [0] * (BINS - 1)
    scores.add(StepResult({}, {}, {"real": torch.full((4,), math.nan), "fake": torch.zeros(4)}))
    assert scores.histogram() is None


def test_the_sample_grid_comes_with_fresh_latents():
    events = of(Samples, list(train(tiny_trainer(steps=3))))
    assert events[0].fresh.shape == (16, 8, 8, 3)
    assert (events[0].fresh != events[-1].fresh).any()
    assert events[-1].scores["real"]


BAD = [
    None,
    [],
    {},
    {"do": "fly"},
    {"do": "slow", "seconds": -1},
    {"do": "slow", "seconds": "1"},
    {"do": "step", "player": "x"},
    {"do": "rewind", "step": "1"},
    {"do": "rewind", "step": True},
    {"do": "set", "changes": [1]},
    *({"do": "set", "changes": {"g_lr": value}} for value in ("many", "nan", "0", "2")),
    *({"do": "set", "changes": {"weights": value}} for value in ("r1", "r1=-1", "=1", "r1=nan")),
    {"do": "set", "changes": {"batch": "3"}},
    {"do": "set", "changes": {"colour": "red"}},
    {"do": "set", "changes": {"g_lr": [1]}},
    {"do": "set", "changes": None},
    {"do": ["set"]},
    {"do": "slow", "seconds": math.nan},
    {"do": "step", "player": 3},
]


@pytest.mark.parametrize("values", BAD)
def test_what_is_no_order_is_refused_with_a_sentence(values):
    with pytest.raises(UserError) as caught:
        ask.parse_command(values)
    assert caught.value.words.en.endswith(".")
    assert caught.value.words.zh.endswith("。")
