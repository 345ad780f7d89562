"""Check what a caller asks of a data set, early and with the allowed values in the message."""

from collections.abc import Iterable

from ..words import UserError, Words

CENTRE = "centre"
CROPS = (CENTRE, "top", "pad", "stretch")  # ways to make a picture square


def check_request(
    name: str, size: int, sizes: Iterable[int], split: str, labels: str | None, options: Iterable[str]
) -> None:
    """Raise UserError unless the data set offers this size, split and kind of labels."""
    check_size(name, size, sizes)
    check_one_of(Words(f"A split of {name}", f"{name} 的划分"), split, ("train", "test"))
    if labels is not None:
        check_one_of(Words(f"Labels of {name}", f"{name} 的类别"), labels, options)


def check_size(name: str, size: int, sizes: Iterable[int]) -> None:
    """Raise UserError unless the data set offers this size."""
    check_one_of(Words(f"A size of {name}", f"{name} 的分辨率"), size, sizes)


def check_one_of(what: Words, value: object, allowed: Iterable) -> None:
    """Raise UserError unless the value is one of those allowed."""
    allowed = list(allowed)
    if value not in allowed:
        known = ", ".join(map(str, allowed))
        raise UserError(
            f"{what.en} is one of {known or 'nothing'}, not {value!r}.",
            f"{what.zh}只能是 {known or '无'}，而不是 {value!r}。",
        )
