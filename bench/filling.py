"""A disk that is full while a run trains on it: how the run ends, what is left of it, and what may still be asked."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import leftovers
from killing import begun, kinds, silenced
from serving import wait
from starlette.applications import Starlette
from starlette.testclient import TestClient

from gan_demo import runs
from gan_demo.ui import live
from gan_demo.ui.gallery import Gallery
from gan_demo.ui.run_pages import RunPages

MEGABYTES = 16


def full(pictures: Path, root: Path) -> str:
    """One run on a small disk, which needs root to be mounted, and one elsewhere."""
    with small_disk(root / "disk") as disk:
        if disk is None:
            return "not tried, a small disk cannot be mounted here"
        other, run = begun(pictures, root / "elsewhere"), begun(pictures, disk)
        (disk / "models").mkdir()
        fill(disk)
        wait(lambda: not runs.status(run).alive, 120)
        status, here = runs.status(run), set(disk.iterdir())
        print(f"  it {status.state}: {status.reason.en if status.reason else 'without a word'}")
        refused(disk, run, pictures)
        count = len(kinds(other))
        wait(lambda: len(kinds(other)) > count, 60)
        runs.stop(other)
        wait(lambda: not runs.status(other).alive, 60)
        broken = [problem for one in (run, other) for problem in [*leftovers.missing(one), *leftovers.half(one)]]
        new = sorted(path.name for path in {*disk.iterdir()} - here)
        traced = "Traceback" in (run / runs.LOG).read_text(encoding="utf-8")
        return f"{len(broken)} broken {broken or ''}, {len(new)} left over {new or ''}{', a traceback' * traced}"


@contextmanager
def small_disk(folder: Path) -> Iterator[Path | None]:
    """A file system of so many megabytes in that folder; None where it is not permitted."""
    folder.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(folder)]
    try:
        yield None if subprocess.run(mount, capture_output=True).returncode else folder
    except FileNotFoundError:  # no such program
        yield None
    finally:
        silenced(folder)
        subprocess.run(["umount", "-l", str(folder)], capture_output=True)


def fill(disk: Path) -> None:
    """Leave not a byte."""
    with suppress(OSError), open(disk / "ballast", "wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))


def refused(disk: Path, run: Path, pictures: Path) -> None:
    """Tell how the page answers what cannot be done on a full disk."""
    routes = live.page_routes(Gallery(disk / "models", disk), RunPages(disk), own_folders=True)
    client = TestClient(Starlette(routes=routes), raise_server_exceptions=False)
    step = runs.snapshots(run)[-1]
    asked = {
        "start": ("/start", {"data": str(pictures), "recipe": "sngan", "size": 32}),
        "fork": (f"/run/{run.name}/do", {"do": "fork", "step": step}),
        "keep": (f"/run/{run.name}/do", {"do": "keep", "name": "kept"}),
        "resume": (f"/run/{run.name}/do", {"do": "resume"}),
    }
    for name, (path, body) in asked.items():
        answer = client.post(live.PREFIX + path, json=body)
        said = answer.json()["error"]["en"] if "error" in answer.text else answer.text
        print(f"  {name}: {answer.status_code} {said}")
