"""A progress bar over events."""

from collections.abc import Iterable, Iterator
from typing import Any

from ..events import Encoded, Preparing


def bar(events: Iterable[Any], title: str) -> Iterator[Any]:
    """Show the events of how far it is as a bar and pass the others on."""
    from tqdm import tqdm

    with tqdm(desc=title) as shown:
        for event in events:
            if isinstance(event, Preparing | Encoded):
                shown.total, shown.n = event.total, event.done
                shown.refresh()
            else:
                yield event
