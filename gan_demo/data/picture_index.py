"""Pictures by what another file may call them: with either slash, in other case, with other folders or endings."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from .encodings import shown_name

NUMBER = re.compile(r"#\d+$")  # of one of several captions of a picture, as Flickr has it
MIRRORED = re.compile(r"(text|txt|caption|prompt|description)s?(_c?\d+)?")  # a folder of texts


class PictureIndex:
    """The names of pictures, for all questions made once; that of a million takes seconds."""

    def __init__(self, names: Sequence[str], outside: Sequence[str] = ()):
        self.exact, self.folded = frozenset(names), {name: name.casefold() for name in names}
        others = (name.casefold() for name in outside)  # which nothing is said of, but whose folders hold pictures
        self.folders = frozenset(folder for name in (*self.folded.values(), *others) for folder in above(name))
        self.last = frozenset(folder.rpartition("/")[2] for folder in self.folders)
        self.paths: defaultdict[str, list[str]] = defaultdict(list)  # in lower case, with their endings and without
        for name, folded in self.folded.items():
            for key in {folded, without_ending(folded)}:
                self.paths[key].append(name)
        self.deepest = max((folded.count("/") + 1 for folded in self.folded.values()), default=0)
        self.tails: dict[int, dict[str, list[str]]] = {}
        self.masked: dict[int, dict[str, list[str]]] = {}

    def find(self, file: str, name: str) -> list[str]:
        """The pictures that a file may mean by a name, those of the nearest meaning alone.

        Of pictures below the file's own folder, where there are some, else of all.
        """
        folder = file.rpartition("/")[0]
        given = NUMBER.sub("", shown_name(name.strip()).replace("\\", "/")).removeprefix("./").lstrip("/")
        here = f"{folder}/{given}" if folder else given
        if here in self.exact:
            return [here]
        home = f"{folder.casefold()}/" if folder.casefold() in self.folders else ""
        parts = (home + given.casefold()).split("/")[-self.deepest :]  # a longer path is that of another machine
        for first in range(len(parts)):  # folders of another machine may stand in front
            found = [one for one in self.ending_in(parts[first:]) if self.folded[one].startswith(home)]
            if found:
                return found
        return []

    def beside(self, text: str) -> list[str]:
        """The pictures that a text belongs to: beside it, or in folders that differ only in the one for texts."""
        path = without_ending(text.casefold())
        parts = path.split("/")
        near = self.paths.get(path, [])
        texts = [i for i, part in enumerate(parts[:-1]) if MIRRORED.fullmatch(part)]
        for i in texts if not near else ():
            near = near or self.mirrored(i).get("/".join((*parts[:i], "", *parts[i + 1 :])), [])
        if near or not texts or parts[-2] in self.last:
            return near
        alone = self.ending_in(parts[-1:])  # as texts lie in folders of their own
        shared = any(self.folded[one].split("/")[:i] == parts[:i] for one in alone[:1] for i in texts)
        return alone if len(alone) == 1 and shared else []

    def ending_in(self, parts: Sequence[str]) -> list[str]:
        """The pictures whose paths end in these parts; with their endings, or if there are none, without."""
        if len(parts) not in self.tails:
            made: defaultdict[str, list[str]] = defaultdict(list)
            for name, folded in self.folded.items():
                last = "/".join(folded.split("/")[-len(parts) :])
                for key in {last, without_ending(last)}:
                    made[key].append(name)
            self.tails[len(parts)] = made
        tail, tails = "/".join(parts), self.tails[len(parts)]
        return tails.get(tail) or tails.get(without_ending(tail), [])

    def mirrored(self, place: int) -> dict[str, list[str]]:
        """The pictures by paths without endings whose folder of that number, from 0 on, is left empty, or put in."""
        if place not in self.masked:
            masked: defaultdict[str, list[str]] = defaultdict(list)
            for name, folded in self.folded.items():
                parts = without_ending(folded).split("/")
                masked["/".join((*parts[:place], "", *parts[place:]))].append(name)
                if len(parts) > place + 1:
                    masked["/".join((*parts[:place], "", *parts[place + 1 :]))].append(name)
            self.masked[place] = masked
        return self.masked[place]


def above(name: str) -> Iterator[str]:
    """The folders in which something lies, the nearest first."""
    while "/" in name:
        name = name.rpartition("/")[0]
        yield name


def without_ending(name: str) -> str:
    """A path without the ending of its last part."""
    stem, dot, ending = name.rpartition(".")
    return stem if dot and "/" not in ending and stem.rpartition("/")[2] else name
