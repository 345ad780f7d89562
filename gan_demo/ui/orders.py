"""What may be asked of a run, as JSON: what a trainer obeys (`commands.py`), and what is done to a run from outside."""

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, StrictInt, TypeAdapter, ValidationError

from ..commands import Strict, VisitorCommand, refused_command
from .answers import RequestError

Values = Annotated[dict[str, Any], BeforeValidator(lambda values: {} if values is None else values)]  # of settings


@dataclass(frozen=True)
class Stop(Strict):
    """Save the state and stop at the next step."""

    do: Literal["stop"] = "stop"


@dataclass(frozen=True)
class Resume(Strict):
    """Go on from the last saved state, or from the snapshot at that step, with these changes."""

    changes: Values = field(default_factory=dict)
    at: StrictInt | None = None
    do: Literal["resume"] = "resume"


@dataclass(frozen=True)
class Fork(Strict):
    """Begin a new run at the snapshot of that step, with these changes."""

    step: StrictInt
    changes: Values = field(default_factory=dict)
    do: Literal["fork"] = "fork"


@dataclass(frozen=True)
class Again(Strict):
    """Begin a new run with the same settings but for these changes."""

    changes: Values = field(default_factory=dict)
    do: Literal["again"] = "again"


@dataclass(frozen=True)
class Check(Strict):
    """Say whether these changes can be made while it trains."""

    changes: Values = field(default_factory=dict)
    do: Literal["check"] = "check"


@dataclass(frozen=True)
class Describe(Strict):
    """Give it a name and a note."""

    name: str | None = None
    note: str | None = None
    do: Literal["describe"] = "describe"


@dataclass(frozen=True)
class Delete(Strict):
    """Delete the run with all that it made."""

    do: Literal["delete"] = "delete"


@dataclass(frozen=True)
class Keep(Strict):
    """Keep its model under a name, as it is or as it was at that step."""

    name: str = ""
    step: StrictInt | None = None
    do: Literal["keep"] = "keep"


Order = Stop | Resume | Fork | Again | Check | Describe | Delete | Keep | VisitorCommand
ORDER: TypeAdapter[Order] = TypeAdapter(Annotated[Order, Field(discriminator="do")])


def orders_schema() -> dict[str, Any]:
    """All orders as a JSON schema."""
    schema = ORDER.json_schema()
    for kind in schema["$defs"].values():
        kind["required"] = sorted({"do", *kind.get("required", ())})
    return schema


def read_order(values: dict[str, Any]) -> Order:
    """The order that JSON describes, as {"do": "fork", "step": 100}; RequestError where it is none."""
    try:
        return ORDER.validate_python(values)
    except ValidationError as error:
        told = refused_command(error, [kind.do for kind in get_args(Order)])
        raise RequestError(422, told.words) from None
