"""What a caption leaves open of an avatar, and plain words for it: "a bob", "red hair"."""

from collections.abc import Mapping, Sequence

from ..data.avatars.kinds import KINDS
from .captions import Caption
from .choosing import NONE
from .painting import painted
from .senses import THING_OF, takes_color, wordings

COLORED = {"hair": "头发", "beard": "胡子", "clothes": "衣服", "hat": "帽子"}
FIRST = ("hat", "hair_color")  # what others depend on
ORDER = (*FIRST, *(kind for kind in KINDS if kind not in FIRST))
SIZES = tuple(len(KINDS[kind].values) for kind in ORDER)
PLACES = tuple((kind, value) for kind, size in zip(ORDER, SIZES, strict=True) for value in range(size))
PLACE = {place: number for number, place in enumerate(PLACES)}


def phrase(kind: str, value: int, language: str) -> str:
    """The most exact words for a value, understood by themselves."""
    exact = painted(wordings(kind, value, language, False)[0].phrases[0].text, "", language).replace("|", "")
    thing = THING_OF.get(kind)
    if kind == "graphic":
        bare = value == NONE["graphic"]
        en, zh = (f"{exact} clothes", f"{exact}的衣服") if bare else (f"a print of {exact}", f"{exact}图案的衣服")
        return en if language == "en" else zh
    if thing is None:
        return exact
    return f"{exact} {thing}" if language == "en" else f"{exact}的{COLORED[thing]}"


def left_open(made: Caption, values: Mapping[str, int], seen: Mapping[str, bool]) -> list[tuple[str, int]]:
    """What can be seen and is not told as exactly as words can, in order."""
    return [
        (kind, values[kind]) for kind in ORDER if seen[kind] and says(kind, values) and not exact(made, kind, values)
    ]


def says(kind: str, values: Mapping[str, int]) -> bool:
    """Whether there is something to say: what is not there, or is drawn in its own colours, has no colour."""
    thing = THING_OF.get(kind)
    return thing is None or takes_color(thing, values[thing])


def exact(made: Caption, kind: str, values: Mapping[str, int]) -> bool:
    """Whether a caption tells a value as exactly as words can."""
    told = made.mentions.get(kind)
    return told is not None and len(told) <= len(wordings(kind, values[kind], made.language, False)[0].values)


def choices_of(numbers: Sequence[int]) -> list[int]:
    """Phrases by their numbers as a choice for each thing, 0 for none."""
    chosen = dict(PLACES[number] for number in numbers)
    return [chosen[kind] + 1 if kind in chosen else 0 for kind in ORDER]


def numbers_of(choices: Sequence[int]) -> list[int]:
    """The reverse; a colour of what is chosen not to be there, or to have none, is left out."""
    chosen = {kind: choice - 1 for kind, choice in zip(ORDER, choices, strict=True) if choice}
    kept = {kind: value for kind, value in chosen.items() if THING_OF.get(kind) not in chosen or says(kind, chosen)}
    return [PLACE[place] for place in kept.items()]
