"""Kill trainers and pages at random moments, many times, and check what is left; fill a small disk; open two pages.

    python bench/faults.py [--kills 100] [--pages 100] [--only trainer page disk twins]

Each kill comes soon after its process was started, so that many come before it is ready; more than half of those that
come later come in the middle of an order. What could not be read, or what the next process does not
show as it was, is broken; a draft that outlives the next start is left over.
"""

import argparse
import os
import random
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from filling import full
from killing import pages, silenced, trainers
from PIL import Image
from twins import two

FAULTS = ("trainer", "page", "disk", "twins")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=100, help="of the trainer")
    parser.add_argument("--pages", type=int, help="kills of the page, as many as of the trainer where not said")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", nargs="+", choices=FAULTS, default=FAULTS)
    given = parser.parse_args()
    killed = given.kills if given.pages is None else given.pages
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.environ["GAN_DEMO_CACHE"] = f"{folder}/cache"
        pictures = drawn(Path(folder) / "pictures")
        for fault in given.only:
            root, dice = Path(folder) / fault, random.Random(f"{given.seed} {fault}")
            try:
                match fault:
                    case "trainer":
                        print(f"trainer killed {given.kills} times: {trainers(pictures, root, given.kills, dice)}")
                    case "page":
                        print(f"page killed {killed} times: {pages(pictures, root, killed, dice)}")
                    case "disk":
                        print(f"full disk: {full(pictures, root)}")
                    case "twins":
                        print(f"two pages on one folder: {two(pictures, root)}")
            finally:
                for place in (root, *root.glob("*")):
                    silenced(place)


def drawn(folder: Path) -> Path:
    """A few noisy pictures."""
    folder.mkdir()
    for i in range(40):
        noise = np.random.default_rng(i).integers(0, 255, (32, 32, 3), dtype=np.uint8)
        Image.fromarray(noise).save(folder / f"{i}.png")
    return folder


if __name__ == "__main__":
    main()
