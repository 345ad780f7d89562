"""Pictures, uint8 N x H x W x C where they are stored, float N x C x H x W in [-1, 1] in a net."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d

from ..data.dataset import Dataset
from ..metrics.features import Features, features_of
from ..objectives.augment import CHANGES
from ..pictures.images import to_float, to_uint8
from ..words import UserError
from ._example import Example

BRIGHTEST = 0.99  # of all pixels; those above are drawn alike, or a single one would leave the rest dark
DIM, GLOW = 0.35, (255, 140, 20)  # what is left of the picture under the gradient, and the colour of the strongest


class ImageExample(Example):
    """A square picture, grey or in colour."""

    kind = "image"
    changes = CHANGES
    forms: Mapping[str, str] = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp"}
    sheets = tuple(forms)

    def arguments(self, stored: Tensor) -> dict[str, Any]:
        height, width = stored.shape[1:3]
        if height != width:
            raise UserError(
                "Pictures must be square, and these have {width} x {height} px.", width=width, height=height
            )
        return {"size": height, "channels": stored.shape[3]}

    def to_net(self, stored: Tensor) -> Tensor:
        return to_float(stored)

    def to_stored(self, made: Tensor) -> Tensor:
        return to_uint8(made)

    def pictures(self, stored: Tensor) -> Tensor:
        return stored

    def lit(self, made: Tensor, gradient: Tensor) -> Tensor:
        return to_uint8(glowing(made, strength(gradient)))

    def features(self, dataset: Dataset, data_name: str, device: Any) -> Features:
        return features_of(dataset, data_name, device)


def strength(gradient: Tensor) -> Tensor:
    """How much each pixel counts, N x 1 x H x W from 0 to 1 over all pictures: the norm over channels, smoothed."""
    norm = gradient.float().norm(dim=1, keepdim=True)
    smooth = avg_pool2d(norm, 3, 1, 1, count_include_pad=False)
    return (smooth / smooth.quantile(BRIGHTEST).clamp_min(1e-30)).clamp(max=1)


def glowing(images: Tensor, light: Tensor) -> Tensor:
    """The pictures in dim grey, lit in one colour where they count."""
    grey = (images.float().mean(1, keepdim=True).clamp(-1, 1) + 1) * DIM - 1
    colour = torch.tensor(GLOW, device=images.device).view(1, 3, 1, 1) / 127.5 - 1
    return grey + light * (colour - grey)
