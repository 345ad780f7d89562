"""Train: a form with sane defaults on the right, and the run that lives on the left."""

from collections.abc import Callable
from dataclasses import fields
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from ...data import Source, any_own, kind_of, sizes_of, sources
from ...data.choice import CENTRE
from ...data.folder import usual_label
from ...examples.kinds import example_kind
from ...recipes import find_recipe, names, recipes
from ...settings import Settings
from ...words import UserError, Words, t
from ..bilingual import both, hint_line, problem
from ..form import FOLDED, SEEN, data_of, form_settings
from ..run_pages import RunPages
from ..uploads import stored
from . import Served

LABELS = {
    "": t("none"),
    "class": t("class"),
    "folder": t("sub-folder"),
    **{label: title for source in sources().values() for label, title in source.label_titles.items()},
}
CROPS = {  # as a person chooses them; see `data.choice`
    CENTRE: t("Centre"),
    "top": t("Top (faces)"),
    "pad": t("Whole, on white"),
    "stretch": t("Stretched"),
}
PLACE = 40


def to_download(source: Source) -> Words:
    """What a data set is called that is not on this machine."""
    return t("{title}, {size:,} MB to download", title=source.title, size=source.download)


TEXTS = {
    "train.tab": t("Train"),
    "train.start": t("Start"),
    "train.more": t("More settings (empty: the recipe's choice)"),
    "train.minutes": t("Minutes (empty: no limit)"),
    "train.begin.none": t("none fits this recipe"),
    "train.crop": t("Crop to a square"),
    "train.outlines": t("Outlines of its own pictures"),
    **{f"label.{label}": title for label, title in LABELS.items()},
    **{f"crop.{crop}": title for crop, title in CROPS.items()},
    **{f"data.{source.name}": source.title for source in sources().values()},
    **{f"away.{source.name}": to_download(source) for source in sources().values() if source.download},
    **{f"size.{source.kind}": example_kind(source.kind).size for source in sources().values()},
    **{f"unit.{source.kind}": example_kind(source.kind).unit for source in sources().values()},
    **{f"set.{item.name}": item.metadata["words"] for item in fields(Settings)},
}
LINE = t("Two networks learn from each other: one makes pictures, the other tells them from real ones.")
WHY = t(
    "The discriminator learns to tell real pictures from generated ones, and the generator learns to be taken for "
    "real (Goodfellow et al. 2014, arXiv 1406.2661). Neither loss says how good the pictures are, so watch the "
    "pictures."
)
# values are checked here: while one picker waits for the choices that follow from another, its value is none of them
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "preprocess": False}
MINUTES = 5
PLACES = """<gan-compare></gan-compare>
<gan-places data="{data}" size="{size}" labels="" crop="{crop}" recipes="{recipes}"></gan-places>"""
TOLD = """(data, size, labels, crop) => {
    const places = document.querySelector("gan-places"), now = { data, size, labels, crop };
    for (const [name, value] of Object.entries(now)) places?.setAttribute(name, value ?? "");
}"""  # a pair begins with what the form shows


def idea(recipe: str) -> str:
    """What the recipe is about and what to watch, in both languages."""
    try:
        found = find_recipe(recipe)
    except UserError as error:
        return problem(error.words)
    return f"<p>{both(found.idea)}</p><p>{both(found.watch)}</p><small>{found.title}: {found.paper}</small>"


def titled() -> Any:
    """The recipe picker with the titles of the recipes, which are loaded only once a visitor looks at them."""
    return gr.update(choices=[(recipe.title, recipe.name) for recipe in recipes().values()])


def data_options(i18n: gr.I18n, data: str) -> tuple[list, list]:
    """The sizes and the kinds of classes that this data set offers; those of a folder are known before it is read."""
    source, unit = sources().get(data), i18n(f"unit.{kind_of(data)}")
    labels = source.labels if source else ("folder",)
    kinds = [(i18n(f"label.{label}") if label in LABELS else label, label) for label in ("", *labels)]
    return [(f"{size} {unit}", size) for size in sizes_of(data)], kinds


def chooser(i18n: gr.I18n, own_folders: bool) -> Callable[[str], tuple[Any, Any]]:
    """The handler of the data picker, which fills those beside it.

    The class folders of one's own pictures are meant as classes until the visitor chooses otherwise.
    """

    def choose(data: str) -> tuple[Any, Any]:
        sizes, kinds = data_options(i18n, data)
        labels = gr.update(choices=kinds, value=own_labels(data, own_folders))
        return gr.update(choices=sizes, value=sizes[0][1], label=i18n(f"size.{kind_of(data)}")), labels

    return choose


def cropped(data: str, other: str) -> Any:
    """The handler of both data pickers for how pictures are made square, which is asked of one's own on either side."""
    return gr.update(visible=True) if any_own(data, other) else gr.update(visible=False, value=CENTRE)


def fitter(i18n: gr.I18n, own_folders: bool) -> Callable[..., tuple[Any, Any]]:
    """The handler of the recipe picker: another kind of recipe is offered its data, and has what was chosen before."""

    def fit(recipe: str, data: str, known: str, before: dict[str, str]) -> tuple[Any, Any]:
        kind, now = find_recipe(recipe).example.kind, kind_of(data)
        if kind == now:
            return gr.skip(), before
        before = {**before, now: data}
        options = data_choices(i18n, kind, known, own_folders)
        return gr.update(choices=options, value=before.get(kind) or first_ready(kind) or data), before

    return fit


def first_ready(kind: str) -> str:
    """The first data set of that kind of which something is on this machine, else the first, "" where there is none."""
    found = [source for source in sources().values() if source.kind == kind]
    ready = [source for source in found if source.count(source.sizes[0])]
    return next((source.name for source in (*ready, *found)), "")


def own_labels(data: str, own_folders: bool) -> str:
    """What the classes of a visitor's own pictures are taken from, "" where there are none."""
    if data in sources():
        return ""
    try:
        return usual_label(Path(data_of(data, own_folders)).expanduser())
    except UserError:
        return ""


def beginner(i18n: gr.I18n) -> Callable[..., Any]:
    """The handler that fills the picker of a checkpoint to begin from with those whose generator fits."""

    def offer(recipe: str, data: str, size: int, labels: str, chosen: str) -> Any:
        from ...checkpoints.transfer import offers

        try:
            fitting = offers(Settings(recipe=recipe, data=data, size=size or None, labels=labels or None))
        except UserError:  # Start says what is wrong
            fitting = []
        none = "–" if fitting else i18n("train.begin.none")
        models = [(none, ""), *((name, name) for name in fitting)]
        return gr.update(choices=models, value=chosen if chosen in fitting else "")

    return offer


def offerer(i18n: gr.I18n, own_folders: bool) -> Callable[[str, str, str], Any]:
    """The handler that puts uploads into the data picker, where they fit the recipe, and chooses one."""

    def offer(recipe: str, known: str, chosen: str) -> Any:
        options = data_choices(i18n, find_recipe(recipe).example.kind, known, own_folders)
        return gr.update(choices=options, value=chosen) if chosen else gr.update(choices=options)

    return offer


def data_choices(i18n: gr.I18n, kind: str, known: str, own_folders: bool) -> list[tuple[Any, str]]:
    """The data sets of that kind, and where these are pictures the uploads.

    On the visitor's own machine these are all uploads, elsewhere those that this browser brought and can name.
    """
    brought = stored().items() if kind == "image" else ()
    return [
        *(
            (i18n(f"{'away' if source.away else 'data'}.{source.name}"), source.name)
            for source in sources().values()
            if source.kind == kind
        ),
        *((path.name, data) for data, path in brought if own_folders or data in str(known).split()),
    ]


def starter(run_pages: RunPages, own_folders: bool) -> Callable[..., str]:
    """The handler of Start, which answers with the run to follow or with what is wrong."""

    def press_start(*values: Any) -> str:
        try:
            name = run_pages.start(form_settings(dict(zip((*SEEN, *FOLDED), values, strict=True)), own_folders))
        except UserError as error:
            return problem(error.words)
        return follow(name)

    return press_start


def follow(name: str) -> str:
    """Tells the front end to show this run."""
    return f'<gan-follow run="{escape(name)}"></gan-follow>'


def tab(i18n: gr.I18n, served: Served) -> None:
    """The run on the left; on the right what can be done with it, and the form for another."""
    with gr.Tab(i18n("train.tab"), id="train") as page:
        gr.HTML(hint_line(LINE, WHY), apply_default_css=False)
        with gr.Row(elem_classes="gan-two"):
            gr.HTML("<gan-run></gan-run>", apply_default_css=False)
            with gr.Column(elem_id="gan-form"):
                gr.HTML("<gan-side></gan-side>", elem_id="gan-side", apply_default_css=False)
                recipe = gr.Dropdown(recipe_options(names()), value=Settings.recipe, label=i18n("set.recipe"))
                data, size, labels, crop = data_row(i18n, served.own_folders, page, recipe)
                other = other_side(i18n, served.own_folders, page, recipe, data)
                minutes = gr.Number(MINUTES, label=i18n("train.minutes"))
                with gr.Row(elem_id="gan-actions"):
                    begin = gr.Button(i18n("train.start"), variant="primary", elem_id="gan-start", min_width=80)
                    told = gr.HTML(elem_id="gan-told", elem_classes="gan-words", apply_default_css=False)
                with gr.Accordion(i18n("train.more"), open=False, elem_id="gan-more"):
                    more = [folded(i18n, name) for name in FOLDED]
                about = gr.HTML(elem_classes="gan-words", apply_default_css=False)
        shown = {"data": data.value, "size": size.value, "crop": crop.value, "recipes": ",".join(names())}
        gr.HTML(PLACES.format(**shown), apply_default_css=False)
    gr.on([recipe.change, page.select], idea, recipe, about, queue=False, **QUIET)
    page.select(titled, None, recipe, queue=False, **QUIET)
    asked = [recipe, data, size, labels, crop, other, minutes, *more]  # in the order of SEEN and FOLDED
    sides = [data, other]
    gr.on([one.change for one in sides], cropped, sides, crop, queue=False, trigger_mode="always_last", **QUIET)
    told_of: list[gr.Dropdown | gr.Radio] = [data, size, labels, crop]
    gr.on([one.change for one in told_of], None, told_of, js=TOLD, **QUIET)
    begins, shaping = more[FOLDED.index("begin")], [recipe, data, size, labels]
    filled = [*(one.change for one in shaping), page.select]
    gr.on(filled, beginner(i18n), [*shaping, begins], begins, queue=False, trigger_mode="always_last", **QUIET)
    begin.click(starter(served.run_pages, served.own_folders), asked, told, queue=False, **QUIET)


def recipe_options(recipes: list[str]) -> list[tuple[str, str]]:
    """The recipes by their file names, until their titles are loaded."""
    return [(name.upper().replace("_", "-"), name) for name in recipes]


def data_row(
    i18n: gr.I18n, own_folders: bool, page: gr.Tab, recipe: gr.Dropdown
) -> tuple[gr.Dropdown, gr.Dropdown, gr.Dropdown, gr.Radio]:
    """The data set, its picture side, what its classes are taken from, and how pictures are made square."""
    options = data_choices(i18n, kind_of(Settings.data), "", False)
    data = gr.Dropdown(options, value=Settings.data, label=i18n("set.data"), allow_custom_value=own_folders)
    sizes, kinds = data_options(i18n, Settings.data)
    with gr.Row(elem_classes="gan-pair"):
        size = gr.Dropdown(sizes, value=sizes[0][1], label=i18n("set.size"), min_width=100)
        labels = gr.Dropdown(kinds, value="", label=i18n("set.labels"), min_width=100)
    crops = [(i18n(f"crop.{crop}"), crop) for crop in CROPS]
    crop = gr.Radio(crops, value=Settings.crop, label=i18n("train.crop"), visible=False, elem_id="gan-crop")
    others = " ".join(name for name in sources() if kind_of(name) != "image")
    own = f'<gan-own known="{" ".join(sources())}" others="{others}"></gan-own>'
    gr.HTML(own, elem_classes="gan-own", apply_default_css=False)
    brought, kept, chosen = gr.Button(elem_id="gan-own-chosen"), gr.Textbox(visible=False), gr.Textbox(visible=False)
    data.change(chooser(i18n, own_folders), data, [size, labels], queue=False, **QUIET)
    offer: dict[str, Any] = {
        "fn": offerer(i18n, own_folders),
        "inputs": [recipe, kept, chosen],
        "outputs": data,
        "queue": False,
        **QUIET,
    }
    again = "(recipe) => [recipe, window.ganOwn.known(), window.ganOwn.chosen()]"
    brought.click(**offer, js=again, trigger_mode="always_last")  # of two drops at once the later one counts
    page.select(**offer, js="(recipe) => [recipe, window.ganOwn.known(), '']")
    before, those = gr.State({}), "(recipe, data, known, before) => [recipe, data, window.ganOwn.known(), before]"
    fit = fitter(i18n, own_folders)
    recipe.change(fit, [recipe, data, kept, before], [data, before], js=those, queue=False, **QUIET)
    changes, look = [data.change, size.change, crop.change], "(...now) => window.ganOwn.show(...now)"
    gr.on(changes, None, [data, size, crop], js=look, **QUIET)
    return data, size, labels, crop


def other_side(i18n: gr.I18n, own_folders: bool, page: gr.Tab, recipe: gr.Dropdown, data: gr.Dropdown) -> gr.Dropdown:
    """The data of the other side, which a recipe is asked that takes some; what was dropped last is offered, too."""
    outlines = i18n("train.outlines"), ""
    other = gr.Dropdown(
        [outlines],
        value="",
        label=i18n("set.other"),
        allow_custom_value=own_folders,
        visible=False,
        elem_id="gan-other",
    )
    kept = gr.Textbox(visible=False)

    def offer(recipe: str, data: str, known: str, chosen: str) -> Any:
        found = find_recipe(recipe)
        taken, options = found.takes_other, [outlines]
        if taken:
            choices = data_choices(i18n, found.example.kind, known, own_folders)
            options += [choice for choice in choices if choice[1] != data]
        return gr.update(choices=options, visible=taken, value=chosen if taken and chosen != data else "")

    those = "(recipe, data, known, chosen) => [recipe, data, window.ganOwn.known(), chosen]"
    shown: dict[str, Any] = {"js": those, "queue": False, "trigger_mode": "always_last", **QUIET}
    gr.on([recipe.change, data.change, page.select], offer, [recipe, data, kept, other], other, **shown)
    return other


def folded(i18n: gr.I18n, name: str) -> gr.Textbox | gr.Dropdown:
    """One of the settings that most visitors leave alone; text, because an empty number box shows a 0."""
    default = getattr(Settings(), name)
    label = i18n(f"set.{name}")
    if name == "begin":
        return gr.Dropdown([("–", "")], value="", label=label)
    empty = "auto" if default is None else str(default)
    return gr.Textbox(str(default or ""), label=label, placeholder=empty, max_length=200)
