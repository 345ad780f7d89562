"""The class of a picture, where the data has classes: Mirza & Osindero 2014 (1411.1784)."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import one_hot

from ..data.dataset import Dataset
from ..objectives.objective import Condition
from ..settings import Settings
from ..text.text_encoder import TextEncoder
from ..words import UserError, Words, t
from ._input import Conditions, Described, DrawCall, Input, as_array
from .texts import number, texts_of, whole

NUMBERS = re.compile(r"[\d\s:,.eE+-]*")  # of classes, with shares
SHOWN = 20  # classes that a refusal names


class ClassInput(Input):
    """int64 (N,), or a mixture of classes, float (N, classes); None for data without classes, unless it is needed."""

    name = "labels"
    unwanted: Words = t("This model has no classes; draw without a label.")

    def __init__(self, needed: bool = False):
        self.needs_labels = needed

    def arguments(self, settings: Settings, dataset: Dataset, text_encoder: TextEncoder | None) -> dict[str, Any]:
        if self.needs_labels and not dataset.classes:
            raise UserError(
                "The recipe {recipe} needs classes, and {data} was loaded without.",
                recipe=settings.recipe,
                data=dataset.name,
            )
        return {"classes": len(dataset.classes)}

    def conditions(self, settings: Settings, dataset: Dataset, text_encoder: TextEncoder | None) -> Conditions:
        """The classes of the data set's pictures."""
        return ClassConditions(dataset)

    def parse(self, value: Any, count: int, config: Described, text_encoder: TextEncoder | None) -> Tensor | None:
        """A class for each picture, int (N,), or mixtures, float (N, classes), or texts of them; else all in turn."""
        classes, texts = len(config.classes), texts_of(value)
        if not classes:
            if value is not None and any(texts or ["given"]):
                raise UserError(type(self).unwanted)
            return None
        if texts:
            value = [shares_row(asked_shares(text, config.classes), classes) for text in texts]
        given = np.arange(count) % classes if value is None else np.atleast_1d(as_array(value))
        given = np.repeat(given, count, 0) if len(given) == 1 else given
        mixed = given.ndim == 2 and given.shape[1] == classes and given.dtype.kind in "iuf" and np.isfinite(given).all()
        alone = given.ndim == 1 and given.dtype.kind in "iu" and ((given >= 0) & (given < classes)).all()
        if len(given) != count or not (mixed or alone):
            raise UserError(
                "Labels must be {count} numbers below {classes}, or as many mixtures of classes.",
                count=count,
                classes=classes,
            )
        return torch.from_numpy(given.astype(np.float32 if mixed else np.int64))

    def around(self, latent: int, config: Described, text_encoder: TextEncoder | None) -> list[Condition]:
        count = len(config.classes)
        return [torch.full((latent, count), 1 / count) if count else None]

    def waypoints(self, rows: Any, z: Tensor, config: Described, text_encoder: TextEncoder | None) -> list[Any]:
        if rows is None:
            return [None] * len(z)
        return list(rows if rows.is_floating_point() else one_hot(rows, len(config.classes)).float())

    def between(self, one: Any, other: Any, share: float) -> Any:
        return None if one is None else super().between(one, other, share)

    def joined(self, points: Sequence[Any]) -> Condition:
        return None if points[0] is None else super().joined(points)

    def text(self, point: Any) -> str:
        shares = [] if point is None else point.tolist()
        return ",".join(f"{i}:{share:.4f}" for i, share in enumerate(shares) if share > 5e-5)

    def tested(self, config: Described, count: int, load: Callable[[str], Dataset]) -> NDArray | None:
        """All classes in turn."""
        return np.arange(count) % len(config.classes) if config.classes else None

    def card(self, config: Described) -> DrawCall:
        names = ", ".join(words.en for words in config.classes) or "none"
        return super().card(config)._replace(told=f"{'Codes that it found' if config.found else 'Classes'}: {names}")

    def control(self, config: Described) -> dict[str, Any]:
        """A choice among names, where there are classes."""
        plain, count = super().control(config), str(len(config.classes))
        if not config.classes:
            return plain
        kind, counted = ("codes", t("Codes that it found")) if config.found else ("classes", t("Classes"))
        fact = [counted, Words(count, count)]
        return {**plain, "kind": kind, "names": list(config.classes), "start": "0", "fact": fact}


def asked_shares(text: str, classes: Sequence[Words]) -> dict[int, float]:
    """The class of that name, in either language, else a mixture of classes by their numbers.

    Where a name is two with a slash, as T-shirt/top is elsewhere, each of them is one.
    """
    if NUMBERS.fullmatch(text):
        return mixture(text.strip(), len(classes))
    asked = {named(text), *map(named, text.split("/"))} - {""}
    for i, words in enumerate(classes):
        if asked & {named(words.en), named(words.zh)}:
            return {i: 1.0}
    if any(map(str.isalpha, text)):
        known = ", ".join(words.en for words in classes[:SHOWN]) + (" ..." if len(classes) > SHOWN else "")
        raise UserError("There is no class called {name!r:.80}. Classes: {known}.", name=text, known=known)
    return mixture(text, len(classes))


def named(text: str) -> str:
    """A name however it is written: with any case, and letters composed or not."""
    return unicodedata.normalize("NFC", text).strip().casefold()


def mixture(text: str, classes: int) -> dict[int, float]:
    """Classes with their shares, written `3` or `3:0.6,5:0.4`; the first class where nothing is said."""
    parts = [part.partition(":") for part in (text or "0").split(",")][: classes + 1]
    shares = {
        whole(name, t("class"), classes - 1): number(share or "1", t("a class's share"), 0, 1)
        for name, _, share in parts
    }
    total = sum(shares.values())
    if total <= 0:
        raise UserError("The shares of the classes must not all be 0.")
    return {index: share / total for index, share in shares.items()}


def shares_row(shares: dict[int, float], classes: int) -> NDArray:
    """The same as a row, float32 (classes,)."""
    row = np.zeros(classes, np.float32)
    row[list(shares)] = list(shares.values())
    return row


class ClassConditions(Conditions):
    """The classes of pictures, None where there are none."""

    def __init__(self, dataset: Dataset):
        self.labels, self.classes = dataset.labels, dataset.classes
        self.kinds = len(self.classes)

    def __call__(self, index: Tensor, times_seen: int) -> Tensor | None:
        return None if self.labels is None else self.labels[index]

    def kinds_of(self, index: Tensor, condition: Condition) -> Tensor | None:
        assert condition is None or isinstance(condition, Tensor)  # classes are all that it says
        return condition

    def of_columns(self, column: Tensor) -> Tensor | None:
        return column if self.classes else None
