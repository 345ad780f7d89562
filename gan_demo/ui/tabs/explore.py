"""Explore: one picture, its neighbours, and sliders along what moves it most."""

import gradio as gr

from ...words import Words
from ..bilingual import line

TEXTS = {"explore.tab": Words("Explore", "探索")}
LINE = Words(
    "Each slider moves the latent along one of the directions that change the picture most.",
    "每个滑块都让隐向量沿着最能改变图像的一个方向移动。",
)
WHY = Words(
    "A generator turns a list of random numbers, the latent, into a picture, and nearby latents give similar pictures. "
    "The sliders follow the main axes of its Jacobian; SeFa (Shen & Zhou 2020, arXiv 2007.06600) had the idea of "
    "finding such directions without labels.",
    "生成器把一串随机数（隐向量）变成图像，相近的隐向量给出相似的图像。"
    "滑块沿着生成器雅可比矩阵的主轴移动；不用标注就找出这类方向，是 SeFa（Shen & Zhou 2020，arXiv 2007.06600）的想法。",
)
STAGE = '<div class="gan-two"><gan-stage></gan-stage><gan-controls></gan-controls></div>'


def tab(i18n: gr.I18n) -> None:
    """The stage on the left, the controls on the right."""
    with gr.Tab(i18n("explore.tab"), id="explore"):
        gr.HTML(line(LINE, WHY), apply_default_css=False)
        gr.HTML(STAGE, apply_default_css=False)
