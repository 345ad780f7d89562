"""Kill trainers and the page at random moments, many times, and check what is left; fill a small disk as well.

python bench/faults.py --kills 100
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import numpy as np
from PIL import Image

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import torch  # noqa: E402
from watching import served, wait  # noqa: E402

from gan_demo import runs  # noqa: E402
from gan_demo.pipeline import GAN  # noqa: E402
from gan_demo.settings import Settings  # noqa: E402

SMALL = {"size": 32, "batch": 8, "width": 32, "latent": 8, "grid_seconds": 0.5}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", nargs="+", choices=("trainer", "page", "disk"), default=("trainer", "page", "disk"))
    given = parser.parse_args()
    dice, pages = random.Random(given.seed), max(1, given.kills // 10)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        pictures = drawn(Path(folder) / "pictures")
        if "trainer" in given.only:
            print(
                f"trainer killed {given.kills} times: {trainer_kills(pictures, Path(folder) / 'a', given.kills, dice)}"
            )
        if "page" in given.only:
            print(f"page killed {pages} times: {page_kills(pictures, Path(folder) / 'b', pages, dice)}")
        if "disk" in given.only:
            print(f"full disk: {full_disk(pictures, Path(folder) / 'c')}")


def drawn(folder: Path) -> Path:
    """A few noisy pictures."""
    folder.mkdir()
    for i in range(40):
        noise = np.random.default_rng(i).integers(0, 255, (32, 32, 3), dtype=np.uint8)
        Image.fromarray(noise).save(folder / f"{i}.png")
    return folder


def trainer_kills(pictures: Path, root: Path, times: int, dice: random.Random) -> str:
    """Kill and resume one run again and again; what is broken afterwards."""
    run = runs.start(Settings(recipe="sngan", data=str(pictures), **SMALL), root)
    wait(lambda: "Saved" in kinds(run), 60)
    broken, lost = [], []
    for number in range(times):
        time.sleep(dice.uniform(0, 6))
        trainer = runs.process(run)
        if trainer is None:
            broken.append(f"{number}: it was not there")
        else:
            trainer.kill()
            trainer.wait(10)
        wait(lambda: not runs.status(run).alive, 20)
        problem, gone = checked(run)
        lost.append(gone)
        broken += [f"{number}: {problem}"] * bool(problem)
        count = len(runs.read(run).events)
        runs.resume(run)
        wait(lambda count=count: "Started" in kinds(run)[count:], 60)
    runs.stop(run)
    wait(lambda: not runs.status(run).alive, 60)
    return f"{len(broken)} broken, {max(lost)} steps lost at most {broken or ''}"


def kinds(run: Path) -> list[str]:
    return [event["event"] for event in runs.read(run).events]


def checked(run: Path) -> tuple[str, int]:
    """What is wrong with the folder of a killed run, and how many steps were lost."""
    story = runs.history(run)
    saved = max((event["step"] for event in story if event["event"] == "Saved"), default=0)
    last = max((event.get("step", 0) for event in story), default=0)
    if runs.status(run).state != "crashed":
        return f"its state is {runs.status(run).state}", 0
    try:
        at = torch.load(run / runs.STATE, weights_only=True)["counters"]["steps"]
        for step in runs.snapshots(run):
            torch.load(runs.snapshot(run, step), weights_only=True)
        GAN.from_pretrained(run / runs.CHECKPOINT)
        for _, path in runs.grids(run):
            Image.open(path).load()
    except Exception as error:
        return f"{type(error).__name__}: {error}", 0
    return ("" if at >= saved else f"state of {at}, though {saved} was told"), last - at


def page_kills(pictures: Path, root: Path, times: int, dice: random.Random) -> str:
    """Kill the page while a run trains; the run must go on, and the next page must show it."""
    broken = 0
    page, url = served(root)
    run = runs.start(Settings(recipe="sngan", data=str(pictures), **SMALL), root)
    wait(lambda: "Progress" in kinds(run), 60)
    for _ in range(times):
        time.sleep(dice.uniform(0, 2))
        page.kill()
        page.wait(10)
        count = len(kinds(run))
        page, url = served(root)
        with urllib.request.urlopen(f"{url}run/{run.name}", timeout=20) as answer:
            broken += b'"running"' not in answer.read() or len(kinds(run)) <= count
    page.terminate()
    page.wait(20)
    runs.stop(run)
    wait(lambda: not runs.status(run).alive, 60)
    return f"{broken} broken"


def full_disk(pictures: Path, root: Path) -> str:
    """A run on a disk of 1 MB, which needs root; how it ends."""
    root.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(root)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode:
        return "not tried, a small disk cannot be mounted here"
    try:
        run = runs.start(Settings(recipe="sngan", data=str(pictures), **{**SMALL, "width": 64}), root)
        wait(lambda: not runs.status(run).alive, 120)
        status = runs.status(run)
        return f"{status.state}: {status.reason.en if status.reason else ''}"
    finally:
        subprocess.run(["umount", str(root)], capture_output=True)


if __name__ == "__main__":
    main()
