"""How cost grows: seconds for 1,000 pictures of each recipe and the memory that they take, by side and by processes.

    python bench/cost.py [--sizes 32 64 128 256] [RECIPE ...]

A few steps are timed, on made-up colour pictures in batches of 16 that all processes share, and are carried forward to
1,000 pictures that D learns from. Memory is the most that all processes together took so far, beyond what they had
before; sides go upwards. The last column compares a picture with one of half the side: by what factor its cost has
grown, over that of its pixels, at worst. No worse than the pixels is 1 or less. Needs Linux.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
sys.path.insert(0, str(Path(__file__).parent.parent))

import psutil
import torch
import torch.distributed as dist
from speed import text_encoder

from gan_demo import recipes
from gan_demo.data import Dataset
from gan_demo.settings import Settings
from gan_demo.training import parallel
from gan_demo.training.engine import Trainer
from gan_demo.words import Words

BATCH, PICTURES = 16, 64
CYCLE = 4  # steps, after which penalties repeat
LEAST = 1.0  # seconds that are timed


def trainer(recipe: str, size: int, world: parallel.World) -> Trainer:
    """A trainer at the recipe's defaults, but for the batch, on noise."""
    condition = recipes.find_recipe(recipe).condition
    images = torch.randint(0, 256, (PICTURES, size, size, 3), dtype=torch.uint8)
    labels = torch.arange(PICTURES) % 10 if condition.needs_labels else None
    classes = tuple(Words(str(i), str(i)) for i in range(10)) if condition.needs_labels else ()
    dataset = Dataset("noise", images, labels, classes, ["a man with a beard", "red hair"] * (PICTURES // 2))
    settings = Settings(recipe=recipe, batch=BATCH // world.size, device="cpu")
    return Trainer(settings, dataset, world, text_encoder(dataset) if condition.needs_text_encoder else None)


def seconds(player: Trainer) -> float:
    """Seconds for 1,000 pictures."""
    player.step()
    images, begun, enough = player.images, time.perf_counter(), False
    while not enough:
        for _ in range(CYCLE):
            player.step()
        enough = player.world.any(time.perf_counter() - begun > LEAST)
    return 1000 * (time.perf_counter() - begun) / (player.images - images)


def costs(recipe: str, sizes: list[int], world: parallel.World) -> list[tuple[float, float]]:
    """Seconds for 1,000 pictures and bytes of memory at each side."""
    before, found = psutil.Process().memory_info().rss, []
    for size in sizes:
        taken = seconds(trainer(recipe, size, world))
        memory = torch.tensor(1024.0 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
        if world.size > 1:
            dist.all_reduce(memory)
        found.append((taken, memory.item()))
    return found


def measured(recipe: str, sizes: list[int], processes: int) -> list[tuple[float, float]]:
    """The cost at each side, taken in processes of their own that share the threads of this one."""
    run = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", processes] if processes > 1 else []
    command = [sys.executable, *run, __file__, recipe, "--sizes", *sizes, "--measure"]
    threads = max(1, torch.get_num_threads() // processes)
    surroundings = {**os.environ, "OMP_NUM_THREADS": str(threads), "GLOO_SOCKET_IFNAME": "lo"}
    done = subprocess.run(list(map(str, command)), env=surroundings, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("recipes", nargs="*", default=recipes.names())
    parser.add_argument("--sizes", type=int, nargs="+", default=[32, 64, 128, 256])
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        world = parallel.join("cpu")
        found = costs(given.recipes[0], given.sizes, world)
        if world.rank == 0:
            print(json.dumps(found))
        return
    head = "".join(f"{size:>12} px{'':8}" for size in given.sizes)
    print(f"{'recipe':10}{'processes':>10}{head}{'growth':>8}   ({torch.get_num_threads()} threads)")
    for recipe in given.recipes:
        for processes in given.processes:
            found = measured(recipe, given.sizes, processes)
            cells = "".join(f"{taken:12.1f} s {memory / 1e6:5.0f} MB" for taken, memory in found)
            by_side = pairwise((size, taken) for size, (taken, _) in zip(given.sizes, found, strict=True))
            growth = max((t / s * (a / b) ** 2 for (a, s), (b, t) in by_side), default=1)
            print(f"{recipe:10}{processes:>10}{cells}{growth:8.2f}", flush=True)


if __name__ == "__main__":
    main()
