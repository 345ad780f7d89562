"""A picture that says what to draw: pix2pix, Isola et al. 2016 (1611.07004)."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Generator, Tensor

from ..data import sources
from ..data.dataset import Dataset
from ..objectives.augment import Change, recoloured
from ..pictures.files import COLUMNS
from ..pictures.images import to_float
from ..pictures.outlines import by_hand, jittered, outlines
from ..seeds import seeded
from ..settings import Settings
from ..text.text_encoder import TextEncoder
from ..words import UserError, Words, pgettext, t
from ._input import Conditions, Described, DrawCall, Input, as_array

CHUNK = 256  # pictures of which drawings are taken at once
Taken = Callable[[Tensor], Tensor]  # pictures, uint8 N x H x W x C, to drawings, mostly uint8 N x H x W x 1


class ImageInput(Input):
    """float N x 1 x H x W in [-1, 1], taken from each real picture: as it stands, its outline.

    In training paired ones are moved as their pictures are; where they are `sketched` half of them are as if drawn by
    hand. Unpaired ones were taken from others than the real pictures beside them, or are the pictures of a second data
    set, N x C x H x W.
    """

    name = "images"
    unwanted: Words = t("This model does not draw from outlines; leave them out.")
    still = t("A model that draws from pictures has no sliders and no walks; draw with it in Transform.")
    elsewhere = t("This model draws from pictures; use the Transform tab.")
    each, usual = pgettext("counted", "outlines or pictures"), 1
    drawing = True

    def __init__(self, taken: Taken = outlines, paired: bool = True, sketched: bool = True):
        self.taken, self.paired, self.sketched = taken, paired, sketched

    def check(self, settings: Settings) -> None:
        if settings.labels:
            raise UserError(
                "The recipe {recipe} draws from pictures, not from classes; leave out labels (Classes from: none).",
                recipe=settings.recipe,
            )

    def arguments(self, settings: Settings, dataset: Dataset, text_encoder: TextEncoder | None) -> dict[str, Any]:
        return {"given": dataset.other.images.shape[3]} if dataset.other else {}

    def conditions(self, settings: Settings, dataset: Dataset, text_encoder: TextEncoder | None) -> Conditions:
        """The drawings of the data set's pictures, or the pictures of the other side."""
        taken = as_they_are if dataset.other else self.taken
        return ImageConditions(dataset.given, taken, self.paired, settings.seed, self.sketched)

    def count(self, value: Any) -> int:
        given = as_array(value)
        return max(1, len(given)) if given.ndim else 1

    def parse(self, value: Any, count: int, config: Described, text_encoder: TextEncoder | None) -> Tensor:
        """An outline or a picture of the other side for all pictures, or one for each, uint8 N x size x size x C.

        Outlines are dark lines on white, with C = 1.
        """
        side, channels, given = config.generator["size"], config.generator.get("given", 1), as_array(value)
        if given.dtype != np.uint8 or given.shape[1:] != (side, side, channels) or len(given) not in (1, count):
            raise images_wanted(config, count, t("nothing") if value is None else f"{given.dtype} {given.shape}")
        return torch.from_numpy(np.array(given)).expand(count, side, side, channels)

    def told(self, rows: Any, z: Tensor, text_encoder: TextEncoder | None) -> Tensor:
        return to_float(rows)

    def drawings(self, pictures: Tensor) -> Tensor:
        """The drawings of pictures, both uint8 N x H x W x C."""
        return torch.cat([self.taken(part) for part in pictures.split(CHUNK)])

    def tested(self, config: Described, count: int, load: Callable[[str], Dataset]) -> NDArray:
        """The outlines of test pictures, or test pictures of the other side, over and over."""
        if not config.other:
            return self.drawings(load(config.data).images[:count]).numpy()
        others = load(config.other).images
        return others[torch.arange(count) % len(others)].numpy()

    def card(self, config: Described) -> DrawCall:
        size = config.generator["size"]
        if not config.other:
            told = f"Drawn from outlines, dark lines on white, {size} x {size} px; `gan.outlines(pictures)` takes them"
            return DrawCall(told, "draw(images=outlines)  # uint8 N x H x W x 1", "image-to-image")
        told = f"Drawn from pictures of `{config.other}`, {size} x {size} px, and `gan.back(pictures)` makes such"
        told += "; `examples.png` has training pictures of both sides"
        return DrawCall(told, "draw(images=pictures)  # uint8 N x H x W x C", "image-to-image")

    def control(self, config: Described) -> dict[str, Any]:
        """A pad to draw on, or a place for pictures of the other side."""
        if not config.other:
            verb = [t("Draw an outline"), t("Draw an outline for {name}")]
            return {"kind": "pad", "tab": "transform", "verb": verb, "fact": [t("Draws from"), t("outlines")]}
        sides = [title_of(config.data), title_of(config.other)]
        verb, fact = [t("Give a picture"), t("Give a picture to {name}")], t("pictures of {data}", data=sides[1])
        return {"kind": "picture", "tab": "transform", "verb": verb, "fact": [t("Draws from"), fact], "sides": sides}


def title_of(data: str) -> Words:
    """What people call a data set; a folder or a zip by its name alone."""
    known = sources()
    return known[data].title if data in known else Words(Path(data).name, Path(data).name)


def images_wanted(config: Described, count: int, told: str | Words) -> UserError:
    """What a model takes, said to somebody who gave something else."""
    side, wanted = config.generator["size"], t("one") if count == 1 else t("{count} or one", count=count)
    if not config.other:
        return UserError(
            "This model makes pictures of outlines: give {count} (images, uint8 N x {side} x {side} x 1; "
            "--outline FILE or --trace FILE), not {told}.",
            count=wanted,
            side=side,
            told=told,
        )
    return UserError(
        "This model makes pictures of those of {other}: give {count} (images, uint8 N x {side} x {side} x "
        "{channels}; --image FILE), not {told}.",
        other=Path(config.other).name,
        count=wanted,
        side=side,
        channels=config.generator["given"],
        told=told,
    )


def as_they_are(pictures: Tensor) -> Tensor:
    """Pictures of the other side, of which nothing is taken."""
    return pictures


class ImageConditions(Conditions):
    """Drawings of pictures."""

    changes: Sequence[Change] = (recoloured,)  # lines stay where they are
    rows = 3  # above each of them one of drawings
    kinds = rows * COLUMNS

    def __init__(self, dataset: Dataset, taken: Taken, paired: bool, seed: int, sketched: bool = True):
        self.dataset, self.taken, self.paired, self.seed, self.sketched = dataset, taken, paired, seed, sketched
        self.columns = torch.arange(self.kinds) % dataset.count()  # which stay though more pictures are drawn

    def of(self, index: Tensor) -> Tensor:
        """The drawings of the pictures of these numbers, uint8 N x H x W x C."""
        return self.taken(self.dataset.images[index])

    def __call__(self, index: Tensor, times_seen: int) -> Tensor:
        return to_float(self.of(index))

    def at_random(self, count: int, stream: Generator, among: int, share: slice = slice(None)) -> Tensor | None:
        if self.paired:
            return None
        return self(torch.randint(among, (count,), generator=stream)[share], 0)

    def worded(self, index: Tensor, times_seen: int) -> tuple[Tensor, None]:
        streams = [seeded(self.seed, 5, times_seen, i) for i in index.tolist()]
        taken = self.taken(self.jittered(index, times_seen))
        return to_float(by_hand(taken, streams) if self.sketched else taken), None

    def jittered(self, index: Tensor, times_seen: int) -> Tensor:
        """The pictures of these numbers, a little moved, the same for as often as they have been seen."""
        return jittered(self.dataset.images[index], [seeded(self.seed, 6, times_seen, i) for i in index.tolist()])

    def shown(self, index: Tensor, times_seen: int) -> Tensor | None:
        return self.jittered(index, times_seen) if self.paired else None

    def of_columns(self, column: Tensor) -> Tensor:
        return self(self.columns[column], 0)

    def drawings(self, column: Tensor) -> Tensor:
        return self.of(self.columns[column])
