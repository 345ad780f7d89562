"""A tab of one's own in plain Gradio: as many pictures of a model as its grid has places.

GAN_DEMO_OWN=examples make demo
"""

import gradio as gr

from gan_demo.ui.tabs import Served
from gan_demo.words import Words

PLACE = 60  # behind those of the package, which stand at 10 to 50
TEXTS = {"grid.tab": Words("Grid", "图格"), "grid.seed": Words("Seed", "随机种子")}
COUNT = 16


def tab(i18n: gr.I18n, served: Served) -> None:
    """A number to turn and the pictures of the first model that draws without a caption."""

    def pictures(seed: float | None) -> list:
        names = [card["name"] for card in served.gallery.cards() if card["control"]["tab"] == "explore"]
        gans = [served.gallery.gan(name) for name in names[:1]]
        drawn = [gan.pictures(gan.draw(COUNT, int(seed or 0))) for gan in gans]
        return [picture.repeat(2, 0).repeat(2, 1) for pictures in drawn for picture in pictures]

    with gr.Tab(i18n("grid.tab"), id="grid") as page:
        seed = gr.Number(0, precision=0, minimum=0, label=i18n("grid.seed"))
        shown = gr.Gallery(columns=8, object_fit="contain", show_label=False)
    gr.on([page.select, seed.change], pictures, seed, shown, api_visibility="private")
