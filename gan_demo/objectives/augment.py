"""Differentiable augmentation: what D sees is changed at random, and G is told how (Zhao et al. 2020, 2006.10738)."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

Change = Callable[[Tensor], Tensor]


def recoloured(images: Tensor) -> Tensor:
    """Brightness moved by up to 0.5, saturation times 0 to 2, contrast times 0.5 to 1.5."""
    uniform = torch.rand(3, len(images), 1, 1, 1, device=images.device)  # in float32: bfloat16 has few numbers
    brightness, saturation, contrast = uniform.to(images.dtype)
    images = images + (brightness - 0.5)
    grey = images.mean(1, keepdim=True)
    images = grey + (images - grey) * (2 * saturation)
    level = images.mean((1, 2, 3), keepdim=True)
    return level + (images - level) * (contrast + 0.5)


def translated(images: Tensor) -> Tensor:
    """Shifted by up to an eighth of the height and of the width, in whole pixels."""
    for axis in (2, 3):
        length = images.shape[axis]
        most = int(length / 8 + 0.5)
        shift = torch.randint(-most, most + 1, (len(images), 1), device=images.device)
        source = torch.arange(length, device=images.device) - shift
        outside = (source < 0) | (source >= length)
        # around the edge first: as each pixel goes to one place, its gradient does not depend on an order of additions
        around = _along(source % length, axis).expand_as(images)
        images = images.gather(axis, around).masked_fill(_along(outside, axis), 0)
    return images


def cutout(images: Tensor) -> Tensor:
    """A rectangle of half the sides is blank; its centre is anywhere, so that part of it may lie outside."""
    rows, columns = (_span(images, axis) for axis in (2, 3))
    return images.masked_fill(rows & columns, 0)


def _span(images: Tensor, axis: int) -> Tensor:
    """For each picture, which half of its rows or columns is in the rectangle."""
    length = images.shape[axis]
    half = (length + 1) // 2
    start = torch.randint(0, length + 1 - half % 2, (len(images), 1), device=images.device) - half // 2
    place = torch.arange(length, device=images.device)
    return _along((place >= start) & (place < start + half), axis)


def _along(values: Tensor, axis: int) -> Tensor:
    """N x length as N x 1 x length x 1 or N x 1 x 1 x length."""
    return values[:, None, :, None] if axis == 2 else values[:, None, None, :]


CHANGES = (recoloured, translated, cutout)
UNCOLOURED = (translated, cutout)  # of pictures whose colours a caption names


def augmented(images: Tensor, probability: float, changes: Sequence[Change] = CHANGES) -> Tensor:
    """Images N x C x H x W in [-1, 1], each with that probability of each change.

    The paper always does all of them; the probability is as in Karras et al. 2020 (2006.06676). With 0 the very images
    come back and no random number is drawn; with any other always as many, from the global generator of their device.
    Colours may leave [-1, 1]; what moves in and what is cut out is 0, a middle grey.
    """
    if probability == 0:
        return images
    for change in changes:
        chosen = torch.rand(len(images), 1, 1, 1, device=images.device) < probability
        images = torch.where(chosen, change(images), images)
    return images
