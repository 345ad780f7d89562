"""Least squares GAN, Mao et al. 2016 (1611.04076): a whole GAN in one file, with a loss of its own.

    GAN_DEMO_OWN=examples gan-demo train lsgan --data stripes --run runs/mine

The same file in `gan_demo/recipes/` would make it part of the package; nothing else has to be told of it.
"""

from functools import partial

from gan_demo.nets import conv, modulated
from gan_demo.objectives.losses import Loss
from gan_demo.objectives.objective import Adversarial
from gan_demo.recipes._recipe import Adam, Recipe
from gan_demo.words import Words


def least_squares_d(real, fake):
    """Real pictures should score 1 and generated ones 0, section 3.2; scores are (N,), the answer a scalar."""
    return 0.5 * (real - 1).square().mean() + 0.5 * fake.square().mean()


def least_squares_g(fake, real=None):
    """Generated pictures should score 1, too."""
    return 0.5 * (fake - 1).square().mean()


RECIPE = Recipe(
    name="lsgan",
    title="LSGAN",
    paper="Mao et al. 2016, arXiv 1611.04076",
    idea=Words(
        "Ask for a score of 1 or 0 and charge the square of what is missing. "
        "A generated picture that fools the discriminator is still pulled towards the real ones.",
        "要求得分为 1 或 0，并按差距的平方收费。即使一张生成图已经骗过判别器，它仍会被拉向真图。",
    ),
    watch=Words("The scores: both come close to one half.", "看得分：两者都接近二分之一。"),
    generator=modulated.ModulatedGenerator,
    discriminator=partial(conv.ConvDiscriminator, norm="spectral"),
    objective=partial(Adversarial, Loss(least_squares_d, least_squares_g)),
    g_optimizer=Adam(2e-4),
    d_optimizer=Adam(4e-4),
)
