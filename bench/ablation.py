"""What each choice of the engine is worth: training speed with the choice undone, against the engine as it is.

    python bench/ablation.py [--seconds 5] [--rounds 3]

Both are timed in turn within each round; a line shows the median of the ratios (below 1: the choice pays).
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import torch
from PIL import Image
from speed import trainer
from torch.utils.data import DataLoader
from torchvision.transforms.functional import to_tensor

from gan_demo.objectives.objective import Batch
from gan_demo.pictures.images import to_float
from gan_demo.training.engine import Trainer


def as_it_is() -> Trainer:
    return trainer("rpgan", 64, 3)


def per_picture_loader() -> Trainer:
    """Pictures through Pillow and a DataLoader, one at a time, as most public trainers read them."""
    player = as_it_is()
    pictures = [Image.fromarray(picture.numpy()) for picture in player.dataset.images]
    loader = DataLoader(
        pictures, 64, shuffle=True, drop_last=True, collate_fn=lambda p: torch.stack([*map(to_tensor, p)])
    )

    def endless():
        while True:
            yield from loader

    batches, plain = endless(), player.batches.next

    def following() -> Batch:
        batch = plain()
        batch.real = next(batches) * 2 - 1
        return batch

    player.batches.next = following
    return player


def fresh_fakes() -> Trainer:
    """A second pass of the generator for its own turn."""
    player = as_it_is()
    turn = player.objective.g_step

    def g_step(G, D, batch):
        batch._fake = None
        return turn(G, D, batch)

    player.objective.g_step = g_step
    return player


def unfused_adam() -> Trainer:
    player = as_it_is()
    for name, net in (("g_optimizer", player.G), ("d_optimizer", player.D)):
        lr = getattr(player, name).param_groups[0]["lr"]
        setattr(player, name, torch.optim.Adam(net.parameters(), lr=lr, betas=(0.5, 0.999), foreach=False))
    return player


def penalty_every_turn() -> Trainer:
    player = as_it_is()
    player.objective.every = 1
    return player


def channels_last() -> Trainer:
    player = as_it_is()
    for net in (player.G, player.D):
        net.to(memory_format=torch.channels_last)
    return player


def hot_discriminator() -> Trainer:
    """Gradients of the discriminator's weights in the generator's turn too, though nobody uses them."""
    player = as_it_is()
    player.D.requires_grad_ = lambda flag: player.D
    return player


def float_data() -> Trainer:
    """The whole data set kept as float32 instead of uint8."""
    player = as_it_is()
    images = to_float(player.dataset.images)
    plain = player.batches.next

    def following() -> Batch:
        batch = plain()
        batch.real = images[torch.randint(len(images), (64,))]
        return batch

    player.batches.next = following
    return player


def rate(player: Trainer, seconds: float) -> float:
    player.step()
    begun, images = time.perf_counter(), player.images
    while time.perf_counter() - begun < seconds:
        player.step()
    return (player.images - images) / (time.perf_counter() - begun)


VARIANTS: list[Callable[[], Trainer]] = [
    per_picture_loader,
    float_data,
    fresh_fakes,
    hot_discriminator,
    unfused_adam,
    penalty_every_turn,
    channels_last,
]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    plain = as_it_is()
    for variant in VARIANTS:
        player, ratios = variant(), []
        for _ in range(given.rounds):
            before = rate(plain, given.seconds)
            ratios.append(rate(player, given.seconds) / before)
        print(f"{variant.__name__:20} {statistics.median(ratios):5.2f} of {before:.0f} images/s", flush=True)


if __name__ == "__main__":
    main()
