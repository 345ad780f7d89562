"""Italy's electrical power demand by the hour, 1,096 days: ItalyPowerDemand of the UCR archive, as sktime brings it.

Winter is from October to March. The files carry no licence, so they are read from the user's own installed package.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..events import Preparing
from ..words import UserError, t
from . import choice
from .dataset import Dataset, Source
from .installed import InstalledFiles

NAME, STEPS = "power", 24
FILES = {"train": "ItalyPowerDemand_TEST.ts", "test": "ItalyPowerDemand_TRAIN.ts"}  # the larger one is learned from
DAYS = 1029
CLASSES = (t("Winter"), t("Summer"))
DETAILS = {
    "variables": [{**t("Demand, deviations from the day's mean")._asdict(), "low": -2.6, "high": 3.4}],
    "step": 0.15,
    "notes": False,
}


FOUND = InstalledFiles("ItalyPowerDemand", "sktime", ("datasets", "data", "ItalyPowerDemand"))


def find_power(size: int, count: int | None = None) -> Iterator[Preparing]:
    """Look whether the package is there."""
    choice.check_size(NAME, size, (STEPS,))
    FOUND.needed()
    yield Preparing(DAYS, DAYS)


def load_power(size: int, labels: str | None = None, split: str = "train") -> Dataset:
    """All days of a split, the season as the class."""
    import torch

    choice.check_request(NAME, size, (STEPS,), split, labels, ("season",))
    series, season = read_ts(FOUND.needed() / FILES[split])
    numbers, classes = (torch.from_numpy(season), CLASSES) if labels else (None, ())
    return Dataset(NAME, torch.from_numpy(series), numbers, classes, kind="series", details=DETAILS)


def read_ts(path: Path) -> tuple[NDArray, NDArray]:
    """Series, float32 (N, T, 1), and labels from 0, int64 (N,), of a file in sktime's text format with one variable."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        rows = [line.split(":") for line in lines[lines.index("@data") + 1 :] if line and not line.startswith("#")]
        values = np.array([row[0].split(",") for row in rows], np.float32)
        labels = np.array([row[1] for row in rows], np.int64)
    except (OSError, ValueError, IndexError):
        raise UserError("{path} cannot be read; install the package sktime again.", path=path) from None
    return values[..., None], labels - 1


SOURCE = Source(
    NAME,
    t("Power demand of a day"),
    (STEPS,),
    1,
    find_power,
    load_power,
    lambda size: DAYS if FOUND.folder() else 0,
    ("season",),
    label_titles={"season": t("season")},
    total=DAYS,
    kind="series",
)
