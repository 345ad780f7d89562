"""Captions: portraits drawn from what a visitor writes, and where in them each word was looked for."""

import gradio as gr

from ...words import t
from ..bilingual import hint_line
from . import Served

PLACE = 30
TEXTS = {"captions.tab": t("Captions")}
LINE = t("Type a caption: each pixel looks for the words that concern it, and takes its look from them.")
WHY = t(
    "An encoder turns the words into vectors, the generator's pixels attend to them, and a matcher of pictures and "
    "captions ranks what was drawn (AttnGAN, Xu et al. 2017, arXiv 1711.10485). The latent is to decide what the "
    "caption leaves open: keep a picture, change a word, and see how well this model does that."
)


def tab(i18n: gr.I18n, served: Served) -> None:
    """All of it is one element."""
    with gr.Tab(i18n("captions.tab"), id="captions"):
        gr.HTML(hint_line(LINE, WHY), apply_default_css=False)
        gr.HTML("<gan-captions></gan-captions>", apply_default_css=False)
