"""One of the processes that draw: `python -m THIS STORE SIZE SPLIT SEED COUNT FIRST STEP PARENT`.

STORE is the module of what is drawn and the name of its store there, with a colon between them.

It is a module of its own, and not a `multiprocessing` worker, so that it never imports the program that started it
(torch, gradio) and ends soon after that program does.
"""

import os
import sys
from importlib import import_module

from .store import Store


def work(store: Store, count: int, first: int, step: int, parent: int) -> None:
    """Draw each `step`-th block from `first` that is missing among `count` examples, as long as the parent lives."""
    drawn = store.drawn()
    for block in range(first, -(-count // store.block), step):
        if os.getppid() != parent:
            return
        if not drawn[block]:
            store.write(block, store.draw(block * store.block, (block + 1) * store.block))


if __name__ == "__main__":
    kind, size, split, *numbers = sys.argv[1:]
    module, _, name = kind.partition(":")
    seed, *plan = map(int, numbers)
    work(getattr(import_module(module), name)(int(size), split, seed), *plan)
