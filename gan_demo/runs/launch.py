"""Start, resume and stop training processes: each is the ordinary command line and outlives the page."""

import dataclasses
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from ..commands import checked
from ..priority import give_way
from ..settings import LIMITS, Settings
from ..words import UserError
from .event_log import history
from .folder import LOG, SETTINGS, STATE, annotate_run, read_settings, replace_text, snapshot
from .limits import limits_further, reached_limits
from .spare import Spare
from .status import alone, claim, file_size, process, status

NICE = 5  # a run started from the page leaves the processor to the page
SPARE = Spare()
SECRETS = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")  # what such a process has no use for


def start_run(settings: Settings, root: str | Path, **about: Any) -> Path:
    """Train in a process of its own, which waits for its turn and outlives this one; its new folder."""
    if settings.begin:
        from ..checkpoints.transfer import check_init

        check_init(settings)  # refused here rather than in the log
    folder = new_folder(settings, Path(root))
    with beginning(folder):
        replace_text(folder / SETTINGS, settings.to_json())  # for those who look while it waits
        if about:
            annotate_run(folder, **about)
        spawn(folder, [*command(settings, str(folder)), "--queue"])
    return folder


@contextmanager
def beginning(folder: Path) -> Iterator[None]:
    """A run begins in its new folder, which goes where that fails: without a process no list shows it."""
    try:
        yield
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, OSError):
            raise unwritable(folder, error) from None
        raise


def unwritable(folder: Path, error: OSError) -> UserError:
    """A full disk, or a folder that can only be read."""
    return UserError(
        "The run {name} cannot be written to: {reason}. Free some space or choose another folder.",
        name=folder.name,
        reason=error.strerror,
    )


def new_folder(settings: Settings, root: Path) -> Path:
    """An empty folder of a name that nobody has, with the recipe, the data and the time in it."""
    data = re.sub(r"[^\w.-]+", "-", Path(settings.data).stem) or "data"
    name = f"{settings.recipe}-{data}-{time.strftime('%Y%m%d-%H%M%S')}"
    for number in range(1, 1000):
        folder = root / (name if number == 1 else f"{name}-{number}")
        try:
            folder.mkdir(parents=True)
            return folder
        except FileExistsError:
            continue
        except OSError:
            break
    raise UserError("No run can be stored in {root}; check that it can be written and has space.", root=root)


def command(settings: Settings, folder: str) -> list[str]:
    """The words after `gan-demo` that start such a run."""
    plain = Settings()
    names = [item.name for item in dataclasses.fields(settings) if item.name not in ("recipe", "data", "other")]
    changed = [(name, getattr(settings, name)) for name in names if getattr(settings, name) != getattr(plain, name)]
    flags = [word for name, value in changed for word in ("--set", f"{name}={value}")]
    other = ["--other", settings.other] if settings.other else []
    return ["train", settings.recipe, "--data", settings.data, *other, "--run", folder, *flags]


def resume(folder: str | Path, changes: dict[str, Any] | None = None, at: int | None = None) -> None:
    """Let a run that has ended go on from its last saved state, or from the snapshot at a step.

    A finished one goes on for as much again as the limits said that it has reached; where the changes name a limit,
    the others that it has reached are none.
    """
    folder = Path(folder)
    with alone(folder.parent):
        if status(folder).alive:
            raise UserError("The run {name} is not over; where it is paused, go lets it go on.", name=folder.name)
        if at is not None:
            snapshot(folder, at)
        elif not (folder / STATE).exists():
            raise UserError("The run {name} has no saved state to go on from; start a new one.", name=folder.name)
        settings = read_settings(folder)
        texts = {name: "" if value is None else str(value) for name, value in (changes or {}).items()}
        checked(settings, texts)
        words = ["train", settings.recipe, "--run", str(folder), "--resume", "--queue"]
        if status(folder).state == "finished" and at is None:
            texts = {**limits_ahead(settings, history(folder), texts), **texts}
        words += [word for name, value in texts.items() for word in ("--set", f"{name}={value}")]
        words += [f"--at={at}"] * (at is not None)
        spawn(folder, words)


def limits_ahead(settings: Settings, story: list[dict[str, Any]], given: dict[str, str]) -> dict[str, str]:
    """The limits that a finished run needs to go on, beside those that are given."""
    stands = reached_limits(settings, story)
    if given.keys() & set(LIMITS):
        return dict.fromkeys(stands, "0")
    return {name: str(getattr(limits_further(settings, stands), name)) for name in stands}


def spawn(folder: Path, words: list[str]) -> None:
    """Start the ordinary command line, its words in the log, and say at once which process it is."""
    child = None
    try:
        before = file_size(folder / LOG)
        surroundings = environment()
        with open(folder / LOG, "ab") as log:
            child = SPARE.take(words, folder / LOG, surroundings) or subprocess.Popen(
                [sys.executable, "-m", "gan_demo", *words],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                env=surroundings,
            )
        trainer = psutil.Process(child.pid)
        claim(folder, trainer, before)
        give_way(child.pid, NICE)
    except psutil.NoSuchProcess:
        return  # it has ended already, and its folder says how
    except OSError as error:
        if child:  # nobody would know of it
            child.kill()
            child.wait()
        raise unwritable(folder, error) from None


def warm_up() -> None:
    """Somebody may start a run soon: have a process ready for it for a while."""
    SPARE.ask(environment(), NICE)


def cool_down() -> None:
    """Nobody starts a run soon, as one trains."""
    SPARE.dismiss()


def environment() -> dict[str, str]:
    """What a process that is started here is told of its surroundings: where the program is, and no secrets."""
    told = {name: value for name, value in os.environ.items() if name not in SECRETS}
    paths = [str(Path(__file__).parent.parent.parent), told.get("PYTHONPATH", "")]
    return {**told, "PYTHONPATH": os.pathsep.join(filter(None, paths))}  # so that it starts from any folder


def stop(folder: str | Path) -> None:
    """Ask the run to end at its next step; it saves its state first."""
    trainer = process(folder)
    if trainer is not None:
        trainer.send_signal(signal.SIGTERM)
