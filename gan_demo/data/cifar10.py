"""CIFAR-10: 60,000 small colour photographs in ten classes (Krizhevsky 2009)."""

from ..words import t
from .torchvision_set import TorchvisionSet

BATCHES = ("test_batch", *(f"data_batch_{number}" for number in range(1, 6)))
CLASSES = (
    t("airplane"),
    t("automobile"),
    t("bird"),
    t("cat"),
    t("deer"),
    t("dog"),
    t("frog"),
    t("horse"),
    t("ship"),
    t("truck"),
)

SOURCE = TorchvisionSet(
    name="cifar10",
    title=t("CIFAR-10 photographs"),
    classes=CLASSES,
    original="CIFAR10",
    size=32,
    channels=3,
    total=50_000,
    download=170,
    files=tuple(f"cifar-10-batches-py/{name}" for name in BATCHES),
    otherwise=t(
        "CIFAR-10 is not on this machine and could not be downloaded: connect it to the internet, or put "
        "cifar-10-python.tar.gz of www.cs.toronto.edu/~kriz/cifar.html in {folder}."
    ),
    options=lambda split: {"train": split == "train"},
).source()
