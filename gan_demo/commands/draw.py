"""Draw pictures with a checkpoint."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from ..checkpoints import resolve
from ..words import UserError


def flags(parser: ArgumentParser) -> None:
    parser.add_argument("checkpoint", help="a folder, the name of a shipped one, or a Hub repository")
    parser.add_argument("--count", type=int, default=16)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--label", nargs="+", default=[], metavar="NAME", help="classes to draw, in turn")
    parser.add_argument("--truncation", type=float, default=1.0)
    parser.add_argument("--out", required=True, type=Path, help="FILE.png (a sheet) or FILE.npy (uint8 N x H x W x C)")


def run(given: Namespace) -> int:
    """Write a sheet of pictures, or all of them as an array."""
    import numpy as np

    from ..pictures import sheet
    from ..pipeline import GAN

    if given.out.suffix not in (".png", ".npy"):
        raise UserError(
            f"--out must end in .png or .npy, not {given.out.name!r}.",
            f"--out 必须以 .png 或 .npy 结尾，而不是 {given.out.name!r}。",
        )
    gan = GAN.from_pretrained(resolve(given.checkpoint))
    wanted = [gan.label(name) for name in given.label]
    labels = np.resize(wanted, given.count) if wanted and given.count > 0 else None
    pictures = gan.draw(given.count, given.seed, labels=labels, truncation=given.truncation)
    try:
        given.out.parent.mkdir(parents=True, exist_ok=True)
        if given.out.suffix == ".npy":
            np.save(given.out, pictures)
        else:
            sheet(pictures, max(1, round(given.count**0.5))).save(given.out)
    except OSError as error:
        raise UserError(
            f"{given.out} could not be written: {error.strerror}.",
            f"无法写入 {given.out}：{error.strerror}。",
        ) from None
    return 0
