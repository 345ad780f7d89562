"""Checkpoints: a folder of config.json, safetensors, a card and a preview.

A checkpoint names its recipe and every constructor argument of its generator, never a class or a path, and loading runs
no code from it. Weights are stored in half precision, running statistics in single.
"""

import json
import os
import shlex
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import atomic
from ..examples.kinds import example_kind
from ..settings import NewerVersionError, refuse_newer
from ..words import UserError, Words, t
from . import bases, weights
from .bases import Bases, SemanticDirection
from .card import model_card

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import nn

    from ..text.text_encoder import TextEncoder

CONFIG, WEIGHTS, CARD, PREVIEW = "config.json", "model.safetensors", "README.md", "preview.png"
EXAMPLES = "examples.png"  # a row of drawings to begin with; below them, of a model between two sides, the others
OF_A_RUN = "checkpoint"  # the folder of a run that holds its last one
SHIPPED = Path(__file__).parents[2] / "checkpoints"
MOST_EXAMPLES = 64
LARGEST_CONFIG = 1 << 20  # bytes that are read at all
LARGEST = {
    "size": 1024,
    "channels": 64,
    "classes": 10_000,
    "latent": 4096,
    "width": 4096,
    "text": 1024,
    "slots": 256,
    "words": 256,
    "choices": 1024,
    "frames": 64,
    "style": 4096,
    "given": 64,
}  # of a generator's arguments


@dataclass(frozen=True)
class Config:
    """What is known of a checkpoint, as written in its config.json."""

    recipe: str
    generator: dict[str, Any]  # every constructor argument
    data: str
    crop: str = "centre"  # how its pictures were made square
    other: str = ""  # the data of the other side, whose pictures it takes
    example: str = "image"  # the kind of what it makes
    details: dict[str, Any] = field(default_factory=dict)  # what that kind wants to know
    title: Words | None = None  # None: the folder's name
    classes: tuple[Words, ...] = ()
    found: bool = False  # whether these are codes to which the nets gave a meaning by themselves
    captions: tuple[str, ...] = ()  # of the columns of the preview, where it is drawn from captions
    drawing: bool = False  # whether a drawing says what it draws
    examples: int = 0  # such drawings in a row of `EXAMPLES`
    views: dict[str, Words] = field(default_factory=dict)  # what can be looked at in its generator beside the whole
    licence: str = ""  # of the pictures that it learned from, and so of its own; "": nobody has stated it
    images: int = 0  # real pictures seen
    steps: int = 0
    seconds: float = 0.0  # training time
    device: str = ""
    command: str = ""  # what made it, but for the changes
    changes: tuple[tuple[int, str, Any, Any], ...] = ()  # on the way: step, setting, old, new
    seed: int = 0  # of a picture to open with, chosen by a person who looked
    directions: tuple[Words, ...] = ()  # names of the first principal directions, given by a person who looked
    semantic_directions: tuple[SemanticDirection, ...] = ()  # those that were found and named, in `bases.FILE`
    basis: str = ""  # the digest of these
    measured: dict[str, Any] = field(default_factory=dict)  # scores, each with how it was measured
    kept_from: str = ""  # the run from which a visitor kept it; empty for one that is shipped, which stays

    @property
    def begun(self) -> str:
        """The checkpoint from whose weights the training went on; empty where it began from nothing."""
        try:
            words = shlex.split(str(self.command))
        except ValueError:  # no command line
            return ""
        return next((word.removeprefix("begin=") for word in words if word.startswith("begin=")), "")


FIELDS = tuple(Config.__dataclass_fields__)
NEEDED = {item.name for item in fields(Config) if item.default is item.default_factory}  # both are missing


def no_number(text: str) -> float:
    """ValueError for NaN and the infinite ones, which are no JSON and nobody could read further on."""
    raise ValueError(text)


def read_config(folder: str | Path) -> Config:
    """The config of the checkpoint in that folder; UserError where it is not one."""
    path = Path(folder) / CONFIG
    try:
        if path.stat().st_size > LARGEST_CONFIG:
            raise ValueError(f"more than {LARGEST_CONFIG} bytes")
        values = json.loads(path.read_text(encoding="utf-8"), parse_constant=no_number)
        if isinstance(values, dict) and values.keys() >= NEEDED:  # else it is of another project
            unknown = {name for name in values.keys() - set(FIELDS) if not name.startswith("_")}
            refuse_newer(t("settings of the checkpoint"), unknown)
        known = {name: values[name] for name in FIELDS if name in values}
        for name in ("classes", "directions"):
            known[name] = tuple(Words(*map(str, words)) for words in known.get(name, ()))
        known["views"] = {str(name): Words(*map(str, words)) for name, words in known.get("views", {}).items()}
        known["title"] = Words(*known["title"]) if known.get("title") else None
        known["captions"] = tuple(map(str, known.get("captions", ())))
        known["semantic_directions"] = tuple(map(SemanticDirection.read, known.get("semantic_directions", ())))
        known["changes"] = tuple((int(at), str(name), old, new) for at, name, old, new in known.get("changes", ()))
        config = Config(**known)
    except NewerVersionError:
        raise
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise UserError(
            "There is no readable checkpoint in {folder}: {file} is missing, broken or too large.",
            folder=folder,
            file=CONFIG,
        ) from None
    _check(config, folder)
    return config


def _check(config: Config, folder: str | Path) -> None:
    """Refuse values of the wrong kind and sizes that no net here has, before anything is built from them."""
    texts = (config.recipe, config.data, config.other, config.crop, config.example, config.kept_from, config.basis)
    right = all(isinstance(text, str) for text in texts)
    right = right and isinstance(config.generator, dict) and isinstance(config.details, dict)
    right = right and all(type(n) in (int, float) for n in (config.images, config.steps, config.seconds))
    right = right and isinstance(config.found, bool) and isinstance(config.drawing, bool)
    right = right and type(config.seed) is int and 0 <= config.seed < 2**32
    right = right and type(config.examples) is int and 0 <= config.examples <= MOST_EXAMPLES
    if not right or not isinstance(config.measured, dict):
        raise UserError(
            "{folder} is not a checkpoint: its {file} has values of the wrong kind.", folder=folder, file=CONFIG
        )
    for name, limit in LARGEST.items():
        value = config.generator.get(name, 1)
        if type(value) is not int or not (name == "size") <= value <= limit:
            raise UserError(
                "{folder} is refused: its generator's {name} is {value!r}, and at most {limit} is allowed.",
                folder=folder,
                name=name,
                value=value,
                limit=limit,
            )
    kind = example_kind(config.example)
    for name in ("channels", "given"):
        if kind.colours and config.generator.get(name, 1) not in (1, 3):
            raise UserError("{folder} is refused: pictures have 1 or 3 channels.", folder=folder)
    kind.details(config.details)
    if len(config.classes) != config.generator.get("classes", 0):
        raise UserError(
            "{folder} is refused: it names {count} classes and its generator has another number.",
            folder=folder,
            count=len(config.classes),
        )


def load_checkpoint(folder: str | Path) -> tuple[Config, "nn.Module"]:
    """The config and the generator, ready to draw on the CPU; UserError for anything that does not fit."""
    from ..recipes import find_recipe

    config, net = skeleton(folder)
    net = weights.load_weights(Path(folder) / WEIGHTS, net)
    if weights.has_unstored(net):
        net = weights.load_weights(Path(folder) / WEIGHTS, find_recipe(config.recipe).generator(**config.generator))
    return config, net


def skeleton(folder: str | Path) -> tuple[Config, "nn.Module"]:
    """The config and the generator without its weights."""
    from ..recipes import find_recipe

    config = read_config(Path(folder))
    constructor = find_recipe(config.recipe).generator
    config = replace(config, generator=with_later(constructor, config.generator))
    _check_recipe(config, folder)
    try:
        with weights.shapes_alone():
            net = constructor(**config.generator)
    except (ValueError, TypeError, RuntimeError) as error:
        raise UserError(
            "{folder} is refused: {recipe} cannot be built from its arguments ({error}).",
            folder=folder,
            recipe=config.recipe,
            error=error,
        ) from None
    return config, net


def _check_recipe(config: Config, folder: str | Path) -> None:
    """Refuse a config that its recipe does not fit."""
    from ..recipes import find_recipe
    from ..recipes._recipe import arguments

    recipe = find_recipe(config.recipe)
    if set(config.generator) != set(arguments(recipe.generator)):
        raise UserError(
            "{folder} is refused: its generator's arguments are not those of {recipe}.",
            folder=folder,
            recipe=config.recipe,
        )
    if config.example != recipe.example.kind:
        raise UserError(
            "{folder} is refused: {recipe} makes no examples of the kind {example!r}.",
            folder=folder,
            recipe=config.recipe,
            example=config.example[:20],
        )
    if config.drawing != recipe.condition.drawing or (config.other and recipe.condition.paired):
        raise UserError(
            "{folder} is refused: its {file} and {recipe} disagree whether it takes drawings.",
            folder=folder,
            file=CONFIG,
            recipe=config.recipe,
        )
    if not config.other and config.generator.get("given", 1) != 1:
        raise UserError(
            "{folder} is refused: its {file} names no data of the other side, of which it takes pictures.",
            folder=folder,
            file=CONFIG,
        )


def with_later(constructor: Callable[..., "nn.Module"], told: dict[str, Any]) -> dict[str, Any]:
    """The arguments of a generator with that which checkpoints of earlier versions do not name, as these were made."""
    return {**told, "given": told.get("given", 1)} if "given" in signature(constructor).parameters else told


def load_bases(folder: str | Path, config: Config) -> Bases | None:
    """The named directions of a checkpoint; None for one that has none."""
    count = len(config.semantic_directions)
    return bases.read_bases(Path(folder), config.generator["latent"], count) if count else None


def checkpoint_text_encoder(folder: str | Path, config: Config) -> "TextEncoder | None":
    """The text encoder of a checkpoint that is drawn from captions; None for any other."""
    from ..recipes import find_recipe
    from . import text_encoders

    if not find_recipe(config.recipe).condition.needs_text_encoder:
        return None
    text_encoder = text_encoders.load_text_encoder(Path(folder))
    shape = text_encoder.matcher.shape
    if any(shape[name] != config.generator[of] for name, of in text_encoders.OF_GENERATOR.items()):
        raise UserError(
            "{folder} is refused: its text encoder, {shape}, does not fit its generator.",
            folder=folder,
            shape=shape,
        )
    return text_encoder


def save_checkpoint(
    folder: str | Path,
    config: Config,
    net: "nn.Module",
    preview: "NDArray | None" = None,
    text_encoder: "TextEncoder | None" = None,
    examples: "NDArray | None" = None,
) -> None:
    """Write a checkpoint beside its target, then rename it into place, so that none is ever half written.

    The folder that it is put into must be there: a run that was removed does not come back by its next save.
    """
    from ..pictures.files import columns_of, sheet
    from . import text_encoders

    target = Path(folder)
    with atomic.draft_beside(target) as draft:
        draft.mkdir()
        weights.save_weights(draft / WEIGHTS, net)
        if text_encoder:
            text_encoders.save_text_encoder(draft, text_encoder)
        _write_texts(draft, target.name, config)
        if preview is not None:
            sheet(preview, columns_of(config.generator.get("classes", 0))).save(draft / PREVIEW)
        if examples is not None:
            sheet(examples, config.examples).save(draft / EXAMPLES)
        atomic.swap(draft, target)


def _write_texts(folder: Path, name: str, config: Config) -> None:
    told = asdict(config) | {"semantic_directions": [one.told() for one in config.semantic_directions]}
    (folder / CONFIG).write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / CARD).write_text(model_card(name, config, PREVIEW), encoding="utf-8")


def rewrite_card(folder: Path, config: Config, name: str = "") -> None:
    """Replace config and card of a checkpoint whose weights stay as they are; the card names it as its folder."""
    with atomic.draft_beside(folder / CONFIG) as draft:
        draft.mkdir()
        _write_texts(draft, name or folder.name, config)
        for name in (CARD, CONFIG):
            os.replace(draft / name, folder / name)


def direct(folder: Path, found: Bases, named: Sequence[SemanticDirection]) -> None:
    """Give a checkpoint named directions, or other ones in their place."""
    with atomic.draft_beside(folder / bases.FILE) as draft:
        draft.mkdir()
        found.save(draft)
        os.replace(draft / bases.FILE, folder / bases.FILE)
    rewrite_card(folder, replace(read_config(folder), semantic_directions=tuple(named), basis=found.digest()))


def reweigh(folder: Path, snapshot: Path, preview: Path | None) -> dict[str, Any]:
    """Put the generator of a run's snapshot, and samples of it, into a checkpoint of that run that nobody reads yet.

    Its counters of steps, images and seconds.
    """
    import pickle

    import torch

    from ..recipes import find_recipe

    config = read_config(folder)
    net = find_recipe(config.recipe).generator(**config.generator)
    try:
        state = torch.load(snapshot, map_location="cpu", weights_only=True)
        net.load_state_dict(state["ema"])
    except (EOFError, KeyError, RuntimeError, pickle.UnpicklingError):
        raise UserError(
            "The snapshot {name} is broken or is not of this run; choose another step.", name=snapshot.name
        ) from None
    weights.save_weights(folder / WEIGHTS, net)
    (folder / bases.FILE).unlink(missing_ok=True)  # the directions of other weights
    if preview:
        shutil.copyfile(preview, folder / PREVIEW)
    return state["counters"]


def resolve(name: str | Path) -> str:
    """The folder of a checkpoint: the one named, that of a run, or the shipped one; else the name, for the Hub."""
    for folder in (Path(name), Path(name) / OF_A_RUN, SHIPPED / name):
        if (folder / CONFIG).is_file():
            return str(folder)
    if "/" not in str(name) and not Path(name).exists():
        known = ", ".join(find_checkpoints(SHIPPED))
        raise UserError(
            "There is no model called {name!r}: give the folder of a checkpoint or of a run, or one of {known}.",
            name=str(name),
            known=known,
        )
    return str(name)


def find_checkpoints(*roots: str | Path) -> dict[str, Path]:
    """The checkpoints directly under these folders, by name; the first of a name counts."""
    folders: dict[str, Path] = {}
    for root in map(Path, roots):
        for path in sorted(root.glob(f"*/{CONFIG}")) if root.is_dir() else ():
            if not path.parent.name.startswith("."):
                folders.setdefault(path.parent.name, path.parent)
    return folders
