"""A data set that is drawn when it is asked for: stripes of any width and colour, upright or lying.

A data set is one file with a `SOURCE`: how it is made ready, how a split is read, and how much of it is there.
"""

import torch

from gan_demo.data.choice import check_request
from gan_demo.data.dataset import Dataset, Source
from gan_demo.words import Words

NAME, SIZES, LABELS, TOTAL = "stripes", (32, 64, 16), ("direction",), 4096
CLASSES = (Words("Upright", "竖条"), Words("Lying", "横条"))


def prepare(size, count=None):
    """Nothing has to be made ready; what takes time would yield `Preparing(done, total)` on its way."""
    yield from ()


def load(size, labels=None, split="train"):
    """One split; that of tests has other pictures."""
    check_request(NAME, size, SIZES, split, labels, LABELS)
    count, seed = (TOTAL, 0) if split == "train" else (TOTAL // 4, 1)
    stream = torch.Generator().manual_seed(seed)
    direction = torch.randint(2, (count,), generator=stream)
    width = torch.randint(2, size // 4 + 1, (count, 1), generator=stream)
    lines = torch.arange(size)[None] // width % 2 == 0
    colours = torch.randint(256, (count, 2, 3), generator=stream, dtype=torch.uint8)
    upright = torch.where(lines[:, None, :, None], colours[:, None, None, 0], colours[:, None, None, 1])
    upright = upright.expand(count, size, size, 3)
    images = torch.where(direction.view(-1, 1, 1, 1) == 0, upright, upright.transpose(1, 2))
    return Dataset(NAME, images, direction if labels else None, CLASSES if labels else ())


SOURCE = Source(
    name=NAME,
    title=Words("Stripes", "条纹"),
    sizes=SIZES,
    channels=3,
    prepare=prepare,
    load=load,
    count=lambda size: TOTAL,
    labels=LABELS,
    total=TOTAL,
)
