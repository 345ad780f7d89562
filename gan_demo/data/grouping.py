"""Which class a picture of one's own belongs to: the first sub-folders in which the paths differ are the classes."""

import os
from collections.abc import Sequence


def subfolders(names: Sequence[str]) -> list[str]:
    """The sub-folder of each picture below the folder that all share, "" for those that lie in that one itself."""
    folders = [os.path.dirname(name) for name in names]
    above = len(os.path.commonpath(folders).split("/")) if os.path.commonpath(folders) else 0
    return [(folder.split("/")[above:] or [""])[0] for folder in folders]


def in_classes(names: Sequence[str]) -> bool:
    """Whether these pictures lie in class folders."""
    return len(set(subfolders(names)) - {""}) > 1 if names else False


def strays(names: Sequence[str]) -> list[str]:
    """The pictures that lie beside or above the class folders; none where there are no classes or most lie there."""
    depth, inside, outside = 0, list(names), []
    while inside:
        outside += [name for name in inside if name.count("/") == depth]
        inside = [name for name in inside if name.count("/") > depth]
        if len({name.split("/")[depth] for name in inside}) > 1:
            return outside if 2 * len(outside) <= len(names) else []
        depth += 1
    return []
