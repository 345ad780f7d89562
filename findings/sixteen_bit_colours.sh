#!/usr/bin/env bash
# Pillow keeps the sixteen bits of a grey PNG and drops the lower eight of one in colour, and nothing tells the two colour
# depths apart: mode, info and getextrema are those of a PNG of eight bits. Where cameras and scanners store ten or twelve
# bits in sixteen, values of 0 to 4095 come out as 0 to 15: a data set that is all but black, while the same values in grey
# are there in full.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pillow==12.3.0 numpy==2.2.6
"$folder/venv/bin/python" - <<'PYTHON'
import io
import struct
import zlib

import numpy as np
import PIL
from PIL import Image

print("Pillow", PIL.__version__)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(values):
    """The values, uint16 (H, W, C), as a PNG of sixteen bits by the book: C is 1, grey, or 3, colour."""
    height, width, channels = values.shape
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in values)
    head = struct.pack(">IIBBBBB", width, height, 16, {1: 0, 3: 2}[channels], 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


twelve = np.linspace(0, 4095, 64 * 64).round().astype(np.uint16).reshape(64, 64, 1)
found = {}
for title, values in (("grey", twelve), ("colour", twelve.repeat(3, 2))):
    image = Image.open(io.BytesIO(png(values)))
    image.load()
    read = np.asarray(image)
    found[title] = image.mode, int(read.max()), len(np.unique(read))
    print(f"{title:6} of 0 to 4095: mode {image.mode}, info {image.info}, {len(np.unique(read))} values up to {read.max()}")
assert found == {"grey": ("I;16", 4095, 4096), "colour": ("RGB", 15, 16)}, "what Pillow reads has changed"
PYTHON
