"""Pictures decoded once into one array on disk: NAME.npy holds the pixels, NAME.json what is known of them.

The training pictures come first and the test pictures behind them, so that a split can stay on disk.
"""

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO

import numpy as np

from ..events import Preparing
from ..words import UserError, t
from .pictures import PictureError
from .side_by_side import side_by_side

IN_MEMORY = 4 << 30  # bytes; more stays on disk and is memory-mapped
AT_ONCE = 32  # pictures between two reports


def decoded_facts(target: Path) -> dict | None:
    """What is known of the pictures (train, test: file names; skipped; channels ...), None while they are not ready."""
    path = target.with_suffix(".json")
    if not (path.is_file() and target.with_suffix(".npy").is_file()):
        return None
    with _readable(path):
        return json.loads(path.read_text("utf-8"))


def load_decoded(target: Path, known: dict, split: str):
    """The pictures of one split as a uint8 tensor (N, H, W, C), in memory below 4 GB; `known` are their facts."""
    import torch

    path = target.with_suffix(".npy")
    with _readable(path):
        images = np.load(path, mmap_mode="c")  # "c": torch wants it writable; the file never changes
    images = images[split_rows(known, split)]
    return torch.from_numpy(images if images.nbytes > IN_MEMORY else np.array(images))


def split_rows(known: dict, split: str) -> slice:
    """Where a split lies in the array; without test pictures the test split is the train split."""
    first = len(known["train"])
    return slice(first, None) if split == "test" and known["test"] else slice(first)


@contextmanager
def _readable(path: Path):
    try:
        yield
    except (OSError, EOFError, ValueError) as error:
        raise UserError("{path} is damaged: delete it and try again ({error}).", path=path, error=error) from error


def write_decoded(
    target: Path,
    files: Mapping[str, Sequence[str]],
    picture: Callable[[str], np.ndarray],
    shape: tuple[int, int, int],
    least: Mapping[str, int],
    **more,
) -> Iterator[Preparing]:
    """Decode the files {"train": names, "test": names} in that order and move the result into place when it is whole.

    `picture` makes the array of a name; files for which it raises PictureError are left out and listed as skipped.
    Raises UserError where fewer than `least` of a split remain. `more` is stored with the facts.
    """
    total, done, skipped = sum(map(len, files.values())), 0, list(more.pop("skipped", ()))
    kept: dict[str, list[str]] = {split: [] for split in files}
    yield Preparing(done, total)
    with _replacing(target.with_suffix(".npy")) as file:
        _header(file, (0, *shape))
        for split, names in _portions(files):
            good, bad = _append(file, names, side_by_side(partial(_attempt, picture), names))
            kept[split] += good
            skipped += bad
            done += len(names)
            yield Preparing(done, total)
        for split, few in least.items():
            _enough(len(kept[split]), few, skipped)
        _header(file, (sum(map(len, kept.values())), *shape))
    with _replacing(target.with_suffix(".json")) as file:
        file.write(json.dumps({**kept, "skipped": sorted(skipped), "channels": shape[-1], **more}).encode())


def _portions(files: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, Sequence[str]]]:
    for split, names in files.items():
        for start in range(0, len(names), AT_ONCE):
            yield split, names[start : start + AT_ONCE]


def _attempt(picture: Callable[[str], np.ndarray], name: str) -> np.ndarray | str:
    try:
        return picture(name)
    except PictureError as error:
        return str(error)


def _append(file: IO[bytes], names: Sequence[str], made: Iterable[np.ndarray | str]) -> tuple[list[str], list[str]]:
    """Write the arrays one behind the other; return the names that were good and "name: reason" for the others."""
    good, bad = [], []
    for name, result in zip(names, made, strict=True):
        if isinstance(result, str):
            bad.append(f"{name}: {result}")
        else:
            file.write(result.tobytes())
            good.append(name)
    return good, bad


def _header(file: IO[bytes], shape: tuple[int, ...]) -> None:
    """Write the .npy header at the start; numpy pads it, so that the number of rows can grow in place."""
    file.seek(0)
    np.lib.format.write_array_header_1_0(file, {"descr": "|u1", "fortran_order": False, "shape": shape})


def _enough(count: int, least: int, skipped: Sequence[str]) -> None:
    if count < least:
        others = (
            t(": {bad} could not be used, such as {example}", bad=len(skipped), example=skipped[0]) if skipped else ""
        )
        raise UserError(
            "At least {least:,} usable pictures are needed, and there are {count:,}{others}.",
            least=least,
            count=count,
            others=others,
        )


@contextmanager
def _replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file beside `path` that takes its place when the block ends well, and is gone when it does not."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
            try:
                yield file
            except BaseException:
                file.close()  # Windows deletes no open file
                os.unlink(file.name)
                raise
        os.replace(file.name, path)
    except OSError as error:
        why = error.strerror or error
        raise UserError("{path} could not be written ({why}).", path=path, why=why) from error
