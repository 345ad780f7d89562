"""Training runs as folders and processes: start, stop, read, status. Everything is derived from the folder."""

import dataclasses
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from .settings import Settings
from .words import UserError, Words

SETTINGS, PROCESS, EVENTS, LOG = "settings.json", "process.json", "events.jsonl", "log.txt"
GRIDS, STATE, CHECKPOINT = "grids", "state.pt", "checkpoint"
ENDINGS = {"Finished": "finished", "Stopped": "stopped", "Failed": "failed"}
NICE = 5  # a run started from the page leaves the processor to the page
SECRETS = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")  # what a trainer has no use for


@dataclass(frozen=True)
class Reading:
    """The complete events of a run after an offset, and the offset to read on from."""

    events: list[dict[str, Any]] = field(default_factory=list)
    offset: int = 0


@dataclass(frozen=True)
class Status:
    """How a run stands: starting, preparing, running, finished, stopped, failed or crashed, and why."""

    state: str
    reason: Words | None = None

    @property
    def alive(self) -> bool:
        return self.state in ("starting", "preparing", "running")


def start(settings: Settings, root: str | Path) -> Path:
    """Train in a process of its own, which outlives this one; its new folder."""
    root = Path(root)
    busy = [folder for folder in found(root) if status(folder).alive]
    if busy:
        name = busy[0].name
        raise UserError(
            f"The run {name} is training; stop it before you start another.",
            f"训练 {name} 正在进行；请先停止它，再开始新的训练。",
        )
    data = Path(settings.data).stem
    folder = root / f"{settings.recipe}-{data}-{time.strftime('%Y%m%d-%H%M%S')}"
    _spawn(folder, command(settings, str(folder)))
    return folder


def command(settings: Settings, folder: str) -> list[str]:
    """The words after `gan-demo` that start such a run."""
    plain = Settings()
    names = [item.name for item in dataclasses.fields(settings) if item.name not in ("recipe", "data")]
    changed = [(name, getattr(settings, name)) for name in names if getattr(settings, name) != getattr(plain, name)]
    flags = [word for name, value in changed for word in ("--set", f"{name}={value}")]
    return ["train", settings.recipe, "--data", settings.data, "--run", folder, *flags]


def resume(folder: str | Path) -> None:
    """Let a stopped, crashed or finished run go on from its last saved state; a finished one without its old limits."""
    folder = Path(folder)
    if status(folder).alive:
        raise UserError(f"The run {folder.name} is training already.", f"训练 {folder.name} 已经在进行中。")
    if not (folder / STATE).exists():
        raise UserError(
            f"The run {folder.name} has no saved state to go on from; start a new one.",
            f"训练 {folder.name} 没有保存的状态，无法继续；请重新开始。",
        )
    words = ["train", read_settings(folder).recipe, "--run", str(folder), "--resume"]
    finished = status(folder).state == ENDINGS["Finished"]
    _spawn(folder, words + ["--steps=0", "--images=0", "--minutes=0"] * finished)


def _spawn(folder: Path, words: list[str]) -> None:
    """Start the ordinary command line, its words in the log, and say at once which process it is."""
    folder.mkdir(parents=True, exist_ok=True)
    environment = {name: value for name, value in os.environ.items() if name not in SECRETS}
    paths = [str(Path(__file__).parent.parent), environment.get("PYTHONPATH", "")]
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, paths))  # so that it starts from any folder
    with open(folder / LOG, "ab") as log:
        child = subprocess.Popen(
            [sys.executable, "-m", "gan_demo", *words],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            env=environment,
        )
    process = psutil.Process(child.pid)
    process.nice(NICE)
    claim(folder, process)


def claim(folder: Path, process: psutil.Process) -> None:
    """Write down which process trains here; its start time tells it from a later one of the same number.

    The offset parts its events from those of earlier sittings, so that their ending is not taken for its own.
    """
    offset = (folder / EVENTS).stat().st_size if (folder / EVENTS).exists() else 0
    values = {"pid": process.pid, "started": process.create_time(), "offset": offset}
    draft = folder / f".{PROCESS}.{os.getpid()}"
    draft.write_text(json.dumps(values), encoding="utf-8")
    os.replace(draft, folder / PROCESS)


def process(folder: str | Path) -> psutil.Process | None:
    """The live process that trains in this folder, known by its number and its start time."""
    values = _claimed(Path(folder))
    try:
        found = psutil.Process(values["pid"])
        alive = found.is_running() and found.status() != psutil.STATUS_ZOMBIE
        return found if alive and abs(found.create_time() - values["started"]) < 1 else None
    except (KeyError, ValueError, psutil.Error):
        return None


def _claimed(folder: Path) -> dict[str, Any]:
    """What the run's last process wrote of itself; empty where that cannot be read."""
    try:
        values = json.loads((folder / PROCESS).read_text(encoding="utf-8"))
        return {"pid": int(values["pid"]), "started": float(values["started"]), "offset": int(values.get("offset", 0))}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def stop(folder: str | Path) -> None:
    """Ask the run to end at its next step; it saves its state first."""
    trainer = process(folder)
    if trainer is not None:
        trainer.send_signal(signal.SIGTERM)


def read(folder: str | Path, offset: int = 0) -> Reading:
    """The events after the offset; a last line that is still being written, and broken ones, are left out."""
    try:
        with open(Path(folder) / EVENTS, "rb") as file:
            file.seek(offset)
            block = file.read()
    except OSError:
        return Reading([], offset)
    whole = block[: block.rfind(b"\n") + 1]
    return Reading([event for line in whole.splitlines() if (event := _event(line))], offset + len(whole))


def _event(line: bytes) -> dict[str, Any] | None:
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) and "event" in event else None


def history(folder: str | Path) -> list[dict[str, Any]]:
    """All events as one story: what a crash lost after the last saved step is left out."""
    return extend([], read(folder).events)


def extend(story: list[dict[str, Any]], events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The story with later events; where a run goes on from a saved step, what it had lost after that step goes."""
    for event in events:
        if event["event"] == "Started":
            story = [old for old in story if old.get("step", 0) <= event["step"] and old["event"] not in ENDINGS]
        story.append(event)
    return story


def status(folder: str | Path) -> Status:
    """How the run stands, derived from its last event and its process."""
    folder = Path(folder)
    last = _last(folder, _claimed(folder).get("offset", 0))
    if process(folder) is not None:
        return Status({None: "starting", "Preparing": "preparing"}.get(last and last["event"], "running"))
    if last and last["event"] in ENDINGS:
        return Status(ENDINGS[last["event"]], _reason(last.get("reason")))
    return Status("crashed", _tail(folder))


def _reason(value: Any) -> Words | None:
    """Why a run failed, from the JSON of its event; older runs told it in English only."""
    match value:
        case [str(en), str(zh)]:
            return Words(en, zh)
        case str(text) if text:
            return Words(text, text)
    return None


def _last(folder: Path, offset: int) -> dict[str, Any] | None:
    """The last whole event after the offset, from the end of the file."""
    try:
        with open(folder / EVENTS, "rb") as file:
            file.seek(max(offset, os.fstat(file.fileno()).st_size - 20_000))
            lines = file.read().splitlines()
    except OSError:
        return None
    return next((event for line in reversed(lines) if (event := _event(line))), None)


def _tail(folder: Path) -> Words:
    """The last line of the log, which says why a process died, where it could say it."""
    try:
        lines = (folder / LOG).read_text(encoding="utf-8", errors="replace").strip().splitlines()
    except OSError:
        lines = []
    if not lines:
        return Words("The process was killed.", "进程被终止。")
    text = lines[-1][-300:].removeprefix("gan-demo: ")
    return Words(text, text)


def found(root: str | Path) -> list[Path]:
    """The run folders under root, the newest first."""
    root = Path(root)
    folders = [path for path in root.iterdir() if (path / PROCESS).exists()] if root.is_dir() else []
    return sorted(folders, key=lambda folder: (folder / PROCESS).stat().st_mtime, reverse=True)


def read_settings(folder: str | Path) -> Settings:
    """The settings of a run."""
    try:
        return Settings.from_json((Path(folder) / SETTINGS).read_text(encoding="utf-8"))
    except (OSError, ValueError, TypeError):
        raise UserError(
            f"There is no training run in {folder}: {SETTINGS} is missing or broken.",
            f"{folder} 里没有可用的训练：{SETTINGS} 缺失或损坏。",
        ) from None


def grids(folder: str | Path) -> list[tuple[int, Path]]:
    """The kept sample grids, each with its step, in order."""
    paths = sorted((Path(folder) / GRIDS).glob("[0-9]*.png"))
    return [(int(path.stem), path) for path in paths]
