"""The one way to make pictures: load a checkpoint from a folder or the Hub and draw."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray

from .. import checkpoints
from ..checkpoints import bases, text_encoders, weights
from ..data import crop_of, sources
from ..data.avatars.kinds import KINDS
from ..data.pictures import PictureError, decode
from ..inputs.caption import CaptionInput
from ..inputs.class_label import ClassInput
from ..inputs.image import ImageInput
from ..metrics.classifier import StridedClassifier, cached_classifier
from ..objectives.objective import Condition
from ..pictures.images import to_float, to_uint8
from ..recipes import find_recipe
from ..text.text_encoder import TextEncoder
from ..words import UserError, Words, listed, t
from .inference import for_drawing
from .latent import principal_directions

VALUES_OF = {name: len(kind.values) for name, kind in KINDS.items()}
LARGEST_COUNT = 100_000  # pictures of one call
CHUNK = 64  # pictures that are drawn at once, so that memory stays small
UNWANTED = {kind.name: kind.unwanted for kind in (ClassInput, CaptionInput, ImageInput)}


class GAN:
    """A trained generator; latents are float32 (N, latent), pictures uint8 N x H x W x C.

    A generator of series or clips draws those, as the file of their kind in `examples/` describes them.
    """

    def __init__(
        self,
        config: checkpoints.Config,
        net: torch.nn.Module,
        text_encoder: TextEncoder | None = None,
        stored: bases.Bases | None = None,
        folder: Path | None = None,
    ):
        self.config, self.net, self.text_encoder, self.stored = config, net, text_encoder, stored
        self.folder = folder
        self.latent, self.size = config.generator["latent"], config.generator["size"]
        self.classes = config.classes
        recipe = find_recipe(config.recipe)
        self.condition, self.example = recipe.condition, recipe.example(config.details)
        self.example.check(config.generator)
        self.views = recipe.views(net)

    @classmethod
    def from_pretrained(cls, name: str | Path) -> "GAN":
        """The GAN in that folder of a checkpoint or a run, the shipped one of that name, or that of a Hub repository.

        That is "user/name" on the Hugging Face Hub. Runs no code from any of them.
        """
        folder = Path(checkpoints.resolve(name))
        if not folder.is_dir() and str(name).count("/") == 1 and not str(name).startswith((".", "/")):
            folder = _downloaded(str(name))
        return cls.load(folder)

    @classmethod
    def load(cls, folder: Path) -> "GAN":
        """The GAN in that folder."""
        config, net = checkpoints.load_checkpoint(folder)
        stored = checkpoints.load_bases(folder, config)
        return cls(config, net, checkpoints.checkpoint_text_encoder(folder, config), stored, folder)

    @property
    def required_text_encoder(self) -> TextEncoder:
        """The text encoder; UserError for a model that takes none."""
        if self.text_encoder is None:
            raise UserError(CaptionInput.unwanted)
        return self.text_encoder

    @cached_property
    def attribute_classifier(self) -> StridedClassifier | None:
        """What reads in pictures what captions claim: its own classifier, or the one that scores left in the cache."""
        if self.text_encoder is None or not self.text_encoder.tokenizer.lexicon.of_avatars:
            return None
        path = self.folder / text_encoders.CLASSIFIER if self.folder else None
        if path and path.is_file():
            with weights.shapes_alone():
                net = StridedClassifier(self.config.generator["channels"], VALUES_OF, self.size)
            with suppress(UserError):  # who cannot be read says nothing of the pictures; they are drawn all the same
                return cast(StridedClassifier, weights.load_weights(path, net))
        known = self.config.data in sources() and self.config.crop == "centre"
        return cached_classifier(self.config.data, self.size) if known else None

    @property
    def side(self) -> int:
        """The side of its pictures in pixels."""
        return self.example.side(self.size)

    @cached_property
    def drawing(self) -> torch.nn.Module:
        """What draws the pictures: the net, in a form that does nothing else."""
        return for_drawing(self.net)

    def made_by(self, view: str) -> Callable[[torch.Tensor, Any], torch.Tensor]:
        """What makes examples of latents and their condition: the net, or "" aside what can be looked at in it."""
        if not view:
            return self.drawing
        if view not in self.views:
            if not self.views:
                raise UserError(
                    "This model has nothing to look at but what it draws; leave out the view {view!r}.", view=view[:40]
                )
            known = listed(Words(name, f"{name}（{one.title.zh}）") for name, one in self.views.items())
            raise UserError("This model has no view {view!r}. Views: {known}.", view=view[:40], known=known)
        return partial(self.views[view].made, self.net)

    @property
    def control(self) -> dict[str, Any]:
        """What the page knows of its input."""
        return self.condition.control(self.config)

    def check_sliders(self) -> None:
        """UserError for a model of which latents alone draw nothing."""
        if self.condition.still:
            raise UserError(self.condition.still)

    @cached_property
    def directions(self) -> NDArray:
        """Orthonormal latent directions, the one that moves the picture most first, (latent, latent)."""
        if self.stored:
            return self.stored.principal
        self.check_sliders()
        conditions = self.condition.around(self.latent, self.config, self.text_encoder)
        codes = sum(len(item.axes) for item in find_recipe(self.config.recipe).inputs)
        around = max(2, 8 // self.config.generator.get("frames", 1))  # where each is many pictures, fewer will do
        return principal_directions(self.net, self.latent, conditions, codes=codes, around=around)

    def basis(self, name: str = "") -> NDArray:
        """Unit latent directions, (directions, latent): the principal ones, or those that `bases` calls so."""
        named = self.stored.by_name() if self.stored else {}
        if name and name not in named:
            known = ", ".join(named) or "none"
            raise UserError(
                "This model does not have the directions {name!r} (any more). It has: {known}.",
                name=name[:40],
                known=known,
            )
        return named[name] if name else self.directions

    def latents(self, count: int, seed: int = 0) -> NDArray:
        """The first `count` latents of that seed; more of them never change the first."""
        if not 0 < count <= LARGEST_COUNT:
            raise UserError(
                "The number of pictures must be between 1 and {most:,}, not {count}.", most=LARGEST_COUNT, count=count
            )
        if not 0 <= seed < 2**32:
            raise UserError("The seed must be between 0 and {highest}, not {seed}.", highest=2**32 - 1, seed=seed)
        return np.random.default_rng(seed).standard_normal((count, self.latent), np.float32)

    def label(self, name: str) -> int:
        """The class of that name, in either language, or of that number."""
        for i, words in enumerate(self.classes):
            if name.strip().lower() in (words.en.lower(), words.zh.lower(), str(i)):
                return i
        if not self.classes:
            raise UserError(ClassInput.unwanted)
        raise UserError("There is no class called {name!r}. Classes: {known}.", name=name, known=listed(self.classes))

    def draw(
        self,
        count: int | None = None,
        seed: int = 0,
        z: NDArray | None = None,
        truncation: float = 1.0,
        view: str = "",
        said: Any = None,
        **inputs: Any,
    ) -> NDArray:
        """Pictures of the given latents, or of `count` latents of the seed; of outlines by default one of each.

        A checkpoint holds the average of its generator's weights (EMA), which draws them.

        truncation: below 1 latents are drawn towards the middle, for more typical and less varied pictures. view: one
        of `views`, to look at in place of the whole. inputs: what the model takes, by its name; said: without it. One
        for all pictures, or one for each. labels: classes, int (N,), or mixtures of classes, float (N, classes); all
        classes in turn by default. captions: texts. images: outlines, dark lines on white, uint8 N x size x size x 1,
        or pictures of the other side, of its channels.
        """
        said = self.given(with_named({self.condition.name: said}, inputs))
        if count is None:
            count = self.condition.count(said)
        z = truncated(self.latents(count, seed) if z is None else self.checked(z), truncation)
        rows = self.rows(said, len(z))
        return self._drawn(z, lambda part, some: self.told(None if rows is None else rows[part], some), view)

    def given(self, inputs: Mapping[str, Any]) -> Any:
        """What the model's input is given among values by their names, None for nothing; UserError for any other."""
        known = {name: value for name, value in inputs.items() if not (value is None or nothing(value))}
        for name in known:
            if name != self.condition.name:
                raise UserError(UNWANTED.get(name) or t("This model takes no {name}; leave it out.", name=name[:40]))
        return known.get(self.condition.name)

    def rows(self, said: Any, count: int) -> Any:
        """That for so many pictures, checked."""
        return self.condition.parse(said, count, self.config, self.text_encoder)

    def told(self, rows: Any, z: torch.Tensor) -> Condition:
        """What the net takes, of such rows and the latents beside them."""
        return self.condition.told(rows, z, self.text_encoder)

    def waypoints(self, z: NDArray, said: Any) -> list[Any]:
        """What is said at each of these latents, such that a walk can be between two."""
        with torch.inference_mode():
            return self.condition.waypoints(
                self.rows(said, len(z)), torch.from_numpy(z), self.config, self.text_encoder
            )

    def draw_points(self, z: NDArray, points: Sequence[Any]) -> NDArray:
        """Pictures of latents, float32 (N, latent), each with what is said at a point of a walk."""
        at_once = 1 if self.condition.alone else CHUNK
        return self._drawn(z, lambda part, _: self.condition.joined(points[part]), at_once=at_once)

    def _drawn(
        self, z: NDArray, said: Callable[[slice, torch.Tensor], Condition], view: str = "", at_once: int = CHUNK
    ) -> NDArray:
        made_by, parts = self.made_by(view), []
        with torch.inference_mode():
            for i in range(0, len(z), at_once):
                part = slice(i, i + at_once)
                latents = torch.from_numpy(z[part])
                parts.append(self.example.to_stored(made_by(latents, said(part, latents))).numpy())
        return np.concatenate(parts)

    def pictures(self, drawn: NDArray) -> NDArray:
        """What `draw` gave as pictures to look at, uint8 N x H x W x C; pictures are that already."""
        return self.example.pictures(torch.from_numpy(drawn)).numpy()

    def checked(self, z: NDArray) -> NDArray:
        """The latents as float32 (N, latent), where they are finite numbers of that shape."""
        z = np.asarray(z, np.float32)
        if z.ndim != 2 or z.shape[1] != self.latent or not np.isfinite(z).all():
            raise UserError(
                "Latents must be finite numbers of shape (N, {latent}), not {shape}.", latent=self.latent, shape=z.shape
            )
        return z

    def outlines(self, pictures: NDArray) -> NDArray:
        """The outlines of pictures, uint8 N x H x W x C, as the model takes them, uint8 N x H x W x 1."""
        given = np.asarray(pictures)
        if given.ndim != 4 or given.dtype != np.uint8:
            raise UserError(
                "Outlines are taken from pictures, uint8 N x H x W x C, not from {dtype} {shape}.",
                dtype=given.dtype,
                shape=given.shape,
            )
        return self.image_input.drawings(torch.from_numpy(np.array(given))).numpy()

    def read_outline(self, file: bytes, traced: bool = False) -> NDArray:
        """The outline in an image file, dark on white, or of the picture in it, uint8 (size, size, 1).

        Its darkest line becomes black, which thin ones of a large file are no more once they are made small.
        """
        _ = self.image_input
        try:
            if traced:
                picture = decode(file, self.size, self.config.generator["channels"], self.config.crop)
                return self.outlines(picture[None])[0]
            ink = 255.0 - decode(file, self.size, 1, "pad")
            return (255 - ink * (255 / max(1.0, ink.max()))).round().astype(np.uint8)
        except PictureError as error:
            raise UserError("That picture cannot be used: {error}.", error=error) from None

    def read_picture(self, file: bytes, own: bool = False) -> NDArray:
        """The picture in an image file as one of the other side, or of the model's own, uint8 (size, size, C)."""
        if not self.config.other:
            raise UserError("This model takes no pictures of another side.")
        try:
            channels = self.config.generator["channels" if own else "given"]
            side = self.config.data if own else self.config.other
            return decode(file, self.size, channels, crop_of(side, self.config.crop))
        except PictureError as error:
            raise UserError("That picture cannot be used: {error}.", error=error) from None

    def back(self, pictures: NDArray) -> NDArray | None:
        """What the model makes of its pictures on the other side, by a latent of zeros; None: it knows no way back.

        Where the other side is no data set of its own these are outlines.
        """
        back = getattr(self.net, "back", None)
        if back is None:
            return None
        given, channels = np.asarray(pictures), self.config.generator["channels"]
        if given.dtype != np.uint8 or given.shape[1:] != (self.size, self.size, channels):
            told = f"{given.dtype} {given.shape}"
            raise UserError(
                "Back go pictures as the model makes them, uint8 N x {side} x {side} x {channels}, not {told}.",
                side=self.size,
                channels=channels,
                told=told,
            )
        with torch.inference_mode():
            parts = (to_float(part) for part in torch.from_numpy(np.array(given)).split(CHUNK))
            return torch.cat([to_uint8(back(torch.zeros(len(part), self.latent), part)) for part in parts]).numpy()

    @property
    def image_input(self) -> ImageInput:
        """What the model takes outlines as; UserError for one that takes none."""
        if not isinstance(self.condition, ImageInput):
            raise UserError(ImageInput.unwanted)
        if self.config.other:
            other = Path(self.config.other).name
            raise UserError("This model takes pictures of {other}, not outlines: --image FILE.", other=other)
        return self.condition


def nothing(value: Any) -> bool:
    """Whether that is an empty text or sequence, which says nothing."""
    return isinstance(value, Sequence) and not value


def with_named(given: Mapping[str, Any], named: Mapping[str, Any]) -> dict[str, Any]:
    """What inputs are given in a way of their own and what by their names; UserError where one is given in both."""
    for name in named:
        if not (given.get(name) is None or nothing(given[name])):
            raise UserError("{name} is given twice: leave one out.", name=name[:40])
    return {**given, **named}


def truncated(z: NDArray, truncation: float) -> NDArray:
    """Latents drawn towards the middle by a factor from 0 to 2."""
    if not 0 <= truncation <= 2:
        raise UserError("Truncation must be between 0 and 2, not {truncation}.", truncation=truncation)
    return z * np.float32(truncation)


def _downloaded(repository: str) -> Path:
    """The folder of that Hub repository, from the cache where it is there."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    names = [
        checkpoints.CONFIG,
        checkpoints.WEIGHTS,
        checkpoints.CARD,
        checkpoints.PREVIEW,
        checkpoints.EXAMPLES,
        *text_encoders.FILES,
        text_encoders.IMAGINATION,
        bases.FILE,
        text_encoders.CLASSIFIER,
    ]
    try:
        return Path(snapshot_download(repository, allow_patterns=names))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError):
        raise UserError(
            "There is no checkpoint in {repository!r} here, and the Hub did not give one.", repository=repository
        ) from None
