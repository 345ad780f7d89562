"""One of the processes that draw: `python -m gan_demo.data.avatars.worker SIZE SPLIT SEED COUNT FIRST STEP PARENT`.

It is a module of its own, and not a `multiprocessing` worker, so that it never imports the program that started it
(torch, gradio) and ends soon after that program does.
"""

import os
import sys

import numpy as np

from .drawing import draw
from .sampling import sample
from .store import BLOCK, Store


def work(store: Store, count: int, first: int, step: int, parent: int) -> None:
    """Draw each `step`-th block from `first` that is missing among `count` pictures, as long as the parent lives."""
    drawn = store.drawn()
    for block in range(first, -(-count // BLOCK), step):
        if os.getppid() != parent:
            return
        if not drawn[block]:
            rows = sample(block * BLOCK, (block + 1) * BLOCK, store.split, store.seed)
            store.write(block, np.stack([draw(row, store.size) for row in rows]))


if __name__ == "__main__":
    size, split, *numbers = sys.argv[1:]
    seed, *plan = map(int, numbers)
    work(Store(int(size), split, seed), *plan)
