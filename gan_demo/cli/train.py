"""Train a GAN in a run folder, or go on with one."""

import os
import signal
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from contextlib import suppress
from dataclasses import Field
from pathlib import Path
from typing import Any

from ..settings import DECLARED, LIMITS, Settings, plain_number
from ..words import UserError, Words
from .draw import named_value

FLAGS = {name: f"--{name.replace('_', '-')}" for name in DECLARED if name != "recipe"}  # which is the first word


def flags(parser: ArgumentParser) -> None:
    parser.add_argument("recipe", help="dcgan, sngan, r3gan, ...")
    parser.add_argument("--run", required=True, type=Path, dest="folder", help="the run folder")
    parser.add_argument("--resume", action="store_true", help="go on from the last saved state in the run folder")
    parser.add_argument("--at", type=int, metavar="STEP", help="with --resume: go on from the snapshot at that step")
    parser.add_argument("--queue", action="store_true", help="wait while another run of the same folder trains")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="a setting by its name")
    about = "What is left out, the recipe or the data set decides; a limit of 0 is none. Data is a name, folder or zip."
    settings = parser.add_argument_group("settings", about)
    for name, flag in FLAGS.items():
        settings.add_argument(flag, metavar="VALUE", help=_help(DECLARED[name]))


def _help(setting: Field[Any]) -> str:
    """What a setting is, its range, its usual value, and whether it can change."""
    low, high, live = (setting.metadata[key] for key in ("ge", "le", "live"))
    notes = [] if low is None else [f"{plain_number(low)} to {plain_number(high)}"]
    notes += [f"default {setting.default}"] * bool(setting.default) + ["can change in a run"] * live
    return setting.metadata["words"].en + (f" ({'; '.join(notes)})" if notes else "")


def run(given: Namespace) -> int:
    """Claim the folder, then train to the limit; bad data and bad settings are told there too."""
    from .. import runs

    settings = _settings(given)
    if not given.resume and (given.folder / runs.STATE).exists():
        raise UserError(
            "{folder} holds a run already; add --resume to go on, or name another folder.", folder=given.folder
        )
    stop = _signalled()  # before what takes seconds to load, so that a stop is no death

    if settings.begin and not given.resume:
        from ..checkpoints.transfer import check_init

        check_init(settings)
    first = int(os.environ.get("RANK", "0")) == 0
    if not first:
        return _train(settings, given, None, stop)
    _begin(given.folder)
    try:
        return _train(settings, given, given.folder, stop)
    except UserError as error:
        _record_failure(given.folder, error.words)
        raise
    except OSError as error:
        raise _broken(given.folder, error) from error
    except Exception as error:  # of a recipe of the user's own, say: whoever looks at the run is told
        if int(os.environ.get("WORLD_SIZE", "1")) == 1:  # of several it may only have lost another one
            told = f"{type(error).__name__}: {error}"
            _record_failure(given.folder, Words(told, told))
        raise


def _record_failure(folder: Path, reason: Words) -> None:
    """Let whoever looks at the run know why it ended."""
    from .. import runs
    from ..events import Failed
    from ..training import recorder

    with suppress(OSError):  # it is told on stderr at least
        recorder.append(folder, Failed(*runs.stands(runs.history(folder)), reason))


def _begin(folder: Path) -> None:
    """Claim the folder, unless another process trains there."""
    from .. import runs
    from ..training import recorder

    with runs.alone(folder.parent):
        other = runs.process(folder)
        if other is not None and other.pid != os.getpid():
            raise UserError(
                "{folder} is being trained by process {process}; stop it or name another folder.",
                folder=folder,
                process=other.pid,
            )
        try:
            recorder.open_run_folder(folder)
        except OSError as error:
            raise _unwritable(folder, error) from error


def _broken(folder: Path, error: OSError) -> UserError:
    """Why a run that trains or waits can no longer use its folder."""
    if folder.exists() and not (isinstance(error, FileNotFoundError) and str(folder) in str(error)):
        return _unwritable(folder, error)
    return UserError(
        "{folder}, or what was in it, is gone: it was removed while the run went on, which ends here.", folder=folder
    )


def _unwritable(folder: Path, error: OSError) -> UserError:
    """A full disk, or a folder that can only be read."""
    return UserError(
        "{folder} cannot be written to ({reason}): free some space or choose another folder; the last saved state is "
        "good.",
        folder=folder,
        reason=error.strerror or error,
    )


def _settings(given: Namespace) -> Settings:
    """The settings of the run folder or the defaults, changed by the flags."""

    texts = dict(named_value(text) for text in given.set)
    flagged = {name: getattr(given, name) for name in FLAGS if getattr(given, name) is not None}
    for name in texts.keys() & flagged:
        flag = FLAGS[name]
        raise UserError("{name} is given twice, by {flag} and by --set {name}; leave one out.", name=name, flag=flag)
    plain = _resumed(given.folder, given.recipe) if given.resume else Settings(recipe=given.recipe)
    changed = {**texts, **flagged}
    if given.resume and given.at is None and not changed.keys() & set(LIMITS):
        _unfinished(given.folder)
    return plain.with_text(changed)


def _unfinished(folder: Path) -> None:
    """UserError for a run that has reached its limit, and would end as soon as it goes on."""
    from .. import runs

    if runs.status(folder).state == "finished":
        raise UserError(
            "{folder} has reached its limit: say how far it is to go with --minutes, --steps or --images, counted from "
            "its start; 0 is no limit.",
            folder=folder,
        )


def _resumed(folder: Path, recipe: str) -> Settings:
    """The settings of the run in that folder, which is one of that recipe."""
    from .. import runs

    if not (folder / runs.SETTINGS).exists():
        raise UserError("{folder} holds no run to go on with; leave out --resume to begin one.", folder=folder)
    settings = runs.read_settings(folder)
    if settings.recipe != recipe:
        raise UserError(
            "{folder} holds a run of {own}, not of {recipe}: train {own} --run {folder} --resume.",
            folder=folder,
            own=settings.recipe,
            recipe=recipe,
        )
    return settings


def _train(settings: Any, given: Namespace, folder: Path | None, stop: Callable[[], bool]) -> int:
    """Wait, load, build, resume and follow the events; only the first process has a folder to write to."""
    met = _met(settings, folder, given.queue, stop)
    if met is None:
        return _ended(folder)
    world, turn = met

    from .. import runs
    from ..recipes import find_recipe
    from ..training.engine import Trainer
    from ..training.loop import train
    from ..training.prepare import check_classes, dataset_of, restore, state_of, text_encoder_of
    from ..training.quality import quality_of
    from ..training.recorder import Recorder

    dataset = _prepared(dataset_of(settings, stop), folder)
    text_encoder = None
    if find_recipe(settings.recipe).condition.needs_text_encoder:
        text_encoder = _prepared(text_encoder_of(dataset, given.folder), folder, stop)
        if text_encoder is None:
            return _ended(folder)
    trainer = Trainer(settings, dataset, world, text_encoder, fresh=not given.resume)
    if given.resume:
        check_classes(runs.history(given.folder), trainer)
        restore(trainer, given.folder / runs.STATE if given.at is None else runs.snapshot(given.folder, given.at))
    if not folder:
        return _follow(train(trainer, stop), settings, None, None, stop)
    inbox = runs.Inbox(folder, runs.claimed(folder).orders)
    events = train(
        trainer,
        stop,
        lambda: [*inbox.take(), *turn.share()],
        lambda step: state_of(runs.snapshot(folder, step), trainer.device),
        quality_of(trainer),
    )
    return _follow(events, settings, Recorder(folder, trainer), turn, stop)


def _signalled() -> Callable[[], bool]:
    """Whether a signal has asked the process to stop; from now on it only asks."""
    signals: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _: signals.append(number))
    return lambda: bool(signals)


def _met(settings: Any, folder: Path | None, patient: bool, stop: Callable[[], bool]) -> tuple[Any, Any] | None:
    """The processes that train together and the turn of the first; None where a stop came while it waited.

    Several meet first, because the wait may take longer than one of them waits for another. A single one loads nothing
    while it waits.
    """
    world = _world(settings) if int(os.environ.get("WORLD_SIZE", "1")) > 1 else None
    turn = _turn(folder, patient, stop) if folder else None
    if world.share(stop()) if world else stop():
        return None
    return world or _world(settings), turn


def _world(settings: Any) -> Any:
    from ..training.parallel import join

    return join(settings.device)


def _turn(folder: Path, patient: bool, stop: Callable[[], bool]) -> Any:
    """The run's turn among those of its folder; without patience it trains beside whoever does."""
    from .. import runs

    turn = runs.QueuePlace(folder)
    if patient:
        _wait(turn, folder, stop)
    else:
        turn.grab()
    return turn


def _wait(turn: Any, folder: Path, stop: Callable[[], bool]) -> None:
    from ..events import Waiting
    from ..training.recorder import append

    for ahead in turn.take(stop):
        append(folder, Waiting(ahead))


def _ended(folder: Path | None) -> int:
    """A stop came before training began; a run that should go on stands where it stood."""
    from .. import runs
    from ..events import Stopped
    from ..training.recorder import append

    if folder:
        append(folder, Stopped(*runs.stands(runs.history(folder))))
    return 0


def _prepared(events: Any, folder: Path | None, stop: Callable[[], bool] = lambda: False) -> Any:
    """What the events end in, None where a stop came first; progress is written down."""
    from ..events import Preparing
    from ..training.recorder import append

    for event in events:
        if not isinstance(event, Preparing):
            return event
        if folder:
            append(folder, event)
        if stop():
            break
    return None


def _follow(events: Any, settings: Any, recorder: Any, turn: Any, stop: Callable[[], bool]) -> int:
    """Record each event and move the progress bar; while the run is paused, another may train."""
    from tqdm import tqdm

    from .. import runs
    from ..events import Failed, Finished, Paused, Progress, Resumed, Started, Stopped

    bar = tqdm(total=settings.images or None, unit="img", disable=None if recorder else True)
    for event in events:
        if isinstance(event, Resumed) and turn:
            _wait(turn, recorder.folder, stop)
        if recorder:
            recorder.record(event)
        if isinstance(event, Paused) and turn:
            turn.give()
        if isinstance(event, Started) and recorder:
            bar.write(event.note, sys.stderr)
        if isinstance(event, Progress):
            bar.n = event.images
            left = "" if event.left is None else f", {event.left / 60:.1f} min left"
            bar.set_description(f"step {event.step}: {event.rate:.0f} images/s{left}")
        if isinstance(event, Failed):
            print(f"gan-demo: {event.reason.en}", file=sys.stderr)
            return 1
    bar.close()
    if recorder and isinstance(event, Finished | Stopped):
        where, ended = recorder.folder / runs.CHECKPOINT, "stopped" if isinstance(event, Stopped) else "finished"
        told = f"{ended} after {event.step:,} steps and {event.images:,} images; the model is {where}"
        print(f"gan-demo: {told}" + ("; --resume goes on" if ended == "stopped" else ""), file=sys.stderr)
    return 0
