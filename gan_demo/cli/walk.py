"""Film a walk through the latent space of a checkpoint."""

from __future__ import annotations

import shutil
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from ..checkpoints import resolve
from ..words import UserError
from .draw import SET, asked_inputs, must_end, writing
from .progress import bar

if TYPE_CHECKING:
    from ..pipelines.pipeline import GAN
    from ..pipelines.walk import Walk

FAR = 3.0  # the ends of a slider
SIDE = 512


def flags(parser: ArgumentParser) -> None:
    parser.add_argument("checkpoint", help="a folder, the name of a shipped one, or a Hub repository")
    parser.add_argument("--seeds", default="0", metavar="N,N,...", help="pictures to go through, by their seeds")
    parser.add_argument("--label", nargs="+", default=[], metavar="NAME", help="their class, or one for each")
    parser.add_argument("--caption", action="append", default=[], metavar="TEXT", help="their caption, or one for each")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help=SET)
    parser.add_argument("--slider", type=int, metavar="N", help="go along the N-th direction of one picture instead")
    parser.add_argument("--loop", action="store_true", help="go back to the first")
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--side", type=int, help=f"of a picture in px; default: {SIDE}, or its own where that is more")
    parser.add_argument("--smooth", action="store_true", help="smooth the pixels; default: crisp, a whole factor")
    parser.add_argument("--truncation", type=float, default=1.0)
    parser.add_argument("--out", required=True, type=Path, help="FILE.mp4, .webp, .gif, or .png: a sheet of pictures")


def run(given: Namespace) -> int:
    """Go from picture to picture, or from class to class or caption to caption of one picture."""
    must_end("--out", given.out, ".mp4", ".webp", ".gif", ".png")
    seeds = seeds_of(given.seeds)

    from ..pictures.files import pixel_style
    from ..pipelines.pipeline import GAN

    gan = GAN.from_pretrained(resolve(given.checkpoint))
    walk = direction_walk(gan, seeds, given) if given.slider is not None else through(gan, seeds, given)
    side = max(SIDE, gan.side) if given.side is None else given.side
    film = walk.film(given.out.suffix[1:], given.seconds, side, pixel_style(given.smooth))
    with writing(given.out):
        shutil.copyfile(next(bar(film, "walk")), given.out)
    return 0


def seeds_of(text: str) -> list[int]:
    """Whole numbers with commas between them."""
    try:
        return [int(part) for part in text.split(",")]
    except ValueError:
        raise UserError("--seeds must be whole numbers such as 1,5,9, not {text!r}.", text=text) from None


def through(gan: GAN, seeds: list[int], given: Namespace) -> Walk:
    """The walk through those pictures; where one seed, class or caption is given, it is that of all."""
    import numpy as np

    from ..pipelines.pipeline import truncated
    from ..pipelines.walk import Walk

    said = gan.given(asked_inputs(gan, given, given.caption)) or []
    count = max(len(seeds), len(said))
    if any(len(one) not in (0, 1, count) for one in (seeds, said)):
        raise UserError("Give as many classes or captions as seeds, or one of them for all.")
    if count < 2:
        raise UserError("A walk needs two pictures: give --seeds 1,5 or two captions, or --slider 1 for one picture.")
    z = truncated(np.concatenate([gan.latents(1, seed) for seed in seeds]), given.truncation)
    return Walk(gan, np.repeat(z, count // len(seeds), 0), said or gan.control.get("start"), given.loop)


def direction_walk(gan: GAN, seeds: list[int], given: Namespace) -> Walk:
    """The walk along a direction of one picture, from one end of its slider to the other."""
    import numpy as np

    from ..pipelines.pipeline import truncated
    from ..pipelines.walk import Walk, lerp

    if not 1 <= given.slider <= gan.latent or len(seeds) > 1:
        raise UserError("--slider takes a number from 1 to {most} and one seed.", most=gan.latent)
    ends = gan.latents(1, seeds[0]) + np.outer([-FAR, FAR], gan.directions[given.slider - 1])
    said = gan.given(asked_inputs(gan, given, given.caption))
    return Walk(gan, truncated(ends, given.truncation), said or gan.control.get("start"), given.loop, lerp)
