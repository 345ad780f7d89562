"""Where tensors live: the device of a run, and a data set held on it."""

import ctypes

import torch
from torch import Tensor, nn

from ..data.dataset import Dataset
from ..words import UserError

LAST = {4: torch.channels_last, 5: torch.channels_last_3d}  # by the rank of weights
SHARE = 0.25  # of a GPU's free memory that a data set may take
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3  # of malloc.h: sizes in bytes from which memory goes back to the system


def choose_device(name: str = "auto") -> torch.device:
    """The named device, or the best one here: cuda, mps, cpu."""
    here = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if name == "auto":
        name = next(device for device, available in here.items() if available)
    if not here.get(name, False):
        known = ", ".join(device for device, available in here.items() if available)
        raise UserError("There is no device {name!r} here. Devices: {known}.", name=name, known=known)
    return torch.device(name, torch.cuda.current_device()) if name == "cuda" else torch.device(name)


def release(device: torch.device) -> None:
    """Give back what a GPU holds for tensors that are no more."""
    if device.type == "cuda":
        torch.cuda.empty_cache()


def suits_channels_last(net: nn.Module, device: torch.device) -> bool:
    """Whether a net is faster with its channels last: on a GPU, and on a CPU with AVX-512 or strided convolutions."""
    if device.type != "cpu":
        return device.type == "cuda"
    strided = any(getattr(module, "stride", None) in ((2, 2), (2, 2, 2)) for module in net.modules())
    return strided or torch.backends.cpu.get_cpu_capability() == "AVX512"


@torch.no_grad()
def with_channels_last(net: nn.Module) -> nn.Module:
    """The net with the channels of all its weights of convolutions last, those for pictures and those for clips.

    `net.to(memory_format=...)` takes one format for both and raises for the weights of the other kind.
    """
    for weight in net.parameters():
        if weight.dim() in LAST:
            weight.data = weight.data.contiguous(memory_format=LAST[weight.dim()])
    return net


def keep_memory() -> None:
    """Let glibc keep what a step frees for the next one.

    It gives large blocks back to the system, which zeroes each page again when it is touched: a tenth of a step.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return  # another C library
    for option, value in ((M_MMAP_THRESHOLD, 1 << 30), (M_TRIM_THRESHOLD, (1 << 31) - 1)):
        mallopt(option, value)


def held(dataset: Dataset, device: torch.device) -> Tensor:
    """The data set's examples, on the GPU where they are complete and take little of it, so that no batch is copied."""
    examples = dataset.examples
    if device.type != "cuda" or dataset.ready:
        return examples
    free, _ = torch.cuda.mem_get_info(device)
    return examples.to(device) if examples.nbytes < SHARE * free else examples


def to_device(tensor: Tensor, device: torch.device) -> Tensor:
    """A tensor of the CPU on the device; on its way to a GPU nobody waits for it."""
    from_cpu_to_gpu = (tensor.device.type, device.type) == ("cpu", "cuda")
    return tensor.pin_memory().to(device, non_blocking=True) if from_cpu_to_gpu else tensor.to(device)
