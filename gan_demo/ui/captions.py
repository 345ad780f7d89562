"""The routes of the Captions tab: a caption drawn and explained, the way to another one, and the nearest real pictures.

A word's place in its caption counts characters as Python does, so one outside Unicode's first plane counts once.
"""

import base64
import math
import threading
import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ..pictures.files import encode, sheet, to_pil
from ..words import Words, t
from . import query
from .answers import NO_STORE, RequestError
from .gallery import Gallery
from .slots import slot

if TYPE_CHECKING:
    from ..evaluation.nearest import Neighbours
    from ..pipelines.illustration import Illustration
    from ..pipelines.pipeline import GAN
    from ..text.text_encoder import ReadCaption, TextEncoder

MOST, VARY = 16, 0.5  # candidates of one answer, and how far variations are from the kept one in radians
NEAREST = 4


def caption_routes(gallery: Gallery, slots: threading.Semaphore) -> dict[str, Callable[[Request], Response]]:
    """The routes by path, over these models."""
    kept: weakref.WeakKeyDictionary[GAN, Neighbours] = weakref.WeakKeyDictionary()
    alone = threading.Semaphore()

    def neighbours(gan: "GAN") -> "Neighbours":
        """The training pictures of a model as its matcher sees them, made when first asked for."""
        from ..evaluation.nearest import neighbours_of

        with slot(alone):
            if gan not in kept:
                kept[gan] = neighbours_of(gan)
            return kept[gan]

    return {
        "/caption": lambda request: caption_answer(request.query_params, gallery, slots),
        "/caption/between": lambda request: between_answer(request.query_params, gallery, slots),
        "/caption/along": lambda request: along_answer(request.query_params, gallery, slots),
        "/caption/nearest": lambda request: nearest_answer(request.query_params, gallery, slots, neighbours),
    }


@dataclass(frozen=True)
class Origin:
    """Where latents come from: the first of a seed, or one of them that is kept and its variations; then all move."""

    seed: int
    at: int | None
    amounts: tuple[float, ...]
    truncation: float
    vary: float
    basis: str = ""

    def latents(self, gan: "GAN", count: int) -> NDArray:
        """That many, float32 (count, latent); more of them never change the first."""
        if self.at is None:
            z = gan.latents(count, self.seed)
        else:
            z = self.variations(gan.latents(self.at + 1, self.seed)[-1], count)
        return (query.moved_latents(z, self.amounts, gan, self.basis) * self.truncation).astype(np.float32)

    def variations(self, z: NDArray, count: int) -> NDArray:
        """The latent itself, then others as long as it is on average, each turned by an angle towards noise."""
        assert self.at is not None  # only a kept one has variations
        streams = (np.random.default_rng((self.seed, self.at, number)) for number in range(1, count))
        noise = [stream.standard_normal(len(z), np.float32) for stream in streams]
        return np.stack([z, *(math.cos(self.vary) * z + math.sin(self.vary) * other for other in noise)])


def caption_answer(values: Mapping[str, str], gallery: Gallery, slots: threading.Semaphore) -> Response:
    """Candidates for a caption, the best first; variations of a kept one in the order in which they are drawn."""
    from ..pipelines import illustration

    origin = read_origin(values, gallery)
    count = query.whole(values.get("count", "1"), t("count"), MOST, low=1)
    with slot(slots):
        gan, text_encoder = captioned(gallery, values)
        reading = read_caption(text_encoder, values)
        drawn = illustration.illustrate(gan, reading, origin.latents(gan, count))
    ranked = drawn.ranked(reading) if origin.at is None else range(count)
    return JSONResponse(caption_json(reading, drawn, list(map(int, ranked))), headers=NO_STORE)


def between_answer(values: Mapping[str, str], gallery: Gallery, slots: threading.Semaphore) -> Response:
    """One latent on the way from a caption to another, as a row of pictures."""
    from ..pipelines import illustration

    origin = read_origin({"at": "0", **values}, gallery)
    count = query.whole(values.get("count", "8"), t("count"), MOST, low=2)
    number = query.whole(values.get("number", "0"), t("number"), MOST - 1)
    with slot(slots):
        gan, text_encoder = captioned(gallery, values)
        one, other = (read_caption(text_encoder, values, name) for name in ("caption", "other"))
        pictures = illustration.images_between(gan, one, other, origin.latents(gan, number + 1)[-1], count)
    return Response(encode(sheet(pictures, count), compress_level=1), media_type="image/png", headers=NO_STORE)


def along_answer(values: Mapping[str, str], gallery: Gallery, slots: threading.Semaphore) -> Response:
    """One latent of a caption moved by several amounts, which stand apart by `|`, as a row of pictures."""
    origin = read_origin({"at": "0", **values, "d": ""}, gallery)
    latent = gallery.config(values["model"]).generator["latent"]
    amounts = query.several(values.get("d", ""), lambda text: query.amounts(text, latent))
    number = query.whole(values.get("number", "0"), t("number"), MOST - 1)
    if len(amounts) > MOST:
        raise RequestError(422, "At most {most} pictures at once.", most=MOST)
    with slot(slots):
        gan, text_encoder = captioned(gallery, values)
        z = [replace(origin, amounts=each).latents(gan, number + 1)[-1] for each in amounts]
        pictures = gan.draw(z=np.stack(z), captions=[read_caption(text_encoder, values)])
    return Response(encode(sheet(pictures, len(z)), compress_level=1), media_type="image/png", headers=NO_STORE)


def nearest_answer(
    values: Mapping[str, str],
    gallery: Gallery,
    slots: threading.Semaphore,
    neighbours: Callable[["GAN"], "Neighbours"],
) -> Response:
    """The training pictures that are most like a drawn one."""
    origin = read_origin({"at": "0", **values}, gallery)
    number = query.whole(values.get("number", "0"), t("number"), MOST - 1)
    with slot(slots):
        gan, text_encoder = captioned(gallery, values)
        z = origin.latents(gan, number + 1)[-1:]
        picture = gan.draw(z=z, captions=[read_caption(text_encoder, values)])[0]
    known = neighbours(gan)
    found = [
        {"picture": url(near.picture), "caption": near.caption._asdict(), "similarity": round(near.similarity, 3)}
        for near in known.of(picture, NEAREST)
    ]
    return JSONResponse({"pictures": found, "of": len(known)}, headers=NO_STORE)


def read_origin(values: Mapping[str, str], gallery: Gallery) -> Origin:
    """Where the latents of a query come from."""
    latent = gallery.config(values.get("model", "")).generator["latent"]
    return Origin(
        query.whole(values.get("seed", "0"), t("seed"), 2**32 - 1),
        query.whole(values["at"], Words("at", "at "), MOST - 1) if "at" in values else None,
        query.amounts(values.get("d", ""), latent),
        query.number(values.get("t", "1"), t("truncation"), 0, query.MOST_TRUNCATION),
        query.number(values.get("vary", str(VARY)), t("vary"), 0, math.pi / 2),
        values.get("b", ""),
    )


def read_caption(text_encoder: "TextEncoder", values: Mapping[str, str], name: str = "caption") -> "ReadCaption":
    """A caption of a query, and with it the one under which its picture was kept."""
    return text_encoder.read(values.get(name, ""), values.get("kept", ""))


def captioned(gallery: Gallery, values: Mapping[str, str]) -> tuple["GAN", "TextEncoder"]:
    """The model of a query, which must draw captions, and its text encoder."""
    name = values["model"]
    gan = gallery.gan(name) if gallery.config(name).captions else None
    if gan is None or gan.text_encoder is None:
        raise RequestError(422, "This model draws no captions; pick one that does.")
    return gan, gan.text_encoder


def caption_json(reading: "ReadCaption", drawn: "Illustration", order: Sequence[int]) -> dict[str, Any]:
    """A caption's words, its pictures in this order, and where each word was looked for."""
    maps, peaks = zip(*map(scaled, drawn.maps), strict=True)
    return {
        "words": [word_json(word) for word in reading.words],
        "left_out": reading.left_out,
        "remarks": [remark._asdict() for remark in reading.remarks],
        "candidates": [
            {
                "at": i,
                "score": round(float(drawn.scores[i]), 3),
                "picture": url(drawn.pictures[i]),
                "imagined": [phrase_words(number) for number in drawn.imagined[i]],
                "shown": drawn.shown_words(reading, i),
            }
            for i in order
        ],
        "sides": [side.shape[-1] for side in maps],
        "maps": base64.b64encode(b"".join(side[i].tobytes() for i in order for side in maps)).decode(),
        "peaks": [[side[i].tolist() for side in peaks] for i in order],
    }


def phrase_words(number: int) -> list[str]:
    """A phrase in both languages."""
    from ..text.left_open import PLACES, phrase

    return [phrase(*PLACES[number], language) for language in ("en", "zh")]


def word_json(word: Any) -> dict[str, Any]:
    start, stop = word.span
    return {
        "text": word.text,
        "start": start,
        "stop": stop,
        "kind": word.kind,
        "read": word.read,
        "suggestions": list(word.suggestions),
        "why": word.why and word.why._asdict(),
    }


def scaled(maps: NDArray) -> tuple[NDArray, NDArray]:
    """Each map, uint8 (N, words, side, side), in parts of its largest share, and those shares (N, words)."""
    peaks = maps.max((2, 3))
    parts = maps / np.where(peaks > 0, peaks, 1)[:, :, None, None]
    return np.rint(255 * parts).astype(np.uint8), peaks.astype(float).round(4)


def url(picture: NDArray) -> str:
    """A picture within JSON."""
    return "data:image/png;base64," + base64.b64encode(encode(to_pil(picture), compress_level=1)).decode()
