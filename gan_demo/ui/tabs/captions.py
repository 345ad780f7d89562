"""Captions: portraits drawn from what a visitor writes, and where in them each word was looked for."""

import gradio as gr

from ...words import Words
from ..bilingual import hint_line
from . import Served

PLACE = 30
TEXTS = {"captions.tab": Words("Captions", "描述")}
LINE = Words(
    "Type a caption: each pixel looks for the words that concern it, and takes its look from them.",
    "输入描述：每个像素都去找与它有关的词，再按这些词来画。",
)
WHY = Words(
    "An encoder turns the words into vectors, the generator's pixels attend to them, and a matcher of pictures and "
    "captions ranks what was drawn (AttnGAN, Xu et al. 2017, arXiv 1711.10485). The latent is to decide what the "
    "caption leaves open: keep a picture, change a word, and see how well this model does that.",
    "编码器把词变成向量，生成器的像素去注意这些词，再由图文匹配网络给画出的图像排序"
    "（AttnGAN，Xu 等 2017，arXiv 1711.10485）。描述没有说到的应由隐向量决定："
    "保留一张图像，改一个词，看这个模型做得怎么样。",
)


def tab(i18n: gr.I18n, served: Served) -> None:
    """All of it is one element."""
    with gr.Tab(i18n("captions.tab"), id="captions"):
        gr.HTML(hint_line(LINE, WHY), apply_default_css=False)
        gr.HTML("<gan-captions></gan-captions>", apply_default_css=False)
