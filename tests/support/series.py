"""A tiny model that makes series of three variables, in three classes."""

from pathlib import Path

import torch
from support.trainers import CLASSES, tiny_trainer

from gan_demo import checkpoints
from gan_demo.words import Words

STEPS = 16
NAMES = (Words("Power", "功率"), Words("Voltage", "电压"), Words("Current", "电流"))
STEP = 0.1  # seconds


def series_checkpoint(folder: Path, name: str = "waves", notes: bool = False) -> None:
    """A model of 16 steps in which each number of a latent moves the curves; notes: its values are pitches."""
    trainer = tiny_trainer("rgan", classes=True, size=STEPS, latent=STEPS)
    torch.manual_seed(1)
    for weights in trainer.ema.parameters():
        torch.nn.init.normal_(weights, 0, 0.3)
    low, high = (48.0, 84.0) if notes else (-4.0, 4.0)
    variables = [{"en": words.en, "zh": words.zh, "low": low, "high": high} for words in NAMES]
    details = {"variables": variables, "step": STEP, "notes": notes}
    config = checkpoints.Config(
        "rgan", trainer.arguments["generator"], "tiny", example="series", details=details, classes=CLASSES, images=24
    )
    folder.mkdir(parents=True, exist_ok=True)
    checkpoints.save_checkpoint(folder / name, config, trainer.ema, trainer.grid()[0].numpy())
