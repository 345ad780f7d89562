"""What a caption leaves open, imagined: a caption and a latent to what else is to be seen."""

import math
from collections.abc import Sequence
from functools import cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from .caption_encoder import Text

HIDDEN = 256
TOLD = math.log(0.5)  # where it is likelier than this that there is nothing to add, nothing is
RARE = math.log(0.01)  # what is so much less likely than another choice is never chosen: it is mostly a misreading


class CaptionPrior(nn.Module):
    """For each thing in turn, given the caption and what was chosen before, how likely each of its values is.

    Choice 0 stands for "nothing to add": the caption tells it, or it cannot be seen. A latent chooses by the Gumbel-max
    trick (Maddison 2014, 1411.0030) with noise that is a function of the latent, so that a caption that is changed in
    one word is completed as before wherever that word is of no concern.
    """

    def __init__(self, values: Sequence[int], features: int = 128):
        super().__init__()
        self.values = list(values)
        self.word = nn.Linear(2 * features, 2 * HIDDEN)
        self.said = nn.Sequential(nn.ReLU(), nn.Linear(2 * HIDDEN, HIDDEN), nn.ReLU())
        self.chosen = nn.ModuleList(nn.Embedding(count + 1, HIDDEN // 2) for count in self.values)
        self.heads = nn.ModuleList(
            nn.Sequential(nn.Linear(HIDDEN + HIDDEN // 2, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, count + 1))
            for count in self.values
        )

    def read(self, text: Text) -> Tensor:
        """What the caption says, (N, HIDDEN)."""
        words = self.word(torch.cat([text.words, text.alone], 2)) + text.weight[:, :, None]
        return self.said(words.amax(1))

    def loss(self, text: Text, choices: Tensor) -> Tensor:
        """Mean cross-entropy of these choices, int64 (N, things), a scalar."""
        said, entropies = self.read(text), []
        before = torch.zeros(len(said), HIDDEN // 2, device=said.device)
        for embedding, head, choice in zip(self.chosen, self.heads, choices.T, strict=True):
            entropies.append(cross_entropy(head(torch.cat([said, before], 1)), choice))
            before = before + embedding(choice)
        return torch.stack(entropies).mean()

    @torch.no_grad()
    def forward(self, text: Text, z: Tensor, possible: Tensor | None = None) -> Tensor:
        """A choice for each thing, int64 (N, things), 0 for nothing to add; texts and latents are alike many.

        possible: bool (N, all choices), of each thing at least one; None: all of them.
        """
        said, chosen = self.read(text), []
        before = torch.zeros(len(said), HIDDEN // 2, device=said.device)
        sizes = [count + 1 for count in self.values]
        masks = [None] * len(sizes) if possible is None else possible.split(sizes, 1)
        for noise, embedding, head, mask in zip(self.noise(z), self.chosen, self.heads, masks, strict=True):
            likely = head(torch.cat([said, before], 1)).log_softmax(1)
            likely = likely if mask is None else likely.masked_fill(~mask, -torch.inf)
            choice = (likely.masked_fill(likely < likely.amax(1, keepdim=True) + RARE, -torch.inf) + noise).argmax(1)
            choice = choice.where(likely[:, 0] < TOLD, 0)
            before = before + embedding(choice)
            chosen.append(choice)
        return torch.stack(chosen, 1)

    def noise(self, z: Tensor) -> list[Tensor]:
        """Gumbel noise for each choice of each thing, (N, count + 1), where latents are normal."""
        sizes = [count + 1 for count in self.values]
        ways = torch.from_numpy(directions(sum(sizes), z.shape[1])).to(z)
        share = (0.5 * (1 + torch.erf(z @ ways.T / math.sqrt(2)))).clamp(1e-6, 1 - 1e-6)
        return list((-(-share.log()).log()).split(sizes, 1))


@cache
def directions(count: int, latent: int) -> NDArray:
    """The same unit vectors each time, one for each choice, float32 (count, latent)."""
    ways = np.random.default_rng(0).standard_normal((count, latent), np.float32)
    return ways / np.linalg.norm(ways, axis=1, keepdims=True)
