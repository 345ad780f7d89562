"""A sheet of a model's pictures that nobody chose, with the digest of the weights that drew them."""

import hashlib
from pathlib import Path

import torch
from PIL.PngImagePlugin import PngInfo

from ..checkpoints import bases
from ..pictures.files import COLUMNS, sheet
from ..pipelines.pipeline import GAN
from .scoring import datasets, evaluation_conditions

COUNT = 64
DIGEST = "weights"  # the name of the digest among the texts of the PNG


def write_sheet(path: Path, gan: GAN, folder: Path) -> None:
    """The first 64 pictures of seed 0: of all classes in turn, or of new captions."""
    asked = evaluation_conditions(gan, datasets(gan)[0], COUNT)
    pictures = gan.draw(len(asked.get("images", range(COUNT))), **asked)
    told = PngInfo()
    told.add_text(DIGEST, digest(folder))
    path.parent.mkdir(parents=True, exist_ok=True)
    small = gan.example.thumbnails(torch.from_numpy(pictures)).numpy()
    sheet(small, COLUMNS).save(path, optimize=True, pnginfo=told)


def digest(folder: Path) -> str:
    """SHA-256 of the weights of a checkpoint, by which its directions were found later."""
    weights = sorted(set(folder.glob("*.safetensors")) - {folder / bases.FILE})
    return hashlib.sha256(b"".join(path.read_bytes() for path in weights)).hexdigest()
