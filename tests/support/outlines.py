"""A tiny model that makes pictures of outlines, and outlines as files."""

import io
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw
from support.trainers import tiny_trainer

from gan_demo import GAN, checkpoints

SIDE = 16


def outlined_checkpoint(folder: Path, recipe: str = "pix2pix", name: str = "tiny", given: int = 0) -> None:
    """A model of 16 px in which each line of an outline changes the picture, or of a second data set's pictures."""
    trainer = tiny_trainer(recipe, size=SIDE, latent=8, given=given)
    torch.manual_seed(1)
    for weights in trainer.ema.parameters():  # strong enough that each line is seen in the picture
        torch.nn.init.normal_(weights, 0, 0.2)
    examples = trainer.examples(8).numpy() if given else np.stack([drawn(i) for i in range(8)])
    known = {"drawing": True, "examples": 8, "other": trainer.settings.other}
    config = checkpoints.Config(recipe, trainer.arguments["generator"], "tiny", **known)
    folder.mkdir(parents=True, exist_ok=True)
    preview = trainer.grid()[0].numpy()
    checkpoints.save_checkpoint(folder / name, config, trainer.ema, preview, None, examples)


def drawn(number: int, side: int = SIDE) -> np.ndarray:
    """An outline, another one for each number, uint8 side x side x 1."""
    image = Image.new("L", (side, side), 255)
    ImageDraw.Draw(image).ellipse((1, 1, side - 3 - number, side - 2), outline=0)
    return np.asarray(image)[..., None]


def needed(gan: GAN) -> dict:
    """What a model cannot draw without: a caption, or an outline or a picture."""
    if gan.config.drawing:
        return {"images": drawn(3, gan.size)[None].repeat(gan.config.generator.get("given", 1), 3)}
    return {"captions": gan.config.captions[:1]}


def as_file(picture: np.ndarray, form: str = "PNG") -> bytes:
    """The bytes of an image file."""
    Image.fromarray(picture[..., 0] if picture.shape[-1] == 1 else picture).save(buffer := io.BytesIO(), form)
    return buffer.getvalue()
