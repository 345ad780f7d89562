"""Bytes that somebody else's program wrote as text: which letters they are, and never a replacement for one."""

import codecs
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable

MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
UTF8 = 0x800  # the flag of a zip's entry whose name is so
UNICODE_PATH = 0x7075  # the Info-ZIP field that says a name once more
LONG = 20  # letters
PLAUSIBLE = 0.8  # of the letters beyond ASCII, those that look right
FOREIGN = re.compile(r"([A-Za-z]?)([^\x00-\x7f]+)([A-Za-z]?)")  # a run of them with the letters that it touches
WORD, ALONE = re.compile(r"[^\W\d_]+"), frozenset("àÀéÉèÈóÓíÍáÁ")  # words of one letter that are some
TORN = re.compile(r"[a-z][\u00a1-\u00bf][a-z]")  # a sign within a word, where another encoding has a letter
KANA, BEYOND = re.compile(r"[\u3041-\u30fe]"), re.compile(r"[^\x00-\x7f]")
HANGUL = re.compile(rb"[\xb0-\xc8][\xa1-\xfe]")  # in the encoding of Windows for Korean, where Chinese has more
DRAWN = re.compile(r"[\u2500-\u259f]")  # boxes and blocks, which no name has
HALF, OTHER_HALF = re.compile(r"[\udc80-\udcff]"), re.compile(r"[\ud800-\udc7f\udd00-\udfff]")  # bytes; no text
JAPANESE = re.compile(r"[\u3000-\u30ff\u4e00-\u9fff\uff01-\uff5e]")


def decoded_text(data: bytes) -> str | None:
    """A file's text as its mark says, or in the first that it can be of UTF-8, GB18030, Windows-1252; None for none."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding)
    found = next((e for e in ("utf-8", "gb18030", "cp1252") if _can_be(data, e)), None)
    return found and data.decode(found)


def zip_names(entries: Iterable[zipfile.ZipInfo]) -> list[str]:
    """The path of each entry of a zip, in NFC: by the flag, the field of Info-ZIP, or what its bytes can be.

    Those of which nothing is said are all in the same encoding, and a backslash separates there unless it is half of a
    letter. What stands behind a NUL is dropped, as zipfile does.
    """
    entries = list(entries)
    said = [_said(info) for info in entries]
    raw = [info.orig_filename.encode("cp437", "replace") for info in entries]
    open_ = b"\n".join(name for name, known in zip(raw, said, strict=True) if known is None)
    encoding = next((e for e in ("utf-8", "cp932", "gb18030") if _can_be(open_, e)), "cp437")
    if encoding == "cp437" and DRAWN.search(open_.decode(encoding)):
        encoding = "cp850"
    names = (bytes_.decode(encoding) if known is None else known for bytes_, known in zip(raw, said, strict=True))
    return [shown_name(name.split("\0")[0].replace("\\", "/")) for name in names]


def shown_name(name: str) -> str:
    """A name in NFC, without what is no text, so that it can be shown, stored, and found however it is written."""
    if name.isascii():
        return name
    if HALF.search(name) and not OTHER_HALF.search(name):  # a name on a disk that is no UTF-8
        raw = name.encode("utf-8", "surrogateescape")
        encoding = next((e for e in ("cp932", "gb18030") if _can_be(raw, e)), "ascii")
        name = raw.decode(encoding, "backslashreplace")
    return unicodedata.normalize("NFC", name).encode("utf-8", "replace").decode()


def _said(info: zipfile.ZipInfo) -> str | None:
    """The name of an entry that says how it is written."""
    if info.flag_bits & UTF8:
        return info.orig_filename
    extra, checksum = info.extra, zlib.crc32(info.orig_filename.encode("cp437", "replace"))
    while len(extra) >= 4:
        kind, length = struct.unpack("<HH", extra[:4])
        field, extra = extra[4 : 4 + length], extra[4 + length :]
        if kind == UNICODE_PATH and len(field) > 5 and struct.unpack("<BL", field[:5]) == (1, checksum):
            return _strictly(field[5:], "utf-8")
    return None


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _can_be(data: bytes, encoding: str) -> bool:
    """Whether bytes can be text of that encoding, and look as what is written in it.

    A letter of two bytes is rarely alone among Latin ones, where in one of their encodings an accented one is.
    """
    text = _strictly(data, encoding)
    if text is None or b"\0" in data or encoding == "utf-8":
        return text is not None and b"\0" not in data
    if encoding == "cp1252":
        words = "".join(word for word in WORD.findall(text) if not word.isascii() and word not in ALONE)
        return 2 * sum(not letter.isascii() for letter in words) <= len(words) and not TORN.search(text)
    if encoding == "gb18030" and (_is_korean(data) or 10 * len(KANA.findall(text)) > len(BEYOND.findall(text))):
        return False
    letters = right = 0
    for before, run, after in FOREIGN.findall(text):
        letters += len(run)
        if len(run) > 1 or not before + after:
            right += sum(bool(JAPANESE.match(one)) if encoding == "cp932" else _in_gb2312(one) for one in run)
    return right >= PLAUSIBLE * letters


def _is_korean(data: bytes) -> bool:
    """Whether all letters are where Korean ones lie, in a text so long that common Chinese ones would lie elsewhere."""
    letters = HANGUL.findall(data)
    return len(letters) >= LONG and 2 * len(letters) == sum(byte > 0x7F for byte in data)


def _in_gb2312(letter: str) -> bool:
    """Whether a letter is of the standard that nearly all Chinese text keeps to."""
    try:
        return bool(letter.encode("gb2312"))
    except UnicodeEncodeError:
        return False
