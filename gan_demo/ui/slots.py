"""Waiting for a turn: what is slow is done by a few at a time, and nobody waits for long."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from .answers import RequestError

PATIENCE = 4.0  # seconds that a request waits for its turn


@contextmanager
def slot(slots: threading.Semaphore) -> Iterator[None]:
    """One of the slots, or a refusal where none is free in time."""
    if not slots.acquire(timeout=PATIENCE):
        raise RequestError(503, "Too many pictures are being drawn; try again.")
    try:
        yield
    finally:
        slots.release()
