"""This checkout's training against another's, in turn on one machine: the ratio of their speeds, and how losses differ.

    python bench/against.py OTHER_CHECKOUT [--recipe rpgan] [--size 64] [--rounds 7] [--seconds 4]

Each trains in a process of its own on the same made-up pictures, and rests while the other is timed. The losses are
those of the first steps of a fresh run.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
STEPS = 20  # whose losses are compared


class Racer:
    """A process that trains with the package of one checkout whenever it is told to."""

    def __init__(self, checkout: Path, recipe: str, size: int):
        words = [sys.executable, __file__, str(checkout), "--recipe", recipe, "--size", str(size), "--racer"]
        environment = {**os.environ, "PYTHONPATH": str(checkout), "OMP_WAIT_POLICY": "PASSIVE"}
        pipe = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self.process = subprocess.Popen(words, cwd=checkout, env=environment, text=True, bufsize=1, **pipe)

    def told(self, seconds: float) -> list[float]:
        """Images a second over so many seconds; the losses of the first steps where that is none."""
        print(seconds, file=self.process.stdin, flush=True)
        return [float(word) for word in self.process.stdout.readline().split()]


def race(recipe: str, size: int) -> None:
    """Do as the lines of the input say, with the package that the path leads to."""
    from speed import trainer

    player = trainer(recipe, size, 3)
    for line in sys.stdin:
        begun, images = time.perf_counter(), player.images
        if float(line):
            while time.perf_counter() - begun < float(line):
                player.step()
            print((player.images - images) / (time.perf_counter() - begun), flush=True)
        else:
            losses = [value.item() for _ in range(STEPS) for value in player.step().loss.values()]
            print(*losses, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("other", type=Path)
    parser.add_argument("--recipe", default="rpgan")
    parser.add_argument("--size", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--racer", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.racer:
        race(given.recipe, given.size)
        return
    racers = [Racer(checkout.resolve(), given.recipe, given.size) for checkout in (HERE.parent, given.other)]
    here, there = (racer.told(0) for racer in racers)
    apart = max(abs(a - b) for a, b in zip(here, there, strict=True))
    rates = [[racer.told(given.seconds)[0] for racer in racers] for _ in range(given.rounds)]
    mine, others = map(statistics.median, zip(*rates, strict=True))
    ratio = statistics.median(a / b for a, b in rates)
    print(f"{given.recipe} {given.size} px: {mine:.1f} against {others:.1f} images/s, ratio {ratio:.3f}")
    print(f"largest difference of a loss in {STEPS} steps: {apart:.2g}")


if __name__ == "__main__":
    main()
