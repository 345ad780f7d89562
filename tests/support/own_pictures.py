"""Pictures and zips such as visitors bring, made in memory."""

import functools
import io
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def saved(image: Image.Image, kind: str = "PNG", **options) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def plain(colour=RED, size=(40, 40), kind="PNG", mode="RGB") -> bytes:
    return saved(Image.new("RGB", size, colour).convert(mode), kind)


def thirds(across: bool, size=(96, 32), mode="RGB") -> Image.Image:
    """A wide picture of red, green and blue thirds, or the same one upright with its red end on top."""
    image = Image.new("RGB", size, RED)
    image.paste(GREEN, (size[0] // 3, 0, 2 * size[0] // 3, size[1]))
    image.paste(BLUE, (2 * size[0] // 3, 0, size[0], size[1]))
    return (image if across else image.transpose(Image.Transpose.ROTATE_270)).convert(mode)


def packed(entries: dict[str, bytes], **options) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return file.getvalue()


def encrypted(data: bytes, name: str) -> bytes:
    """The zip with one entry that claims to be encrypted."""
    marked = bytearray(data)
    at = marked.index(name.encode(), marked.index(b"PK\x01\x02")) - 46
    marked[at + 8] |= 1
    return bytes(marked)


MIXED = {
    **{f"set/cats/{i}.png": plain(GREEN, (60, 80)) for i in range(5)},
    **{f"set/狗/{i}.png": plain(BLUE) for i in range(3)},
    "set/cats/empty.png": b"",
    "set/cats/words.jpg": b"no picture",
    "set/cats/cut.png": plain(size=(300, 300))[:-40],
    "set/狗/secret.png": plain(),
    "set/狗/zeros.bmp": bytes(10 << 20),
    "set/狗/photo.HEIC": b"x",
    "set/notes.txt": b"x",
    "../../escape.png.exe": b"x",
    "__MACOSX/set/._0.png": b"x",
    "set/captions.txt": "cats/0.png\ta cat\n狗/1.png\t一只狗\nno tab\n".encode(),
}


def two(path: Path) -> Path:
    path.mkdir()
    for name in "ab":
        (path / f"{name}.png").write_bytes(saved(thirds(True)))
    return path


def colours(pixels: np.ndarray) -> list[list[str]]:
    """Which colour stands at the middle of each of the nine parts of a picture."""
    names = {RED: "r", GREEN: "g", BLUE: "b", WHITE: "w"}
    at = [len(pixels) * k // 6 for k in (1, 3, 5)]
    return ["".join(names.get(tuple(pixels[y, x].tolist()), "?") for x in at) for y in at]


GOOD = {"a/1.png": plain(), "b/2.png": plain(GREEN)}


@functools.cache
def mixed() -> bytes:
    """A zip with all of MIXED, of which one picture claims to be encrypted."""
    return encrypted(packed(MIXED), "set/狗/secret.png")
