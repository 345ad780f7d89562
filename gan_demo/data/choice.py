"""Check what a caller asks of a data set, early and with the allowed values in the message."""

from collections.abc import Iterable

from ..words import UserError


def check(name: str, size: int, sizes: Iterable[int], split: str, labels: str | None, options: Iterable[str]) -> None:
    """Raise UserError unless the data set offers this size, split and kind of labels."""
    one_of(f"A size of {name}", size, sizes)
    one_of(f"A split of {name}", split, ("train", "test"))
    if labels is not None:
        one_of(f"Labels of {name}", labels, options)


def one_of(what: str, value: object, allowed: Iterable) -> None:
    """Raise UserError unless the value is one of those allowed."""
    allowed = list(allowed)
    if value not in allowed:
        raise UserError(f"{what} is one of {', '.join(map(str, allowed)) or 'nothing'}, not {value!r}.")
