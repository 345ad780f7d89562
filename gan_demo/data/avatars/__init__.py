"""Flat cartoon portraits of which everything is known, drawn on the user's machine; nothing is downloaded.

python-avatars (MIT) composes layers by Pablo Stanley and others; resvg paints them.
"""

from ...words import UserError, t
from ..dataset import Attribute, Dataset, Source
from .captions import AvatarCaptions
from .kinds import COLUMN, KINDS
from .preparing import prepare_avatars
from .sampling import sample
from .store import SIZES, TOTALS, Store
from .visibility import hidden_by, visible_values


def load_avatars(
    size: int, labels: str | None = None, split: str = "train", seed: int = 0, kind: type[Store] = Store
) -> Dataset:
    """The avatars drawn so far, and the room for those to come; `labels` names the attribute that gives the classes.

    The small splits for tests are drawn when they are first asked for, which takes some seconds.
    """
    import torch

    if labels is not None and labels not in KINDS:
        known = ", ".join(KINDS)
        raise UserError("Avatars have no attribute {labels!r}. Attributes: {known}.", labels=labels, known=known)
    store = kind(size, split, seed)
    if split != "train":
        for _ in prepare_avatars(size, split=split, seed=seed, kind=kind):
            pass
    if not store.ready():
        raise UserError(
            "No avatars of {size} pixels are drawn yet. Run: gan-demo data prepare {name} --size {size}",
            size=size,
            name=store.name,
        )
    images = torch.from_numpy(store.images())
    rows = sample(0, len(images), split, seed)
    seen = visible_values(rows)
    values, shown = torch.from_numpy(rows), torch.from_numpy(seen)
    attributes = {
        name: Attribute(KINDS[name].title, tuple(KINDS[name].values.values()), values[:, column], shown[:, column])
        for name, column in COLUMN.items()
    }
    found, classes = (None, ()) if labels is None else class_labels(labels, attributes[labels])
    return Dataset(store.name, images, found, classes, AvatarCaptions(rows, seen), attributes, store.ready)


def class_labels(kind: str, attribute: Attribute) -> tuple:
    """Labels and class names from an attribute; pictures in which it is hidden are a class of their own, the last."""
    if not hidden_by()[kind]:
        return attribute.values, attribute.words
    title = attribute.title
    unseen = t("{title} out of sight", title=title)
    return attribute.values.where(attribute.visible, len(attribute.words)), (*attribute.words, unseen)


def count_avatars(size: int, kind: type[Store] = Store) -> int:
    """Pictures of the train split that are drawn."""
    return kind(size).ready()


SOURCE = Source(
    name=Store.name,
    title=t("Avatars"),
    sizes=SIZES,
    channels=3,
    prepare=prepare_avatars,
    load=load_avatars,
    count=count_avatars,
    labels=tuple(KINDS),
    label_titles={name: kind.title for name, kind in KINDS.items()},
    starts_at=2000,
    total=TOTALS["train"],
    licence="MIT",  # of the code that draws them; the drawings may be used for any purpose
)
