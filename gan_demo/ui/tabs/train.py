"""Train: a form with sane defaults on the right, and the run that lives on the left."""

from collections.abc import Callable
from dataclasses import fields
from html import escape
from typing import Any

import gradio as gr

from ... import runs
from ...data import sources
from ...recipes import find, names, recipes
from ...settings import Settings
from ...words import UserError, Words
from ..bilingual import both, line, problem
from ..form import FOLDED, SEEN, settings
from ..stories import Stories

LABELS = {
    "": Words("none", "无"),
    "class": Words("class", "类别"),
    "folder": Words("sub-folder", "子文件夹"),
    **{label: title for source in sources().values() for label, title in source.label_titles.items()},
}
TEXTS = {
    "train.tab": Words("Train", "训练"),
    "train.start": Words("Start", "开始训练"),
    "train.stop": Words("Stop", "停止"),
    "train.resume": Words("Go on", "继续训练"),
    "train.more": Words("More settings (empty: the recipe's choice)", "更多设置（留空：由方法决定）"),
    "train.minutes": Words("Minutes (empty: no limit)", "训练分钟数（留空：不限）"),
    **{f"label.{label}": title for label, title in LABELS.items()},
    **{f"data.{source.name}": source.title for source in sources().values()},
    **{f"set.{item.name}": item.metadata["words"] for item in fields(Settings)},
}
LINE = Words(
    "Two networks learn from each other: one makes pictures, the other tells them from real ones.",
    "两个网络互相学习：一个画图，另一个分辨真假。",
)
WHY = Words(
    "The discriminator learns to tell real pictures from generated ones, and the generator learns to be taken for real "
    "(Goodfellow et al. 2014, arXiv 1406.2661). Neither loss says how good the pictures are, so watch the pictures.",
    "判别器学习分辨真图和生成图，生成器学习以假乱真（Goodfellow 等 2014，arXiv 1406.2661）。"
    "两个损失都说明不了图像的好坏，所以要看图像本身。",
)
QUIET = {"show_progress": "hidden", "api_visibility": "private"}
MINUTES = 5


def idea(recipe: str) -> str:
    """What the recipe is about and what to watch, in both languages."""
    try:
        found = find(recipe)
    except UserError as error:
        return problem(error.words)
    return f"<p>{both(found.idea)}</p><p>{both(found.watch)}</p><small>{found.title}: {found.paper}</small>"


def titled() -> Any:
    """The recipe picker with the titles of the recipes, which are loaded only once a visitor looks at them."""
    return gr.update(choices=[(recipe.title, recipe.name) for recipe in recipes().values()])


def choices(i18n: gr.I18n, data: str) -> tuple[list, list]:
    """The sizes and the kinds of classes that this data set offers; those of a folder are known before it is read."""
    source = sources().get(data)
    sizes = source.sizes if source else (64, 32, 128)
    labels = source.labels if source else ("folder",)
    kinds = [(i18n(f"label.{label}") if label in LABELS else label, label) for label in ("", *labels)]
    return [(f"{size} px", size) for size in sizes], kinds


def chooser(i18n: gr.I18n) -> Callable[[str], tuple[Any, Any]]:
    """The handler of the data picker, which fills the two beside it."""

    def choose(data: str) -> tuple[Any, Any]:
        sizes, kinds = choices(i18n, data)
        return gr.update(choices=sizes, value=sizes[0][1]), gr.update(choices=kinds, value="")

    return choose


def starter(stories: Stories, own_folders: bool) -> Callable[..., str]:
    """The handler of Start, which answers with the run to follow or with what is wrong."""

    def press_start(*values: Any) -> str:
        try:
            name = stories.start(settings(dict(zip((*SEEN, *FOLDED), values, strict=True)), own_folders))
        except UserError as error:
            return problem(error.words)
        return follow(name)

    return press_start


def acting(stories: Stories, action: Callable[..., None]) -> Callable[[str], str]:
    """The handler of a button that does something to the run in sight."""

    def act(name: str) -> str:
        try:
            action(stories.folder(str(name)))
        except UserError as error:
            return problem(error.words)
        return follow(str(name))

    return act


def follow(name: str) -> str:
    """Tells the front end to show this run."""
    return f'<gan-follow run="{escape(name)}"></gan-follow>'


def tab(i18n: gr.I18n, stories: Stories, own_folders: bool) -> None:
    """The run on the left, the form and its buttons on the right."""
    with gr.Tab(i18n("train.tab"), id="train") as page:
        gr.HTML(line(LINE, WHY), apply_default_css=False)
        with gr.Row(elem_classes="gan-two"):
            gr.HTML("<gan-run></gan-run>", apply_default_css=False)
            with gr.Column(elem_id="gan-form"):
                recipe = gr.Dropdown(named(names()), value=Settings.recipe, label=i18n("set.recipe"))
                data, size, labels = data_row(i18n, own_folders)
                minutes = gr.Number(MINUTES, label=i18n("train.minutes"))
                with gr.Row(elem_id="gan-actions"):
                    begin = gr.Button(i18n("train.start"), variant="primary", elem_id="gan-start", min_width=80)
                    halt = gr.Button(i18n("train.stop"), variant="stop", elem_id="gan-stop", min_width=80)
                    again = gr.Button(i18n("train.resume"), elem_id="gan-resume", min_width=80)
                    told = gr.HTML(elem_id="gan-told", elem_classes="gan-words", apply_default_css=False)
                with gr.Accordion(i18n("train.more"), open=False, elem_id="gan-more"):
                    more = [folded(i18n, name) for name in FOLDED]
                about = gr.HTML(elem_classes="gan-words", apply_default_css=False)
                shown = gr.Textbox(visible=False)
    gr.on([recipe.change, page.select], idea, recipe, about, queue=False, **QUIET)
    page.select(titled, None, recipe, queue=False, **QUIET)
    data.change(chooser(i18n), data, [size, labels], queue=False, **QUIET)
    begin.click(starter(stories, own_folders), [recipe, data, size, labels, minutes, *more], told, queue=False, **QUIET)
    for press, action in ((halt, runs.stop), (again, runs.resume)):
        press.click(acting(stories, action), shown, told, js="() => [window.gan.run()]", queue=False, **QUIET)


def named(recipes: list[str]) -> list[tuple[str, str]]:
    """The recipes by their file names, until their titles are loaded."""
    return [(name.upper().replace("_", "-"), name) for name in recipes]


def data_row(i18n: gr.I18n, own_folders: bool) -> tuple[gr.Dropdown, gr.Dropdown, gr.Dropdown]:
    """The data set, its picture side, and what its classes are taken from."""
    known = [(i18n(f"data.{source.name}"), source.name) for source in sources().values()]
    data = gr.Dropdown(known, value=Settings.data, label=i18n("set.data"), allow_custom_value=own_folders)
    sizes, kinds = choices(i18n, Settings.data)
    with gr.Row(elem_classes="gan-pair"):
        size = gr.Dropdown(sizes, value=sizes[0][1], label=i18n("set.size"), min_width=100)
        labels = gr.Dropdown(kinds, value="", label=i18n("set.labels"), min_width=100)
    return data, size, labels


def folded(i18n: gr.I18n, name: str) -> gr.Textbox:
    """One of the settings that most visitors leave alone; text, because an empty number box shows a 0."""
    default = getattr(Settings(), name)
    empty = "auto" if default is None else "0"
    return gr.Textbox(str(default or ""), label=i18n(f"set.{name}"), placeholder=empty, max_length=20)
