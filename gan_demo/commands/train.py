"""Train a GAN in a run folder, or go on with one."""

import os
import signal
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..words import UserError

LIMITS = {"steps": "turns of the generator", "images": "real pictures", "minutes": "minutes of training"}


def flags(parser: ArgumentParser) -> None:
    parser.add_argument("recipe", help="dcgan, sngan, r3gan, ...")
    parser.add_argument("--data", help="a data set, a folder or a zip of pictures")
    parser.add_argument("--run", required=True, type=Path, dest="folder", help="the run folder")
    parser.add_argument("--resume", action="store_true", help="go on from the last saved state in the run folder")
    for name, what in LIMITS.items():
        parser.add_argument(f"--{name}", help=f"stop after this many {what}")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="any other setting")


def run(given: Namespace) -> int:
    """Claim the folder, then train to the limit; bad data and bad settings are told there too."""
    from .. import recorder, runs
    from ..events import Failed

    settings = _settings(given)
    if not given.resume and (given.folder / runs.STATE).exists():
        raise UserError(
            f"{given.folder} holds a run already; add --resume to go on, or name another folder.",
            f"{given.folder} 里已有一次训练；加上 --resume 可以继续，或者另选文件夹。",
        )
    first = int(os.environ.get("RANK", "0")) == 0
    if not first:
        return _train(settings, given, None)
    other = runs.process(given.folder)
    if other is not None and other.pid != os.getpid():
        raise UserError(
            f"{given.folder} is being trained by process {other.pid}; stop it or name another folder.",
            f"进程 {other.pid} 正在 {given.folder} 里训练；请停止它，或者另选文件夹。",
        )
    recorder.begin(given.folder)
    try:
        return _train(settings, given, given.folder)
    except UserError as error:
        recorder.append(given.folder, Failed(0, 0, error.words))
        raise


def _settings(given: Namespace) -> Any:
    """The settings of the run folder or the defaults, changed by the flags."""
    from .. import runs
    from ..settings import Settings

    texts = dict(_pair(text) for text in given.set)
    texts.update({name: getattr(given, name) for name in ("data", *LIMITS) if getattr(given, name) is not None})
    plain = runs.read_settings(given.folder) if given.resume else Settings(recipe=given.recipe)
    return plain.with_text(texts)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise UserError(f"--set wants KEY=VALUE, not {text!r}.", f"--set 需要 KEY=VALUE，而不是 {text!r}。")
    return name.strip(), value


def _train(settings: Any, given: Namespace, folder: Path | None) -> int:
    """Load, build, resume and follow the events; only the first process has a folder to write to."""
    from .. import parallel, runs
    from ..engine import Trainer
    from ..events import Stopped
    from ..preparation import dataset_of, reader_of
    from ..recipes import find
    from ..recorder import Recorder, append
    from ..training import train

    stopped: list[bool] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.append(True))
    world = parallel.join()
    dataset = _prepared(dataset_of(settings, lambda: bool(stopped)), folder)
    reader = None
    if find(settings.recipe).needs == "caption":
        reader = _prepared(reader_of(dataset, given.folder), folder, lambda: bool(stopped))
        if reader is None:
            if folder:
                append(folder, Stopped(0, 0))
            return 0
    trainer = Trainer(settings, dataset, world, reader)
    if given.resume:
        _load_state(trainer, given.folder / runs.STATE)
    recorder = Recorder(folder, trainer) if folder else None
    return _follow(train(trainer, lambda: bool(stopped)), settings, recorder)


def _prepared(events: Any, folder: Path | None, stop: Callable[[], bool] = lambda: False) -> Any:
    """What the events end in, None where a stop came first; progress is written down."""
    from ..events import Preparing
    from ..recorder import append

    for event in events:
        if not isinstance(event, Preparing):
            return event
        if folder:
            append(folder, event)
        if stop():
            break
    return None


def _load_state(trainer: Any, path: Path) -> None:
    """Put the trainer where the saved state says; a state that does not fit is told in one sentence."""
    import pickle

    import torch

    try:
        trainer.load_state_dict(torch.load(path, map_location=trainer.device, weights_only=True))
    except (OSError, EOFError, pickle.UnpicklingError, RuntimeError, KeyError, ValueError, TypeError):
        raise UserError(
            f"The saved state {path} is missing, damaged or of other settings; start a new run.",
            f"保存的状态 {path} 缺失、损坏或属于其他设置；请重新开始训练。",
        ) from None


def _follow(events: Any, settings: Any, recorder: Any) -> int:
    """Record each event and move the progress bar."""
    from tqdm import tqdm

    from ..events import Failed, Progress

    bar = tqdm(total=settings.images or None, unit="img", disable=None if recorder else True)
    for event in events:
        if recorder:
            recorder.record(event)
        if isinstance(event, Progress):
            bar.n = event.images
            left = "" if event.left is None else f", {event.left / 60:.1f} min left"
            bar.set_description(f"step {event.step}: {event.rate:.0f} images/s{left}")
        if isinstance(event, Failed):
            print(f"gan-demo: {event.reason.en}", file=sys.stderr)
            return 1
    bar.close()
    return 0
