"""Fashion-MNIST: 70,000 grey photographs of clothes in ten classes (Xiao 2017, 1708.07747)."""

from ..words import Words
from .idx import IdxSet

CLASSES = (
    Words("T-shirt", "T恤"),
    Words("Trouser", "裤子"),
    Words("Pullover", "套头衫"),
    Words("Dress", "连衣裙"),
    Words("Coat", "外套"),
    Words("Sandal", "凉鞋"),
    Words("Shirt", "衬衫"),
    Words("Sneaker", "运动鞋"),
    Words("Bag", "包"),
    Words("Ankle boot", "短靴"),
)

SOURCE = IdxSet(
    name="fashion-mnist",
    title=Words("Fashion-MNIST", "Fashion-MNIST 服饰"),
    classes=CLASSES,
    original="FashionMNIST",
    total=60_000,
    otherwise=Words(
        "Fashion-MNIST is not on this machine and could not be downloaded: install Debian's package "
        "dataset-fashion-mnist, or put the four .gz files of github.com/zalandoresearch/fashion-mnist in {folder}.",
        "本机没有 Fashion-MNIST，也无法下载：请安装 Debian 的软件包 dataset-fashion-mnist，"
        "或者把 github.com/zalandoresearch/fashion-mnist 的四个 .gz 文件放进 {folder}。",
    ),
    elsewhere=("/usr/share/datasets/fashion-mnist",),
).source()
