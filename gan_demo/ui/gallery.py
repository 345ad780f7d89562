"""The models that the page can show, shipped and trained, and the few of them that are held in memory."""

from __future__ import annotations

import functools
import hashlib
import json
import os
import threading
import warnings
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import atomic, checkpoints, recipes, runs
from ..data import cache
from ..pictures.curves import ink_names
from ..pictures.files import encode, to_pil
from ..words import UserError
from .answers import RequestError
from .kept_scores import KeptScores

if TYPE_CHECKING:
    from ..pipelines.pipeline import GAN

HELD = 3  # models in memory
OPENING = "avatars"  # shown first where it is there
AS_THEY_ARE = (  # what the page is told of a config
    *("recipe", "data", "example", "details", "found", "examples", "basis", "images", "steps", "seed", "seconds"),
    *("device", "licence", "command", "begun", "measured", "kept_from"),
)


class Gallery:
    """Finds checkpoints in two folders and loads them when a picture is wanted."""

    def __init__(self, shipped: Path, trained: Path):
        self.shipped, self.trained = Path(shipped), Path(trained)
        self._held: OrderedDict[tuple[Path, int], GAN] = OrderedDict()
        self._lock = threading.Lock()
        self.scores = KeptScores()
        self.opening: bytes | None = None  # the picture that the page opens with, once it is drawn

    def folders(self) -> dict[str, Path]:
        """All checkpoints by name: the shipped ones, then those of the runs, the newest first."""
        folders = checkpoints.find_checkpoints(self.shipped)
        for run in runs.find_runs(self.trained):
            if (run / runs.CHECKPOINT / checkpoints.CONFIG).exists():
                folders.setdefault(run.name, run / runs.CHECKPOINT)
        return folders

    def folder(self, name: str) -> Path:
        """The folder of that model; the name is looked up in the listing and never used as a path."""
        folders = self.folders()
        if name not in folders:
            raise RequestError(404, "There is no model called {name!r} here.", name=name[:80])
        return folders[name]

    def config(self, name: str) -> checkpoints.Config:
        return checkpoints.read_config(self.folder(name))

    def cards(self) -> list[dict[str, Any]]:
        """What is known of every readable model, as JSON, the one to open with first."""
        cards = []
        for name, folder in self.folders().items():
            try:
                cards.append({**model_summary(name, folder), "measuring": self.scores.measuring(folder)})
            except (UserError, OSError):
                continue
        return sorted(cards, key=lambda card: card["name"] != OPENING)

    def discard(self, name: str) -> None:
        """Delete a model that a visitor kept, never one that is shipped."""
        folder = self.folder(name)
        if trained_here(folder):
            raise RequestError(422, "{name} is the model of a run: delete the run in the Train tab.", name=name)
        runs.discard_model(folder)

    def gan(self, name: str) -> GAN:
        """The model, loaded once until its folder changes."""
        folder = self.folder(name)
        key = (folder, stamp(folder))
        with self._lock:
            if key not in self._held:
                self._held[key] = load_for_drawing(folder)
            self._held.move_to_end(key)
            while len(self._held) > HELD:
                self._held.popitem(last=False)
            return self._held[key]

    def recall(self) -> None:
        """Open with the picture that an earlier start drew, where it did so with the same weights."""
        folders = self.folders()
        for name in sorted(folders, key=lambda name: name != OPENING):  # which of them plays in Explore is not asked
            with suppress(OSError):  # as the answer would load torch: only what opened the page has such a picture
                self.opening = opening_of(folders[name]).read_bytes()
                return

    def warm(self) -> None:
        """Have the opening model and the first that draws captions ready before a visitor asks, in the background."""
        threading.Thread(target=self._warm, daemon=True).start()

    def first(self, tab: str) -> str:
        """The first model that is played with in that tab, "" where there is none."""
        return next((card["name"] for card in self.cards() if card["control"]["tab"] == tab), "")

    def _warm(self) -> None:
        """First what a visitor sees first, and then the directions of the sliders, which take longer."""
        plain, captioned = self.first("explore"), self.first("captions")
        with suppress(UserError):  # a visitor who asks for it is told why
            gan = self.gan(plain)
            picture = gan.pictures(gan.draw(1, gan.config.seed))[0]
            self.opening = encode(to_pil(gan.example.moment(picture, 0)), compress_level=1)
            with suppress(OSError):
                cache_opening(self.opening, opening_of(self.folder(plain)))
        with suppress(UserError):
            from ..pipelines.illustration import illustrate

            gan = self.gan(captioned)
            if gan.text_encoder:
                illustrate(gan, gan.text_encoder.read(gan.config.captions[0]), gan.latents(1))
        for name in (plain, captioned):
            with suppress(UserError):
                _ = self.gan(name).directions


def opening_of(folder: Path) -> Path:
    """Where the picture is kept with which that model opens, as it is now."""
    place = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    return cache.cache_root() / "openings" / f"{place}-{stamp(folder)}.png"


def cache_opening(picture: bytes, path: Path) -> None:
    """Write a picture to open with in place of an earlier one of the same model."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic.draft_beside(path) as draft:
        draft.write_bytes(picture)
        for old in path.parent.glob(f"{path.stem.partition('-')[0]}-*.png"):
            old.unlink(missing_ok=True)
        os.replace(draft, path)


def load_for_drawing(folder: Path) -> GAN:
    """The model on one thread: a second one that spins beside a trainer makes a picture twenty times slower."""
    import torch

    from ..pipelines.pipeline import GAN

    torch.set_num_threads(1)
    return GAN.load(folder)


def stamp(folder: Path) -> int:
    """Changes whenever the checkpoint is saved anew."""
    return (folder / checkpoints.CONFIG).stat().st_mtime_ns // 1_000_000


def trained_here(folder: Path) -> bool:
    """Whether this is the checkpoint that a run has now."""
    return folder.name == runs.CHECKPOINT and (folder.parent / runs.PROCESS).exists()


def model_title(name: str, folder: Path, config: checkpoints.Config) -> list[str]:
    """What people call it, in both languages: a run's model as the run."""
    given = str(runs.about(folder.parent).get("name", "")) if trained_here(folder) else ""
    return [given, given] if given else list(config.title or (name, name))


def control_of(config: checkpoints.Config) -> dict[str, Any]:
    """What its input says to the page, kept for other starts, as to ask its recipe loads torch.

    That of no input, not kept, where its recipe is not here, as whoever draws with it is told, or cannot say it.
    """
    path = control_path(config)
    with suppress(OSError, ValueError):
        return json.loads(path.read_text(encoding="utf-8"))
    from ..inputs._input import Input

    usual = Input().control(config)
    try:
        control = json.dumps({**usual, **recipes.find_recipe(config.recipe).condition.control(config)})
    except UserError:
        return usual
    except Exception as error:  # a recipe of the user's own may do anything
        told = f"{type(error).__name__}: {error}"
        warnings.warn(f"The recipe {config.recipe} does not say what it takes: {told}", stacklevel=2)
        return usual
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic.draft_beside(path) as draft:
            draft.write_text(control, encoding="utf-8")
            os.replace(draft, path)
    return json.loads(control)


def control_path(config: checkpoints.Config) -> Path:
    """Where that is kept, for what an input may ask of a config and for the code and the texts of this process."""
    asked = config.recipe, config.generator, config.classes, config.found, config.captions, config.data, config.other
    digest = hashlib.sha256(json.dumps([asked, code_stamp()]).encode()).hexdigest()
    return cache.cache_root() / "controls" / f"{digest[:16]}.json"


@functools.cache
def code_stamp() -> int:
    """When recipes, inputs and texts, one's own recipes too, were last written, in nanoseconds."""
    package = Path(__file__).parents[1]
    folders = package / "inputs", package / "locale", *map(Path, recipes.__path__)
    return max(path.stat().st_mtime_ns for folder in folders for path in folder.rglob("*.[pm][yo]"))


def model_summary(name: str, folder: Path) -> dict[str, Any]:
    """One model as the page shows it."""
    config = checkpoints.read_config(folder)
    generator, variables = config.generator, config.details.get("variables")
    return {name: getattr(config, name) for name in AS_THEY_ARE} | {
        "name": name,
        "title": model_title(name, folder, config),
        "trained": trained_here(folder),
        "other": Path(config.other).name,
        "inks": ink_names(len(variables) if isinstance(variables, list) else 0),
        "size": generator["size"],
        "channels": generator["channels"],
        "latent": generator["latent"],
        "classes": [list(words) for words in config.classes],
        "control": control_of(config),
        "captions": list(config.captions),
        "views": {name: list(words) for name, words in config.views.items()},
        "frames": generator.get("frames", 1),
        "directions": [list(words) for words in config.directions],
        "semantic_directions": [one.told() for one in config.semantic_directions],
        "changes": [list(change) for change in config.changes],
        "bytes": sum(path.stat().st_size for path in folder.iterdir() if path.is_file()),
        "preview": (folder / checkpoints.PREVIEW).exists(),
        "stamp": stamp(folder),
    }
