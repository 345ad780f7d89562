"""What people call each value of each attribute of the avatars, in English and in Chinese.

A row is (values, English, Chinese): python-avatars names with a space between them, phrases with a semicolon. Several
values share a coarser phrase; a caption may be less exact than the picture, never false. `*` stands for all but NONE,
`+` for a row that only serves where the colour is told and the kind of thing is not. Where no phrase has a place for
a colour, as of armour, which is drawn in a tint of it, none is told.

In a phrase `~` is the place of a colour; `^` marks an adjective (a ^bald man), `=` what somebody does or is
(a man =winking, 一个=眨眼的人), no mark a thing (with a bob, 戴着墨镜); `|` cuts a Chinese phrase into words.
"""

from .clothing import CLOTHES, GRAPHIC, HAT
from .colors import COLOR, HAIR_COLOR
from .expressions import EYEBROWS, EYES, MOUTH
from .features import BEARD, GLASSES, SKIN
from .hair import HAIR

ROWS = {
    "hair_color": HAIR_COLOR,
    "hair": HAIR,
    "skin": SKIN,
    "glasses": GLASSES,
    "beard": BEARD,
    "beard_color": HAIR_COLOR,
    "mouth": MOUTH,
    "eyes": EYES,
    "eyebrows": EYEBROWS,
    "clothes": CLOTHES,
    "clothes_color": COLOR,
    "graphic": GRAPHIC,
    "hat": HAT,
    "hat_color": COLOR,
}
