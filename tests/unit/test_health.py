"""The health lights on made-up stories whose truth is known."""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict

import pytest
from support.stories import RATES, scores, seen, told

from gan_demo.health.evidence import right
from gan_demo.health.lights import lights
from gan_demo.settings import Settings

NAMES = ["collapse", "d too strong", "d too weak", "divergence", "nan", "stagnation"]


def prefixes(story: list[dict]) -> Iterator[list[dict]]:
    return (story[:end] for end in range(len(story) + 1))


def steadily(t: float) -> float:
    return 10 + 60 * (1 - t)


def worse_from_the_middle(t: float) -> float:
    return 40 - 50 * t if t < 0.5 else 15 + 80 * (t - 0.5)


def steadily_alike(t: float) -> float:
    return 0.7 if t < 0.5 else 0.02


def test_all_lights_are_told_in_one_order():
    assert [light.light for light in lights([])] == NAMES
    assert [light.light for light in lights(told(60))] == NAMES


def test_an_empty_or_short_story_says_nothing():
    awful = told(18, lambda t: 100 + 1000 * t, lambda t: 0.01, lambda t: 0.0)
    for story in prefixes(awful):
        assert not seen(story)


def test_how_often_d_is_right_is_counted_over_all_pairs():
    real, fake = [0, 3, 1, 0, 2], [2, 2, 0, 1, 0]
    highs = [i for i, count in enumerate(real) for _ in range(count)]
    lows = [i for i, count in enumerate(fake) for _ in range(count)]
    pairs = [(a > b) + (a == b) / 2 for a in highs for b in lows]
    assert right({"real": real, "fake": fake}) == pytest.approx(sum(pairs) / len(pairs))
    assert right({"real": [0, 0], "fake": [0, 0]}) == 0.5
    assert [right(scores(share)) for share in (0.0, 0.25, 0.5, 0.8, 1.0)] == pytest.approx([0, 0.25, 0.5, 0.8, 1])


HEALTHY = {
    "minimax": told(),
    "hinge": told(real=lambda t: 0.4 - 0.2 * t, fake=lambda t: -0.5 + 0.2 * t, share=lambda t: 0.95 - 0.3 * t),
    "a critic that is always right": told(
        300, steadily, lambda t: 0.1 + 0.5 * t, lambda t: 1.0, lambda t: 20 - 30 * t, lambda t: -10 - 20 * t
    ),
    "pairs whose scores drift together": told(
        real=lambda t: -5000 * t, fake=lambda t: -5000 * t - 0.1 * (1 - t), share=lambda t: 0.9 - 0.25 * t
    ),
    "a slow beginning": told(300, lambda t: 60 + 40 * t if t < 0.1 else 64 - 60 * (t - 0.1), lambda t: 0.15 + 0.6 * t),
    "noise": told(600, lambda t: 20 - 8 * t + 0.6 * ((997 * t) % 1)),
    "as good as real ones": told(600, lambda t: 1.2, lambda t: 0.95, lambda t: 0.5),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HEALTHY)
def test_a_healthy_run_is_left_in_peace(name):
    for story in prefixes(HEALTHY[name]):
        assert not seen(story)


def test_pictures_that_become_alike_have_collapsed():
    light = seen(told(300, variety=lambda t: 0.7 if t < 0.5 else 0.2))["collapse"]
    assert light.level == "bad"
    assert "20%" in light.text.en
    assert light.changes == {"g_lr": "0.0001"}


def test_samples_of_one_class_that_are_alike_are_told_as_such():
    """Where variety is measured within classes, samples of all of them may look quite different."""
    story = [{**event, "within": event["event"] == "Scored"} for event in told(variety=steadily_alike)]
    light = seen(story)["collapse"]
    assert light.level == "bad"
    assert light.text.en.startswith("Samples of one class differ 2%")
    assert light.text.zh != seen(told(variety=steadily_alike))["collapse"].text.zh


@pytest.mark.parametrize("now", [True, False])
def test_variety_within_classes_and_across_them_are_not_compared(now):
    """A run that an older version began goes on, and its variety is another one from then on."""
    story = told(300, variety=lambda t: 0.95 if t < 0.5 else 0.45)
    for stood in prefixes([{**event, "within": (event["step"] >= 1500) == now} for event in story]):
        assert "collapse" not in seen(stood)
    later = told(300, variety=lambda t: 0.95 if t < 0.5 else 0.45 if t < 0.8 else 0.2)
    light = seen([{**event, "within": (event["step"] >= 1500) == now} for event in later])["collapse"]
    assert light.level == "bad"


def test_half_as_varied_as_before_is_a_warning():
    assert seen(told(300, variety=lambda t: 0.9 if t < 0.5 else 0.4))["collapse"].level == "warn"


def test_pictures_that_never_differed_have_collapsed_too():
    assert "collapse" in seen(told(300, lambda t: 70.0, lambda t: 0.05))


def test_a_discriminator_that_is_never_wrong_is_too_strong_where_nothing_improves():
    light = seen(told(300, lambda t: 40.0, share=lambda t: 1.0))["d too strong"]
    assert light.changes == {"d_lr": "0.0002"}
    assert "100.0%" in light.text.en


def test_a_discriminator_that_takes_generated_for_real_is_too_weak():
    light = seen(told(share=lambda t: 0.8 if t < 0.5 else 0.1))["d too weak"]
    assert light.level == "bad"
    assert light.changes == {"d_lr": "0.0008"}


def test_a_discriminator_that_guesses_is_too_weak_where_nothing_improves():
    assert seen(told(300, lambda t: 40.0, share=lambda t: 0.5))["d too weak"].level == "warn"


def test_a_frozen_discriminator_shall_learn_as_fast_as_the_generator():
    story = told(share=lambda t: 0.1)
    story[0] = {**story[0], "rates": {**RATES, "d_lr": 1e-7}}
    assert seen(story)["d too weak"].changes == {"d_lr": "0.0002"}


def test_pictures_that_become_worse_diverge():
    story = told(300, worse_from_the_middle)
    levels = [seen(part)["divergence"].level for part in prefixes(story) if "divergence" in seen(part)]
    assert levels == sorted(levels, key=["warn", "bad"].index)  # first a warning, then worse
    assert set(levels) == {"warn", "bad"}
    assert seen(story)["divergence"].changes == {"g_lr": "0.0001", "d_lr": "0.0002"}


def test_scores_that_explode_diverge_at_once():
    assert "divergence" in seen(told(30, fake=lambda t: -22_000.0))


def test_no_progress_for_long_is_stagnation():
    light = seen(told(600, lambda t: 40 - 100 * t if t < 0.2 else 20.0))["stagnation"]
    assert light.level == "warn"
    assert light.changes == {"g_lr": "0.0001", "d_lr": "0.0002"}


def test_a_fall_within_its_error_is_no_progress():
    assert "stagnation" in seen(told(600, lambda t: 40 - 100 * t if t < 0.2 else 20 - 0.25 * t))


NUMBERLESS = [
    {"event": "Failed", "step": 9, "reason": ["A loss is no longer a number: lower it.", "损失不再是数字。"]},
    {"event": "Progress", "step": 9, "seconds": 1.0, "loss": {"d": None}, "watch": {"real score": None}},
    {"event": "Scored", "step": 9, "distance": None, "error": None, "variety": None, "floor": 1.0},
]


@pytest.mark.parametrize("event", NUMBERLESS, ids=lambda event: event["event"])
def test_a_number_that_is_none_is_told_even_of_a_short_run(event):
    light = seen([*told(10), event], snapshots=[0])["nan"]
    assert (light.level, light.rewind) == ("bad", 0)


FULL = {"event": "Failed", "step": 9, "reason": ["There is no space left on the disk.", "磁盘已满。"]}


def test_a_full_disk_is_no_matter_of_numbers():
    assert not seen([*told(10), FULL])


@pytest.mark.parametrize("story", [[], told(10), told(300), told(300, worse_from_the_middle)], ids=len)
def test_no_light_of_a_run_that_failed_is_green(story):
    was, now = lights(story), lights([*story, FULL], failed=True)
    assert {light.level for light in now} <= {"over", "warn", "bad"}
    assert seen([*story, FULL], failed=True).keys() == seen(story).keys()
    for before, light in zip(was, now, strict=True):
        assert light.level == before.level if before.level in ("warn", "bad") else "failed" in light.text.en


def test_every_light_says_what_it_watches_whatever_it_shows():
    told_of = {(light.light, light.watches) for story in ([], told(60), told(300, steadily)) for light in lights(story)}
    assert len(told_of) == len({watches for _, watches in told_of}) == len(NAMES)
    for _, watches in told_of:
        assert watches.en.count(".") == 1
        assert watches.en.endswith(".")
        assert watches.zh.endswith("。")


def test_the_way_back_leads_to_the_best_snapshot():
    story = told(300, worse_from_the_middle)
    assert seen(story, snapshots=[0, 800, 1490, 2900])["divergence"].rewind == 1490
    assert seen(story)["divergence"].rewind is None


def test_changes_start_from_the_settings_in_effect():
    story = told(300, worse_from_the_middle)
    changed = {"event": "Changed", "time": 0.0, "step": 10, "images": 640, "changes": {"g_lr": [2e-4, 6e-5]}}
    assert seen([*story[:3], changed, *story[3:]])["divergence"].changes == {"g_lr": "3e-05", "d_lr": "0.0002"}
    story[0] = {**story[0], "rates": {"g_lr": 2e-7, "d_lr": 1e-7}}
    assert seen(story)["divergence"].changes == {
        "g_lr": "1e-07",
        "d_lr": "1e-07",
    }
    del story[0]["rates"]
    assert seen(story)["divergence"].changes is None


def test_a_change_is_given_time():
    story = told(300, lambda t: 40.0, lambda t: 0.05, lambda t: 0.1)
    last = story[-1]
    changed = {"event": "Changed", "time": last["time"], "step": last["step"], "changes": {"d_lr": [4e-4, 8e-4]}}
    shown = {"event": "Changed", "time": last["time"], "step": last["step"], "changes": {"grid_seconds": [4.0, 2.0]}}
    assert not seen([*story, changed])
    assert len(seen([*story, shown])) >= 3


def test_a_run_that_goes_on_from_a_snapshot_is_given_time():
    story = told(300, lambda t: 40.0, lambda t: 0.05, lambda t: 0.1)
    assert seen(story)
    assert not seen([*story, {**story[0], "time": 301.0, "step": story[-1]["step"]}])


def test_distances_in_other_features_are_not_compared():
    story = told(300, lambda t: 20 - 5 * t if t < 0.5 else 60 - 20 * t)
    assert "divergence" in seen(story)
    assert not seen([{**event, "judge": event["step"] > 1500} if "judge" in event else event for event in story])


def test_a_story_of_an_older_run_says_nothing_wrong():
    story = [event for event in told(300, lambda t: 40.0) if event["event"] != "Scored"]
    for event in story:
        event.pop("scores", None)
        event.pop("rates", None)
    assert not seen(story)


ILL = [
    told(300, worse_from_the_middle, lambda t: 0.7 - 0.69 * t, lambda t: 1.0),
    told(600, lambda t: 40.0, lambda t: 0.7, lambda t: 0.5),
    told(600, lambda t: 40.0, lambda t: 0.7, lambda t: 0.1, fake=lambda t: -5000.0),
    [*told(60), NUMBERLESS[0]],
    [],
]


@pytest.mark.parametrize("story", ILL)
def test_every_light_speaks_both_languages_and_its_changes_are_settings(story):
    for light in lights(story, snapshots=[0]):
        assert not re.search("[\u3000-\u9fff\uff00-\uffef]", light.text.en)
        assert len(re.findall("[\u4e00-\u9fff]", light.text.zh)) >= 4
        Settings().with_text(light.changes or {})
        json.dumps(asdict(light))
        assert light.level in ("early", "ok", "warn", "bad")


def test_a_slow_run_is_known_after_as_much_time_as_a_quick_one():
    """A step a second: after two minutes the lights have more to say than that it is early."""
    story = told(120)
    slow = [{**event, "step": event["step"] // 10, "images": event["images"] // 10} for event in story]
    assert {light.level for light in lights(slow)} == {light.level for light in lights(story)} == {"ok"}
    begun = [event for event in slow if event["step"] <= 15]
    assert {light.level for light in lights(begun) if light.light != "nan"} == {"early"}
