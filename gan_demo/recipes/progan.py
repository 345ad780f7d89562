"""Progressive GAN, Karras et al. 2017 (1710.10196): both nets begin at 4 px, and larger sides fade in.

Deviations from the paper: the relativistic loss with R1 and R2 of `rpgan` in place of WGAN-GP; far fewer pictures a
side and narrower nets, so that 32 px are reached within minutes; D sees the spread of four pictures, not of all. The
penalties are of slopes at the full size, so that they count a quarter as much at each coarser side.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import cast

from torch import Tensor, nn

from ..nets.growing import GrowingDiscriminator, GrowingGenerator
from ..objectives.losses import relativistic
from ..objectives.objective import Adversarial
from ..objectives.penalties import r1, r2
from ..words import t
from ._recipe import Adam, Growth, Recipe, View

GAMMA = 16.0


def level_views(net: nn.Module) -> Mapping[str, View]:
    """The picture at each side before that to which it has grown; its last layer rests since the next side came."""
    coarse = range(int(cast(GrowingGenerator, net).reached))
    return {str(4 << level): View(t("{side} px", side=4 << level), at_level(level)) for level in coarse}


def at_level(level: int) -> Callable[[GrowingGenerator, Tensor, Tensor | None], Tensor]:
    return lambda G, z, label: G.at(level, z, label)


RECIPE = Recipe(
    name="progan",
    title="Progressive GAN",
    paper="Karras et al. 2017, arXiv 1710.10196",
    idea=t(
        "Begin with pictures of 4 x 4 pixels and let larger sides fade in, layer by layer. What is coarse is learned "
        "where a step costs little, and each new layer has only the details to add."
    ),
    watch=t(
        "The samples: squares become finer each time that a side has faded in; then scrub back through the growth."
    ),
    generator=GrowingGenerator,
    discriminator=GrowingDiscriminator,
    objective=partial(
        Adversarial, relativistic, penalties={"r1": (GAMMA / 2, r1), "r2": (GAMMA / 2, r2)}, every=4, half=True
    ),
    g_optimizer=Adam(1e-3, (0.0, 0.99)),
    d_optimizer=Adam(1e-3, (0.0, 0.99)),
    growth=Growth(hold=8_000, fade=8_000),
    views=level_views,
)
