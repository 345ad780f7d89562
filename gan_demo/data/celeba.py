"""CelebA: 202,599 aligned portraits of celebrities with 40 attributes (Liu 2015, 1411.7766), cut to a square.

The list of attributes is the authors' text or Kaggle's table; of which split a portrait is follows from its number
where no list says it.
"""

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
PORTRAITS = "img_align_celeba"  # the name of a folder, in which Kaggle has another one of that name
ATTRIBUTE_LIST, PARTITION = "list_attr_celeba", "list_eval_partition"  # .txt or .csv
ENDINGS = (".txt", ".csv")
LAST = {"0": 162_770, "1": 182_637}  # the last portraits of train and of validation; the rest is for tests
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
    listed = _listed()
    files = {split: [name for name, _ in rows] for split, rows in listed.items()}
    digits = [row for rows in listed.values() for _, row in rows]
    yield from decoded.write_decoded(
        _target(size),
        files,
        lambda name: decode(_bytes(name), size, 3),
        (size, size, 3),
        least={split: len(names) for split, names in files.items()},  # attributes are stored by position
        attributes={name: "".join(row[place] for row in digits) for place, name in enumerate(LABELS)},
    )


def _bytes(name: str) -> bytes:
    try:
        return (_portraits() / name).read_bytes()
    except OSError as error:
        raise PictureError(error.strerror or str(error)) from error


def _portraits() -> Path:
    """The folder of the portraits."""
    folder = celeba_folder() / PORTRAITS
    return folder / PORTRAITS if (folder / PORTRAITS).is_dir() else folder


def _list(name: str) -> Path | None:
    """That list, in whichever form it is there."""
    return next((path for end in ENDINGS if (path := celeba_folder() / f"{name}{end}").is_file()), None)


def _rows(name: str) -> list[list[str]]:
    """The cells of a list, row by row, without the count that may stand above."""
    path = _list(name)
    rows = [line.replace(",", " ").split() for line in path.read_text("utf-8").splitlines()] if path else []
    return [row for row in rows if row and not (len(row) == 1 and row[0].isdigit())]


def _listed() -> dict[str, list[tuple[str, str]]]:
    """For train and test, the file of each portrait and its attributes, in the order of LABELS, as zeros and ones."""
    try:
        head, *rows = _rows(ATTRIBUTE_LIST)
        order = [head.index(name) - len(head) for name in LABELS]  # from the end, as a first column may have no name
        split = {row[0]: row[1] for row in _rows(PARTITION)}
        found: dict[str, list[tuple[str, str]]] = {"0": [], "1": [], "2": []}
        for row in rows:
            digits = "".join("1" if int(row[place]) > 0 else "0" for place in order)
            found[split.get(row[0]) or _split_of(row[0])].append((row[0], digits))
    except (ValueError, IndexError, KeyError, UnicodeDecodeError) as error:
        raise UserError(
            "Files in {folder} are damaged: delete that folder and try again ({error}).",
            folder=celeba_folder(),
            error=error,
        ) from error
    return {"train": found["0"], "test": found["2"]}


def _split_of(name: str) -> str:
    """The split of a portrait by its number, as the authors have it."""
    number = int(Path(name).stem)
    return next((split for split, last in LAST.items() if number <= last), "2")


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
    return _portraits().is_dir() and _list(ATTRIBUTE_LIST) is not None


def _fetch() -> None:
    from torchvision.datasets import CelebA

    CelebA(cache.torchvision(), download=True)


def _otherwise() -> Words:
    return t(
        "CelebA is not on this machine and could not be downloaded: run `pip install gdown` and try again, or put the "
        "folder img_align_celeba and list_attr_celeba.txt of mmlab.ie.cuhk.edu.hk/projects/CelebA.html, or Kaggle's "
        "list_attr_celeba.csv, in {folder}.",
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
    download=1440,
    here=lambda: _is_here(),
)
