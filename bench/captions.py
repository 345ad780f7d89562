"""Milliseconds from a caption to its pictures with their attention maps, by the shipped model.

    python bench/captions.py [--threads 2] [--times 50]

Medians and the slowest of twenty; the page adds the encoding of the pictures.
"""

import argparse
import os
import time

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
import torch

from gan_demo.checkpoints import SHIPPED
from gan_demo.pipelines.illustration import illustrate
from gan_demo.pipelines.pipeline import GAN
from gan_demo.text.examples import example_captions


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--times", type=int, default=50)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    gan, texts = GAN.from_pretrained(SHIPPED / "avatar-captions"), [made.text for made in example_captions()]
    for count in (1, 8, 16):
        z, took = gan.latents(count, 1), []
        for i in range(given.times):
            begun = time.perf_counter()
            illustrate(gan, gan.text_encoder.read(texts[i % len(texts)]), z)
            took.append(1000 * (time.perf_counter() - begun))
        print(f"{count:2} pictures: median {np.median(took):5.1f} ms, 95 % within {np.quantile(took, 0.95):5.1f} ms")


if __name__ == "__main__":
    main()
