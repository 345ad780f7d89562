"""Sine waves of random frequency, height and phase, as Esteban 2017 (1706.02633, section 4.1) draws them."""

import numpy as np
from numpy.typing import NDArray

from ..words import t
from .drawn_series import DrawnSeries

CYCLES = np.array([(1.0, 2.0), (2.5, 3.5), (4.0, 5.0)])  # of each class: fewest and most in a series


def sine_waves(rng: np.random.Generator, kinds: NDArray, steps: int) -> NDArray:
    """Series of values in [-0.9, 0.9], float (N, steps, 1)."""
    low, high = CYCLES[kinds].T
    cycles, height = rng.uniform(low, high), rng.uniform(0.1, 0.9, len(kinds))
    phase = rng.uniform(-np.pi, np.pi, len(kinds))
    turns = 2 * np.pi * cycles[:, None] * np.arange(steps) / steps
    return (height[:, None] * np.sin(turns + phase[:, None]))[..., None]


SOURCE = DrawnSeries(
    "sines",
    t("Sine waves"),
    (t("Slow"), t("Medium"), t("Fast")),
    sine_waves,
    {"variables": [{**t("Value")._asdict(), "low": -1.0, "high": 1.0}], "step": 0.05, "notes": False},
).source()
