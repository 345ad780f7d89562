"""Explore: one picture, its neighbours, and sliders along what moves it most."""

import gradio as gr

from ...words import t
from ..bilingual import hint_line
from . import Served

PLACE = 10
TEXTS = {"explore.tab": t("Explore")}
LINE = t("Each slider moves the latent along a direction whose name says what changes; a click on the name shows it.")
WHY = t(
    "A generator turns a list of random numbers, the latent, into a picture, and nearby latents give similar "
    "pictures. Between latents whose pictures a classifier gives one value or another lies a boundary; named sliders "
    "follow its normal (InterFaceGAN, Shen et al. 2019, arXiv 1907.10786), or the growth of a measure such as "
    "brightness. Sliders without names follow the main axes of the Jacobian, an idea of SeFa (Shen & Zhou 2020, arXiv "
    "2007.06600)."
)
STAGE = '<div class="gan-two"><gan-stage></gan-stage><gan-controls></gan-controls></div>'


def tab(i18n: gr.I18n, served: Served) -> None:
    """The stage on the left, the controls on the right."""
    with gr.Tab(i18n("explore.tab"), id="explore"):
        gr.HTML(hint_line(LINE, WHY), apply_default_css=False)
        gr.HTML(STAGE, apply_default_css=False)
