"""Curves like those of an electrocardiogram: a sum of five bells on the phase of the beat, for each kind its own.

The bells and their places are those of McSharry et al. 2003 (IEEE TBME 50), each varied a little; these are drawings,
not measurements, and of no medical use.
"""

import numpy as np
from numpy.typing import NDArray

from ..words import pgettext, t
from .drawn_series import DrawnSeries

ANGLES = np.array([-1.2, -0.26, 0.0, 0.26, 1.75])  # of the waves P, Q, R, S and T on the circle of a beat
HEIGHTS = np.array([0.15, -0.12, 1.0, -0.25, 0.3])
WIDTHS = np.array([0.25, 0.1, 0.1, 0.1, 0.4])
VARIED = 0.08  # deviation of each of these, in parts of it
NO_P, T_DOWN, BROAD, FAST = 1, 2, 3, 4


def heartbeats(rng: np.random.Generator, kinds: NDArray, steps: int) -> NDArray:
    """Series of two to three beats, four to five where they are fast, float (N, steps, 1) in about [-0.4, 1.1]."""
    count = len(kinds)
    heights, widths, angles = (part * rng.normal(1, VARIED, (count, 5)) for part in (HEIGHTS, WIDTHS, ANGLES))
    heights[kinds == NO_P, 0] = 0
    heights[kinds == T_DOWN, 4] *= -1
    widths[kinds == BROAD, 1:4] *= 2.2
    beats = np.where(kinds == FAST, rng.uniform(4, 5, count), rng.uniform(2, 3, count))[:, None]
    time = np.arange(steps) / steps
    wobble = 0.15 * np.sin(2 * np.pi * (time + rng.uniform(0, 1, (count, 1))))
    phase = 2 * np.pi * (beats * time + rng.uniform(0, 1, (count, 1))) + wobble
    off = (phase[..., None] - angles[:, None] + np.pi) % (2 * np.pi) - np.pi  # (N, T, 5)
    return (heights[:, None] * np.exp(-0.5 * (off / widths[:, None]) ** 2)).sum(2)[..., None]


SOURCE = DrawnSeries(
    "ecg",
    t("Heartbeats, drawn like an ECG"),
    (t("Usual"), t("Without P"), t("T upside down"), t("Broad QRS"), pgettext("heartbeat", "Fast")),
    heartbeats,
    {"variables": [{**t("Height")._asdict(), "low": -0.7, "high": 1.4}], "step": 0.03, "notes": False},
    sizes=(64, 32, 128),
).source()
