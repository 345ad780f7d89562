"""Orders to a run that trains: the page appends a line, the trainer reads on."""

import json
from pathlib import Path
from typing import Any

from ..commands import Command, Rewind, Set, Slow, checked, parse_command
from ..words import UserError
from .folder import ORDERS, read_settings, snapshot
from .status import claimed, status


def send_command(folder: str | Path, values: Any) -> None:
    """Give an order as JSON, such as {"do": "pause"}; UserError where it is none or nobody trains there."""
    folder = Path(folder)
    given = parse_command(values)
    if not status(folder).alive:
        raise UserError("The run {name} is not training.", name=folder.name)
    match given:
        case Rewind(step):
            snapshot(folder, step)
        case Set(changes):
            checked(read_settings(folder), changes)
    with open(folder / ORDERS, "ab") as file:
        file.write(b"\n" + json.dumps(values).encode() + b"\n")  # the last one may be half, from a full disk


class Inbox:
    """The orders to one run, read on from an offset."""

    def __init__(self, folder: Path, offset: int):
        self.path, self.offset = folder / ORDERS, offset

    def take(self) -> list[Command]:
        """The orders that came since the last call; lines that are none are skipped."""
        try:
            if self.path.stat().st_size <= self.offset:
                return []
            with open(self.path, "rb") as file:
                file.seek(self.offset)
                block = file.read()
        except OSError:
            return []
        whole = block[: block.rfind(b"\n") + 1]
        self.offset += len(whole)
        return [given for line in whole.splitlines() if (given := _read(line))]


def pace(folder: Path) -> float:
    """The seconds for which the session shows each phase of a step, as was last ordered; 0: full speed."""
    slow = [given.seconds for given in Inbox(folder, claimed(folder).orders).take() if isinstance(given, Slow)]
    return slow[-1] if slow else 0.0


def _read(line: bytes) -> Command | None:
    try:
        return parse_command(json.loads(line))
    except (ValueError, UserError):
        return None
