"""What a run needs before it begins: its data set, whose rest is prepared beside it, a text encoder, a saved state."""

import hashlib
import pickle
import shutil
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from .. import checkpoints
from ..checkpoints import text_encoders
from ..data import Dataset, Source, check_crop, crop_of, find_source
from ..data.cache import cache_root
from ..data.choice import check_size
from ..events import Preparing
from ..priority import give_way
from ..recipes import check_data, find_recipe
from ..runs import CHECKPOINT
from ..settings import Settings
from ..text.captioner import Captioner, captioner_of
from ..text.learning import IMAGINING, STEPS, learned
from ..text.text_encoder import TextEncoder
from ..words import UserError
from .engine import Trainer

SHOWN = 5  # classes that a refusal names


def dataset_of(settings: Settings, stop: Callable[[], bool] = lambda: False) -> Iterator[Preparing | Dataset]:
    """Yield progress while the first pictures are prepared, then the data set; a stop ends the waiting, not the run.

    A recipe that needs classes takes the data set's default ones where the settings name none. Of the other side only
    the pictures are looked at; they have the size of these, and channels of their own.
    """
    check_crop(settings.data, settings.crop, settings.other)
    recipe, crop = find_recipe(settings.recipe), crop_of(settings.data, settings.crop)
    source, condition = find_source(settings.data, crop), recipe.condition
    condition.check(settings)
    check_data(recipe, settings.data, settings.other)
    size, labels = settings.size or source.sizes[0], settings.labels or condition.labels(source)
    if not settings.other:
        yield from begun(source, settings.data, crop, size, stop)
        yield source.load(size, labels=labels)
        return
    other_crop = crop_of(settings.other, settings.crop)
    other = find_source(settings.other, other_crop)
    check_size(other.name, size, other.sizes)
    yield from begun(source, settings.data, crop, size, stop)
    yield from begun(other, settings.other, other_crop, size, stop)
    yield replace(source.load(size, labels=labels), other=other.load(size))


def begun(source: Source, data: str, crop: str, size: int, stop: Callable[[], bool]) -> Iterator[Preparing]:
    """Yield progress while the first pictures of a data set are prepared; its rest is prepared beside the run."""
    enough = source.starts_at
    if source.count(size) < enough:
        for event in source.prepare(size, count=enough):
            yield event
            if stop():
                break
    if source.count(size) < source.total:
        prepare_beside(data, size, crop)


def prepare_beside(data: str, size: int, crop: str) -> None:
    """Draw the rest of a data set in a process that gives way to everything else and may outlive this one."""
    command = [sys.executable, "-m", "gan_demo", "data", "prepare", data, "--size", str(size), "--crop", crop]
    quiet = subprocess.DEVNULL
    child = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
    give_way(child.pid, 19)


def text_encoder_of(dataset: Dataset, run: Path) -> Iterator[Preparing | TextEncoder]:
    """Yield progress, then a text encoder of the data set's captions.

    It is the one of the run where that has one, of a shipped checkpoint of the same data, or one learned here and kept.
    """
    for folder in (run / CHECKPOINT, *shipped_for(dataset)):
        if (folder / text_encoders.WEIGHTS).exists():
            yield text_encoders.load_text_encoder(folder)
            return
    yield from own_text_encoder(dataset)


def own_text_encoder(dataset: Dataset, seed: int = 0, imagines: bool = True) -> Iterator[Preparing | TextEncoder]:
    """Yield progress, then the text encoder that is learned here from that seed, once."""
    captioner = captioner_of(dataset)
    folder = text_encoder_folder(dataset, captioner, seed, imagines)
    if not (folder / text_encoders.WEIGHTS).exists():
        for event in learned(dataset, captioner, seed, imagines):
            if isinstance(event, TextEncoder):
                cache_text_encoder(event, folder)
            else:
                yield event
    yield text_encoders.load_text_encoder(folder)


def shipped_for(dataset: Dataset) -> Iterator[Path]:
    """Shipped checkpoints of the same data at the same size."""
    for folder in checkpoints.find_checkpoints(checkpoints.SHIPPED).values():
        config = checkpoints.read_config(folder)
        if (config.data, config.generator.get("size")) == (dataset.name, dataset.images.shape[1]):
            yield folder


def text_encoder_folder(dataset: Dataset, captioner: Captioner, seed: int, imagines: bool) -> Path:
    """Where a text encoder of such pictures and such captions is kept."""
    steps = f"{STEPS} {IMAGINING}" if imagines and captioner.all_known else f"{STEPS}"
    told = "\n".join([*captioner.samples(1000), f"{dataset.name} {dataset.images.shape} {steps} {seed}"])
    return cache_root() / "readers" / hashlib.sha256(told.encode()).hexdigest()[:16]


def cache_text_encoder(text_encoder: TextEncoder, folder: Path) -> None:
    """Put a text encoder into the cache in one go."""
    draft = folder.with_name(f".{folder.name}-{uuid.uuid4().hex[:8]}")  # other processes may do the same
    draft.mkdir(parents=True)
    text_encoders.save_text_encoder(draft, text_encoder)
    try:
        draft.rename(folder)
    except OSError:  # another process was first, with the same one
        shutil.rmtree(draft)


def state_of(path: Path, device: torch.device) -> dict[str, Any]:
    """A saved state; one that cannot be read is told in one sentence."""
    try:
        return torch.load(path, map_location=device, weights_only=True)
    except (OSError, EOFError, pickle.UnpicklingError, RuntimeError):
        raise unfit(path) from None


def check_classes(story: Sequence[Mapping[str, Any]], trainer: Trainer) -> None:
    """UserError where the data set has not the classes that the run learned, by its events, in the same order."""
    begun = (event for event in reversed(story) if event["event"] == "Started")
    told = next((event["classes"] for event in begun if "classes" in event), None)
    before = [en for en, _ in told or ()]
    now = [words.en for words in trainer.conditions.classes]
    if told is None or before == now:
        return
    gone, new = [x for x in before if x not in now], [x for x in now if x not in before]
    raise UserError(
        "The classes of {data} are no longer those of the run (gone: {gone}; new: {new}). Put the data back as it was, "
        "or start a new run, which may begin from this one.",
        data=Path(trainer.settings.data).name,
        gone=", ".join(gone[:SHOWN]) or "-",
        new=", ".join(new[:SHOWN]) or "-",
    )


def restore(trainer: Trainer, path: Path) -> None:
    """Put the trainer where the saved state says."""
    try:
        trainer.load_state_dict(state_of(path, trainer.device))
    except (RuntimeError, KeyError, ValueError, TypeError):
        raise unfit(path) from None


def unfit(path: Path) -> UserError:
    return UserError("The saved state {path} is missing, damaged or of other settings; start a new run.", path=path)
