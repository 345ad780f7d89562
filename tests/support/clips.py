"""A tiny model that makes clips."""

from pathlib import Path

import torch
from support.trainers import CLASSES, tiny_trainer

from gan_demo import checkpoints

SIDE = 8


def clip_checkpoint(folder: Path, name: str = "tiny") -> None:
    """A model of 16 frames of 8 px in which latent and class are seen in every stream."""
    trainer = tiny_trainer("videogan", classes=True, size=SIDE, latent=8)
    torch.manual_seed(1)
    for weights in trainer.ema.parameters():
        torch.nn.init.normal_(weights, 0, 0.2)
    views = {name: view.title for name, view in trainer.recipe.views(trainer.ema).items()}
    config = checkpoints.Config(
        "videogan",
        trainer.arguments["generator"],
        "tiny",
        example="clip",
        details={"rate": 8},
        classes=CLASSES,
        views=views,
    )
    folder.mkdir(parents=True, exist_ok=True)
    checkpoints.save_checkpoint(folder / name, config, trainer.ema, trainer.grid()[0].numpy())
