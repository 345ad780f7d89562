"""What is known of an avatar: every attribute with its values, as python-avatars names them and as a person would."""

from dataclasses import dataclass

from ...words import Words
from .faces import BEARD, EYEBROWS, EYES, GLASSES, MOUTH, SKIN
from .heads import HAIR, HAIR_COLOR, HAT
from .outfits import CLOTHES, COLOR, GRAPHIC


@dataclass(frozen=True)
class Kind:
    """One attribute: its title, and for the python-avatars name of each value the words for it."""

    title: Words
    values: dict[str, Words]

    def index(self, name: str) -> int:
        """Where a value stands, by its python-avatars name."""
        return list(self.values).index(name)


KINDS = {
    "hair_color": Kind(Words("hair colour", "发色"), HAIR_COLOR),
    "hair": Kind(Words("hair style", "发型"), HAIR),
    "skin": Kind(Words("skin", "肤色"), SKIN),
    "glasses": Kind(Words("glasses", "眼镜"), GLASSES),
    "beard": Kind(Words("beard", "胡子"), BEARD),
    "beard_color": Kind(Words("beard colour", "胡子颜色"), HAIR_COLOR),
    "mouth": Kind(Words("mouth", "嘴"), MOUTH),
    "eyes": Kind(Words("eyes", "眼睛"), EYES),
    "eyebrows": Kind(Words("eyebrows", "眉毛"), EYEBROWS),
    "clothes": Kind(Words("clothes", "衣服"), CLOTHES),
    "clothes_color": Kind(Words("clothes colour", "衣服颜色"), COLOR),
    "graphic": Kind(Words("print", "图案"), GRAPHIC),
    "hat": Kind(Words("hat", "帽子"), HAT),
    "hat_color": Kind(Words("hat colour", "帽子颜色"), COLOR),
}
COLUMN = {name: column for column, name in enumerate(KINDS)}
