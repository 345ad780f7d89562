"""One plain caption for each avatar in both languages, made when it is read."""

from collections.abc import Mapping, Sequence
from typing import overload

import numpy as np

from ...words import Words, enumerated
from .kinds import COLUMN, KINDS
from .outfits import CLOTHES

COLORED = {"hair": "hair_color", "beard": "beard_color", "clothes": "clothes_color", "hat": "hat_color"}
FACE = ("skin", "hair", "beard", "glasses", "eyes", "eyebrows", "mouth")
EN, ZH = 0, 1


class AvatarCaptions(Sequence[str]):
    """The captions of avatars with these values, int64 (N, attributes); `seen`, bool alike, says what they may tell."""

    def __init__(self, rows: np.ndarray, seen: np.ndarray) -> None:
        self.rows, self.seen = rows, seen

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[str, ...]: ...

    def __getitem__(self, index: int | slice) -> str | tuple[str, ...]:
        if isinstance(index, slice):
            return tuple(AvatarCaptions(self.rows[index], self.seen[index]))
        return english_title(self.told(index, EN))

    def words(self, i: int) -> Words:
        """The caption in both languages."""
        return Words(self[i], chinese_title(self.told(i, ZH)))

    def told(self, i: int, language: int) -> dict[str, str]:
        """What there is to tell, by attribute."""
        return {
            kind: name(kind, self.rows[i, column], language) for kind, column in COLUMN.items() if self.seen[i, column]
        }


def english_title(tell: Mapping[str, str]) -> str:
    face = [colored(tell, kind) for kind in FACE]
    worn = [colored(tell, kind) for kind in ("hat", "clothes")]
    if tell.get("clothes") == CLOTHES["NONE"].en:
        face.append(worn.pop())
    wearing = f", wearing {enumerated([*filter(None, worn)])}" if any(worn) else ""
    print_ = f" with {tell['graphic']} on it" if tell.get("graphic") else ""
    return f"a person with {enumerated([*filter(None, face)])}{wearing}{print_}"


def chinese_title(tell: Mapping[str, str]) -> str:
    face = [in_brackets(tell, kind) for kind in FACE]
    hat, clothes = (in_brackets(tell, kind) for kind in ("hat", "clothes"))
    if tell.get("clothes") == CLOTHES["NONE"].zh:
        face.append(clothes)
        clothes = ""
    wearing = [verb + thing for verb, thing in (("戴着", hat), ("穿着", clothes)) if thing]
    print_ = [f"上面印着{tell['graphic']}"] if tell.get("graphic") else []
    return "，".join(["一个人：" + "、".join(filter(None, face)), *wearing, *print_])


def name(kind: str, value: int, language: int) -> str:
    """The words for a value; "" for glasses, a hat and the like that are not there."""
    key, words = list(KINDS[kind].values.items())[value]
    return "" if key == "NONE" and words.en.startswith("no ") else words[language]


def in_brackets(tell: Mapping[str, str], kind: str) -> str:
    """A thing and its colour, which in Chinese stands apart: of a suit it is that of what is named last."""
    thing, color = tell.get(kind, ""), tell.get(COLORED.get(kind, ""), "")
    if kind == "hair" and color and not thing:
        return f"{color}头发"
    return f"{thing}（{color}）" if thing and color else thing


def colored(tell: Mapping[str, str], kind: str) -> str:
    """What there is to tell of a thing and its colour."""
    thing, color = tell.get(kind, ""), tell.get(COLORED.get(kind, ""), "")
    if kind == "hair" and color and not thing:
        return f"{color} hair"
    return f"{thing} in {color}" if thing and color else thing
