"""Transform: an outline that a visitor draws, or a picture, and the picture that a generator makes of it."""

import gradio as gr

from ...words import t
from ..bilingual import hint_line
from . import Served

PLACE = 35
TEXTS = {"transform.tab": t("Transform")}
DRAW = t("Draw an outline: the picture follows your pen.")
OUTLINES = t(
    "The generator gets an outline in place of a latent. The discriminator sees the outline beside the picture and "
    "judges patch by patch whether they belong together; the generator is also held to the real picture by its mean "
    "error (pix2pix, Isola et al. 2017, arXiv 1611.07004). A CycleGAN (Zhu et al. 2017, arXiv 1703.10593) never sees "
    "an outline with its picture: what it draws must lead back to the same outline."
)
GIVE = t("Give a picture: the model carries it over to its other data set, and back.")
SIDES = t(
    "A CycleGAN (Zhu et al. 2017, arXiv 1703.10593) between two data sets, such as two drawing styles, learns both "
    "ways from pictures that do not belong together: two generators, each with a discriminator for what it draws. A "
    "picture that is carried over must lead back to itself, so that its content stays."
)


def tab(i18n: gr.I18n, served: Served) -> None:
    """All of it is one element."""
    with gr.Tab(i18n("transform.tab"), id="transform"):
        gr.HTML(hint_line(DRAW, OUTLINES), elem_classes="gan-for-outlines", apply_default_css=False)
        gr.HTML(hint_line(GIVE, SIDES), elem_classes="gan-for-pictures", apply_default_css=False)
        gr.HTML("<gan-transform></gan-transform>", apply_default_css=False)
