"""How good a run's pictures are by now, from a sample small enough to be taken while it trains, and when to take it.

The numbers compare the steps of one run: they are no Inception FID, nor the distance of the `score` command.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..metrics.features import Features
from ..metrics.figures import coverage, frechet_distance
from ..seeds import seeded
from .engine import Trainer

STREAM = 5  # which real pictures are compared with, beside the streams of training
LEAST = 10  # pictures of a sample; a data set of fewer than two samples repeats itself
COLUMNS = 32
NEIGHBOURS = 5
OF_A_KIND = 4  # drawn pictures of a kind, on average, of which it is told how they differ
GROUPS = 32  # of drawn pictures that are left out in turn


@dataclass(frozen=True)
class Space:
    """The principal directions of real features, and as a last column how far a picture lies off all of them.

    In few columns the distance of a small sample is not mostly bias, which grows with their square. What a generator
    does wrong is often nothing that real pictures differ in, and shows in the last column alone.
    """

    centre: NDArray  # (F,)
    axes: NDArray  # (F, at most 31)

    def __call__(self, features: NDArray) -> NDArray:
        centred = features - self.centre
        along = centred @ self.axes
        return np.column_stack([along, np.linalg.norm(centred - along @ self.axes.T, axis=1)])


def space_of(features: NDArray) -> Space:
    """The space of a sample of real features; it has fewer columns than an eighth of the rows, but two."""
    columns = max(2, min(COLUMNS, (len(features) - 1) // 8))
    _, directions = np.linalg.eigh(np.cov(features, rowvar=False))
    return Space(features.mean(0), directions[:, ::-1][:, : columns - 1])


def feature_spread(features: NDArray, kinds: NDArray | None = None) -> float:
    """Mean distance of two different rows, with kinds of two of one kind, of which there are some."""
    apart = torch.pdist(torch.from_numpy(features)).numpy()
    if kinds is not None:
        one, other = np.triu_indices(len(features), 1)
        apart = apart[kinds[one] == kinds[other]]
    return float(apart.mean())


def nearest_kinds(real: NDArray, drawn: NDArray, kinds: NDArray) -> NDArray:
    """For each real picture the kind whose drawn ones are nearest to it on average, by features.

    Nobody knows it of the codes of an InfoGAN. Where classes are known, it spreads as they do, to 1.2 % (bench/LOG.md).
    """
    known = np.unique(kinds)
    means = np.stack([drawn[kinds == kind].mean(0) for kind in known])
    return known[torch.cdist(torch.from_numpy(real), torch.from_numpy(means)).argmin(1).numpy()]


def standard_error(real: NDArray, drawn: NDArray) -> float:
    """Standard error of the Frechet distance, by the jackknife over groups of drawn pictures.

    It covers which pictures happened to be drawn, each on its own, and so tells whether two steps differ. It does not
    cover which real ones they are compared with, the same at every step, nor the bias that the floor shows.
    """
    order = np.random.default_rng(0).permutation(len(drawn))
    groups = np.array_split(order, min(GROUPS, len(drawn)))
    distances = [frechet_distance(real, np.delete(drawn, group, axis=0)) for group in groups]
    return float(np.sqrt((len(groups) - 1) * np.var(distances)))


@dataclass(frozen=True)
class Reference:
    """What drawn pictures are compared with: a sample of real ones, and how another one of them does."""

    size: int  # pictures of a sample
    space: Space
    features: NDArray  # of the sample
    real: NDArray  # the sample in that space
    spread: float  # mean distance of two real pictures in all features
    floor: float
    covered: float

    def variety(self, drawn: NDArray, kinds: Tensor | None) -> tuple[float, bool]:
        """How far drawn pictures are from each other, where real ones have 1; whether that is within each kind.

        Where they come in kinds, such as classes, it is: else a generator whose latents do nothing would seem varied.
        """
        if kinds is not None and len(kinds) >= OF_A_KIND * len(kinds.unique()):
            told = kinds.numpy()
            real = feature_spread(self.features, nearest_kinds(self.features, drawn, told))
            return (feature_spread(drawn, told) / real if real else 1.0), True
        return (feature_spread(drawn) / self.spread if self.spread else 1.0), False


def covering(real: NDArray, drawn: NDArray) -> float:
    """Coverage, by fewer neighbours where there are only few."""
    return coverage(real, drawn, min(NEIGHBOURS, len(real) - 1))


class Quality:
    """Measures drawn pictures against real ones, of which it takes two samples when it is first asked.

    `count` says how many of the first examples can be used by now. The numbers of one run compare with each other;
    after a resume with more pictures in the data set, the samples are others.
    """

    def __init__(self, features: Features, examples: Tensor, count: Callable[[], int], seed: int, sample: int = 512):
        self.features, self.examples, self.count, self.seed, self.sample = features, examples, count, seed, sample

    @cached_property
    def reference(self) -> Reference:
        """The real side of every measure; the space is of one sample, so the other is as new to it as drawn ones."""
        first, second = (self._features(self.examples[index]) for index in self._samples())
        space = space_of(first)
        real, other = space(first), space(second)
        apart = (feature_spread(first) + feature_spread(second)) / 2
        return Reference(len(first), space, first, real, apart, frechet_distance(real, other), covering(real, other))

    def look_up(self) -> Reference:
        """Have the real side ready, which takes its time once."""
        return self.reference

    def measure(self, draw: Callable[[int], tuple[Tensor, Tensor | None]]) -> dict[str, Any]:
        """The fields of a `Scored` event for as many drawn ones, as they are stored, as a sample has.

        With them comes which are drawn under the same condition, int64 (N,), where some are.
        """
        reference = self.reference
        stored, kinds = draw(reference.size)
        features = self._features(stored)
        drawn, real = reference.space(features), reference.real
        variety, within = reference.variety(features, kinds)
        return {
            "distance": frechet_distance(real, drawn),
            "error": standard_error(real, drawn),
            "floor": reference.floor,
            "coverage": covering(real, drawn),
            "covered": reference.covered,
            "variety": variety,
            "within": within,
            "judge": self.features.judge,
        }

    def _features(self, stored: Tensor) -> NDArray:
        return self.features(stored).astype(np.float64)

    def _samples(self) -> list[Tensor]:
        """Numbers of the pictures of two samples, disjoint where there are enough."""
        count = self.count()
        size = min(self.sample, max(count // 2, LEAST))
        stream = seeded(self.seed, STREAM)
        order = torch.cat([torch.randperm(count, generator=stream) for _ in range(-(-2 * size // count))])
        return [part.sort().values.to(self.examples.device) for part in order[: 2 * size].split(size)]


def quality_of(trainer: Trainer) -> Quality | None:
    """What measures a run of that trainer; None where its kind of example is not measured."""
    dataset, settings = trainer.dataset, trainer.settings
    features = trainer.example.features(dataset, settings.data, trainer.device)
    return Quality(features, dataset.examples, dataset.count, settings.seed) if features else None


class Budget:
    """When to measure next, so that measuring takes no more than its share of the time, over any long stretch.

    A measure of c seconds is followed by at least c (1 / share - 1) seconds without; time saved before does not count.
    Nor does one begin that would lift the sum above the share of the time so far, if it costs as much as the last. The
    first one cannot be foreseen: it is taken after `first` seconds, and what it costs too much is waited off.
    """

    def __init__(
        self,
        share: float = 0.03,
        first: float = 40,
        least: float = 10,
        clock: Callable[[], float] = time.monotonic,
    ):
        self.share, self.first, self.least, self.clock = share, first, least, clock
        self.begun = self.ended = clock()
        self.free = 0.0  # seconds of the measure under way that do not count
        self.spent, self.last, self.taken = 0.0, 0.0, 0  # seconds of all measures, of the last; their number

    def due(self) -> bool:
        """Whether a measure may be taken now."""
        now = self.clock()
        if not self.taken:
            return now - self.begun >= self.first
        paid = now - self.ended >= max(self.least, self.last * (1 / self.share - 1))
        return paid and self.spent + self.last <= self.share * (now + self.last - self.begun)

    @contextmanager
    def spend(self) -> Iterator[None]:
        """Measure inside this, so that its cost is counted, whatever comes of it."""
        begun, self.free = self.clock(), 0.0
        try:
            yield
        finally:
            self.ended = self.clock()
            self.last = self.ended - begun - self.free
            self.begun += self.free
            self.spent += self.last
            self.taken += 1

    @contextmanager
    def once(self) -> Iterator[None]:
        """Do inside this, while measuring, what is done once however often is measured: it is no part of the share."""
        begun = self.clock()
        yield  # what fails will be tried again, and its cost counts
        self.free = self.clock() - begun

    def worthwhile(self) -> bool:
        """Whether so much time has passed that a last measure is not most of it."""
        return self.clock() - self.begun >= max(self.least, self.last / self.share / 2)

    def leave_out(self, seconds: float) -> None:
        """Seconds in which the run was paused or asleep are no training time."""
        self.begun += seconds
        self.ended += seconds
