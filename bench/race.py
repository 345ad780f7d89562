"""Training against pytorch/examples' `dcgan`: the same nets, loss, pictures and batch, in turn on one machine.

    git clone https://github.com/pytorch/examples
    python bench/race.py examples [--rounds 7] [--seconds 8]
    python bench/race.py examples --minutes 10

Its script runs as it is, without loader processes, which would only compete on two cores; it needs torchvision. The
nets are those of the paper, 512 channels at 4 x 4 px, and a latent of 100. With --minutes each trains so long at its
own defaults on the avatars, and what is printed are the distances that both have then.
"""

import argparse
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Thread

import numpy as np
import torch
from against import HERE, Racer
from numpy.typing import NDArray
from PIL import Image

sys.path.insert(0, str(HERE.parent))
from gan_demo import runs
from gan_demo.data import find_source
from gan_demo.metrics.classifier import classify, trained_classifier
from gan_demo.metrics.figures import frechet_distance
from gan_demo.pictures.images import to_uint8
from gan_demo.pipelines.pipeline import GAN
from gan_demo.settings import Settings

SIZE, BATCH, PICTURES = 64, 64, 2048
DATA, COUNT = "avatars", 5000


class Peer:
    """The other script, which goes on where it was each time that it is let go; it prints a line for each step."""

    def __init__(self, examples: Path, pictures: Path, epochs: int = 100_000):
        words = [sys.executable, "-u", examples.resolve() / "dcgan" / "main.py", "--dataset", "folder"]
        words += ["--dataroot", pictures, "--workers", "0", "--niter", str(epochs), "--outf", pictures.parent]
        environment = {**os.environ, "OMP_WAIT_POLICY": "PASSIVE"}
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(words, env=environment, stdout=pipe, text=True, start_new_session=True)
        self.steps: list[float] = []
        self.listener = Thread(target=self._listen, daemon=True)
        self.listener.start()

    def _listen(self) -> None:
        for line in self.process.stdout:
            if "Loss_D" in line:
                self.steps.append(time.perf_counter())

    def close(self) -> None:
        self.process.kill()

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


@contextmanager
def stored(pictures: Iterable[NDArray]) -> Iterator[Path]:
    """A folder with one class of pictures."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "pictures"
        (root / "one").mkdir(parents=True)
        for i, picture in enumerate(pictures):
            Image.fromarray(picture).save(root / "one" / f"{i}.png")
        yield root


def speeds(given: argparse.Namespace) -> str:
    """Images a second of both, in turn."""
    alike = ["width=512", "latent=100", f"batch={BATCH}", f"precision={given.precision}"]
    rng = np.random.default_rng(0)
    noise = rng.integers(0, 256, (PICTURES, SIZE, SIZE, 3), np.uint8)
    with stored(noise) as pictures, closing(Peer(given.examples, pictures)) as peer:
        peer.rate(1)
        here = Racer(HERE.parent, "dcgan", SIZE, alike)
        here.rate(1)
        rates = [(here.rate(given.seconds), peer.rate(given.seconds)) for _ in range(given.rounds)]
    mine, others = map(statistics.median, zip(*rates, strict=True))
    ratio = statistics.median(a / b for a, b in rates)
    return f"dcgan {SIZE} px: {mine:.1f} against {others:.1f} images/s, ratio {ratio:.3f} ({given.precision})"


def distances(given: argparse.Namespace) -> str:
    """How far what both draw is from held-out portraits, after the same minutes; the peer saves after each epoch."""
    source = find_source(DATA)
    train, held_out = source.load(SIZE).images.numpy(), source.load(SIZE, split="test").images.numpy()
    judge = next(event for event in trained_classifier(DATA, SIZE) if isinstance(event, torch.nn.Module))
    with stored(train[:PICTURES]) as pictures, closing(Peer(given.examples, pictures)) as peer:
        peer.rate(5)
        fits = int(60 * given.minutes * peer.rate(30))
    seen = np.random.default_rng(0).permutation(len(train))[: fits - fits % BATCH]
    with stored(train[i] for i in seen) as pictures, closing(Peer(given.examples, pictures, epochs=1)) as peer:
        assert peer.process.wait() == 0
        peer.listener.join()
        seconds = peer.steps[-1] - peer.steps[0]
        theirs = drawn_by(torch.load(pictures.parent / "netG_epoch_0.pth", weights_only=True))
        run = pictures.parent / "run"
        words = ["train", Settings().recipe, "--data", DATA, "--run", run, "--minutes", f"{seconds / 60:.2f}"]
        subprocess.run([sys.executable, "-m", "gan_demo", *map(str, words)], cwd=HERE.parent, check=True)
        mine = GAN.load(run / runs.CHECKPOINT).draw(COUNT, 1)
    real = classify(judge, held_out[:COUNT])[0]
    here, there, floor = (
        frechet_distance(real, classify(judge, pictures)[0]) for pictures in (mine, theirs, train[:COUNT])
    )
    return (
        f"{DATA} {SIZE} px after {seconds / 60:.1f} minutes of each: distance {here:.0f} against {there:.0f} of "
        f"{COUNT} pictures, ratio {here / there:.2f} (real pictures {floor:.0f}); it saw {len(seen)}"
    )


def drawn_by(weights: dict[str, torch.Tensor]) -> NDArray:
    """Pictures of the peer's generator, as its script draws them: with the statistics of each batch."""
    kernels = [tensor for tensor in weights.values() if tensor.dim() == 4]
    layers: list[torch.nn.Module] = []
    for i, kernel in enumerate(kernels):
        wide, narrow = kernel.shape[:2]
        layers.append(torch.nn.ConvTranspose2d(wide, narrow, 4, min(2, 1 + i), min(1, i), bias=False))
        if i < len(kernels) - 1:
            layers += [torch.nn.BatchNorm2d(narrow), torch.nn.ReLU()]
    net = torch.nn.Sequential(*layers, torch.nn.Tanh())
    net.load_state_dict({name.removeprefix("main."): tensor for name, tensor in weights.items()})
    noise = torch.Generator().manual_seed(1)
    with torch.no_grad():
        batches = [net(torch.randn(100, len(kernels[0]), 1, 1, generator=noise)) for _ in range(COUNT // 100)]
    return to_uint8(torch.cat(batches)).numpy()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("examples", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--precision", default="float32")
    parser.add_argument("--minutes", type=float, help="compare distances after so long, and not speeds")
    given = parser.parse_args()
    print(distances(given) if given.minutes else speeds(given))


if __name__ == "__main__":
    main()
