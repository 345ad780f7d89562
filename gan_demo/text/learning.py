"""How a text encoder comes to be: a tokenizer from captions, then a matcher from pictures and their captions."""

from collections.abc import Iterator

import numpy as np
import torch
from torch import nn

from ..data.dataset import Dataset
from ..events import Preparing
from ..nets.caption_prior import CaptionPrior
from ..nets.matching import Matcher
from ..pictures.images import to_float
from .captioner import Captioner
from .left_open import SIZES, choices_of
from .text_encoder import TextEncoder, numbers, padded
from .tokenizer import Tokenizer

STEPS = 2500  # 4 epochs of the avatars; the picture finds its caption among 100 in 69 % of cases
FEWEST, EPOCHS = 200, 20
BATCH = 64  # each picture has 63 wrong captions
LEARNING_RATE = 1e-3
IMAGINING = 2000  # steps in which it is learned what captions leave open
SAMPLES = 50_000  # captions for the tokenizer


def steps_for(dataset: Dataset) -> int:
    """Steps in which a text encoder learns a data set: some epochs of a small one."""
    return min(STEPS, max(FEWEST, EPOCHS * dataset.count() // BATCH))


def learned(
    dataset: Dataset, captioner: Captioner, seed: int = 0, imagines: bool = True
) -> Iterator[Preparing | TextEncoder]:
    """Train a text encoder on a captioned data set; yields progress, then the text encoder.

    It imagines what captions leave open where that is known, unless it is to be a matcher only.
    """
    steps = steps_for(dataset)
    tokenizer = Tokenizer.train(captioner.samples(SAMPLES), captioner.lexicon)
    torch.manual_seed(seed)
    _, _, size, channels = dataset.images.shape
    matcher = Matcher(len(tokenizer), size, channels)
    for step in taught(matcher, tokenizer, dataset, captioner, steps, seed):
        if step % 10 == 0:
            yield Preparing(step, steps)
    yield Preparing(steps, steps)
    text_encoder = TextEncoder(tokenizer, matcher)
    if imagines and captioner.all_known:
        text_encoder.imagination = CaptionPrior(SIZES, matcher.shape["features"])
        for step in imagining(text_encoder, dataset, captioner, seed):
            if step % 10 == 0:
                yield Preparing(step, IMAGINING)
    yield TextEncoder(tokenizer, matcher, text_encoder.imagination)


def taught(
    matcher: Matcher, tokenizer: Tokenizer, dataset: Dataset, captioner: Captioner, steps: int, seed: int
) -> Iterator[int]:
    """Steps of AdamW in one cycle, each on pictures under fresh captions."""
    optimizer = torch.optim.AdamW(matcher.parameters(), lr=LEARNING_RATE, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, LEARNING_RATE, total_steps=steps)
    rng = np.random.default_rng([seed, 6])
    matcher.train()
    for step in range(steps):
        index = rng.choice(dataset.count(), min(BATCH, dataset.count()), replace=False)
        captions = [captioner.caption(int(i), seed, step) for i in index]
        text = matcher.captions(padded(numbers(tokenizer, captions)))
        optimizer.zero_grad()
        matcher.loss(matcher.pictures(to_float(dataset.images[torch.from_numpy(index)])), text).backward()
        nn.utils.clip_grad_norm_(matcher.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        yield step


def imagining(
    text_encoder: TextEncoder, dataset: Dataset, captioner: Captioner, seed: int, steps: int = IMAGINING
) -> Iterator[int]:
    """Steps of AdamW in one cycle, in which the text encoder's imagination learns what fresh captions leave open."""
    assert text_encoder.imagination is not None  # a text encoder without one has nothing to learn here
    net = text_encoder.imagination.requires_grad_(True).train()
    optimizer = torch.optim.AdamW(net.parameters(), lr=2 * LEARNING_RATE, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2 * LEARNING_RATE, total_steps=steps)
    rng = np.random.default_rng([seed, 7])
    for step in range(steps):
        index = rng.integers(dataset.count(), size=2 * BATCH).tolist()
        text = text_encoder.told([captioner.caption(i, seed, step) for i in index])
        choices = torch.tensor([choices_of(captioner.left_open(i, seed, step)) for i in index])
        optimizer.zero_grad()
        net.loss(text, choices).backward()
        optimizer.step()
        schedule.step()
        yield step
