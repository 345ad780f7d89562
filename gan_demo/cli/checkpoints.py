"""List the shipped checkpoints."""

from argparse import ArgumentParser, Namespace

from ..checkpoints import SHIPPED, find_checkpoints, read_config
from ..examples.kinds import example_kind


def flags(parser: ArgumentParser) -> None:
    parser.add_argument("folder", nargs="?", default=SHIPPED, help="where they are; default: what is shipped")


def run(given: Namespace) -> int:
    for name, folder in find_checkpoints(given.folder).items():
        config = read_config(folder)
        size = f"{config.generator['size']:>4} {example_kind(config.example).unit.en:5}"
        print(f"{name:20} {config.recipe:8} {size}  {len(config.classes):>3} classes  {config.images:>10,} seen")
    return 0
