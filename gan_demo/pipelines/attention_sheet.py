"""A drawn picture beside copies of it that show, for each word of the caption, where the word was looked for."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from ..pictures.files import default_font, to_pil
from ..text.understanding import Word

SIDE, LINE, GAP, COLUMNS = 192, 28, 8, 5  # pixels of a picture, at least, of the line under it, and between them
DIM = 0.15  # how bright a picture is where its word was not looked for
CHINESE_FONTS = (  # file names that Pillow looks for where the system keeps its fonts
    "NotoSansCJK-Regular.ttc",
    "NotoSansSC-Regular.otf",
    "SourceHanSansSC-Regular.otf",
    "wqy-microhei.ttc",
    "wqy-zenhei.ttc",
    "DroidSansFallbackFull.ttf",
    "PingFang.ttc",
    "Hiragino Sans GB.ttc",
    "STHeiti Light.ttc",
    "msyh.ttc",
    "simhei.ttf",
)


def attention_sheet(picture: NDArray, words: list[Word], maps: NDArray) -> tuple[Image.Image, list[str]]:
    """The sheet, and the words that its numbers stand for: none, as a rule, but no font here may have their letters.

    picture: uint8 (H, W, C). maps: float (words, side, side), the share of each word; one that is zero is not shown.
    """
    shown = [i for i in range(len(words)) if maps[i].any()]
    texts = [words[i].text for i in shown]
    font = font_for("".join(texts))
    titles = texts if font else [str(number) for number, _ in enumerate(texts, 1)]
    side = len(picture) * max(1, round(SIDE / len(picture)))
    whole = to_pil(picture).convert("RGB").resize((side, side), Image.Resampling.NEAREST)
    tiles = [whole, *(spotlit(whole, maps[i]) for i in shown)]
    return laid_out(tiles, ["", *titles], font or default_font(LINE // 2)), [] if font else texts


def font_for(text: str) -> ImageFont.FreeTypeFont | None:
    """A font with these letters, None where none is found; the one that comes with Pillow has Latin only."""
    if text.isascii():
        return default_font(LINE // 2)
    for name in CHINESE_FONTS:
        try:
            return ImageFont.truetype(name, LINE // 2)
        except OSError:
            continue
    return None


def spotlit(picture: Image.Image, share: NDArray) -> Image.Image:
    """The picture, dimmed where the share is small beside its largest value."""
    light = Image.fromarray((255 * share / share.max()).astype(np.uint8))
    mask = np.asarray(light.resize(picture.size, Image.Resampling.BILINEAR), np.float32)[..., None] / 255
    return Image.fromarray((np.asarray(picture) * (DIM + (1 - DIM) * mask)).astype(np.uint8))


def laid_out(tiles: list[Image.Image], titles: list[str], font: ImageFont.FreeTypeFont) -> Image.Image:
    """Tiles of one size in rows, each with its title below."""
    columns, step = min(COLUMNS, len(tiles)), tiles[0].width + GAP
    rows = -(-len(tiles) // columns)
    canvas = Image.new("RGB", (columns * step - GAP, rows * (step + LINE) - GAP), "white")
    pen = ImageDraw.Draw(canvas)
    for i, (tile, title) in enumerate(zip(tiles, titles, strict=True)):
        x, y = i % columns * step, i // columns * (step + LINE)
        canvas.paste(tile, (x, y))
        pen.text((x + tile.width / 2, y + tile.height + LINE / 2), title, "black", font, anchor="mm")
    return canvas
