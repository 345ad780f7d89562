"""POST transform?model=NAME with an image file as body: the picture that a model makes of an outline."""

import threading
from collections.abc import Awaitable, Callable, Mapping

import numpy as np
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

LARGEST = 16 << 20  # bytes of a body


def transform_endpoint(gallery: Gallery, slots: threading.BoundedSemaphore) -> Callable[[Request], Awaitable[Response]]:
    """The outline as the net sees it, and beside it the picture; with `take=1` the body is one to take it from."""

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
    """Both as one PNG, twice as wide as high; behind them the outline that a model reads in its own picture."""
    seed = query.whole(values.get("seed", "0"), t("seed"), 2**32 - 1)
    take = query.whole(values.get("take", "0"), Words("take", "take "), 1)
    with slot(slots):
        gan = gallery.gan(values.get("model", ""))
        outline = gan.read_outline(given, bool(take))
        picture = gan.draw(seed=seed, images=outline[None])
        back = gan.back(picture)
    lines = [np.repeat(one, picture.shape[3], 3) for one in (outline[None], back) if one is not None]
    row = [lines[0], picture, *lines[1:]]
    return encode(sheet(np.concatenate(row), len(row)), compress_level=1)
