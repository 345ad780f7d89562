"""Four-part chorales of J. S. Bach, as the corpus of music21 has them: series of four pitches, a step an eighth note.

All are moved to C major or A minor. The encodings may be used with the permission of who made them, so they are read
from the user's own installed package, without its help, which takes longer.
"""

import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import numpy as np
from numpy.typing import NDArray

from ..events import Preparing
from ..words import UserError, t
from . import choice
from .dataset import Dataset, Source
from .installed import InstalledFiles

NAME, SIZES = "chorales", (32, 64)
STRIDE = 4  # eighths from a window to the next, half a bar
HELD_OUT = 10  # every tenth piece is of the test split
TOTAL = 350  # about so many pieces; what counts is their number of windows
SEMITONES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
CLASSES = (t("Major"), t("Minor"))
CORPUS = InstalledFiles("The corpus of chorales", "music21", ("corpus", "bach"))
VOICES = (
    (*t("Soprano"), 52, 88),
    (*t("Alto"), 45, 81),
    (*t("Tenor"), 38, 76),
    (*t("Bass"), 28, 70),
)
DETAILS = {
    "variables": [dict(zip(("en", "zh", "low", "high"), voice, strict=True)) for voice in VOICES],
    "step": 0.25,
    "notes": True,
}


class Chorale(NamedTuple):
    """A chorale in C major or A minor."""

    pitches: NDArray  # MIDI numbers, int (eighths, 4); a voice that rests keeps its last pitch
    minor: bool


def find_chorales(size: int, count: int | None = None) -> Iterator[Preparing]:
    """Look whether the package is there."""
    choice.check_size(NAME, size, SIZES)
    CORPUS.needed()
    yield Preparing(TOTAL, TOTAL)


def load_chorales(size: int, labels: str | None = None, split: str = "train") -> Dataset:
    """Windows of so many eighths, every half bar, of all pieces of a split; the class is major or minor."""
    import torch

    choice.check_request(NAME, size, SIZES, split, labels, ("mode",))
    windows, minor = [], []
    for i, piece in enumerate(pieces(CORPUS.needed())):
        if (i % HELD_OUT == 0) == (split == "test"):
            starts = range(0, len(piece.pitches) - size + 1, STRIDE)
            windows += [piece.pitches[start : start + size] for start in starts]
            minor += [int(piece.minor)] * len(starts)
    series = torch.from_numpy(np.array(windows, np.float32))
    numbers, classes = (torch.tensor(minor), CLASSES) if labels else (None, ())
    return Dataset(NAME, series, numbers, classes, kind="series", details=DETAILS)


@cache
def pieces(place: Path) -> tuple[Chorale, ...]:
    """All pieces of exactly four parts in that folder, in the order of their names."""
    found = tuple(filter(None, map(read_piece, sorted(place.glob("bwv*.mxl")))))
    if not found:
        raise UserError("There are no chorales in {place}; install the package music21 again.", place=place)
    return found


def read_piece(path: Path) -> Chorale | None:
    """A piece of compressed MusicXML; None where it is not of four parts that fit their voices."""
    try:
        with zipfile.ZipFile(path) as file:
            name = next(one for one in file.namelist() if one.endswith("xml") and not one.startswith("META-INF"))
            root = ElementTree.fromstring(file.read(name))
    except (OSError, zipfile.BadZipFile, StopIteration, ElementTree.ParseError):
        return None
    parts, fifths = root.findall("part"), root.find(".//key/fifths")
    if len(parts) != len(VOICES) or fifths is None:
        return None
    voices = [sounding(part) for part in parts]
    length = min(map(len, voices))
    if not length or any(not voice.any() for voice in voices):
        return None
    minor = root.findtext(".//key/mode") == "minor"
    shift = (-7 * int(fifths.text or 0) + 5) % 12 - 5
    pitches = np.stack([without_rests(voice[:length]) + shift for voice in voices], 1)
    low, high = np.array([voice[2:] for voice in VOICES]).T
    return Chorale(pitches, minor) if ((pitches >= low) & (pitches <= high)).all() else None


def sounding(part: ElementTree.Element) -> NDArray:
    """The pitch that sounds at each eighth, 0 in a rest, int (eighths,)."""
    grid: dict[int, int] = {}
    divisions, time, end = 1, 0.0, 0.0
    for one in part.iterfind("measure/*"):
        if one.tag == "attributes":
            divisions = int(one.findtext("divisions") or divisions)
        length = 2 * int(one.findtext("duration") or 0) / divisions  # in eighths
        if one.tag == "note" and one.find("chord") is None and length:
            for place in range(int(np.ceil(time - 1e-6)), int(np.ceil(time + length - 1e-6))):
                grid[place] = pitch_of(one)
        if one.tag in ("note", "forward", "backup") and one.find("chord") is None:
            time += -length if one.tag == "backup" else length
        end = max(end, time)
    return np.array([grid.get(i, 0) for i in range(int(end))], np.int64)


def pitch_of(note: ElementTree.Element) -> int:
    """The MIDI number of a note, 0 of a rest."""
    pitch = note.find("pitch")
    if pitch is None:
        return 0
    step = SEMITONES[pitch.findtext("step", "C")] + round(float(pitch.findtext("alter", "0")))
    return step + 12 * (int(pitch.findtext("octave", "4")) + 1)


def without_rests(pitches: NDArray) -> NDArray:
    """Pitches in which a rest is the last one before it, or the first there is."""
    place = np.where(pitches > 0, np.arange(len(pitches)), -1)
    last = np.maximum.accumulate(place)
    return pitches[np.where(last < 0, int((pitches > 0).argmax()), last)]


SOURCE = Source(
    NAME,
    t("Bach's chorales"),
    SIZES,
    len(VOICES),
    find_chorales,
    load_chorales,
    lambda size: TOTAL if CORPUS.folder() else 0,
    ("mode",),
    label_titles={"mode": t("major or minor")},
    kind="series",
)
