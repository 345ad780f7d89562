"""USPS: 9,298 digits of the envelopes of the US postal service, 16 px wide (Hull 1994)."""

from ..words import t
from .mnist import DIGITS
from .torchvision_set import TorchvisionSet

SOURCE = TorchvisionSet(
    name="usps",
    title=t("USPS digits"),
    classes=DIGITS,
    original="USPS",
    size=16,
    channels=1,
    total=7291,
    download=8,
    files=("usps.bz2", "usps.t.bz2"),
    otherwise=t(
        "USPS is not on this machine and could not be downloaded: connect it to the internet, or put usps.bz2 and "
        "usps.t.bz2 of www.csie.ntu.edu.tw/~cjlin/libsvmtools/datasets/multiclass.html in {folder}."
    ),
    options=lambda split: {"train": split == "train"},
    images=lambda data: data[..., None],
).source()
