"""Gradients of convolutions at small maps: those of torch, those of them too; in bfloat16 those of float32, rounded."""

import pytest
import torch
from torch import nn
from torch.autograd import gradcheck, gradgradcheck
from torch.nn.functional import conv2d, conv_transpose2d

from gan_demo.training.precision import Geometry, SmallMapConvolution, lower_precision

CPU = torch.device("cpu")
GEOMETRIES = {
    "strided": ((2, 3, 6, 8), (4, 3, 4, 4), Geometry((2, 2), (1, 1), False)),
    "uneven": ((2, 3, 5, 7), (4, 3, 3, 2), Geometry((1, 2), (1, 0), False)),
    "whole": ((2, 3, 4, 4), (1, 3, 4, 4), Geometry((1, 1), (0, 0), False)),
    "growing": ((2, 3, 3, 4), (3, 4, 4, 4), Geometry((2, 2), (1, 1), True)),
    "padded": ((2, 3, 3, 2), (3, 4, 3, 3), Geometry((2, 2), (1, 1), True, (1, 1))),
}


@pytest.mark.parametrize("name", GEOMETRIES)
def test_a_convolution_has_the_gradients_of_torchs_own_and_those_of_them(name):
    x_shape, weight_shape, geometry = GEOMETRIES[name]
    torch.manual_seed(0)
    x, weight = (torch.randn(shape, dtype=torch.float64, requires_grad=True) for shape in (x_shape, weight_shape))
    bias = torch.randn(weight_shape[1 if geometry.transposed else 0], dtype=torch.float64, requires_grad=True)
    mine = SmallMapConvolution.apply(x, weight, bias, geometry)
    theirs = torch.ops.aten.convolution(x, weight, bias, *geometry.arguments)
    assert torch.equal(mine, theirs)
    slope = torch.randn_like(mine)
    pairs = (torch.autograd.grad(y, (x, weight, bias), slope) for y in (mine, theirs))
    for a, b in zip(*pairs, strict=True):
        torch.testing.assert_close(a, b)
    assert gradcheck(lambda *given: SmallMapConvolution.apply(*given, geometry), (x, weight, bias))
    assert gradgradcheck(lambda *given: SmallMapConvolution.apply(*given, geometry), (x, weight, bias))


def gradients(func, x, weight, *geometry):
    """The answer of a convolution, and its gradients."""
    y = func(x, weight, None, *geometry)
    return y, torch.autograd.grad(y.float().square().sum(), (x, weight))


@pytest.mark.parametrize(("func", "side"), [(conv2d, 16), (conv_transpose2d, 8)])
def test_in_bfloat16_they_are_those_of_float32_but_for_rounding(func, side):
    torch.manual_seed(0)
    x, weight = torch.randn(8, 16, side, side, requires_grad=True), torch.randn(16, 16, 4, 4, requires_grad=True)
    exact, slopes = gradients(func, x, weight, 2, 1)
    with lower_precision(CPU):
        rounded, products = gradients(func, x, weight, 2, 1)
    assert "SmallMap" in type(rounded.grad_fn).__name__
    assert rounded.dtype == torch.bfloat16
    assert all(slope.dtype == torch.float32 for slope in products)
    for low, high in zip((rounded, *products), (exact, *slopes), strict=True):
        assert (low - high).norm() < 0.02 * high.norm()


LEFT = {
    "large": (nn.Conv2d(3, 4, 4, 2, 1), (2, 3, 32, 32)),
    "from a large one": (nn.ConvTranspose2d(3, 4, 4, 2, 1), (2, 3, 16, 16)),
    "grouped": (nn.Conv2d(4, 4, 3, 1, 1, groups=2), (2, 4, 8, 8)),
    "dilated": (nn.Conv2d(4, 4, 3, 1, 2, dilation=2), (2, 4, 8, 8)),
    "of one pixel": (nn.Conv2d(4, 4, 1), (2, 4, 8, 8)),
    "same": (nn.Conv2d(4, 4, 3, padding="same"), (2, 4, 8, 8)),
    "one picture": (nn.Conv2d(4, 4, 3, 1, 1), (4, 8, 8)),
    "frozen": (nn.Conv2d(4, 4, 3, 1, 1).requires_grad_(False), (2, 4, 8, 8)),
}


@pytest.mark.parametrize("name", LEFT)
def test_what_is_no_faster_as_a_product_is_left_to_torch(name):
    layer, shape = LEFT[name]
    x = torch.randn(shape, requires_grad=True)
    with lower_precision(CPU):
        y = layer(x)
    with torch.autocast("cpu", torch.bfloat16):
        assert torch.equal(y, layer(x))
    assert "SmallMap" not in type(y.grad_fn).__name__


def test_where_autocast_is_off_layers_stay_in_float32():
    layer = nn.Conv2d(4, 4, 3, 1, 1)
    with lower_precision(CPU), torch.autocast("cpu", enabled=False):
        assert layer(torch.randn(2, 4, 8, 8)).dtype == torch.float32
