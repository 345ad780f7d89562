"""The score that a run takes of itself while it trains, of a model that was kept from one."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from ..checkpoints import Config, checkpoint_text_encoder, load_checkpoint
from ..data import Dataset
from ..settings import Settings
from ..training.engine import Trainer
from ..training.prepare import dataset_of
from ..training.quality import quality_of
from ..words import UserError

MADE_OF = ("recipe", "data", "other", "crop")
SHAPE = ("size", "channels", "latent", "frames", "given")  # arguments of a generator that follow from its data and run


def check_made(settings: Settings, config: Config, name: str) -> None:
    """UserError where a run with these settings does not make such a checkpoint, before any data are read.

    The settings are those of its command, which anybody may have written.
    """
    told = [getattr(config, name) for name in MADE_OF], config.generator["size"]
    if told != ([getattr(settings, name) for name in MADE_OF], settings.size or told[1]):
        raise UserError(
            "The command of {name} makes another model than this one ({recipe} on {data}): score it without --small.",
            name=name,
            recipe=config.recipe,
            data=config.data,
        )


def score_small_sample(folder: Path, settings: Settings) -> dict[str, Any]:
    """The measures of a `Scored` event, as the run with these settings takes them, of the checkpoint in that folder.

    The latents, what they are drawn under and the real examples are those of the run. Nothing where its kind of example
    is not measured; UserError where these settings or the data are not those of the checkpoint.
    """
    config, net = load_checkpoint(folder)
    check_made(settings, config, folder.name)
    settings = replace(settings, device="cpu")  # another one may be what a run trains on
    *_, dataset = dataset_of(settings)
    assert isinstance(dataset, Dataset)  # what it ends in
    trainer = Trainer(settings, dataset, text_encoder=checkpoint_text_encoder(folder, config), fresh=False)
    classes = [[words.en for words in told] for told in (trainer.conditions.classes, config.classes)]
    shapes = [[told.get(name) for name in SHAPE] for told in (trainer.arguments["generator"], config.generator)]
    if classes[0] != classes[1] or shapes[0] != shapes[1]:
        raise UserError(
            "{data} is no longer what {name} learned from: bring back the classes and the size of its examples.",
            data=config.data,
            name=folder.name,
        )
    trainer.ema = net
    quality = quality_of(trainer)
    return quality.measure(trainer.measured_sample) if quality else {}
