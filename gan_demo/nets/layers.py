"""Lists of layers whose kind is known to whoever reads the code, and to a type checker."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Generic, TypeVar

from torch import nn

Layer = TypeVar("Layer", bound=nn.Module)


class Layers(nn.ModuleList, Generic[Layer]):
    """A ModuleList of layers of one kind."""

    if TYPE_CHECKING:

        def __init__(self, layers: Iterable[Layer]): ...

        def __iter__(self) -> Iterator[Layer]: ...
