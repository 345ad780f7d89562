"""Clips, uint8 N x T x H x W x C where they are stored, float N x C x T x H x W in [-1, 1] in a net."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ..data.dataset import Dataset
from ..metrics.features import Features, RandomNet
from ..pictures.files import encode, resized, sheet, style_at, to_pil
from ..pictures.images import to_float, to_uint8
from ._example import Example
from .details import clip_details
from .image import glowing, strength

SHOWN = 4  # frames of a thumbnail
LARGE = 256  # the side in pixels to which films are enlarged, so that players do not smear what is crisp
LEAST = 4  # seconds of a film: a shorter clip is repeated


class ClipExample(Example):
    """A clip of square frames, grey or in colour, which can be played over and over."""

    kind = "clip"
    forms: Mapping[str, str] = {"png": "image/png", "mp4": "video/mp4", "webp": "image/webp", "gif": "image/gif"}
    best = "webp"

    def __init__(self, details: Mapping[str, Any]):
        self.rate = clip_details(details).rate

    def arguments(self, stored: Tensor) -> dict[str, Any]:
        return {"frames": stored.shape[1], "size": stored.shape[2], "channels": stored.shape[4]}

    def to_net(self, stored: Tensor) -> Tensor:
        return to_float(stored)

    def to_stored(self, made: Tensor) -> Tensor:
        return to_uint8(made)

    def thumbnails(self, stored: Tensor) -> Tensor:
        """Four frames of each, two above two."""
        count, frames, side, _, channels = stored.shape
        some = stored[:, [i * frames // SHOWN for i in range(SHOWN)]]
        tiles = some.view(count, 2, 2, side, side, channels).transpose(2, 3)
        return tiles.reshape(count, 2 * side, 2 * side, channels)

    def pictures(self, stored: Tensor) -> Tensor:
        """All frames of each, the later below the earlier: N x T H x W x C."""
        return stored.flatten(1, 2)

    def columns(self, count: int) -> int:
        return count

    def moment(self, picture: NDArray, second: float) -> NDArray:
        frames = picture.reshape(-1, picture.shape[1], *picture.shape[1:])
        return frames[int(second * self.rate) % len(frames)]

    def lit(self, made: Tensor, gradient: Tensor) -> Tensor:
        still, force = (x.float().transpose(1, 2).flatten(0, 1) for x in (made, gradient))
        return self.thumbnails(to_uint8(glowing(still, strength(force))).unflatten(0, (len(made), -1)))

    def features(self, dataset: Dataset, data_name: str, device: Any) -> Features:
        net = BothFeatures(dataset.examples.shape[-1]).to(device)
        return Features(net, False, torch.device(device), self.to_net)

    def written(self, stored: NDArray, form: str, style: str = "crisp") -> bytes:
        """A film that is played over and over, of four seconds or more where a player would stop; png: all frames."""
        if form == "png":
            return encode(sheet(stored, len(stored), style=style), "PNG", compress_level=1)
        from ..pictures.film import encoded, even, palette, quantized

        images = [to_pil(frame).convert("RGB") for frame in stored]
        length = even(stored.shape[1] * max(1, LARGE // stored.shape[1]))
        size = length, length
        style = style_at(length, stored.shape[1], style)
        if form == "gif":
            colours = palette(images)
            images = [quantized(image, colours, size, style) for image in images]
        else:
            images = [resized(image, size, style) for image in images]
        images *= max(1, round(LEAST * self.rate / len(images))) if form == "mp4" else 1
        film = encoded(((image, 1) for image in images), len(images), size, form, self.rate, style)
        return next(one.read_bytes() for one in film if isinstance(one, Path))


class FrameFeatures(nn.Module):
    """Clips to the random net's features of their middle frames, (N, F): how single frames look."""

    def __init__(self, channels: int):
        super().__init__()
        self.net = RandomNet(channels)

    def forward(self, clips: Tensor) -> Tensor:
        return self.net(clips[:, :, clips.shape[2] // 2])


class MotionFeatures(nn.Module):
    """Clips to the mean features of the differences of neighbouring frames, (N, F): what changes, and how much."""

    def __init__(self, channels: int):
        super().__init__()
        self.net = RandomNet(channels)

    def forward(self, clips: Tensor) -> Tensor:
        steps = (clips[:, :, 1:] - clips[:, :, :-1]).transpose(1, 2)
        return self.net(steps.flatten(0, 1)).unflatten(0, steps.shape[:2]).mean(1)


class BothFeatures(nn.Module):
    """Appearance beside motion, (N, 2 F)."""

    def __init__(self, channels: int):
        super().__init__()
        self.nets = nn.ModuleList([FrameFeatures(channels), MotionFeatures(channels)])

    def forward(self, clips: Tensor) -> Tensor:
        return torch.cat([net(clips) for net in self.nets], 1)
