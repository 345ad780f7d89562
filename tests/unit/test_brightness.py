"""Pictures of more than eight bits: one range of values for all of a set, and which it is."""

import io
import struct
import zlib

import numpy as np
import pytest
import torch
from PIL import Image
from support.own_pictures import packed, plain

from gan_demo.data import inspection
from gan_demo.data.brightness import Levels, usual_range
from gan_demo.data.folder import source

pytestmark = pytest.mark.usefixtures("cache")


def tone(value: float, kind: type, form: str = "TIFF") -> bytes:
    file = io.BytesIO()
    Image.fromarray(np.full((32, 32), value, kind)).save(file, form)
    return file.getvalue()


KINDS = [
    (np.uint16, "TIFF", (0, 2048, 4095), (0, 4095)),  # 12 bits
    (np.uint16, "PNG", (0, 512, 1023), (0, 1023)),
    (np.uint16, "PNG", (0, 32896, 65535), (0, 65535)),
    (np.uint16, "TIFF", (0, 128, 255), (0, 255)),
    (np.float32, "TIFF", (0, 0.5, 1), (0, 1)),
    (np.float32, "TIFF", (0, 0.5, 1.02), (0, 1)),  # resized with Lanczos
    (np.float32, "TIFF", (-1, 0, 1), (-1, 1)),
    (np.float32, "TIFF", (0, 127.5, 255), (0, 255)),
    (np.int32, "TIFF", (0, 32768, 65535), (0, 65535)),
    (np.int32, "TIFF", (-1024, 1023.5, 3071), (-1024, 3071)),  # Hounsfield units
    (np.int32, "TIFF", (0, 500_000, 1_000_000), (0, 1_000_000)),
]


@pytest.mark.parametrize(("kind", "form", "values", "ends"), KINDS)
def test_one_range_holds_for_all_of_a_set(tmp_path, kind, form, values, ends):
    pictures = {f"{i}.{form.lower()}": tone(value, kind, form) for i, value in enumerate(values)}
    (path := tmp_path / "my.zip").write_bytes(packed(pictures))
    tones = source(path).load(32).images[:, 16, 16, 0].tolist()
    assert tones == pytest.approx([0, 127.5, 255], abs=1)
    *_, look = inspection.inspect_images(path, 32)
    assert any(f" {ends[0]:g} is black and {ends[1]:g} is white" in words.en for words in look.notes())
    sheet = inspection.thumbnails(path, 32)
    assert sheet[:, 16, 16, 0].tolist() == pytest.approx([0, 127.5, 255], abs=1)


def test_a_dark_picture_stays_darker_than_a_bright_one(tmp_path):
    """Each by its own brightest value would be white."""
    for i, value in enumerate((0.2, 0.9)):
        (tmp_path / f"{i}.tif").write_bytes(tone(value, np.float32))
    assert source(tmp_path).load(32).images[:, 0, 0, 0].tolist() == pytest.approx([51, 229.5], abs=1)


def test_pictures_of_one_tone_in_a_wide_range_are_warned_of(tmp_path):
    values = np.linspace(0, 60_000, 32 * 32).reshape(32, 32).astype(np.uint16)
    for name, picture in {"wide": values, "flat": values // 100}.items():
        Image.fromarray(picture).save(tmp_path / f"{name}.png")
    *_, look = inspection.inspect_images(tmp_path, 32)
    assert any(words.en.startswith("1 pictures use less than a twentieth") for words in look.notes())


def test_a_few_values_beyond_all_others_are_warned_of(tmp_path):
    """Padding of -32768 around a CT: what is to be seen uses little of such a range."""
    values = np.linspace(-1000, 1000, 64 * 64).reshape(64, 64).astype(np.int32)
    values[0, 0] = -(2**20)
    for i in range(2):
        Image.fromarray(values).save(tmp_path / f"{i}.tif")
    *_, look = inspection.inspect_images(tmp_path, 32)
    assert any(words.en.startswith("2 pictures use less than a twentieth") for words in look.warnings())


def test_what_is_no_number_is_black_and_pictures_of_eight_bits_stay(tmp_path):
    values = np.full((32, 32), np.nan, np.float32)
    values[16:] = 1
    Image.fromarray(values).save(tmp_path / "nan.tif")
    (tmp_path / "plain.png").write_bytes(plain((100, 100, 100)))
    images = source(tmp_path).load(32).images
    assert [images[0, 0, 0].tolist(), images[0, 31, 31].tolist()] == [[0] * 3, [255] * 3]
    assert torch.unique(images[1]).tolist() == [100]


def test_sets_of_eight_bits_have_no_range_to_tell_of(tmp_path):
    for i in range(3):
        (tmp_path / f"{i}.png").write_bytes(plain((i, i, i)))
    *_, look = inspection.inspect_images(tmp_path, 32)
    assert not any("Brightness" in words.en for words in look.notes())


def test_one_value_alone_is_a_range():
    assert usual_range([Levels(-5, -5)]) == (-5, -4)


def colour_png(values: np.ndarray) -> bytes:
    """A PNG of sixteen bits a colour, uint16 (H, W, 3), which Pillow reads and does not write."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    height, width, _ = values.shape
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in values)
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 16, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def test_colours_of_which_half_of_the_bits_are_lost_are_told(tmp_path):
    (tmp_path / "deep.png").write_bytes(colour_png(np.full((32, 32, 3), 2000, np.uint16)))
    (tmp_path / "plain.png").write_bytes(plain())
    *_, look = inspection.inspect_images(tmp_path, 32)
    assert any(words.en.startswith("1 files, such as deep.png, have more than eight bits") for words in look.warnings())
