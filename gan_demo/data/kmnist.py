"""KMNIST: 70,000 letters of old Japanese books, a class for each row of hiragana (Clanuwat 2018, 1812.01718)."""

from ..words import Words, t
from .idx import IdxSet

LETTERS = {
    "o": "お",
    "ki": "き",
    "su": "す",
    "tsu": "つ",
    "na": "な",
    "ha": "は",
    "ma": "ま",
    "ya": "や",
    "re": "れ",
    "wo": "を",
}

SOURCE = IdxSet(
    name="kmnist",
    title=t("KMNIST cursive Japanese"),
    classes=tuple(Words(sound, letter) for sound, letter in LETTERS.items()),
    original="KMNIST",
    total=60_000,
    download=21,
    otherwise=t(
        "KMNIST is not on this machine and could not be downloaded: connect it to the internet, or put the four .gz "
        "files of codh.rois.ac.jp/kmnist in {folder}."
    ),
).source()
