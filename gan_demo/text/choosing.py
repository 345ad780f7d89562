"""What a caption tells: some of what can be seen, each time anew."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from ..data.avatars.kinds import KINDS
from .painting import after, paintable, painted
from .senses import COLOR_OF, THING_OF, Choice, Phrase, carriers, takes_color, wordings

SHARES = (0.10, 0.20, 0.24, 0.19, 0.11, 0.06, 0.03)  # of captions with 1, 2, ... attributes; the rest has any number
EXACT = 0.5  # of what is told is told in the most exact words
ABSENT = 0.6  # how far "no glasses" and the like are put back in the order
COLOR_LAST = 0.12  # of coloured clothes and hats are called "a hat in red"
WORN = ("clothes", "hat")
NONE = {kind: list(KINDS[kind].values).index("NONE") for kind in KINDS if "NONE" in KINDS[kind].values}
SOME_HAIR = NONE["hair"] + 1
RARE = {kind: value for kind, value in NONE.items() if kind in ("hat", "glasses", "beard", "eyebrows")}


class CaptionPart(NamedTuple):
    """One part of a caption: what it is about, its grammatical form and its words."""

    kind: str
    form: str  # "thing", "adjective" or "doing"
    text: str


def pick_one(items: Sequence, rng: np.random.Generator):
    """One of the items, all equally likely; ten times as fast as `rng.choice`."""
    return items[int(rng.random() * len(items))]


def attributes(values: Mapping[str, int], visible: Mapping[str, bool], rng: np.random.Generator) -> list[str]:
    """Which attributes to tell, in any order; never a hidden one."""
    dice = rng.random(len(KINDS) + 1).tolist()
    bare = [kind for kind in COLOR_OF if visible[kind] and not takes_color(kind, values[kind])]
    seen = [
        (die + ABSENT * (RARE.get(kind) == values[kind]), kind)
        for kind, die in zip(KINDS, dice[:-1], strict=True)
        if visible[kind] and (THING_OF.get(kind) not in bare)
    ]
    return [kind for _, kind in sorted(seen)[: how_many(dice[-1], len(seen))]]


def how_many(die: float, most: int) -> int:
    """How many attributes to tell, 1 to `most`, by a number in [0, 1)."""
    for count, share in enumerate(SHARES, 1):
        if die < share:
            return min(count, most)
        die -= share
    return 1 + int(die / (1 - sum(SHARES)) * most)


class Teller:
    """Tells the chosen attributes of one picture, and keeps in `mentions` which values its words admit."""

    def __init__(self, values: Mapping[str, int], chosen: Sequence[str], hair_seen: bool, language: str, rng):
        self.values, self.chosen, self.language, self.rng = values, chosen, language, rng
        self.hair_seen = hair_seen
        self.mentions: dict[str, frozenset[int]] = {}

    def parts(self) -> list[CaptionPart]:
        """One part for each thing, with its colour and its print as far as they are chosen."""
        things = dict.fromkeys("clothes" if kind == "graphic" else THING_OF.get(kind, kind) for kind in self.chosen)
        return [self.thing(kind) for kind in things]

    def thing(self, kind: str) -> CaptionPart:
        form, text = self.phrase(kind)
        color = COLOR_OF.get(kind, "")
        if color in self.chosen:
            text = self.colored(kind, color, text)
        text = painted(text, "", self.language)
        return CaptionPart(kind, form, self.printed(text) if kind == "clothes" and "graphic" in self.chosen else text)

    def phrase(self, kind: str) -> Phrase:
        """Words for a thing; the broadest ones where only its colour or its print is to be told."""
        value, color_told = self.values[kind], COLOR_OF.get(kind) in self.chosen
        printed = kind == "clothes" and "graphic" in self.chosen  # on a shirt, nothing broader
        if kind not in self.chosen and color_told and not printed:
            return self.carrier(kind, value)
        ways = wordings(kind, value, self.language, color_told)
        if kind not in self.chosen:
            return self.say(kind, ways[-1])
        return self.say(kind, ways[0] if self.rng.random() < EXACT else pick_one(ways, self.rng))

    def carrier(self, kind: str, value: int) -> Phrase:
        """What has a colour; of hair whose style a hat hides, nothing is admitted but that it is there."""
        if kind == "hair" and not self.hair_seen:
            return pick_one(carriers(kind, SOME_HAIR, self.language)[0].phrases, self.rng)
        return self.say(kind, pick_one(carriers(kind, value, self.language), self.rng))

    def say(self, kind: str, way: Choice) -> Phrase:
        self.mentions[kind] = way.values
        return pick_one(way.phrases, self.rng)

    def colored(self, kind: str, color: str, text: str) -> str:
        """A phrase with the colour of the thing in it, or behind it in an English one about something worn."""
        way = pick_one(wordings(color, self.values[color], self.language, False), self.rng)
        self.mentions[color] = way.values
        names = paintable(text, tuple(phrase.text for phrase in way.phrases))
        if not names:
            return self.colored(kind, color, text)
        name = pick_one(names, self.rng)
        one_word = " " not in after(text)
        if self.language == "en" and kind in WORN and one_word and name != "dark" and self.rng.random() < COLOR_LAST:
            return f"{text} in {name}"
        return painted(text, name, self.language)

    def printed(self, text: str) -> str:
        """A shirt with what is printed on it."""
        value, dice = self.values["graphic"], self.rng.random()
        form, what = self.say("graphic", pick_one(wordings("graphic", value, self.language, False), self.rng))
        absent = value == NONE["graphic"]
        if self.language == "en":
            if form == "adjective":
                return f"a {what} {text.removeprefix('a ')}"
            return f"{text} with {what}" + (" on it" if dice < 0.6 and not absent else "")
        if absent:
            return f"{what}|的|{text}"
        return f"印着|{what}|的|{text}" if dice < 0.7 else f"带|{what}|图案|的|{text}"
