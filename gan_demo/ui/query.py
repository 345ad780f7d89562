"""What a request asks for, read from its text with every value checked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..inputs.texts import number, whole
from ..words import Words, t
from .answers import RequestError

MOST_PICTURES, MOST_AMOUNT, MOST_TRUNCATION = 64, 12.0, 2.0


@dataclass(frozen=True)
class ImageQuery:
    """Pictures that differ in seed, amounts along the directions, or input; a list has one entry, or one a picture."""

    seeds: tuple[int, ...]
    amounts: tuple[tuple[float, ...], ...]
    said: tuple[str, ...]  # what the model's input is given, as it reads it
    truncation: float
    form: str
    basis: str = ""  # the directions that amounts are along, as `bases` calls them; the principal ones
    view: str = ""  # what is looked at in the generator; the whole
    style: str = "crisp"  # how pixels are enlarged in a file

    @property
    def count(self) -> int:
        return max(len(self.seeds), len(self.amounts), len(self.said))

    @property
    def inputs(self) -> list[str]:
        """What the model's input is given for each picture."""
        return [pick(self.said, i) for i in range(self.count)]


def read_image_query(query: Mapping[str, str], latent: int) -> ImageQuery:
    """The pictures that a query asks for; `|` stands between the values of several."""
    wanted = ImageQuery(
        several(query.get("seed", "0"), lambda text: whole(text, t("seed"), 2**32 - 1)),
        several(query.get("d", ""), lambda text: amounts(text, latent)),
        several(query.get("c", ""), str),
        number(query.get("t", "1"), t("truncation"), 0, MOST_TRUNCATION),
        query.get("form", "png"),
        query.get("b", ""),
        query.get("view", ""),
        query.get("style", "crisp"),
    )
    if any(len(values) not in (1, wanted.count) for values in (wanted.seeds, wanted.amounts, wanted.said)):
        raise RequestError(422, "Lists of seed, d and c must have the same length.")
    return wanted


def latents(wanted: ImageQuery, gan: Any) -> NDArray:
    """The latent of each picture: that of its seed plus its amounts along the model's directions."""
    bases = {seed: gan.latents(1, seed)[0] for seed in set(wanted.seeds)}
    rows = []
    for i in range(wanted.count):
        rows.append(moved_latents(bases[pick(wanted.seeds, i)], pick(wanted.amounts, i), gan, wanted.basis))
    return np.stack(rows).astype(np.float32)


def moved_latents(z: NDArray, amounts: Sequence[float], gan: Any, basis: str = "") -> NDArray:
    """One latent, or several, moved by these amounts along the model's directions of that basis."""
    if not any(amounts):
        return z
    directions = gan.basis(basis)
    if len(amounts) > len(directions):
        raise RequestError(422, "d has at most {most} numbers.", most=len(directions))
    return z + np.asarray(amounts, np.float32) @ directions[: len(amounts)]


def pick(values: Sequence[Any], i: int) -> Any:
    """The i-th value, or the only one."""
    return values[i if len(values) > 1 else 0]


def amounts(text: str, latent: int) -> tuple[float, ...]:
    """Amounts along the first of the model's directions, with commas between them."""
    values = text.split(",") if text else []
    if len(values) > latent:
        raise RequestError(422, "d has at most {most} numbers.", most=latent)
    return tuple(number(value or "0", Words("d", "d "), -MOST_AMOUNT, MOST_AMOUNT) for value in values)


def several(text: str, read_one: Callable[[str], Any]) -> tuple[Any, ...]:
    """The values of several pictures, each read by that function."""
    if len(text) > 20_000 or text.count("|") >= MOST_PICTURES:
        raise RequestError(422, "At most {most} pictures at once.", most=MOST_PICTURES)
    return tuple(map(read_one, text.split("|")))
