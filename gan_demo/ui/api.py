"""The named endpoints for programs: draw, redraw, models, schema, start, stop, resume, steer, run_status, runs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np
from gradio.processing_utils import save_bytes_to_cache
from gradio.utils import get_upload_folder

from .. import runs
from ..pictures.files import pixel_style, sheet
from ..settings import settings_schema
from ..words import UserError, t
from . import query
from .actions import do
from .answers import RequestError, of_the_disk
from .form import form_settings
from .gallery import Gallery
from .orders import orders_schema
from .run_pages import RunPages
from .transforms import there_and_back

SETTINGS, ORDER = '{"recipe": "rpgan", "minutes": 5}', '{"do": "pause"}'


def spoken_error(error: UserError, request: gr.Request | None) -> gr.Error:
    """The sentence in the language that the caller asks for, without a traceback."""
    language = (request.headers.get("accept-language") or "") if request else ""
    return gr.Error(error.words.zh if language.startswith("zh") else error.words.en, print_exception=False)


def drawer(gallery: Gallery) -> Callable[..., list[Any]]:
    """The function behind /draw."""

    def draw(
        model: str,
        seed: float,
        count: float,
        label: str,
        truncation: float,
        caption: str,
        inputs: dict[str, Any] | None,
        smooth: bool,
        request: gr.Request,
    ) -> list[Any]:
        """Draw `count` pictures of `seed` in the class `label` (a name or number; empty: all) or of a caption.

        `inputs` names what else a model takes, as {"shade": 0.3}. With `smooth` they are enlarged smoothly.
        """
        given = str(model), seed, count, str(label or ""), truncation, str(caption or ""), inputs, bool(smooth)
        return spoken(lambda: pictures(gallery, *given), request)

    return draw


def pictures(
    gallery: Gallery,
    model: str,
    seed: Any,
    count: Any,
    label: str,
    truncation: Any,
    caption: str,
    inputs: dict[str, Any] | None = None,
    smooth: bool = False,
) -> list[Any]:
    """That many pictures as Pillow images, or the paths of as many films, every value checked."""
    from ..pipelines.pipeline import with_named

    many = int(query.number(str(count), t("count"), 1, query.MOST_PICTURES))
    first = query.whole(digits(seed), t("seed"), 2**32 - 1)
    cut = query.number(str(truncation), t("truncation"), 0, query.MOST_TRUNCATION)
    gan = gallery.gan(model or next((card["name"] for card in gallery.cards()), ""))
    if not isinstance(inputs, dict | None):
        raise RequestError(422, "inputs must be a JSON object of names and values.")
    named = {name: str(value) for name, value in (inputs or {}).items() if value not in (None, "")}
    labels = np.full(many, gan.label(label)) if label else None
    said = gan.given(with_named({"labels": labels, "captions": caption}, named))
    made = gan.draw(many, first, truncation=cut, said=said)
    form, style = gan.example.best, pixel_style(smooth)
    if form in gan.example.sheets:
        return [sheet(picture[None], 1, style=style) for picture in gan.pictures(made)]
    ending = f"-smooth.{form}" if smooth else f".{form}"
    files = (gan.example.written(one, form, style) for one in made)
    return [save_bytes_to_cache(file, f"{first}-{i}{ending}", get_upload_folder()) for i, file in enumerate(files)]


def redrawer(gallery: Gallery) -> Callable[..., list[Any]]:
    """The function behind /redraw."""

    def redraw(
        model: str, outline: str | None, traced: bool, seed: float, back: bool, smooth: bool, request: gr.Request
    ) -> list[Any]:
        """The outline, an image file of dark lines on white, and what a model such as pix2pix makes of it.

        With `traced` the file is a picture whose outline is taken. A model that learned from two data sets is given a
        picture of the other side, with `back` one of its own, and what it makes is followed by the way back. With
        `smooth` all are enlarged smoothly.
        """
        given = str(model), outline, bool(traced), seed, bool(back), bool(smooth)
        return spoken(lambda: redrawn(gallery, *given), request)

    return redraw


def redrawn(
    gallery: Gallery, model: str, outline: str | None, traced: bool, seed: Any, back: bool, smooth: bool
) -> list[Any]:
    """All as Pillow images, every value checked."""
    if not outline:
        raise RequestError(422, "Give an outline: an image file.")
    first = query.whole(digits(seed), t("seed"), 2**32 - 1)
    gan = gallery.gan(model or gallery.first("transform"))
    made = there_and_back(gan, Path(outline).read_bytes(), first, traced, back)
    return [sheet(one[None], 1, style=pixel_style(smooth)) for one in made[: 3 if gan.config.other else 2]]


def object_of(value: Any, example: str) -> dict[str, Any]:
    """A JSON object, as settings and orders are."""
    if not isinstance(value, dict):
        raise RequestError(422, "This must be a JSON object, such as {example}.", example=example)
    return value


def digits(value: Any) -> str:
    """A number as a form sends it, in the way that `query.whole` reads."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def training(gallery: Gallery, run_pages: RunPages, own_folders: bool) -> list[Callable[..., Any]]:
    """The functions behind /start, /stop, /resume, /steer, /run_status and /runs."""

    def start(changes: dict[str, Any], request: gr.Request) -> str:
        """Start training with settings such as {"recipe": "rpgan", "data": "avatars", "minutes": 5}; the run's name."""
        return spoken(lambda: run_pages.start(form_settings(object_of(changes, SETTINGS), own_folders)), request)

    def stop(run: str, request: gr.Request) -> str:
        """Ask a run to save its state and stop at its next step."""
        spoken(lambda: runs.stop(run_pages.folder(run)), request)
        return run

    def resume(run: str, request: gr.Request) -> str:
        """Let a stopped run go on from its last saved state."""
        return spoken(lambda: do(run_pages, gallery, run, {"do": "resume"}), request)

    def run_status(run: str, request: gr.Request) -> dict[str, Any]:
        """How a run stands: state, progress, curves, and the steps of its grids."""
        return spoken(lambda: run_pages.one(run), request)

    def all_runs() -> list[dict[str, Any]]:
        """The training runs, the newest first, each with its state."""
        return run_pages.all(older=True)

    def steer(run: str, order: dict[str, Any], request: gr.Request) -> str:
        """Do something to a run, as {"do": "pause"} or {"do": "set", "changes": {"g_lr": 1e-4}}; the run to show."""
        return spoken(lambda: do(run_pages, gallery, run, object_of(order, ORDER)), request)

    all_runs.__name__ = "runs"
    return [start, stop, resume, steer, run_status, all_runs]


def spoken(act: Callable[[], Any], request: gr.Request) -> Any:
    """The result, or bad input or a full disk as one sentence."""
    try:
        return act()
    except UserError as error:
        raise spoken_error(error, request) from None
    except OSError as error:
        raise spoken_error(of_the_disk(error), request) from None


def add_endpoints(gallery: Gallery, run_pages: RunPages, own_folders: bool) -> None:
    """Make them callable; /draw has components, so that it returns picture files."""

    def schema() -> dict[str, Any]:
        """Every setting of /start and every order of /steer, as JSON schemas; `live` ones can change in a run."""
        return {"settings": settings_schema(), "order": orders_schema()}

    def models() -> list[dict[str, Any]]:
        """The models that can draw, each with its classes, size and origin."""
        return gallery.cards()

    inputs = [
        gr.Textbox("", label="model", visible=False),
        gr.Number(0, label="seed", visible=False),
        gr.Number(1, label="count", visible=False),
        gr.Textbox("", label="label", visible=False),
        gr.Number(1.0, label="truncation", visible=False),
        gr.Textbox("", label="caption", visible=False),
        gr.JSON({}, label="inputs", visible=False),
        gr.Checkbox(False, label="smooth", visible=False),
    ]
    output = gr.Gallery(format="png", visible=False)
    gr.on([], drawer(gallery), inputs, output, api_name="draw", concurrency_limit=2)
    outline: list[gr.components.Component] = [
        gr.Textbox("", label="model", visible=False),
        gr.File(label="outline", visible=False),
        gr.Checkbox(False, label="traced", visible=False),
        gr.Number(0, label="seed", visible=False),
        gr.Checkbox(False, label="back", visible=False),
        gr.Checkbox(False, label="smooth", visible=False),
    ]
    both = gr.Gallery(format="png", visible=False)
    gr.on([], redrawer(gallery), outline, both, api_name="redraw", concurrency_limit=2)
    for function in (models, schema, *training(gallery, run_pages, own_folders)):
        gr.api(function, api_name=function.__name__)
