"""Named directions of a checkpoint: words and figures in its config.json, vectors in a file beside it.

A model has three bases of latent directions: the principal ones; the named ones, each `alone`; and `held`, where each
holds the others. A link says which one its amounts are along by `alone-` or `held-` and a digest of the vectors, so
that no amount is ever taken along another direction than it was meant for.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..words import UserError, Words

FILE = "directions.safetensors"
LARGEST = 16 << 20  # bytes that are read at all
KINDS = ("alone", "held")


class Effect(NamedTuple):
    """What goes from one end of a slider to the other, in shares of the pictures on balance, -1 to 1."""

    own: float  # that shows more of what the direction is named for
    others: float  # the mean size for all else that has a direction


class SemanticDirection(NamedTuple):
    """A direction with what it is called, what stands at its ends, and what it changes."""

    name: Words
    low: Words
    high: Words
    alone: Effect
    held: Effect

    @classmethod
    def read(cls, value: Mapping[str, Any]) -> "SemanticDirection":
        """The same from JSON; ValueError, TypeError or KeyError for anything else."""
        name, low, high = (Words(*map(str, value[which])) for which in ("name", "low", "high"))
        alone, held = (Effect(*(float(value[kind][share]) for share in Effect._fields)) for kind in KINDS)
        return cls(name, low, high, alone, held)

    def told(self) -> dict[str, Any]:
        """As JSON."""
        return {name: list(getattr(self, name)) for name in ("name", "low", "high")} | {
            kind: {name: float(f"{value:.2f}") for name, value in getattr(self, kind)._asdict().items()}
            for kind in KINDS
        }


@dataclass(frozen=True)
class Bases:
    """Unit directions, float32 (directions, latent)."""

    principal: NDArray  # as many as there are latents
    alone: NDArray
    held: NDArray

    def digest(self) -> str:
        """A few letters that change with the named directions."""
        return hashlib.sha256(self.alone.tobytes() + self.held.tobytes()).hexdigest()[:6]

    def by_name(self) -> dict[str, NDArray]:
        """The named ones as links call them."""
        return {f"{kind}-{self.digest()}": getattr(self, kind) for kind in KINDS}

    def save(self, folder: Path) -> None:
        from safetensors.numpy import save_file

        save_file({name: np.ascontiguousarray(value) for name, value in vars(self).items()}, folder / FILE)


def read_bases(folder: Path, latent: int, count: int) -> Bases:
    """The directions in that folder; UserError unless there are that many of latents of that length."""
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    path = folder / FILE
    shapes = {"principal": (latent, latent), "alone": (count, latent), "held": (count, latent)}
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError(f"more than {LARGEST} bytes")
        found = load_file(path)
        right = {name: value.shape for name, value in found.items()} == shapes
        if not right or not all(v.dtype == np.float32 and np.isfinite(v).all() for v in found.values()):
            raise ValueError("its tensors are not those of the config")
    except (OSError, ValueError, SafetensorError) as error:
        raise UserError(
            "{path} is missing or broken ({error}); find the directions anew: gan-demo directions {folder}",
            path=path,
            error=error,
            folder=folder,
        ) from None
    return Bases(**found)
