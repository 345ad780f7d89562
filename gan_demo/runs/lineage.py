"""How a model of a run was made: the command that began the run, and what was changed on the way."""

import dataclasses
import shlex
from collections.abc import Iterable
from typing import Any

from ..settings import Settings
from ..words import UserError
from .event_log import STEERED
from .launch import command

Change = tuple[int, str, Any, Any]  # step, setting, old, new
TOLD = STEERED | {"batch"}  # what a model depends on; memory that ran out halves the batch


def setting_changes(story: Iterable[dict[str, Any]]) -> list[Change]:
    """What was changed at which step: by an order, by a start that goes on with other settings, or by a branch."""
    found: list[Change] = []
    now: dict[str, Any] = {}
    for event in story:
        if event["event"] == "Started":
            told = {**event.get("rates", {}), **event.get("steered", {})}
            found += [(event["step"], name, now[name], new) for name, new in told.items() if now.get(name, new) != new]
            now |= told
        elif event["event"] == "Changed":
            pairs = {name: pair for name, pair in event["changes"].items() if name in TOLD}
            found += [(event["step"], name, old, new) for name, (old, new) in pairs.items()]
            now |= {name: new for name, (_, new) in pairs.items()}
    return found


def made(settings: Settings, run: str, step: int, images: int, changed: list[Change]) -> dict[str, Any]:
    """The command that begins such a run with its settings at the start, and the changes until that step."""
    first = {name: old for _, name, old, _ in reversed(changed)}
    begun = dataclasses.replace(settings, **first, steps=0, minutes=0, images=images)
    words = shlex.join(["gan-demo", *command(begun, f"runs/{run}")])
    return {"command": words, "changes": tuple(change for change in changed if change[0] < step)}


def begun_with(told: str) -> Settings:
    """The settings with which such a command begins a run; UserError where it is none."""
    try:
        *program, recipe = shlex.split(told)[:3]
        if program != ["gan-demo", "train"]:
            raise ValueError(program)
        rest, texts = shlex.split(told)[3:], {}
        for flag, value in zip(rest[::2], rest[1::2], strict=True):
            name, _, text = value.partition("=") if flag == "--set" else (flag.removeprefix("--"), "", value)
            texts[name] = text
        texts.pop("run", None)
        return Settings(recipe=recipe).with_text(texts)
    except (ValueError, TypeError):
        raise UserError(
            "{command!r:.200} is no command that trains a model, so that nothing says how its run was measured: score "
            "it without --small.",
            command=told,
        ) from None
