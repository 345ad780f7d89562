"""Captions that show what a model of avatars can do, each with what it says, in the phrases of that."""

from .captions import Caption
from .senses import LANGUAGES, senses

SAID = {
    "a bald man with a big black beard and round glasses": {
        "hair": "bald",
        "beard": "a big ~beard",
        "beard_color": "black",
        "glasses": "round glasses",
    },
    "long pink hair, winking, wearing a yellow hoodie": {
        "hair": "long ~hair",
        "hair_color": "pink",
        "eyes": "winking",
        "clothes": "a ~hoodie",
        "clothes_color": "yellow",
    },
    "戴墨镜的红色卷发的人，张嘴大笑": {"glasses": "墨镜", "hair": "~卷发", "hair_color": "红色", "mouth": "张嘴大笑"},
    "white hair, blue eyes": {"hair_color": "white"},  # eyes have no colour
}


def example_captions() -> list[Caption]:
    """All of them, with the values that their phrases admit."""
    return [
        Caption(text, language, {kind: admitted(kind, phrase, language) for kind, phrase in said.items()})
        for text, said in SAID.items()
        for language in [LANGUAGES[not text.isascii()]]
    ]


def admitted(kind: str, phrase: str, language: str) -> frozenset[int]:
    """The values that a phrase admits."""
    return next(s.values for s in senses(kind) if phrase in [p.text.replace("|", "") for p in s.phrases[language]])
