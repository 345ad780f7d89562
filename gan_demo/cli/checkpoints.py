"""List the shipped checkpoints."""

from argparse import ArgumentParser, Namespace

from ..checkpoints import SHIPPED, find_checkpoints, read_config


def flags(parser: ArgumentParser) -> None:
    parser.add_argument("folder", nargs="?", default=SHIPPED, help="where they are; default: what is shipped")


def run(given: Namespace) -> int:
    for name, folder in find_checkpoints(given.folder).items():
        config = read_config(folder)
        shape = f"{config.generator['size']:>4} px  {len(config.classes):>3} classes"
        print(f"{name:20} {config.recipe:8} {shape}  {config.images:>10,} pictures seen")
    return 0
