"""A film in one streamed answer: lines of JSON say how far it is, then the file itself follows."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import anyio
from starlette.background import BackgroundTask
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from ..pictures.film import LONGEST, SHORTEST, Film
from ..words import UserError, t
from . import query
from .answers import LINES
from .run_pages import RunPages

AT_ONCE = 2  # movies that are made at the same time; the others wait
BLOCK = 1 << 16  # bytes of the file that are sent at a time


def endpoint(run_pages: RunPages, films: asyncio.Semaphore) -> Callable[[Request], Response]:
    """GET lapse?form=mp4&seconds=12&style=smooth, a run's time-lapse; what cannot be made is refused at once."""

    def answer(request: Request) -> Response:
        values = request.query_params
        seconds = query.number(values.get("seconds", "12"), t("seconds"), SHORTEST, LONGEST)
        form, style = values.get("form", "mp4"), values.get("style", "crisp")
        return streamed(run_pages.movie(request.path_params["name"], form, seconds, style), films)

    return answer


def streamed(film: Film, films: asyncio.Semaphore) -> Response:
    """The answer that makes a film as it is sent."""
    body = film_lines(film, films)
    closing = BackgroundTask(body.aclose)  # also where the visitor went away while a block was sent
    return StreamingResponse(body, media_type="application/octet-stream", headers=LINES, background=closing)


async def film_lines(film: Film, slots: asyncio.Semaphore) -> AsyncGenerator[bytes, None]:
    """{"done", "total"} for each frame, then {"size"} and so many bytes, or {"error"}; broken off, it ends the work."""
    try:
        async with slots:
            async for event in iterate_in_threadpool(film):
                if isinstance(event, Path):
                    break
                yield json_line(asdict(event))
        assert isinstance(event, Path)  # a film ends in its file
        async for block in iterate_in_threadpool(blocks(event)):
            yield block
    except UserError as error:
        yield json_line({"error": error.words._asdict()})
    finally:
        with anyio.CancelScope(shield=True):
            await run_in_threadpool(film.close)


def blocks(path: Path) -> Iterator[bytes]:
    """How large the file is, as a line, then the file."""
    yield json_line({"size": path.stat().st_size})
    with path.open("rb") as file:
        yield from iter(partial(file.read, BLOCK), b"")


def json_line(told: dict[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode() + b"\n"
