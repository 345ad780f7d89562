"""What each command does; heavy imports wait until a command needs them."""

import os
import signal
import subprocess
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from .words import UserError

SHIPPED = Path(__file__).parent.parent / "checkpoints"


def train(given: Namespace) -> int:
    """Prepare the data, then train to the limit; a signal ends the run at its next step."""
    from . import recorder, runs
    from .events import Failed
    from .settings import Settings

    texts = dict(_pair(text) for text in given.set)
    flags = ("data", "steps", "images", "minutes")
    texts.update({name: getattr(given, name) for name in flags if getattr(given, name) is not None})
    settings = runs.read_settings(given.run) if given.resume else Settings(recipe=given.recipe)
    settings = settings.with_text(texts)
    if not given.resume and (given.run / runs.STATE).exists():
        raise UserError(f"{given.run} holds a run already; add --resume to go on with it, or name another folder.")
    first = int(os.environ.get("RANK", "0")) == 0
    other = runs.process(given.run) if first else None
    if other is not None and other.pid != os.getpid():
        raise UserError(f"{given.run} is being trained by process {other.pid}; stop it or name another folder.")
    if first:
        recorder.begin(given.run)
    try:
        return _train(settings, given, first)
    except UserError as error:
        if first:
            recorder.append(given.run, Failed(0, 0, str(error)))
        raise


def _train(settings: Any, given: Namespace, first: bool) -> int:
    """Load, build, resume and follow the events: to the run folder and to a progress bar."""
    from . import parallel, runs
    from .engine import Trainer
    from .recorder import Recorder
    from .training import train

    world = parallel.join()
    stopped = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.append(True))
    dataset = _dataset(settings, given.run if first else None, stopped)
    if dataset is None:
        return 0
    trainer = Trainer(settings, dataset, world)
    if given.resume:
        _load_state(trainer, given.run / runs.STATE)
    recorder = Recorder(given.run, trainer) if first else None
    return _follow(train(trainer, lambda: bool(stopped)), settings, recorder)


def _load_state(trainer: Any, path: Path) -> None:
    """Put the trainer where the saved state says; a state that does not fit is told in one sentence."""
    import pickle

    import torch

    try:
        trainer.load_state_dict(torch.load(path, map_location=trainer.device, weights_only=True))
    except (OSError, EOFError, pickle.UnpicklingError, RuntimeError, KeyError, ValueError, TypeError):
        raise UserError(f"The saved state {path} is missing, damaged or of other settings; start a new run.") from None


def _follow(events: Any, settings: Any, recorder: Any) -> int:
    """Record each event and move the progress bar; status 1 where the run failed."""
    from tqdm import tqdm

    from .events import Failed, Progress

    bar = tqdm(total=settings.images or None, unit="img", disable=None if recorder else True, mininterval=1)
    for event in events:
        if recorder:
            recorder.record(event)
        if isinstance(event, Progress):
            bar.n = event.images
            left = "" if event.left is None else f", {event.left / 60:.1f} min left"
            bar.set_description(f"step {event.step}: {event.rate:.0f} images/s{left}")
        if isinstance(event, Failed):
            raise UserError(event.reason)
    bar.close()
    return 0


def _dataset(settings: Any, folder: Path | None, stopped: list[bool]) -> Any:
    """The data set of a run, prepared as far as needed to begin; None if the run was stopped meanwhile."""
    from .data import find
    from .events import Stopped
    from .recipes import find as find_recipe
    from .recorder import append

    source = find(settings.data)
    size = settings.size or source.sizes[0]
    labels = settings.labels
    if labels is None and find_recipe(settings.recipe).needs_class:
        labels = source.labels[0] if source.labels else None
    for event in source.prepare(size, count=source.starts_at) if source.count(size) < source.starts_at else ():
        if folder:
            append(folder, event)
        if stopped:
            if folder:
                append(folder, Stopped(0, 0))
            return None
    if source.count(size) < source.total and folder:
        _prepare_beside(settings.data, size)
    return source.load(size, labels=labels)


def _prepare_beside(name: str, size: int) -> None:
    """Draw the rest of a data set in a process of its own that gives way to everything else."""
    command = [sys.executable, "-m", "gan_demo", "data", "prepare", name, "--size", str(size)]
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    import psutil

    psutil.Process(subprocess.Popen(command, start_new_session=True, **quiet).pid).nice(19)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise UserError(f"--set wants KEY=VALUE, not {text!r}.")
    return name.strip(), value


def checkpoint_path(name: str) -> str:
    """The folder of a checkpoint that is here, or the name itself for the Hub."""
    if not Path(name).exists() and (SHIPPED / name).is_dir():
        return str(SHIPPED / name)
    return name


def draw(given: Namespace) -> int:
    """Write a sheet of pictures, or all of them as an array."""
    import numpy as np

    from .pictures import sheet
    from .pipeline import GAN

    if given.out.suffix not in (".png", ".npy"):
        raise UserError(f"--out must end in .png or .npy, not {given.out.name!r}.")
    gan = GAN.from_pretrained(checkpoint_path(given.checkpoint))
    z = gan.latents(given.count, given.seed)
    wanted = [gan.label(name) for name in given.label]
    labels = np.resize(wanted, given.count) if wanted else None
    pictures = gan.draw(z=z, labels=labels, truncation=given.truncation)
    try:
        given.out.parent.mkdir(parents=True, exist_ok=True)
        if given.out.suffix == ".npy":
            np.save(given.out, pictures)
        else:
            sheet(pictures, max(1, round(given.count**0.5))).save(given.out)
    except OSError as error:
        raise UserError(f"{given.out} could not be written: {error.strerror}.") from None
    return 0


def data(given: Namespace) -> int:
    """List the data sets, or prepare one with a progress bar."""
    from tqdm import tqdm

    from .data import find, sources

    if given.action == "list":
        for source in sources().values():
            sizes = "/".join(map(str, source.sizes))
            ready = source.count(source.sizes[0])
            labels = " ".join(source.labels[:4])
            print(f"{source.name:15} {source.title.en:22} {sizes:>10} px  {ready:>7,} ready  {labels}")
        return 0
    source = find(given.name)
    bar = tqdm(unit="img", desc=source.name)
    for event in source.prepare(given.size or source.sizes[0], **({"count": given.count} if given.count else {})):
        bar.total, bar.n = event.total, event.done
        bar.refresh()
    bar.close()
    return 0


def checkpoints(given: Namespace) -> int:
    """List the checkpoints that are here."""
    from .checkpoints import found, read_config

    for name, folder in found(SHIPPED).items():
        config = read_config(folder)
        g = config.generator
        shape = f"{g['size']:>4} px  {g['classes']:>3} classes"
        print(f"{name:20} {config.recipe:8} {shape}  {config.images:>10,} pictures seen")
    return 0
