"""The measures against closed forms, and a judge that learns to tell plain classes apart."""

import numpy as np
import pytest
import torch
from support.trainers import CLASSES, tiny_dataset

from gan_demo.metrics.classifier import StridedClassifier, answers, classify, train_classifier
from gan_demo.metrics.figures import coverage, frechet_distance
from gan_demo.words import UserError


def whitened(rng: np.random.Generator, rows: int, columns: int) -> np.ndarray:
    """Samples whose mean is exactly zero and whose covariance is exactly the identity."""
    x = rng.standard_normal((rows, columns))
    x -= x.mean(0)
    return x @ np.linalg.inv(np.linalg.cholesky(np.cov(x, rowvar=False))).T


def test_frechet_distance_of_normals_by_hand():
    """|shift|^2 + sum (a - b)^2 for axis-aligned normals of standard deviations a and b, in any rotation."""
    rng = np.random.default_rng(0)
    x = whitened(rng, 500, 4)
    a, b, shift = np.array([1, 2, 3, 0.5]), np.array([2, 2, 1, 0.25]), np.array([1, 0, -2, 3])
    turn, _ = np.linalg.qr(rng.standard_normal((4, 4)))
    expected = (shift**2).sum() + ((a - b) ** 2).sum()
    assert frechet_distance(x * a @ turn, (x * b + shift) @ turn) == pytest.approx(expected, rel=1e-9)
    assert frechet_distance(x, x) == pytest.approx(0, abs=1e-9)


def test_frechet_distance_where_covariances_do_not_commute():
    """Against the general formula with a matrix square root by another way."""
    rng = np.random.default_rng(1)
    a, b = rng.standard_normal((300, 3)) @ rng.standard_normal((3, 3)), rng.standard_normal((300, 3)) * [1, 2, 3]
    A, B = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    trace = np.sqrt(np.linalg.eigvals(A @ B).real.clip(0)).sum()
    expected = ((a.mean(0) - b.mean(0)) ** 2).sum() + np.trace(A + B) - 2 * trace
    assert frechet_distance(a, b) == pytest.approx(expected, rel=1e-6)


def test_coverage_counts_the_neighbourhoods_that_are_hit():
    rng = np.random.default_rng(0)
    real = rng.standard_normal((200, 3))
    assert coverage(real, real) == 1
    assert coverage(real, real + 100) == 0
    two = np.concatenate([real, real + 100])
    assert coverage(two, real) == pytest.approx(0.5)


@pytest.mark.slow
def test_a_judge_learns_plain_classes():
    torch.manual_seed(0)
    dataset = tiny_dataset(count=90, size=16, classes=True)
    judge = StridedClassifier(3, {"class": len(CLASSES)})
    events = list(train_classifier(judge, dataset, steps=60))
    assert (events[0].done, events[-1].done) == (0, 60)
    features, said = classify(judge, dataset.images)
    assert features.shape == (90, 128)
    assert (said["class"] == dataset.labels.numpy()).mean() > 0.95


def test_a_judge_needs_something_to_ask():
    with pytest.raises(UserError, match="neither classes nor attributes"):
        answers(tiny_dataset())
