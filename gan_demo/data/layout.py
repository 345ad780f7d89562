"""What the folders of somebody's own pictures mean: splits, classes, or nothing but places to put files.

Around all there may be any number of folders. Then come splits such as train/ and test/, if there are any, and then the
classes: the first sub-folders in which the paths differ. Numbered buckets, such as 00000/ and 01000/, are rather none.
"""

import os
import re
from collections import Counter
from collections.abc import Mapping, Sequence
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
    folders = [name.rpartition("/")[0] for name in names]
    counts = Counter(folders)
    depth = split_depth(counts)
    splits = {folder: role for folder in counts if (role := split_of(folder, depth))}
    below = {folder: splits[folder].below if depth is not None else folder for folder in splits or counts}
    classes = class_folders(below, counts)
    groups = {name: classes[folder] for name, folder in zip(names, folders, strict=True) if folder in classes}
    test = (name for name, folder in zip(names, folders, strict=True) if folder in classes and splits[folder].test)
    outside = tuple(name for name, folder in zip(names, folders, strict=True) if folder not in classes)
    titles = tuple(sorted({split.title for split in splits.values()}))
    return Layout(groups, frozenset(test) if splits else frozenset(), titles, outside)


class Split(NamedTuple):
    """What a folder below one of a split is."""

    title: str  # of the split's folder
    test: bool  # whether it is for tests
    below: str  # the path without the split's folder, but with its side


def split_of(folder: str, depth: int | None) -> Split | None:
    """The split that a folder belongs to whose path has the name of one behind so many others; else None."""
    parts = folder.split("/")
    if depth is None or len(parts) <= depth or not (found := SPLIT.fullmatch(parts[depth])):
        return None
    below = "/".join((*parts[:depth], *filter(None, (found[2].upper(),)), *parts[depth + 1 :]))
    return Split(parts[depth], not found[1].lower().startswith("train"), below)


def split_depth(counts: Mapping[str, int]) -> int | None:
    """Behind how many folders the splits come: one for training and another, with at least half of all pictures.

    Given are the folders with the number of pictures in each.
    """
    for depth in range(DEEPEST):
        tests = Counter[bool]()
        for folder, count in counts.items():
            if split := split_of(folder, depth):
                tests[split.test] += count
        if len(tests) == 2 and 2 * tests.total() >= sum(counts.values()):
            return depth
    return None


def class_folders(below: Mapping[str, str], counts: Mapping[str, int]) -> dict[str, str]:
    """The class of each folder, "" for none, by its path below splits; those outside of the classes are left out.

    None lie outside where there are no classes or most pictures lie beside them.
    """
    outside = strays(below, counts)
    inside = {folder: path for folder, path in below.items() if folder not in outside}
    shared = os.path.commonpath(inside.values()) if inside else ""
    above = len(shared.split("/")) if shared else 0
    return {folder: (path.split("/")[above:] or [""])[0] for folder, path in inside.items()}


def strays(below: Mapping[str, str], counts: Mapping[str, int]) -> set[str]:
    """The folders beside or above the class folders; none where there are no classes or most pictures lie there."""
    inside, outside = {folder: path.split("/") if path else [] for folder, path in below.items()}, set[str]()
    for depth in range(max(map(len, inside.values()), default=0) + 1):
        outside |= {folder for folder, parts in inside.items() if len(parts) == depth}
        inside = {folder: parts for folder, parts in inside.items() if len(parts) > depth}
        if len({parts[depth] for parts in inside.values()}) > 1:
            few = 2 * sum(counts[folder] for folder in outside) <= sum(counts[folder] for folder in below)
            return outside if few else set()
    return set()
