#!/usr/bin/env bash
# resvg draws text only in a font whose family is named exactly, and says nothing where it has none. python-avatars
# writes a shirt's own text as "Avenir-Heavy, Avenir", fonts of one vendor's computers, so anywhere else the shirt comes
# out as if it had no text: the same pixels. A browser would take another font. Naming no family, or sans-serif, does
# not help although a font is loaded; telling resvg_py which font stands for sans-serif does, for texts that ask for that.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check python-avatars==1.4.1 resvg_py==0.5.0 matplotlib==3.10.7
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version
from pathlib import Path

import matplotlib
import python_avatars as pa
from resvg_py import svg_to_bytes

font = str(Path(matplotlib.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf"))
print("resvg_py", version("resvg_py"), "python-avatars", version("python-avatars"), "and the font DejaVu Sans")


def drawn(svg: str, **options: str) -> bytes:
    return bytes(svg_to_bytes(svg_string=svg, width=128, skip_system_fonts=True, font_files=[font], **options))


def text(family: str) -> str:
    said = f'font-family="{family}"' if family else ""
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="100" height="40"><text x="5" y="30" {said}>Ab</text></svg>'


empty = drawn('<svg xmlns="http://www.w3.org/2000/svg" width="100" height="40"></svg>')
seen = {}
for family in ("DejaVu Sans", "", "sans-serif", "Avenir", "Avenir, sans-serif"):
    seen[family] = drawn(text(family)) != empty
    print(f"text in {family or 'no family'!r}: {'drawn' if seen[family] else 'nothing'}")
assert seen == {"DejaVu Sans": True, "": False, "sans-serif": False, "Avenir": False, "Avenir, sans-serif": False}
named = drawn(text("Avenir, sans-serif"), sans_serif_family="DejaVu Sans") != empty
print("text in 'Avenir, sans-serif' where DejaVu Sans stands for sans-serif:", "drawn" if named else "nothing")
assert named


def shirt(graphic: pa.ClothingGraphic, **more: str) -> bytes:
    worn = {"clothing": pa.ClothingType.GRAPHIC_SHIRT, "clothing_color": pa.ClothingColor.BLACK, "shirt_graphic": graphic}
    return drawn(pa.Avatar(style=pa.AvatarStyle.TRANSPARENT, **worn, **more).render())


same = shirt(pa.ClothingGraphic.CUSTOM_TEXT, shirt_text="Ab") == shirt(pa.ClothingGraphic.NONE)
print("a black shirt with the text Ab and one without any:", "the same pixels" if same else "they differ")
assert same, "the text is drawn now"
PYTHON
