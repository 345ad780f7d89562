"""Classes: the same latent in every class, and a blend of two."""

import gradio as gr

from ...words import Words
from ..bilingual import hint_line
from . import Served

PLACE = 20
TEXTS = {"classes.tab": Words("Classes", "类别")}
LINE = Words(
    "One latent, every class: what stays the same is what the generator holds to be independent of the class.",
    "同一个隐向量，所有类别：保持不变的，就是生成器认为与类别无关的东西。",
)
WHY = Words(
    "A conditional generator gets the class beside the latent, so each can be changed alone "
    "(Mirza & Osindero 2014, arXiv 1411.1784). A blend gives it a mixture of two classes, "
    "which no training picture had.",
    "条件生成器同时接收隐向量和类别，所以可以只改变其中一个（Mirza & Osindero 2014，arXiv 1411.1784）。"
    "混合时它得到两个类别的混合，这是训练图像里从未有过的。",
)
STAGE = '<div class="gan-two"><gan-classes></gan-classes><gan-controls no-class></gan-controls></div>'


def tab(i18n: gr.I18n, served: Served) -> None:
    """The classes on the left, the controls on the right."""
    with gr.Tab(i18n("classes.tab"), id="classes"):
        gr.HTML(hint_line(LINE, WHY), apply_default_css=False)
        gr.HTML(STAGE, apply_default_css=False)
