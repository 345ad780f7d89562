"""The training pictures that are most like a drawn one, in the eyes of the model's matcher: was one of them copied?"""

import shlex
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from ..data import Dataset, find_source
from ..data.avatars.captions import AvatarCaptions
from ..nets.matching import Matcher
from ..pictures.images import to_float
from ..pipelines.pipeline import GAN
from ..words import UserError, Words

MOST, CHUNK = 5000, 64  # training pictures that are compared, and how many are looked at together


class Neighbour(NamedTuple):
    """A training picture."""

    picture: NDArray  # uint8 (H, W, C)
    caption: Words
    similarity: float  # cosine, at most 1


class Neighbours:
    """At most `MOST` pictures from all over a data set as a matcher sees them, which takes about 2 s once."""

    @torch.inference_mode()
    def __init__(self, matcher: Matcher, dataset: Dataset):
        self.matcher, self.dataset = matcher, dataset
        count = dataset.count()
        self.index = np.linspace(0, count - 1, min(count, MOST)).astype(np.int64)
        chunks = torch.from_numpy(self.index).split(CHUNK)
        self.vectors = torch.cat([matcher.pictures(to_float(dataset.images[chunk])).whole for chunk in chunks])

    def __len__(self) -> int:
        return len(self.index)

    @torch.inference_mode()
    def of(self, picture: NDArray, count: int) -> list[Neighbour]:
        """Those most like a picture, uint8 (H, W, C), the nearest first."""
        whole = self.matcher.pictures(to_float(torch.from_numpy(picture)[None])).whole[0]
        best = (self.vectors @ whole).topk(min(count, len(self)))
        images, captions = self.dataset.images, self.dataset.captions
        found = zip(self.index[best.indices].tolist(), best.values.tolist(), strict=True)
        return [Neighbour(images[i].numpy(), worded(captions, i), cosine) for i, cosine in found]


def worded(captions: Sequence[str] | None, i: int) -> Words:
    """What is said of a picture in both languages; what somebody wrote stays as it is."""
    if isinstance(captions, AvatarCaptions):
        return captions.words(i)
    text = captions[i] if captions else ""
    return Words(text, text)


def neighbours_of(gan: GAN) -> Neighbours:
    """The training pictures of a model that draws captions; UserError where they are not on this machine."""
    name, size = gan.config.data, gan.size
    source = find_source(name, gan.config.crop)
    if not source.count(size):
        command = f"gan-demo data prepare {shlex.quote(name)} --size {size}"
        raise UserError(
            "The training pictures are not on this machine yet. Run: {command}, or train on them in the Train tab.",
            command=command,
        )
    dataset = source.load(size)
    if dataset.images.shape[1:] != (size, size, gan.config.generator["channels"]):
        raise UserError("The pictures of {name} are no longer those that this model was trained on.", name=name)
    return Neighbours(gan.required_text_encoder.matcher, dataset)
