"""The two conversions between pictures outside (uint8, N x H x W x C) and inside (float in [-1, 1], N x C x H x W)."""

import torch
from torch import Tensor


def to_float(pictures: Tensor) -> Tensor:
    """uint8 N x H x W x C to float32 N x C x H x W in [-1, 1]; of clips with T before H in both."""
    return pictures.movedim(-1, 1).to(torch.float32, memory_format=torch.contiguous_format).div_(127.5).sub_(1)


def to_uint8(images: Tensor) -> Tensor:
    """Float N x C x H x W, clamped to [-1, 1], to uint8 N x H x W x C on the CPU; of clips with T before H in both."""
    scaled = images.float().clamp(-1, 1).add(1).mul(127.5).round()
    return scaled.to(torch.uint8).movedim(1, -1).contiguous().cpu()


def alike(*several: Tensor) -> list[Tensor]:
    """Pictures, each N x H x W x C, with as many channels as those with the most."""
    most = max(pictures.shape[3] for pictures in several)
    return [pictures.expand(-1, -1, -1, most) for pictures in several]
