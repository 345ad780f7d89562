"""POST transform?model=NAME with an image file as body: the picture that a model makes of an outline or a picture."""

import threading
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from ..pictures.files import encode, sheet
from ..words import Words, t
from . import query
from .answers import NO_STORE, RequestError
from .gallery import Gallery
from .own_images import answering_errors
from .slots import slot

if TYPE_CHECKING:
    from ..pipelines.pipeline import GAN

LARGEST = 16 << 20  # bytes of a body


def transform_endpoint(gallery: Gallery, slots: threading.BoundedSemaphore) -> Callable[[Request], Awaitable[Response]]:
    """What is given as the net sees it, and beside it the picture; with `take=1` the body is one to take it from.

    With `back=1` a model between two data sets is given one of its own pictures.
    """

    async def transform(request: Request) -> Response:
        given = bytearray()
        async for part in request.stream():
            given += part[: LARGEST + 1 - len(given)]  # the rest is read, too: browsers want it before an answer
        if len(given) > LARGEST:
            raise RequestError(413, "A picture has at most {megabytes} MB.", megabytes=LARGEST >> 20)
        drawn = await run_in_threadpool(transformed, gallery, slots, bytes(given), request.query_params)
        return Response(drawn, media_type="image/png", headers=NO_STORE)

    return answering_errors(transform)


def transformed(gallery: Gallery, slots: threading.BoundedSemaphore, given: bytes, values: Mapping[str, str]) -> bytes:
    """Both as one PNG, twice as wide as high; behind them what a model that knows the way back makes of its picture."""
    seed = query.whole(values.get("seed", "0"), t("seed"), 2**32 - 1)
    take, own = (query.whole(values.get(name, "0"), Words(name, f"{name} "), 1) for name in ("take", "back"))
    with slot(slots):
        gan = gallery.gan(values.get("model", ""))
        row = there_and_back(gan, given, seed, bool(take), bool(own))
    channels = max(one.shape[2] for one in row)
    return encode(
        sheet(np.stack([np.broadcast_to(one, (*one.shape[:2], channels)) for one in row]), len(row)), compress_level=1
    )


def there_and_back(gan: "GAN", given: bytes, seed: int, traced: bool = False, own: bool = False) -> list[NDArray]:
    """What an image file gives, what is made of it, and what that is on the way back, where there is one.

    traced: an outline is taken of the picture in it. own: it is a picture of the model's own, which goes back first.
    """
    if own and not traced:
        start = gan.read_picture(given, own=True)
        there = gan.back(start[None])
        if there is None:
            raise RequestError(422, "This model knows no way back.")
        return [start, there[0], gan.draw(seed=seed, images=there)[0]]
    start = gan.read_picture(given) if gan.config.other and not traced else gan.read_outline(given, traced)
    made = gan.draw(seed=seed, images=start[None])
    back = gan.back(made)
    return [start, made[0], *([] if back is None else back)]
