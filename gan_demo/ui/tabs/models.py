"""Models: what is shipped or was trained here, how it was made, and what it looks like."""

import gradio as gr

from ...words import Words
from ..bilingual import hint_line
from . import Served

PLACE = 50
TEXTS = {"models.tab": Words("Models", "模型")}
LINE = Words(
    "What is shipped, what was kept from runs, and what was trained here.", "自带的、从训练中保留的和在此训练的模型。"
)
WHY = Words(
    "A checkpoint is a folder with the generator's weights, its settings and a card. "
    "Loading one runs no code from it, so a stranger's is safe to open.",
    "检查点是一个文件夹，装着生成器的权重、设置和说明卡。读取它不会运行其中的任何代码，所以打开别人的也是安全的。",
)


def tab(i18n: gr.I18n, served: Served) -> None:
    """A card for each model."""
    with gr.Tab(i18n("models.tab"), id="models"):
        gr.HTML(hint_line(LINE, WHY), apply_default_css=False)
        gr.HTML("<gan-models></gan-models>", apply_default_css=False)
