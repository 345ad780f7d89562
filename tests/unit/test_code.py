"""Codes that find a meaning by themselves: what D reads, what it is worth in nats, and what a code's values are."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from support.trainers import tiny_dataset, tiny_trainer
from torch.distributions import Categorical, Normal

from gan_demo.metrics.figures import shared_information
from gan_demo.pipelines.latent import principal_directions
from gan_demo.recipes.infogan import SHARPEST, CodeReading, code_entropy, code_likelihood
from gan_demo.seeds import seeded
from gan_demo.settings import Settings
from gan_demo.training.prepare import dataset_of
from gan_demo.ui.form import form_settings
from gan_demo.words import UserError


def test_the_likelihood_of_a_code_is_that_of_torchs_distributions():
    torch.manual_seed(0)
    reading = CodeReading(torch.randn(5, 7), torch.randn(5, 2), torch.randn(5, 2))
    label, codes = torch.randint(7, (5,)), torch.randn(5, 2)
    normal = Normal(reading.mean, reading.log_spread.exp())
    told = Categorical(logits=reading.value).log_prob(label) + normal.log_prob(codes).sum(1)
    torch.testing.assert_close(code_likelihood(reading, label, codes), told)
    unknown = CodeReading(torch.zeros(5, 7), *2 * [torch.zeros(5, 2)])
    whole = Categorical(logits=unknown.value[0]).entropy() + Normal(unknown.mean[0], 1).entropy().sum()
    assert code_entropy(unknown) == pytest.approx(float(whole))


def test_a_discriminator_that_reads_nothing_has_no_information_and_no_claim_is_endless():
    torch.manual_seed(0)
    label, codes = torch.randint(10, (100_000,)), torch.randn(100_000, 2)
    nothing = CodeReading(torch.zeros(100_000, 10), *2 * [torch.zeros(100_000, 2)])
    assert float(code_likelihood(nothing, label, codes).mean()) + code_entropy(nothing) == pytest.approx(0, abs=0.02)
    D = tiny_trainer("infogan").D
    with torch.no_grad():
        D.head[-1].bias[-2:] = -100.0
    assert (D.read(torch.zeros(3, 32, 4, 4)).log_spread == SHARPEST).all()


def test_codes_are_drawn_by_chance_for_each_place_of_a_batch_even_of_one_picture():
    trainer = tiny_trainer("infogan", batch=64)
    lone = tiny_dataset(count=1)
    trainer.dataset = trainer.batches.dataset = lone
    trainer.batches.images = lone.images
    codes = torch.cat([trainer.next_batch().condition for _ in range(8)])
    assert torch.bincount(codes, minlength=10).min() > 20
    drawn = trainer.conditions.at_random(1000, seeded(0, 1), 1)
    assert torch.equal(drawn, trainer.conditions.at_random(1000, seeded(0, 1), 1))
    assert not torch.equal(drawn, trainer.conditions.at_random(1000, seeded(0, 2), 1))
    assert [words.zh for words in trainer.conditions.classes][:2] == ["编码 1", "编码 2"]


def test_labels_are_refused_before_anything_is_made_ready():
    with pytest.raises(UserError, match="finds classes by itself; leave out labels"):
        next(dataset_of(Settings(recipe="infogan", data="fashion-mnist", labels="class")))
    with pytest.raises(UserError, match="Classes from: none"):
        form_settings({"recipe": "infogan", "data": "avatars", "labels": "skin"}, True)


def test_the_first_directions_are_the_codes_and_the_others_leave_them_as_they_are():
    torch.manual_seed(0)
    weight = torch.randn(6, 12) * torch.arange(1, 7)[:, None]
    directions = principal_directions(lambda z, _: z @ weight, 6, codes=2)
    assert np.array_equal(directions[:2], np.eye(6)[:2])
    assert not directions[2:, :2].any()
    np.testing.assert_allclose(directions @ directions.T, np.eye(6), atol=1e-6)
    strength = np.linalg.norm(directions @ weight.numpy(), axis=1)
    assert (np.diff(strength[2:]) < 0).all()


@pytest.mark.parametrize(
    ("a", "b", "information"),
    [
        ([0, 1, 2, 0], [2, 0, 1, 2], 1.0),
        ([0, 0, 1, 1], [0, 1, 0, 1], 0.0),
        ([0, 0, 0], [0, 1, 2], 0.0),
        # one bit of two: I = log 2, entropies log 4 and log 2
        ([0, 1, 2, 3], [0, 0, 1, 1], 1 / math.sqrt(2)),
    ],
)
def test_the_information_that_two_labellings_share(a, b, information):
    shared = shared_information(np.array(a), np.array(b))
    assert shared >= 0
    assert shared == pytest.approx(information)


@pytest.mark.slow
def test_infogan_learns_to_write_its_code_into_the_picture():
    trainer = tiny_trainer("infogan", size=16, channels=1, batch=32, width=32, weights="g code=50, d code=50")
    first = trainer.step().watch["code information"].item()
    for _ in range(150):
        turn = trainer.step()
    assert first < 0.3
    assert turn.watch["code information"].item() > 1.0
    assert turn.loss["g code"].item() < 0


def test_a_run_of_infogan_names_its_codes_in_its_checkpoint(tmp_path):
    from gan_demo.training.recorder import Recorder

    trainer = tiny_trainer("infogan")
    recorder = SimpleNamespace(trainer=trainer, folder=tmp_path, changes=[])
    config = Recorder._config(recorder, SimpleNamespace(images=8, step=1))
    assert [words.en for words in config.directions] == ["Code A", "Code B"]
    assert [words.en for words in config.classes][:2] == ["Code 1", "Code 2"]
