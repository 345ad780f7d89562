"""Recurrent GAN, Esteban, Hyland & Rätsch 2017 (1706.02633), and its conditional version RCGAN where there are classes.

Deviation from the paper: Adam for D too, and classes as an embedding beside the noise and the values.
"""

from functools import partial

from ..examples.series import SeriesExample
from ..inputs.class_label import ClassInput
from ..inputs.latent import StepLatentInput
from ..nets.recurrent import RecurrentDiscriminator, RecurrentGenerator
from ..objectives.losses import non_saturating
from ..objectives.objective import Adversarial
from ..words import t
from ._recipe import Adam, Recipe

RECIPE = Recipe(
    name="rgan",
    title="Recurrent GAN",
    paper="Esteban, Hyland & Rätsch 2017, arXiv 1706.02633",
    idea=t(
        "A series is drawn step by step: each time a recurrent net gets new noise and remembers what it drew before. "
        "The discriminator reads the series in the same way and scores every step."
    ),
    watch=t(
        "The curves: first the right height, then the right period, last the small details. All alike is a collapse."
    ),
    generator=RecurrentGenerator,
    discriminator=RecurrentDiscriminator,
    objective=partial(Adversarial, non_saturating),
    g_optimizer=Adam(2e-3, (0.5, 0.9), limit=1.0),  # with 0.999 series of beats stayed flat lines
    d_optimizer=Adam(2e-3, (0.5, 0.9), limit=1.0),
    first_batch=32,
    example=SeriesExample,
    inputs=(StepLatentInput(), ClassInput()),
)
