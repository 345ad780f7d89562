"""The precision in which the nets compute: float32, or bfloat16 where the processor is made for it."""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import pad
from torch.nn.modules.utils import _pair
from torch.overrides import TorchFunctionMode

from ..words import UserError

LOW = (torch.float32, torch.bfloat16)  # what autocast takes to bfloat16
SMALL_MAP = 64  # positions of a map up to which a weight gradient is faster as one product of matrices


def choose_precision(name: str, device: torch.device) -> str:
    """The named precision of the nets' steps, or for "auto" bfloat16 where the device has instructions for it."""
    if name not in ("auto", "float32", "bfloat16"):
        raise UserError("precision must be auto, float32 or bfloat16, not {name!r}.", name=name)
    if name != "auto":
        return name
    return "bfloat16" if device.type == "cuda" or (device.type == "cpu" and quick_bfloat16()) else "float32"


def quick_bfloat16() -> bool:
    """Whether this processor is faster in bfloat16: one with AMX.

    With AVX512-BF16 alone `rpgan` at 64 px trained at 0.86 of float32's speed, and without either it is emulated.
    """
    return torch.cpu._is_amx_tile_supported()


@contextmanager
def lower_precision(device: torch.device) -> Iterator[None]:
    """The layers that bear it compute in bfloat16."""
    weights = QuickWeightGradients() if device.type == "cpu" else nullcontext()
    with torch.autocast(device.type, torch.bfloat16), weights:
        yield


class QuickWeightGradients(TorchFunctionMode):
    """Convolutions from or to small maps get the gradient of their weights, in bfloat16, as one product of matrices.

    oneDNN takes up to six times as long for it, longer than in float32 (findings/small_map_weight_gradient.sh).
    """

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        geometry = GEOMETRIES[func](*args) if func in GEOMETRIES and not kwargs else None
        if geometry is None or not (torch.is_grad_enabled() and torch.is_autocast_enabled("cpu")):
            return func(*args, **(kwargs or {}))
        x, weight, bias = (part if part is None else part.bfloat16() for part in (*args, None)[:3])
        return SmallMapConvolution.apply(x, weight, bias, geometry)


class Geometry(NamedTuple):
    """What torch's convolution wants to know beside its tensors."""

    stride: tuple[int, ...]
    padding: tuple[int, ...]
    transposed: bool
    output_padding: tuple[int, ...] = (0, 0)

    @property
    def arguments(self) -> tuple[Any, ...]:
        return self.stride, self.padding, (1, 1), self.transposed, self.output_padding, 1


def _geometry(
    x: Tensor, weight: Tensor, bias: Any = None, stride: Any = 1, padding: Any = 0, dilation: Any = 1, groups: int = 1
) -> Geometry | None:
    """That of a convolution to a small map, or None."""
    if not _plain(x, weight, dilation, groups) or isinstance(padding, str) or len(_pair(stride)) != 2:
        return None
    geometry = Geometry(_pair(stride), _pair(padding), False)
    sides = zip(x.shape[2:], weight.shape[2:], *geometry[:2], strict=True)
    return geometry if math.prod((side + 2 * p - k) // s + 1 for side, k, s, p in sides) <= SMALL_MAP else None


def _geometry_transposed(
    x: Tensor,
    weight: Tensor,
    bias: Any = None,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    groups: int = 1,
    dilation: Any = 1,
) -> Geometry | None:
    """That of a transposed convolution from a small map, or None."""
    if not _plain(x, weight, dilation, groups) or x.shape[2] * x.shape[3] > SMALL_MAP:
        return None
    return Geometry(_pair(stride), _pair(padding), True, _pair(output_padding))


def _plain(x: Tensor, weight: Tensor, dilation: Any, groups: int) -> bool:
    """Whether the weights learn and are not of a kind that is left to torch."""
    common = x.dim() == 4 and x.dtype in LOW and groups == 1 and _pair(dilation) == (1, 1)
    return common and weight.requires_grad and weight[0, 0].numel() > 1


GEOMETRIES: dict[Any, Callable[..., Geometry | None]] = {
    torch.conv2d: _geometry,
    torch.conv_transpose2d: _geometry_transposed,
}


class SmallMapConvolution(torch.autograd.Function):
    """A convolution; its gradients are made of what has gradients itself."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, bias: Tensor | None, geometry: Geometry) -> Tensor:
        ctx.save_for_backward(x, weight)
        ctx.geometry = geometry
        return torch.ops.aten.convolution(x, weight, bias, *geometry.arguments)

    @staticmethod
    def backward(ctx: Any, slope: Tensor) -> tuple[Tensor | None, ...]:  # type: ignore[override]
        (x, weight), geometry = ctx.saved_tensors, ctx.geometry
        of_x, of_weight, of_bias = ctx.needs_input_grad[:3]
        mask = [of_x, False, False]
        dx = torch.ops.aten.convolution_backward(slope, x, weight, None, *geometry.arguments, mask)[0] if of_x else None
        small, large = (x, slope) if geometry.transposed else (slope, x)
        dw = weight_gradient(small, large, weight.shape[2:], geometry) if of_weight else None
        return dx, dw, slope.sum((0, 2, 3)) if of_bias else None, None


def weight_gradient(small: Tensor, large: Tensor, kernel: Sequence[int], geometry: Geometry) -> Tensor:
    """Sum over the positions of the small map of its values times the patch of the large one that each looks at."""
    (height, width), (down, right), (top, left) = kernel, geometry.stride, geometry.padding
    around = pad(large, (left, left, top, top)).permute(0, 2, 3, 1)
    patches = around.unfold(1, height, down).unfold(2, width, right).permute(0, 1, 2, 4, 5, 3)
    product = small.permute(0, 2, 3, 1).flatten(0, 2).t() @ patches.flatten(0, 2).flatten(1)
    return product.view(small.shape[1], height, width, large.shape[1]).permute(0, 3, 1, 2)
