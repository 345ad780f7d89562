"""Random streams that depend on a key alone, so that what is drawn is the same each time."""

import numpy as np
import torch


def seeded(*key: int) -> torch.Generator:
    """A random stream of its own for each key."""
    return torch.Generator().manual_seed(int(np.random.SeedSequence(key).generate_state(1, np.uint64)[0] >> 1))
