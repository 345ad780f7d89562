"""What is said of each kind of example where no net is at hand; imports no torch."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ..words import Words, t
from .details import clip_details, series_details


def picture_shape(generator: Mapping[str, Any], details: Mapping[str, Any]) -> str:
    size, channels = generator["size"], generator["channels"]
    return f"{size} x {size} px pictures with {channels} channel(s)"


def clip_shape(generator: Mapping[str, Any], details: Mapping[str, Any]) -> str:
    size = generator["size"]
    return f"clips of {generator['frames']} frames of {size} x {size} px with {generator['channels']} channel(s)"


def series_shape(generator: Mapping[str, Any], details: Mapping[str, Any]) -> str:
    """Series with what each of their variables is called."""
    size, channels = generator["size"], generator["channels"]
    names = ", ".join(one["en"] for one in details.get("variables", ()))
    return f"series of {size} steps, {channels} variable{'s' * (channels > 1)}" + (f" ({names})" if names else "")


class ExampleKind(NamedTuple):
    """One kind of example, in words; what is not said here is as of pictures."""

    many: Words  # what several are called
    size: Words = t("Resolution in pixels")
    unit: Words = Words("px", "px")  # of a size
    shape: Callable[[Mapping[str, Any], Mapping[str, Any]], str] = picture_shape  # of G's arguments and the details
    details: Callable[[Mapping[str, Any]], Any] = dict  # UserError where what a checkpoint says of them is not of this
    colours: bool = True  # whether their channels are
    drawn: str = ""  # behind a call that draws sixteen, what comes
    task: str = ""  # that the Hub knows, where what the generator takes does not decide it


KINDS = {
    "image": ExampleKind(t("pictures")),
    "series": ExampleKind(
        t("series"),
        t("Length in steps"),
        t("steps"),
        series_shape,
        series_details,
        colours=False,
        drawn="float32, 16 x steps x variables",
        task="other",  # of series the Hub knows forecasting alone
    ),
    "clip": ExampleKind(
        t("clips"), shape=clip_shape, details=clip_details, drawn="uint8, 16 x frames x height x width x channels"
    ),
}


def example_kind(name: str) -> ExampleKind:
    """That of that name; one that only a recipe of the user's own knows is called by its name."""
    return KINDS.get(name) or ExampleKind(Words(name, name))
