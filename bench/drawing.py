"""Milliseconds of one core to draw with each shipped model: the net as it was trained, and in its form for drawing.

    python bench/drawing.py [--rounds 7] [--counts 1 9 64] [MODEL ...]

Both are asked in turn; medians of rounds, each the fastest of several calls. Also said: how far the pictures are apart,
in floats and in pixels of 8 bits.
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import torch

from gan_demo import checkpoints
from gan_demo.pictures.images import to_uint8
from gan_demo.pipelines.pipeline import GAN

CAPTION = "long pink hair, winking, wearing a yellow hoodie"
CALLS = {1: 20, 9: 5}  # of a round; of more pictures, 2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("models", nargs="*", default=list(checkpoints.find_checkpoints(checkpoints.SHIPPED)))
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--counts", type=int, nargs="+", default=[1, 9, 64])
    given = parser.parse_args()
    torch.set_num_threads(1)
    print("| model | pictures | net, ms | for drawing, ms | ratio | floats apart | pixels off |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for name in given.models:
        gan = GAN.load(checkpoints.SHIPPED / name)
        for count in given.counts:
            print(f"| `{name}` | {count} | {row(gan, count, given.rounds)} |", flush=True)


@torch.inference_mode()
def row(gan: GAN, count: int, rounds: int) -> str:
    """The cells of one model at that many pictures."""
    given = asked(gan, count)
    forms = [lambda net=net: net(*given) for net in (gan.net, gan.drawing)]
    one, other = (form() for form in forms)
    off = (to_uint8(one).int() - to_uint8(other).int()).abs()
    pairs = [[fastest(form, CALLS.get(count, 2)) for form in forms] for _ in range(rounds)]
    before, after = map(statistics.median, zip(*pairs, strict=True))
    ratio = statistics.median(new / old for old, new in pairs)
    apart = f"{float((one - other).abs().max()):.0e} | {int((off > 0).sum())} of {off.numel():,} by {int(off.max())}"
    return f"{before:.2f} | {after:.2f} | {ratio:.2f} | {apart}"


def asked(gan: GAN, count: int) -> tuple[torch.Tensor, Any]:
    """Latents, and what else the net takes."""
    z = torch.from_numpy(gan.latents(count, 1))
    if gan.text_encoder:
        return z, gan.told([gan.text_encoder.read(CAPTION)], z)
    if gan.config.drawing:
        return z, torch.ones(count, 1, gan.size, gan.size)
    return z, torch.arange(count) % len(gan.classes) if gan.classes else None


def fastest(form: Callable[[], Any], calls: int) -> float:
    """Milliseconds of the fastest call, of this thread alone, so that other work on the machine counts little."""
    took = []
    for _ in range(calls):
        begun = time.thread_time()
        form()
        took.append(1000 * (time.thread_time() - begun))
    return min(took)


if __name__ == "__main__":
    main()
