"""A progress bar over events."""

from collections.abc import Iterable, Iterator
from typing import Any

from ..events import Encoded, Preparing


def bar(events: Iterable[Any], title: str) -> Iterator[Any]:
    """Show the events of how far it is as a bar and pass the others on."""
    from tqdm import tqdm

    shown: Any = None
    try:
        for event in events:
            if isinstance(event, Preparing | Encoded):
                shown = shown or tqdm(desc=title)
                shown.total, shown.n = event.total, event.done
                shown.refresh()
            else:
                yield event
    finally:
        if shown is not None:
            shown.close()
