"""By what pictures are measured while a run trains: the features of a judge where one is kept, else of a random net."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import conv2d, interpolate, leaky_relu

from ..data import sources
from ..data.dataset import Dataset
from ..pictures.images import to_float
from .classifier import cached_classifier

BATCH = 64  # pictures at a time
WIDTHS = (32, 64, 64, 64)
SMALL, LARGE = 32, 64  # sides in pixels that the random net sees


class RandomNet(nn.Module):
    """Pictures to the means and deviations of each channel of four strided convolutions with fixed random weights.

    Random features measure too: Naeem 2020 (2002.09797) finds them fit to compare pictures far from those that a net
    was trained on. Three quarters of the first filters sum to zero, or all would see little but brightness; each map
    is normalised by its own mean and deviation before the next layer, after both were taken down.
    """

    def __init__(self, channels: int):
        super().__init__()
        stream = torch.Generator().manual_seed(0)
        for layer, (narrow, wide) in enumerate(pairwise((channels, *WIDTHS))):
            weight = torch.randn(wide, narrow, 4, 4, generator=stream)
            if layer == 0:
                weight[wide // 4 :] -= weight[wide // 4 :].mean((2, 3), keepdim=True)
            self.register_buffer(f"weight{layer}", weight / weight.flatten(1).norm(dim=1).view(-1, 1, 1, 1))

    def forward(self, images: Tensor) -> Tensor:
        side = SMALL if images.shape[-1] <= SMALL else LARGE
        x = images if images.shape[-1] == side else interpolate(images, size=(side, side), mode="area")
        features = []
        for weight in self.buffers():
            x = conv2d(x, weight, stride=2, padding=1)
            deviation, mean = torch.std_mean(x, (2, 3), keepdim=True)
            features += [mean, deviation]
            x = leaky_relu((x - mean) / (deviation + 0.05), 0.2)
        return torch.cat(features, 1).flatten(1)


@dataclass(frozen=True)
class Features:
    """A net as a function from stored examples, as uint8 pictures N x H x W x C, to float32 features (N, F)."""

    net: nn.Module
    judge: bool  # whether the net was trained to tell such pictures apart
    device: torch.device
    to_net: Callable[[Tensor], Tensor] = to_float  # from what is stored to what the net sees

    @torch.inference_mode()
    def __call__(self, stored: Tensor | NDArray) -> NDArray:
        parts = torch.as_tensor(stored).split(BATCH)
        return torch.cat([self.net(self.to_net(part.to(self.device))).float().cpu() for part in parts]).numpy()


def features_of(dataset: Dataset, data_name: str, device: torch.device | str = "cpu") -> Features:
    """The features of the data set's judge where one is kept for this size, else those of a random net; trains nothing.

    A folder of pictures has none of its own: judges are kept by name, and folders may share theirs.
    """
    _, _, size, channels = dataset.images.shape
    judge = cached_classifier(data_name, size) if data_name in sources() else None
    if judge is not None and judge.trunk[0].in_channels == channels:
        return Features(judge.to(device), True, torch.device(device))
    return Features(RandomNet(channels).to(device), False, torch.device(device))
