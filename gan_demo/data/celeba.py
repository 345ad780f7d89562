"""CelebA: 202,599 aligned portraits of celebrities with 40 attributes (Liu 2015, 1411.7766), cut to a square."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..events import Preparing
from ..words import UserError, Words, t
from . import cache, choice, decoded
from .dataset import Attribute, Dataset, Source
from .download import download
from .pictures import PictureError, decode

NAME, SIZES = "celeba", (64, 32, 128)
TOTAL = 162_770
LISTS = (
    "list_attr_celeba.txt",
    "identity_CelebA.txt",
    "list_bbox_celeba.txt",
    "list_landmarks_align_celeba.txt",
    "list_eval_partition.txt",
)
ATTRIBUTES = (  # in words; the lists have _ for each space
    t("5 o Clock Shadow"),
    t("Arched Eyebrows"),
    t("Attractive"),
    t("Bags Under Eyes"),
    t("Bald"),
    t("Bangs"),
    t("Big Lips"),
    t("Big Nose"),
    t("Black Hair"),
    t("Blond Hair"),
    t("Blurry"),
    t("Brown Hair"),
    t("Bushy Eyebrows"),
    t("Chubby"),
    t("Double Chin"),
    t("Eyeglasses"),
    t("Goatee"),
    t("Gray Hair"),
    t("Heavy Makeup"),
    t("High Cheekbones"),
    t("Male"),
    t("Mouth Slightly Open"),
    t("Mustache"),
    t("Narrow Eyes"),
    t("No Beard"),
    t("Oval Face"),
    t("Pale Skin"),
    t("Pointy Nose"),
    t("Receding Hairline"),
    t("Rosy Cheeks"),
    t("Sideburns"),
    t("Smiling"),
    t("Straight Hair"),
    t("Wavy Hair"),
    t("Wearing Earrings"),
    t("Wearing Hat"),
    t("Wearing Lipstick"),
    t("Wearing Necklace"),
    t("Wearing Necktie"),
    t("Young"),
)
TITLES = {words.en.replace(" ", "_"): words for words in ATTRIBUTES}
LABELS = ("Smiling", *(name for name in TITLES if name != "Smiling"))


def classes(name: str) -> tuple[Words, Words]:
    """The two classes of an attribute: without it, with it."""
    return t("{attribute}: no", attribute=TITLES[name]), t("{attribute}: yes", attribute=TITLES[name])


@dataclass(frozen=True, eq=False)
class Traits(Sequence):
    """A caption of each picture that lists the attributes it has."""

    table: np.ndarray  # uint8 (N, 40)
    names: Sequence[str]

    def __len__(self) -> int:
        return len(self.table)

    def __getitem__(self, index):
        if isinstance(index, slice):
            return tuple(Traits(self.table[index], self.names))
        return ", ".join(TITLES[self.names[column]].en.lower() for column in self.table[index].nonzero()[0])


def celeba_folder() -> Path:
    """Where torchvision keeps the lists and the folder img_align_celeba."""
    return cache.torchvision() / "celeba"


def count_celeba(size: int) -> int:
    """Number of training pictures already decoded in this size."""
    known = decoded.decoded_facts(_target(size))
    return len(known["train"]) if known else 0


def prepare_celeba(size: int, count: int | None = None) -> Iterator[Preparing]:
    """Download and decode unless that is done: some minutes, once a size; `count` changes nothing."""
    choice.check_size(NAME, size, SIZES)
    if known := decoded.decoded_facts(_target(size)):
        yield Preparing(len(known["train"]), len(known["train"]))
        return
    yield Preparing(0, TOTAL)
    if not _is_here():
        yield from download(_fetch, TOTAL, _otherwise())
    yield from _decode(size)


def _decode(size: int) -> Iterator[Preparing]:
    train, test = _listed("train"), _listed("test")
    files = {"train": train.filename, "test": test.filename}
    yield from decoded.write_decoded(
        _target(size),
        files,
        lambda name: decode(_bytes(name), size, 3),
        (size, size, 3),
        least={
            split: len(names) for split, names in files.items()
        },  # the attributes are stored by position, so none may be missing
        attributes={name: _digits(train, test, name) for name in LABELS},
    )


def _bytes(name: str) -> bytes:
    try:
        return (celeba_folder() / "img_align_celeba" / name).read_bytes()
    except OSError as error:
        raise PictureError(error.strerror or str(error)) from error


def _digits(train, test, name: str) -> str:
    """One attribute of all pictures as a text of zeros and ones, which JSON holds in few bytes."""
    columns = [part.attr[:, part.attr_names.index(name)].numpy() for part in (train, test)]
    return (np.concatenate(columns) + ord("0")).astype(np.uint8).tobytes().decode()


def _listed(split: str):
    from torchvision.datasets import CelebA

    try:
        return CelebA(cache.torchvision(), split)
    except Exception as error:  # torchvision checks sums, then parses text: both fail in many ways
        raise UserError(
            "Files in {folder} are damaged: delete that folder and try again ({error}).",
            folder=celeba_folder(),
            error=error,
        ) from error


def load_celeba(size: int, labels: str | None = None, split: str = "train") -> Dataset:
    """One split with all attributes, decoded first where need be; `labels` names the attribute to take classes from."""
    import torch

    choice.check_request(NAME, size, SIZES, split, labels, LABELS)
    if not (SOURCE.count(size) or _is_here()):
        raise UserError(_otherwise())
    for _ in prepare_celeba(size):
        pass
    known = decoded.decoded_facts(_target(size))
    assert known is not None  # `prepare` has seen to it
    table = _table(known, split)
    values, seen = torch.from_numpy(table.T.astype(np.int64)), torch.ones(len(table), dtype=torch.bool)
    found = {name: Attribute(TITLES[name], classes(name), values[row], seen) for row, name in enumerate(LABELS)}
    chosen, titles = (found[labels].values, classes(labels)) if labels else (None, ())
    images = decoded.load_decoded(_target(size), known, split)
    return Dataset(NAME, images, chosen, titles, Traits(table, LABELS), attributes=found)


def _table(known: dict, split: str) -> np.ndarray:
    """The attributes of one split as uint8 (N, 40), 0 or 1."""
    rows = decoded.split_rows(known, split)
    digits = [np.frombuffer(known["attributes"][name].encode(), np.uint8)[rows] for name in LABELS]
    return np.stack(digits, axis=1) - ord("0")


def _is_here() -> bool:
    return all((celeba_folder() / name).exists() for name in (*LISTS, "img_align_celeba"))


def _fetch() -> None:
    from torchvision.datasets import CelebA

    CelebA(cache.torchvision(), download=True)


def _otherwise() -> Words:
    return t(
        "CelebA is not on this machine and could not be downloaded: run `pip install gdown` and try again, or put the "
        "folder img_align_celeba and the files {files} of mmlab.ie.cuhk.edu.hk/projects/CelebA.html in {folder}.",
        files=", ".join(LISTS),
        folder=celeba_folder(),
    )


def _target(size: int) -> Path:
    return cache.cache_root() / "celeba" / f"celeba-{size}"


SOURCE = Source(
    name=NAME,
    title=t("CelebA portraits"),
    sizes=SIZES,
    channels=3,
    prepare=prepare_celeba,
    load=load_celeba,
    count=count_celeba,
    labels=LABELS,
    label_titles={name: TITLES[name] for name in LABELS},
    total=TOTAL,
)
