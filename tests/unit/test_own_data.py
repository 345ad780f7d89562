"""Pictures of a visitor's own: made square in four ways, and looked at before they are trained on."""

import hashlib
import json
import signal
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image
from support.own_pictures import GREEN, RED, colours, mixed, packed, plain, saved, thirds, two

from gan_demo.__main__ import main
from gan_demo.data import decoded, files, find_source, folder, inspection, pictures
from gan_demo.data.choice import CROPS
from gan_demo.data.pictures import PictureError, decode
from gan_demo.data.side_by_side import side_by_side, signals_held
from gan_demo.events import Preparing
from gan_demo.words import UserError

pytestmark = pytest.mark.usefixtures("cache")


def looked(path: Path, *given) -> inspection.Inspection:
    return list(inspection.inspect_images(path, *given))[-1]


@pytest.mark.parametrize(
    ("crop", "wide", "tall"),
    [
        ("centre", ["ggg"] * 3, ["ggg"] * 3),
        ("top", ["ggg"] * 3, ["rrr"] * 3),
        ("pad", ["www", "rgb", "www"], ["wrw", "wgw", "wbw"]),
        ("stretch", ["rgb"] * 3, ["rrr", "ggg", "bbb"]),
    ],
)
def test_each_crop_keeps_what_it_says(crop, wide, tall):
    assert colours(decode(saved(thirds(True)), 96, 3, crop)) == wide
    assert colours(decode(saved(thirds(False)), 96, 3, crop)) == tall


def test_square_pictures_are_the_same_in_every_crop():
    picture = saved(Image.fromarray(np.random.default_rng(0).integers(0, 256, (50, 50, 3), np.uint8)))
    first, *others = (decode(picture, 32, 3, crop) for crop in CROPS)
    assert all((first == other).all() for other in others)


@pytest.mark.parametrize("crop", CROPS)
@pytest.mark.parametrize("size", [(1, 3000), (3000, 1), (1, 1), (7, 5000)])
def test_every_shape_becomes_a_square(crop, size):
    assert decode(plain(GREEN, size), 32, 3, crop).shape == (32, 32, 3)
    assert decode(plain(GREEN, size, mode="L"), 32, 1, crop).shape == (32, 32, 1)


def test_padding_and_transparency_are_white():
    clear = saved(Image.new("RGBA", (80, 40), (0, 0, 0, 0)))
    assert decode(clear, 32, 3, "pad").min() == 255
    assert decode(saved(thirds(True, mode="L")), 96, 1, "pad")[5, 40, 0] == 255


def test_a_turned_photo_is_cropped_upright_and_counted_upright(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # stored lying on its side: upright it is tall, with its left end on top
    photo = saved(thirds(True), exif=exif)
    assert colours(decode(photo, 96, 3, "top")) == colours(decode(saved(thirds(False)), 96, 3, "top"))
    for name in "ab":
        (tmp_path / f"{name}.png").write_bytes(photo)
    assert looked(tmp_path).sizes == ((32, 96, 2),)


def test_find_takes_the_crop_and_says_what_there_is(tmp_path):
    path = str(two(tmp_path / "p"))
    assert colours(find_source(path, crop="pad").load(32).images[0].numpy()) == ["www", "rgb", "www"]
    assert colours(find_source(path).load(32).images[0].numpy()) == ["ggg"] * 3
    with pytest.raises(UserError, match="crop is one of centre, top, pad, stretch, not 'round'"):
        find_source(path, crop="round")
    with pytest.raises(UserError, match="Only pictures of your own"):
        find_source("avatars", crop="pad")


def test_each_crop_has_a_cache_of_its_own(tmp_path, cache):
    path = two(tmp_path / "p")
    for crop in CROPS:
        find_source(str(path), crop=crop).load(32)
    with files.opened(path) as found:
        stamp = [folder.READING, 0, found.stamp]
    parts = [hashlib.sha256(text.encode()).hexdigest()[:16] for text in (str(path), json.dumps(stamp))]
    assert {file.name for file in (cache / "pictures").glob("*.npy")} == {
        f"{parts[0]}-32{kind}-{parts[1]}.npy" for kind in ("", "top", "pad", "stretch")
    }
    (path / "c.png").write_bytes(plain())
    find_source(str(path), crop="pad").load(32)
    assert len(list((cache / "pictures").glob("*.npy"))) == 4  # only the older one of the same crop is gone
    folder.forget(path)
    assert not list((cache / "pictures").iterdir())


def test_a_look_counts_everything(tmp_path):
    (tmp_path / "my.zip").write_bytes(mixed())
    *steps, look = inspection.inspect_images(tmp_path / "my.zip", 32)
    assert steps[-1] == Preparing(12, 12)
    assert (look.name, look.count, look.grey, look.captions) == ("my", 8, False, 2)
    assert look.classes == ((("cats", "cats"), 5), (("狗", "狗"), 3))
    assert look.sizes == ((60, 80, 5), (40, 40, 3))
    reasons = {group.reason.en: (group.count, group.names) for group in look.skipped}
    assert reasons == {
        "empty": (1, ("set/cats/empty.png",)),
        "no picture, whatever its name says": (1, ("set/cats/words.jpg",)),
        "a broken or unfinished picture": (1, ("set/cats/cut.png",)),
        "encrypted": (1, ("set/狗/secret.png",)),
        "unpacks to far more than a picture would": (1, ("set/狗/zeros.bmp",)),
        "a line of captions without a name or a caption": (1, ("set/captions.txt",)),
        "not of a kind that is read": (1, ("escape.png.exe",)),
        "a text that says nothing of these pictures, as far as is understood": (1, ("set/notes.txt",)),
        "HEIC or JPEG XL: save as PNG or JPEG, or install pillow-heif or pillow-jxl-plugin": (
            1,
            ("set/狗/photo.HEIC",),
        ),
    }
    assert json.loads(json.dumps(look.told()))["smaller"]["centre"] == {"32": 0, "64": 8, "128": 8}
    assert not list(tmp_path.parent.rglob("escape*"))


def test_a_look_is_the_preparation_that_training_needs(tmp_path, monkeypatch):
    (tmp_path / "my.zip").write_bytes(mixed())
    looked(tmp_path / "my.zip", 64, "pad")
    monkeypatch.setattr(folder, "measured", None)
    assert find_source(str(tmp_path / "my.zip"), crop="pad").load(64, "folder").labels.bincount().tolist() == [5, 3]
    assert looked(tmp_path / "my.zip", 64, "pad").sizes == ((60, 80, 5), (40, 40, 3))


def test_pictures_in_one_folder_have_no_classes_and_may_be_grey(tmp_path):
    (tmp_path / "my.zip").write_bytes(packed({f"all/{i}.png": plain(mode="L") for i in range(3)}))
    look = looked(tmp_path / "my.zip")
    assert (look.classes, look.grey, look.captions, look.skipped) == ((), True, 0, ())


def test_a_stray_picture_takes_no_classes_away_and_is_told(tmp_path):
    classes = {f"set/{c}/{i}.png": plain() for c in ("cats", "dogs") for i in range(2)}
    (tmp_path / "my.zip").write_bytes(packed({**classes, "a.png": plain(), "set/b.png": plain()}))
    look = looked(tmp_path / "my.zip")
    assert look.classes == ((("cats", "cats"), 2), (("dogs", "dogs"), 2))
    (left_out,) = look.skipped
    assert (left_out.reason.en, left_out.names) == ("outside of the class folders", ("a.png", "set/b.png"))
    assert "2 pictures lie outside of the class folders and are left out: a.png, set/b.png." in look.stray().en
    assert look.told()["notes"][0] == look.stray()._asdict()
    assert find_source(str(tmp_path / "my.zip")).load(64, "folder").labels.bincount().tolist() == [2, 2]


def test_pictures_of_which_most_lie_beside_the_folders_all_count(tmp_path):
    beside = {f"{i}.png": plain() for i in range(5)}
    (tmp_path / "my.zip").write_bytes(packed({**beside, "set/cats/a.png": plain(), "set/dogs/b.png": plain()}))
    look = looked(tmp_path / "my.zip")
    assert (look.count, look.classes, look.stray()) == (7, (), None)


@pytest.mark.parametrize(
    "name", ["../escape.png", "set/../../escape.png", "..\\escape.png", "/escape.png", "C:\\escape.png"]
)
def test_an_entry_that_points_outside_is_no_picture(tmp_path, name):
    (tmp_path / "my.zip").write_bytes(packed({"a.png": plain(), "b.png": plain(), name: plain()}))
    look = looked(tmp_path / "my.zip")
    (left_out,) = look.skipped
    assert (look.count, left_out.reason.en) == (2, "a path that points outside of the zip")


@pytest.mark.parametrize(
    "line",
    [
        "a: b.png: an empty file",
        "a: b.png: outside of the class folders",
        "a: b.png: a path that points outside of the zip",
        "a: b.png: more than 50,000,000 pixels",
        "a: b.png: more than 64 MB",
        "a: b.png: packed in a way that cannot be unpacked in bounds",
        "a: b.png: damaged in the zip (Bad CRC-32 for file 'a: b.png')",
        "a: b.png: a link that leads out of the folder",
    ],
)
def test_every_reason_to_skip_is_told_in_both_languages(line):
    (group,) = inspection.skipped([line], [])
    assert group.names == ("a: b.png",)
    assert group.reason != inspection.BROKEN
    assert any("\u4e00" <= letter <= "\u9fff" for letter in group.reason.zh)


def test_reasons_are_grouped_the_most_common_first():
    lines = [f"{i}.png: broken PNG file (chunk {i})" for i in range(9)] + ["x.png: encrypted"]
    first, second = inspection.skipped(lines, [])
    assert (first.count, first.names, first.reason) == (9, ("0.png", "1.png", "2.png"), inspection.BROKEN)
    assert (second.count, second.names) == (1, ("x.png",))


def look_of(count: int, sizes=()) -> inspection.Inspection:
    return inspection.Inspection("x", count, False, (), tuple(sizes), 0, ())


def test_what_is_smaller_depends_on_the_crop():
    look = look_of(60, [(100, 40, 10), (40, 100, 20), (64, 64, 30)])
    assert {crop: look.smaller(64, crop) for crop in CROPS} == {"centre": 30, "top": 30, "pad": 0, "stretch": 30}
    assert look.smaller(128, "pad") == 60


def test_few_pictures_are_warned_of():
    assert look_of(500).advice() is None
    assert all("499" in words and "augment" in words for words in look_of(499).advice())


def test_thumbnails_are_spread_over_the_classes():
    names = [f"{c}/{i}" for c, many in (("a", 100), ("b", 2), ("c", 50)) for i in range(many)]
    chosen = inspection.spread_names(names, {name: name[0] for name in names})
    assert [sum(name.startswith(c) for name in chosen) for c in "abc"] == [11, 2, 11]
    assert chosen == sorted(chosen, key=lambda name: name[0])
    many = [f"{i}/x" for i in range(100)]
    assert len(set(inspection.spread_names(many, {name: name for name in many}))) == 24
    assert inspection.spread_names(["a", "b"], {"a": "", "b": ""}) == ["a", "b"]


def test_thumbnails_are_what_training_sees(tmp_path):
    (tmp_path / "my.zip").write_bytes(packed({"a.png": saved(thirds(True)), "b.png": b"", "c.png": plain(GREEN)}))
    drawn = inspection.thumbnails(tmp_path / "my.zip", 32, "pad")
    assert [colours(picture) for picture in drawn] == [["www", "rgb", "www"], ["ggg"] * 3]
    (tmp_path / "bad.zip").write_bytes(packed({"a.png": b"", "b.png": b""}))
    assert inspection.thumbnails(tmp_path / "bad.zip", 32).shape == (1, 32, 32, 3)


def test_a_zip_whose_list_of_files_is_endless_is_not_read(tmp_path, monkeypatch):
    path = tmp_path / "my.zip"
    path.write_bytes(packed({"a.png": plain(), "b.png": plain(), **{f"{i}" * 50: b"" for i in range(200)}}))
    monkeypatch.setattr(files, "LISTING", 5_000)
    with pytest.raises(UserError, match="its list of files has more than"):
        find_source(str(path))


def test_the_command_line_looks(tmp_path, capsys):
    path = tmp_path / "my.zip"
    path.write_bytes(mixed())
    assert main(["data", "look", str(path), "--sheet", str(tmp_path / "s.png"), "--crop", "pad"]) == 0
    told = capsys.readouterr().out
    assert "my: 8 pictures, colour\n2 classes: cats 5, 狗 3\n" in told
    assert "skipped 1: not of a kind that is read (escape.png.exe)\n" in told
    assert Image.open(tmp_path / "s.png").size == (6 * 66 - 2, 2 * 66 - 2)


def test_the_command_line_looks_for_programs(tmp_path, capsys):
    (tmp_path / "my.zip").write_bytes(mixed())
    assert main(["data", "look", str(tmp_path / "my.zip"), "--json", "--size", "32"]) == 0
    *steps, last = map(json.loads, capsys.readouterr().out.splitlines())
    assert steps[-1] == {"done": 12, "total": 12}
    assert last["look"]["count"] == 8
    assert main(["data", "look", "/nowhere", "--json"]) == 2
    assert set(json.loads(capsys.readouterr().out)["error"]) == {"en", "zh"}
    assert main(["data", "look", "avatars"]) == 2
    assert "takes a folder or a zip of your own" in capsys.readouterr().err


def test_the_command_line_prepares_a_crop(tmp_path, cache):
    assert main(["data", "prepare", str(two(tmp_path / "p")), "--size", "32", "--crop", "stretch"]) == 0
    assert "-32stretch-" in next((cache / "pictures").glob("*.npy")).name


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_comes_when_the_threads_are_done(number):
    done: list[int] = []

    def work(i: int) -> None:
        if i == 0:
            signal.raise_signal(number)
        time.sleep(0.001)
        done.append(i)

    before = signal.signal(number, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            side_by_side(work, range(100))
        assert sorted(done) == list(range(100))
        assert signal.getsignal(number) is signal.default_int_handler
    finally:
        signal.signal(number, before)


def test_signals_that_come_together_all_come_and_handlers_are_put_back():
    seen: list[int] = []

    def heard(number: int, _: object) -> None:
        seen.append(number)
        raise KeyboardInterrupt

    numbers = [signal.SIGINT, signal.SIGTERM]
    before = [signal.signal(number, heard) for number in numbers]
    try:
        with pytest.raises(KeyboardInterrupt), signals_held():
            [signal.raise_signal(number) for number in [*numbers, *numbers]]
        assert seen == numbers
        assert [signal.getsignal(number) for number in numbers] == [heard, heard]
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def test_threads_keep_the_order_and_raise_what_one_raises():
    assert side_by_side(str, range(9)) == list("012345678")
    with pytest.raises(ZeroDivisionError):
        side_by_side(lambda i: 1 // i, [1, 0])


def test_facts_of_an_older_version_have_no_sizes_and_do_no_harm(tmp_path, cache):
    path = two(tmp_path / "p")
    looked(path, 32)
    (facts,) = (cache / "pictures").glob("*.json")
    facts.write_text(json.dumps({key: value for key, value in json.loads(facts.read_text()).items() if key != "sizes"}))
    assert decoded.decoded_facts(facts.with_suffix("")) is not None
    look = looked(path, 32)
    assert (look.sizes, look.told()["range"]) == ((), [])


def test_a_large_photograph_is_decoded_at_an_eighth_and_other_formats_have_a_limit():
    large = Image.new("L", (9000, 6000), 90)
    assert decode(saved(large, "JPEG"), 32, 1).mean() == pytest.approx(90, abs=1)
    with pytest.raises(PictureError, match="more than 50,000,000 pixels"):
        decode(saved(large, "PNG"), 32, 1)


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "WEBP", "PNG"])
def test_frames_and_pages_behind_the_first_are_mentioned(tmp_path, kind):
    frames = [Image.new("RGB", (40, 40), colour) for colour in (RED, GREEN)]
    (tmp_path / f"a.{kind.lower()}").write_bytes(saved(frames[0], kind, save_all=True, append_images=frames[1:]))
    (tmp_path / "b.png").write_bytes(plain(RED))
    (note,) = [words.en for words in looked(tmp_path, 32).notes() if "frames" in words.en]
    assert note.startswith(f"1 files hold several frames or pages, such as a.{kind.lower()}")
    assert decode((tmp_path / f"a.{kind.lower()}").read_bytes(), 8, 3)[0, 0].tolist() == pytest.approx(RED, abs=9)


def test_packages_that_read_more_formats_are_asked_where_they_are_installed(monkeypatch):
    asked = []
    monkeypatch.setitem(sys.modules, "pillow_heif", SimpleNamespace(register_heif_opener=lambda: asked.append("heif")))
    monkeypatch.setitem(sys.modules, "pillow_jxl", None)  # not installed
    pictures.plug_in.__wrapped__()
    assert asked == ["heif"]
