"""What stands in the page before Gradio has loaded: the chosen language, the front end, and the first picture.

Gradio needs about two seconds to build a page. Until then the visitor sees the shell of it with the opening picture.
"""

import base64
import re
from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool

from ..words import Words
from .bilingual import both

STATE = {"model", "seed", "t", "d", "c"}  # a link with any of these opens another picture
# Gradio 6.31.0 (templates/frontend/index.html) describes itself to whoever shows a link to the page, twice: first as
# "Gradio", of the address {url} and with a picture from another site, then by the page's title without a picture
CARDS = re.compile(rb"""<meta\s+(?:property|name)="(?:og|twitter):[^>]*>\s*""")
BEFORE_HEAD, BEFORE_BODY = b"<script>window.gradio_config", b"<gradio-app"


class Opening:
    """ASGI middleware that puts the head of a request and the shell into the page, before the scripts of Gradio."""

    def __init__(
        self,
        app: Callable[..., Any],
        head: Callable[[dict], str],
        picture: Callable[[], bytes | None],
        tabs: list[Words],
        line: str,
    ):
        self.app, self.head, self.picture, self.tabs, self.line = app, head, picture, tabs, line

    async def __call__(self, scope: dict, receive: Callable[..., Any], send: Callable[..., Any]) -> None:
        if scope["type"] != "http" or scope["path"] != "/" or scope["method"] != "GET":
            return await self.app(scope, receive, send)
        query = scope["query_string"].decode("latin-1")
        names = {part.partition("=")[0] for part in query.split("&")}
        shell = "" if names & {"tab", "run"} else self.shell(None if names & STATE else self.picture())
        head = await run_in_threadpool(self.head, scope)  # which looks at runs and models
        page = SplicedAnswer(send, head.encode("utf-8", "replace"), shell.encode())
        # an answer that is already compressed could not be changed
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        await self.app({**scope, "headers": plain}, receive, page.receive)

    def shell(self, picture: bytes | None) -> str:
        """The page as it will stand there, with the opening picture where it is drawn already."""
        source = base64.b64encode(picture).decode() if picture else ""
        image = f'<img class="gan-picture" alt="" src="data:image/png;base64,{source}">' if source else ""
        tabs = "".join(f"<span>{both(words)}</span>" for words in self.tabs)
        return f"""<div id="gan-opening" class="gan-words" aria-hidden="true">
<gan-header></gan-header><nav>{tabs}</nav>{self.line}
<div class="gan-two"><div class="gan-scene"><div class="gan-frame">{image}</div></div></div></div>
"""


class SplicedAnswer:
    """Collects the answer and sends it on with the additions and its new length."""

    def __init__(self, send: Callable[..., Any], head: bytes, body: bytes):
        self.send, self.head, self.body = send, head, body
        self.start: dict[str, Any] = {}
        self.text = b""

    async def receive(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.start = message
            return
        self.text += message.get("body", b"")
        if message.get("more_body"):
            return
        page = CARDS.sub(b"", self.text).replace(BEFORE_HEAD, self.head + BEFORE_HEAD, 1)
        page = page.replace(BEFORE_BODY, self.body + BEFORE_BODY, 1)
        rest = [(name, value) for name, value in self.start["headers"] if name.lower() != b"content-length"]
        await self.send({**self.start, "headers": [*rest, (b"content-length", str(len(page)).encode())]})
        await self.send({"type": "http.response.body", "body": page})
