"""What a visitor may ask of a run that trains: small frozen orders, and how they are read from JSON."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import AfterValidator, ConfigDict, Field, StrictFloat, StrictInt, TypeAdapter, ValidationError

from .settings import LIVE, Settings
from .words import UserError

LONGEST_PHASE = 30.0  # seconds of slow motion
Changes = Annotated[dict[str, Any], AfterValidator(lambda changes: checked(Settings(), changes) and changes)]


class Strict:
    """Base of orders that refuse what they do not know; a number where a text is wanted is one."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", coerce_numbers_to_str=True)


@dataclass(frozen=True)
class Set(Strict):
    """Change settings from the next step on."""

    changes: Changes = field(default_factory=dict)
    do: Literal["set"] = "set"


@dataclass(frozen=True)
class Pause(Strict):
    """Save, keep the state in memory, and wait."""

    do: Literal["pause"] = "pause"


@dataclass(frozen=True)
class Go(Strict):
    """Go on after a pause."""

    do: Literal["go"] = "go"


@dataclass(frozen=True)
class Step(Strict):
    """While paused: one turn of D, of G, or of both."""

    player: Literal["d", "g", "both"] = "both"
    do: Literal["step"] = "step"


@dataclass(frozen=True)
class Slow(Strict):
    """Show each phase of a step for this many seconds; 0 for full speed."""

    seconds: Annotated[StrictFloat, Field(ge=0, le=LONGEST_PHASE)] = 0.0
    do: Literal["slow"] = "slow"


@dataclass(frozen=True)
class Rewind(Strict):
    """Go back to the snapshot at that step, and go on with these changes."""

    step: StrictInt
    changes: Changes = field(default_factory=dict)
    do: Literal["rewind"] = "rewind"


@dataclass(frozen=True)
class Snapshot(Strict):
    """Save now."""

    do: Literal["snapshot"] = "snapshot"


@dataclass(frozen=True)
class Rest:
    """Let the partner train, then go on; no more than that where a visitor's pause holds. Only the turns ask for it."""


VisitorCommand = Set | Pause | Go | Step | Slow | Rewind | Snapshot
Command = VisitorCommand | Rest
VISITOR_COMMANDS: TypeAdapter[VisitorCommand] = TypeAdapter(Annotated[VisitorCommand, Field(discriminator="do")])


def parse_command(values: Any) -> Command:
    """The order that JSON describes, as {"do": "slow", "seconds": 1}; UserError where it is none."""
    try:
        return VISITOR_COMMANDS.validate_python(values)
    except ValidationError as error:
        raise refused_command(error, [kind.do for kind in get_args(VisitorCommand)]) from None


def refused_command(error: ValidationError, known: Sequence[str]) -> UserError:
    """The first thing that is wrong with an order of those kinds, as a person is told it."""
    match error.errors(include_url=False)[0]:
        case {"ctx": {"error": UserError() as told}}:
            return told
        case {"loc": ()}:
            return UserError("A command is one of {known}.", known=", ".join(known))
        case {"type": "unexpected_keyword_argument", "loc": (do, name)}:  # as pydantic says it of a dataclass
            return UserError("{do} takes no {name!r:.80}.", do=do, name=name)
        case {"loc": (_, ("step" | "at") as name, *_)}:
            return UserError("{name} must be a step.", name=name)
        case {"loc": (_, "changes", *_)}:
            return UserError("changes must be names and values.")
        case {"type": "greater_than_equal" | "less_than_equal"}:
            return UserError("Slow motion shows a phase for 0 to {most:g} seconds.", most=LONGEST_PHASE)
        case {"type": "literal_error"}:
            return UserError("A step is one of d, g, both.")
        case wrong:
            name, value = wrong["loc"][1], wrong["input"]
            return UserError("{name} has a wrong value: {value!r:.80}.", name=name, value=value)


def checked(settings: Settings, changes: dict[str, Any]) -> Settings:
    """The settings with these changes; only those that can change while a run goes on are allowed."""
    fixed = [name for name in changes if name not in LIVE]
    if fixed:
        known = ", ".join(LIVE)
        raise UserError("{name!r:.80} cannot change in a run; these can: {known}.", name=fixed[0], known=known)
    return settings.with_text({name: "" if value is None else value for name, value in changes.items()})
