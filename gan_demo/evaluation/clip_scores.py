"""What a model's clips are worth: how their frames look and how they move, each beside the floor of real clips.

Frechet distances in the features of a random net (`metrics/features.py`): they compare models of one data set, and are
no Frechet video distance, whose net was trained on films of people.
"""

from typing import Any

import numpy as np
import torch

from ..examples.clip import FrameFeatures, MotionFeatures
from ..metrics.features import Features
from ..pipelines.pipeline import GAN
from .scoring import datasets, evaluation_conditions, likeness


def score_clips(gan: GAN, count: int = 10_000, seed: int = 1) -> dict[str, Any]:
    """What test clips say of as many drawn ones; the floor is of training clips."""
    test, train = datasets(gan)
    count = min(count, test.count(), train.count())
    made = gan.draw(count, seed, **evaluation_conditions(gan, test, count))
    channels, measured = gan.config.generator["channels"], {"clips": count}
    for aspect, net in {"appearance": FrameFeatures(channels), "motion": MotionFeatures(channels)}.items():
        features = Features(net, False, torch.device("cpu"), gan.example.to_net)
        seen = (features(some).astype(np.float64) for some in (made, test.examples[:count], train.examples[:count]))
        measured |= {f"{aspect}: {name}": figure for name, figure in likeness(*seen).items()}
    return measured
