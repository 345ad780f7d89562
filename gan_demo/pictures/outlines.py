"""The outlines of pictures: thin dark lines on white, as somebody would draw them with a pen."""

import torch
from torch import Tensor
from torch.nn.functional import conv2d, pad

FAINTEST, DARKEST = 0.04, 0.16  # slopes, in parts of black to white a pixel, from which a line is seen and is black


def outlines(pictures: Tensor) -> Tensor:
    """uint8 N x H x W x C to uint8 N x H x W x 1: a line of one pixel wherever any channel changes most.

    Canny's first two steps (1986): slopes by Sobel's operator, and of neighbours across a line only the steepest. Each
    pixel has the slope of the channel that changes most there, so that colours of one brightness have an outline, too.
    """
    count, height, width, channels = pictures.shape
    planes = pictures.permute(0, 3, 1, 2).reshape(-1, 1, height, width).float() / 255
    sobel = torch.tensor([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]]) / 8
    slopes = conv2d(pad(planes, (1, 1, 1, 1), "replicate"), torch.stack([sobel, sobel.T])[:, None])
    slopes = slopes.view(count, channels, 2, height, width)
    steepest = slopes.square().sum(2, keepdim=True).argmax(1, keepdim=True).expand(-1, -1, 2, -1, -1)
    across = slopes.gather(1, steepest).squeeze(1)  # (N, 2, H, W): by x and by y
    size = across.square().sum(1).sqrt()
    ink = (size - FAINTEST) / (DARKEST - FAINTEST) * crests(size, across)
    return (255 * (1 - ink.clamp(0, 1))).round().to(torch.uint8)[..., None]


def crests(size: Tensor, across: Tensor) -> Tensor:
    """Where a slope is not exceeded by its two neighbours in its direction, bool (N, H, W)."""
    around = pad(size, (1, 1, 1, 1))
    height, width = size.shape[1:]
    octant = (torch.atan2(across[:, 1], across[:, 0]) / (torch.pi / 4)).round().long() % 4
    crest = torch.zeros_like(size, dtype=torch.bool)
    for direction, (y, x) in enumerate(((0, 1), (1, 1), (1, 0), (1, -1))):
        ahead = around[:, 1 + y : 1 + y + height, 1 + x : 1 + x + width]
        behind = around[:, 1 - y : 1 - y + height, 1 - x : 1 - x + width]
        crest |= (octant == direction) & (size >= ahead) & (size > behind)
    return crest
