"""What the folders of somebody's own pictures mean: splits, classes, or nothing but places to put files.

Around all there may be any number of folders. Then come splits such as train/ and test/, if there are any, and then the
classes: the first sub-folders in which the paths differ. Numbered buckets, such as 00000/ and 01000/, are rather none.
"""

import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

SPLIT = re.compile(r"(train|test|val|valid|dev|eval)(?:ing|idation|ation)?[ _-]?([ab]?)", re.IGNORECASE)  # and a side
PADDED = re.compile(r"0\d+")  # 00000, 01000: numbers that people count classes by have no zeros in front
SHARD = re.compile(r"(part|shard|chunk|batch|bucket|fold|vol|volume|archive|dir|folder|images?|imgs?|data)[ _-]?\d+")
DEEPEST = 8  # folders in which splits are looked for


class Layout(NamedTuple):
    """How pictures lie."""

    groups: dict[str, str]  # of each picture by name that counts: its class folder, "" for none; in order
    test: frozenset[str]  # those of them that lie in folders of a test split, () where no folder is one of a split
    splits: tuple[str, ...]  # the names of these folders
    outside: tuple[str, ...]  # pictures that lie beside or above splits or classes, and do not count

    @property
    def classes(self) -> list[str]:
        """The class folders; those of none are last."""
        return sorted(set(self.groups.values()), key=lambda title: (not title, title))

    @property
    def in_classes(self) -> bool:
        """Whether the pictures lie in class folders."""
        return len(set(self.groups.values()) - {""}) > 1

    @property
    def in_buckets(self) -> bool:
        """Whether the names of these folders say that they are places rather than classes."""
        named = set(self.groups.values()) - {""}
        numbers = all(map(str.isdigit, named)) and any(map(PADDED.fullmatch, named))
        return numbers or all(SHARD.fullmatch(name.lower()) for name in named)


def read_layout(names: Sequence[str]) -> Layout:
    """The layout of pictures with these names, paths with slashes below the folder or zip that holds them all."""
    folders = {name: tuple(name.split("/")[:-1]) for name in names}
    depth = split_depth(folders.values())
    if depth is None:
        groups, outside = grouped({name: "/".join(folder) for name, folder in folders.items()})
        return Layout(groups, frozenset(), (), outside)
    roles = {name: split_of(folder[depth]) for name, folder in folders.items() if len(folder) > depth}
    below = {
        name: "/".join((*folders[name][:depth], *filter(None, (role[1],)), *folders[name][depth + 1 :]))
        for name, role in roles.items()
        if role
    }
    groups, outside = grouped(below)
    test = frozenset(name for name in groups if (role := roles[name]) and role[0] == "test")
    splits = tuple(sorted({folders[name][depth] for name in below}))
    return Layout(groups, test, splits, (*outside, *(name for name in names if name not in below)))


def split_of(folder: str) -> tuple[str, str] | None:
    """Of a folder with the name of a split: whether it is "train" or "test", and its side, A, B or ""; else None."""
    found = SPLIT.fullmatch(folder)
    return found and ("train" if found[1].lower().startswith("train") else "test", found[2].upper())


def split_depth(folders: Iterable[tuple[str, ...]]) -> int | None:
    """Behind how many folders the splits come: one for training and another, with at least half of all pictures."""
    counts = Counter(folders)
    for depth in range(DEEPEST):
        roles = Counter[str]()
        for folder, count in counts.items():
            if len(folder) > depth and (role := split_of(folder[depth])):
                roles[role[0]] += count
        if len(roles) == 2 and 2 * roles.total() >= counts.total():
            return depth
    return None


def grouped(folders: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The class folder of each picture, by name, whose folder is given, and the pictures that lie outside of them.

    None lie outside where there are no classes or most pictures lie beside them.
    """
    outside = set(strays(folders))
    inside = {name: folder for name, folder in folders.items() if name not in outside}
    shared = os.path.commonpath(inside.values()) if inside else ""
    above = len(shared.split("/")) if shared else 0
    groups = {name: (folder.split("/")[above:] or [""])[0] for name, folder in inside.items()}
    return groups, tuple(name for name in folders if name in outside)


def strays(folders: Mapping[str, str]) -> list[str]:
    """The pictures that lie beside or above the class folders; none where there are no classes or most lie there."""
    depth, inside, outside = 0, {name: folder.split("/") if folder else [] for name, folder in folders.items()}, []
    while inside:
        outside += [name for name, parts in inside.items() if len(parts) == depth]
        inside = {name: parts for name, parts in inside.items() if len(parts) > depth}
        if len({parts[depth] for parts in inside.values()}) > 1:
            return outside if 2 * len(outside) <= len(folders) else []
        depth += 1
    return []
