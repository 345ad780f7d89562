"""The front end's files: what of them the head of the page loads, and the route that serves them.

Their address holds a hash of all of them, so a browser that has them needs none again until one has changed.
"""

import hashlib
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from .answers import RequestError, refusal

STATIC = Path(__file__).parent / "static"
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
FIRST, STYLES = "early.js", "styles.css"  # the script that stands in the head itself; all style sheets as one
FILES = {path.relative_to(STATIC).as_posix(): path.read_bytes() for path in STATIC.rglob("*") if path.suffix in KINDS}
SHEETS = sorted(
    (name for name in FILES if name.endswith(".css")), key=lambda name: (not name.startswith("core/"), name)
)
FILES[STYLES] = b"\n".join(FILES[name] for name in SHEETS)
VERSION = hashlib.sha256(b"".join(FILES[name] for name in sorted(FILES))).hexdigest()[:16]
FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable", "ETag": f'"{VERSION}"'}


def loading_lines(prefix: str) -> str:
    """The lines of HTML that load the front end, in a page beside the routes of that prefix."""
    base = f".{prefix}/static/{VERSION}"
    modules = sorted(name for name in FILES if name.endswith(".js") and name != FIRST)
    # all at once, where a browser would find each only when it has read the one that imports it
    early = "\n".join(f'<link rel="modulepreload" href="{base}/{name}">' for name in modules)
    return f"""<link rel="stylesheet" href="{base}/{STYLES}">
<script>{FILES[FIRST].decode()}</script>
{early}
<script type="module" src="{base}/main.js"></script>
<script type="module" src="{base}/own/own_images.js"></script>
"""


async def static(request: Request) -> Response:
    """A file of the front end, of this version only."""
    name = request.path_params["name"]
    if request.path_params["version"] != VERSION or name not in FILES:
        return refusal(RequestError(404, "There is no such file."))
    if request.headers.get("if-none-match") == FOR_EVER["ETag"]:  # a browser that asks all the same
        return Response(status_code=304, headers=FOR_EVER)
    return Response(FILES[name], media_type=KINDS[Path(name).suffix], headers=FOR_EVER)
