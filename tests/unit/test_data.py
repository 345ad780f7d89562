"""Data sets on tiny files in their real formats, and every kind of picture file that a person may bring."""

import gzip
import io
import json
import os
import pickle
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from PIL import Image
from support.trainers import ROOT

from gan_demo.data import (
    celeba,
    cifar10,
    decoded,
    download,
    emnist,
    fashion_mnist,
    files,
    find_source,
    kmnist,
    mnist,
    qmnist,
    sources,
    svhn,
    usps,
)
from gan_demo.data.folder import source
from gan_demo.events import Preparing
from gan_demo.words import UserError

DEBIAN = Path("/usr/share/datasets/fashion-mnist")
RED, GREEN = (255, 0, 0), (0, 255, 0)


pytestmark = pytest.mark.usefixtures("cache")


@pytest.fixture
def offline(monkeypatch):
    def refuse(*_, **__):
        raise OSError("no network")

    monkeypatch.setattr("urllib.request.urlopen", refuse)
    monkeypatch.setattr("torchvision.datasets.celeba.download_file_from_google_drive", refuse)


@pytest.fixture
def pictures(tmp_path):
    folder = tmp_path / "my pictures"
    folder.mkdir()
    return folder


def saved(colour=RED, size=(40, 40), kind="PNG", mode="RGB", **options) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, colour).convert(mode).save(file, kind, **options)
    return file.getvalue()


def put(folder: Path, **contents: bytes) -> None:
    for name, data in contents.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def zipped(path: Path, entries: dict[str, bytes], packing=zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", packing) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return path


def idx(array: np.ndarray) -> bytes:
    return struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape) + array.astype(np.uint8).tobytes()


def idx_files(folder: Path, count=20, pack=gzip.compress, ending=".gz") -> np.ndarray:
    folder.mkdir(parents=True)
    images = np.random.default_rng(0).integers(0, 256, (count, 28, 28))
    for split in ("train", "t10k"):
        (folder / f"{split}-images-idx3-ubyte{ending}").write_bytes(pack(idx(images)))
        (folder / f"{split}-labels-idx1-ubyte{ending}").write_bytes(pack(idx(np.arange(count) % 10)))
    return images


@pytest.mark.slow
@pytest.mark.skipif(not DEBIAN.is_dir(), reason="Debian's dataset-fashion-mnist is not installed")
def test_real_fashion_mnist():
    data = find_source("fashion-mnist").load(32, "class")
    assert data.images.shape == (60_000, 32, 32, 1)
    assert data.images.dtype == torch.uint8
    assert data.labels.bincount().tolist() == [6000] * 10
    assert data.labels[0] == 9
    assert data.captions[0] == "Ankle boot" == data.classes[9].en
    assert data.images[:, :2].max() == 0 == data.images[:, :, -2:].max()
    assert len(find_source("fashion-mnist").load(32, split="test").images) == 10_000
    assert list(find_source("fashion-mnist").prepare(32)) == [Preparing(60_000, 60_000)]


@pytest.mark.parametrize(("pack", "ending"), [(gzip.compress, ".gz"), (bytes, "")])
@pytest.mark.parametrize(("module", "name"), [(mnist, "MNIST"), (fashion_mnist, "FashionMNIST"), (kmnist, "KMNIST")])
def test_idx_files_in_torchvisions_place(cache, module, name, pack, ending):
    images = idx_files(cache / "torchvision" / name / "raw", pack=pack, ending=ending)
    data = module.SOURCE.load(32, "class")
    assert np.array_equal(data.images[:, 2:-2, 2:-2, 0].numpy(), images)
    assert data.labels.tolist() == [index % 10 for index in range(20)]
    assert len(data.classes) == 10
    assert module.SOURCE.count(32) == 20
    bare = module.SOURCE.load(32, split="test")
    assert bare.labels is None
    assert bare.classes == ()


def test_letters_of_emnist_are_upright_and_named_and_the_class_that_never_occurs_is_none(cache):
    """A letter L is a bar on the left and one below; the file holds it with rows and columns exchanged."""
    folder, letter = cache / "torchvision" / "EMNIST" / "raw", np.zeros((28, 28))
    folder.mkdir(parents=True)
    letter[:, :4] = letter[-4:] = 255
    for split in ("train", "test"):
        stem = folder / f"emnist-letters-{split}"
        Path(f"{stem}-images-idx3-ubyte.gz").write_bytes(gzip.compress(idx(np.stack([letter.T, letter.T]))))
        Path(f"{stem}-labels-idx1-ubyte.gz").write_bytes(gzip.compress(idx(np.array([12, 26]))))
    data = emnist.SOURCE.load(32, "class")
    assert np.array_equal(data.images[0, 2:-2, 2:-2, 0].numpy(), letter)
    assert [data.classes[label].en for label in data.labels] == list(data.captions) == ["L", "Z"]
    assert len(data.classes) == 26
    Path(f"{folder}/emnist-letters-train-labels-idx1-ubyte.gz").write_bytes(gzip.compress(idx(np.array([0, 26]))))
    with pytest.raises(UserError, match="not those of EMNIST"):
        emnist.SOURCE.load(32)


def test_the_class_of_qmnist_is_the_first_of_eight_numbers(cache):
    folder = cache / "torchvision" / "QMNIST" / "raw"
    folder.mkdir(parents=True)
    rows = np.array([[7, 1, 42, 7, 0, 0, 0, 0], [3, 0, 5, 3, 1, 2, 0, 0]], ">i4")
    for split in ("train", "test"):
        (folder / f"qmnist-{split}-images-idx3-ubyte").write_bytes(idx(np.full((2, 28, 28), 9)))
        (folder / f"qmnist-{split}-labels-idx2-int").write_bytes(struct.pack(">HBB2I", 0, 12, 2, 2, 8) + rows.tobytes())
    assert qmnist.SOURCE.load(32, "class", "test").labels.tolist() == [7, 3]


def test_digits_of_usps_are_read_from_their_table(cache):
    import bz2

    (folder := cache / "torchvision").mkdir(parents=True)
    rows = [f"{label} " + " ".join(f"{i + 1}:{value}" for i in range(256)) for label, value in ((1, -1), (10, 1))]
    for name in ("usps.bz2", "usps.t.bz2"):
        (folder / name).write_bytes(bz2.compress("\n".join(rows).encode()))
    data = usps.SOURCE.load(16, "class")
    assert (data.images.shape, data.images.unique().tolist()) == ((2, 16, 16, 1), [0, 255])
    assert [data.classes[label].en for label in data.labels] == ["0", "9"]


def test_house_numbers_are_read_with_scipy_and_without_it_one_sentence_helps(cache, monkeypatch):
    (folder := cache / "torchvision").mkdir(parents=True)
    for name in svhn.SOURCE.load.__self__.files:
        (folder / name).write_bytes(b"")
    with pytest.raises(UserError, match=r"SVHN house numbers .*(scipy|damaged or cannot be read)"):
        svhn.SOURCE.load(32)
    pixels = np.arange(2 * 3 * 32 * 32, dtype=np.uint8).reshape(2, 3, 32, 32)
    read = SimpleNamespace(data=pixels, labels=np.array([0, 7]))
    monkeypatch.setattr("torchvision.datasets.SVHN", lambda root, split: read)
    data = svhn.SOURCE.load(32, "class")
    assert data.images[1, 4, 5].tolist() == pixels[1, :, 4, 5].tolist()
    assert data.labels.tolist() == [0, 7]


CUT = gzip.compress(idx(np.zeros((20, 28, 28))))[:60]  # holds the time, so that it is no name of a test


@pytest.mark.parametrize("broken", [b"", b"garbage", CUT], ids=["empty", "garbage", "cut"])
def test_damaged_idx_file_is_named(cache, broken):
    folder = cache / "torchvision" / "MNIST" / "raw"
    idx_files(folder)
    (folder / "train-images-idx3-ubyte.gz").write_bytes(broken)
    with pytest.raises(UserError, match=r"train-images-idx3-ubyte\.gz is damaged"):
        mnist.SOURCE.load(32)


def test_files_that_do_not_belong_together(cache):
    folder = cache / "torchvision" / "MNIST" / "raw"
    idx_files(folder)
    (folder / "train-labels-idx1-ubyte.gz").write_bytes(gzip.compress(idx(np.arange(7))))
    with pytest.raises(UserError, match="are not those of MNIST"):
        mnist.SOURCE.load(32)


@pytest.mark.usefixtures("offline")
@pytest.mark.parametrize("name", ["mnist", "cifar10", "celeba"])
def test_without_files_and_network_one_sentence_helps(name, cache):
    size = find_source(name).sizes[0]
    with pytest.raises(UserError, match="could not be downloaded") as caught:
        list(find_source(name).prepare(size))
    assert all(str(cache) in text for text in caught.value.words)
    assert "无法下载" in caught.value.words.zh
    with pytest.raises(UserError, match="could not be downloaded"):
        find_source(name).load(size)
    assert find_source(name).count(size) == 0


@pytest.mark.usefixtures("offline")
def test_fashion_mnist_names_the_package(monkeypatch):
    monkeypatch.setattr("gan_demo.data.idx.IdxSet.folder", lambda self: None)
    with pytest.raises(UserError, match="Debian's package dataset-fashion-mnist"):
        list(fashion_mnist.SOURCE.prepare(32))


def test_a_download_reports_while_it_runs(monkeypatch):
    from threading import Event

    monkeypatch.setattr(download, "TICK", 0.01)
    arrived = Event()
    reports = download.download(arrived.wait, 9, "failed")
    assert [next(reports) for _ in range(3)] == [Preparing(0, 9)] * 3
    arrived.set()
    assert list(reports)[-1] == Preparing(9, 9)


@pytest.fixture
def batches(cache, monkeypatch):
    """Two pictures in each CIFAR batch; only the checksums are those of these files."""
    from hashlib import md5

    from torchvision.datasets import CIFAR10

    folder = cache / "torchvision" / "cifar-10-batches-py"
    folder.mkdir(parents=True)

    def dump(name, content):
        data = pickle.dumps(content)
        (folder / name).write_bytes(data)
        return [name, md5(data).hexdigest()]

    planes = np.repeat(np.array([[10, 20, 30], [40, 50, 60]], np.uint8), 1024, axis=1)
    rows = [dump(name, {"data": planes, "labels": [3, 9]}) for name in cifar10.BATCHES]
    meta = dump("batches.meta", {"label_names": [words.en for words in cifar10.CLASSES]})
    monkeypatch.setattr(CIFAR10, "test_list", rows[:1])
    monkeypatch.setattr(CIFAR10, "train_list", rows[1:])
    monkeypatch.setattr(CIFAR10, "meta", {"filename": meta[0], "key": "label_names", "md5": meta[1]})
    return folder


@pytest.mark.usefixtures("batches")
def test_cifar10():
    data = cifar10.SOURCE.load(32, "class")
    assert data.images.shape == (10, 32, 32, 3)
    assert data.images[1, 5, 7].tolist() == [40, 50, 60]
    assert data.images.is_contiguous()
    assert data.labels.tolist() == [3, 9] * 5
    assert data.captions[:2] == ("cat", "truck")
    assert len(cifar10.SOURCE.load(32, split="test").images) == 2
    assert len(list(cifar10.SOURCE.prepare(32))) == 1


def test_damaged_cifar10(batches):
    (batches / "data_batch_3").write_bytes(b"cut")
    with pytest.raises(UserError, match=r"CIFAR-10 photographs in .* are damaged"):
        cifar10.SOURCE.load(32)


def celeba_lists(form: str, parts: bool) -> dict[str, str]:
    """The lists of six portraits as the authors or Kaggle have them; the odd ones smile, the last two are for tests."""
    names, columns = [f"{number:06}.jpg" for number in range(1, 7)], sorted(celeba.TITLES)
    smiles = [["1" if column == "Smiling" and i % 2 else "-1" for column in columns] for i in range(6)]
    split = {name: "0" if i < 4 else "2" for i, name in enumerate(names)}
    if form == "txt":
        rows = [f"{name}  {'  '.join(row)}" for name, row in zip(names, smiles, strict=True)]
        lists = {"list_attr_celeba.txt": ["6", " ".join(columns) + " ", *rows]}
        lists["list_eval_partition.txt"] = [f"{name} {part}" for name, part in split.items()]
    else:
        rows = [",".join([name, *row]) for name, row in zip(names, smiles, strict=True)]
        lists = {"list_attr_celeba.csv": [",".join(["image_id", *columns]), *rows]}
        lists["list_eval_partition.csv"] = ["image_id,partition", *(f"{n},{part}" for n, part in split.items())]
    return {name: "\n".join(lines) + "\n" for name, lines in lists.items() if parts or "attr" in name}


@pytest.fixture(params=[("txt", True, False), ("csv", True, True), ("csv", False, False), ("txt", False, True)])
def portraits(cache, request, monkeypatch):
    """Six portraits as torchvision or Kaggle lay them out, with a list of splits or without it, in a folder or two."""
    form, parts, nested = request.param
    monkeypatch.setattr(celeba, "LAST", {"0": 4, "1": 4})
    folder = cache / "torchvision" / "celeba"
    pictures = folder / "img_align_celeba" / ("img_align_celeba" if nested else "")
    pictures.mkdir(parents=True)
    for name, text in celeba_lists(form, parts).items():
        (folder / name).write_text(text)
    for i in range(6):
        grey = (40 * i,) * 3
        (pictures / f"{i + 1:06}.jpg").write_bytes(saved(grey, (178, 218), "JPEG", quality=95))
    return folder


@pytest.mark.parametrize("size", [32, 128])
@pytest.mark.usefixtures("portraits")
def test_celeba(size):
    reports = list(celeba.SOURCE.prepare(size))
    assert reports[0] == Preparing(0, 162_770)
    assert reports[-1] == Preparing(6, 6)
    data = celeba.SOURCE.load(size, "Smiling")
    assert data.images.shape == (4, size, size, 3)
    assert data.images[:, 5, 5, 0].tolist() == [0, 40, 80, 120]
    assert data.labels.tolist() == [0, 1, 0, 1]
    assert data.classes[1].zh == "微笑：是"
    assert list(data.captions) == ["", "smiling", "", "smiling"]
    assert data.attributes["Young"].values.tolist() == [0] * 4
    assert celeba.SOURCE.load(size, "Young", "test").images[:, 0, 0, 0].tolist() == [160, 200]
    assert celeba.SOURCE.count(size) == 4
    assert celeba.SOURCE.labels[0] == "Smiling"
    assert len(celeba.SOURCE.labels) == 40


def test_the_split_of_a_portrait_follows_from_its_number():
    numbers = (1, 162_770, 162_771, 182_637, 182_638, 202_599)
    assert [celeba._split_of(f"{number:06}.jpg") for number in numbers] == ["0", "0", "1", "1", "2", "2"]


@pytest.mark.parametrize("text", ["6\nnonsense", "", "image_id,Smiling\n000001.jpg,1\n", "\xff\xfe"])
def test_damaged_celeba(portraits, text):
    pictures = celeba._portraits()
    (pictures / "000002.jpg").write_bytes(b"cut")
    with pytest.raises(UserError, match=r"000002\.jpg"):
        celeba.SOURCE.load(64)
    next(portraits.glob("list_attr_celeba.*")).write_text(text)
    with pytest.raises(UserError, match="are damaged"):
        celeba.SOURCE.load(64)


@pytest.mark.parametrize(
    ("size", "labels", "split"), [(33, None, "train"), (32, "colour", "train"), (32, None, "validation")]
)
@pytest.mark.parametrize("name", ["fashion-mnist", "mnist", "cifar10", "celeba"])
def test_what_is_not_offered_is_refused_with_what_is(name, size, labels, split):
    with pytest.raises(UserError, match="is one of"):
        sources()[name].load(size, labels, split)


def test_listing_does_not_import_torch():
    code = (
        "import sys; from gan_demo.data import sources;"
        "[source.count(source.sizes[0]) for name, source in sources().items() if name != 'avatars'];"
        "sys.exit('torch' in sys.modules or 'torchvision' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def only(pictures: Path, data: bytes, name="b.png", size=32):
    """The picture after a red one, as loaded."""
    put(pictures, **{"a_png": saved()})
    (pictures / name).write_bytes(data)
    return source(pictures).load(size).images[1]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WebP", "GIF", "BMP", "TIFF"])
def test_formats(pictures, kind):
    image = only(pictures, saved(GREEN, (90, 50), kind), f"b.{kind}")
    assert image.shape == (32, 32, 3)
    assert (image[16, 16].int() - torch.tensor(GREEN)).abs().max() < 8


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        ("1", "PNG"),
        ("L", "PNG"),
        ("LA", "PNG"),
        ("P", "PNG"),
        ("RGBA", "PNG"),
        ("CMYK", "JPEG"),
        ("CMYK", "TIFF"),
        ("F", "TIFF"),
        ("I", "TIFF"),
        ("LAB", "TIFF"),
        ("YCbCr", "JPEG"),
    ],
)
def test_modes_keep_white_white_and_black_black(pictures, mode, kind):
    put(pictures, a_png=saved((255, 0, 0)))
    profile = Image.new("RGB", (40, 40))
    profile.paste("white", (0, 0, 20, 40))
    if mode == "LAB":
        from PIL import ImageCms

        profile = ImageCms.profileToProfile(
            profile, ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), outputMode="LAB"
        )
    file = io.BytesIO()
    profile.convert(mode).save(file, kind)
    (pictures / f"b.{kind}").write_bytes(file.getvalue())
    image = source(pictures).load(32).images[1]
    assert image[16, 3].min() > 245
    assert image[16, 28].max() < 10


def test_sixteen_bits(pictures):
    file = io.BytesIO()
    Image.fromarray(np.full((40, 40), 32896, np.uint16)).save(file, "PNG")
    assert only(pictures, file.getvalue())[0, 0].tolist() == [128] * 3


def test_transparency_is_laid_on_white(pictures):
    clear = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(clear, "PNG")
    assert only(pictures, clear.getvalue()).min() == 255
    palette = io.BytesIO()
    Image.new("P", (40, 40)).save(palette, "PNG", transparency=0)
    assert only(pictures, palette.getvalue(), "c.png").shape == (32, 32, 3)
    assert source(pictures).load(32).images[2].min() == 255


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WebP"])
def test_exif_orientation_turns(pictures, kind):
    image, exif = Image.new("RGB", (64, 64), RED), Image.Exif()
    image.paste(GREEN, (0, 0, 64, 32))  # green above; turned a quarter clockwise, green is at the right
    exif[0x0112] = 6
    file = io.BytesIO()
    image.save(file, kind, exif=exif)
    turned = only(pictures, file.getvalue(), f"b.{kind}").int()
    assert turned[16, 28, 1] > 200 > turned[16, 3, 1]


def test_animation_gives_its_first_frame(pictures):
    file = io.BytesIO()
    frames = [Image.new("RGB", (40, 40), colour) for colour in (GREEN, RED)]
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    assert only(pictures, file.getvalue(), "b.gif")[16, 16].tolist() == list(GREEN)


def test_centre_is_cut_and_small_pictures_grow(pictures):
    image = Image.new("RGB", (300, 100), RED)
    image.paste(GREEN, (100, 0, 200, 100))
    file = io.BytesIO()
    image.save(file, "PNG")
    assert only(pictures, file.getvalue())[:, :, 1].min() > 250
    assert only(pictures, saved(GREEN, (1, 1)), "b.png").shape == (32, 32, 3)
    assert only(pictures, saved(GREEN, (3000, 1)), "b.png").shape == (32, 32, 3)


def bomb(width=60_000, height=60_000) -> bytes:
    """A PNG of a hundred bytes that declares billions of pixels."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


BAD = {
    "empty.png": b"",
    "text.png": b"this is not a picture",
    "cut.png": saved(size=(400, 400))[:-40],
    "cut.jpg": saved((1, 2, 3), (400, 400), "JPEG")[:700],
    "cut.webp": saved(kind="WebP")[:20],
    "huge.png": bomb(),
    "large.png": bomb(8000, 8000),
    "page.eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
}


@pytest.mark.filterwarnings("error")
def test_bad_files_are_skipped_and_listed(pictures):
    put(pictures, a_png=saved(), b_png=saved(GREEN), note_txt=b"not meant to be a picture")
    for name, data in BAD.items():
        (pictures / name).write_bytes(data)
    data = source(pictures).load(32)
    assert data.images[:, 0, 0].tolist() == [list(RED), list(GREEN)]
    reasons = dict(line.split(": ", 1) for line in data.skipped)
    assert set(reasons) == set(BAD) - {"page.eps"}  # its ending is none that is read
    assert reasons["empty.png"] == "an empty file"
    assert reasons["text.png"] == "not a picture of a kind that is read, as PNG, JPEG, WebP or GIF"
    assert reasons["huge.png"] == reasons["large.png"] == "more than 50,000,000 pixels"


def test_too_few_pictures(pictures):
    with pytest.raises(UserError, match="holds too few pictures: 0"):
        source(pictures)
    put(pictures, a_png=saved())
    with pytest.raises(UserError, match="holds too few pictures: 1"):
        source(pictures)
    put(pictures, b_png=b"bad")
    with pytest.raises(UserError, match=r"there are 1: 1 could not be used, such as b\.png"):
        source(pictures).load(32)


def test_limits_on_files(pictures, monkeypatch):
    put(pictures, a_png=saved(), b_png=saved(), c_bmp=saved(kind="BMP", size=(99, 99)))
    monkeypatch.setattr(files, "FILE_BYTES", 9_000)
    assert source(pictures).load(32).skipped == ("c.bmp: more than 0 MB",)
    monkeypatch.setattr(files, "FILES", 2)
    with pytest.raises(UserError, match="at most 2 are read"):
        source(pictures)


def test_folder_with_classes(pictures):
    put(pictures, dogs__b_png=saved(GREEN), cats__a_png=saved(), cats__deep__c_png=saved(), d_png=saved())
    put(pictures, empty__x_txt=b"", _hidden__e_png=saved(), __MACOSX__f_png=saved())
    (pictures / ".g.png").write_bytes(saved())
    found = source(pictures)
    assert (found.name, found.labels, found.channels, found.total) == ("my pictures", ("folder",), 3, 3)
    data = found.load(64, "folder")
    assert [words.en for words in data.classes] == ["cats", "dogs"]
    assert list(data.captions) == ["cats", "cats", "dogs"]
    assert data.labels.tolist() == [0, 0, 1]
    assert data.skipped == ("d.png: outside of the class folders",)
    assert data.labels.dtype == torch.int64
    assert found.load(64).labels is None
    put(pictures, e_png=saved(), f_png=saved(), g_png=saved())  # now most lie beside the folders
    data = source(pictures).load(64, "folder")
    assert [words.en for words in data.classes] == ["cats", "dogs", "other"]
    assert (data.labels.tolist(), data.skipped) == ([0, 0, 2, 1, 2, 2, 2], ())


def test_one_folder_around_everything_is_no_class(pictures):
    put(pictures, all__cats__a_png=saved(), all__dogs__b_png=saved())
    assert [words.en for words in source(pictures).load(32, "folder").classes] == ["cats", "dogs"]
    put(pictures / "flat", all__a_png=saved(), all__b_png=saved())
    assert source(pictures / "flat").labels == ()


def test_captions(pictures):
    put(pictures, a_png=saved(), sub__b_png=saved(), sub__c_png=saved(), d_png=saved())
    (pictures / "captions.txt").write_text(
        "\ufeffa.png\ta red square\nsub/b.png\t红色\nc.png\tby name\nno tab\n", "utf-8"
    )
    data = source(pictures).load(32)
    assert data.captions == ("a red square", "", "红色", "by name")
    assert data.skipped == ("captions.txt: line 4 is not a name with a caption",)


def test_metadata(pictures):
    put(pictures, a_png=saved(), b_png=saved())
    rows = [json.dumps({"file_name": "b.png", "text": "two\nlines"}), "{bad", "[1]", '{"file_name": "a.png"}']
    (pictures / "metadata.jsonl").write_text("\n".join(rows))
    data = source(pictures).load(32)
    assert data.captions == ("", "two\nlines")
    assert len(data.skipped) == 3


def test_grey_only_where_all_are_grey(pictures):
    put(pictures, a_png=saved(mode="L"), b_png=saved(mode="1"), bad_png=b"")
    assert source(pictures).channels == 1
    assert source(pictures).load(32).images.shape == (2, 32, 32, 1)
    put(pictures, c_png=saved())
    assert source(pictures).channels == 3
    assert source(pictures).load(32).images.shape == (3, 32, 32, 3)


def test_links_that_lead_out_are_skipped(pictures, tmp_path):
    put(tmp_path / "outside", x_png=saved())
    put(pictures, a_png=saved(), b_png=saved())
    (pictures / "in.png").symlink_to(pictures / "a.png")
    (pictures / "out.png").symlink_to(tmp_path / "outside" / "x.png")
    (pictures / "gone.png").symlink_to(pictures / "nothing.png")
    (pictures / "far").symlink_to(tmp_path / "outside")
    (pictures / "loop").symlink_to(pictures)
    data = source(pictures).load(32)
    assert len(data.images) == 3
    assert data.skipped == ("out.png: a link that leads out of the folder",)


def test_the_cache_is_used_until_the_folder_changes(pictures, cache, monkeypatch):
    put(pictures, a_png=saved(), b_png=saved())
    found = source(pictures)
    assert found.count(32) == 0
    assert list(found.prepare(32)) == [Preparing(0, 2), Preparing(2, 2)]
    assert found.count(32) == 2
    assert found.count(64) == 0
    with monkeypatch.context() as patch:
        patch.setattr("gan_demo.data.folder.measured", None)
        assert list(found.prepare(32)) == [Preparing(2, 2)]
        assert len(source(pictures).load(32).images) == 2
    put(pictures, c_png=saved(GREEN))
    assert found.count(32) == 0
    assert len(found.load(32).images) == 3
    put(pictures, a_png=saved(GREEN))
    os.utime(pictures / "a.png", ns=(1, 1))
    assert found.load(32).images[0, 0, 0].tolist() == list(GREEN)
    assert len(list((cache / "pictures").iterdir())) == 2  # one array with its facts: older ones are gone


def test_a_damaged_cache_is_named(pictures, cache):
    put(pictures, a_png=saved(), b_png=saved())
    source(pictures).load(32)
    (array,) = (cache / "pictures").glob("*.npy")
    array.write_bytes(array.read_bytes()[:500])
    with pytest.raises(UserError, match=rf"{array.name} is damaged: delete it"):
        source(pictures).load(32)


def test_stopping_half_way_leaves_nothing(pictures, cache):
    put(pictures, a_png=saved(), b_png=saved())
    work = source(pictures).prepare(32)
    next(work)
    work.close()
    assert list(cache.rglob("*.part")) == list(cache.rglob("*.npy")) == []


def test_a_cache_that_cannot_be_written(pictures, cache):
    put(pictures, a_png=saved(), b_png=saved())
    cache.write_text("a file where the folder belongs")
    with pytest.raises(UserError, match="could not be written"):
        source(pictures).load(32)


@pytest.mark.slow
def test_a_tenth_of_200_is_the_test_split(pictures):
    put(pictures, **{f"{index:03}_bmp": saved((index, 0, 0), (2, 2), "BMP") for index in range(200)})
    found = source(pictures)
    train, test = found.load(32).images[:, 0, 0, 0], found.load(32, split="test").images[:, 0, 0, 0]
    assert (len(train), len(test), found.total, found.count(32)) == (180, 20, 180, 180)
    assert sorted([*train.tolist(), *test.tolist()]) == list(range(200))
    assert train.tolist() == sorted(train.tolist())
    (pictures / "000.bmp").unlink()
    assert len(found.load(32).images) == len(found.load(32, split="test").images) == 199


def test_large_arrays_stay_on_disk(pictures, monkeypatch):
    put(pictures, a_png=saved(), b_png=saved())
    in_memory = source(pictures).load(32).images
    monkeypatch.setattr(decoded, "IN_MEMORY", 0)
    mapped = source(pictures).load(32).images
    assert torch.equal(in_memory, mapped)
    assert ".npy" in Path("/proc/self/maps").read_text() or sys.platform != "linux"


def test_zip_is_like_a_folder(tmp_path, cache):
    names = {"set/猫/ä.png": saved(), "set/dogs\\b.PNG": saved(GREEN), "set/captions.txt": "猫/ä.png\t一只猫".encode()}
    junk = {"__MACOSX/set/._ä.png": b"x", "set/.DS_Store": b"x", "set/more.zip": b"PK", "set/notes.txt": b"x"}
    found = find_source(str(zipped(tmp_path / "my.zip", names | junk)))
    data = found.load(32, "folder")
    assert (data.name, found.total, data.skipped) == ("my", 2, ())
    assert [words.en for words in data.classes] == ["dogs", "猫"]
    assert data.captions == ("", "一只猫")
    assert {path.name for path in tmp_path.iterdir()} == {"my.zip", cache.name}


def test_zip_slip_names_are_only_text(tmp_path):
    slip = {"../../evil/a.png": saved(), "/abs/b.png": saved(GREEN), "c/./d.png": saved(), "e//f.png": saved()}
    data = source(zipped(tmp_path / "z.zip", slip)).load(32, "folder")
    assert [words.en for words in data.classes] == ["c", "e"]
    assert [line.partition(":")[0] for line in data.skipped] == ["../../evil/a.png", "/abs/b.png"]
    assert not list(tmp_path.parent.parent.glob("evil"))
    assert not list(tmp_path.rglob("a.png"))


def test_zip_bombs(tmp_path, monkeypatch):
    good = {"a.png": saved(), "b.png": saved(GREEN)}
    path = zipped(tmp_path / "z.zip", good | {"zeros.bmp": bytes(10 << 20)})
    assert source(path).load(32).skipped == ("zeros.bmp: unpacks to more than 200 times its size",)
    monkeypatch.setattr(files, "ALL_BYTES", 150)
    with pytest.raises(UserError, match="unpacks to more than"):
        source(path).load(64)
    monkeypatch.undo()
    monkeypatch.setenv("GAN_DEMO_CACHE", str(tmp_path / "other"))
    monkeypatch.setattr(files, "FILE_BYTES", 1 << 20)
    monkeypatch.setattr(files, "RATIO", 10**6)
    assert source(path).load(32).skipped == ("zeros.bmp: more than 1 MB",)


def test_a_size_that_lies_is_not_believed(tmp_path, monkeypatch):
    path = zipped(tmp_path / "z.zip", {"a.png": saved(), "b.png": saved(), "zeros.bmp": bytes(3 << 20)})
    data = path.read_bytes().replace(struct.pack("<I", 3 << 20), struct.pack("<I", 10))
    path.write_bytes(data)
    (skipped,) = source(path).load(32).skipped
    assert skipped.startswith("zeros.bmp: ")


def test_encrypted_and_odd_entries_are_skipped(tmp_path):
    path = zipped(tmp_path / "z.zip", {"a.png": saved(), "b.png": saved(), "secret.png": saved()})
    data = bytearray(path.read_bytes())
    central = data.rindex(b"PK\x01\x02")
    data[central + 8] |= 1
    path.write_bytes(data)
    assert source(path).load(32).skipped == ("secret.png: encrypted",)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("odd.png", saved())
    assert "odd.png: packed in a way that cannot be unpacked in bounds" in source(path).load(32).skipped


def test_damaged_entries_and_zips(tmp_path):
    path = zipped(tmp_path / "z.zip", {"a.png": saved(), "b.png": saved(), "c.png": saved(GREEN)}, zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    data[data.rindex(b"IDAT") + 6] ^= 255
    path.write_bytes(data)
    (skipped,) = source(path).load(32).skipped
    assert skipped.startswith("c.png: damaged in the zip")
    path.write_bytes(data[:-30])
    with pytest.raises(UserError, match="no folder, zip, csv, npz or parquet file"):
        source(path)


@pytest.mark.parametrize("entries", [{}, {"a.png": saved()}, {"a.zip": b"PK", "b.txt": b"x"}])
def test_zip_with_too_little(tmp_path, entries):
    with pytest.raises(UserError, match="at least 2 are needed"):
        source(zipped(tmp_path / "z.zip", entries))


def test_a_changed_zip_is_read_anew(tmp_path):
    path = zipped(tmp_path / "z.zip", {"a.png": saved(), "b.png": saved()})
    assert len(source(path).load(32).images) == 2
    zipped(path, {"a.png": saved(), "b.png": saved(), "c.png": saved()})
    assert len(source(path).load(32).images) == 3


def test_long_and_unprintable_names(tmp_path):
    names = {"x" * 250 + ".png": saved(), "tab\tline\n.png": saved(), "\u202egnp.png": saved()}
    assert len(source(zipped(tmp_path / "z.zip", names)).load(32).images) == 3


def test_find_says_what_there_is():
    with pytest.raises(UserError, match="fashion-mnist"):
        find_source("no such thing")
