"""A walk through the latent space: the pictures between chosen ones, as a film or as a sheet; imports no torch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ..events import Encoded
from ..pictures.files import LARGEST_SHEET, check_style, encode, resized, sheet, style_at, to_pil, told_smooth
from ..pictures.film import CODINGS, Film, encoded, lasting, palette, passing, quantized
from ..words import UserError, listed

if TYPE_CHECKING:
    from .pipeline import GAN

MOST = 24  # waypoints
LARGEST = 1024  # px
RATES = {"mp4": 30, "webp": 20, "gif": 20}  # frames a second
FORMS = (*RATES, "png")
COLUMNS = 8  # of a sheet: pictures from a waypoint to the next, both included
AT_ONCE = 8  # pictures that are drawn at once
SAMPLES = 32  # pictures that decide about the colours of a GIF

Value = TypeVar("Value", NDArray, np.floating, float)


def lerp(one: Value, other: Value, share: float) -> Value:
    """The point with that share of the other on the straight line between two."""
    return (1 - share) * one + share * other


def slerp(one: NDArray, other: NDArray, share: float) -> NDArray:
    """The point with that share of the other on the arc between two latents; its length goes evenly from one to other.

    Gaussian latents of many dimensions are all about as long; the straight line between two leads through shorter ones,
    which no training saw (White 2016, 1609.04468). Where there is no arc, or none in particular, it is the line.
    """
    if share in (0, 1):
        return other if share else one
    lengths = np.linalg.norm(one), np.linalg.norm(other)
    cosine = one @ other / np.prod(lengths) if all(lengths) else 1.0
    angle = np.arccos(np.clip(cosine, -1, 1))
    if np.sin(angle) < 1e-4:
        return lerp(one, other, share)
    parts = np.sin([(1 - share) * angle, share * angle]) / np.sin(angle) / lengths
    return lerp(*lengths, share) * (parts[0] * one + parts[1] * other)


def eased(legs: int, frames: int, loop: bool) -> NDArray:
    """Where each frame of a walk is: 1.5 is midway from the second waypoint to the third.

    Each leg begins and ends at rest (smoothstep), so that the way has no corners. A loop ends a frame before it begins.
    """
    way = np.linspace(0, legs, frames, endpoint=not loop)
    leg = np.minimum(np.floor(way), legs - 1)
    return leg + (way - leg) ** 2 * (3 - 2 * (way - leg))


class Point(NamedTuple):
    """A point of a walk: its latent, and how much of the next waypoint's condition there is."""

    z: NDArray  # float32 (latent,)
    leg: int
    share: float


class Walk:
    """The way through waypoints in their order: latents, each with what the model's input says there.

    said, inputs: for each waypoint or for all, as `GAN.draw` takes it, without or with its name. loop: the way goes on
    from the last to the first. between: how it goes from a latent to the next.
    """

    def __init__(
        self,
        gan: GAN,
        latents: NDArray,
        said: Any = None,
        loop: bool = False,
        between: Callable[[NDArray, NDArray, float], NDArray] = slerp,
        **inputs: Any,
    ):
        gan.check_sliders()
        if not 2 <= len(latents) <= MOST:
            raise UserError("A walk goes through 2 to {most} pictures, not {given}.", most=MOST, given=len(latents))
        self.gan, self.loop, self.between = gan, loop, between
        self.latents = gan.checked(latents)
        self.said = gan.waypoints(self.latents, gan.given(inputs) if said is None else said)
        self.legs = len(latents) if loop else len(latents) - 1

    def point(self, place: float) -> Point:
        """The point at a place from 0 to the number of legs."""
        leg = min(int(place), self.legs - 1)
        ends = self.latents[leg], self.latents[self.after(leg)]
        return Point(self.between(*ends, place - leg).astype(np.float32), leg, place - leg)

    def after(self, leg: int) -> int:
        """The waypoint at the end of a leg."""
        return (leg + 1) % len(self.latents)

    def mixture(self, point: Point) -> Any:
        """What is said at a point, of what is said at its ends: a mixture of classes, or of the words of captions."""
        return self.gan.condition.between(self.said[point.leg], self.said[self.after(point.leg)], point.share)

    def pictures(self, places: NDArray) -> Iterator[NDArray]:
        """The picture at each place, uint8 (H, W, C), a few drawn at once."""
        for i in range(0, len(places), AT_ONCE):
            yield from self._drawn([self.point(place) for place in places[i : i + AT_ONCE].tolist()])

    def frames(self, count: int) -> Iterator[NDArray]:
        """So many pictures evenly in time along the way."""
        return self.pictures(eased(self.legs, count, self.loop))

    def seen(self, count: int, rate: float) -> Iterator[NDArray]:
        """What is seen of so many frames at that rate: clips are played while the walk goes on."""
        return (self.gan.example.moment(picture, i / rate) for i, picture in enumerate(self.frames(count)))

    def film(self, form: str, seconds: float, side: int, style: str = "crisp") -> Film:
        """The way as one file: mp4, webp or gif of so many seconds, or png, a sheet with a row for each leg.

        side: of a picture in px. style: crisp, enlarged by a whole factor, or smooth. What cannot be made is refused at
        once. Yields progress, then the file, which is there until the generator goes on; closed at any time, it leaves
        nothing behind.
        """
        if form not in FORMS:
            raise UserError("A walk is one of {forms}, not {form}.", forms=listed(FORMS), form=form[:20])
        size = enlarged(self.gan.side, side, style)
        style = style_at(size, self.gan.side, style)
        if form not in CODINGS:
            return self._sheet(size, style)
        count, rate = round(lasting(seconds) * RATES[form]), RATES[form]
        images = (self._quantized if form == "gif" else self._images)(count, size, style, rate)
        return encoded(((image, 1) for image in images), count, (size, size), form, rate, style)

    def _drawn(self, points: Sequence[Point]) -> NDArray:
        z = np.stack([point.z for point in points])
        return self.gan.pictures(self.gan.draw_points(z, [self.mixture(point) for point in points]))

    def _images(self, count: int, size: int, style: str, rate: int) -> Iterator[Image.Image]:
        return (resized(to_pil(picture), (size, size), style) for picture in self.seen(count, rate))

    def _quantized(self, count: int, size: int, style: str, rate: int) -> Iterator[Image.Image]:
        """The frames of a GIF, all with the same colours, so that what rests does not flicker."""
        some = min(count, SAMPLES)
        colours = palette(map(to_pil, self.seen(some, rate * some / count)))
        for picture in self.seen(count, rate):
            yield quantized(to_pil(picture).convert("RGB"), colours, (size, size), style)

    def _sheet(self, size: int, style: str) -> Film:
        most = int((LARGEST_SHEET / COLUMNS / self.legs) ** 0.5)
        if size > most:
            raise UserError(
                "A sheet of {legs} rows of {size} px would be too large; choose {most} px or less.",
                legs=self.legs,
                size=size,
                most=most,
            )
        return self._tiled(size, style)

    def _tiled(self, size: int, style: str) -> Film:
        shares = np.linspace(0, 1, COLUMNS)
        places = (np.arange(self.legs)[:, None] + shares).ravel()
        tiles = []
        with passing("png") as path:
            for picture in self.pictures(places):
                picture = self.gan.example.moment(picture, 0)
                tiles.append(np.asarray(resized(to_pil(picture).convert("RGB"), (size, size), style)))
                yield Encoded(len(tiles), len(places))
            path.write_bytes(encode(told_smooth(sheet(np.stack(tiles), COLUMNS), style == "smooth")))
            yield path


def enlarged(size: int, side: int, style: str) -> int:
    """The side of an enlarged picture: a whole multiple where its pixels stay crisp, even where they are smoothed."""
    check_style(style)
    if not size <= side <= LARGEST:
        raise UserError(
            "The side must be between {size} and {largest} px, not {side}.", size=size, largest=LARGEST, side=side
        )
    return side // size * size if style == "crisp" else side - side % 2
