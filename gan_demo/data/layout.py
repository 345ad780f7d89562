"""What the folders of somebody's own pictures mean: splits, classes, or nothing but places to put files.

Around all there may be any number of folders. Then come splits such as train/ and test/, if there are any, and then the
classes: the first sub-folders in which the paths differ. Numbered buckets, such as 00000/ and 01000/, are rather none.
"""

import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^\W\d_A-Za-z]+")  # of a name, by its capitals, digits and signs
TRAIN = frozenset({"train", "training", "trainset", "trainval", "训练", "训练集"})
TEST = frozenset(
    {"test", "testing", "testset", "val", "valid", "validation", "valset", "dev", "eval", "evaluation"}
    | {"测试", "测试集", "验证", "验证集"}
)
PADDED, THOUSAND = re.compile(r"0\d+"), 1000  # 00000, 01000: buckets have zeros in front, and are all as full
SHARD = re.compile(r"(part|shard|chunk|batch|bucket|fold|vol|volume|archive|dir|folder|images?|imgs?|data)[ _-]?\d+")
DEEPEST = 8  # folders in which splits are looked for


class Layout(NamedTuple):
    """How pictures lie."""

    groups: dict[str, str]  # of each picture by name that counts: its class folder, "" for none; in order
    test: frozenset[str]  # those of them that lie in folders of a test split, none where no folder is one of a split
    splits: tuple[str, ...]  # the names of these folders
    outside: tuple[str, ...]  # pictures that do not count: beside splits or classes, or of a class only tests have

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
        counts = Counter(filter(None, self.groups.values()))
        if all(SHARD.fullmatch(name.lower()) for name in counts):
            return True
        if not all(map(str.isdigit, counts)) or not any(map(PADDED.fullmatch, counts)):
            return False
        full = {count for name, count in counts.items() if name != max(counts)}  # the last one holds the rest
        return len(full) == 1 or all(int(name) % THOUSAND == 0 for name in counts)


class Split(NamedTuple):
    """What the name of a folder says of splits."""

    test: bool  # whether it is for tests, else for training
    rest: str  # what else the name says, such as a side, A or B


def read_layout(names: Sequence[str]) -> Layout:
    """The layout of pictures with these names, paths with slashes below the folder or zip that holds them all."""
    folders = [name.rpartition("/")[0] for name in names]
    counts = Counter(folders)
    splits, below, titles = split_folders(counts)
    classes = class_folders(below, counts)
    trained = {title for folder, title in classes.items() if not splits.get(folder)}
    classes = {folder: title for folder, title in classes.items() if title in trained}
    groups = {name: classes[folder] for name, folder in zip(names, folders, strict=True) if folder in classes}
    test = (name for name, folder in zip(names, folders, strict=True) if folder in classes and splits.get(folder))
    outside = tuple(name for name, folder in zip(names, folders, strict=True) if folder not in classes)
    return Layout(groups, frozenset(test), titles, outside)


def split_named(folder: str) -> Split | None:
    """The split that a folder's name says, in one of its words; else None."""
    words = [word.casefold() for word in WORDS.findall(folder)]
    said = [word for word in words if word in TRAIN or word in TEST]
    return Split(said[0] in TEST, " ".join(word for word in words if word != said[0])) if len(said) == 1 else None


def split_folders(folders: Mapping[str, int]) -> tuple[dict[str, bool], dict[str, str], tuple[str, ...]]:
    """Whether each folder is for tests, its path without the split's folder, and the names of these folders.

    They lie behind the fewest folders behind which two that are named alike but for the split lie side by side; without
    such all paths stay and none is for tests. The rest of a name, such as A and B, stays where there are several.
    """
    paths = {folder: folder.split("/") for folder in folders}
    for depth in range(DEEPEST):
        found: dict[str, Split] = {
            folder: split
            for folder, parts in paths.items()
            if len(parts) > depth and (split := split_named(parts[depth]))
        }
        beside: defaultdict[tuple[str, str], set[bool]] = defaultdict(set)
        for folder, split in found.items():
            beside["/".join(paths[folder][:depth]), split.rest].add(split.test)
        rests = {rest for (_, rest), both in beside.items() if len(both) == 2}
        if rests and not beside_others(paths, found, depth, folders):
            found = {folder: split for folder, split in found.items() if split.rest in rests}
            below = {
                folder: "/".join(
                    (*paths[folder][:depth], *[split.rest.upper()] * (len(rests) > 1), *behind(paths[folder], depth))
                )
                for folder, split in found.items()
            }
            titles = {paths[folder][depth] for folder in found}
            return {folder: split.test for folder, split in found.items()}, below, tuple(sorted(titles))
    return {}, {folder: folder for folder in paths}, ()


def beside_others(
    paths: Mapping[str, list[str]], found: Mapping[str, Split], depth: int, counts: Mapping[str, int]
) -> bool:
    """Whether most pictures lie beside these folders, and in several others: then they are classes among classes."""
    others = {folder: parts[depth] for folder, parts in paths.items() if folder not in found and len(parts) > depth}
    outside = sum(counts[folder] for folder in others)
    return len(set(others.values())) > 1 and 2 * outside > sum(counts.values())


def behind(parts: Sequence[str], depth: int) -> Sequence[str]:
    """What lies behind a split's folder, which some archives hold twice, one in the other."""
    first = next(
        (i for i in range(depth + 1, len(parts)) if parts[i].casefold() != parts[depth].casefold()), len(parts)
    )
    return parts[first:]


def class_folders(below: Mapping[str, str], counts: Mapping[str, int]) -> dict[str, str]:
    """The class of each folder, "" for none, by its path below splits; those outside of the classes are left out.

    None lie outside where there are no classes or most pictures lie beside them.
    """
    outside = strays(below, counts)
    inside = {folder: path for folder, path in below.items() if folder not in outside}
    shared = posixpath.commonpath(inside.values()) if inside else ""
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
