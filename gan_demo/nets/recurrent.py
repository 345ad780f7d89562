"""Recurrent nets for series, Esteban et al. 2017 (1706.02633): both players are an LSTM over the steps."""

import torch
from torch import Tensor, nn

CLASS_FEATURES = 16


def at_each_step(x: Tensor, embedding: nn.Embedding | None, label: Tensor | None) -> Tensor:
    """Values of steps, (N, T, C), each with what is said of the whole series: classes, or mixtures of them."""
    if embedding is None or label is None:
        return x
    said = label.to(x.dtype) @ embedding.weight if label.is_floating_point() else embedding(label)
    return torch.cat([x, said[:, None].expand(-1, x.shape[1], -1)], 2)


class RecurrentGenerator(nn.Module):
    """Noise, of its own for each step, and the class to a series, (N, steps, variables) in [-1, 1]."""

    def __init__(self, size: int = 32, channels: int = 1, classes: int = 0, latent: int = 64, width: int = 100):
        super().__init__()
        if latent % size:
            raise ValueError(f"{latent} numbers of noise cannot be shared by {size} steps")
        self.steps = size
        self.embedding = nn.Embedding(classes, CLASS_FEATURES) if classes else None
        self.lstm = nn.LSTM(latent // size + (CLASS_FEATURES if classes else 0), width, batch_first=True)
        self.values = nn.Linear(width, channels)

    def forward(self, z: Tensor, label: Tensor | None = None) -> Tensor:
        noise = at_each_step(z.unflatten(1, (self.steps, -1)), self.embedding, label)
        return self.values(self.lstm(noise)[0]).tanh()


class RecurrentDiscriminator(nn.Module):
    """A series and its class to a score of each step, (N, steps), which knows of those before it."""

    def __init__(self, size: int = 32, channels: int = 1, classes: int = 0, width: int = 100):
        super().__init__()
        self.embedding = nn.Embedding(classes, CLASS_FEATURES) if classes else None
        self.lstm = nn.LSTM(channels + (CLASS_FEATURES if classes else 0), width, batch_first=True)
        self.score = nn.Linear(width, 1)

    def forward(self, series: Tensor, label: Tensor | None = None) -> Tensor:
        return self.score(self.lstm(at_each_step(series, self.embedding, label))[0])[..., 0]
