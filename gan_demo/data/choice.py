"""Check what a caller asks of a data set, early and with the allowed values in the message."""

from collections.abc import Iterable

from ..words import UserError, Words, t

CENTRE = "centre"
CROPS = (CENTRE, "top", "pad", "stretch")  # ways to make a picture square


def check_request(
    name: str, size: int, sizes: Iterable[int], split: str, labels: str | None, options: Iterable[str]
) -> None:
    """Raise UserError unless the data set offers this size, split and kind of labels."""
    check_size(name, size, sizes)
    check_one_of(t("A split of {name}", name=name), split, ("train", "test"))
    if labels is not None:
        check_one_of(t("Labels of {name}", name=name), labels, options)


def check_size(name: str, size: int, sizes: Iterable[int]) -> None:
    """Raise UserError unless the data set offers this size."""
    check_one_of(t("A size of {name}", name=name), size, sizes)


def check_one_of(what: Words, value: object, allowed: Iterable) -> None:
    """Raise UserError unless the value is one of those allowed."""
    allowed = list(allowed)
    if value not in allowed:
        known = ", ".join(map(str, allowed))
        raise UserError("{what} is one of {known}, not {value!r}.", what=what, known=known or t("nothing"), value=value)
