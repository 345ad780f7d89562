"""The theme: Monochrome with one accent colour and the system's own fonts, so that nothing is fetched."""

import gradio as gr
from gradio.themes.utils import colors, sizes

SANS = ("system-ui", "-apple-system", "Segoe UI", "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC")
MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")


def theme() -> gr.themes.Base:
    """Monochrome with an accent of burnt orange, radius 8 px and one soft shadow."""
    return gr.themes.Monochrome(
        primary_hue=colors.orange,
        secondary_hue=colors.orange,
        neutral_hue=colors.stone,
        radius_size=sizes.radius_md,
        font=(*SANS, "sans-serif"),
        font_mono=MONO,
    ).set(
        button_primary_background_fill="#c2410c",
        button_primary_background_fill_hover="#9a3412",
        button_primary_background_fill_dark="#c2410c",
        button_primary_background_fill_hover_dark="#9a3412",
        button_primary_text_color="#ffffff",
        button_primary_text_color_dark="#ffffff",
        block_label_text_weight="500",
        block_border_width="0px",
        block_shadow="none",
        slider_color="#c2410c",
    )
