"""Geometry of latents: directions that change the picture most, that tell values apart, and that hold the others."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn


@torch.inference_mode()
def principal_directions(
    G: nn.Module, latent: int, conditions: Sequence[Any] = (None,), seed: int = 0, codes: int = 0, around: int = 8
) -> NDArray:
    """Orthonormal latent directions by how much they move the picture, the strongest first, (latent, latent).

    Before them come the axes of so many first latents, which are codes; the others are orthogonal to them.

    The eigenvectors of the mean of J^T J, where J is the Jacobian of the picture by the latent, taken by differences of
    0.5 around so many latents, under each condition in turn (of which each is `latent` rows). SeFa (Shen & Zhou 2020,
    2007.06600) looks at the first layer's weights instead, which says little where the latent enters at every layer.
    """
    stream = torch.Generator().manual_seed(seed)
    total = torch.zeros(latent, latent, dtype=torch.float64)
    for i in range(around):
        z = torch.randn(1, latent, generator=stream).expand(latent, latent)
        step = 0.5 * torch.eye(latent)
        condition = conditions[i % len(conditions)]
        slopes = (G(z + step, condition) - G(z - step, condition)).flatten(1).double()
        total += slopes @ slopes.T
    vectors = torch.eye(latent, dtype=torch.float64)
    vectors[codes:, codes:] = torch.linalg.eigh(total[codes:, codes:]).eigenvectors.flip(1).T
    # the sign of an eigenvector is arbitrary: make the largest entry positive, so that a slider never flips
    signs = torch.gather(vectors, 1, vectors.abs().argmax(1, keepdim=True)).sign()
    return (vectors * signs).float().numpy()


def discriminants(z: NDArray, values: NDArray) -> tuple[NDArray, NDArray]:
    """Unit directions, (rank, latent), that tell the values of latents apart, the best first, and how well (0 to 1).

    z: normal latents, float (N, latent); values: int (N,). Fisher's discriminants where the total scatter is known to
    be the identity: the eigenvectors of the scatter between the means, whose eigenvalues are the shares of the
    variance along them that the values explain. For two values it is the normal of the boundary between them, which
    InterFaceGAN (Shen et al. 2019, 1907.10786) finds by an SVM.
    """
    known, index, counts = np.unique(values, return_inverse=True, return_counts=True)
    means = np.stack([z[index == i].mean(0) for i in range(len(known))]).astype(np.float64) - z.mean(0)
    shares = counts / counts.sum()
    powers, vectors = np.linalg.eigh((means * shares[:, None]).T @ means)
    rank = min(len(known) - 1, z.shape[1])
    return vectors.T[::-1][:rank].astype(np.float32), powers[::-1][:rank].clip(0, 1)


def gradient(z: NDArray, measure: NDArray) -> tuple[NDArray, float]:
    """The unit direction along which a measure of pictures, float (N,), grows most on average, and its R^2.

    The regression of the measure on normal latents, which is its mean gradient (Stein's lemma).
    """
    scaled = (measure - measure.mean()) / max(float(measure.std()), 1e-12)
    slope, *_ = np.linalg.lstsq(z.astype(np.float64), scaled, rcond=None)
    length = float(np.linalg.norm(slope))
    explained = 1 - float(((scaled - z @ slope) ** 2).mean()) if length else 0.0
    return (slope / max(length, 1e-12)).astype(np.float32), explained


def holding(directions: NDArray) -> NDArray:
    """Each direction without what lies in the span of all others, of length 1: moving along it holds the others.

    The conditional manipulation of InterFaceGAN (section 2.2) under all others at once: the rows of the transposed
    pseudo-inverse, each of which is orthogonal to all directions but its own.
    """
    duals = np.linalg.pinv(directions.astype(np.float64)).T
    return (duals / np.linalg.norm(duals, axis=1, keepdims=True)).astype(np.float32)


def residual(direction: NDArray, others: NDArray) -> NDArray:
    """What of a direction lies outside the span of others, (n, latent); its length says how much is its own."""
    if not len(others):
        return direction
    basis = np.linalg.qr(others.T.astype(np.float64))[0]
    return (direction - basis @ (basis.T @ direction)).astype(np.float32)
