"""What it costs a trainer to be watched: images a second with and without viewers of its page, in turns.

A viewer here asks the server for what an open Train tab asks for, at the same pace, but paints nothing: a real viewer's
browser runs on another machine. Also measured: seconds from Start to the first grid, and how long a picture of the
Explore tab takes beside the trainer.

    python bench/watching.py --viewers 3 --rounds 5 --seconds 15
"""

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from gan_demo import runs  # noqa: E402
from gan_demo.settings import Settings  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--viewers", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--recipe", default="rpgan")
    parser.add_argument("--data", default="fashion-mnist")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "runs"
        page, url = served(root)
        try:
            run, first = started(root, given)
            print(f"first grid after {first:.1f} s", flush=True)
            ratios = rounds(run, url, given)
            share = statistics.median(ratios)
            print(f"with {given.viewers} viewers: {share:.3f} of the images/s (median of {len(ratios)})")
            latencies(url)
        finally:
            for run in runs.found(root):
                runs.stop(run)
                wait(lambda run=run: not runs.status(run).alive, 60)
            page.terminate()
            page.wait(20)


def served(root: Path) -> tuple[subprocess.Popen, str]:
    """The page over an empty folder of runs."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [sys.executable, str(ROOT / "app.py"), "--port", str(port), "--runs", str(root)]
    page = subprocess.Popen(words, stdout=subprocess.DEVNULL, env={**os.environ, "OMP_WAIT_POLICY": "PASSIVE"})
    url = f"http://127.0.0.1:{port}/gradio_api/gan/"
    wait(lambda: asked(url + "models"), 120)
    time.sleep(8)  # it warms up a model in the background
    return page, url


def started(root: Path, given: argparse.Namespace) -> tuple[Path, float]:
    """A run, and the seconds until its first grid was there."""
    begun = time.monotonic()
    run = runs.start(Settings(recipe=given.recipe, data=given.data), root)
    wait(lambda: runs.grids(run), 120)
    return run, time.monotonic() - begun


def rounds(run: Path, url: str, given: argparse.Namespace) -> list[float]:
    """The rate with viewers over the mean of the rates without, before and after; a warm-up goes first."""
    rate(run, given.seconds)
    ratios, alone = [], rate(run, given.seconds)
    for _ in range(given.rounds):
        stop = threading.Event()
        viewers = [threading.Thread(target=watch, args=(url, run.name, stop)) for _ in range(given.viewers)]
        for viewer in viewers:
            viewer.start()
        seen = rate(run, given.seconds)
        stop.set()
        for viewer in viewers:
            viewer.join()
        after = rate(run, given.seconds)
        ratios.append(2 * seen / (alone + after))
        print(f"alone {alone:.0f}, watched {seen:.0f}, alone {after:.0f} images/s", flush=True)
        alone = after
    return ratios


def rate(run: Path, seconds: float) -> float:
    """Images a second over a stretch of time, from the run's own count of pictures."""

    def last() -> dict:
        return next(event for event in reversed(runs.history(run)) if event["event"] == "Progress")

    wait(lambda: any(event["event"] == "Progress" for event in runs.history(run)), 60)
    first = last()
    time.sleep(seconds)
    second = last()
    return (second["images"] - first["images"]) / max(second["time"] - first["time"], 1e-9)


def watch(url: str, name: str, stop: threading.Event) -> None:
    """Ask for what a Train tab asks for each second: the runs, this run, and its pictures when there are new ones."""
    shown = None
    while not stop.wait(1):
        asked(url + "runs")
        told = json.loads(asked(f"{url}run/{name}"))
        if told["grids"] and told["grids"][-1] != shown:
            shown = told["grids"][-1]
            for what in ("grid", "fresh", "scores"):
                asked(f"{url}run/{name}/{what}?step={shown}")


def latencies(url: str) -> None:
    """How long a picture takes while a slider moves, beside the trainer."""
    times = []
    for i in range(60):
        begun = time.monotonic()
        asked(f"{url}picture?model=avatars&seed=1&d={i / 30 - 1:.2f}")
        times.append(1000 * (time.monotonic() - begun))
        time.sleep(0.05)
    times.sort()
    print(f"a picture of Explore beside the trainer: {times[30]:.0f} ms (median), {times[56]:.0f} ms (95th percentile)")


def asked(url: str) -> bytes:
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.read()
    except urllib.error.HTTPError as error:
        return error.read()
    except OSError:
        return b""


def wait(condition, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise SystemExit("It did not happen in time.")
        time.sleep(0.05)


if __name__ == "__main__":
    main()
