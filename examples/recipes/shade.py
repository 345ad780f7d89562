"""A GAN with an input of its own: one number a picture, how bright the real one is on average, from 0 to 1.

    GAN_DEMO_OWN=examples gan-demo train shade --data stripes --run runs/bright
    GAN_DEMO_OWN=examples gan-demo draw runs/bright/checkpoint --set shade=0.3 --out dark.png

An input says what it brings to a run (`conditions`), how it reads what a caller gives (`parse`) and what the page knows
of it (`control`); from these come `gan.draw(shade=0.3)`, the flag, the API and the slider in Explore.
"""

from functools import partial

import torch
from torch import nn

from gan_demo.inputs._input import Conditions, Input
from gan_demo.inputs.latent import LatentInput
from gan_demo.inputs.texts import number
from gan_demo.nets import conv
from gan_demo.objectives.losses import hinge
from gan_demo.objectives.objective import Adversarial
from gan_demo.pictures.files import COLUMNS
from gan_demo.recipes._recipe import Adam, Recipe
from gan_demo.words import UserError, Words

SHADE = Words("Shade", "明暗")


class ShadeInput(Input):
    """float (N, 1): the mean brightness of each picture, 0 for black and 1 for white."""

    name = "shade"

    def conditions(self, settings, dataset, text_encoder):
        """The brightness of the data set's pictures."""
        return ShadeConditions(dataset)

    def parse(self, value, count, config, text_encoder):
        """A number from 0 to 1 for all pictures or one for each, or its text; 0.5 where nothing is said."""
        given = list(value) if hasattr(value, "__len__") and not isinstance(value, str) else [value]
        if len(given) not in (1, count):
            raise UserError(Words(f"Give one shade or {count}.", f"请给出 1 个或 {count} 个明暗值。"))
        shades = [number(0.5 if one in (None, "") else one, SHADE, 0, 1) for one in given]
        return torch.tensor(shades)[:, None].expand(count, 1)

    def tested(self, config, count, load):
        """For a score: all shades, from dark to light."""
        return [i / max(1, count - 1) for i in range(count)]

    def control(self, config):
        """A slider."""
        fact = [SHADE, Words("0 to 1", "0 到 1")]
        return {"kind": "number", "tab": "explore", "fact": fact, "title": SHADE, "low": 0, "high": 1, "start": "0.5"}


class ShadeConditions(Conditions):
    """The brightness of pictures; a grid goes from dark to light."""

    kinds = COLUMNS

    def __init__(self, dataset):
        self.dataset = dataset

    def __call__(self, index, times_seen):
        return self.dataset.images[index].float().mean((1, 2, 3))[:, None] / 255

    def of_columns(self, column):
        return column[:, None] / (COLUMNS - 1)


class ShadeGenerator(nn.Module):
    """A latent and a shade to a picture."""

    def __init__(self, size=32, channels=3, latent=64, width=128):
        super().__init__()
        self.net = conv.ConvGenerator(size, channels, 0, latent + 1, width)

    def forward(self, z, shade):
        return self.net(torch.cat([z, 4 * shade - 2], 1))


class ShadeDiscriminator(nn.Module):
    """A picture, with the shade as one more channel, to a score, (N,)."""

    def __init__(self, size=32, channels=3, width=128):
        super().__init__()
        self.net = conv.ConvDiscriminator(size, channels + 1, 0, width, norm="spectral")

    def forward(self, images, shade):
        flat = (2 * shade - 1)[:, :, None, None].expand(-1, 1, *images.shape[2:])
        return self.net(torch.cat([images, flat], 1))


RECIPE = Recipe(
    name="shade",
    title="Shade GAN",
    paper="none",
    idea=Words(
        "Tell both players how bright a picture is. The generator is asked for a shade and has to draw one as bright.",
        "把图片的明暗告诉两个网络。生成器按要求的明暗作画，画出的图要一样亮。",
    ),
    watch=Words("The columns: they go from dark to light.", "看各列：从暗到亮。"),
    generator=ShadeGenerator,
    discriminator=ShadeDiscriminator,
    objective=partial(Adversarial, hinge),
    g_optimizer=Adam(2e-4),
    d_optimizer=Adam(4e-4),
    inputs=(LatentInput(), ShadeInput()),
)
