"""Colours put into phrases: "a ~bob" and "auburn" give "an auburn bob", "~卷发" and "红色" give "红色|卷发"."""

import re
from functools import cache

SHORT_TAKES = (
    "头发",
    "帽子",
    "衣服",
    "胡子",
    "卷发",
    "短发",
    "长发",
    "T恤",
    "毛衣",
    "卫衣",
    "衬衫",
    "头巾",
)  # 红 + 头发
LONG_TAKES = ("头发", "帽子", "衣服", "胡子", "上衣")  # 红色的 + 头发


@cache
def painted(text: str, color: str, language: str) -> str:
    """A phrase with a colour in its place, or with none where the colour is ""."""
    if not color:
        return text.replace("~", "")
    if language == "zh":
        link = "的|" if color.endswith("色") and after(text) in LONG_TAKES else ""
        return text.replace("~", f"{color}|{link}")
    text = re.sub(r"\ban? (?=~)", f"{article(color)} ", text)
    return text.replace("~-", f"{color}-").replace("~", f"{color} ")


def article(word: str) -> str:
    """The indefinite article before an English word."""
    return "an" if word[0] in "aeiou" else "a"


@cache
def paintable(text: str, colors: tuple[str, ...]) -> tuple[str, ...]:
    """The colours that may stand in a phrase: a Chinese one of a single letter stands before few things."""
    short = after(text) in SHORT_TAKES
    return tuple(color for color in colors if short or color.isascii() or color.endswith("色"))


def after(text: str) -> str:
    """What stands behind the place of the colour."""
    return text.partition("~")[2]
