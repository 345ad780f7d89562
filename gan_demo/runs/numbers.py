"""The numbers of a run, all that its curves show, as rows and as a table."""

import csv
import io
import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

GROUPS = ("loss", "watch")  # of a Progress event
MEASURED = ("distance", "error", "floor", "coverage", "covered", "variety")


class NumberRow(NamedTuple):
    """What was told at one moment."""

    step: int
    images: int
    seconds: float | None  # of training, where it was told
    time: float  # of the clock, in seconds since 1970
    values: dict[str, float]  # by name: loss/g, watch/real score, score/distance


def number_rows(story: Iterable[Mapping[str, Any]]) -> Iterator[NumberRow]:
    """The losses, the watched numbers and the scores of a run in the order in which they were told.

    What is no number, as where a run diverged, is left out.
    """
    for event in story:
        values: dict[str, Any] = {}
        if event["event"] == "Progress":
            for group in GROUPS:
                values |= {f"{group}/{name}": value for name, value in event.get(group, {}).items()}
        elif event["event"] == "Scored":
            values = {f"score/{name}": event.get(name) for name in MEASURED}
            if event.get("within"):  # another number than that of pictures of all classes
                values["score/variety within classes"] = values.pop("score/variety")
        told = {name: float(value) for name, value in values.items() if value is not None and math.isfinite(value)}
        if told:
            seconds = event.get("seconds") if event["event"] == "Progress" else None
            yield NumberRow(event["step"], event["images"], seconds, event.get("time", 0.0), told)


def number_table(story: Iterable[Mapping[str, Any]]) -> str:
    """The rows as CSV: a column for each name, empty where it was not told."""
    rows = list(number_rows(story))
    names = sorted({name for row in rows for name in row.values}, key=lambda name: (name.startswith("score/"), name))
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["step", "images", "seconds", *names])
    for row in rows:
        seconds = "" if row.seconds is None else row.seconds
        table.writerow([row.step, row.images, seconds, *(row.values.get(name, "") for name in names)])
    return text.getvalue()
