"""What pictures are worth that were made of outlines, or of pictures of another data set: how like they are."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.functional import adaptive_avg_pool2d

from ..data import Dataset, sources
from ..metrics.classifier import answers
from ..metrics.figures import rounded_figure
from ..pipelines.pipeline import GAN

FEW, LOOKED_UP = 2000, 20_000  # pictures whose outlines are looked up, and training pictures among which
SIDE = 32  # px of the outlines that are compared
CHUNK = 250


def mean_error(gan: GAN, drawn: NDArray, asked: NDArray, test: Dataset, train: Dataset) -> dict[str, Any]:
    """Mean difference of pixels, 0 to 1, from the pictures whose outlines were asked, uint8 (N, size, size, 1).

    Beside it that of the training pictures with the nearest outlines: what one gets by looking it up.
    """
    among = gan.outlines(train.images[:LOOKED_UP].numpy())
    found = nearest_outlines(asked[:FEW], among)
    real = test.images[: len(drawn)].numpy()
    looked_up = pixel_error(train.images[torch.from_numpy(found)].numpy(), real[: len(found)])
    return {"mean error": rounded_figure(pixel_error(drawn, real), looked_up, "lower")}


def carried(gan: GAN, drawn: NDArray, asked: NDArray, test: Dataset) -> dict[str, Any]:
    """Mean differences of pixels, 0 to 1, on the way from one side to the other and back, uint8 (N, size, size, C).

    Where the same number is the same thing on both sides, also from what it is there; beside that stands how far away
    it was before.
    """
    own = test.images[: len(drawn)].numpy()
    away, again = gan.back(own), gan.back(drawn)
    if away is None or again is None:
        return {}
    figures = {
        "cycle error": rounded_figure(pixel_error(again, asked), 0, "lower"),
        "cycle error of own pictures": rounded_figure(pixel_error(gan.draw(images=away), own), 0, "lower"),
    }
    if not same_things(gan):
        return figures
    before = pixel_error(asked, own)
    return figures | {
        "error there": rounded_figure(pixel_error(drawn, own), before, "lower"),
        "error back": rounded_figure(pixel_error(away, asked), before, "lower"),
    }


def same_things(gan: GAN) -> bool:
    """Whether examples of the same number show the same thing on both sides of a model."""
    data, other = gan.config.data, gan.config.other
    return any(source.same_as and {source.name, source.same_as} == {data, other} for source in sources().values())


def pixel_error(a: NDArray, b: NDArray) -> float:
    """Mean absolute difference of uint8 pictures in parts of black to white."""
    return float(np.mean([np.abs(x.astype(np.int16) - y).mean() for x, y in zip(a, b, strict=True)])) / 255


def nearest_outlines(asked: NDArray, among: NDArray) -> NDArray:
    """The number of the nearest of `among` to each outline, int64 (N,), both uint8 (N, H, W, 1)."""
    one, other = (
        torch.cat([reduced_outlines(each[i : i + CHUNK]) for i in range(0, len(each), CHUNK)])
        for each in (asked, among)
    )
    return torch.cat([torch.cdist(part, other).argmin(1) for part in one.split(CHUNK)]).numpy()


def reduced_outlines(outlines: NDArray) -> torch.Tensor:
    """float (N, 32 32), so that lines which nearly meet are near."""
    small = adaptive_avg_pool2d(torch.from_numpy(outlines).permute(0, 3, 1, 2).float() / 255, SIDE)
    return small.flatten(1)


def kept(drawn: Mapping[str, NDArray], tested: Mapping[str, NDArray], test: Dataset) -> dict[str, Any]:
    """The share of pictures that are read as what is known of those whose outlines they were made of."""
    told = {name: (values.numpy(), visible.numpy()) for name, (values, visible, _) in answers(test).items()}
    count = len(next(iter(drawn.values())))
    hits = {
        name: [(said[name] == values[:count])[visible[:count]] for said in (drawn, tested)]
        for name, (values, visible) in told.items()
    }
    ours, real = (float(np.concatenate(every).mean()) for every in zip(*hits.values(), strict=True))
    whole = rounded_figure(ours, real, "higher")
    if not test.attributes:
        return {"class accuracy": whole}
    titles = {name: attribute.title.en for name, attribute in test.attributes.items()}
    each = {titles[name]: rounded_figure(ours.mean(), real.mean(), "higher") for name, (ours, real) in hits.items()}
    return {"attribute accuracy": whole, "each attribute": each}
