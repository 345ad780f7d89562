"""Weights on disk: safetensors, parameters in half precision and running statistics in single, checked when read."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..words import UserError

if TYPE_CHECKING:
    from torch import nn

LARGEST = 1 << 30  # bytes that are read at all
SAME_SHAPE = ("add", "mul", "div", "log")  # of a tensor with a number


def save_weights(path: Path, net: "nn.Module") -> None:
    """Write the net's tensors; OSError where there is no space or no folder."""
    from safetensors import SafetensorError
    from safetensors.torch import save_file

    half = {name for name, _ in net.named_parameters()}
    state = {n: (t.half() if n in half else t).detach().cpu().contiguous() for n, t in net.state_dict().items()}
    try:
        save_file(state, path)
    except SafetensorError as error:
        raise OSError(errno.EIO, f"the weights could not be written: {error}") from error


@contextmanager
def shapes_alone() -> Iterator[None]:
    """Nets that are built in this have tensors on the meta device, without numbers, so that their size costs nothing.

    What would draw or change numbers is left out, too: there torch does it in Python, and loads its compiler for that,
    which takes as long as to load torch itself.
    """
    import torch
    from torch.overrides import TorchFunctionMode

    class Unfilled(TorchFunctionMode):
        def __torch_function__(self, function: Any, types: Any, args: tuple = (), kwargs: dict | None = None) -> Any:
            kwargs, name = kwargs or {}, getattr(function, "__name__", "")
            given = [value for value in (*args, *kwargs.values()) if isinstance(value, torch.Tensor)]
            if given and (name.endswith(("normal_", "uniform_")) or (name in SAME_SHAPE and len(given) == 1)):
                return given[0]
            return (torch.empty if function is torch.randn else function)(*args, **kwargs)

    with torch.device("meta"), Unfilled():
        yield


def load_weights(path: Path, net: "nn.Module") -> "nn.Module":
    """Fill a net that was built on the meta device with the stored tensors, checked by name, shape and value."""
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    expected = net.state_dict()
    try:
        if path.stat().st_size > LARGEST:
            raise UserError("{path} is too large for a generator.", path=path)
        tensors = load_file(path)
    except (OSError, SafetensorError, KeyError) as error:
        raise UserError(
            "{path} is missing or is not a whole safetensors file ({error}).", path=path, error=error
        ) from None
    missing, extra = sorted(set(expected) - set(tensors)), sorted(set(tensors) - set(expected))
    if missing or extra:
        raise UserError(
            "{path} does not fit its config: missing {missing}, not expected {extra}.",
            path=path,
            missing=missing[:3],
            extra=extra[:3],
        )
    for name, tensor in tensors.items():
        got, due = list(tensor.shape), list(expected[name].shape)
        if got != due:
            raise UserError("{path}: {name} has shape {got}, not {due}.", path=path, name=name, got=got, due=due)
        if tensor.is_floating_point() != expected[name].is_floating_point() or not tensor.isfinite().all():
            raise UserError("{path}: {name} holds values that it must not.", path=path, name=name)
    net.load_state_dict({name: tensor.to(expected[name].dtype) for name, tensor in tensors.items()}, assign=True)
    return net.float().eval().requires_grad_(False)


def has_unstored(net: "nn.Module") -> bool:
    """Whether a filled net holds tensors that no checkpoint stores, which its constructor alone makes.

    Buffers that are not persistent are such; a strict load with assign=True says nothing of them and leaves them on the
    meta device (torch 2.14.1).
    """
    import torch

    held = (value for module in net.modules() for value in (*module.buffers(recurse=False), *vars(module).values()))
    return any(isinstance(value, torch.Tensor) and value.is_meta for value in held)
