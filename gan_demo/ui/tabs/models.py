"""Models: what is shipped or was trained here, how it was made, and what it looks like."""

import gradio as gr

from ...words import t
from ..bilingual import hint_line
from . import Served

PLACE = 50
TEXTS = {"models.tab": t("Models")}
LINE = t("What is shipped, what was kept from runs, and what was trained here.")
WHY = t(
    "A checkpoint is a folder with the generator's weights, its settings and a card. Loading one runs no code from "
    "it, so a stranger's is safe to open."
)


def tab(i18n: gr.I18n, served: Served) -> None:
    """A card for each model."""
    with gr.Tab(i18n("models.tab"), id="models"):
        gr.HTML(hint_line(LINE, WHY), apply_default_css=False)
        gr.HTML("<gan-models></gan-models>", apply_default_css=False)
