"""The health lights after a change of a knob: a harmful one is told at once, and the way back stays open."""

import math

import pytest
from support.stories import seen, told
from support.trainers import tiny_trainer

from gan_demo import runs
from gan_demo.commands import Set
from gan_demo.health.evidence import recall
from gan_demo.health.lights import PATIENCE, lights
from gan_demo.training.loop import Loop
from gan_demo.training.recorder import append
from gan_demo.training.session import Alarm

FASTER = {"g_lr": [2e-4, 0.01], "d_lr": [4e-4, 0.02]}
BACK = {"g_lr": "0.0002", "d_lr": "0.0004"}


def turned(story: list[dict], changes: dict, at: int) -> list[dict]:
    """The story with a change after that many seconds, of ten steps each."""
    change = {"event": "Changed", "time": float(at), "step": 10 * at, "images": 640 * at, "changes": changes}
    place = next(i for i, event in enumerate(story) if event["step"] > 10 * at)
    return [*story[:place], change, *story[place:]]


def cut(story: list[dict], step: int) -> list[dict]:
    return [event for event in story if event["step"] <= step]


def exploding(t: float) -> float:
    return -1.0 if t <= 0.5 else -60.0


def jumping(t: float) -> float:
    return 20 - 20 * t if t <= 0.5 else 50.0


def test_scores_that_jump_after_a_change_are_told_within_two_ticks_and_the_change_is_taken_back():
    story = turned(told(100, fake=exploding), FASTER, 50)
    light = seen(cut(story, 540), snapshots=[0, 400])["divergence"]
    assert (light.level, light.changes, light.rewind) == ("bad", BACK, 400)
    assert "step 500" in light.text.en
    assert "500" in light.text.zh


def test_scores_may_jump_after_a_change_even_in_the_first_steps_of_a_slow_run():
    story = [{**e, "step": e["step"] // 20} for e in told(60, fake=exploding)]
    story = turned(story, {"d_lr": [4e-4, 0.02]}, 1)
    story = [e for e in story if e["event"] != "Changed" or e["step"]]
    place = next(i for i, e in enumerate(story) if e["step"] > 15)
    change = {"event": "Changed", "time": 30.0, "step": 15, "images": 0, "changes": {"d_lr": [4e-4, 0.02]}}
    assert seen([*story[:place], change, *story[place:]])["divergence"].changes == {"d_lr": "0.0004"}


def test_pictures_that_jump_away_after_a_change_are_told_at_the_first_measure():
    story = turned(told(100, jumping), FASTER, 52)
    assert not seen(cut(story, 590))
    light = seen(cut(story, 600), snapshots=[0, 500])["divergence"]
    assert (light.changes, light.rewind) == (BACK, 500)


HARMLESS = [
    {"g_lr": [2e-4, 4e-4], "d_lr": [4e-4, 8e-4]},
    {"g_lr": [2e-4, 1e-4]},
    {"weights": ["", "r1=10"]},
    {"d_steps": [1, 2]},
]


@pytest.mark.parametrize("changes", HARMLESS, ids=str)
@pytest.mark.parametrize("at", [30, 100, 150])
def test_a_harmless_change_raises_no_alarm(changes, at):
    def wild(t: float) -> float:
        return -1.0 - 4 * t - (2 * math.sin(300 * t) if t > at / 300 else 0)

    story = turned(told(300, fake=wild), changes, at)
    for end in range(len(story)):
        assert not seen(story[:end])


def test_pairs_whose_scores_drift_are_left_in_peace_after_a_change():
    story = turned(told(300, real=lambda t: -5000 * t, fake=lambda t: -5000 * t - 0.1), HARMLESS[0], 40)
    for end in range(len(story)):
        assert not seen(story[:end])


def test_a_change_that_was_taken_back_leaves_the_way_to_the_best_until_the_run_is_well():
    story = turned(told(300, fake=lambda t: -60.0 if 0.5 < t < 0.8 else -1.0), FASTER, 150)
    back = {name: [new, old] for name, (old, new) in FASTER.items()}
    story = turned(story, back, 156)
    for step in (1580, 1700, 2300):
        light = seen(cut(story, step), snapshots=[1400])["divergence"]
        assert (light.changes, light.rewind) == (None, 1400)
    assert "divergence" not in seen(cut(story, 2600), snapshots=[1400])


def test_pictures_that_stay_bad_after_the_advice_keep_their_warning():
    story = turned(told(300, lambda t: 20 - 10 * t if t < 0.5 else 60.0), FASTER, 148)
    story = turned(story, {name: [new, old] for name, (old, new) in FASTER.items()}, 200)
    for step in (1900, 2010, 2100, 2900):
        light = seen(cut(story, step), snapshots=[1400])["divergence"]
        assert (light.changes, light.rewind) == (BACK if step < 2000 else None, 1400)


def test_slowing_a_run_that_was_ill_already_is_never_taken_back():
    story = told(300, lambda t: 20 - 10 * t if t < 0.5 else 60.0)
    story = turned(story, {"g_lr": [2e-4, 1e-4]}, 220)
    assert seen(story)["divergence"].changes == {"g_lr": "5e-05", "d_lr": "0.0002"}


def test_a_collapse_keeps_its_way_back_while_a_change_is_given_time():
    story = told(300, variety=lambda t: 0.7 if t < 0.5 else 0.2)
    assert seen(story, snapshots=[900])["collapse"].changes
    changed = {"event": "Changed", "time": 300.0, "step": 2990, "images": 0, "changes": {"g_lr": [2e-4, 1e-4]}}
    light = seen([*story, changed], snapshots=[900])["collapse"]
    assert (light.changes, light.rewind) == (None, 900)
    again = {**story[0], "time": 301.0, "step": 2990}
    assert "collapse" not in seen([*story, changed, again], snapshots=[900])


def test_a_run_without_numbers_takes_back_the_change_that_spoiled_them():
    failed = {"event": "Failed", "step": 810, "reason": ["A loss is no longer a number.", "损失不再是数字。"]}
    story = [*turned(told(81), FASTER, 79), failed]
    light = seen(story, snapshots=[700])["nan"]
    assert (light.changes, light.rewind) == (BACK, 700)
    assert seen([*told(81), failed])["nan"].changes == {"g_lr": "0.0001", "d_lr": "0.0002"}


def test_factors_of_losses_are_taken_back_as_they_were():
    story = turned(told(100, fake=exploding), {"weights": ["r1=2", "r1=0"], "augment": [0.5, 0.0]}, 50)
    assert seen(story)["divergence"].changes == {"weights": "r1=2", "augment": "0.5"}


def test_what_was_taken_back_already_is_not_advised():
    story = turned(turned(told(100, fake=exploding), FASTER, 50), {"d_lr": [0.02, 4e-4]}, 56)
    assert seen(story)["divergence"].changes == {"g_lr": "0.0002"}
    assert {light.light for light in lights(story)} >= {"divergence"}


def test_the_way_back_leads_to_before_the_change():
    story = [event for event in turned(told(100, fake=exploding), FASTER, 50) if event["event"] != "Scored"]
    assert seen(story, snapshots=[0, 460, 500, 900])["divergence"].rewind == 460
    assert seen(story, snapshots=[500, 900])["divergence"].rewind is None


@pytest.mark.slow
@pytest.mark.parametrize(("factor", "ill"), [(50, True), (2, False)])
def test_a_real_run_is_judged_by_the_size_of_the_change(tmp_path, factor, ill):
    trainer = tiny_trainer("r3gan", steps=31)
    rates = {name: str(trainer.rates[name] * factor) for name in ("g_lr", "d_lr")}
    orders = [Set(rates)]
    loop = Loop(trainer, lambda: False, lambda: [orders.pop()] if orders and trainer.steps == 20 else [], None, None)
    loop.displays.ticks = Alarm(0.0, 0.0)
    for event in loop.events():
        append(tmp_path, event)
    story = runs.history(tmp_path)
    assert not seen(cut(story, 20))
    assert ("divergence" in seen(story)) == ill


def changed_often(story: list[dict], count: int, between: int = 0) -> list[dict]:
    """The story with so many more changes, of which each is seen for so many steps."""
    step, more = story[-1]["step"], []
    for number in range(count):
        at = {"time": 301.0, "step": step + between * number, "images": 0}
        more += [{"event": "Changed", **at, "changes": {"g_lr": [2e-4, 1e-4]}}, {"event": "Paused", **at}]
        if between:
            more.append({**story[-2], "event": "Progress", **at, "seconds": 301.0, "step": at["step"] + between})
    return [*story, *more]


@pytest.mark.parametrize("between", [0, 1, 100])
def test_thousands_of_changes_within_the_time_that_one_is_given(monkeypatch, between):
    looks = []
    monkeypatch.setattr("gan_demo.health.lights.recall", lambda *past: looks.append(1) or recall(*past))
    story = told(300, variety=lambda t: 0.7 if t < 0.5 else 0.2)
    seen(changed_often(story, 2000, between), snapshots=[900])
    assert 1 < len(looks) <= PATIENCE + 1


@pytest.mark.parametrize("between", [0, 1])
def test_a_warning_outlives_several_changes_in_a_row(between):
    story = told(300, variety=lambda t: 0.7 if t < 0.5 else 0.2)
    for count in (2, 2000) if between == 0 else (2, 8):
        light = seen(changed_often(story, count, between), snapshots=[900])["collapse"]
        assert (light.changes, light.rewind) == (None, 900)
