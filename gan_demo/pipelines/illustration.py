"""A caption drawn: pictures, how well each fits, and where in them each word was looked for."""

from collections.abc import Sequence
from typing import NamedTuple, cast

import numpy as np
import torch
from numpy.typing import NDArray

from ..data.avatars.kinds import COLUMN, KINDS
from ..data.avatars.visibility import visible_values
from ..metrics.classifier import Classifier, classify
from ..nets.attention import CaptionGenerator
from ..pictures.images import to_float, to_uint8
from ..text.claims import CaptionClaim, admitted_values
from ..text.left_open import is_hidden
from ..text.text_encoder import ReadCaption
from .pipeline import GAN


class Illustration(NamedTuple):
    """Pictures of one caption."""

    pictures: NDArray  # uint8 (N, H, W, C)
    scores: NDArray  # float32 (N,): how well each fits the caption, at most 1
    maps: list[NDArray]  # at two sides, float32 (N, words of the reading, side, side): each word's share at each pixel
    imagined: list[list[int]]  # numbers of the phrases that each latent added
    shown: NDArray | None  # bool (N, claims of the reading): whether each picture shows it; None where nobody looked

    def ranked(self, reading: ReadCaption) -> list[int]:
        """The pictures, first those that show most words of the caption, of these the best fit."""
        words = [sum(map(bool, self.shown_words(reading, number) or [])) for number in range(len(self.scores))]
        return np.lexsort((-self.scores, -np.array(words))).tolist()

    def shown_words(self, reading: ReadCaption, number: int) -> list[bool | None] | None:
        """Of each word of the caption whether that picture shows what it claims.

        None for one that claims nothing, or what another hides, as a hat does hair.
        """
        if self.shown is None:
            return None
        told: list[bool | None] = [None] * len(reading.words)
        values = admitted_values(reading.claims)
        for claim, shown in zip(reading.claims, self.shown[number].tolist(), strict=True):
            for place in claim.places if not is_hidden(claim.kind, values) else ():
                if reading.words[place].kind != "filler":
                    told[place] = shown and told[place] is not False
        return told


@torch.inference_mode()
def illustrate(gan: GAN, reading: ReadCaption, z: NDArray) -> Illustration:
    """Draw a caption with each of these latents, float32 (N, latent)."""
    net, text_encoder, latents = cast(CaptionGenerator, gan.net), gan.required_text_encoder, torch.from_numpy(z)
    text = text_encoder.text([reading])
    said = text.expand(len(z))
    imagined = text_encoder.imagined(said, latents, [reading] * len(z))
    told = text_encoder.with_phrases(said, imagined) if text_encoder.imagination else said
    images, looks = net.explained(net.mapping(latents, told))  # the very pixels of one drawn alone
    pictures = to_uint8(images)
    scores = text_encoder.matcher.score(to_float(pictures), text)[:, 0]
    places = reading.places()
    maps = [np.stack([look[:, at].sum(1).numpy() for at in places], axis=1) for look in looks]
    shown = shown_claims(gan.attribute_classifier, pictures, reading.claims)
    return Illustration(pictures.numpy(), scores.numpy(), maps, imagined, shown)


def shown_claims(judge: Classifier | None, pictures: torch.Tensor, claims: Sequence[CaptionClaim]) -> NDArray | None:
    """Whether each picture, uint8 (N, H, W, C), shows each claim, bool (N, claims), as a classifier reads them."""
    if judge is None:
        return None
    _, read = classify(judge, pictures)
    rows = np.stack([read[kind] for kind in KINDS], axis=1)
    seen = visible_values(rows)
    shown = [np.isin(read[claim.kind], list(claim.values)) & seen[:, COLUMN[claim.kind]] for claim in claims]
    return np.stack(shown, axis=1) if shown else np.zeros((len(rows), 0), bool)


@torch.inference_mode()
def images_between(gan: GAN, one: ReadCaption, other: ReadCaption, z: NDArray, count: int) -> NDArray:
    """Pictures of one latent, (latent,), on the way from a caption to another, uint8 (count, H, W, C)."""
    two, shares = np.stack([z, z]), np.linspace(0, 1, count)
    start, end = gan.condition.waypoints([one, other], torch.from_numpy(two), gan.config, gan.text_encoder)
    return gan.draw_points(two[:1].repeat(count, 0), [start.blended(end, float(share)) for share in shares])
