"""The settings of a training run, each written once: the flags, the form, the JSON and the tests read them here."""

import json
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, field, fields, replace
from typing import Any

from pydantic import ConfigDict, TypeAdapter, ValidationError, ValidationInfo, field_validator
from pydantic.dataclasses import dataclass

from .words import UserError, Words, listed, t


def setting(default: Any, label: str, low: float | None = None, high: float | None = None, live: bool = False) -> Any:
    """A field with what it means in both languages, the range that is allowed, and whether it can change in a run."""
    return field(default=default, metadata={"words": t(label), "ge": low, "le": high, "live": live})


@dataclass(frozen=True, config=ConfigDict(coerce_numbers_to_str=True))
class Settings:
    """How a run goes; None stands for the choice of the recipe or of the data set, 0 for no limit."""

    recipe: str = setting("vaegan", "Recipe")
    data: str = setting("avatars", "Data")
    size: int | None = setting(None, "Resolution in pixels", 8, 256)
    labels: str | None = setting(None, "Classes from")
    crop: str = setting("centre", "Crop: centre, top, pad or stretch")
    other: str = setting("", "Data of the other side")
    batch: int | None = setting(None, "Batch size", 2, 4096)
    width: int | None = setting(None, "Channels at 4 x 4 px", 32, 2048)
    latent: int | None = setting(None, "Latent dimension", 2, 1024)
    g_lr: float | None = setting(None, "Generator learning rate", 1e-7, 1.0, live=True)
    d_lr: float | None = setting(None, "Discriminator learning rate", 1e-7, 1.0, live=True)
    d_steps: int | None = setting(None, "D steps per G step", 1, 100, live=True)
    weights: str = setting("", "Loss weights, as r1=2, g=1", live=True)
    augment: float = setting(0.0, "Augmentation probability", 0, 1, live=True)
    ema: int = setting(500, "EMA half-life in steps", 1, 10**6, live=True)
    grid_seconds: float = setting(4.0, "Seconds between grids", 0.5, 3600, live=True)
    begin: str = setting("", "Checkpoint to begin from")
    seed: int = setting(0, "Seed", 0, 2**31 - 1)
    steps: int = setting(0, "Stop after steps", 0, 10**9, live=True)
    images: int = setting(0, "Stop after examples", 0, 10**12, live=True)
    minutes: float = setting(0.0, "Stop after minutes", 0, 10**6, live=True)
    graphs: int = setting(0, "CUDA graphs: 1 to replay whole steps", 0, 1)
    device: str = setting("auto", "Device: auto, cuda, mps or cpu")
    precision: str = setting("auto", "Precision: auto, float32 or bfloat16")

    @field_validator("*", mode="before")
    @classmethod
    def _from_text(cls, value: Any, info: ValidationInfo) -> Any:
        """No text, or "none", is None where a setting can be; true and false are no numbers."""
        if getattr(cls, str(info.field_name)) is None and str(value).strip() in ("", "none", "None"):
            return None
        if isinstance(value, str) and DECLARED[str(info.field_name)].metadata["ge"] is not None:
            return unicodedata.normalize("NFKC", value).strip()  # digits as a Chinese keyboard writes them
        return str(value) if isinstance(value, bool) else value

    def __post_init__(self) -> None:
        factors(self.weights)

    @property
    def steered(self) -> dict[str, Any]:
        """What may change while a run learns, beside what the recipe may decide."""
        return {name: getattr(self, name) for name in ("weights", "augment", "ema")}

    def with_text(self, texts: Mapping[str, Any]) -> "Settings":
        """A copy in which the named settings are read from text, as a flag and a form give them, or from JSON."""
        return replace(self, **texts)

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=1, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Settings":
        """Settings written by `to_json`; UserError for names that are none of this version."""
        values = json.loads(text)
        if isinstance(values, dict):
            refuse_newer(t("settings of the run"), values.keys() - DECLARED.keys())
        return cls(**values)


class NewerVersionError(UserError):
    """What a newer version of this project wrote."""


def refuse_newer(what: Words, unknown: Iterable[str]) -> None:
    """NewerVersionError where there are names that this version does not know."""
    if names := sorted(unknown):
        raise NewerVersionError(
            "The {what} are of a newer version of gan_demo: this one does not know {names}. Update it to open them.",
            what=what,
            names=listed(names),
        )


def factors(text: str) -> dict[str, float]:
    """The factor of each named loss term, from "r1=2, g caption=0.5"; it takes the place of one that would fall."""
    parts = [part.partition("=") for part in text.split(",") if part.strip()]
    try:
        found = {name.strip(): float(value) for name, _, value in parts}
    except ValueError:
        found = {"": -1.0}
    if not all(name and 0 <= value <= 1000 for name, value in found.items()):  # NaN fails this too
        raise UserError("weights must look like r1=2, g=1 with factors from 0 to 1000, not {text!r}.", text=text)
    return found


DECLARED = {item.name: item for item in fields(Settings)}
LIMITS = ("steps", "images", "minutes")  # that end a run
LIVE = tuple(name for name, item in DECLARED.items() if item.metadata["live"])


def settings_schema() -> dict[str, Any]:
    """All settings as a JSON schema, with their ranges and what they mean."""
    schema = TypeAdapter(Settings).json_schema() | {"additionalProperties": False}
    for name, item in DECLARED.items():
        schema["properties"][name] |= {"title": item.metadata["words"].en, "live": item.metadata["live"]}
    return schema


def setting_label(name: str) -> Words:
    """What a message calls a setting: by its name, which a command takes, and by its label, which the form shows."""
    en, zh = DECLARED[name].metadata["words"]
    told = t("{name} ({label})", name=name, label=Words(en.lower(), zh))
    return told._replace(en=name) if en.lower() == name else told


def plain_number(number: float) -> str:
    """A number as people write it: thousands apart, and no power of ten unless it is very large or small."""
    if not 1e-9 <= abs(number) < 1e15:  # NaN and the infinite ones too
        return f"{number:g}"
    whole, dot, part = f"{number:,.10f}".partition(".")
    return whole + (dot + part).rstrip("0").rstrip(".")


def _refusal(error: ValidationError) -> UserError:
    """The first thing that is wrong with settings, as a person is told it."""
    wrong = error.errors(include_url=False)[0]
    if isinstance(told := wrong.get("ctx", {}).get("error"), UserError):
        return told
    name, value = str(wrong["loc"][0]), wrong["input"]
    setting = setting_label(name)
    low, high = (DECLARED[name].metadata[end] for end in ("ge", "le"))
    try:
        number = float(str(value))
    except ValueError:
        if isinstance(value, str) and low is not None:
            return UserError("{setting} must be a number, not {value!r:.80}.", setting=setting, value=value)
        return UserError("{setting} must be a number or a text.", setting=setting)
    not_whole = wrong["type"] in ("int_parsing", "int_from_float", "int_type")
    if not_whole and (low <= number <= high or not number.is_integer()):  # 1e3, 1.5
        return UserError("{setting} must be a whole number, not {value!s:.80}.", setting=setting, value=value)
    return UserError(
        "{setting} must be between {low} and {high}, not {number}.",
        setting=setting,
        low=plain_number(low),
        high=plain_number(high),
        number=plain_number(number),
    )


def _told(init: Callable[..., None]) -> Callable[..., None]:
    """Let settings be refused in a sentence of this project, not in one of pydantic's."""

    def spoken(self: Settings, /, *args: Any, **values: Any) -> None:
        if unknown := values.keys() - DECLARED:
            name, known = min(unknown), ", ".join(DECLARED)
            raise UserError("There is no setting called {name!r:.80}. Settings: {known}.", name=name, known=known)
        try:
            init(self, *args, **values)
        except ValidationError as error:
            raise _refusal(error) from None

    return spoken


Settings.__init__ = _told(Settings.__init__)  # type: ignore[method-assign]
