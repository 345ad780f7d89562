"""The small-sample measure of a run against closed forms, the features that it is taken in, and what it may cost."""

import json
import random
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from support.trainers import tiny_dataset, tiny_trainer

from gan_demo.data.cache import cache_root as cache_root
from gan_demo.events import Scored
from gan_demo.metrics.classifier import StridedClassifier, classifier_path, classify
from gan_demo.metrics.features import features_of
from gan_demo.training.displays import Displays
from gan_demo.training.quality import Budget, Quality, feature_spread
from gan_demo.words import UserError, Words


@pytest.fixture(autouse=True)
def _own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("GAN_DEMO_CACHE", str(tmp_path / "cache"))


def numbered(first: int, count: int) -> torch.Tensor:
    """Pictures of one pixel, whose colour is their number."""
    number = torch.arange(first, first + count)
    return torch.stack([number % 256, number // 256, number // 65536], 1).to(torch.uint8).view(count, 1, 1, 3)


@dataclass
class Table:
    """Features that are looked up by the number of a picture."""

    rows: np.ndarray
    judge: bool = False
    seen: list[np.ndarray] = field(default_factory=list)

    def __call__(self, pictures):
        number = pictures.view(-1, 3).numpy().astype(int) @ [1, 256, 65536]
        self.seen.append(number)
        return self.rows[number].astype(np.float32)


def measured(real: np.ndarray, drawn: np.ndarray, sample: int = 512) -> dict:
    """What is measured of drawn features; the sample is as large as they are many."""
    features = Table(np.concatenate([real, drawn]))
    quality = Quality(features, numbered(0, len(real)), lambda: len(real), 0, sample)
    return quality.measure(lambda count: (numbered(len(real), count), None))


def test_a_shift_is_measured_exactly():
    """In a data set of ten pictures a sample is all of them, and here all lie on one line."""
    line = np.arange(10)[:, None] * [0.6, 0.8, 0.0]
    along, aside = np.array([0.6, 0.8, 0.0]), np.array([0.0, 0.0, 1.0])
    assert measured(line, line)["distance"] == pytest.approx(0, abs=1e-6)
    assert measured(line, line + 3 * along)["distance"] == pytest.approx(9, rel=1e-5)
    assert measured(line, line + 3 * aside)["distance"] == pytest.approx(9, rel=1e-5)  # the last column sees it
    assert measured(line, line * 2)["variety"] == pytest.approx(2, rel=1e-5)


def test_a_shift_of_a_normal_distribution_is_its_square_above_the_floor():
    rng = np.random.default_rng(0)
    said = measured(rng.standard_normal((1200, 4)), rng.standard_normal((512, 4)) + np.array([2, 0, -1, 2]))
    assert said["distance"] - said["floor"] == pytest.approx(9, abs=4 * said["error"])
    assert said["error"] < 0.5
    assert said["coverage"] < 0.3 < 0.9 < said["covered"]


def test_the_distance_of_a_sample_is_not_mostly_bias():
    """Of 512 pictures in 128 features, of which a few carry most, as a judge's do."""
    rng = np.random.default_rng(1)
    scale = np.geomspace(3, 0.1, 128)
    said = measured(rng.standard_normal((1200, 128)) * scale, rng.standard_normal((512, 128)) * scale)
    assert said["floor"] < 0.05 * (scale**2).sum()
    assert said["distance"] == pytest.approx(said["floor"], abs=4 * said["error"])


@pytest.mark.slow
@pytest.mark.parametrize(("shift", "scale"), [(0, 1), (0.3, 1), (2, 1), (0, 0.5)])
@pytest.mark.parametrize("size", [20, 160])
def test_the_error_is_the_spread_over_independent_samples(shift, scale, size):
    rng = np.random.default_rng(2)
    deviations, samples = np.geomspace(3, 0.3, 12), 80
    real = rng.standard_normal((2 * size, 12)) * deviations
    drawn = rng.standard_normal((samples * size, 12)) * deviations * scale + shift
    quality = Quality(Table(np.concatenate([real, drawn])), numbered(0, len(real)), lambda: len(real), 0, size)
    parts = iter(numbered(len(real), len(drawn)).split(size))
    said = [quality.measure(lambda count: (next(parts), None)) for _ in range(samples)]
    error = np.sqrt(np.mean([one["error"] ** 2 for one in said]))
    assert 0.5 < error / np.std([one["distance"] for one in said]) < 2


def test_only_pictures_that_are_there_are_used_and_no_sample_shares_one():
    features = Table(np.random.default_rng(0).standard_normal((3000, 4)))
    quality = Quality(features, numbered(0, 3000), lambda: 700, 0, 300)
    assert quality.reference.size == 300
    first, second = features.seen
    assert max(first.max(), second.max()) < 700
    assert (len(first), len(second), len({*first, *second})) == (300, 300, 600)
    again = Quality(features, numbered(0, 3000), lambda: 700, 1, 300)
    assert again.reference.size == 300
    assert {*features.seen[2]} != {*first}


@pytest.mark.slow
def test_real_pictures_do_as_well_as_the_floor():
    pictures = tiny_dataset(count=1500, size=16).images
    quality = Quality(features_of(tiny_dataset(size=16), "tiny"), pictures, lambda: 1000, 0, 400)
    said = quality.measure(lambda count: (pictures[1000 : 1000 + count], None))
    assert Scored(1, 1, **said).judge is False
    assert said["distance"] == pytest.approx(said["floor"], abs=5 * said["error"])
    assert said["coverage"] == pytest.approx(said["covered"], abs=0.05)
    assert said["variety"] == pytest.approx(1, abs=0.03)


@pytest.mark.slow
def test_one_picture_again_and_again_has_no_variety():
    pictures = tiny_dataset(count=1000, size=16).images
    quality = Quality(features_of(tiny_dataset(size=16), "tiny"), pictures, lambda: 1000, 0, 400)
    said = quality.measure(lambda count: (pictures[:1].expand(count, -1, -1, -1), None))
    assert said["variety"] == pytest.approx(0, abs=1e-4)
    assert said["coverage"] < 0.05
    assert said["distance"] > 10 * said["floor"]


class OfEachClass:
    """A generator of flat pictures as bright as their class, which looks at its latents or does not."""

    def __init__(self, heard: bool):
        self.heard = heard

    def __call__(self, z, labels):
        noise = torch.rand(len(z), 3, 8, 8, generator=torch.Generator().manual_seed(int(1000 * z.abs().sum())))
        brightness = labels.view(-1, 1, 1, 1) * 80 + 30 + 20 * noise * self.heard
        return brightness.expand(-1, 3, 8, 8) / 127.5 - 1


@pytest.mark.parametrize("recipe", ["cgan", "infogan"])
def test_latents_that_do_nothing_within_a_class_are_no_variety(recipe):
    """Whether the data set knows the classes, or an InfoGAN has found codes of its own for them."""
    trainer = tiny_trainer(recipe, recipe == "cgan")
    trainer.conditions.classes = trainer.conditions.classes[:3]
    found = {}
    for heard in (True, False):
        trainer.ema = OfEachClass(heard)
        drawn, kinds = trainer.measured_sample(120)
        assert {*kinds.tolist()} == {0, 1, 2}
        assert feature_spread(drawn.flatten(1).double().numpy()) > 100
        dataset = tiny_dataset(count=240)
        quality = Quality(features_of(dataset, "tiny"), dataset.images, dataset.count, 0, 120)
        found[heard] = quality.measure(trainer.measured_sample)
        assert found[heard]["within"]
    assert found[True]["variety"] == pytest.approx(1, abs=0.2)
    assert found[False]["variety"] < 0.01


def test_of_too_few_of_a_kind_all_are_compared():
    rng = np.random.default_rng(0)
    rows, kinds = rng.standard_normal((80, 4)), torch.arange(40)
    quality = Quality(Table(rows), numbered(0, 40), lambda: 40, 0)
    said = quality.measure(lambda count: (numbered(40, count), kinds[:count]))
    assert not said["within"]
    assert said["variety"] == pytest.approx(feature_spread(rows[40:60]) / quality.reference.spread)


@pytest.mark.slow
def test_more_noise_is_farther():
    pictures = tiny_dataset(count=1200, size=16).images
    quality = Quality(features_of(tiny_dataset(size=16), "tiny"), pictures, lambda: 800, 0, 400)
    stream = torch.Generator().manual_seed(0)
    noise = torch.randn(400, 16, 16, 3, generator=stream)
    noisy = [(pictures[800:] + strength * noise).clamp(0, 255).to(torch.uint8) for strength in (0, 6, 12, 24)]
    said = [quality.measure(lambda count, drawn=drawn: (drawn, None)) for drawn in noisy]
    for less, more in pairwise(said):
        assert more["distance"] > less["distance"] + 4 * more["error"]


@pytest.mark.parametrize("channels", [1, 3])
def test_small_data_and_a_generator_that_has_learned_nothing(channels):
    """The numbers fit into JSON for forty pictures, and for the two that a folder must have."""
    trainer = tiny_trainer(size=8, channels=channels)
    for pictures in (trainer.dataset.images, trainer.dataset.images[:2]):
        quality = Quality(features_of(trainer.dataset, "tiny"), pictures, pictures.__len__, 0)
        said = quality.measure(lambda count: (trainer.samples()[0].repeat(11, 1, 1, 1)[:count], None))
        json.dumps(said, allow_nan=False)
        assert said["distance"] > said["floor"]
    flat = Quality(features_of(trainer.dataset, "tiny"), torch.zeros_like(trainer.dataset.images), lambda: 40, 0)
    json.dumps(flat.measure(lambda count: (trainer.dataset.images[:count], None)), allow_nan=False)


@pytest.mark.parametrize("size", [8, 28, 64, 100, 256])
@pytest.mark.parametrize("channels", [1, 3])
def test_the_random_net_takes_every_size(size, channels):
    dataset = tiny_dataset(count=5, size=size, channels=channels)
    features = features_of(dataset, "tiny")
    said = features(dataset.images)
    assert (said.shape, said.dtype, features.judge) == ((5, 448), np.float32, False)
    assert np.isfinite(said).all()
    np.testing.assert_allclose(features(dataset.images.numpy()[2:3]), said[2:3], rtol=1e-4, atol=1e-5)


@pytest.mark.slow
def test_measuring_is_repeatable_and_leaves_no_trace_in_any_random_stream():
    kept_judge(3)
    dataset = tiny_dataset(count=200, size=32)
    torch.manual_seed(7)
    before = torch.get_rng_state(), np.random.get_state()[1].copy(), random.getstate()
    for name in ("tiny", "cifar10"):
        results = []
        for _ in range(2):
            quality = Quality(features_of(dataset, name), dataset.images, dataset.count, 3, 64)
            results += [quality.measure(lambda count: (dataset.images[:count], None)) for _ in range(2)]
        assert all(said == results[0] for said in results)
        assert results[0]["judge"] == (name == "cifar10")
    assert torch.equal(torch.get_rng_state(), before[0])
    assert (np.random.get_state()[1] == before[1]).all()
    assert random.getstate() == before[2]


def kept_judge(channels: int, name: str = "cifar10") -> StridedClassifier:
    """A judge in the cache, which has learned nothing."""
    judge = StridedClassifier(channels, {"class": 10}).eval()
    path = classifier_path(name, 32)
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(judge.state_dict(), path)
    return judge


def test_a_kept_judge_is_used_where_it_fits():
    judge, dataset = kept_judge(3), tiny_dataset(count=300, size=32)
    features = features_of(dataset, "cifar10")
    assert features.judge
    np.testing.assert_allclose(features(dataset.images), classify(judge, dataset.images)[0], rtol=1e-4, atol=1e-5)
    assert not features_of(dataset, "mnist").judge
    assert not features_of(tiny_dataset(size=16), "cifar10").judge
    assert not features_of(tiny_dataset(size=32, channels=1), "cifar10").judge


def test_no_judge_is_trained_and_half_a_file_is_none():
    dataset = tiny_dataset(size=32)
    assert not features_of(dataset, "cifar10").judge
    assert not cache_root().exists()
    kept_judge(3)
    path = next((cache_root() / "judges").iterdir())
    path.write_bytes(path.read_bytes()[:5000])
    assert not features_of(dataset, "cifar10").judge


def test_a_folder_does_not_take_the_judge_of_another_one_of_its_name(tmp_path, monkeypatch):
    kept_judge(3, "photos")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "photos").mkdir()
    assert not features_of(tiny_dataset(size=32), "photos").judge


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def trained(costs, seconds: float, step: float = 0.25) -> list[tuple[float, float]]:
    """When each measure of a run began and what it cost, each cost the next one of an endless iterator."""
    clock = Clock()
    budget, begun, measures = Budget(clock=clock), clock.now, []
    while clock.now - begun < seconds:
        clock.now += step
        if budget.due():
            cost = next(costs)
            measures.append((clock.now - begun, cost))
            with budget.spend():
                clock.now += cost
    return measures


def share(measures: list[tuple[float, float]], start: float, end: float) -> float:
    return sum(cost for begin, cost in measures if start <= begin < end) / (end - start)


def forever(draw):
    while True:
        yield draw()


@pytest.mark.parametrize("usual", [0.01, 0.4, 1.1])
def test_measuring_takes_no_more_than_its_share(usual):
    rng = np.random.default_rng(0)
    measures = trained(forever(lambda: usual * rng.uniform(0.9, 1.1)), 3600)
    assert measures[0][0] == 40
    assert np.diff([begin for begin, _ in measures]).min() >= 10
    for begin, cost in measures:
        assert share(measures, 0, begin + cost) <= 0.0303  # a cost is foreseen but for a tenth
    assert len(measures) > 0.9 * 3560 / max(10.3, usual / 0.03)


def test_a_dear_first_measure_is_waited_off():
    """It also takes the reference; the second one must fit the share with it."""
    costs = iter([6.0])
    measures = trained(forever(lambda: next(costs, 0.5)), 1200)
    assert measures[1][0] >= 6 / 0.03
    assert all(share(measures, 0, begin + cost) <= 0.03 for begin, cost in measures[1:])
    assert len(measures) > 40


def test_where_all_are_dear_the_sum_fits_the_share_from_the_second_on():
    measures = trained(forever(lambda: 6.0), 3600)
    assert all(share(measures, 0, begin + cost) <= 0.03 for begin, cost in measures[1:])
    assert len(measures) > 14


def test_time_saved_before_is_not_spent_at_once():
    """An hour of cheap measures does not let a busy hour take more than its share."""
    cheap = iter([0.05] * 350)
    measures = trained(forever(lambda: next(cheap, 3.0)), 7200)
    dear = [begin for begin, cost in measures if cost == 3]
    assert len(dear) > 10
    assert share(measures, dear[0], dear[10]) <= 0.03


def test_what_a_failed_measure_cost_counts_and_a_pause_does_not():
    clock = Clock()
    budget = Budget(clock=clock)
    clock.now += 50
    with suppress(UserError), budget.spend():
        clock.now += 3
        raise UserError(Words("The memory ran out.", "内存不足。"))
    assert budget.spent == 3
    clock.now += 500
    budget.leave_out(500)
    assert not budget.due()
    clock.now += 98  # what it cost is paid off, but two of them would be more than the share of 151 seconds
    assert not budget.due()
    clock.now += 50
    assert budget.due()


def test_what_is_done_once_is_no_part_of_the_share():
    clock = Clock()
    budget = Budget(clock=clock)
    clock.now += 40
    with budget.spend():
        with budget.once():
            clock.now += 20
        clock.now += 0.5
    assert (budget.spent, budget.last) == (0.5, 0.5)
    clock.now += 16.2  # 0.5 / 0.03 - 0.5
    assert budget.due()


def test_what_a_run_compares_with_is_made_once_and_no_part_of_the_share_of_its_scores():
    """The real side takes 20 seconds, each measure half a second, of which the next comes when that is 3 percent."""
    clock = Clock()

    class Slow(Quality):
        def look_up(self):
            if "reference" not in vars(self):
                clock.now += 20
            return super().look_up()

        def measure(self, draw):
            clock.now += 0.5
            return super().measure(draw)

    trainer = tiny_trainer()
    images = trainer.dataset.images
    displays = Displays(trainer, Slow(features_of(trainer.dataset, "tiny"), images, images.__len__, 0))
    displays.budget = Budget(clock=clock)
    begun = clock.now
    clock.now += 40
    at = []
    while len(at) < 4:
        scored = [event for event in displays.due(halt=False) if isinstance(event, Scored)]
        at += [(round(clock.now - begun, 2), event.seconds) for event in scored]
        clock.now += 0.125
    assert [seconds for _, seconds in at] == pytest.approx([0.5] * 4)
    assert at[0][0] == 60.5
    assert np.diff([moment for moment, _ in at]) == pytest.approx(0.5 / 0.03, abs=0.2)
    assert displays.budget.spent == pytest.approx(2)


@pytest.mark.parametrize(("seconds", "measured"), [(5, False), (20, True)])
def test_the_end_of_a_session_that_was_long_enough_is_measured(monkeypatch, seconds, measured):
    trainer, clock = tiny_trainer(), Clock()
    measures = ("distance", "error", "floor", "coverage", "covered", "variety", "judge")
    told = SimpleNamespace(look_up=list, measure=lambda draw: dict.fromkeys(measures, 1.0))
    displays = Displays(trainer, told)
    displays.budget = Budget(clock=clock)
    assert list(displays.ending()) == []  # nothing was learned since it began
    trainer.step()
    clock.now += seconds
    told = list(displays.ending())
    assert [(event.step, event.distance) for event in told if isinstance(event, Scored)] == [(1, 1.0)] * measured
    assert len(told) == 2 * measured  # that it begins is told first
    assert list(displays.ending()) == []


def test_a_reference_that_fails_is_no_reason_to_try_at_every_step():
    clock = Clock()
    budget = Budget(clock=clock)
    clock.now += 50
    with suppress(torch.OutOfMemoryError), budget.spend(), budget.once():
        clock.now += 3
        raise torch.OutOfMemoryError
    assert (budget.taken, budget.spent) == (1, 3)
    assert not budget.due()
