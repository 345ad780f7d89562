"""Pictures that are rows of a file: MNIST as CSV and npz, and data sets of the Hub as parquet."""

import io
import json

import numpy as np
import pytest
from PIL import Image
from support.own_pictures import plain

from gan_demo.data import inspection
from gan_demo.data.folder import source, usual_label
from gan_demo.words import UserError

pytestmark = pytest.mark.usefixtures("cache")
DIGITS = np.arange(6 * 28 * 28).reshape(6, 28, 28) % 256
LABELS = [7, 2, 7, 2, 0, 7]


def csv(header: str, *, last: bool = False, scale: float = 1) -> str:
    rows = []
    for label, picture in zip(LABELS, DIGITS, strict=True):
        cells = [f"{value * scale:g}" for value in picture.reshape(-1)]
        rows.append(",".join([*cells, str(label)] if last else [str(label), *cells]))
    return "\n".join([header, *rows] if header else rows) + "\n"


PIXELS = [f"pixel{i}" for i in range(784)]
TABLES = {
    "kaggle": csv(",".join(["label", *PIXELS])),
    "without a header": csv(""),
    "label last": csv(",".join([*PIXELS, "class"]), last=True),
    "from 0 to 1": csv("", scale=1 / 255),
}


@pytest.mark.parametrize("text", TABLES.values(), ids=TABLES)
def test_mnist_as_a_table(tmp_path, text):
    (path := tmp_path / "mnist.csv").write_text(text)
    found = source(path)
    assert (found.name, found.channels, usual_label(path)) == ("mnist", 1, "folder")
    data = found.load(32, "folder")
    assert [words.en for words in data.classes] == ["0", "2", "7"]
    small = np.stack([np.asarray(Image.fromarray(p.astype(np.uint8)).resize((32, 32), 1)) for p in DIGITS])
    assert data.labels.tolist() == [2, 1, 2, 1, 0, 2]
    assert np.abs(data.images[..., 0].numpy().astype(int) - small).max() <= 1


def test_a_table_without_labels_has_no_classes(tmp_path):
    rows = "\n".join(",".join(map(str, picture.reshape(-1))) for picture in DIGITS)
    (path := tmp_path / "test.csv").write_text(",".join(PIXELS) + "\n" + rows)
    assert (source(path).labels, len(source(path).load(32).images)) == ((), 6)


ARRAYS = {
    "keras": {"x_train": DIGITS[:4], "y_train": LABELS[:4], "x_test": DIGITS[4:], "y_test": LABELS[4:]},
    "medmnist": {
        "train_images": DIGITS[:4],
        "train_labels": np.array(LABELS[:4])[:, None],
        "val_images": DIGITS[4:5],
        "val_labels": np.array(LABELS[4:5])[:, None],
        "test_images": DIGITS[5:],
        "test_labels": np.array(LABELS[5:])[:, None],
    },
}


@pytest.mark.parametrize("arrays", ARRAYS.values(), ids=ARRAYS)
def test_arrays_of_splits(tmp_path, arrays):
    kinds = {name: np.asarray(values, np.uint8 if np.ndim(values) == 3 else None) for name, values in arrays.items()}
    np.savez(tmp_path / "mnist.npz", **kinds)
    found = source(tmp_path / "mnist.npz")
    data = found.load(32, "folder")
    assert ([words.en for words in data.classes], data.labels.tolist()) == (["2", "7"], [1, 0, 1, 0])
    assert len(found.load(32, "folder", "test").images) == 1  # the other has a class that is never trained
    *_, look = inspection.inspect_images(tmp_path / "mnist.npz", 32)
    assert any(words.en.startswith("Splits by folder") for words in look.notes())


def test_arrays_in_colour_with_channels_first_and_in_floats(tmp_path):
    pictures = np.zeros((4, 3, 16, 16), np.float32)
    pictures[:, 0], pictures[:, 2] = 1, -1  # of a net, from -1 to 1
    np.savez(tmp_path / "made.npz", arr_0=pictures, arr_1=np.array([1, 0, 1, 0]))
    data = source(tmp_path / "made.npz").load(32, "folder")
    assert data.images[0, 5, 5].tolist() == [255, 128, 0]
    assert data.labels.tolist() == [1, 0, 1, 0]


def test_a_parquet_of_the_hub(tmp_path):
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    images = [{"bytes": plain((i, i, i)), "path": None} for i in range(4)]
    table = arrow.table({"image": images, "label": [1, 0, 1, 0]})
    features = {"info": {"features": {"label": {"names": ["cat", "dog"], "_type": "ClassLabel"}}}}
    parquet.write_table(table.replace_schema_metadata({"huggingface": json.dumps(features)}), tmp_path / "my.parquet")
    data = source(tmp_path / "my.parquet").load(32, "folder")
    assert [words.en for words in data.classes] == ["cat", "dog"]
    assert data.images[:, 0, 0, 0].tolist() == [0, 1, 2, 3]


def test_without_its_package_one_sentence_helps(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    (tmp_path / "my.parquet").write_bytes(b"PAR1")
    with pytest.raises(UserError, match="pip install pyarrow"):
        source(tmp_path / "my.parquet")


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.csv", b"", "table of pictures|holds no pictures"),
        ("a.csv", b"name,age\nx,1\n", "table of pictures"),
        ("a.csv", b"1,2,3\n4,5,6\n", "holds no pictures"),
        ("a.npz", b"PK broken", "table of pictures"),
        ("a.npz", None, "holds no pictures"),
    ],
)
def test_what_is_no_such_table_is_told(tmp_path, name, data, sentence):
    if data is None:
        np.savez(tmp_path / name, weights=np.zeros((3, 3)))
    else:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(UserError, match=sentence):
        source(tmp_path / name)


def test_no_object_of_an_npz_is_ever_unpickled(tmp_path):
    file = io.BytesIO()
    np.savez(file, x_train=np.array([{"a": 1}], dtype=object))
    (tmp_path / "a.npz").write_bytes(file.getvalue())
    with pytest.raises(UserError, match="table of pictures"):
        source(tmp_path / "a.npz")
