"""Series of values at even steps: float32 N x T x C in the units of their data, in a net the same in [-1, 1].

Pitches are whole: what a net makes is rounded to the nearest key.
"""

import csv
import io
from collections.abc import Mapping
from typing import Any

import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ..data.dataset import Dataset
from ..metrics.features import Features
from ..pictures.curves import drawn_curves
from ..pictures.sound import heard
from ..words import UserError
from ._example import Example
from .details import series_details

SMALL, LARGE = 96, 384  # sides of pictures in pixels
LOWEST, HIGHEST = 57, 81  # the pitches at which the ends of a range are heard, where values are none


class SeriesExample(Example):
    """A series; it can be seen, heard and read."""

    kind = "series"
    forms: Mapping[str, str] = {"png": "image/png", "csv": "text/csv", "wav": "audio/wav"}

    def __init__(self, details: Mapping[str, Any]):
        self.details = series_details(details)
        ends = torch.tensor([[one.low, one.high] for one in self.details.variables])
        self.low, self.range = ends[:, 0], ends[:, 1] - ends[:, 0]

    def arguments(self, stored: Tensor) -> dict[str, Any]:
        given = {"size": stored.shape[1], "channels": stored.shape[2]}
        self.check(given)
        return given

    def check(self, arguments: Mapping[str, Any]) -> None:
        if arguments["channels"] != (told := len(self.details.variables)):
            raise UserError(
                "These series have {count} values at each step, and {told} variables are named.",
                count=arguments["channels"],
                told=told,
            )

    def to_net(self, stored: Tensor) -> Tensor:
        return (stored - self.low.to(stored.device)) / self.range.to(stored.device) * 2 - 1

    def to_stored(self, made: Tensor) -> Tensor:
        values = (made.float().cpu().clamp(-1, 1) + 1) / 2 * self.range + self.low
        return values.round() if self.details.notes else values

    def side(self, size: int) -> int:
        return LARGE

    def thumbnails(self, stored: Tensor) -> Tensor:
        return self.plotted(stored, SMALL)

    def pictures(self, stored: Tensor) -> Tensor:
        return self.plotted(stored, LARGE)

    def plotted(self, stored: Tensor, side: int) -> Tensor:
        """Curves of that side, small ones framed; pitches share one scale and stay where they are until the next."""
        low, width = self.low, self.range
        if self.details.notes:
            low, width = low.min(), (low + width).max() - low.min()
        shares = ((stored - low) / width).numpy()
        return torch.from_numpy(drawn_curves(shares, side, self.details.notes, side == SMALL))

    def lit(self, made: Tensor, gradient: Tensor) -> Tensor:
        """The curves, on columns that are the more coloured the more a step counts."""
        plots = self.thumbnails(self.to_stored(made)).float()
        force = gradient.float().cpu().norm(dim=2)
        light = (force / force.quantile(0.99).clamp_min(1e-30)).clamp(max=1)
        wide = nn.functional.interpolate(light[:, None], size=SMALL, mode="nearest")[:, :, :, None]
        glow = torch.tensor([1.0, 140 / 255, 20 / 255])
        return (plots * (1 - wide * (1 - glow) * 0.7)).round().to(torch.uint8)

    def features(self, dataset: Dataset, data_name: str, device: Any) -> Features:
        return Features(SeriesFeatures(), False, torch.device(device), self.to_net)

    def written(self, stored: NDArray, form: str, style: str = "crisp") -> bytes:
        if form == "csv":
            return self.table(stored)
        if form == "wav":
            return heard(self.pitches(stored), self.details.step, self.details.notes)
        return super().written(stored, form, style)

    def table(self, stored: NDArray) -> bytes:
        """CSV: a row for each step, its number and a column for each variable."""
        text = io.StringIO()
        rows = csv.writer(text)
        rows.writerow(["step", *(one.en for one in self.details.variables)])
        rows.writerows([i, *(f"{value:.6g}" for value in row)] for i, row in enumerate(stored.tolist()))
        return text.getvalue().encode()

    def pitches(self, stored: NDArray) -> NDArray:
        """At which pitch each value is heard, (T, C)."""
        if self.details.notes:
            return stored
        return LOWEST + (stored - self.low.numpy()) / self.range.numpy() * (HIGHEST - LOWEST)


class SeriesFeatures(nn.Module):
    """Series in [-1, 1], (N, T, C), to their values and the sizes of their frequencies, (N, F)."""

    def forward(self, series: Tensor) -> Tensor:
        spectrum = torch.fft.rfft(series.float(), dim=1, norm="ortho").abs()
        return torch.cat([series.float().flatten(1), spectrum.flatten(1)], 1)
