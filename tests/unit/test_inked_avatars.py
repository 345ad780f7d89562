"""The avatars in another hand: the same faces, drawn so that one can be told from the other and led back to it."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest
from support import warm
from support.trainers import gan_demo

from gan_demo.data import find_source, sources
from gan_demo.data.avatars.drawing import drawing, rasterised
from gan_demo.data.avatars.sampling import sample
from gan_demo.data.inked_avatars import COLOUR, INK, PAPER, InkedStore, inked, watered

ROWS = sample(0, 150, "train", 0)


def shapes(element):
    """All that is painted of a drawing, but for what is defined or masks others."""
    for child in element:
        name = child.tag.rpartition("}")[2]
        if name in ("path", "circle", "ellipse", "polygon", "rect", "use"):
            yield child
        if name not in ("defs", "mask"):
            yield from shapes(child)


def test_every_shape_has_a_line_and_what_masks_others_stays():
    for row in ROWS[:100]:
        plain = drawing(row)
        svg = inked(plain)
        seen = list(shapes(ElementTree.fromstring(svg)))
        lined = [shape.get("stroke") == INK for shape in seen if shape.get("width") != "264"]
        assert len(lined) > 8
        assert all(lined)
        assert svg.count(INK) == len(lined)
        for kept in (r"<defs\b[^>]*(?<!/)>.*?</defs>", r"<mask\b.*?</mask>"):
            assert re.findall(kept, svg, re.DOTALL) == re.findall(kept, plain, re.DOTALL)
        assert inked(plain) == svg


def test_colours_are_paler_and_different_ones_stay_different():
    colours = {found.lower() for row in ROWS for found in COLOUR.findall(drawing(row))}
    made = {COLOUR.sub(watered, f'fill="#{colour}"') for colour in colours if len(colour) == 6 and int(colour, 16)}
    assert len(made) == sum(len(colour) == 6 and int(colour, 16) > 0 for colour in colours) > 50
    assert COLOUR.sub(watered, 'fill="#000"') == 'fill="#000"'
    assert COLOUR.sub(watered, 'fill="#ff4646"') == COLOUR.sub(watered, 'fill="#FF4646"')


def test_pictures_are_on_paper_with_darker_lines_and_no_two_faces_are_alike():
    plain, ink = (InkedStore(64).draw(0, 8), [rasterised(drawing(row), 64) for row in ROWS[:8]])
    paper = np.frombuffer(bytes.fromhex(PAPER[1:]), np.uint8)
    for mine, theirs in zip(plain, ink, strict=True):
        assert np.abs(mine.astype(int) - theirs).mean() > 20
        assert (mine.reshape(-1, 3) == paper).all(1).sum() > 200
        assert ((mine < 90).all(2)).sum() > 100  # the lines
    assert all(np.abs(a.astype(int) - b).mean() > 5 for a, b in pairwise(plain))


@pytest.mark.slow
def test_it_is_a_data_set_of_the_same_faces(cache):
    source = find_source("inked-avatars")
    assert source.same_as == "avatars"
    assert source.title.zh
    *_, last = source.prepare(32, count=50)
    assert (last.done, source.count(32), sources()["avatars"].count(32)) == (50, 50, 0)
    dataset = source.load(32, labels="hat")
    assert dataset.name == "inked-avatars"
    assert np.array_equal(dataset.images[:3].numpy(), InkedStore(32).draw(0, 3))
    list(sources()["avatars"].prepare(32, count=50))
    avatars = sources()["avatars"].load(32, labels="hat")
    assert dataset.labels is not None
    assert dataset.labels.equal(avatars.labels)
    assert dataset.captions[7] == avatars.captions[7]
    assert not dataset.images[:50].equal(avatars.images[:50])


def test_the_command_line_lists_it(environment):
    done = warm.run(gan_demo("data", "list"), env=environment, capture_output=True, text=True, check=True)
    assert re.search(r"^inked-avatars +Inked avatars", done.stdout, re.MULTILINE)
    missing = warm.run(
        gan_demo("data", "prepare", "inked-avatars", "--size", 7), env=environment, capture_output=True, text=True
    )
    assert "Inked avatars cannot be 7 pixels wide" in missing.stderr
