"""The page as a process of its own, and how it is asked."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent


def spawned(root: Path, *flags: object) -> tuple[subprocess.Popen, str]:
    """The page over a folder of runs, which is only about to start, and where it will answer."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [sys.executable, ROOT / "app.py", "--port", port, "--runs", root, *flags]
    quiet = {**os.environ, "OMP_WAIT_POLICY": "PASSIVE"}
    page = subprocess.Popen(list(map(str, words)), stdout=subprocess.DEVNULL, env=quiet)
    return page, f"http://127.0.0.1:{port}/gradio_api/gan/"


def served(root: Path, *flags: object) -> tuple[subprocess.Popen, str]:
    """The page over a folder of runs, as soon as it answers."""
    page, url = spawned(root, *flags)
    wait(lambda: asked(url + "models"), 120)
    return page, url


def asked(url: str) -> bytes:
    """What a GET is answered with, a refusal too; nothing where nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.read()
    except urllib.error.HTTPError as error:
        return error.read()
    except (OSError, HTTPException):
        return b""


def told(url: str, body: dict[str, Any] | None = None, seconds: float = 30) -> tuple[int, Any]:
    """The status and the JSON of an answer, to a POST where there is a body; (0, None) where nobody answers."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=seconds) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)
    except (OSError, ValueError, HTTPException):  # it was killed, maybe in the middle of its answer
        return 0, None


def wait(condition: Callable[[], Any], seconds: float) -> None:
    """Until the condition is true; the bench ends where that takes longer."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise SystemExit("It did not happen in time.")
        time.sleep(0.05)
