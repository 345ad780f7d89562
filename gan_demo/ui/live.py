"""The fast routes under /gradio_api/gan/: pictures while a slider moves, what the models are, and how a run stands.

Gradio's queue costs about 80 ms a picture and up to 50 of waiting, a plain route about 5. Each value is checked here, a
name is looked up in a listing and never used as a path, and bad input is answered with one sentence in both languages.
"""

import asyncio
import functools
import re
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from .. import checkpoints, recipes, runs
from ..data import sources
from ..pictures.files import QUICK, encode, sheet
from ..words import CHINESE, UserError, Words, listed, pgettext, t
from . import actions, captions, film_stream, front_end, own_images, query, transforms, walks
from .answers import NO_STORE, RequestError, refusal
from .gallery import Gallery
from .run_pages import RunPages
from .slots import slot

if TYPE_CHECKING:
    from ..pipelines.pipeline import GAN

PREFIX = "/gradio_api/gan"
FIXED = {"Cache-Control": "private, max-age=86400"}
STEP, NUMBER = pgettext("image", "step"), pgettext("image", "number")  # what an image of a run is asked for by
AT_ONCE = 2  # requests for pictures that are answered at the same time


def page_routes(gallery: Gallery, run_pages: RunPages, own_folders: bool) -> list[Route]:
    """All routes, over these models and runs."""
    slots, films = threading.BoundedSemaphore(AT_ONCE), asyncio.Semaphore(film_stream.AT_ONCE)
    endpoints = {
        "/picture": lambda request: picture(request, gallery, slots),
        "/texts": lambda request: JSONResponse(CHINESE._catalog, headers=NO_STORE),  # type: ignore[attr-defined]
        "/titles": lambda request: JSONResponse(titles(), headers=NO_STORE),
        "/models": lambda request: JSONResponse(gallery.cards(), headers=NO_STORE),
        **captions.caption_routes(gallery, slots),
        **walks.walk_routes(gallery, slots, films),
        "/model/{name}/preview": lambda request: sheet_of(request, gallery, checkpoints.PREVIEW),
        "/model/{name}/examples": lambda request: sheet_of(request, gallery, checkpoints.EXAMPLES),
        "/runs": lambda request: runs_answer(request, run_pages),
        "/disk": lambda request: JSONResponse(run_pages.disk.told(), headers=NO_STORE),
        "/run/{name}": lambda request: JSONResponse(run_pages.one(request.path_params["name"]), headers=NO_STORE),
        "/run/{name}/grid": lambda request: run_image_answer(request, run_pages, runs.GRIDS, STEP),
        "/run/{name}/fresh": lambda request: run_image_answer(request, run_pages, runs.FRESH, STEP),
        "/run/{name}/closeup": lambda request: run_image_answer(request, run_pages, runs.CLOSEUPS, NUMBER),
        "/run/{name}/curves.csv": lambda request: curve_table(request, run_pages),
        "/run/{name}/scores": lambda request: scores(request, run_pages),
        "/run/{name}/lapse": film_stream.endpoint(run_pages, films),
    }
    reading = [Route(PREFIX + path, answering(endpoint)) for path, endpoint in endpoints.items()]
    drawing = [Route(f"{PREFIX}/transform", transforms.transform_endpoint(gallery, slots), methods=["POST"])]
    uploading = own_images.upload_routes(PREFIX, run_pages.root, own_folders)
    static = Route(f"{PREFIX}/static/{{version}}/{{name:path}}", front_end.static)
    return [*actions.action_routes(PREFIX, gallery, run_pages, own_folders), *uploading, *drawing, *reading, static]


def answering(endpoint: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """The endpoint with bad input answered as JSON; it runs in a thread of the pool."""

    @functools.wraps(endpoint)
    def answer(request: Request) -> Response:
        try:
            return endpoint(request)
        except UserError as error:
            return refusal(error)
        except OSError:  # a run or model that goes away while it is read
            return refusal(RequestError(404, "That is no longer here; reload the page."))

    return answer


def titles() -> dict[str, Any]:
    """What people call recipes, data sets and what a recipe counts; which examples and how many sides these have."""
    found = recipes.recipes().values()
    return {
        "recipes": {recipe.name: recipe.title for recipe in found},
        "data": {source.name: list(source.title) for source in sources().values()},
        "kinds": {
            "recipes": {recipe.name: recipe.example.kind for recipe in found},
            "data": {source.name: source.kind for source in sources().values()},
        },
        "two_sided": [recipe.name for recipe in found if not recipe.condition.paired],
        "terms": {name: list(words) for recipe in found for name, words in recipe.labels.items()},
    }


def picture(request: Request, gallery: Gallery, slots: threading.BoundedSemaphore) -> Response:
    """One picture, or a row of them, at the generator's own size, or with `style=smooth` one enlarged."""
    values = request.query_params
    config = gallery.config(values.get("model", ""))
    if elsewhere := recipes.find_recipe(config.recipe).condition.elsewhere:
        raise UserError(elsewhere)
    wanted = query.read_image_query(values, config.generator["latent"])
    with slot(slots):
        gan = gallery.gan(values["model"])
        data = drawn(gan, wanted)
    return Response(data, media_type=gan.example.forms[wanted.form], headers=NO_STORE)


def drawn(gan: "GAN", wanted: query.ImageQuery) -> bytes:
    """The bytes of a picture file, or of another file of what the model makes."""
    if wanted.form not in gan.example.forms:
        raise RequestError(422, "form is one of {forms}.", forms=listed(gan.example.forms))
    gan.example.check_file(wanted.form, wanted.style)
    alone = wanted.form not in gan.example.sheets
    if alone and wanted.count > 1:
        raise RequestError(422, "A {form} file is of one at a time.", form=wanted.form)
    if wanted.style == "smooth" and wanted.count > 1:
        raise RequestError(422, "Only one picture at a time can be smooth.")
    z = query.latents(wanted, gan)
    made = gan.draw(z=z, truncation=wanted.truncation, view=wanted.view, said=wanted.inputs)
    if alone:
        return gan.example.written(made[0], wanted.form, wanted.style)
    whole = sheet(gan.pictures(made), wanted.count, style=wanted.style)
    return encode(whole, wanted.form.upper(), **QUICK[wanted.form])


def runs_answer(request: Request, run_pages: RunPages) -> Response:
    """The runs, for somebody who looks at them and may start one next."""
    listing = run_pages.all("all" in request.query_params)
    if any(runs.Status(run["state"]).alive for run in listing):
        runs.cool_down()
    else:
        runs.warm_up()
    return JSONResponse(listing, headers=NO_STORE)


def sheet_of(request: Request, gallery: Gallery, file: str) -> Response:
    """The sheet of samples that a checkpoint carries, or that of examples."""
    path = gallery.folder(request.path_params["name"]) / file
    if not path.is_file():
        raise RequestError(404, "This model has no such sheet.")
    return FileResponse(path, media_type="image/png", headers=FIXED)


def run_image_answer(request: Request, run_pages: RunPages, kind: str, number: Words) -> Response:
    """A picture that a run keeps: its grid or its fresh latents at a step, or a close-up.

    After a rewind a step has another one, so only an address that tells them apart (`v`) may be remembered. One that
    went away since the page heard of it, thinned out or behind a rewind, is no error: the answer is empty.
    """
    wanted = query.whole(request.query_params.get(number.en, ""), number, 10**12 - 1)
    data = run_pages.picture(request.path_params["name"], kind, wanted)
    if data is None:
        return Response(status_code=204, headers=NO_STORE)
    return Response(data, media_type="image/png", headers=FIXED if "v" in request.query_params else NO_STORE)


def curve_table(request: Request, run_pages: RunPages) -> Response:
    """All numbers of a run as a table to keep."""
    folder = run_pages.folder(request.path_params["name"])
    name = re.sub(r"[^\w.-]", "_", folder.name, flags=re.ASCII)
    headers = {**NO_STORE, "Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(runs.number_table(run_pages.story(folder)), media_type="text/csv", headers=headers)


def scores(request: Request, run_pages: RunPages) -> Response:
    """D's scores around a step, as a histogram."""
    step = query.whole(request.query_params.get("step", ""), t("step"), 10**12 - 1)
    return JSONResponse(run_pages.scores(request.path_params["name"], step), headers=NO_STORE)
