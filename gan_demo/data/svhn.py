"""SVHN: 99,289 digits of house numbers on photographs (Netzer 2011); its files are Matlab's, which scipy reads."""

from ..words import t
from .mnist import DIGITS
from .torchvision_set import TorchvisionSet

SOURCE = TorchvisionSet(
    name="svhn",
    title=t("SVHN house numbers"),
    classes=DIGITS,
    original="SVHN",
    size=32,
    channels=3,
    total=73_257,
    download=246,
    files=("train_32x32.mat", "test_32x32.mat"),
    otherwise=t(
        "SVHN is not on this machine and could not be downloaded: connect it to the internet and install scipy, or "
        "put train_32x32.mat and test_32x32.mat of ufldl.stanford.edu/housenumbers in {folder}."
    ),
    options=lambda split: {"split": split},
    images=lambda data: data.transpose(0, 2, 3, 1),
    targets="labels",
).source()
