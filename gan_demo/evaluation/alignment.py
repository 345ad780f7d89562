"""How faithful pictures are to their captions, and how varied under one of them."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from ..data import Dataset, find_source
from ..metrics.classifier import Classifier, classify
from ..metrics.figures import rounded_figure
from ..pictures.images import to_float
from ..pipelines.pipeline import GAN
from ..text.captioner import UNSEEN
from ..text.captions import Caption, fresh_caption
from ..text.examples import example_captions
from ..text.text_encoder import TextEncoder
from .scoring import INDEPENDENT

AMONG = 100  # captions of which a picture must find its own
LATENTS, LEAST = 8, 8  # pictures of one caption that are compared, and real ones that it must fit
DIVERSE = 60  # captions whose pictures are compared
OF_EACH = 100  # pictures of each example


def unseen_captions(dataset: Dataset, count: int) -> list[Caption]:
    """A caption that no training picture was seen under, for each of the first pictures."""
    return [fresh_caption(dataset, i, UNSEEN, 0) for i in range(count)]


def attribute_accuracy(judge: Classifier, pictures: NDArray, captions: Sequence[Caption]) -> dict[str, float]:
    """The share of captions that mention an attribute whose picture shows a value that the words admit; "": of all."""
    _, said = classify(judge, pictures)
    right: Counter[str] = Counter()
    told: Counter[str] = Counter()
    for i, caption in enumerate(captions):
        for name, admitted in caption.mentions.items():
            told[name] += 1
            right[name] += int(said[name][i]) in admitted
    return {"": sum(right.values()) / sum(told.values()), **{name: right[name] / told[name] for name in sorted(told)}}


@torch.inference_mode()
def r_precision(text_encoder: TextEncoder, pictures: NDArray, captions: Sequence[str]) -> float:
    """The share of pictures that find their own caption among 100 (AttnGAN, Xu 2017, 1711.10485, section 4)."""
    found = 0
    groups = [slice(i, i + AMONG) for i in range(0, len(captions) - AMONG + 1, AMONG)]
    for group in groups:
        scores = text_encoder.matcher.score(
            to_float(torch.from_numpy(pictures[group])), text_encoder.told(captions[group])
        )
        found += int((scores.argmax(1) == torch.arange(AMONG)).sum())
    return found / (AMONG * len(groups))


def diversity(gan: GAN, dataset: Dataset, captions: Sequence[Caption]) -> tuple[float, float]:
    """Mean difference of two pictures of one caption, 0 to 1: of drawn ones, and of real ones that fit it."""
    drawn: list[float] = []
    real: list[float] = []
    for caption in captions:
        fitting = fitting_images(dataset, caption)[:LATENTS]
        if len(fitting) >= LEAST and len(drawn) < DIVERSE:
            drawn.append(image_spread(gan.draw(LATENTS, seed=len(drawn), captions=[caption.text])))
            real.append(image_spread(dataset.images[fitting].numpy()))
    return float(np.mean(drawn)), float(np.mean(real))


def shown_shares(gan: GAN, judge: Classifier) -> dict[str, Any]:
    """For each example the share of what it says that its pictures show; few real ones fit, or none."""
    drawn = ((caption, gan.draw(OF_EACH, 1, captions=[caption.text])) for caption in example_captions())
    right = {caption.text: attribute_accuracy(judge, pictures, [caption] * OF_EACH)[""] for caption, pictures in drawn}
    return {text: rounded_figure(share, None, "higher") for text, share in right.items()}


def fitting_images(dataset: Dataset, caption: Caption) -> NDArray:
    """The numbers of the pictures that show what a caption says."""
    right = torch.ones(len(dataset.images), dtype=torch.bool)
    for name, admitted in caption.mentions.items():
        attribute = dataset.attributes[name]
        right &= torch.isin(attribute.values, torch.tensor(sorted(admitted))) & attribute.visible
    return right.nonzero().flatten().numpy()


def image_spread(pictures: NDArray) -> float:
    """Mean absolute difference of all pairs of pictures, uint8 (N, H, W, C), as a share of the whole range."""
    pairs = [np.abs(a - b).mean() for i, a in enumerate(pictures.astype(float)) for b in pictures[:i].astype(float)]
    return float(np.mean(pairs)) / 255


def text_image_alignment(
    gan: GAN, judge: Classifier, independent: Classifier, text_encoder: TextEncoder, count: int
) -> dict[str, Any]:
    """All of it, each figure with that of real pictures; `text_encoder` is one that was not in the loss.

    The test split has pairs of attributes as training had them, the held-out split has a pair that training never had.
    """
    source = find_source(gan.config.data, gan.config.crop)
    seen, held_out = (source.load(gan.size, split=split) for split in ("test", "held_out"))
    judges = {"": judge, INDEPENDENT: independent}
    measures: dict[str, Any] = {}
    for split, dataset in (("", seen), (", held out", held_out)):
        captions = unseen_captions(dataset, min(count, dataset.count()))
        drawn = gan.draw(len(captions), 1, captions=[caption.text for caption in captions])
        real = dataset.images[: len(captions)].numpy()
        for suffix, classifier in judges.items():
            right, best = (attribute_accuracy(classifier, pictures, captions) for pictures in (drawn, real))
            figures = {name: rounded_figure(right[name], best[name], "higher") for name in right}
            measures[f"attribute accuracy{split}{suffix}"] = figures.pop("")
            each = {seen.attributes[name].title.en: figure for name, figure in figures.items()}
            measures[f"each attribute{split}{suffix}"] = each
        if dataset is seen:
            texts = [caption.text for caption in captions]
            found, floor = (r_precision(text_encoder, pictures, texts) for pictures in (drawn, real))
            measures["R-precision"] = rounded_figure(found, floor, "higher")
    measures["examples"] = shown_shares(gan, judge)
    measures["diversity"] = rounded_figure(
        *diversity(gan, source.load(gan.size), unseen_captions(seen, 1000)), "higher"
    )
    return measures
