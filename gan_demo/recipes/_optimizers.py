"""Adam and RMSprop without their marks for torch.compile.

Where torch's own are built, and where they step, they load that compiler, 900 modules in about two seconds, only to say
that they are not to be compiled: longer than all else between torch itself and a run's first pictures.
"""

import inspect
from typing import TypeVar

import torch
from torch.optim import Optimizer

OptimizerKind = TypeVar("OptimizerKind", bound=Optimizer)
MARKED = ("add_param_group", "zero_grad", "state_dict", "load_state_dict")


def unmarked(kind: type[OptimizerKind]) -> type[OptimizerKind]:
    """The same optimizer, whose steps take no gradients of themselves."""
    methods = {name: inspect.unwrap(getattr(kind, name)) for name in MARKED}
    return type(kind.__name__, (kind,), {**methods, "step": torch.no_grad()(inspect.unwrap(kind.step))})


Adam, RMSprop = unmarked(torch.optim.Adam), unmarked(torch.optim.RMSprop)
