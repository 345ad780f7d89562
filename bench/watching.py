"""What it costs a trainer to be watched: images a second with and without viewers of its page, in turns.

A viewer here asks the server for what an open Train tab asks for, at the same pace, but paints nothing: a real viewer's
browser runs on another machine. Also measured: seconds from Start to the first grid, and how long a picture of the
Explore tab takes beside the trainer.

    python bench/watching.py --viewers 3 --rounds 5 --seconds 15
"""

import argparse
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from serving import asked, served, wait
from viewing import Tab

from gan_demo import runs
from gan_demo.data import find_source
from gan_demo.settings import Settings

WARM = 8  # seconds in which the page warms up a model in the background


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
            time.sleep(WARM)
            print(usual(root), flush=True)
            run, first = started(root, Settings(recipe=given.recipe, data=given.data))
            print(f"first grid of {given.recipe} on {given.data} after {first:.1f} s", flush=True)
            ratios = rounds(run, url, given)
            share = statistics.median(ratios)
            print(f"with {given.viewers} viewers: {share:.3f} of the images/s (median of {len(ratios)})")
            latencies(url)
        finally:
            for run in runs.find_runs(root):
                ended(run)
            page.terminate()
            page.wait(20)


def usual(root: Path) -> str:
    """The first grid with what the form shows at first, where no pictures of it are left to draw."""
    plain = Settings()
    source = find_source(plain.data, plain.crop)
    size = plain.size or source.sizes[0]
    if source.count(size) < source.total:
        ready = f"{source.count(size):,} of {source.total:,} pictures are ready"
        return f"first grid of the form's defaults not measured: {ready}; gan-demo data prepare {plain.data} makes all"
    run, seconds = started(root, plain)
    ended(run)
    return f"first grid of the form's defaults, {plain.recipe} on {plain.data}, after {seconds:.1f} s"


def started(root: Path, settings: Settings) -> tuple[Path, float]:
    """A run, and the seconds until its first grid was there."""
    begun = time.monotonic()
    run = runs.start_run(settings, root)
    wait(lambda: runs.grids(run), 120)
    return run, time.monotonic() - begun


def ended(run: Path) -> None:
    """Let the run end, so that another may train."""
    runs.stop(run)
    wait(lambda: not runs.status(run).alive, 60)


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
    """Ask for what an open Train tab asks for, each second."""
    tab = Tab(url, name)
    while not stop.wait(1):
        tab.beat()


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


if __name__ == "__main__":
    main()
