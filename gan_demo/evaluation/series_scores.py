"""What a model's series are worth: can a net tell them from real ones, and learn from them to go on with real ones?

Both as Yoon et al. 2019 (TimeGAN, NeurIPS) measure them, with an LSTM in place of their GRU, which reads in both
directions where it is to tell series apart: one that only heard of the end took normal noise for beats. Beside each two
comparisons: real series, the floor, and a normal distribution with the mean and the covariance of the training series.
"""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, l1_loss

from ..metrics.figures import rounded_figure
from ..pipelines.pipeline import GAN
from ..seeds import seeded
from .scoring import datasets, evaluation_conditions

WIDTH, STEPS, BATCH, LR = 32, 800, 128, 3e-3  # of each net that measures


class SeriesForecast(nn.Module):
    """An LSTM that says after each step of a series, (N, T, C), what the next one is, (N, T, C)."""

    def __init__(self, channels: int):
        super().__init__()
        self.lstm, self.answer = nn.LSTM(channels, WIDTH, batch_first=True), nn.Linear(WIDTH, channels)

    def forward(self, series: Tensor) -> Tensor:
        return self.answer(self.lstm(series)[0])


class SeriesClassifier(nn.Module):
    """An LSTM in both directions over a series, (N, T, C), to scores of so many answers, (N, answers)."""

    def __init__(self, channels: int, answers: int):
        super().__init__()
        self.lstm = nn.LSTM(channels, WIDTH, batch_first=True, bidirectional=True)
        self.answer = nn.Linear(4 * WIDTH, answers)

    def forward(self, series: Tensor) -> Tensor:
        read = self.lstm(series)[0]
        return self.answer(torch.cat([read.mean(1), read.amax(1)], 1))


def fit_series_net(net: nn.Module, count: int, loss: Callable[[Tensor], Tensor], stream: torch.Generator) -> None:
    """Let a net descend a loss of random examples, given by their numbers below `count`."""
    optimizer = torch.optim.Adam(net.parameters(), LR)
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss(torch.randint(count, (BATCH,), generator=stream)).backward()
        optimizer.step()


def discriminative_score(some: Tensor, real: Tensor, stream: torch.Generator) -> float:
    """How far from half the time a net is right that tells held-out series from real ones: 0 to 0.5, lower is better.

    Both float (N, T, C) in a net's scale, in equal numbers; four fifths teach it and the rest are asked.
    """
    series = torch.cat([some, real])
    truth = torch.cat([torch.zeros(len(some)), torch.ones(len(real))])
    order = torch.randperm(len(series), generator=stream)
    learned, asked = order.split([len(order) * 4 // 5, len(order) - len(order) * 4 // 5])
    net = SeriesClassifier(series.shape[2], 1)

    def loss(index: Tensor) -> Tensor:
        chosen = learned[index]
        return binary_cross_entropy_with_logits(net(series[chosen])[:, 0], truth[chosen])

    fit_series_net(net, len(learned), loss, stream)
    with torch.no_grad():
        said = net(series[asked])[:, 0] > 0
    return abs(float((said == truth[asked].bool()).float().mean()) - 0.5)


def predictive_error(some: Tensor, test: Tensor, stream: torch.Generator) -> float:
    """The mean error at the next step of real series, of a net that has learned from others; the scale is -1 to 1."""
    net = SeriesForecast(some.shape[2])
    fit_series_net(net, len(some), lambda index: l1_loss(net(some[index][:, :-1]), some[index][:, 1:]), stream)
    with torch.no_grad():
        return float(l1_loss(net(test[:, :-1]), test[:, 1:]))


def class_accuracy(
    asked: Sequence[tuple[Tensor, Tensor]], seen: Tensor, truth: Tensor, stream: torch.Generator
) -> list[float]:
    """For each pair of series and their classes, the share that a net takes for its class which learned from `seen`."""
    net = SeriesClassifier(seen.shape[2], int(truth.max()) + 1)
    fit_series_net(net, len(seen), lambda index: cross_entropy(net(seen[index]), truth[index]), stream)
    with torch.no_grad():
        return [float((net(some).argmax(1) == labels).float().mean()) for some, labels in asked]


def normal_series(train: Tensor, count: int, stream: torch.Generator) -> Tensor:
    """Series of the normal distribution that has the mean and the covariance of these, (count, T, C)."""
    flat = train.flatten(1).double()
    mean, spread = flat.mean(0), torch.linalg.eigh(torch.cov(flat.T))
    root = spread.eigenvectors * spread.eigenvalues.clamp_min(0).sqrt()
    drawn = mean + torch.randn(count, flat.shape[1], generator=stream, dtype=torch.float64) @ root.T
    return drawn.float().unflatten(1, train.shape[1:])


def score_series(gan: GAN, count: int = 2000, seed: int = 1) -> dict[str, Any]:
    """Every figure of a model of series, from at most as many as the test split has."""
    test, train = datasets(gan)
    count = min(count, test.count(), train.count() // 2)
    said = evaluation_conditions(gan, test, count)
    labels, made = said.get("labels"), gan.draw(count, seed, **said)
    to_net, to_stored = gan.example.to_net, gan.example.to_stored
    seen, tested, drawn = to_net(train.examples), to_net(test.examples[:count]), to_net(torch.from_numpy(made))
    torch.manual_seed(seed)
    floor = seen[torch.randperm(len(seen), generator=seeded(seed, 5))[:count]]  # neighbours may be of one piece
    normal = to_net(to_stored(normal_series(seen, count, seeded(seed, 1))))
    others = {"": drawn, "normal": normal, "real": floor}
    telling = {name: discriminative_score(some, tested, seeded(seed, 2)) for name, some in others.items()}
    going = {name: predictive_error(some, tested, seeded(seed, 3)) for name, some in others.items()}
    measured: dict[str, Any] = {"series": count}
    for title, found in (("discriminative score", telling), ("predictive error", going)):
        measured[title] = rounded_figure(found[""], found["real"], "lower")
        measured[f"{title}, normal distribution"] = rounded_figure(found["normal"], found["real"], "lower")
    if labels is not None and test.labels is not None and train.labels is not None:
        asked = (drawn, torch.from_numpy(labels)), (tested, test.labels[:count])
        ours, real = class_accuracy(asked, seen, train.labels, seeded(seed, 4))
        measured["class accuracy"] = rounded_figure(ours, real, "higher")
    return measured
