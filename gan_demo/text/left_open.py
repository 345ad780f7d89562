"""What a caption leaves open of an avatar, and plain words for it: "a bob", "red hair"."""

from collections.abc import Mapping, Sequence

from ..data.avatars.kinds import KINDS
from ..data.avatars.visibility import hidden_by
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


def possible_choices(
    said: Mapping[str, frozenset[int]], implied: Mapping[str, int], kept: Mapping[str, int]
) -> list[list[bool]]:
    """For each thing which choices a caption leaves, the first of which is to add nothing.

    said: the values that its words admit; implied: what goes without saying; kept: choices made before, which stay.
    """
    known = {kind: frozenset((value,)) for kind, value in implied.items()}
    known |= {kind: frozenset((choice - 1,)) for kind, choice in kept.items() if choice} | dict(said)
    return [possible(kind, said, known, kept.get(kind)) for kind in ORDER]


def possible(
    kind: str, said: Mapping[str, frozenset[int]], known: Mapping[str, frozenset[int]], kept: int | None
) -> list[bool]:
    """Likewise for one thing; `known` has all that is said, implied or kept."""
    size, thing = len(KINDS[kind].values), THING_OF.get(kind)
    bare = thing in known and not any(takes_color(str(thing), value) for value in known[str(thing)])
    if bare or is_hidden(kind, known):
        return [True] + [False] * size
    if kept is not None and len(said.get(kind, ())) != 1:
        return [choice == kept for choice in range(size + 1)]
    told = known.get(kind, frozenset(range(size)))
    nothing = kind not in known or kind in said
    return [nothing] + [value in told and said.get(kind) != {value} for value in range(size)]


def kept_choices(
    before: Sequence[int], said_before: Mapping[str, frozenset[int]], said: Mapping[str, frozenset[int]]
) -> dict[str, int]:
    """The choices made for a caption that stay with another: all but those of what the other says in other words.

    A choice stays there too where it fits; and what a hat hid and nobody chose is open when the hat is gone.
    """
    chosen = dict(zip(ORDER, before, strict=True))
    alike = {kind for kind in ORDER if said.get(kind) == said_before.get(kind)}
    return {
        kind: choice
        for kind, choice in chosen.items()
        if (choice and choice - 1 in said.get(kind, ()))
        or (kind in alike and (choice or alike.issuperset(hidden_by()[kind])))
    }


def is_hidden(kind: str, known: Mapping[str, frozenset[int]]) -> bool:
    """Whether what is known hides a thing, whichever of its values it has."""
    hides = hidden_by()[kind].items()
    return any(other in known and all(hiding[value] for value in known[other]) for other, hiding in hides)


def choices_of(numbers: Sequence[int]) -> list[int]:
    """Phrases by their numbers as a choice for each thing, 0 for none."""
    chosen = dict(PLACES[number] for number in numbers)
    return [chosen[kind] + 1 if kind in chosen else 0 for kind in ORDER]


def numbers_of(choices: Sequence[int]) -> list[int]:
    """The reverse; a colour of what is chosen not to be there, or to have none, is left out."""
    chosen = {kind: choice - 1 for kind, choice in zip(ORDER, choices, strict=True) if choice}
    kept = {kind: value for kind, value in chosen.items() if THING_OF.get(kind) not in chosen or says(kind, chosen)}
    return [PLACE[place] for place in kept.items()]
