"""The command line: one module of `gan_demo.cli` for each command."""

import argparse
import os
import sys
import warnings
from importlib import import_module

from .words import UserError

COMMANDS = ("train", "draw", "walk", "score", "directions", "curves", "data", "checkpoints")


def parser() -> argparse.ArgumentParser:
    """All commands and their flags."""
    root = argparse.ArgumentParser(prog="gan-demo", description="See, touch and train GANs.")
    commands = root.add_subparsers(required=True, metavar="COMMAND")
    for name in COMMANDS:
        module = import_module(f"{__package__}.cli.{name}")
        about = module.__doc__ or name  # python -OO leaves no docstrings
        command = commands.add_parser(name, help=about.splitlines()[0], description=about)
        module.flags(command)
        command.set_defaults(run=module.run)
    return root


def calm() -> None:
    """Let no thread spin while it waits; to be called before torch is loaded."""
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # beside another busy process training was 20 times slower
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # its threads spin, too


def main(argv: list[str] | None = None) -> int:
    """Run one command; bad input is one sentence on stderr and exit status 2."""
    calm()
    warnings.formatwarning = lambda message, *_: f"gan-demo: {message}\n"  # a sentence, without a line of the source
    given = parser().parse_args(argv)
    try:
        return given.run(given)
    except UserError as error:
        print(f"gan-demo: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
