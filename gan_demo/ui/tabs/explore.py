"""Explore: one picture, its neighbours, and sliders along what moves it most."""

import gradio as gr

from ...words import Words
from ..bilingual import hint_line
from . import Served

PLACE = 10
TEXTS = {"explore.tab": Words("Explore", "探索")}
LINE = Words(
    "Each slider moves the latent along a direction whose name says what changes; a click on the name shows it.",
    "每个滑块都让隐向量沿着一个方向移动，名称说明改变了什么；点名称可查看效果。",
)
WHY = Words(
    "A generator turns a list of random numbers, the latent, into a picture, and nearby latents give similar pictures. "
    "Between latents whose pictures a classifier gives one value or another lies a boundary; named sliders follow its "
    "normal (InterFaceGAN, Shen et al. 2019, arXiv 1907.10786), or the growth of a measure such as brightness. Sliders "
    "without names follow the main axes of the Jacobian, an idea of SeFa (Shen & Zhou 2020, arXiv 2007.06600).",
    "生成器把一串随机数（隐向量）变成图像，相近的隐向量给出相似的图像。"
    "分类器判为不同取值的图像，其隐向量之间有一条边界；有名称的滑块沿着边界的法线移动（InterFaceGAN，Shen 等 2019，"
    "arXiv 1907.10786），或者沿着亮度等量增长的方向移动。没有名称的滑块沿着雅可比矩阵的主轴移动，"
    "这是 SeFa（Shen & Zhou 2020，arXiv 2007.06600）的想法。",
)
STAGE = '<div class="gan-two"><gan-stage></gan-stage><gan-controls></gan-controls></div>'


def tab(i18n: gr.I18n, served: Served) -> None:
    """The stage on the left, the controls on the right."""
    with gr.Tab(i18n("explore.tab"), id="explore"):
        gr.HTML(hint_line(LINE, WHY), apply_default_css=False)
        gr.HTML(STAGE, apply_default_css=False)
