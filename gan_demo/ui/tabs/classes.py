"""Classes: the same latent in every class, and a blend of two."""

import gradio as gr

from ...words import t
from ..bilingual import hint_line
from . import Served

PLACE = 20
TEXTS = {"classes.tab": t("Classes")}
LINE = t("One latent, every class: what stays the same is what the generator holds to be independent of the class.")
WHY = t(
    "A conditional generator gets the class beside the latent, so each can be changed alone (Mirza & Osindero 2014, "
    "arXiv 1411.1784). A blend gives it a mixture of two classes, which no training picture had."
)
STAGE = '<div class="gan-two"><gan-classes></gan-classes><gan-controls no-class></gan-controls></div>'


def tab(i18n: gr.I18n, served: Served) -> None:
    """The classes on the left, the controls on the right."""
    with gr.Tab(i18n("classes.tab"), id="classes"):
        gr.HTML(hint_line(LINE, WHY), apply_default_css=False)
        gr.HTML(STAGE, apply_default_css=False)
