"""What the folders of somebody's own pictures mean: splits, classes, buckets, and numbers in dataset.json."""

import json

import pytest
import torch
from support.own_pictures import packed, plain

from gan_demo.data import inspection
from gan_demo.data.folder import source, usual_label
from gan_demo.data.layout import read_layout
from gan_demo.words import UserError

pytestmark = pytest.mark.usefixtures("cache")


def laid(*names: str) -> dict[str, str]:
    return read_layout(names).groups


def look(path) -> inspection.Inspection:
    *_, found = inspection.inspect_images(path, 32)
    return found


def notes(path) -> str:
    return " ".join(words.en for words in look(path).notes())


def put(folder, *names: str, **texts: str):
    """Small pictures of these names, each of a grey of its own, and texts whose names have a dot for each _."""
    for number, name in enumerate(names):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(plain((5 * number, 5 * number, 5 * number), (32, 32)))
    for name, text in texts.items():
        (folder / name.replace("_", ".")).write_text(text)
    return folder


SPLITS = [
    ("train", "test"),
    ("training", "testing"),
    ("Train", "Val"),
    ("train", "valid"),
    ("train", "validation"),
    ("train", "dev"),
    ("TRAIN", "eval"),
    ("train2017", "val2017"),
    ("train", "test1"),
    ("train_images", "test_images"),
    ("cars_train", "cars_test"),
    ("training_set", "test_set"),
    ("TrainingData", "TestData"),
    ("01_train", "02_val"),
    ("trainval", "test"),
    ("训练集", "测试集"),
]


@pytest.mark.parametrize(("one", "other"), SPLITS)
@pytest.mark.parametrize("around", ["", "set/", "set/images/"])
def test_folders_of_splits_are_no_classes(one, other, around):
    names = [f"{around}{split}/{kind}/{i}.png" for split in (one, other) for kind in ("cats", "dogs") for i in range(3)]
    found = read_layout(names)
    assert found.classes == ["cats", "dogs"]
    assert found.test == {name for name in names if f"/{other}/" in f"/{name}"}
    assert set(found.splits) == {one, other}
    assert list(found.groups) == names
    assert not found.outside


def test_splits_may_lie_in_the_classes_or_beside_other_folders():
    inside = read_layout([f"{kind}/{split}/1.png" for kind in ("cats", "dogs") for split in ("train", "test")])
    assert inside.classes == ["cats", "dogs"]
    assert inside.test == {"cats/test/1.png", "dogs/test/1.png"}
    beside = read_layout(["train/a/1.png", "train/b/1.png", "test/a/1.png", "extra/1.png"])
    assert (beside.classes, beside.outside) == (["a", "b"], ("extra/1.png",))
    flat = read_layout(["train/1.png", "train/2.png", "val/1.png"])
    assert (flat.classes, flat.in_classes, flat.test) == ([""], False, {"val/1.png"})


def test_an_archive_that_holds_each_split_twice_has_the_classes_behind():
    found = read_layout([f"{s}/{s}/{kind}/1.png" for s in ("train", "test") for kind in ("cats", "dogs")])
    assert (found.classes, len(found.test)) == (["cats", "dogs"], 2)
    flat = read_layout([f"{s}/{s}/{i}.png" for s in ("train", "test") for i in range(3)])
    assert (flat.classes, len(flat.test)) == ([""], 3)


def test_splits_are_splits_however_much_lies_beside_them():
    names = ["train/a/1.png", "train/b/1.png", "test/a/1.png", *(f"unlabeled/{i}.png" for i in range(20))]
    found = read_layout(names)
    assert (found.classes, found.test, len(found.outside)) == (["a", "b"], {"test/a/1.png"}, 20)


def test_a_few_pictures_in_train_and_test_make_no_splits_of_many_classes():
    names = [f"{kind}/{i}.png" for kind in ("bus", "car") for i in range(9)]
    found = read_layout([*names, "train/1.png", "train/2.png", "test/1.png"])
    assert (found.classes, len(found.groups)) == (["bus", "car", "test", "train"], 21)


@pytest.mark.parametrize("test", ["val/images/1.png", "test/1.png", "test/cows/1.png"])
def test_a_class_that_only_tests_have_is_none(test):
    found = read_layout(["train/cats/1.png", "train/dogs/1.png", test, "val/cats/2.png"])
    assert (found.classes, found.outside) == (["cats", "dogs"], (test,))


def test_two_sides_of_each_split_are_classes():
    found = read_layout([f"{split}{side}/{i}.jpg" for split in ("train", "test") for side in "AB" for i in range(2)])
    assert found.classes == ["A", "B"]
    assert found.test == {"testA/0.jpg", "testA/1.jpg", "testB/0.jpg", "testB/1.jpg"}


@pytest.mark.parametrize("kinds", [("test", "real"), ("dev", "eval"), ("trained", "tested"), ("train", "bus")])
def test_classes_that_are_called_like_one_split_are_classes(kinds):
    """A train is a vehicle: without a second split there is none."""
    found = read_layout([f"{kind}/{i}.png" for kind in kinds for i in range(2)])
    assert found.classes == sorted(kinds)
    assert not found.test


def test_pictures_of_a_test_folder_are_never_trained_on(tmp_path):
    folder = put(tmp_path / "my", *(f"{s}/{k}/{i}.png" for s in ("train", "val") for k in "ab" for i in range(3)))
    found = source(folder)
    assert (found.labels, found.total, usual_label(folder)) == (("folder",), 6, "folder")
    train, test = (found.load(32, "folder", split) for split in ("train", "test"))
    assert [words.en for words in train.classes] == [words.en for words in test.classes] == ["a", "b"]
    assert train.labels.tolist() == test.labels.tolist() == [0, 0, 0, 1, 1, 1]
    assert torch.unique(train.images).tolist() == [0, 5, 10, 15, 20, 25]
    assert torch.unique(test.images).tolist() == [30, 35, 40, 45, 50, 55]
    assert "Splits by folder (train, val): 6 pictures are trained on, and 6 are for tests" in notes(folder)


BUCKETS = [
    ("00000", "00001"),
    ("00000", "01000", "02000"),
    ("part1", "part2"),
    ("images_001", "images_002"),
    ("shard-0",),
]


@pytest.mark.parametrize("folders", BUCKETS)
def test_numbered_buckets_are_preset_as_no_classes_but_may_be_chosen(tmp_path, folders):
    folder = put(tmp_path / "my", *(f"{name}/{i}.png" for name in (*folders, f"{folders[-1]}9") for i in range(2)))
    assert usual_label(folder) == ""
    assert "seem to number pictures" in notes(folder)
    assert look(folder).classes == ()
    data = source(folder).load(32)
    assert data.captions is None  # nobody calls a picture 00001
    assert len(source(folder).load(32, "folder").classes) == len(folders) + 1


@pytest.mark.parametrize(
    "folders", ["0123456789", ("1", "2", "10"), ("cats", "00001"), ("2019", "2020"), ("00001", "00002", "00042")]
)
def test_folders_that_number_classes_are_classes(tmp_path, folders):
    """Padded ones too where some hold more than others, as those of GTSRB."""
    folder = put(tmp_path / "my", *(f"{name}/{i}.png" for j, name in enumerate(folders) for i in range(2 + j % 2)))
    assert usual_label(folder) == "folder"
    assert len(look(folder).classes) == len(folders)


def stylegan(labels) -> bytes:
    names = [f"{i // 4:05}/img{i:08}.png" for i in range(8)]
    told = labels and [[name, number] for name, number in zip(names, labels, strict=False)]
    pictures = {name: plain((10 * i, 10 * i, 10 * i)) for i, name in enumerate(names)}
    return packed({**pictures, "dataset.json": json.dumps({"labels": told}).encode()})


def test_a_data_set_of_stylegan_has_the_classes_of_its_own_file(tmp_path):
    (path := tmp_path / "faces.zip").write_bytes(stylegan([10, 2, 2, 10, 0, 2, 10, 0]))
    found = source(path)
    assert (found.labels, usual_label(path)) == (("dataset.json", "folder"), "dataset.json")
    data = found.load(32, "dataset.json")
    assert [words.en for words in data.classes] == ["0", "2", "10"]
    assert data.labels.tolist() == [2, 1, 1, 2, 0, 1, 2, 0]
    assert "numbers in dataset.json" in notes(path)
    assert [(title.en, count) for title, count in look(path).classes] == [("0", 2), ("2", 3), ("10", 3)]
    assert look(path).skipped == ()


@pytest.mark.parametrize("labels", [None, [0] * 8, [1, 2, 3], [[0.1, 0.9]] * 8])
def test_a_data_set_of_stylegan_without_classes_has_none(tmp_path, labels):
    """With null, with one class, with labels of a part, with vectors."""
    (path := tmp_path / "faces.zip").write_bytes(stylegan(labels))
    assert (source(path).labels, usual_label(path)) == (("folder",), "")
    with pytest.raises(UserError, match=r"dataset\.json"):
        source(path).load(32, "dataset.json")


def test_a_snapshot_of_the_hub_is_read_and_other_links_are_not(tmp_path):
    kept, snapshot = tmp_path / "datasets--a--b" / "blobs", tmp_path / "datasets--a--b" / "snapshots" / "1234"
    kept.mkdir(parents=True)
    put(tmp_path, "elsewhere.png")
    (snapshot / "train").mkdir(parents=True)
    for i in range(3):
        (kept / f"ab{i}").write_bytes(plain((i, i, i)))
        (snapshot / "train" / f"{i}.png").symlink_to(f"../../../blobs/ab{i}")
    (snapshot / "train" / "x.png").symlink_to(tmp_path / "elsewhere.png")
    data = source(snapshot).load(32)
    assert len(data.images) == 3
    assert data.skipped == ("train/x.png: a link that leads out of the folder",)


def test_masks_beside_pictures_are_doubted(tmp_path):
    folder = put(tmp_path / "my", *(f"{name}/{i}.png" for name in ("image", "mask") for i in range(2)))
    assert any("mask seems to hold masks" in words.en for words in look(folder).warnings())
    other = put(tmp_path / "other", *(f"{name}/{i}.png" for name in ("gothic", "damask") for i in range(2)))
    assert not any("masks" in words.en for words in look(other).warnings())
