"""Where what is drawn is kept: a file of pixels, and one byte for each block of examples that is on the disk."""

import math
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, ClassVar

import numpy as np
import platformdirs

from ...words import UserError, Words, t
from .sampling import SPLITS, sample

if sys.platform != "win32":
    import fcntl

SIZES = (64, 32, 128)
BLOCK = 50  # pictures drawn, written and counted together
TOTALS = {"train": 40_000, "test": 5_000, "held_out": 5_000}


@dataclass(frozen=True)
class Store:
    """The avatars of one size, split and seed on this machine; of another set of drawings a class of its own says more.

    The processes that draw find the class by its module, which must import no torch.
    """

    title: ClassVar[Words] = t("Avatars")
    name: ClassVar[str] = "avatars"  # of the data set
    place: ClassVar[str] = "avatars-v1"  # the name of its folder in the cache
    sizes: ClassVar[tuple[int, ...]] = SIZES
    totals: ClassVar[dict[str, int]] = TOTALS
    block: ClassVar[int] = BLOCK

    size: int
    split: str = "train"
    seed: int = 0

    def __post_init__(self) -> None:
        if self.size not in self.sizes:
            known = ", ".join(map(str, self.sizes))
            raise UserError(
                "{title} cannot be {size} pixels wide. Sizes: {known}.", title=self.title, size=self.size, known=known
            )
        if self.split not in SPLITS:
            known = ", ".join(SPLITS)
            raise UserError(
                "{title} have no split {split!r}. Splits: {known}.", title=self.title, split=self.split, known=known
            )
        if self.seed < 0:
            raise UserError("A seed is 0 or more, not {seed}.", seed=self.seed)

    @property
    def folder(self) -> Path:
        """Its place in the user's cache folder, or in the one that GAN_DEMO_CACHE names."""
        cache = os.environ.get("GAN_DEMO_CACHE") or platformdirs.user_cache_dir("gan_demo")
        return Path(cache) / self.place / f"{self.size}px-seed{self.seed}-{self.split}"

    @property
    def shape(self) -> tuple[int, ...]:
        """That of one example."""
        return self.size, self.size, 3

    def draw(self, first: int, last: int) -> np.ndarray:
        """The examples from `first` up to `last`, uint8 (last - first, *shape)."""
        from .drawing import draw

        return np.stack([draw(row, self.size) for row in sample(first, last, self.split, self.seed)])

    @property
    def pixels(self) -> Path:
        """Uint8 examples of that shape, one after another; zeros where none is drawn yet."""
        return self.folder / "images.u8"

    @property
    def marks(self) -> Path:
        """One byte a block: 1 when its examples are on the disk."""
        return self.folder / "drawn.u8"

    def ready(self) -> int:
        """How many of the first examples exist."""
        drawn = self.drawn()
        return self.block * int(len(drawn) if drawn.all() else drawn.argmin())

    def drawn(self) -> np.ndarray:
        """Which blocks exist, bool."""
        try:
            return np.fromfile(self.marks, dtype=bool)
        except FileNotFoundError:
            return np.zeros(0, bool)

    def images(self) -> np.ndarray:
        """All examples, mapped from the disk: those yet to be drawn appear later; what is changed stays in memory."""
        count = self.pixels.stat().st_size // math.prod(self.shape)
        return np.memmap(self.pixels, np.uint8, "c", shape=(count, *self.shape))

    def reserve(self, count: int) -> None:
        """Make room for so many examples, and never less than is customary for the split."""
        blocks = -(-max(count, self.totals[self.split]) // self.block)
        enlarge(self.pixels, blocks * self.block * math.prod(self.shape))
        enlarge(self.marks, blocks)

    def write(self, block: int, examples: np.ndarray) -> None:
        """Keep the examples of a block, and mark it only when they are safely on the disk."""
        overwrite(self.pixels, block * examples.nbytes, examples.tobytes())
        overwrite(self.marks, block, b"\1")

    @contextmanager
    def lock(self) -> Iterator[bool]:
        """True for the one process that may draw here, until it lets go or dies."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with open(self.folder / "lock", "w") as file:
            yield locked(file)


def locked(file: IO) -> bool:
    """Lock an open file, unless another process has.

    Windows has no flock, so there all may draw: they only write the same bytes twice.
    """
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def enlarge(path: Path, length: int) -> None:
    """Make a file at least so long, with zeros that take no place where the file system can leave them out."""
    with open(path, "ab") as file:
        if file.tell() < length:
            file.truncate(length)


def overwrite(path: Path, start: int, content: bytes) -> None:
    """Put bytes into a file and wait until the disk has them."""
    with open(path, "r+b") as file:
        file.seek(start)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
