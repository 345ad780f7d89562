"""Lists of layers whose kind is known to whoever reads the code, and to a type checker; scores that are one each."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Generic, TypeVar

from torch import Tensor, nn

Layer = TypeVar("Layer", bound=nn.Module)


class Layers(nn.ModuleList, Generic[Layer]):
    """A ModuleList of layers of one kind."""

    if TYPE_CHECKING:

        def __init__(self, layers: Iterable[Layer]): ...

        def __iter__(self) -> Iterator[Layer]: ...


def one_each(scores: Tensor) -> Tensor:
    """A map of scores whose every side is 1, (N, 1, 1, 1), as one score of each example, (N,).

    ValueError for a larger one: the examples have another size than the net was built for.
    """
    if scores[0].numel() != 1:
        raise ValueError(f"each example has {scores[0].numel()} scores: it is larger than the net was built for")
    return scores.flatten()
