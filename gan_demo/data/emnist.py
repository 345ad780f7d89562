"""EMNIST letters: 145,600 handwritten letters, in which capital and small ones are one class (Cohen 2017, 1702.05373).

The files hold each letter with rows and columns exchanged, and number the classes from 1.
"""

import string

from ..words import Words, t
from .idx import IdxSet

SOURCE = IdxSet(
    name="emnist",
    title=t("EMNIST letters"),
    classes=tuple(Words(letter, letter) for letter in string.ascii_uppercase),
    original="EMNIST",
    total=124_800,
    download=562,
    otherwise=t(
        "EMNIST is not on this machine and could not be downloaded: connect it to the internet, or put the four files "
        "emnist-letters-*.gz of gzip.zip of www.nist.gov/itl/products-and-services/emnist-dataset in {folder}."
    ),
    files=("emnist-letters-{split}-images-idx3-ubyte", "emnist-letters-{split}-labels-idx1-ubyte"),
    test="test",
    turned=True,
    first=1,
    options=({"split": "letters"},),
).source()
