"""Fashion-MNIST: 70,000 grey photographs of clothes in ten classes (Xiao 2017, 1708.07747)."""

from ..words import t
from .idx import IdxSet

CLASSES = (
    t("T-shirt"),
    t("Trouser"),
    t("Pullover"),
    t("Dress"),
    t("Coat"),
    t("Sandal"),
    t("Shirt"),
    t("Sneaker"),
    t("Bag"),
    t("Ankle boot"),
)

SOURCE = IdxSet(
    name="fashion-mnist",
    title=t("Fashion-MNIST"),
    classes=CLASSES,
    original="FashionMNIST",
    total=60_000,
    download=31,
    licence="MIT",
    otherwise=t(
        "Fashion-MNIST is not on this machine and could not be downloaded: install Debian's package "
        "dataset-fashion-mnist, or put the four .gz files of github.com/zalandoresearch/fashion-mnist in {folder}."
    ),
    elsewhere=("/usr/share/datasets/fashion-mnist",),
).source()
