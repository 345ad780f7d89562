"""Launch the page with its routes, limits and folders."""

import sys
from functools import partial
from pathlib import Path

import PIL.Image
from starlette.middleware import Middleware

from .. import atomic
from ..data.pictures import PIXELS
from ..runs import find_runs
from . import front_end, live, theme
from .bilingual import hint_line
from .gallery import Gallery
from .link_card import link_card
from .opening import Opening
from .page import build, texts
from .run_pages import RunPages
from .tabs import Served, explore, tabs

LOCAL = ("127.0.0.1", "localhost", "::1")  # where a visitor sits at this machine and may name its folders
# seconds between two looks at an empty queue, and at the progress of what runs, as gradio 6.31.0 (queueing.py) has them
# on Windows; elsewhere they are 0.001 and 0.01, and take 6 % of a core from whoever trains, although nobody visits
REST = 0.05, 0.1


def tidy(runs: Path, checkpoints: Path) -> None:
    """Remove what killed processes left half done among runs and models."""
    for folder in (checkpoints, runs, *find_runs(runs)):
        atomic.clear(folder)


def serve(host: str | None, port: int | None, share: bool, runs: Path, checkpoints: Path, disk: float) -> int:
    """Serve until interrupted; exit status 2 with one sentence where the port cannot be had."""
    PIL.Image.MAX_IMAGE_PIXELS = PIXELS
    tidy(runs, checkpoints)
    gallery, run_pages, i18n = Gallery(checkpoints, runs), RunPages(runs, disk), texts()
    gallery.recall()
    own_folders = host in LOCAL and not share
    page = build(i18n, Served(gallery, run_pages, own_folders))
    names = [tab.TEXTS[f"{name}.tab"] for name, tab in tabs().items()]
    lines, hint = front_end.loading_lines(live.PREFIX), hint_line(explore.LINE, explore.WHY)
    cards = partial(link_card, prefix=live.PREFIX, gallery=gallery, run_pages=run_pages)
    opening = Middleware(Opening, lambda scope: cards(scope) + lines, lambda: gallery.opening, names, hint)
    page.queue(max_size=32, default_concurrency_limit=2, api_open=False)
    page._queue.sleep_when_free, page._queue.progress_update_sleep_when_free = REST
    try:
        page.launch(
            server_name=host,
            server_port=port,
            share=share,
            app_kwargs={"routes": live.page_routes(gallery, run_pages, own_folders), "middleware": [opening]},
            favicon_path=front_end.STATIC / "mark.svg",
            theme=theme.theme(),
            i18n=i18n,
            max_file_size="20mb",
            blocked_paths=[str(runs), str(checkpoints)],
            strict_cors=True,
            ssr_mode=False,
            show_error=False,
            enable_monitoring=False,
            run_history=False,
            footer_links=["api"],
            max_threads=16,
            state_session_capacity=500,
            prevent_thread_lock=True,
        )
    except OSError:
        print(f"app.py: {host}:{port} is taken or cannot be used; give another --port.", file=sys.stderr)
        return 2
    gallery.warm()
    page.block_thread()
    return 0
