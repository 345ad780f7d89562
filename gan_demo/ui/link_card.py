"""What another page shows of a link to this one: a title, a line and a picture, as Open Graph has them (ogp.me)."""

import re
from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import parse_qsl, quote

from .. import runs
from ..checkpoints import PREVIEW
from ..words import UserError
from .gallery import OPENING, Gallery
from .run_pages import RunPages

TITLE = "GAN demo"
LINE = "See, touch and train GANs in the browser: latent space with sliders, captions to pictures, training runs live."
HOST = re.compile(r"[\w.\-:\[\]]{1,255}")
LONGEST = 4000  # characters of a query that is looked at


def link_card(scope: Mapping[str, Any], prefix: str, gallery: Gallery, run_pages: RunPages) -> str:
    """The lines of HTML for a request of the page; those of the page alone where it names nothing that is there."""
    query = scope["query_string"].decode("latin-1")
    try:
        title, path = linked_to(dict(parse_qsl(query[:LONGEST])), gallery, run_pages)
    except (UserError, OSError, ValueError):
        title, path = "", ""
    base = base_of(scope)
    told = {
        "og:type": "website",
        "og:site_name": TITLE,
        "og:title": f"{title} · {TITLE}" if title else TITLE,
        "og:description": LINE,
        "og:url": f"{base}/?{query}".rstrip("?") if base else "",
        "og:image": f"{base}{prefix}{path}" if base and path else "",
        "twitter:card": "summary_large_image",
    }
    return "".join(f'<meta property="{name}" content="{escape(value)}">\n' for name, value in told.items() if value)


def linked_to(values: Mapping[str, str], gallery: Gallery, run_pages: RunPages) -> tuple[str, str]:
    """What a link opens, a run or a model, and the path of a picture of it; the first model where it names none."""
    if name := values.get("run"):
        folder = run_pages.folder(name)
        grids = runs.grids(folder)
        path = f"/run/{quote(folder.name)}/grid?step={grids[-1][0]}" if grids else ""
        return str(runs.about(folder).get("name") or folder.name), path
    asked = values.get("model", "")
    name = asked or min(gallery.folders(), key=lambda one: one != OPENING, default="")
    title = gallery.config(name).title
    path = f"/model/{quote(name)}/preview" if (gallery.folder(name) / PREVIEW).exists() else ""
    return "" if not asked else title.en if title else name, path


def base_of(scope: Mapping[str, Any]) -> str:
    """The address of the page as a visitor has it; "" where the request does not say it."""
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    host = headers.get("host", "")
    scheme = headers.get("x-forwarded-proto", scope.get("scheme", "http")).partition(",")[0].strip()
    if not HOST.fullmatch(host) or scheme not in ("http", "https"):
        return ""
    return f"{scheme}://{host}{scope.get('root_path', '').rstrip('/')}"
