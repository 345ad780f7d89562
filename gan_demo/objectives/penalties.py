"""Penalties on the slope of the discriminator: from it and what it scored to a scalar."""

from collections.abc import Callable
from typing import Any, NamedTuple

import torch
from torch import Tensor


class ScoredImages(NamedTuple):
    """Real and generated pictures with their scores; the pictures require gradients where a penalty is due."""

    real: Tensor
    fake: Tensor
    condition: Any  # of the pictures: classes, captions or None
    real_score: Tensor  # (N,)
    fake_score: Tensor  # (N,)
    uniform: Tensor  # (N,) in [0, 1): the random numbers that a penalty may use
    guess: Tensor | None = None  # (N, ...): what else D says of each picture, for the terms of its recipe

    @property
    def scores(self) -> tuple[Tensor, Tensor]:
        return self.real_score, self.fake_score


Penalty = Callable[[torch.nn.Module, ScoredImages], Tensor]


def squared_slope(score: Tensor, images: Tensor) -> Tensor:
    """Squared L2 norm of the gradient of each score by its own picture, shape (N,), differentiable once more."""
    (gradient,) = torch.autograd.grad(score.sum(), images, create_graph=True)
    return gradient.square().sum(dim=tuple(range(1, gradient.dim())))


def r1(D: torch.nn.Module, scored: ScoredImages) -> Tensor:
    """Mean squared slope at the real pictures, Mescheder 2018 (1801.04406); the paper's weight is gamma / 2."""
    return squared_slope(scored.real_score, scored.real).mean()


def r2(D: torch.nn.Module, scored: ScoredImages) -> Tensor:
    """Mean squared slope at the generated pictures, Mescheder 2018 (1801.04406)."""
    return squared_slope(scored.fake_score, scored.fake).mean()


def unit_slope(D: torch.nn.Module, scored: ScoredImages) -> Tensor:
    """(slope - 1)^2 between real and generated pictures, Gulrajani 2017 (1704.00028); the paper's weight is 10."""
    share = scored.uniform.view(-1, *[1] * (scored.real.dim() - 1))
    between = torch.lerp(scored.real.detach(), scored.fake.detach(), share).requires_grad_()
    slope = squared_slope(D(between, scored.condition), between).add(1e-12).sqrt()
    return (slope - 1).square().mean()
