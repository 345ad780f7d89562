"""This checkout's training against another's, in turn on one machine: the ratio of their speeds, and how losses differ.

    python bench/against.py OTHER_CHECKOUT [--recipe rpgan] [--size 64] [--rounds 7] [--seconds 4] [--set width=512]

Each trains in a process of its own on the same made-up pictures, and rests while the other is timed. The losses are
those of the first steps of a fresh run, in float64: in float32 what rounding does to a GAN grows a hundred thousand
times in twenty steps, and hides whether the mathematics is the same.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
STEPS, SMALL = 20, 8  # whose losses are compared, and how many pictures each of them sees


class Racer:
    """A process that trains with the package of one checkout whenever it is told to."""

    def __init__(self, checkout: Path, recipe: str, size: int, settings: list[str], kind: str = "timed"):
        words = [sys.executable, __file__, str(checkout), "--racer", kind, "--recipe", recipe, "--size", str(size)]
        words += [word for pair in settings for word in ("--set", pair)]
        environment = {**os.environ, "PYTHONPATH": str(checkout), "OMP_WAIT_POLICY": "PASSIVE"}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self.process = subprocess.Popen(words, cwd=checkout, env=environment, text=True, bufsize=1, **pipes)

    def rate(self, seconds: float) -> float:
        """Images a second over so many seconds."""
        print(seconds, file=self.process.stdin, flush=True)
        return float(self.process.stdout.readline())

    def losses(self) -> list[float]:
        """All losses of the first steps, after which an exact racer ends."""
        return [float(word) for word in self.process.stdout.read().split()]


def racing(player: Any) -> None:
    """Train for as many seconds as each line of the input says, and answer with the images a second."""
    for line in sys.stdin:
        begun, images = time.perf_counter(), player.images
        while time.perf_counter() - begun < float(line):
            player.step()
        print((player.images - images) / (time.perf_counter() - begun), flush=True)


def exact(player: Any) -> None:
    """Take the first steps in float64 and print their losses."""
    for net in (player.G, player.D, player.ema):
        net.double()
    player.share, batches = player.share.double(), player.next_batch

    def next_batch() -> Any:
        batch = batches()
        return replace(batch, real=batch.real.double(), z=batch.z.double(), uniform=batch.uniform.double())

    player.next_batch = next_batch
    print(*(value.item() for _ in range(STEPS) for value in player.step().loss.values()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("other", type=Path)
    parser.add_argument("--recipe", default="rpgan")
    parser.add_argument("--size", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--set", action="append", default=[], dest="settings", metavar="KEY=VALUE")
    parser.add_argument("--racer", choices=("timed", "exact"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    chosen = given.recipe, given.size, ["batch=64", *given.settings]  # a recipe may begin with fewer in one of them
    if given.racer:
        from speed import trainer  # with the package that the path leads to

        player = trainer(given.recipe, given.size, 3, **dict(pair.split("=") for pair in given.settings))
        (racing if given.racer == "timed" else exact)(player)
        return
    checkouts = HERE.parent, given.other.resolve()
    small = [*chosen[2], f"batch={SMALL}"]
    here, there = (Racer(checkout, *chosen[:2], small, "exact").losses() for checkout in checkouts)
    apart = max(abs(a - b) for a, b in zip(here, there, strict=True))
    racers = [Racer(checkout, *chosen) for checkout in checkouts]
    rates = [[racer.rate(given.seconds) for racer in racers] for _ in range(given.rounds)]
    mine, others = map(statistics.median, zip(*rates, strict=True))
    ratio = statistics.median(a / b for a, b in rates)
    print(f"{given.recipe} {given.size} px: {mine:.1f} against {others:.1f} images/s, ratio {ratio:.3f}")
    print(f"largest difference of a loss in {STEPS} steps: {apart:.2g}")


if __name__ == "__main__":
    main()
