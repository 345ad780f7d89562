"""English captions from their parts: "a bald man with a big beard, wearing a hoodie", "red hair and sunglasses"."""

from collections.abc import Callable, Sequence

import numpy as np

from ..words import enumerated
from .choosing import CaptionPart, pick_one
from .painting import article

PEOPLE = ("person", "person", "person", "human", "character")
MEN = ("man", "guy", "gentleman", "boy")
WOMEN = ("woman", "lady", "girl")
PICTURES = ("portrait of", "a portrait of", "a picture of", "a drawing of", "an avatar of", "a cartoon of")
WEARING = ("wearing", "wearing", "in", "dressed in")


def english_caption(parts: Sequence[CaptionPart], genders: Sequence[str], rng: np.random.Generator) -> str:
    """One caption; `genders` names what the person may be called."""
    return pick_one(PATTERNS, rng)(parts, genders, rng)


def english_sentence(parts: Sequence[CaptionPart], genders: Sequence[str], rng: np.random.Generator) -> str:
    """a pale woman with a bob, winking"""
    adjectives = [part for part in parts if part.form == "adjective"]
    before, behind = adjectives[:2], adjectives[2:]
    rest = phrase_groups([part for part in parts if part.form != "adjective"] + behind, rng)
    if rest and rest[0].startswith("with ") and rng.random() < 0.2:
        rest[0] = rest[0].replace("with", "who has", 1)
    words = [*(part.text for part in before), pick_one({"m": MEN, "f": WOMEN}.get(pick_one(genders, rng), PEOPLE), rng)]
    who = "someone" if not before and rng.random() < 0.15 else f"{article(words[0])} {' '.join(words)}"
    picture = pick_one(PICTURES, rng) + " " if rng.random() < 0.2 else ""
    return picture + ", ".join([" ".join([who, *rest[:1]]), *rest[1:]])


def headless(parts: Sequence[CaptionPart], genders: Sequence[str], rng: np.random.Generator) -> str:
    """wearing a hoodie, with red hair, winking"""
    return ", ".join(phrase_groups(parts, rng))


def english_list(parts: Sequence[CaptionPart], genders: Sequence[str], rng: np.random.Generator) -> str:
    """red hair, bald, sunglasses and a black hoodie"""
    bare = rng.random() < 0.5
    texts = [bared(part.text) if bare else part.text for part in parts]
    return enumerated(texts) if rng.random() < 0.5 else ", ".join(texts)


PATTERNS: tuple[Callable, ...] = (
    english_sentence,
    english_sentence,
    english_sentence,
    english_list,
    english_list,
    headless,
)


def phrase_groups(parts: Sequence[CaptionPart], rng: np.random.Generator) -> list[str]:
    """What the person has, wears and does, in any order."""
    wears_glasses = rng.random() < 0.5
    worn = ("clothes", "hat", "glasses") if wears_glasses else ("clothes", "hat")
    has = [part.text for part in parts if part.form == "thing" and not wearable(part, worn)]
    wears = [part.text for part in parts if part.form == "thing" and wearable(part, worn)]
    does = [part.text for part in parts if part.form != "thing"]
    found = [f"with {enumerated(has)}"] if has else []
    found += [f"{'wearing' if wears_glasses else pick_one(WEARING, rng)} {enumerated(wears)}"] if wears else []
    found += [enumerated(does)] if does else []
    return sorted(found, key=lambda _: rng.random())


def wearable(part: CaptionPart, worn: Sequence[str]) -> bool:
    """Whether one would say that it is worn; bare shoulders and no hat are not."""
    return part.kind in worn and part.text != "bare shoulders" and not part.text.startswith("no ")


def bared(text: str) -> str:
    """A thing without its article."""
    return text.removeprefix("a ").removeprefix("an ")
