"""The sample grids of a run as one short movie, the step and whose they are written below each; imports no torch."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from ..pictures.files import check_style, default_font, resized, style_at
from ..pictures.film import SHORTEST, Film, encoded, even, lasting
from ..words import UserError

HOLD = 1  # seconds that the last picture stays
LEAST_WIDTH = 320  # so that the line below a narrow grid can be read
PAPER, INK, QUIET, TRACK, ACCENT = "#171412", "#f5f5f4", "#a8a29e", "#3a3633", "#fb923c"

Grids = list[tuple[int, Path]]


class Form(NamedTuple):
    """How a run is filmed in one kind of file."""

    rate: int  # frames a second
    side: int  # of a grid, the longer one; crisp, it comes as near as a whole factor allows


FORMS = {"mp4": Form(20, 832), "webp": Form(10, 600)}


def movie(
    grids: Grids, form: str, seconds: float = 12, seen: Mapping[int, int] | None = None, style: str = "crisp"
) -> Film:
    """A film of about that many seconds: grids evenly chosen, the first and the last among them, the last held.

    `grids` are steps with their PNG files, as `runs.grids` gives them; those that are broken, gone or of another size
    are left out. `form` is mp4 or webp. `seen` says how many pictures the run had seen at a step. `style`: crisp,
    enlarged by a whole factor, or smooth. What cannot be made is refused at once; then frames are made one by one.
    Yields progress, then the file, which is there until the generator goes on; closed at any time, it leaves nothing
    behind.
    """
    if form not in FORMS:
        raise UserError("A movie is mp4 or webp, not {form}.", form=form)
    lasting(seconds)
    check_style(style)
    kept, size = _playable(grids)
    if len(kept) < 2:
        raise UserError(
            "A movie needs two sample grids that can be read; let the run train a little longer, then export it again."
        )
    page = FilmCanvas(size, FORMS[form].side, kept, seen or {}, style)
    turns = list(_turns(len(kept), seconds, FORMS[form].rate))
    style = style_at(page.size[0], size[0], style)
    frames = ((page.turned(*kept[i]), times) for i, times in turns)
    return encoded(frames, sum(times for _, times in turns), page.canvas.size, form, FORMS[form].rate, style)


def _playable(grids: Grids) -> tuple[Grids, tuple[int, int]]:
    """The grids that can be read, in order, and their size: the one that most of them have."""
    sizes = {(step, path): size for step, path in sorted(grids) if (size := _size(path))}
    size = Counter(sizes.values()).most_common(1)[0][0] if sizes else (0, 0)
    return [grid for grid in sizes if sizes[grid] == size], size


def _size(path: Path) -> tuple[int, int] | None:
    """Width and height of a PNG whose checksums are right; a half or broken one has none."""
    try:
        with Image.open(path, formats=["PNG"]) as image:
            image.verify()
            return image.size
    except (OSError, SyntaxError, ValueError, LookupError):
        return None


def _turns(grids: int, seconds: float, rate: int) -> Iterator[tuple[int, int]]:
    """Which of so many grids is shown, and for how many frames."""
    frames, last = round(max(seconds - HOLD, SHORTEST) * rate), grids - 1
    shown = [round(i * last / (frames - 1)) for i in range(frames)] + [last] * (HOLD * rate)
    return ((grid, len(list(same))) for grid, same in groupby(shown))


class FilmCanvas:
    """One canvas for all frames: the picture, a bar of how far the run is, and a line of numbers."""

    def __init__(self, size: tuple[int, int], side: int, kept: Grids, seen: Mapping[int, int], style: str):
        longer = max(size)
        larger, smaller = max(1, round(side / longer)), max(1, round(longer / side))
        self.shrink, self.seen, self.style = smaller, seen, style
        wide, high = (max(1, length * larger // smaller) for length in size)
        if style == "smooth" and longer < side:
            wide, high = (max(1, round(length * side / longer)) for length in size)
        self.size = wide, high
        self.first, self.last = kept[0][0], kept[-1][0]
        width = even(max(wide, LEAST_WIDTH))
        self.margin = width // 40
        self.font = self._font(width, max((" ".join(self._words(step)) for step, _ in kept), key=len))
        self.bar = max(4, width // 200)
        self.canvas = Image.new("RGB", (width, even(high + self.bar + round(self.font.size * 1.9))), PAPER)

    def _font(self, width: int, words: str) -> ImageFont.FreeTypeFont:
        """As large as these words, the longest of all, allow, with a gap between the two numbers."""
        fonts = map(default_font, range(max(18, width // 30), 7, -1))
        fitting = (font for font in fonts if font.getlength(words) + font.size <= width - 2 * self.margin)
        return next(fitting, default_font(8))

    def _words(self, step: int) -> tuple[str, str]:
        seen = self.seen.get(step)
        return f"step {step:,} (EMA)", "" if seen is None else f"{seen:,} seen"

    def turned(self, step: int, path: Path) -> Image.Image:
        """The canvas with that grid on it; as it was, where the file has gone in the meantime."""
        try:
            with Image.open(path, formats=["PNG"]) as image:
                picture = image.convert("RGB").reduce(self.shrink)
        except (OSError, SyntaxError, ValueError):
            return self.canvas
        left = (self.canvas.width - self.size[0]) // 2
        self.canvas.paste(resized(picture, self.size, self.style), (left, 0))
        self._write(step)
        return self.canvas

    def _write(self, step: int) -> None:
        """The bar and the numbers; English, for the font that comes with Pillow has no Chinese."""
        width, height = self.canvas.size
        top, text = self.size[1], self.size[1] + self.bar
        share = (step - self.first) / max(1, self.last - self.first)
        draw = ImageDraw.Draw(self.canvas)
        draw.rectangle((0, top, width, height), PAPER)
        draw.rectangle((0, top, width, text - 1), TRACK)
        draw.rectangle((0, top, round(share * (width - 1)), text - 1), ACCENT)
        middle = (text + height) / 2
        steps, pictures = self._words(step)
        draw.text((self.margin, middle), steps, INK, self.font, anchor="lm")
        draw.text((width - self.margin, middle), pictures, QUIET, self.font, anchor="rm")
