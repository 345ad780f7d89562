"""What the page does to runs: small JSON bodies to one route, each checked, each answered with the run to show."""

import json
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .. import runs
from ..commands import Rewind, checked
from ..words import UserError
from .answers import NO_STORE, RequestError, of_the_disk, refusal
from .form import form_settings
from .gallery import Gallery
from .orders import Again, Check, Delete, Describe, Fork, Keep, Resume, Stop, read_order
from .run_pages import RunPages

LARGEST = 20_000  # bytes of a body


def action_routes(prefix: str, gallery: Gallery, run_pages: RunPages, own_folders: bool) -> list[Route]:
    """The routes that change something; their bodies must be JSON, which no foreign page can send."""
    doing = posted(lambda request, body: {"run": do(run_pages, gallery, request.path_params["name"], body)})
    removing = posted(lambda request, body: {"model": delete_model(gallery, request.path_params["name"], body)})
    starting = posted(lambda _, body: {"run": run_pages.start(form_settings(body, own_folders))})
    pairing = posted(lambda _, body: {"runs": pair(run_pages, body, own_folders)})
    return [
        Route(f"{prefix}/run/{{name}}/do", doing, methods=["POST"]),
        Route(f"{prefix}/model/{{name}}/do", removing, methods=["POST"]),
        Route(f"{prefix}/start", starting, methods=["POST"]),
        Route(f"{prefix}/pair", pairing, methods=["POST"]),
    ]


def posted(answer: Callable[[Request, dict], Any]) -> Callable[..., Any]:
    """The endpoint of a JSON object, with bad input answered in one sentence."""

    async def endpoint(request: Request) -> Response:
        try:
            return JSONResponse(await run_in_threadpool(answer, request, await body(request)), headers=NO_STORE)
        except UserError as error:
            return refusal(error)
        except OSError as error:
            return refusal(of_the_disk(error))

    return endpoint


async def body(request: Request) -> dict[str, Any]:
    """The JSON object that was sent."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise RequestError(415, "Send JSON, please.")
    text = b""
    async for block in request.stream():
        text += block
        if len(text) > LARGEST:
            raise RequestError(413, "That is too long.")
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        raise RequestError(422, "Send a JSON object, please.")
    return values


def do(run_pages: RunPages, gallery: Gallery, name: str, body: dict[str, Any]) -> str:
    """Do it; the name of the run to show from now on."""
    folder = run_pages.folder(name)
    match read_order(body):
        case Stop():
            runs.stop(folder)
        case Resume(changes, at):
            with run_pages.room(new=False):
                runs.resume(folder, changes, at)
        case Rewind(step, changes):
            with nullcontext() if runs.status(folder).alive else run_pages.room(new=False):
                runs.rewind(folder, step, changes)
        case Fork(step, changes):
            with run_pages.room():
                return runs.fork(folder, step, changes).name
        case Again(changes):
            with run_pages.room():
                return runs.again(folder, without_folders(changes)).name
        case Check(changes):
            checked(runs.read_settings(folder), changes)
        case Describe() as told:
            given = {key: text.strip() for key in ("name", "note") if (text := getattr(told, key)) is not None}
            runs.annotate_run(folder, **given)
        case Delete():
            runs.delete_run(folder)
        case Keep(model, at):
            kept = runs.keep_model(folder, gallery.shipped, model, at)
            gallery.scores.begin(kept)
            return kept.name
        case _:
            runs.send_command(folder, body)
    return name


def delete_model(gallery: Gallery, name: str, body: dict[str, Any]) -> str:
    """Delete a model that was kept, the one thing that can be done to a model; its name."""
    if body.get("do") != "delete":
        raise RequestError(422, "A model can only be deleted.")
    gallery.discard(name)
    return name


def without_folders(changes: dict[str, Any]) -> dict[str, Any]:
    """Changes that name no place on the server."""
    for name in ("data", "other", "begin", "device"):
        if name in changes:
            raise RequestError(422, "{name} cannot be changed here.", name=name)
    return changes


def pair(run_pages: RunPages, body: dict[str, Any], own_folders: bool) -> list[str]:
    """Two recipes on the same data with the same seed; they train by turns."""
    recipes = body.get("recipes")
    if not isinstance(recipes, list) or len(recipes) != 2:
        raise RequestError(422, "Name two recipes.")
    asked = "data", "other", "minutes", "size", "labels", "crop"
    values = {name: body[name] for name in asked if body.get(name) not in (None, "")}
    one, other = (form_settings({**values, "recipe": recipe}, own_folders) for recipe in recipes)
    return run_pages.pair(one, other)
