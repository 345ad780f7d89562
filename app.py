"""Start the page: read the flags, build, launch."""

import argparse
import inspect
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gan_demo.__main__ import calm
from gan_demo.data import cache
from gan_demo.ui.disk import MOST

HERE = Path(__file__).parent


def prepare_environment() -> None:
    """Set what Gradio and torch read when they are imported: nothing is fetched or reported, no thread spins."""
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    calm()
    os.environ.setdefault("GRADIO_TEMP_DIR", str(cache.cache_root() / "page"))


@contextmanager
def without_stubs() -> Iterator[None]:
    """Import Gradio without the type stubs that it derives from its components each time, which takes half of its time.

    It leaves out those of a class of which Python knows no file.
    """
    known = inspect.getfile

    def getfile(object: Any) -> str:
        if getattr(object, "__module__", "").startswith("gradio."):
            raise OSError("no stubs")
        return known(object)

    inspect.getfile = getfile
    try:
        yield
    finally:
        inspect.getfile = known


def flags(argv: list[str] | None = None) -> argparse.Namespace:
    """Where to listen and which folders to show; a Space decides about host and port by itself."""
    space = "SPACE_ID" in os.environ
    parser = argparse.ArgumentParser(description="See, touch and train GANs in the browser.")
    parser.add_argument("--host", default=None if space else "127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=port, default=None if space else 7860)
    parser.add_argument("--share", action="store_true", help="ask Gradio for a public link")
    parser.add_argument("--runs", type=Path, default=HERE / "runs", help="folder of training runs")
    parser.add_argument("--checkpoints", type=Path, default=HERE / "checkpoints", help="folder of shipped models")
    parser.add_argument(
        "--disk",
        type=gigabytes,
        default=MOST,
        metavar="GB",
        help="what all runs may take; beyond it no new one begins until one is deleted (default: %(default)g)",
    )
    return parser.parse_args(argv)


def port(text: str) -> int:
    """A port number; 0 lets the system choose."""
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to 65535, not {text!r}")
    return int(text)


def gigabytes(text: str) -> float:
    """A number of gigabytes above 0."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 10**6:  # NaN fails this too
        raise argparse.ArgumentTypeError(f"the disk is a number of GB above 0, not {text!r}")
    return value


def main() -> int:
    """Start the page; the exit status."""
    given = flags()
    prepare_environment()
    with without_stubs():
        from gan_demo.ui.serve import serve

    return serve(given.host, given.port, given.share, given.runs, given.checkpoints, given.disk)


if __name__ == "__main__":
    sys.exit(main())
