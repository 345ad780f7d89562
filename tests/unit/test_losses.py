"""Every loss and penalty against a closed form."""

import math

import pytest
import torch
from torch import nn

from gan_demo.objectives import losses, penalties
from gan_demo.objectives.objective import Adversarial, Batch
from gan_demo.objectives.penalties import ScoredImages

REAL, FAKE = torch.tensor([1.0, -0.5]), torch.tensor([0.25, 2.0])


def softplus(x: float) -> float:
    return math.log1p(math.exp(x))


@pytest.mark.parametrize(
    ("loss", "d", "g"),
    [
        (
            losses.non_saturating,
            (softplus(-1) + softplus(0.5)) / 2 + (softplus(0.25) + softplus(2)) / 2,
            (softplus(-0.25) + softplus(-2)) / 2,
        ),
        (losses.wasserstein, 1.125 - 0.25, -1.125),
        (losses.hinge, (0 + 1.5) / 2 + (1.25 + 3) / 2, -1.125),
        (losses.relativistic, (softplus(-0.75) + softplus(2.5)) / 2, (softplus(0.75) + softplus(-2.5)) / 2),
    ],
    ids=["non_saturating", "wasserstein", "hinge", "relativistic"],
)
def test_losses_by_hand(loss, d, g):
    assert loss.d(REAL, FAKE).item() == pytest.approx(d, abs=1e-6)
    assert loss.g(FAKE, REAL if loss.paired else None).item() == pytest.approx(g, abs=1e-6)


class Linear(nn.Module):
    """A critic whose slope is 3 everywhere."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.full((12,), 3 / 12**0.5))

    def forward(self, images, label=None):
        return images.flatten(1) @ self.weight


class Quadratic(nn.Module):
    """|x|^2 / 2, whose slope at x is |x|."""

    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(()))

    def forward(self, images, label=None):
        return self.scale * images.square().flatten(1).sum(1) / 2


def scored(D: nn.Module, count: int = 5, shape: tuple[int, ...] = (3, 2, 2)) -> ScoredImages:
    torch.manual_seed(0)
    real, fake = torch.randn(2, count, *shape).requires_grad_().unbind()
    return ScoredImages(real, fake, None, D(real), D(fake), torch.rand(count))


@pytest.mark.parametrize("count", [1, 5, 64])
@pytest.mark.parametrize(("penalty", "value"), [(penalties.r1, 9), (penalties.r2, 9), (penalties.unit_slope, 4)])
def test_a_linear_critic_of_slope_3_pays_the_same_for_any_batch(penalty, value, count):
    D = Linear()
    assert penalty(D, scored(D, count)).item() == pytest.approx(value, abs=1e-4)


@pytest.mark.parametrize("shape", [(3, 2, 2), (6, 2), (3, 4, 2, 2)], ids=["picture", "series", "clip"])
def test_penalties_look_where_they_say(shape):
    D = Quadratic()
    seen = scored(D, 5, shape)
    norms = [x.detach().flatten(1).square().sum(1) for x in (seen.real, seen.fake)]
    assert penalties.r1(D, seen).item() == pytest.approx(norms[0].mean().item(), rel=1e-5)
    assert penalties.r2(D, seen).item() == pytest.approx(norms[1].mean().item(), rel=1e-5)
    between = torch.lerp(seen.real, seen.fake, seen.uniform.view(-1, *[1] * len(shape))).detach().flatten(1).norm(dim=1)
    assert penalties.unit_slope(D, seen).item() == pytest.approx((between - 1).square().mean().item(), rel=1e-5)


@pytest.mark.parametrize("penalty", [penalties.r1, penalties.r2, penalties.unit_slope])
def test_penalties_have_the_gradient_of_finite_differences(penalty):
    D = Quadratic().double()
    seen = ScoredImages(*[x.double() if x is not None else None for x in scored(D.float())])
    D = D.double()

    def value(scale: float) -> torch.Tensor:
        D.scale.data.fill_(scale)
        real, fake = (x.detach().requires_grad_() for x in (seen.real, seen.fake))
        return penalty(D, ScoredImages(real, fake, None, D(real), D(fake), seen.uniform))

    (slope,) = torch.autograd.grad(value(1.0), D.scale)
    numeric = (value(1 + 1e-5) - value(1 - 1e-5)).item() / 2e-5
    assert slope.item() == pytest.approx(numeric, rel=1e-4)


@pytest.mark.parametrize("count", [1, 5, 6])
def test_half_of_a_penalty_looks_at_every_second_picture_and_the_loss_at_all(count):
    D, real = Quadratic(), torch.randn(count, 3, 2, 2)
    G = nn.Module()
    G.forward = lambda z, label: 2 * real
    penalised = {"r1": (0.5, penalties.r1), "r2": (1.0, penalties.r2)}
    whole, half = (
        Adversarial(losses.relativistic, penalised, 4, half).d_step(
            G, D, Batch(real, None, torch.zeros(count, 2), torch.rand(count))
        )
        for half in (False, True)
    )
    norms = real[::2].flatten(1).square().sum(1).mean().item()
    assert [half.loss[name].item() for name in ("r1", "r2")] == pytest.approx([2 * norms, 16 * norms], rel=1e-5)
    assert half.loss["d"].item() == pytest.approx(whole.loss["d"].item(), rel=1e-5)
    for name, scores in whole.scores.items():
        torch.testing.assert_close(half.scores[name].sort().values, scores.sort().values)


def test_a_lazy_penalty_weighs_as_much_over_time():
    D, z = Linear(), torch.zeros(4, 2)
    G = nn.Module()
    G.forward = lambda z, label: torch.zeros(4, 3, 2, 2)

    def total(every: int) -> float:
        objective = Adversarial(losses.wasserstein, {"r1": (0.5, penalties.r1)}, every)
        turns = [objective.d_step(G, D, Batch(torch.zeros(4, 3, 2, 2), None, z, torch.rand(4))) for _ in range(8)]
        return sum(turn.loss["r1"].item() for turn in turns if "r1" in turn.loss)

    assert total(4) == pytest.approx(total(1)) == pytest.approx(8 * 4.5)


@pytest.mark.parametrize(("scale", "mismatch"), [(1.0, 0.0), (2.0, 9.0), (0.0, 1.0)])
def test_moments_are_compared_with_those_of_standard_normal_latents(scale, mismatch):
    """|s^2 I - I|^2 / latent is (s^2 - 1)^2."""
    z = scale * torch.randn(4000, 8, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(losses.moment_mismatch(z), torch.tensor(mismatch), atol=0.3, rtol=0)


def test_the_estimate_of_moments_is_unbiased_for_two_latents():
    z = torch.randn(40_000, 2, 4, generator=torch.Generator().manual_seed(1))
    mean = torch.vmap(losses.moment_mismatch)(z).mean()
    torch.testing.assert_close(mean, torch.tensor(0.0), atol=0.05, rtol=0)


def test_how_far_pictures_are_from_those_that_they_should_be():
    """Brightness 1 and 3 in place of 2: off by half of it, in pixels and in each of two stages."""
    real, fake = torch.full((2, 3, 4, 4), 2.0), torch.tensor([1.0, 3.0]).view(2, 1, 1, 1).expand(2, 3, 4, 4)
    stages = [2 * fake, 10 * fake], [2 * real, 10 * real]
    right = torch.tensor((losses.PIXELS + 2 * losses.FEATURES) / 2)
    torch.testing.assert_close(losses.unlikeness(fake, real, *stages), right)
