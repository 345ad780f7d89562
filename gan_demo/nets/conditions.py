"""How a class enters a network: as an embedding, or as a mixture of embeddings when classes are blended."""

import torch
from torch import Tensor, nn


class ClassEmbedding(nn.Module):
    """A vector for each class; takes labels, int64 (N,), or mixtures of classes, float (N, classes)."""

    def __init__(self, classes: int, features: int):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(classes, features) / features**0.5)

    def forward(self, label: Tensor) -> Tensor:
        return label.to(self.weight.dtype) @ self.weight if label.is_floating_point() else self.weight[label]


def with_class(z: Tensor, embedding: nn.Module | None, label: Tensor | None) -> Tensor:
    """The latent with the class embedding beside it, scaled to the latent's unit variance."""
    if embedding is None:
        return z
    if label is None:
        raise ValueError("This generator has classes and needs a label.")
    e = embedding(label)
    return torch.cat([z, e * e.shape[1] ** 0.5], dim=1)
