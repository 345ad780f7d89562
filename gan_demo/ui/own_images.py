"""Pictures of a visitor's own: a zip comes in, is looked at in a process of its own, and shown as training sees it."""

import asyncio
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

import anyio
import psutil
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from ..data import check_crop, choice, sources
from ..data.folder import SIZES
from ..data.inspection import thumbnails
from ..pictures.files import encode, sheet
from ..priority import give_way
from ..runs import environment
from ..words import UserError, t
from . import query, uploads
from .answers import LINES, NO_STORE, RequestError, refusal
from .form import data_of
from .slots import slot

AT_ONCE = 2  # uploads that come in, and looks that are taken, at the same time
COLUMNS = 6  # of the sheet
NICE = 10  # a look gives way to training and to the page
DIED = t("The pictures could not be looked at; try again.")


def upload_routes(prefix: str, runs_root: Path, own_folders: bool) -> list[Route]:
    """PUT own?name=x.zip with a zip as body; GET own/look and own/sheet?data=...&size=...&crop=... of what it holds."""
    coming, looking, drawing = asyncio.Semaphore(AT_ONCE), asyncio.Semaphore(AT_ONCE), threading.Semaphore(AT_ONCE)

    async def put(request: Request) -> Response:
        if coming.locked():
            raise RequestError(503, "Other zips are being uploaded; try again soon.")
        async with coming:
            return JSONResponse(await receive(request, runs_root), headers=NO_STORE)

    async def look(request: Request) -> Response:
        wanted = await run_in_threadpool(UploadQuery, request, own_folders)
        return StreamingResponse(wanted.looked_at(looking), media_type="application/x-ndjson", headers=LINES)

    async def drawn(request: Request) -> Response:
        wanted = await run_in_threadpool(UploadQuery, request, own_folders)
        return Response(await run_in_threadpool(wanted.sheet, drawing), media_type="image/webp", headers=NO_STORE)

    return [
        Route(f"{prefix}/own", answering_errors(put), methods=["PUT"]),
        Route(f"{prefix}/own/look", answering_errors(look)),
        Route(f"{prefix}/own/sheet", answering_errors(drawn)),
    ]


def answering_errors(endpoint: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint with whatever is wrong answered in one sentence."""

    async def answer(request: Request) -> Response:
        try:
            if request.headers.get("sec-fetch-site") == "cross-site":
                raise RequestError(403, "Another site may not do this.")
            return await endpoint(request)
        except UserError as error:
            return refusal(error)
        except ClientDisconnect:  # the visitor has cancelled, and reads no answer
            return Response(status_code=499)
        except OSError as error:
            why = error.strerror or type(error).__name__
            return refusal(RequestError(507, "The pictures cannot be stored or read here ({why}).", why=why))

    return answer


async def receive(request: Request, runs_root: Path) -> dict[str, str]:
    """Take in the zip that is sent as the body; how a form names it, and what a person calls it."""
    said = request.headers.get("content-length", "")
    length = int(said) if said.isascii() and said.isdigit() else uploads.LARGEST
    if length > uploads.LARGEST:
        raise too_large()
    await run_in_threadpool(uploads.make_room, length, runs_root)
    with tempfile.NamedTemporaryFile(dir=uploads.uploads_root(), prefix=uploads.PART, delete=False) as part:
        try:
            digest = await received_digest(request, part.file)
            part.close()
            name = request.query_params.get("name", "")[:1000]
            data = await run_in_threadpool(uploads.store_upload, Path(part.name), digest, name)
        finally:
            part.close()
            with suppress(OSError):  # where it was moved into place
                os.unlink(part.name)
    return {"data": data, "title": uploads.path_of(data).name}


async def received_digest(request: Request, part: IO[bytes]) -> str:
    """Write the body as it comes; the hash of it."""
    digest, size = hashlib.sha256(), 0
    async for block in request.stream():
        size += len(block)
        if size > uploads.LARGEST:
            raise too_large()
        digest.update(block)
        part.write(block)
    return digest.hexdigest()


def too_large() -> RequestError:
    most = uploads.LARGEST >> 20
    return RequestError(413, "A zip may have {most} MB at most: make the pictures smaller, or send fewer.", most=most)


class UploadQuery:
    """What a request wants to see: an upload, or where the page serves its own machine a folder of it."""

    def __init__(self, request: Request, own_folders: bool):
        values = request.query_params
        data = data_of(values.get("data", "")[:1000], own_folders)
        self.size = query.whole(values.get("size", ""), t("size"), max(SIZES))
        self.crop = values.get("crop", choice.CENTRE)
        check_crop(data, self.crop)
        if data in sources():
            raise RequestError(422, "Only a zip or a folder is looked at here.")
        self.path = Path(data).expanduser().resolve()

    def sheet(self, slots: threading.Semaphore) -> bytes:
        """Some of the pictures as training will see them."""
        with slot(slots):
            try:
                pictures = thumbnails(self.path, self.size, self.crop)
            except UserError as error:
                raise uploads.without_server_path(error, self.path, self.path.name) from None
        return encode(sheet(pictures, COLUMNS), "WEBP", quality=90, method=0)

    async def looked_at(self, slots: asyncio.Semaphore) -> AsyncIterator[bytes]:
        """Lines of JSON: how far the look is, then the look or what is wrong; broken off where nobody reads on."""
        async with slots:
            child = await run_in_threadpool(self.begin)
            line = b""
            assert child.stdout is not None  # it is a pipe
            try:
                async for line in iterate_in_threadpool(child.stdout):
                    yield self.without_path(line)
            finally:
                child.terminate()
                with anyio.CancelScope(shield=True):
                    await run_in_threadpool(child.communicate)
        if not line.startswith((b'{"look"', b'{"error"')):
            yield json.dumps({"error": DIED._asdict()}).encode() + b"\n"

    def begin(self) -> subprocess.Popen[bytes]:
        """The ordinary command line in a process of its own, where thousands of pictures do not slow the page."""
        words = ["data", "look", str(self.path), "--json", f"--size={self.size}", f"--crop={self.crop}"]
        child = subprocess.Popen(
            [sys.executable, "-m", "gan_demo", *words],
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        with suppress(psutil.Error):  # it has ended already
            give_way(child.pid, NICE)
        return child

    def without_path(self, line: bytes) -> bytes:
        """The line with what a visitor calls the file instead of where it lies."""
        where, name = (json.dumps(text)[1:-1].encode() for text in (str(self.path), self.path.name))
        return line.replace(where, name)
