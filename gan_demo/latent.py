"""Geometry of latents: the directions that change the picture most."""

from collections.abc import Sequence
from typing import Any

import torch
from numpy.typing import NDArray
from torch import nn


@torch.inference_mode()
def principal_directions(G: nn.Module, latent: int, conditions: Sequence[Any] = (None,), seed: int = 0) -> NDArray:
    """Orthonormal latent directions by how much they move the picture, the strongest first, (latent, latent).

    The eigenvectors of the mean of J^T J, where J is the Jacobian of the picture by the latent, taken by differences of
    0.5 around a few latents, under each condition in turn (of which each is `latent` rows). SeFa (Shen & Zhou 2020,
    2007.06600) looks at the first layer's weights instead, which says little where the latent enters at every layer.
    """
    stream = torch.Generator().manual_seed(seed)
    total = torch.zeros(latent, latent, dtype=torch.float64)
    for i in range(8):
        z = torch.randn(1, latent, generator=stream).expand(latent, latent)
        step = 0.5 * torch.eye(latent)
        condition = conditions[i % len(conditions)]
        slopes = (G(z + step, condition) - G(z - step, condition)).flatten(1).double()
        total += slopes @ slopes.T
    vectors = torch.linalg.eigh(total).eigenvectors.flip(1).T
    # the sign of an eigenvector is arbitrary: make the largest entry positive, so that a slider never flips
    signs = torch.gather(vectors, 1, vectors.abs().argmax(1, keepdim=True)).sign()
    return (vectors * signs).float().numpy()
