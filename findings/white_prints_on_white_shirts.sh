#!/usr/bin/env bash
# python-avatars draws every print of a shirt in white, whatever the shirt's colour. On a white shirt a bat, a pizza and
# no print are the same picture to the last pixel, so of shirts drawn at random one in fourteen carries a label and a
# caption of a print that nobody can see, and a classifier of prints has a ceiling that looks like its own fault. On the
# light grey one they differ by at most a tenth of the range of brightness.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check python-avatars==1.4.1 resvg_py==0.5.0 pillow==12.3.0 numpy==2.2.6
"$folder/venv/bin/python" - <<'PYTHON'
import io
from importlib.metadata import version

import numpy as np
import python_avatars as pa
from PIL import Image
from resvg_py import svg_to_bytes

print("python-avatars", version("python-avatars"), "resvg_py", version("resvg_py"))


def shirt(color: pa.ClothingColor, graphic: pa.ClothingGraphic, side: int) -> np.ndarray:
    worn = {"clothing": pa.ClothingType.GRAPHIC_SHIRT, "clothing_color": color, "shirt_graphic": graphic}
    svg = pa.Avatar(style=pa.AvatarStyle.TRANSPARENT, **worn).render()
    return np.asarray(Image.open(io.BytesIO(bytes(svg_to_bytes(svg_string=svg, width=side)))).convert("RGB")).astype(int)


prints = [graphic for graphic in pa.ClothingGraphic if graphic.name not in ("NONE", "CUSTOM_TEXT")]
most = {}
for color in pa.ClothingColor:
    for side in (512, 64):
        plain = shirt(color, pa.ClothingGraphic.NONE, side)
        most[color.name, side] = max(int(np.abs(shirt(color, graphic, side) - plain).max()) for graphic in prints)
    print(f"{color.name:14} {color.value}  largest difference that any of {len(prints)} prints makes:",
          f"{most[color.name, 512]:3} of 255 at 512 px, {most[color.name, 64]:3} at 64 px")
assert most["WHITE", 512] == most["WHITE", 64] == 0, "prints on white shirts can be seen now"
assert most["BLACK", 64] > 100
PYTHON
