"""What a visitor may ask of a run that trains: small frozen orders, and how they are read from JSON."""

from dataclasses import dataclass, field, fields
from typing import Any

from .settings import LIVE, Settings
from .words import UserError

LONGEST_PHASE = 30.0  # seconds of slow motion


@dataclass(frozen=True)
class Set:
    """Change settings from the next step on."""

    changes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Pause:
    """Save, keep the state in memory, and wait."""


@dataclass(frozen=True)
class Go:
    """Go on after a pause."""


@dataclass(frozen=True)
class Step:
    """While paused: one turn of D, of G, or of both."""

    player: str = "both"


@dataclass(frozen=True)
class Slow:
    """Show each phase of a step for this many seconds; 0 for full speed."""

    seconds: float = 0.0


@dataclass(frozen=True)
class Rewind:
    """Go back to the snapshot at that step, and go on with these changes."""

    step: int = 0
    changes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Snapshot:
    """Save now."""


@dataclass(frozen=True)
class Rest:
    """Let the partner train, then go on; no more than that where a visitor's pause holds. Only the turns ask for it."""


Command = Set | Pause | Go | Step | Slow | Rewind | Snapshot | Rest
KINDS = {kind.__name__.lower(): kind for kind in (Set, Pause, Go, Step, Slow, Rewind, Snapshot)}
TYPES: dict[str, type | tuple[type, ...]] = {"changes": dict, "player": str, "seconds": (int, float), "step": int}


def parse_command(values: Any) -> Command:
    """The order that JSON describes, as {"do": "slow", "seconds": 1}; UserError where it is none."""
    kind = KINDS.get(str(values.get("do"))) if isinstance(values, dict) else None
    if kind is None:
        known = ", ".join(KINDS)
        raise UserError(f"An order is one of {known}.", f"指令只能是 {known}。")
    given = {item.name: values[item.name] for item in fields(kind) if item.name in values}
    for name, value in given.items():
        if not isinstance(value, TYPES[name]) or isinstance(value, bool):
            raise UserError(f"{name} has a wrong value: {value!r:.80}.", f"{name} 的值不对：{value!r:.80}。")
    order = kind(**given)
    _check(order)
    return order


def _check(order: Command) -> None:
    match order:
        case Set(changes) | Rewind(_, changes):
            checked(Settings(), changes)
        case Slow(seconds) if not 0 <= seconds <= LONGEST_PHASE:
            raise UserError(
                f"Slow motion shows a phase for 0 to {LONGEST_PHASE:g} seconds.",
                f"慢动作每个阶段为 0 到 {LONGEST_PHASE:g} 秒。",
            )
        case Step(player) if player not in ("d", "g", "both"):
            raise UserError("A step is one of d, g, both.", "单步只能是 d、g 或 both。")


def checked(settings: Settings, changes: dict[str, Any]) -> Settings:
    """The settings with these changes; only those that can change while a run goes on are allowed."""
    fixed = [name for name in changes if name not in LIVE]
    if fixed:
        known = ", ".join(LIVE)
        raise UserError(
            f"{fixed[0]!r:.80} cannot change in a run; these can: {known}.",
            f"{fixed[0]!r:.80} 在训练中不能更改；可以更改的有：{known}。",
        )
    return settings.with_text({name: "" if value is None else str(value) for name, value in changes.items()})
