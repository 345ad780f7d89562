"""The page: header, tabs, and the endpoints of its API."""

import gradio as gr

from . import api
from .tabs import Served, tabs


def texts() -> gr.I18n:
    """All texts of the tabs that Gradio shows, in the languages of the page."""
    words = {key: value for tab in tabs().values() for key, value in tab.TEXTS.items()}
    english = {key: value.en for key, value in words.items()}
    chinese = {key: value.zh for key, value in words.items()}
    return gr.I18n(en=english, **dict.fromkeys(("zh", "zh-CN", "zh-TW"), chinese))


def build(i18n: gr.I18n, served: Served) -> gr.Blocks:
    """All of the page."""
    with gr.Blocks(title="GAN demo", analytics_enabled=False, delete_cache=(600, 3600), fill_width=True) as page:
        gr.HTML(f'<gan-header tabs="{" ".join(tabs())}"></gan-header>', elem_id="gan-top", apply_default_css=False)
        with gr.Tabs():
            for tab in tabs().values():
                tab.tab(i18n, served)
        api.add_endpoints(*served)
    return page
