"""The adversarial losses: pairs of pure functions on raw scores (logits, one for each picture), to be descended.

Each takes the scores of real and of generated pictures, shape (N,), and returns a scalar. The generator's loss gets the
real scores only where the loss compares pictures in pairs.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from torch import Tensor
from torch.nn.functional import relu, softplus

from ..nets.precision import precise

PIXELS, FEATURES = 7.0, 2.0  # weights of the two distances of a picture from the one that it should be


class Loss(NamedTuple):
    """What each player descends."""

    d: Callable[[Tensor, Tensor], Tensor]  # (real, fake)
    g: Callable[..., Tensor]  # (fake, real); the real scores are None where it does not need them
    paired: bool = False  # whether g needs the real scores


def minimax_d(real: Tensor, fake: Tensor) -> Tensor:
    """-log sigmoid(real) - log(1 - sigmoid(fake)), the discriminator of Goodfellow 2014 (1406.2661)."""
    return softplus(-real).mean() + softplus(fake).mean()


def non_saturating_g(fake: Tensor, real: Tensor | None = None) -> Tensor:
    """-log sigmoid(fake): the generator's loss that Goodfellow 2014 (1406.2661, section 3) uses in practice."""
    return softplus(-fake).mean()


def wasserstein_d(real: Tensor, fake: Tensor) -> Tensor:
    """The negative of the critic's estimate of the distance, Arjovsky 2017 (1701.07875)."""
    return fake.mean() - real.mean()


def wasserstein_g(fake: Tensor, real: Tensor | None = None) -> Tensor:
    """Minus the critic's mean score, Arjovsky 2017 (1701.07875)."""
    return -fake.mean()


def hinge_d(real: Tensor, fake: Tensor) -> Tensor:
    """Scores beyond the margin of 1 count no more, Lim & Ye 2017 (1705.02894), Miyato 2018 (1802.05957)."""
    return relu(1 - real).mean() + relu(1 + fake).mean()


def relativistic_d(real: Tensor, fake: Tensor) -> Tensor:
    """Softplus of the lead of the i-th fake over the i-th real picture, Jolicoeur-Martineau 2018 (1807.00734)."""
    return softplus(fake - real).mean()


def relativistic_g(fake: Tensor, real: Tensor) -> Tensor:
    """The same comparison with the players exchanged."""
    return softplus(real - fake).mean()


def least_squares_d(real: Tensor, fake: Tensor) -> Tensor:
    """Real pictures are to have a score of 1, generated ones of 0, Mao 2016 (1611.04076)."""
    return ((real - 1).square().mean() + fake.square().mean()) / 2


def least_squares_g(fake: Tensor, real: Tensor | None = None) -> Tensor:
    """Generated pictures are to have a score of 1; not halved as in Mao 2016 (1611.04076), as Zhu 2017 (1703.10593)."""
    return (fake - 1).square().mean()


non_saturating = Loss(minimax_d, non_saturating_g)
wasserstein = Loss(wasserstein_d, wasserstein_g)
least_squares = Loss(least_squares_d, least_squares_g)
hinge = Loss(hinge_d, wasserstein_g)
relativistic = Loss(relativistic_d, relativistic_g, paired=True)


def relative_l1(a: Tensor, b: Tensor) -> Tensor:
    """Mean absolute difference, in parts of the mean size of `b`, a scalar."""
    a, b = precise(a), precise(b)
    return (a - b).abs().mean() / b.abs().mean()


def unlikeness(drawn: Tensor, real: Tensor, features: Sequence[Tensor], wanted: Sequence[Tensor]) -> Tensor:
    """How far pictures are from those that they should be, in pixels and in D's features of both, a scalar.

    pix2pix's term (Isola 2016, 1611.07004), and pix2pixHD's (Wang 2017, 1711.11585) for what few pixels show.
    """
    stages = (FEATURES * relative_l1(a, b) for a, b in zip(features, wanted, strict=True))
    return PIXELS * relative_l1(drawn, real) + sum(stages)


def moment_mismatch(z: Tensor) -> Tensor:
    """How far latents, (N, latent) with two rows or more, are from standard normal by their second moments, a scalar.

    The unbiased estimate of |E[z z^T] - I|^2 / latent, which is the squared maximum mean discrepancy by the kernel
    (x . y)^2 (Gretton 2012, JMLR 13); as a penalty on encoders by Tolstikhin 2017 (1711.01558).
    """
    count, latent = z.shape
    products = (z @ z.T).square()
    pairs = (products.sum() - products.trace()) / (count * (count - 1))
    return (pairs - 2 * z.square().sum(1).mean() + latent) / latent
