"""Training against pytorch/examples' `dcgan`: the same nets, loss, pictures and batch, in turn on one machine.

    git clone https://github.com/pytorch/examples
    python bench/race.py examples [--rounds 7] [--seconds 8]

Its script runs as it is, without loader processes, which would only compete on two cores; it needs torchvision. The
nets are those of the paper, 512 channels at 4 x 4 px, and a latent of 100.
"""

import argparse
import contextlib
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import numpy as np
from against import HERE, Racer
from PIL import Image

BATCH, PICTURES = 64, 2048


class Peer:
    """The other script, which goes on where it was each time that it is let go; it prints a line for each step."""

    def __init__(self, examples: Path, pictures: Path):
        words = [sys.executable, "-u", examples.resolve() / "dcgan" / "main.py", "--dataset", "folder"]
        words += ["--dataroot", pictures, "--workers", "0", "--niter", "100000", "--outf", pictures.parent]
        environment = {**os.environ, "OMP_WAIT_POLICY": "PASSIVE"}
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(words, env=environment, stdout=pipe, text=True, start_new_session=True)
        self.steps: list[float] = []
        Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in self.process.stdout:
            if "Loss_D" in line:
                self.steps.append(time.perf_counter())

    def rate(self, seconds: float) -> float:
        """Images a second over so many seconds, from the first step that ends in them to the last."""
        before = len(self.steps)
        self.process.send_signal(signal.SIGCONT)
        until = time.perf_counter() + seconds
        while (time.perf_counter() < until or len(self.steps) < before + 3) and self.process.poll() is None:
            time.sleep(0.01)
        self.process.send_signal(signal.SIGSTOP)
        first, *_, last = self.steps[before:]
        return BATCH * (len(self.steps) - before - 1) / (last - first)


@contextlib.contextmanager
def made_up() -> Iterator[Path]:
    """A folder with a class of noise pictures."""
    rng = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as folder:
        pictures = Path(folder) / "pictures"
        (pictures / "one").mkdir(parents=True)
        for i in range(PICTURES):
            Image.fromarray(rng.integers(0, 256, (64, 64, 3), np.uint8)).save(pictures / "one" / f"{i}.png")
        yield pictures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("examples", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--precision", default="float32")
    given = parser.parse_args()
    alike = ["width=512", "latent=100", f"batch={BATCH}", f"precision={given.precision}"]
    with made_up() as pictures:
        peer = Peer(given.examples, pictures)
        try:
            peer.rate(1)
            here = Racer(HERE.parent, "dcgan", 64, alike)
            here.rate(1)
            rates = [(here.rate(given.seconds), peer.rate(given.seconds)) for _ in range(given.rounds)]
        finally:
            peer.process.kill()
    mine, others = map(statistics.median, zip(*rates, strict=True))
    ratio = statistics.median(a / b for a, b in rates)
    print(f"dcgan 64 px: {mine:.1f} against {others:.1f} images/s, ratio {ratio:.3f} ({given.precision})")


if __name__ == "__main__":
    main()
