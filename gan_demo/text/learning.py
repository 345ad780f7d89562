"""How a reader comes to be: a tokenizer from captions, then a matcher from pictures and their captions."""

from collections.abc import Iterator

import numpy as np
import torch
from torch import nn

from ..data.dataset import Dataset
from ..events import Preparing
from ..images import to_float
from ..nets.matching import Matcher
from .captioner import Captioner
from .reader import Reader, numbers, padded
from .tokenizer import Tokenizer

STEPS = 2500  # 4 epochs of the avatars; the picture finds its caption among 100 in 69 % of cases
FEWEST, EPOCHS = 200, 20
BATCH = 64  # each picture has 63 wrong captions
LEARNING_RATE = 1e-3
SAMPLES = 50_000  # captions for the tokenizer


def steps_for(dataset: Dataset) -> int:
    """Steps in which a reader learns a data set: some epochs of a small one."""
    return min(STEPS, max(FEWEST, EPOCHS * dataset.count() // BATCH))


def learned(dataset: Dataset, captioner: Captioner, seed: int = 0) -> Iterator[Preparing | Reader]:
    """Train a reader on a captioned data set; yields progress, then the reader."""
    steps = steps_for(dataset)
    tokenizer = Tokenizer.train(captioner.samples(SAMPLES), captioner.lexicon)
    torch.manual_seed(seed)
    _, _, size, channels = dataset.images.shape
    matcher = Matcher(len(tokenizer), size, channels)
    for step in taught(matcher, tokenizer, dataset, captioner, steps, seed):
        if step % 10 == 0:
            yield Preparing(step, steps)
    yield Preparing(steps, steps)
    yield Reader(tokenizer, matcher)


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
