"""The routes of walks: their waypoints and frames as rows of pictures, a point as one picture, and all as a file.

A waypoint is what describes one picture, `seed=5&t=1&d=,1.5&c=3` or a caption's, as the value of a `w` of its own.
"""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import numpy as np
from numpy.typing import NDArray
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ..pictures.files import encode, sheet
from ..pictures.film import LONGEST, SHORTEST
from ..pipelines.walk import LARGEST, MOST, Walk, eased, lerp, slerp
from ..words import Words, listed, t
from . import captions, film_stream, query
from .answers import NO_STORE, RequestError
from .gallery import Gallery
from .slots import slot

if TYPE_CHECKING:
    from ..pipelines.pipeline import GAN

WAYS: dict[str, Callable[[NDArray, NDArray, float], NDArray]] = {"arc": slerp, "line": lerp}
AT_ONCE, FRAMES = 32, LONGEST * 30  # pictures of one row, and of a walk that is shown
LONGEST_TEXT = 20_000  # of a waypoint
LEAST = 0.5  # truncation of a point, so that its amounts stay small


@dataclass(frozen=True)
class Waypoints:
    """Pictures of one model: their latents as they are drawn, with what its input is given."""

    gan: "GAN"
    z: NDArray  # float32 (N, latent)
    given: list[Any]  # texts, or captions that are read
    said: tuple[dict[str, str], ...]  # as the query describes them
    wanted: tuple[query.ImageQuery, ...]  # as it is read, nothing for captions


def walk_routes(gallery: Gallery, slots: threading.Semaphore, films: asyncio.Semaphore) -> dict[str, Any]:
    """The routes by path, over these models; `films` are made at the same time."""

    def drawing(endpoint: Callable[[QueryParams, Waypoints], Response]) -> Callable[[Request], Response]:
        def answer(request: Request) -> Response:
            with slot(slots):
                return endpoint(request.query_params, read_waypoints(request.query_params, gallery))

        return answer

    return {
        "/walk": drawing(lambda values, waypoints: film(values, waypoints, films)),
        "/walk/waypoints": drawing(waypoints_answer),
        "/walk/frames": drawing(frames),
        "/walk/point": drawing(point),
    }


def read_waypoints(values: QueryParams, gallery: Gallery) -> Waypoints:
    """The waypoints of a query, every value checked."""
    name, texts = values.get("model", ""), values.getlist("w")
    if not 1 <= len(texts) <= MOST or max(map(len, texts)) > LONGEST_TEXT:
        raise RequestError(422, "A walk goes through 2 to {most} pictures.", most=MOST)
    config, each = gallery.config(name), [dict(parse_qsl(text, keep_blank_values=True)) for text in texts]
    if config.captions:
        return of_captions([{**one, "model": name} for one in each], gallery)
    wanted = tuple(query.read_image_query(one, config.generator["latent"]) for one in each)
    if any(one.count != 1 for one in wanted):
        raise RequestError(422, "A waypoint is one picture.")
    gan = gallery.gan(name)
    gan.check_sliders()
    z = np.concatenate([query.latents(one, gan) * np.float32(one.truncation) for one in wanted])
    return Waypoints(gan, z, [text for one in wanted for text in one.inputs], tuple(each), wanted)


def of_captions(each: list[dict[str, str]], gallery: Gallery) -> Waypoints:
    """Waypoints that are pictures of the Captions tab."""
    origins = [captions.read_origin({"at": "0", **one}, gallery) for one in each]
    numbers = [query.whole(one.get("number", "0"), t("number"), captions.MOST - 1) for one in each]
    gan, text_encoder = captions.captioned(gallery, each[0])
    z = [origin.latents(gan, number + 1)[-1] for origin, number in zip(origins, numbers, strict=True)]
    return Waypoints(gan, np.stack(z), [captions.read_caption(text_encoder, one) for one in each], tuple(each), ())


def walk(values: QueryParams, waypoints: Waypoints) -> Walk:
    """The walk through them."""
    way = values.get("way", "arc")
    if way not in WAYS:
        raise RequestError(422, "way is one of {ways}.", ways=listed(WAYS))
    loop = bool(query.whole(values.get("loop", "0"), Words("loop", "loop "), 1))
    return Walk(waypoints.gan, waypoints.z, waypoints.given, loop, WAYS[way])


def waypoints_answer(values: QueryParams, waypoints: Waypoints) -> Response:
    """The waypoints themselves, one or more, as a row of pictures."""
    gan = waypoints.gan
    return row(gan.pictures(gan.draw(z=waypoints.z, said=waypoints.given)))


def frames(values: QueryParams, waypoints: Waypoints) -> Response:
    """Some of a walk's frames, `count` of `of` from `from` on, as a row of pictures."""
    going = walk(values, waypoints)
    return row(np.stack(list(going.pictures(places(values, going)))))


def places(values: QueryParams, going: Walk) -> NDArray:
    """Where those frames are."""
    of = query.whole(values.get("of", ""), Words("of", "of "), FRAMES, low=2)
    first = query.whole(values.get("from", "0"), Words("from", "from "), of - 1)
    count = query.whole(values.get("count", "1"), t("count"), AT_ONCE, low=1)
    return eased(going.legs, of, going.loop)[first : first + count]


def row(pictures: NDArray) -> Response:
    return Response(encode(sheet(pictures, len(pictures)), compress_level=1), media_type="image/png", headers=NO_STORE)


def point(values: QueryParams, waypoints: Waypoints) -> Response:
    """A frame of a walk, or what is `at` a place, as any other picture: by the seed that its leg begins with."""
    going, gan = walk(values, waypoints), waypoints.gan
    if not waypoints.wanted:
        raise RequestError(422, "Only a model without captions has this.")
    at = query.number(values["at"], Words("at", "at "), 0, going.legs) if "at" in values else places(values, going)[0]
    here = going.point(float(at))
    ends = here.leg, going.after(here.leg)
    if here.share in (0, 1):
        return JSONResponse(waypoints.said[ends[here.share == 1]], headers=NO_STORE)
    one, other = (waypoints.wanted[i] for i in ends)
    told: dict[str, str | float]
    if going.between is lerp and (one.seeds, one.truncation) == (other.seeds, other.truncation):
        first, last = (np.pad(end.amounts[0], (0, gan.latent - len(end.amounts[0]))) for end in (one, other))
        told = {**waypoints.said[here.leg], "d": texted(lerp(first, last, here.share))}  # along the same directions
    else:
        truncation = round(max(LEAST, lerp(one.truncation, other.truncation, here.share)), 4)
        d = (here.z / truncation - gan.latents(1, one.seeds[0])[0]) @ gan.directions.T
        told = {"seed": one.seeds[0], "t": truncation, "d": texted(d)}
    if text := gan.condition.text(going.mixture(here)):
        told["c"] = text
    return JSONResponse(told, headers=NO_STORE)


def texted(amounts: NDArray) -> str:
    """Amounts to three digits, as a query has them."""
    return ",".join(map(short, np.clip(amounts, -query.MOST_AMOUNT, query.MOST_AMOUNT))).rstrip(",")


def short(amount: float) -> str:
    """An amount to three digits, nothing for none."""
    return f"{amount:.3f}".rstrip("0").rstrip(".") if abs(amount) >= 5e-4 else ""


def film(values: QueryParams, waypoints: Waypoints, films: asyncio.Semaphore) -> Response:
    """All of a walk as a file, as lines that say how far it is and then the file."""
    seconds = query.number(values.get("seconds", "6"), t("seconds"), SHORTEST, LONGEST)
    side = query.whole(values.get("side", "512"), t("side"), LARGEST, low=1)
    made = walk(values, waypoints).film(values.get("form", "mp4"), seconds, side, values.get("style", "crisp"))
    return film_stream.streamed(made, films)
