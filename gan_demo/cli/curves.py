"""Write the curves and scores of a run as a table, or as events that TensorBoard reads."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from ..words import UserError
from .draw import must_end, writing


def flags(parser: ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="the run folder")
    parser.add_argument("--out", type=Path, metavar="FILE.csv", help="a row for each moment, a column for each number")
    parser.add_argument("--tensorboard", type=Path, metavar="DIR", help="a folder for `tensorboard --logdir DIR`")


def run(given: Namespace) -> int:
    """Write what was asked for of the run as it stands."""
    from .. import runs

    if not given.out and not given.tensorboard:
        raise UserError("Say where to write: --out FILE.csv, --tensorboard DIR, or both.")
    runs.read_settings(given.folder)  # refused where it is no run
    story = runs.history(given.folder)
    if given.out:
        must_end("--out", given.out, ".csv")
        with writing(given.out):
            given.out.write_text(runs.number_table(story), encoding="utf-8")
    if given.tensorboard:
        write_events(given.tensorboard, list(runs.number_rows(story)))
    return 0


def write_events(folder: Path, rows: list) -> None:
    """Rows of numbers as events of TensorBoard, each at its step and the time when it was told."""
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError as error:
        raise UserError("TensorBoard's events need its package: run `pip install tensorboard`.") from error
    with writing(folder), SummaryWriter(str(folder)) as writer:
        for row in rows:
            for name, value in row.values.items():
                writer.add_scalar(name, value, row.step, walltime=row.time)
