"""The one way to make pictures: load a checkpoint from a folder or the Hub and draw."""

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from .. import checkpoints
from ..checkpoints import bases, text_encoders
from ..data.pictures import PictureError, decode
from ..inputs.image import ImageInput
from ..nets.caption_encoder import Text
from ..pictures.images import to_float, to_uint8
from ..recipes import find_recipe
from ..text.text_encoder import ReadCaption, TextEncoder
from ..words import UserError, Words, listed, t
from .inference import for_drawing
from .latent import principal_directions

LARGEST_COUNT = 100_000  # pictures of one call
CHUNK = 64  # pictures that are drawn at once, so that memory stays small


class GAN:
    """A trained generator; latents are float32 (N, latent), pictures uint8 N x H x W x C.

    A generator of series or clips draws those, as the file of their kind in `examples/` describes them.
    """

    def __init__(
        self,
        config: checkpoints.Config,
        net: torch.nn.Module,
        reader: TextEncoder | None = None,
        stored: bases.Bases | None = None,
    ):
        self.config, self.net, self.reader, self.stored = config, net, reader, stored
        self.latent, self.size = config.generator["latent"], config.generator["size"]
        self.classes = config.classes
        recipe = find_recipe(config.recipe)
        self.condition, self.example = recipe.condition, recipe.example(config.details)
        self.example.check(config.generator)
        self.views = recipe.views(net)

    @classmethod
    def from_pretrained(cls, name: str | Path) -> "GAN":
        """The GAN in that folder, or in that Hugging Face Hub repository ("user/name"); runs no code from either."""
        folder = Path(name)
        if not folder.is_dir() and str(name).count("/") == 1 and not str(name).startswith((".", "/")):
            folder = _downloaded(str(name))
        return cls.load(folder)

    @classmethod
    def load(cls, folder: Path) -> "GAN":
        """The GAN in that folder."""
        config, net = checkpoints.load_checkpoint(folder)
        return cls(config, net, checkpoints.load_reader(folder, config), checkpoints.load_bases(folder, config))

    @property
    def caption_reader(self) -> TextEncoder:
        """The reader of captions; UserError for a model that takes none."""
        if self.reader is None:
            raise UserError("This model draws no captions; leave it out.")
        return self.reader

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
            known = listed(Words(name, f"{name}（{one.title.zh}）") for name, one in self.views.items())
            known = known if self.views else t("none")
            raise UserError("This model has no view {view!r}. Views: {known}.", view=view[:40], known=known)
        return partial(self.views[view].made, self.net)

    @property
    def given(self) -> int:
        """The channels of the pictures that it takes; outlines have one."""
        return self.config.generator.get("given", 1)

    def refuse_outlines(self) -> None:
        """UserError for a model that draws from outlines or pictures, without which latents draw nothing."""
        if self.condition.drawing:
            raise UserError("A model that draws from pictures has no sliders and no walks; draw with it in Transform.")

    @cached_property
    def directions(self) -> NDArray:
        """Orthonormal latent directions, the one that moves the picture most first, (latent, latent)."""
        if self.stored:
            return self.stored.principal
        self.refuse_outlines()
        if self.reader:
            middle = torch.zeros(1, self.latent)
            texts = [
                self.reader.completed(self.reader.told([caption]), middle).expand(self.latent)
                for caption in self.config.captions or [""]
            ]
            return principal_directions(self.net, self.latent, texts)
        count = len(self.classes)
        mixed = torch.full((self.latent, count), 1 / count) if count else None
        codes = sum(len(item.axes) for item in find_recipe(self.config.recipe).inputs)
        around = max(2, 8 // self.config.generator.get("frames", 1))  # where each is many pictures, fewer will do
        return principal_directions(self.net, self.latent, [mixed], codes=codes, around=around)

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
        known = listed(self.classes) if self.classes else t("none: this model has no classes")
        raise UserError("There is no class called {name!r}. Classes: {known}.", name=name, known=known)

    def draw(
        self,
        count: int | None = None,
        seed: int = 0,
        z: NDArray | None = None,
        labels: NDArray | None = None,
        truncation: float = 1.0,
        captions: Sequence[str] = (),
        images: NDArray | None = None,
        view: str = "",
    ) -> NDArray:
        """Pictures of the given latents, or of `count` latents of the seed.

        labels: a class for each picture, int (N,), or mixtures of classes, float (N, classes); all classes in turn
        by default. captions: one for all pictures, or one for each. images: outlines, dark lines on white, uint8
        N x size x size x 1, or pictures of the other side, of its channels, one for all pictures, or one for each,
        which is the count where none is given. truncation: below 1 latents are drawn towards the middle, for more
        typical and less varied pictures. view: one of `views`, to look at in place of the whole.
        """
        if count is None:
            count = len(images) if images is not None and np.ndim(images) else 1
        z = self.latents(count, seed) if z is None else self.checked(z)
        z = truncated(z, truncation)
        classes, texts = self.labels_of(labels, len(z)), self.readings_of(captions, len(z))
        drawings, made_by = self.drawings_of(images, len(z)), self.made_by(view)
        parts = []
        with torch.inference_mode():
            for i in range(0, len(z), CHUNK):
                part = slice(i, i + CHUNK)
                latents = torch.from_numpy(z[part])
                condition = classes[part] if classes is not None else texts and self.told(texts[part], latents)
                condition = condition if drawings is None else to_float(drawings[part])
                parts.append(self.example.to_stored(made_by(latents, condition)).numpy())
        return np.concatenate(parts)

    def pictures(self, drawn: NDArray) -> NDArray:
        """What `draw` gave as pictures to look at, uint8 N x H x W x C; pictures are that already."""
        return self.example.pictures(torch.from_numpy(drawn)).numpy()

    def told(self, readings: Sequence[ReadCaption], z: torch.Tensor) -> Text:
        """What the net takes: captions, one for each latent or one for all, of which each latent imagines the rest."""
        reader = self.caption_reader
        text = reader.text(readings)
        return reader.completed(text if len(readings) == len(z) else text.expand(len(z)), z)

    def checked(self, z: NDArray) -> NDArray:
        """The latents as float32 (N, latent), where they are finite numbers of that shape."""
        z = np.asarray(z, np.float32)
        if z.ndim != 2 or z.shape[1] != self.latent or not np.isfinite(z).all():
            raise UserError(
                "Latents must be finite numbers of shape (N, {latent}), not {shape}.", latent=self.latent, shape=z.shape
            )
        return z

    def readings_of(self, captions: Sequence[str], count: int) -> list[ReadCaption] | None:
        """One caption for each picture, read; None for a model that takes none."""
        if self.reader is None and not captions:
            return None
        reader = self.caption_reader
        if not captions:
            known = reader.tokenizer.lexicon.examples
            raise UserError("This model draws a caption: give one, such as {known}.", known=known)
        if len(captions) not in (1, count):
            raise UserError("One caption or {count} are wanted, not {given}.", count=count, given=len(captions))
        read = {caption: reader.read(caption) for caption in dict.fromkeys(captions)}
        return [read[caption] for caption in captions] * (count // len(captions))

    def outlines(self, pictures: NDArray) -> NDArray:
        """The outlines of pictures, uint8 N x H x W x C, as the model takes them, uint8 N x H x W x 1."""
        given = np.asarray(pictures)
        if given.ndim != 4 or given.dtype != np.uint8:
            raise UserError(
                "Outlines are taken from pictures, uint8 N x H x W x C, not from {dtype} {shape}.",
                dtype=given.dtype,
                shape=given.shape,
            )
        parts = (torch.from_numpy(np.array(given[i : i + CHUNK])) for i in range(0, len(given), CHUNK))
        return torch.cat([self.image_input.taken(part) for part in parts]).numpy()

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
            raise UserError("This model draws from outlines, if from anything: it takes no pictures of another side.")
        try:
            return decode(file, self.size, self.config.generator["channels"] if own else self.given, self.config.crop)
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
        if not self.fits(given, channels):
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
            raise UserError("This model does not draw from outlines; leave them out.")
        if self.config.other:
            raise UserError("This model takes pictures of {other}, not outlines: --image FILE.", other=self.other)
        return self.condition

    def drawings_of(self, images: NDArray | None, count: int) -> torch.Tensor | None:
        """One outline or picture for each picture, uint8 (N, size, size, C), checked; None for a model without any."""
        if images is None and not self.condition.drawing:
            return None
        side, given = self.size, np.asarray(images)
        if not self.config.other:
            _ = self.image_input
        if not self.fits(given, self.given) or len(given) not in (1, count):
            raise self.other_pictures_wanted(count, "none" if images is None else f"{given.dtype} {given.shape}")
        return torch.from_numpy(np.array(given)).expand(count, side, side, self.given)

    def other_pictures_wanted(self, count: int, told: str) -> UserError:
        """What such a model takes, told to somebody who gave something else."""
        if not self.config.other:
            return UserError(
                "This model makes pictures of outlines: give {count} or one (images, uint8 N x {side} x {side} x 1; "
                "--outline FILE or --trace FILE), not {told}.",
                count=count,
                side=self.size,
                told=told,
            )
        return UserError(
            "This model makes pictures of those of {other}: give {count} or one (images, uint8 N x {side} x {side} x "
            "{channels}; --image FILE), not {told}.",
            other=self.other,
            count=count,
            side=self.size,
            channels=self.given,
            told=told,
        )

    def fits(self, pictures: NDArray, channels: int) -> bool:
        """Whether these are pictures of the model's size and so many channels."""
        return pictures.dtype == np.uint8 and pictures.shape[1:] == (self.size, self.size, channels)

    @property
    def other(self) -> str:
        """What a person calls the data of the other side; "" where there is none."""
        return Path(self.config.other).name

    def labels_of(self, labels: NDArray | None, count: int) -> torch.Tensor | None:
        """One label or mixture for each picture, checked; None for a model without classes."""
        if not self.classes:
            if labels is not None:
                raise UserError("This model has no classes; draw without a label.")
            return None
        given: NDArray = np.arange(count) % len(self.classes) if labels is None else np.asarray(labels)
        mixed = given.ndim == 2 and given.shape[1] == len(self.classes) and np.isfinite(given).all()
        whole = given.ndim == 1 and given.dtype.kind in "iu" and ((given >= 0) & (given < len(self.classes))).all()
        if len(given) != count or not (mixed or whole):
            raise UserError(
                "Labels must be {count} numbers below {classes}, or as many mixtures of classes.",
                count=count,
                classes=len(self.classes),
            )
        return torch.from_numpy(given.astype(np.float32 if mixed else np.int64))


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
    ]
    try:
        return Path(snapshot_download(repository, allow_patterns=names))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError):
        raise UserError(
            "There is no checkpoint in {repository!r} here, and the Hub did not give one.", repository=repository
        ) from None
