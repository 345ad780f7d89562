"""Small runs of processes of their own, and waiting for them."""

import time
from pathlib import Path

from gan_demo import runs
from gan_demo.settings import Settings

SMALL = {"size": 32, "batch": 4, "width": 32, "latent": 8}


def wait(condition, seconds: float = 60):
    """The first true value of the condition."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.05)
    raise AssertionError("it did not happen in time")


def kinds(folder: Path) -> list[str]:
    return [event["event"] for event in runs.read_events(folder).events]


def started(picture_folder, root, **settings) -> Path:
    return runs.start_run(Settings(recipe="sngan", data=str(picture_folder), **{**SMALL, **settings}), root)
