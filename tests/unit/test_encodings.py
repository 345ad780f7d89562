"""Texts and names of zips in the encodings that people's programs write."""

import codecs
import io
import os
import struct
import unicodedata
import zipfile
import zlib

import pytest
from support.own_pictures import GREEN, plain

from gan_demo.data.encodings import decoded_text, shown_name, zip_names
from gan_demo.data.folder import source

pytestmark = pytest.mark.usefixtures("cache")

TEXTS = [
    ("a cat, naïve", "utf-8"),
    ("一只红色的猫", "utf-8"),
    ("一只红色的猫坐在沙发上\nIMG_1 红 car", "gb18030"),
    ("café façade naïve déjà vu", "cp1252"),
    ("“smart quotes” — it’s naïve", "cp1252"),
]


@pytest.mark.parametrize(("text", "encoding"), TEXTS)
def test_a_text_is_read_in_its_encoding(text, encoding):
    assert decoded_text(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")],
)
def test_a_mark_says_the_encoding(mark, encoding):
    assert decoded_text(mark + "a 猫".encode(encoding)) == "a 猫"


@pytest.mark.parametrize(
    "data",
    [
        "ねこがいる".encode("cp932"),
        "ねこがソファの上にいる".encode("euc-jp"),
        "кошка".encode("cp1251"),
        "images/IMG_0001.jpg,кот\nimages/IMG_0002.jpg,кошка".encode("cp1251"),
        "고양이가 소파 위에 앉아서 창밖을 바라보고 있습니다 그리고 강아지도 있습니다".encode("cp949"),
        "a cat".encode("utf-16-le"),
        b"\x89PNG\x00\xff",
        b"\xff\xfe\x00",
    ],
)
def test_what_is_in_none_of_them_is_no_text(data):
    assert decoded_text(data) is None


def old_zip(names: dict[bytes, bytes], extra: dict[bytes, bytes] | None = None) -> bytes:
    """A zip as programs write it that know of no UTF-8: the bytes of each name as they are, without the flag."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for raw, data in names.items():
            info = zipfile.ZipInfo(f"{len(archive.filelist):0{len(raw)}}")
            info.extra = (extra or {}).get(raw, b"")
            archive.writestr(info, data)
    written = bytearray(file.getvalue())
    for number, raw in enumerate(names):
        stand_in = f"{number:0{len(raw)}}".encode()
        assert written.count(stand_in) >= 2
        written = written.replace(stand_in, raw)
    return bytes(written)


def names_of(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return zip_names(archive.infolist())


NAMES = [
    ("猫咪图片/第一张.png", "utf-8"),
    ("猫咪图片/第一张.png", "gb18030"),
    ("表紙と能面/ソの写真.png", "cp932"),  # in both the second byte of a letter is a backslash
    ("カタログ/IMG写真１.png", "cp932"),
    ("Größe/schön-äöü-Köln.png", "cp437"),
    ("été/señor-façade.png", "cp437"),
    ("pão/coração.png", "cp850"),
]


@pytest.mark.parametrize(("name", "encoding"), NAMES)
def test_a_name_in_a_zip_is_read_in_its_encoding(name, encoding):
    assert names_of(old_zip({name.encode(encoding): b"x"})) == [name]
    assert names_of(old_zip({name.replace("/", "\\").encode(encoding): b"x"})) == [name]


def test_the_field_of_info_zip_counts_before_all_others():
    raw, name = b"gr\x81n_picture_1.png", "grün-猫.png"
    field = struct.pack("<BL", 1, zlib.crc32(raw)) + name.encode()
    extra = struct.pack("<HH", 0x7075, len(field)) + field
    assert names_of(old_zip({raw: b"x"}, {raw: extra})) == [name]
    other = struct.pack("<HH", 0x7075, len(field)) + struct.pack("<BL", 1, 5) + name.encode()
    assert names_of(old_zip({raw: b"x"}, {raw: other})) == ["grün_picture_1.png"]  # made of another name


def test_names_in_captions_match_those_in_the_zip_however_letters_are_composed(tmp_path):
    """macOS writes letters with their accents apart."""
    apart = unicodedata.normalize("NFD", "café/é.png")
    names = {
        apart.encode(): plain(),
        b"bar/b.png": plain(GREEN),
        b"captions.txt": "café/é.png\tun café".encode(),
    }
    (path := tmp_path / "my.zip").write_bytes(old_zip(names))
    data = source(path).load(32, "folder")
    assert [words.en for words in data.classes] == ["bar", "café"]
    assert data.captions == ("", "un café")


def test_two_files_that_are_called_alike_are_told(tmp_path):
    names = [unicodedata.normalize(form, "é.png") for form in ("NFC", "NFD")]
    for name in (*names, "a.png"):
        (tmp_path / name).write_bytes(plain())
    data = source(tmp_path).load(32)
    assert len(data.images) == 2
    assert data.skipped == ("é.png: called like another file",)


@pytest.mark.parametrize("name", ["a\udc80", "\udc80\ud800.png", "\ud800", "é\udfff"])
def test_a_name_that_is_no_text_can_be_shown(name):
    """As JSON may say it, too, in any order."""
    assert shown_name(name).encode()


def test_names_on_a_disk_that_are_no_utf8_are_read_as_those_in_a_zip(tmp_path):
    for name in ("狗的照片", "兔子照片"):
        folder = os.fsencode(tmp_path) + b"/" + name.encode("gb18030")
        os.mkdir(folder)
        with open(folder + b"/1.png", "wb") as file:
            file.write(plain())
    assert [words.en for words in source(tmp_path).load(32, "folder").classes] == ["兔子照片", "狗的照片"]
