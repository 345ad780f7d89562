"""An order to a run, or about it, in the middle of which a kill may come."""

import random
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from serving import wait

from gan_demo import runs

MOST = 3  # other runs that stay to be deleted later
SHARE = 0.6  # of the kills that come in the middle of an order


def chosen(run: Path, dice: random.Random, pauses: bool) -> tuple[str, dict[str, Any]] | None:
    """The name of a run and what is asked of it, as the page asks it; None: nothing this time."""
    others = [folder.name for folder in ended(run)]
    orders = ["set", "snapshot", "fork", "keep", "rewind", *["pause"] * pauses, *["delete"] * bool(others)]
    if dice.random() > SHARE:
        return None
    what, step, rate = dice.choice(orders), dice.choice(runs.snapshots(run)), f"{dice.uniform(1e-4, 3e-4):.6f}"
    more: dict[str, dict[str, Any]] = {
        "set": {"changes": {"g_lr": rate}},
        "fork": {"step": step, "changes": {"d_lr": rate}},
        "keep": {"name": f"kept {dice.getrandbits(40):x}"},
        "rewind": {"step": step},
    }
    return (dice.choice(others) if what == "delete" else run.name), {"do": what, **more.get(what, {})}


def ended(run: Path) -> list[Path]:
    """The runs beside this one that are over."""
    return [folder for folder in runs.find_runs(run.parent) if folder != run and not runs.status(folder).alive]


def meanwhile(act: Callable[[], object], broken: list[str]) -> threading.Thread:
    """Do it in a thread of its own; what it raises is broken."""

    def tried() -> None:
        try:
            act()
        except Exception as error:
            broken.append(f"{type(error).__name__}: {error}")

    thread = threading.Thread(target=tried)
    thread.start()
    return thread


def alone(run: Path) -> None:
    """Stop what was started beside the run, so that it has its turn; only a few of them stay."""
    for folder in runs.find_runs(run.parent):
        if folder != run:
            runs.stop(folder)
            wait(lambda folder=folder: not runs.status(folder).alive, 60)
    for folder in ended(run)[MOST:]:
        runs.delete_run(folder)
