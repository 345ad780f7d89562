"""Captions beside pictures in the layouts that data sets and people have; each line is a layout of a public one."""

import copy
import json
import pickle

import pytest
from support.own_pictures import packed, plain

from gan_demo.data import inspection
from gan_demo.data.captions import every_caption
from gan_demo.data.files import opened
from gan_demo.data.folder import source
from gan_demo.data.picture_index import PictureIndex
from gan_demo.text.captioner import captioner_of
from gan_demo.words import UserError

pytestmark = pytest.mark.usefixtures("cache")


def written(folder, texts: dict[str, str | bytes], *pictures: str):
    for name, data in {**dict.fromkeys(pictures, plain()), **texts}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    return folder


def rows(*values: object) -> str:
    return "\n".join(json.dumps(value, ensure_ascii=False) for value in values)


COCO = {
    "images": [{"id": 7, "file_name": "b.jpg"}, {"id": 3, "file_name": "a.jpg"}],
    "annotations": [
        {"image_id": 3, "id": 1, "caption": "a cat"},
        {"image_id": 7, "id": 2, "caption": "a dog"},
        {"image_id": 3, "id": 3, "caption": "the cat"},
    ],
}
BOTH = ("a.jpg", "b.jpg")
TOKENS = "a.jpg#0\ta cat\na.jpg#1\tthe cat\nb.jpg#0\ta dog\n"
TABLE = "image,caption\na.jpg,a cat\na.jpg,the cat\nb.jpg,a dog\n"
CATS = ["a cat", "the cat"]
LAYOUTS = {
    "hub csv": ({"metadata.csv": 'file_name,text\na.jpg,"a cat"\na.jpg,the cat\nb.jpg,a dog\n'}, BOTH),
    "hub jsonl": (
        {"metadata.jsonl": rows({"file_name": "a.jpg", "text": CATS}, {"file_name": "b.jpg", "prompt": "a dog"})},
        BOTH,
    ),
    "hub jsonl in each folder": (
        {
            "x/metadata.jsonl": rows({"file_name": "0.png", "text": CATS}),
            "y/metadata.jsonl": rows({"file_name": "0.png", "text": "a dog"}),
        },
        ("x/0.png", "y/0.png"),
    ),
    "a text beside each": ({"a.txt": "a cat\nthe cat\n", "b.txt": "a dog"}, BOTH),
    "coco": ({"annotations/captions_train2017.json": json.dumps(COCO)}, ("train2017/a.jpg", "train2017/b.jpg")),
    "flickr8k by kaggle": ({"captions.txt": TABLE}, ("Images/a.jpg", "Images/b.jpg")),
    "flickr8k": ({"Flickr8k.token.txt": TOKENS}, ("Flicker8k_Dataset/a.jpg", "Flicker8k_Dataset/b.jpg")),
    "flickr30k": (
        {"results.csv": "image_name| comment_number| comment\na.jpg| 0| a cat\na.jpg| 1| the cat\nb.jpg| 0| a dog\n"},
        BOTH,
    ),
    "flickr30k tokens": ({"results_20130124.token": TOKENS}, BOTH),
    "birds": (
        {"text/001.Cat/a.txt": "a cat\nthe cat\n", "text/002.Dog/a.txt": "a dog\n"},
        ("images/001.Cat/a.jpg", "images/002.Dog/a.jpg"),
    ),
    "flowers": (
        {"text_c10/class_00001/a.txt": "a cat\nthe cat\n", "text_c10/class_00002/b.txt": "a dog"},
        ("jpg/a.jpg", "jpg/b.jpg"),
    ),
    "a list": (
        {"captions.json": json.dumps([{"image": "a.jpg", "caption": CATS}, {"image": "b.jpg", "caption": "a dog"}])},
        BOTH,
    ),
    "by name": ({"meta.json": json.dumps({"a": {"caption": CATS}, "b.jpg": "a dog"})}, BOTH),
    "columns with numbers": ({"table.csv": "image,caption_0,caption_1\na.jpg,a cat,the cat\nb.jpg,a dog,\n"}, BOTH),
    "tabs": ({"captions.txt": TOKENS.replace("#0", "").replace("#1", "")}, BOTH),
    "commas without a header": ({"captions.txt": TABLE.partition("\n")[2]}, BOTH),
    "a spreadsheet": ({"captions.csv": TABLE.replace(",", ";").replace("\n", "\r\n").upper()}, BOTH),
    "json beside each": (
        {"a.json": json.dumps({"caption": CATS, "url": "x"}), "b.json": json.dumps({"caption": "a dog", "width": 3})},
        BOTH,
    ),
    "img2dataset": (
        {
            **{f"00000/{i}.txt": text for i, text in enumerate(("a cat\nthe cat", "a dog"))},
            **{f"00000/{i}.json": json.dumps({"caption": text}) for i, text in enumerate(("a cat", "a dog"))},
        },
        ("00000/0.jpg", "00000/1.jpg"),
    ),
    "kohya": ({"a.caption": "a cat\nthe cat", "b.jpg.txt": "a dog"}, BOTH),
    "karpathy": (
        {
            "dataset_flickr8k.json": json.dumps(
                {
                    "images": [
                        {"filename": "a.jpg", "sentences": [{"raw": one, "tokens": []} for one in CATS]},
                        {"filename": "b.jpg", "sentences": [{"raw": "a dog"}, {"raw": None}, {"raw": 5}]},
                    ]
                }
            )
        },
        BOTH,
    ),
    "paths of another machine, another ending": (
        {"captions.csv": "image,caption\n/home/me/img/a.png,a cat\nC:\\img\\a.jpg,the cat\ndata/img/b.jpg,a dog\n"},
        ("img/a.jpg", "img/b.jpg"),
    ),
    "texts in a mirror of each split": (
        {"set/captions/a.txt": "a cat\nthe cat", "set/captions/b.txt": "a dog"},
        ("set/images/a.jpg", "set/images/b.jpg"),
    ),
    "semicolons and sep=": ({"captions.csv": "sep=;\n" + TABLE.replace(",", ";")}, BOTH),
    "backslashes, other case, no ending": (
        {"captions.csv": "image,caption\n.\\IMG\\A,a cat\nImg/a,the cat\nimg\\b.jpg,a dog\n"},
        ("img/a.jpg", "img/b.jpg"),
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("zipped", [False, True], ids=["folder", "zip"])
def test_all_captions_of_a_layout_are_read(tmp_path, layout, zipped):
    texts, pictures = LAYOUTS[layout]
    place = written(tmp_path / "my", texts, *pictures)
    if zipped:
        place = tmp_path / "my.zip"
        files = {name: data.encode() for name, data in texts.items()} | dict.fromkeys(pictures, plain())
        place.write_bytes(packed(files))
    data = source(place).load(32)
    assert [tuple(map(str.lower, each)) for each in data.captions.all_of] == [("a cat", "the cat"), ("a dog",)]
    assert data.captions == tuple(each[0] for each in data.captions.all_of)
    *_, look = inspection.inspect_images(place, 32)
    assert (look.captions, look.skipped) == (2, ())
    assert any(words.en.startswith("3 captions of 2 pictures are read from") for words in look.notes())
    assert not any("have no caption" in words.en for words in look.notes())


def test_captions_of_each_split_are_its_own(tmp_path):
    splits = ("train", "test")
    texts = {f"{split}/metadata.csv": f"file_name,text\n0.jpg,{split} one\n1.jpg,{split} two\n" for split in splits}
    place = written(tmp_path / "my", texts, *(f"{split}/{i}.jpg" for split in splits for i in (0, 1)))
    for split in splits:
        assert source(place).load(32, split=split).captions == (f"{split} one", f"{split} two")


def test_one_picture_to_train_on_is_too_few_however_many_are_for_tests(tmp_path):
    with pytest.raises(UserError, match="too few pictures: 1"):
        source(written(tmp_path / "my", {}, "train/a.jpg", *(f"test/{i}.jpg" for i in range(5))))


@pytest.mark.parametrize(
    "texts",
    [
        {"captions.txt": "a.jpg\tone\u2028two\u0085three\r\nb.jpg\tfour\r\n"},
        {"captions.csv": "image,caption\r\na.jpg,one\u2028two\u0085three\r\nb.jpg,four\r\n"},
        {"a.txt": "one\u2028two\u0085three", "b.txt": "four"},
    ],
    ids=["tabs", "csv", "beside"],
)
def test_lines_of_texts_end_where_an_editor_ends_them(tmp_path, texts):
    assert source(written(tmp_path / "my", texts, *BOTH)).load(32).captions == ("one\u2028two\u0085three", "four")


def test_lines_of_json_end_at_line_feeds_alone_and_null_is_none(tmp_path):
    told = {"a.jpg": "one\u2028two\u0085three", "b.jpg": None, "c.jpg": [None, "four"]}
    text = rows(*({"file_name": name, "text": said} for name, said in told.items()))
    data = source(written(tmp_path / "my", {"metadata.jsonl": text}, *told)).load(32)
    assert data.captions == ("one\u2028two\u0085three", "", "four")
    assert data.skipped == ()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_captions_in_other_encodings_are_read(tmp_path, encoding):
    folder = written(tmp_path / "my", {"captions.txt": "a.jpg\t一只猫\nb.jpg\t一只狗\n".encode(encoding)}, *BOTH)
    assert source(folder).load(32).captions == ("一只猫", "一只狗")


def test_what_cannot_be_read_is_told_and_never_trained_on(tmp_path):
    folder = written(tmp_path / "my", {"captions.txt": "a.jpg\tねこがいる\n".encode("cp932"), "b.txt": "a dog"}, *BOTH)
    data = source(folder).load(32)
    assert data.captions == ("", "a dog")
    assert data.skipped == ("captions.txt: in an encoding that is not read",)
    *_, look = inspection.inspect_images(folder, 32)
    assert [group.reason.en for group in look.skipped] == ["a text in an encoding that is not read; save it as UTF-8"]
    assert any("1 pictures have no caption" in words.en for words in look.notes())


OTHERS = {
    "boxes": {"a.txt": "0 0.5 0.5 0.1 0.1\n", "b.txt": "1 0.5 0.5 0.2 0.2\n"},
    "attributes": {"list_attr.csv": "image_id,Smiling\na.jpg,1\nb.jpg,-1\n"},
    "classes of stylegan": {"dataset.json": json.dumps({"labels": [["a.jpg", 0], ["b.jpg", 1]]})},
    "a read me": {"README.txt": "a cat\n", "licence.txt": "a dog"},
    "boxes of coco": {"instances.json": json.dumps({**COCO, "annotations": [{"image_id": 3, "bbox": [1, 2, 3, 4]}]})},
}


@pytest.mark.parametrize("texts", OTHERS.values(), ids=OTHERS)
def test_other_files_are_no_captions_and_no_problem(tmp_path, texts):
    data = source(written(tmp_path / "my", texts, *BOTH)).load(32)
    assert data.captions is None
    assert data.skipped == ()


@pytest.mark.parametrize(
    ("texts", "said", "lost"),
    [
        ({"captions.txt": "a.jpg,a cat, red\nb.jpg,a dog, blue\n"}, ("a cat, red", "a dog, blue"), 0),
        ({"captions.csv": "image,caption,source\na.jpg,a cat, red,web\nb.jpg,a dog,web\n"}, ("", "a dog"), 1),
        ({"captions.csv": 'image,caption\na.jpg,"a cat\nb.jpg,a dog\n'}, None, 1),
        ({"captions.txt": "a.jpg\tnan\nb.jpg\ta dog\n"}, ("", "a dog"), 0),
        (
            {"a.txt": "a cat\nNegative prompt: ugly\nSteps: 20", "b.txt": "Car 0.00 0 -1.58 587.01 173.33"},
            ("a cat", ""),
            0,
        ),
        ({"captions.json": '{"a.jpg": "a \\ud800cat", "b.jpg": ["a dog"]}'}, ("a cat", "a dog"), 0),
        (
            {
                "labelTxt/a.txt": "a plane",
                "textures/b.txt": "wood",
                "text/x/c.txt": "none",
                "other/captions/a.txt": "a",
            },
            None,
            0,
        ),
        ({"test/captions.txt": "a.jpg\tof a test\n", "captions.txt": "b.jpg\ta dog"}, ("of a test", "a dog"), 0),
    ],
    ids=[
        "commas",
        "commas in the middle",
        "an open quotation",
        "nan",
        "settings",
        "halves",
        "no captions",
        "elsewhere",
    ],
)
def test_a_caption_is_whole_or_none(tmp_path, texts, said, lost):
    data = source(written(tmp_path / "my", texts, *BOTH)).load(32)
    assert data.captions == said
    assert len(data.skipped) == lost
    if said:
        json.dumps(data.captions, ensure_ascii=False).encode()


def test_captions_of_a_folder_with_pictures_are_of_those_alone(tmp_path):
    texts = {"test/metadata.csv": "file_name,text\n5.jpg,of a test\n1.jpg,one\n", "dog/captions.txt": "5.jpg\tno dog\n"}
    place = written(tmp_path / "my", texts, "train/5.jpg", "train/2.jpg", "test/1.jpg", "dog/2.jpg")
    data = source(place).load(32)
    assert data.captions == ("", "")
    assert sum("not here" in problem for problem in data.skipped) == 2


def test_tables_that_say_different_things_are_told(tmp_path):
    texts = {"captions.csv": "image,caption\na.jpg,a cat\n", "captions_old.csv": "image,caption\na.jpg,a kitten\n"}
    *_, look = inspection.inspect_images(written(tmp_path / "my", texts, *BOTH), 32)
    assert any(words.en.startswith("captions.csv, captions_old.csv say different things") for words in look.warnings())


def test_names_that_mean_no_picture_or_several_are_told(tmp_path):
    texts = {"captions.txt": "0.png\tof which?\ny/0.png\tthis one\nz.png\tof none\n"}
    data = source(written(tmp_path / "my", texts, "x/0.png", "y/0.png")).load(32)
    assert data.captions == ("", "this one")
    assert data.skipped == ("captions.txt: names several pictures", "captions.txt: names a picture that is not here")


def test_several_captions_of_a_picture_take_turns(tmp_path):
    folder = written(tmp_path / "my", {"a.txt": "one\ntwo\nthree", "b.txt": "four"}, *BOTH, "c.jpg")
    data = source(folder).load(32)
    captioner = captioner_of(data)
    assert {captioner.caption(0, 0, times) for times in range(3)} == {"one", "two", "three"}
    assert [captioner.caption(0, 0, times) for times in (0, 1, 2)] != [
        captioner.caption(0, 1, times) for times in (0, 1, 2)
    ]
    assert sorted(captioner.more(0, 0, 1)) == ["one", "three", "two"]
    assert captioner.more(0, 0, 1)[0] == captioner.caption(0, 0, 1)
    assert (captioner.caption(1, 0, 5), captioner.caption(2, 0, 5), captioner.more(2, 0, 0)) == ("four", "", [""])
    assert sorted(captioner.samples(10)) == ["four", "one", "three", "two"]
    assert sorted(every_caption(data.captions)) == ["four", "one", "three", "two"]
    assert all(captioner.lexicon.known["en"] >= {word} for word in ("one", "two", "three", "four"))


def test_buckets_have_no_captions_to_train_on(tmp_path):
    folder = written(tmp_path / "my", {}, *(f"0000{i}/{j}.png" for i in range(2) for j in range(2)))
    with pytest.raises(UserError, match="no captions with words"):
        captioner_of(source(folder).load(32))


def test_a_name_deeper_than_any_picture_costs_no_table_for_each_folder(tmp_path):
    place = written(tmp_path / "my", {"captions.csv": f"image,caption\n{'x/' * 5000}a.jpg,a cat\nb.jpg,a dog\n"}, *BOTH)
    with opened(place) as files:
        index = PictureIndex(files.names)
        assert index.find("captions.csv", "x/" * 5000 + "a.jpg") == ["a.jpg"]
        assert len(index.tails) <= 1
    assert source(place).load(32).captions == ("a cat", "a dog")


def test_captions_are_whole_after_a_copy(tmp_path):
    captions = source(written(tmp_path / "my", {"a.txt": "one\ntwo"}, *BOTH)).load(32).captions
    for copied in (copy.deepcopy(captions), pickle.loads(pickle.dumps(captions))):
        assert (copied, copied.all_of) == (("one", ""), (("one", "two"), ()))
