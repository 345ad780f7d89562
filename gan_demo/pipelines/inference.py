"""Generators in the form in which they draw fastest on a processor: the same function, to rounding, in fewer steps.

Norms are folded into the weights before them or into the modulation after them, all that the latent says is one product
of matrices, features lie pixel by pixel (channels_last), and oneDNN packs the weights of the transposed convolutions
once in place of at each picture.
"""

import copy
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, cast

import torch
from torch import Tensor, nn
from torch.nn.functional import conv_transpose2d, fold

from ..nets import attention, conv, encoding, modulated
from ..nets.attention import without_chessboard
from ..nets.caption_encoder import Text
from ..nets.layers import Layer, Layers

GROWTH: dict[str, Any] = {"stride": 2, "padding": 1}  # of all transposed convolutions, whose kernels are 4 x 4


class PackedGrowth(nn.Module):
    """A transposed convolution whose weights are packed for one picture, which fits more of them too.

    With a bias, that of a norm which was folded into it, comes a relu.
    """

    def __init__(self, weight: Tensor, side: int, bias: Tensor | None = None):
        super().__init__()
        self.weight, self.bias, self.packed = weight, bias, packed(weight, side)

    def forward(self, x: Tensor) -> Tensor:
        if self.packed is None:
            y = conv_transpose2d(x, self.weight, self.bias, **GROWTH)
            return y if self.bias is None else y.relu_()
        after = "none" if self.bias is None else "relu"
        given: tuple[Any, ...] = self.bias, [1, 1], [0, 0], [2, 2], [1, 1], 1, after, [], ""
        return torch.ops.mkldnn._convolution_transpose_pointwise(x, self.packed, *given)


def packed(weight: Tensor, side: int) -> Tensor | None:
    """Weights as oneDNN wants them at that side; None where torch comes without it, or asks it in another way."""
    try:
        pack = torch.ops.mkldnn._reorder_convolution_transpose_weight
        return pack(weight, [1, 1], [0, 0], [2, 2], [1, 1], 1, [1, len(weight), side, side])
    except (AttributeError, RuntimeError, TypeError):
        return None


def by_pixels(layer: Layer) -> Layer:
    """A copy that takes and gives features pixel by pixel."""
    return copy.deepcopy(layer).to(memory_format=torch.channels_last)


def pixel_rows(rows: Tensor) -> Tensor:
    """The rows of a layer that makes 4 x 4 px, (C 4 4, ...), pixel by pixel, (4 4 C, ...)."""
    return rows.unflatten(0, (-1, 16)).transpose(0, 1).flatten(0, 1)


def as_picture(x: Tensor) -> Tensor:
    """What such rows make, (N, 4 4 C), as (N, C, 4, 4)."""
    return x.unflatten(1, (4, 4, -1)).permute(0, 3, 1, 2)


def normed(norm: nn.BatchNorm2d) -> tuple[Tensor, Tensor]:
    """Scale and shift of a batch norm in eval mode, both float64 (C,)."""
    mean, variance = norm.running_mean, norm.running_var
    assert mean is not None
    assert variance is not None
    scale = (variance.double() + norm.eps).rsqrt()
    shift = -mean.double() * scale
    return (scale * norm.weight, shift * norm.weight + norm.bias) if norm.affine else (scale, shift)


class StridedForm(nn.Module):
    """DCGAN's generator with its batch norms in the weights before them."""

    def __init__(self, net: conv.ConvGenerator):
        super().__init__()
        self.mapping = net.mapping
        layers = [layer for layer in net.layers if isinstance(layer, nn.ConvTranspose2d)]
        start, *norms = [normed(layer) for layer in net.layers if isinstance(layer, nn.BatchNorm2d)]
        self.first = pixel_rows((net.first.weight * start[0].repeat_interleave(16)[:, None]).float()).T.contiguous()
        self.bias = start[1].float().repeat(16)
        self.grow = nn.Sequential()
        for i, (layer, (scale, shift)) in enumerate(zip(layers[:-1], norms, strict=True)):
            self.grow.append(PackedGrowth((layer.weight * scale[:, None, None]).float(), 4 << i, shift.float()))
        # so few channels are made two to four times as fast by a plain product of matrices
        *_, last = layers
        assert last.bias is not None
        self.last, self.shift = last.weight.flatten(1).T.contiguous(), last.bias[:, None, None]

    def forward(self, z: Tensor, label: Tensor | None = None) -> Tensor:
        x = torch.addmm(self.bias, self.mapping(z, label), self.first).relu_()
        x = self.grow(as_picture(x))
        side = 2 * x.shape[2]
        return fold(self.last @ x.flatten(2), (side, side), 4, **GROWTH).add_(self.shift).tanh_()


class LatentProjections(nn.Module):
    """All that the latent says, in one product: the first layer's features, and a scale and a shift for each norm."""

    def __init__(self, layer: nn.Linear, norms: Sequence[modulated.ModulatedNorm]):
        super().__init__()
        weights, biases = zip(*map(affine, norms), strict=True)
        self.weight = torch.cat([pixel_rows(layer.weight), *weights]).T.contiguous()
        self.bias = torch.cat([pixel_rows(layer.bias), *biases])
        self.sizes = [len(layer.bias), *(len(bias) for bias in biases)]

    def forward(self, w: Tensor) -> tuple[Tensor, list[tuple[Tensor, Tensor]]]:
        """The features of the first layer, normed, (N, C, 4, 4), and the others' scales and shifts, (N, C, 1, 1)."""
        start, *rest = torch.addmm(self.bias, w, self.weight).split(self.sizes, 1)
        (scale, shift), *others = [part[:, :, None, None].chunk(2, 1) for part in rest]
        return torch.addcmul(shift, as_picture(start), scale).relu_(), others


def affine(norm: modulated.ModulatedNorm) -> tuple[Tensor, Tensor]:
    """Weight (2 C, features) and bias of the scale and the shift of features that are not normalised before."""
    scale, shift = normed(norm.norm)
    (w, w_shift), (b, b_shift) = norm.affine.weight.double().chunk(2), norm.affine.bias.double().chunk(2)
    weight = torch.cat([w * scale[:, None], w_shift + w * shift[:, None]])
    return weight.float(), torch.cat([(1 + b) * scale, b_shift + (1 + b) * shift]).float()


class ModulatedForm(nn.Module):
    """The generator whose norms are modulated by latent and class."""

    def __init__(self, net: modulated.ModulatedGenerator):
        super().__init__()
        self.mapping = net.mapping
        self.latent = LatentProjections(cast(nn.Linear, net.first[0]), list(net.norms))
        self.grow = nn.ModuleList(PackedGrowth(layer.weight, 4 << i) for i, layer in enumerate(net.grow))
        self.last = by_pixels(net.last)

    def forward(self, z: Tensor, label: Tensor | None = None) -> Tensor:
        x, spoken = self.latent(self.mapping(z, label))
        for grow, (scale, shift) in zip(self.grow, spoken, strict=True):
            x = torch.addcmul(shift, grow(x), scale).relu_()
        return self.last(x)


def added(mix: nn.Conv2d) -> nn.Conv2d:
    """A convolution that adds what it makes of its input to it, as one convolution."""
    whole = by_pixels(mix)
    whole.weight[:, :, 1, 1] += torch.eye(len(whole.weight))
    return whole


class Projected(NamedTuple):
    """What the words say to the pixels of one side."""

    key: Tensor  # (N, T, KEYS)
    scale: Tensor  # (N, T, C)
    shift: Tensor  # (N, T, C)
    change: Tensor  # (N, slots, 2 C), what each slot changes of scale and shift


class WordProjections(nn.Module):
    """All that the words say, in one product a kind; it asks the same of them as the layers do one by one."""

    def __init__(self, norms: Sequence[attention.WordNorm]):
        super().__init__()
        self.keys, self.values = join_linear([norm.key for norm in norms]), join_linear([norm.value for norm in norms])
        self.widths = [width for norm in norms for width in (norm.query.in_channels,) * 2]
        self.values.bias.add_(torch.cat([torch.ones(c) * (i % 2 == 0) for i, c in enumerate(self.widths)]))  # 1 + scale
        self.what = torch.cat([norm.what for norm in norms], 2)  # (slots, VALUES, outputs of all sides)

    def forward(self, text: Text, answers: attention.Answers) -> list[Projected]:
        keys = self.keys(text.words).chunk(len(self.widths) // 2, 2)
        values = self.values(text.alone).split(self.widths, 2)
        change = (answers.values.transpose(0, 1) @ self.what).transpose(0, 1)
        changes = change.split([2 * width for width in self.widths[::2]], 2)
        return list(map(Projected, keys, values[::2], values[1::2], changes))


def join_linear(layers: Sequence[nn.Linear]) -> nn.Linear:
    """One layer whose outputs are those of all, side by side."""
    whole = copy.deepcopy(layers[0])
    whole.weight = nn.Parameter(torch.cat([layer.weight for layer in layers]))
    whole.bias = nn.Parameter(torch.cat([layer.bias for layer in layers]))
    return whole


class WordModulation(nn.Module):
    """What `attention.WordNorm` does, and the convolution after it.

    A pixel's shares of the words sum to one, so what is the same at all pixels is added to what each word says.
    """

    def __init__(self, norm: attention.WordNorm, mix: nn.Conv2d):
        super().__init__()
        sharp, self.side = attention.KEYS**-0.5, norm.where.shape[1]
        self.query = norm.query.weight[:, :, 0, 0].T.contiguous() * sharp
        assert norm.query.bias is not None
        self.place = pixels_of(norm.place + norm.query.bias[:, None, None]) * sharp
        self.where = pixels_of(norm.where)  # (H W, slots)
        self.still = torch.cat([torch.ones(norm.query.in_channels), torch.zeros(norm.query.in_channels)])
        force = norm.where.abs().flatten(1) * norm.what.flatten(1).norm(dim=1, keepdim=True) + 1e-6
        self.force = force / force.sum(0)  # (slots, H W)
        self.mix = added(mix)

    def forward(
        self, x: Tensor, spoken: tuple[Tensor, Tensor], read: Projected, weight: Tensor
    ) -> tuple[Tensor, Tensor]:
        """The features, and the attention of the pixels, (N, H W, T), which sums to one over the words."""
        count, pixels = len(x), x.permute(0, 2, 3, 1).flatten(1, 2)  # (N, H W, C)
        query = torch.baddbmm(self.place, pixels, self.query.expand(count, -1, -1))
        look = torch.baddbmm(weight[:, None], query, read.key.mT).softmax(2)
        scale, shift = (part.flatten(2).mT for part in spoken)  # (N, 1, C)
        said = torch.cat([read.scale * scale, torch.addcmul(read.shift, read.scale, shift)], 2)
        scale, shift = (look @ said).chunk(2, 2)
        pixels = torch.addcmul(shift, pixels, scale)
        scale, shift = torch.baddbmm(self.still, self.where.expand(count, -1, -1), read.change).chunk(2, 2)
        pixels = torch.addcmul(shift, pixels, scale).relu_()
        return self.mix(pixels.unflatten(1, (self.side, -1)).permute(0, 3, 1, 2)).relu_(), look

    def seen(self, look: Tensor, answers: attention.Answers) -> Tensor:
        """Where each word is looked for, (N, T, side, side)."""
        return ((look.mT + answers.look.mT @ self.force) / 2).unflatten(2, (self.side, self.side))


def pixels_of(maps: Tensor) -> Tensor:
    """Maps, (K, H, W), as rows of pixels, (H W, K)."""
    return maps.flatten(1).T.contiguous()


class WordedForm(nn.Module):
    """The generators whose pixels look for words, those of a caption or of the latent itself."""

    def __init__(self, net: attention.CaptionGenerator):
        super().__init__()
        self.mapping: Callable[..., attention.SynthesisInput] = net.mapping
        self.latent = LatentProjections(
            cast(nn.Linear, net.first[0]), [net.norm, *(worded.norm for worded in net.worded)]
        )
        self.words = WordProjections(list(net.worded))
        self.grow = nn.ModuleList(PackedGrowth(layer.weight, 4 << i) for i, layer in enumerate(net.grow))
        self.worded = Layers(map(WordModulation, net.worded, net.mix))
        self.last = by_pixels(net.last)

    def explained(self, told: attention.SynthesisInput) -> tuple[Tensor, list[Tensor]]:
        """The picture, and where each word was looked for: maps (N, T, side, side) at the two finest sides."""
        images, looks = self._drawn(told)
        finest = list(zip(self.worded, looks, strict=True))[-2:]
        return images, [worded.seen(look, told.answers) for worded, look in finest]

    def _drawn(self, told: attention.SynthesisInput) -> tuple[Tensor, list[Tensor]]:
        x, spoken = self.latent(told.w)
        read, looks = self.words(told.text, told.answers), []
        for grow, worded, *said in zip(self.grow, self.worded, spoken, read, strict=True):
            x, look = worded(grow(x), *said, told.text.weight)
            looks.append(look)
        return without_chessboard(self.last(x)).tanh_(), looks

    def forward(self, z: Tensor, condition: Text | Tensor | None = None) -> Tensor:
        return self._drawn(self.mapping(z, condition))[0]


FORMS = {
    conv.ConvGenerator: StridedForm,
    modulated.ModulatedGenerator: ModulatedForm,
    attention.CaptionGenerator: WordedForm,
    encoding.EncodingGenerator: WordedForm,
    encoding.CodebookGenerator: WordedForm,
}


@torch.no_grad()
def for_drawing(net: nn.Module) -> nn.Module:
    """What draws as the net does in eval mode, only faster; a net that has no such form is used as it is."""
    form = FORMS.get(type(net))
    if form is WordedForm and not net.worded:  # at 8 px there is no place for words
        return net
    return form(net) if form else net
