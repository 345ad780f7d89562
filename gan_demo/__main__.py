"""The command line: train, draw, score, data, checkpoints."""

import argparse
import os
import sys
from pathlib import Path

from .words import UserError


def parser() -> argparse.ArgumentParser:
    """All commands and their flags."""
    root = argparse.ArgumentParser(prog="gan-demo", description="See, touch and train GANs.")
    commands = root.add_subparsers(dest="command", required=True, metavar="COMMAND")

    train = commands.add_parser("train", help="train a GAN in a run folder")
    train.add_argument("recipe", help="dcgan, sngan, r3gan, ...")
    train.add_argument("--data", help="a data set, a folder or a zip of pictures")
    train.add_argument("--run", required=True, type=Path, help="the run folder")
    train.add_argument("--resume", action="store_true", help="go on from the last saved state in the run folder")
    train.add_argument("--steps", help="stop after this many steps of the generator")
    train.add_argument("--images", help="stop after this many real pictures")
    train.add_argument("--minutes", help="stop after this many minutes of training")
    train.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="any other setting")

    draw = commands.add_parser("draw", help="draw pictures with a checkpoint")
    draw.add_argument("checkpoint", help="a folder, a name from `checkpoints` or a Hub repository")
    draw.add_argument("--count", type=int, default=16)
    draw.add_argument("--seed", type=int, default=0)
    draw.add_argument("--label", nargs="+", default=[], metavar="NAME", help="classes to draw, in turn")
    draw.add_argument("--truncation", type=float, default=1.0)
    draw.add_argument("--out", required=True, type=Path, help="FILE.png (a sheet) or FILE.npy (uint8 N x H x W x C)")

    score = commands.add_parser("score", help="measure a checkpoint against real pictures")
    score.add_argument("checkpoint")
    score.add_argument("--count", type=int, default=10_000, help="generated pictures")

    data = commands.add_parser("data", help="list or prepare data sets").add_subparsers(dest="action", required=True)
    data.add_parser("list", help="what there is and what is ready")
    prepare = data.add_parser("prepare", help="draw, unpack or download a data set")
    prepare.add_argument("name")
    prepare.add_argument("--size", type=int)
    prepare.add_argument("--count", type=int, help="pictures, where the data set is drawn")

    commands.add_parser("checkpoints", help="list the checkpoints that are here")
    return root


def main(argv: list[str] | None = None) -> int:
    """Run one command; bad input is one sentence on stderr and exit status 2."""
    # spinning OpenMP threads beside another busy process made training 20 times slower here
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    given = parser().parse_args(argv)
    from . import commands

    try:
        return getattr(commands, given.command)(given) or 0
    except UserError as error:
        print(f"gan-demo: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
