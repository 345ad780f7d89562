"""QMNIST: MNIST made anew from NIST's forms, with 60,000 test digits in place of 10,000 (Yadav 2019, 1905.10498)."""

from ..words import t
from .idx import IdxSet
from .mnist import DIGITS

SOURCE = IdxSet(
    name="qmnist",
    title=t("QMNIST digits"),
    classes=DIGITS,
    original="QMNIST",
    total=60_000,
    download=20,
    otherwise=t(
        "QMNIST is not on this machine and could not be downloaded: connect it to the internet, or put the four files "
        "qmnist-train-*.gz and qmnist-test-*.gz of github.com/facebookresearch/qmnist in {folder}."
    ),
    files=("qmnist-{split}-images-idx3-ubyte", "qmnist-{split}-labels-idx2-int"),
    test="test",
    options=({"what": "train"}, {"what": "test"}),
).source()
