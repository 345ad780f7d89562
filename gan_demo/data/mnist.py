"""MNIST: 70,000 handwritten digits (LeCun 1998)."""

from ..words import Words
from .idx import IdxSet

SOURCE = IdxSet(
    name="mnist",
    title=Words("MNIST digits", "MNIST 手写数字"),
    classes=tuple(Words(digit, digit) for digit in "0123456789"),
    original="MNIST",
    total=60_000,
    otherwise=Words(
        "MNIST is not on this machine and could not be downloaded: connect it to the internet, or put the four .gz "
        "files of MNIST (train-images-idx3-ubyte.gz and so on) in {folder}.",
        "本机没有 MNIST，也无法下载：请联网，或者把 MNIST 的四个 .gz 文件"
        "（train-images-idx3-ubyte.gz 等）放进 {folder}。",
    ),
).source()
