"""The form in which a generator draws: the same pictures as the net itself, for all recipes and shipped models."""

import copy

import pytest
import torch
from support.trainers import fitting_latent, tiny_trainer
from torch import nn

from gan_demo import checkpoints, recipes
from gan_demo.checkpoints import read_config
from gan_demo.inputs.image import ImageInput
from gan_demo.nets.caption_encoder import Text
from gan_demo.pipelines import inference
from gan_demo.pipelines.pipeline import GAN

SHIPPED = checkpoints.find_checkpoints(checkpoints.SHIPPED)
CLOSE = {"atol": 5e-6, "rtol": 0}  # less than a thousandth of a step of 8 bits
NEAR = {"atol": 5e-5, "rtol": 0}  # for made-up weights, whose features are larger
FORMLESS = {"r3gan", "pix2pix", "cyclegan", "progan", "rgan", "videogan"}


@torch.no_grad()
def stirred(net: nn.Module) -> nn.Module:
    """The net in eval mode with numbers as training leaves them: nothing that is added is zero, no scale is one."""
    stream = torch.Generator().manual_seed(0)
    for name, tensor in net.state_dict().items():
        if name.endswith("running_var"):
            tensor.uniform_(0.3, 3, generator=stream)
        elif tensor.is_floating_point():
            tensor.add_(0.1 * torch.randn(tensor.shape, generator=stream))
    return net.eval()


def captions(count: int, features: int = 128) -> Text:
    """Made-up captions of which the first is shorter than the others."""
    stream = torch.Generator().manual_seed(1)
    words, alone = (torch.randn(count, 7, features, generator=stream) for _ in range(2))
    weight = torch.zeros(count, 7)
    weight[0, 4:] = -1e4
    return Text(words, alone, words[:, 0], weight)


def asked(recipe: str, count: int, classes: bool, size: int = 64) -> tuple[torch.Tensor, Text | torch.Tensor | None]:
    kind = recipes.find_recipe(recipe)
    z = torch.randn(count, fitting_latent(kind, size), generator=torch.Generator().manual_seed(2))
    condition = kind.condition
    if condition.needs_text_encoder:
        return z, captions(count)
    if isinstance(condition, ImageInput):
        return z, torch.rand(count, 1, size, size) * 2 - 1
    return z, torch.softmax(torch.randn(count, condition.values or 3), 1) if classes or condition.found else None


@pytest.mark.slow
@pytest.mark.parametrize("recipe", recipes.names())
@pytest.mark.parametrize(("size", "channels", "classes"), [(16, 1, True), (64, 3, False)])
@pytest.mark.parametrize("packs", [True, False])
@torch.inference_mode()
def test_draws_what_the_net_draws(recipe, size, channels, classes, packs, monkeypatch):
    if not packs:  # as where torch comes without oneDNN
        monkeypatch.setattr(inference, "packed", lambda weight, side: None)
    classes = classes or recipes.find_recipe(recipe).condition.needs_labels
    net = stirred(tiny_trainer(recipe, classes, size, channels, width=64).ema)
    drawing = inference.for_drawing(net)
    assert (drawing is net) == (recipe in FORMLESS)
    for count in (1, 3):
        given = asked(recipe, count, classes, size)
        alike(drawing(*given), net, given, NEAR)


def alike(drawn: torch.Tensor, net: nn.Module, given: tuple, bound: dict[str, float]) -> None:
    """What was drawn is what the net draws; where its own rounding is beyond the bound, that of the exact picture."""
    pictures, right = net(*given), exactly(net, *given)
    if (own := apart(pictures, right)) < bound["atol"]:
        torch.testing.assert_close(drawn, pictures, **bound)
    else:  # no two ways of float32 are that near
        assert apart(drawn, right) < bound["atol"] + 2 * own


def exactly(net: nn.Module, z: torch.Tensor, told: Text | torch.Tensor | None) -> torch.Tensor:
    """What the net draws in float64: with made-up weights its own rounding may be more than the bound."""
    if isinstance(told, Text):
        told = Text(*(part.double() for part in told))
    elif told is not None and told.is_floating_point():
        told = told.double()
    return copy.deepcopy(net).double()(z.double(), told).float()


def apart(one: torch.Tensor, other: torch.Tensor) -> float:
    return (one - other).abs().max().item()


@torch.inference_mode()
def test_looks_for_words_where_the_net_does():
    net = stirred(tiny_trainer("attngan", size=32, width=64).ema)
    drawing, given = inference.for_drawing(net), asked("attngan", 3, False)
    for made, due in zip(*(form.explained(form.mapping(*given)) for form in (drawing, net)), strict=True):
        torch.testing.assert_close(made, due, **NEAR)


@torch.inference_mode()
def test_learning_goes_on_with_the_net_as_it_is():
    net = stirred(tiny_trainer("attngan", size=16).ema)
    before = {name: tensor.clone() for name, tensor in net.state_dict().items()}
    inference.for_drawing(net)(*asked("attngan", 2, False))
    assert all(torch.equal(before[name], tensor) for name, tensor in net.state_dict().items())


@pytest.mark.skipif(not torch.backends.mkldnn.is_available(), reason="torch comes without oneDNN")
def test_weights_are_packed_where_torch_can():
    weight = torch.randn(8, 4, 4, 4)
    with torch.inference_mode():
        assert inference.packed(weight, 4) is not None, "another version of torch packs in another way"


@pytest.mark.parametrize("name", [name for name, path in SHIPPED.items() if read_config(path).recipe not in FORMLESS])
@torch.inference_mode()
def test_shipped_models_draw_the_same_pixels(name):
    gan = GAN.load(SHIPPED[name])
    z = torch.from_numpy(gan.latents(8, 1))
    condition = torch.arange(8) % len(gan.classes) if gan.classes else None
    if gan.text_encoder:
        condition = gan.told([gan.text_encoder.read(caption) for caption in gan.config.captions[:8]], z)
    assert gan.drawing is not gan.net
    alike(gan.drawing(z, condition), gan.net, (z, condition), CLOSE)
    alone = gan.drawing(
        z[:1], condition.rows(slice(1)) if gan.text_encoder else None if condition is None else condition[:1]
    )
    torch.testing.assert_close(alone, gan.net(z, condition)[:1], **CLOSE)
