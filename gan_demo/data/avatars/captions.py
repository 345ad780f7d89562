"""One plain English caption for each avatar, made when it is read."""

from collections.abc import Sequence

import numpy as np

from .kinds import COLUMN, KINDS
from .outfits import CLOTHES

COLORED = {"hair": "hair_color", "beard": "beard_color", "clothes": "clothes_color", "hat": "hat_color"}


class Captions(Sequence[str]):
    """The captions of avatars with these values, int64 (N, attributes); `seen`, bool alike, says what they may tell."""

    def __init__(self, rows: np.ndarray, seen: np.ndarray) -> None:
        self.rows, self.seen = rows, seen

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, i: int) -> str:
        tell = {kind: name(kind, self.rows[i, column]) for kind, column in COLUMN.items() if self.seen[i, column]}
        face = [colored(tell, kind) for kind in ("skin", "hair", "beard", "glasses", "eyes", "eyebrows", "mouth")]
        worn = [colored(tell, kind) for kind in ("hat", "clothes")]
        if tell.get("clothes") == CLOTHES["NONE"].en:
            face.append(worn.pop())
        wearing = f", wearing {listed(worn)}" if any(worn) else ""
        print_ = f" with {tell['graphic']} on it" if tell.get("graphic") else ""
        return f"a person with {listed(face)}{wearing}{print_}"


def name(kind: str, value: int) -> str:
    """The English word for a value; "" for glasses, a hat and the like that are not there."""
    key, words = list(KINDS[kind].values.items())[value]
    return "" if key == "NONE" and words.en.startswith("no ") else words.en


def colored(tell: dict[str, str], kind: str) -> str:
    """What there is to tell of a thing and its colour."""
    thing, color = tell.get(kind, ""), tell.get(COLORED.get(kind, ""), "")
    if kind == "hair" and color and not thing:
        return f"{color} hair"
    return f"{thing} in {color}" if thing and color else thing


def listed(things: list[str]) -> str:
    """The things that are there, at least one, with commas and an "and"."""
    things = [thing for thing in things if thing]
    return " and ".join(filter(None, [", ".join(things[:-1]), things[-1]]))
