"""Images a second of every recipe in training, and milliseconds a picture in drawing, on made-up pictures.

    python bench/speed.py [--seconds 10] [RECIPE ...]

Medians of one-second ticks after two seconds of warm-up; other work on the machine makes all of them worse.
"""

import argparse
import os
import statistics
import time

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import torch

from gan_demo import recipes
from gan_demo.data import Dataset
from gan_demo.nets.matching import Matcher
from gan_demo.settings import Settings
from gan_demo.text.captioner import captioner_of
from gan_demo.text.tokenizer import Tokenizer
from gan_demo.training.engine import Trainer
from gan_demo.words import Words

try:
    from gan_demo.text.text_encoder import TextEncoder
except ModuleNotFoundError:  # a build of before the names of 2026-11-29, for bench/against.py
    from gan_demo.text.reader import Reader as TextEncoder


def trainer(recipe: str, size: int, channels: int, **settings: str) -> Trainer:
    """A trainer on noise, at the recipe's defaults but for the settings."""
    torch.manual_seed(0)
    found = recipes.recipes()[recipe]
    if hasattr(found, "needs"):  # that build too
        needs_classes, needs_captions = found.needs == "class", found.needs == "caption"
    else:
        needs_classes, needs_captions = found.condition.needs_labels, found.condition.needs_text_encoder
    images = torch.randint(0, 256, (2048, size, size, channels), dtype=torch.uint8)
    labels = torch.arange(2048) % 10 if needs_classes else None
    classes = tuple(Words(str(i), str(i)) for i in range(10)) if needs_classes else ()
    dataset = Dataset("noise", images, labels, classes, ["a man with a beard", "red hair"] * 1024)
    chosen = Settings(recipe=recipe).with_text(settings)
    return Trainer(chosen, dataset, None, text_encoder(dataset) if needs_captions else None)


def text_encoder(dataset: Dataset) -> TextEncoder:
    """One that has learned nothing, at the size of the shipped one."""
    captioner = captioner_of(dataset)
    tokenizer = Tokenizer.train(captioner.samples(100), captioner.lexicon)
    _, _, size, channels = dataset.images.shape
    return TextEncoder(tokenizer, Matcher(len(tokenizer), size, channels))


def rate(player: Trainer, seconds: float) -> float:
    """Median images a second."""
    ticks, begun = [], time.perf_counter()
    while time.perf_counter() - begun < seconds + 2:
        images, tick = player.images, time.perf_counter()
        while time.perf_counter() - tick < 1:
            player.step()
        ticks.append((player.images - images) / (time.perf_counter() - tick))
    return statistics.median(ticks[2:])


@torch.inference_mode()
def latency(player: Trainer) -> float:
    """Median milliseconds to draw one picture on one thread."""
    torch.set_num_threads(1)
    z, condition = torch.randn(1, 64), player.conditions(torch.tensor([0]), 0)
    times = []
    for _ in range(50):
        begun = time.perf_counter()
        player.ema(z, condition)
        times.append(time.perf_counter() - begun)
    return 1000 * statistics.median(times)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("recipes", nargs="*", default=recipes.names())
    parser.add_argument("--seconds", type=float, default=10)
    given = parser.parse_args()
    threads = torch.get_num_threads()
    print(f"{'recipe':10} {'32 px grey':>12} {'64 px colour':>14} {'draw 64 px':>12}   ({threads} threads)")
    for name in given.recipes:
        torch.set_num_threads(threads)
        small, large = trainer(name, 32, 1), trainer(name, 64, 3)
        rates = [rate(player, given.seconds) for player in (small, large)]
        print(f"{name:10} {rates[0]:8.0f} img/s {rates[1]:10.0f} img/s {latency(large):9.1f} ms", flush=True)


if __name__ == "__main__":
    main()
