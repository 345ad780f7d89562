"""Clips of the cartoon avatars before a still background; how they move is the class. Drawn on the user's machine.

Parts of the drawing are moved by transforms of its groups. Each movement is one period of a wave, so that a clip can be
shown over and over; where it begins and how wide it is differ from clip to clip.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np

from ..events import Preparing
from ..words import UserError, Words, t
from .avatars.preparing import prepare_store
from .avatars.sampling import SPLITS, sample
from .avatars.store import Store
from .choice import check_request
from .dataset import Dataset, Source

FRAMES, RATE = 16, 8  # of a clip, and how many of them a second
WHOLE = ("Body", "Clothing", "Face", "Top")  # the groups of an avatar's drawing
HEAD = ("Body", "Face", "Top")
GROUP = re.compile(r'<g id="transparent_(Body|Clothing|Face|Top)"(?: transform="([^"]*)")?')
SKY = ("#cabfe8", "#bfe3e8", "#e8dcbf", "#e8bfc8", "#c9e8bf", "#bfcde8")  # of backgrounds, light as that of pictures


class Motion(NamedTuple):
    """A way to move: the transform of each group that moves, at a height of the wave from -1 to 1."""

    title: Words
    moved: dict[str, Callable[[float], str]]


def of_all(groups: tuple[str, ...], moved: Callable[[float], str]) -> dict[str, Callable[[float], str]]:
    """The same transform for several groups."""
    return dict.fromkeys(groups, moved)


def nearer(s: float) -> str:
    """Larger, about the middle of the lower edge."""
    scale = 1.14 + 0.14 * s
    return f"translate({132 * (1 - scale):.2f} {280 * (1 - scale):.2f}) scale({scale:.4f})"


MOTIONS = (
    Motion(t("Nod"), of_all(HEAD, lambda s: f"translate(0 {15 * s:.2f})")),
    Motion(t("Tilt the head"), of_all(HEAD, lambda s: f"rotate({10 * s:.2f} 132 200)")),
    Motion(t("Sway"), of_all(WHOLE, lambda s: f"translate({36 * s:.2f} 0)")),
    Motion(t("Duck"), of_all(WHOLE, lambda s: f"translate(0 {30 * (1 + s):.2f})")),
    Motion(t("Lean in"), of_all(WHOLE, nearer)),
    Motion(
        t("Look around"),
        {"Face": lambda s: f"translate({18 * s:.2f} 0)", "Top": lambda s: f"translate({6 * s:.2f} 0)"},
    ),
)


@dataclass(frozen=True)
class ClipStore(Store):
    """The clips of one size, split and seed on this machine; the motion of each follows from its number."""

    title: ClassVar[Words] = t("Moving avatars")
    place: ClassVar[str] = "moving-avatars-v1"
    sizes: ClassVar[tuple[int, ...]] = (32, 64)
    totals: ClassVar[dict[str, int]] = {"train": 3000, "test": 600, "held_out": 600}
    block: ClassVar[int] = 10

    @property
    def shape(self) -> tuple[int, ...]:
        return FRAMES, self.size, self.size, 3

    def draw(self, first: int, last: int) -> np.ndarray:
        rows = sample(first, last, self.split, self.seed)
        return np.stack([self.clip(row.tolist(), number) for number, row in enumerate(rows, first)])

    def clip(self, row: list[int], number: int) -> np.ndarray:
        """The clip of an avatar with these values, uint8 (16, size, size, 3)."""
        from .avatars.drawing import drawing, rasterised

        rng = np.random.default_rng([self.seed, SPLITS.index(self.split), number])
        svg, motion = drawing(row).replace("</defs>", "</defs>" + background(rng), 1), MOTIONS[motion_of(number)]
        width, start = rng.uniform(0.7, 1), rng.uniform(0, 2 * np.pi)
        heights = width * np.sin(start + 2 * np.pi * np.arange(FRAMES) / FRAMES)
        return np.stack([rasterised(moved(svg, motion, height), self.size) for height in heights.tolist()])


def motion_of(number: int) -> int:
    """The class of the clip of that number."""
    return number % len(MOTIONS)


def background(rng: np.random.Generator) -> str:
    """A sky of one colour with a disc and a strip of ground of others, as SVG."""
    sky, disc, ground = rng.permutation(SKY)[:3]
    x, y, r, top = rng.uniform([4, 8, 25, 150], [260, 130, 60, 240]).round(1)
    return (
        f'<rect x="0" y="0" width="264" height="280" fill="{sky}"/><circle cx="{x}" cy="{y}" r="{r}" fill="{disc}"/>'
        f'<rect x="0" y="{top}" width="264" height="140" fill="{ground}"/>'
    )


def moved(svg: str, motion: Motion, height: float) -> str:
    """The drawing at a height of the wave: what moves does so before its own transform."""

    def placed(found: re.Match[str]) -> str:
        name, own = found.groups(default="")
        before = motion.moved[name](height) + " " if name in motion.moved else ""
        return f'<g id="transparent_{name}" transform="{before}{own}"'

    return GROUP.sub(placed, svg)


def prepare_clips(size: int, count: int | None = None) -> Iterator[Preparing]:
    """Draw the first `count` clips of the train split that are missing."""
    yield from prepare_store(ClipStore(size), count)


def load_clips(size: int, labels: str | None = None, split: str = "train") -> Dataset:
    """The clips drawn so far, and the room for those to come; the test split is drawn when it is first asked for."""
    import torch

    check_request("moving-avatars", size, ClipStore.sizes, split, labels, ("motion",))
    store = ClipStore(size, split)
    if split != "train":
        for _ in prepare_store(store):
            pass
    if not store.ready():
        raise UserError(
            "No clips of {size} pixels are drawn yet. Run: gan-demo data prepare moving-avatars --size {size}",
            size=size,
        )
    clips = torch.from_numpy(store.images())
    known: dict[str, Any] = {}
    if labels:
        known = {"labels": torch.arange(len(clips)) % len(MOTIONS), "classes": tuple(one.title for one in MOTIONS)}
    return Dataset("moving-avatars", clips, **known, ready=store.ready, kind="clip", details={"rate": RATE})


SOURCE = Source(
    name="moving-avatars",
    title=t("Moving avatars"),
    sizes=ClipStore.sizes,
    channels=3,
    prepare=prepare_clips,
    load=load_clips,
    count=lambda size: ClipStore(size).ready(),
    labels=("motion",),
    label_titles={"motion": t("Movement")},
    starts_at=300,
    total=ClipStore.totals["train"],
    kind="clip",
    licence="MIT",
)
