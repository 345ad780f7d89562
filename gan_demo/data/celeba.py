"""CelebA: 202,599 aligned portraits of celebrities with 40 attributes (Liu 2015, 1411.7766), cut to a square."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..events import Preparing
from ..words import UserError, Words
from . import cache, choice, decoded
from .dataset import Attribute, Dataset, Source
from .download import download
from .pictures import PictureError, decode

NAME, SIZES = "celeba", (64, 32, 128)
TOTAL = 162_770
LISTS = (
    "list_attr_celeba.txt",
    "identity_CelebA.txt",
    "list_bbox_celeba.txt",
    "list_landmarks_align_celeba.txt",
    "list_eval_partition.txt",
)
CHINESE = {
    "5_o_Clock_Shadow": "短胡茬",
    "Arched_Eyebrows": "弯眉",
    "Attractive": "有魅力",
    "Bags_Under_Eyes": "眼袋",
    "Bald": "秃头",
    "Bangs": "刘海",
    "Big_Lips": "厚嘴唇",
    "Big_Nose": "大鼻子",
    "Black_Hair": "黑发",
    "Blond_Hair": "金发",
    "Blurry": "模糊",
    "Brown_Hair": "棕发",
    "Bushy_Eyebrows": "浓眉",
    "Chubby": "圆脸",
    "Double_Chin": "双下巴",
    "Eyeglasses": "眼镜",
    "Goatee": "山羊胡",
    "Gray_Hair": "白发",
    "Heavy_Makeup": "浓妆",
    "High_Cheekbones": "高颧骨",
    "Male": "男性",
    "Mouth_Slightly_Open": "嘴微张",
    "Mustache": "小胡子",
    "Narrow_Eyes": "细长眼",
    "No_Beard": "没有胡须",
    "Oval_Face": "鹅蛋脸",
    "Pale_Skin": "皮肤白皙",
    "Pointy_Nose": "尖鼻子",
    "Receding_Hairline": "发际线后移",
    "Rosy_Cheeks": "红润脸颊",
    "Sideburns": "鬓角",
    "Smiling": "微笑",
    "Straight_Hair": "直发",
    "Wavy_Hair": "卷发",
    "Wearing_Earrings": "戴耳环",
    "Wearing_Hat": "戴帽子",
    "Wearing_Lipstick": "涂口红",
    "Wearing_Necklace": "戴项链",
    "Wearing_Necktie": "戴领带",
    "Young": "年轻",
}
LABELS = ("Smiling", *(name for name in CHINESE if name != "Smiling"))


def attribute_title(name: str) -> Words:
    """An attribute in words."""
    return Words(name.replace("_", " "), CHINESE[name])


def classes(name: str) -> tuple[Words, Words]:
    """The two classes of an attribute: without it, with it."""
    en, zh = attribute_title(name)
    return Words(f"{en}: no", f"{zh}：否"), Words(f"{en}: yes", f"{zh}：是")


@dataclass(frozen=True, eq=False)
class Traits(Sequence):
    """A caption of each picture that lists the attributes it has."""

    table: np.ndarray  # uint8 (N, 40)
    names: Sequence[str]

    def __len__(self) -> int:
        return len(self.table)

    def __getitem__(self, index):
        if isinstance(index, slice):
            return tuple(Traits(self.table[index], self.names))
        return ", ".join(attribute_title(self.names[column]).en.lower() for column in self.table[index].nonzero()[0])


def celeba_folder() -> Path:
    """Where torchvision keeps the lists and the folder img_align_celeba."""
    return cache.torchvision() / "celeba"


def count_celeba(size: int) -> int:
    """Number of training pictures already decoded in this size."""
    known = decoded.decoded_facts(_target(size))
    return len(known["train"]) if known else 0


def prepare_celeba(size: int, count: int | None = None) -> Iterator[Preparing]:
    """Download and decode unless that is done: some minutes, once a size; `count` changes nothing."""
    choice.check_size(NAME, size, SIZES)
    if known := decoded.decoded_facts(_target(size)):
        yield Preparing(len(known["train"]), len(known["train"]))
        return
    yield Preparing(0, TOTAL)
    if not _is_here():
        yield from download(_fetch, TOTAL, _otherwise())
    yield from _decode(size)


def _decode(size: int) -> Iterator[Preparing]:
    train, test = _listed("train"), _listed("test")
    files = {"train": train.filename, "test": test.filename}
    yield from decoded.write_decoded(
        _target(size),
        files,
        lambda name: decode(_bytes(name), size, 3),
        (size, size, 3),
        least=sum(map(len, files.values())),  # the attributes are stored by position, so none may be missing
        attributes={name: _digits(train, test, name) for name in LABELS},
    )


def _bytes(name: str) -> bytes:
    try:
        return (celeba_folder() / "img_align_celeba" / name).read_bytes()
    except OSError as error:
        raise PictureError(error.strerror or str(error)) from error


def _digits(train, test, name: str) -> str:
    """One attribute of all pictures as a text of zeros and ones, which JSON holds in few bytes."""
    columns = [part.attr[:, part.attr_names.index(name)].numpy() for part in (train, test)]
    return (np.concatenate(columns) + ord("0")).astype(np.uint8).tobytes().decode()


def _listed(split: str):
    from torchvision.datasets import CelebA

    try:
        return CelebA(cache.torchvision(), split)
    except Exception as error:  # torchvision checks sums, then parses text: both fail in many ways
        raise UserError(
            f"Files in {celeba_folder()} are damaged: delete that folder and try again ({error}).",
            f"{celeba_folder()} 里的文件已损坏：请删除这个文件夹再试一次（{error}）。",
        ) from error


def load_celeba(size: int, labels: str | None = None, split: str = "train") -> Dataset:
    """One split with all attributes, decoded first where need be; `labels` names the attribute to take classes from."""
    import torch

    choice.check_request(NAME, size, SIZES, split, labels, LABELS)
    if not (SOURCE.count(size) or _is_here()):
        raise UserError(*_otherwise())
    for _ in prepare_celeba(size):
        pass
    known = decoded.decoded_facts(_target(size))
    assert known is not None  # `prepare` has seen to it
    table = _table(known, split)
    values, seen = torch.from_numpy(table.T.astype(np.int64)), torch.ones(len(table), dtype=torch.bool)
    found = {
        name: Attribute(attribute_title(name), classes(name), values[row], seen) for row, name in enumerate(LABELS)
    }
    chosen, titles = (found[labels].values, classes(labels)) if labels else (None, ())
    images = decoded.load_decoded(_target(size), known, split)
    return Dataset(NAME, images, chosen, titles, Traits(table, LABELS), attributes=found)


def _table(known: dict, split: str) -> np.ndarray:
    """The attributes of one split as uint8 (N, 40), 0 or 1."""
    rows = decoded.split_rows(known, split)
    digits = [np.frombuffer(known["attributes"][name].encode(), np.uint8)[rows] for name in LABELS]
    return np.stack(digits, axis=1) - ord("0")


def _is_here() -> bool:
    return all((celeba_folder() / name).exists() for name in (*LISTS, "img_align_celeba"))


def _fetch() -> None:
    from torchvision.datasets import CelebA

    CelebA(cache.torchvision(), download=True)


def _otherwise() -> Words:
    return Words(
        "CelebA is not on this machine and could not be downloaded: run `pip install gdown` and try again, or put the "
        f"folder img_align_celeba and the files {', '.join(LISTS)} of mmlab.ie.cuhk.edu.hk/projects/CelebA.html "
        f"in {celeba_folder()}.",
        "本机没有 CelebA，也无法下载：请运行 `pip install gdown` 再试一次，或者把 "
        f"mmlab.ie.cuhk.edu.hk/projects/CelebA.html 的文件夹 img_align_celeba 和文件 {', '.join(LISTS)} "
        f"放进 {celeba_folder()}。",
    )


def _target(size: int) -> Path:
    return cache.cache_root() / "celeba" / f"celeba-{size}"


SOURCE = Source(
    name=NAME,
    title=Words("CelebA portraits", "CelebA 名人肖像"),
    sizes=SIZES,
    channels=3,
    prepare=prepare_celeba,
    load=load_celeba,
    count=count_celeba,
    labels=LABELS,
    label_titles={name: attribute_title(name) for name in LABELS},
    total=TOTAL,
)
