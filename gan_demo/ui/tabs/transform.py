"""Transform: an outline that a visitor draws, and the picture that a generator makes of it."""

import gradio as gr

from ...words import Words
from ..bilingual import hint_line
from . import Served

PLACE = 35
TEXTS = {"transform.tab": Words("Transform", "变换")}
LINE = Words("Draw an outline: the picture follows your pen.", "画出轮廓，图像随笔而变。")
WHY = Words(
    "The generator gets an outline in place of a latent. The discriminator sees the outline beside the picture and "
    "judges patch by patch whether they belong together; the generator is also held to the real picture by its mean "
    "error (pix2pix, Isola et al. 2017, arXiv 1611.07004). A CycleGAN (Zhu et al. 2017, arXiv 1703.10593) never sees "
    "an outline with its picture: what it draws must lead back to the same outline.",
    "生成器的输入不是隐向量，而是轮廓。判别器同时看到轮廓和图像，逐块判断二者是否相配；"
    "生成器还要使自己的图像与真实图像的平均误差尽量小（pix2pix，Isola 等 2017，arXiv 1611.07004）。"
    "CycleGAN（Zhu 等 2017，arXiv 1703.10593）从未见过成对的轮廓和图像：它画出的图像必须能变回同一轮廓。",
)


def tab(i18n: gr.I18n, served: Served) -> None:
    """All of it is one element."""
    with gr.Tab(i18n("transform.tab"), id="transform"):
        gr.HTML(hint_line(LINE, WHY), apply_default_css=False)
        gr.HTML("<gan-transform></gan-transform>", apply_default_css=False)
