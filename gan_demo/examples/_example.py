"""The vocabulary of examples: what a data set holds and a generator makes, in a net, on disk and to look at."""

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from numpy.typing import NDArray
from torch import Tensor

from ..data.dataset import Dataset
from ..metrics.features import Features
from ..objectives.augment import Change
from ..pictures.files import QUICK, check_style, encode, sheet
from ..words import UserError


class Example:
    """One kind of example, as its data set describes it; N of them are `stored` in one tensor of any shape."""

    kind: str  # the same word as that of the data sets that hold such
    changes: Sequence[Change] = ()  # augmentations that D may see it in
    forms: Mapping[str, str] = {}  # the endings of the files that one is written to, each with its media type
    sheets: Sequence[str] = ("png",)  # those of them in which several can stand side by side, as their pictures
    best = "png"  # the one that shows most of it

    def __init__(self, details: Mapping[str, Any]):
        """UserError where the details, JSON values of a data set or a checkpoint, are not of this kind."""

    def arguments(self, stored: Tensor) -> dict[str, Any]:
        """The constructor arguments of both nets that follow from it, as JSON values; `size` and `channels` are two."""
        raise NotImplementedError

    def check(self, arguments: Mapping[str, Any]) -> None:
        """UserError where the details do not fit a generator with these constructor arguments."""

    def to_net(self, stored: Tensor) -> Tensor:
        """What is stored as nets see it, float (N, ...) in [-1, 1]."""
        raise NotImplementedError

    def to_stored(self, made: Tensor) -> Tensor:
        """What a net made as it is stored, on the CPU."""
        raise NotImplementedError

    def side(self, size: int) -> int:
        """The side in pixels of its pictures, where nets have that `size`."""
        return size

    def thumbnails(self, stored: Tensor) -> Tensor:
        """Each as a small picture, uint8 N x H x W x C, for grids."""
        return self.pictures(stored)

    def pictures(self, stored: Tensor) -> Tensor:
        """Each as a picture, uint8 N x H x W x C."""
        raise NotImplementedError

    def columns(self, count: int) -> int:
        """How many pictures stand side by side on a sheet of so many."""
        return max(1, round(count**0.5))

    def lit(self, made: Tensor, gradient: Tensor) -> Tensor:
        """What a net made as small pictures, uint8 N x H x W x 3, in one colour where a gradient of it is strong."""
        raise NotImplementedError

    def features(self, dataset: Dataset, data_name: str, device: Any) -> Features | None:
        """By what such are measured while a run trains; None where nothing is measured."""
        return None

    def moment(self, picture: NDArray, second: float) -> NDArray:
        """What one sees at a second of one of the `pictures`, uint8 H x W x C, which is played over and over."""
        return picture

    def check_file(self, form: str, style: str) -> None:
        """UserError where pixels are not enlarged so, or files of that form have none."""
        check_style(style)
        if style == "smooth" and not self.forms.get(form, "").startswith(("image/", "video/")):
            raise UserError("Only pictures and films can be smooth, not {form}.", form=form[:20])

    def written(self, stored: NDArray, form: str, style: str = "crisp") -> bytes:
        """One of them as the bytes of a file of one of the `forms`: as a picture, where the kind does not say more.

        style: crisp or smooth, as its pixels are enlarged where it has some.
        """
        picture = self.pictures(torch.from_numpy(stored[None])).numpy()
        return encode(sheet(picture, 1, style=style), form.upper(), **QUICK[form])
