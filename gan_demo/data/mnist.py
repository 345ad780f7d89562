"""MNIST: 70,000 handwritten digits (LeCun 1998)."""

from ..words import Words, t
from .idx import IdxSet

DIGITS = tuple(Words(digit, digit) for digit in "0123456789")

SOURCE = IdxSet(
    name="mnist",
    title=t("MNIST digits"),
    classes=DIGITS,
    original="MNIST",
    total=60_000,
    download=12,
    otherwise=t(
        "MNIST is not on this machine and could not be downloaded: connect it to the internet, or put the four .gz "
        "files of MNIST (train-images-idx3-ubyte.gz and so on) in {folder}."
    ),
).source()
