"""The page's fast routes without a server."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.testclient import TestClient

from gan_demo.ui import live
from gan_demo.ui.gallery import Gallery
from gan_demo.ui.run_pages import RunPages


def client_of(folder: Path, own_folders: bool = True) -> TestClient:
    """A client of the routes over `folder/models` and `folder/runs`; what a route raises is an answer of status 500."""
    routes = live.page_routes(Gallery(folder / "models", folder / "runs"), RunPages(folder / "runs"), own_folders)
    return TestClient(Starlette(routes=routes), raise_server_exceptions=False)
