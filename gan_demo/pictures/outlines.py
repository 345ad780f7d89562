"""The outlines of pictures: thin dark lines on white, as somebody would draw them with a pen."""

from collections.abc import Sequence

import torch
from torch import Generator, Tensor
from torch.nn.functional import affine_grid, conv2d, grid_sample, interpolate, pad

FAINTEST, DARKEST = 0.04, 0.16  # slopes, in parts of black to white a pixel, from which a line is seen and is black

HAND, BEND = 0.008, 0.015  # parts of the side, the standard deviation by which a hand is off, and a picture is bent
SCALE, SHIFT = 0.08, 0.04  # by how much a picture is larger or smaller, and beside its place, in parts of the side
EXACT = 0.5  # of all outlines are drawn exactly, so that small things are learned, too
FAINT = 0.6  # of black: fainter lines than some share of this are left out
GAPS, GAP = 2, 6  # at most so many rectangles are left out, of at most a sixth of the side to each side of their middle


def outlines(pictures: Tensor) -> Tensor:
    """uint8 N x H x W x C to uint8 N x H x W x 1: a line of one pixel wherever any channel changes most.

    Canny's first two steps (1986): slopes by Sobel's operator, and of neighbours across a line only the steepest. Each
    pixel has the slope of the channel that changes most there, so that colours of one brightness have an outline, too.
    """
    planes = pad(pictures.permute(0, 3, 1, 2).float() / 255, (1, 1, 1, 1), "replicate")
    columns, rows = planes[..., 2:] - planes[..., :-2], planes[..., 2:, :] - planes[..., :-2, :]
    slopes = torch.stack([smoothed(columns, 2), smoothed(rows, 3)], 2) / 8  # (N, C, 2, H, W): by x and by y
    across, *others = slopes.unbind(1)
    square = across.square().sum(1)
    for slope in others:  # torch.argmax over channels takes four times as long
        larger = slope.square().sum(1)
        across = torch.where((larger > square)[:, None], slope, across)
        square = torch.maximum(square, larger)
    size = square.sqrt()
    ink = (size - FAINTEST) / (DARKEST - FAINTEST) * crests(size, across)
    return (255 * (1 - ink.clamp(0, 1))).round().to(torch.uint8)[..., None]


def smoothed(x: Tensor, axis: int) -> Tensor:
    """Each value with twice its weight between those before and after it, two fewer along that axis."""
    length = x.shape[axis] - 2
    before, at, after = (x.narrow(axis, start, length) for start in range(3))
    return before + 2 * at + after


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


def jittered(pictures: Tensor, streams: Sequence[Generator]) -> Tensor:
    """Pictures a little bent, moved, larger or smaller, each by a random stream of its own, uint8 again.

    As Isola 2016 (1611.07004, section 6.2) moves his, so that what is drawn elsewhere than usual is known, too.
    """
    x = pictures.permute(0, 3, 1, 2).float()
    chance = torch.stack([torch.rand(4, generator=stream) for stream in streams]) * 2 - 1
    scale = torch.diag_embed(1 + SCALE * chance[:, :2])
    x = bent(x, torch.cat([scale, 2 * SHIFT * chance[:, 2:, None]], 2), BEND, streams, "border")
    return x.round().clamp(0, 255).to(torch.uint8).permute(0, 2, 3, 1).contiguous()


def bent(x: Tensor, affine: Tensor, bend: float, streams: Sequence[Generator], around: str) -> Tensor:
    """Pictures, N x C x H x W, moved as matrices (N, 2, 3) say, and bent smoothly by that part of the side."""
    off = torch.stack([torch.randn(2, 5, 5, generator=stream) for stream in streams]) * 2 * bend
    smooth = interpolate(off, x.shape[2:], mode="bicubic", align_corners=True).permute(0, 2, 3, 1)
    place = affine_grid(affine, list(x.shape), align_corners=False) + smooth
    return grid_sample(x, place, padding_mode=around, align_corners=False)


def by_hand(drawings: Tensor, streams: Sequence[Generator]) -> Tensor:
    """Half of the outlines as somebody might draw them: a little off, softer, with fewer details and gaps; uint8 again.

    Each by a random stream of its own. A net that was shown exact ones alone makes little of what a visitor draws.
    """
    ink = 1 - drawings.permute(0, 3, 1, 2).float() / 255
    count, _, height, width = ink.shape
    exact = ink
    ink = bent(ink, torch.eye(2, 3).expand(count, 2, 3), HAND, streams, "zeros")
    chance = torch.stack([torch.rand(3 + 5 * GAPS, 1, 1, 1, generator=stream) for stream in streams]).unbind(1)
    (whose, soft, faint), brush = chance[:3], torch.tensor([1.0, 2.0, 1.0])
    ink = torch.lerp(ink, conv2d(ink, brush.outer(brush)[None, None] / 10, padding=1).clamp(max=1), soft)
    ink = (ink - FAINT * faint).clamp(min=0) / (1 - FAINT * faint)
    for i in range(3, len(chance), 5):
        ink = ink.masked_fill(rectangle(height, width, chance[i : i + 5]), 0)
    ink = torch.where(whose < EXACT, exact, ink)
    return (255 * (1 - ink)).round().to(torch.uint8).permute(0, 2, 3, 1)


def rectangle(height: int, width: int, chance: Sequence[Tensor]) -> Tensor:
    """For each picture a rectangle of random place and size, in half of them none, bool (N, 1, H, W).

    By five uniform numbers, each (N, 1, 1, 1): whether there is one; for its rows and for its columns middle and reach.
    """
    there, middle_row, rows, middle_column, columns = chance
    row, column = torch.arange(height).view(1, 1, -1, 1), torch.arange(width).view(1, 1, 1, -1)
    of_rows = (row - middle_row * height).abs() < rows * height / GAP
    of_columns = (column - middle_column * width).abs() < columns * width / GAP
    return (there < 0.5) & of_rows & of_columns
