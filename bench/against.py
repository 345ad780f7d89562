"""This checkout's training against another's, in turn on one machine: the ratio of their speeds, and how losses differ.

    python bench/against.py OTHER_CHECKOUT [--recipe rpgan] [--size 64] [--rounds 7] [--seconds 4] [--set width=512]

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

    def __init__(self, checkout: Path, recipe: str, size: int, settings: list[str]):
        words = [sys.executable, __file__, str(checkout), "--racer", "--recipe", recipe, "--size", str(size)]
        words += [word for pair in settings for word in ("--set", pair)]
        environment = {**os.environ, "PYTHONPATH": str(checkout), "OMP_WAIT_POLICY": "PASSIVE"}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self.process = subprocess.Popen(words, cwd=checkout, env=environment, text=True, bufsize=1, **pipes)

    def rate(self, seconds: float) -> float:
        """Images a second over so many seconds."""
        return self._told(seconds)[0]

    def losses(self) -> list[float]:
        """All losses of the next steps."""
        return self._told(0)

    def _told(self, seconds: float) -> list[float]:
        print(seconds, file=self.process.stdin, flush=True)
        return [float(word) for word in self.process.stdout.readline().split()]


def racing(recipe: str, size: int, settings: list[str]) -> None:
    """Do as the lines of the input say, with the package that the path leads to."""
    from speed import trainer

    player = trainer(recipe, size, 3, **dict(pair.split("=") for pair in settings))
    for line in sys.stdin:
        begun, images = time.perf_counter(), player.images
        if float(line):
            while time.perf_counter() - begun < float(line):
                player.step()
            print((player.images - images) / (time.perf_counter() - begun), flush=True)
        else:
            turns = [player.step() for _ in range(STEPS)]
            print(*(value.item() for turn in turns for value in turn.loss.values()), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("other", type=Path)
    parser.add_argument("--recipe", default="rpgan")
    parser.add_argument("--size", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--set", action="append", default=[], dest="settings", metavar="KEY=VALUE")
    parser.add_argument("--racer", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    chosen = given.recipe, given.size, given.settings
    if given.racer:
        racing(*chosen)
        return
    racers = [Racer(checkout.resolve(), *chosen) for checkout in (HERE.parent, given.other)]
    here, there = (racer.losses() for racer in racers)
    apart = max(abs(a - b) for a, b in zip(here, there, strict=True))
    rates = [[racer.rate(given.seconds) for racer in racers] for _ in range(given.rounds)]
    mine, others = map(statistics.median, zip(*rates, strict=True))
    ratio = statistics.median(a / b for a, b in rates)
    print(f"{given.recipe} {given.size} px: {mine:.1f} against {others:.1f} images/s, ratio {ratio:.3f}")
    print(f"largest difference of a loss in {STEPS} steps: {apart:.2g}")


if __name__ == "__main__":
    main()
