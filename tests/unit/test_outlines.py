"""Outlines of pictures, and what pictures made of them are worth."""

import numpy as np
import pytest
import torch
from support.trainers import tiny_dataset
from torch.nn.functional import max_pool2d

from gan_demo.evaluation import redrawing
from gan_demo.pictures.outlines import by_hand, jittered, outlines, rectangle


def square(background: tuple[int, ...], colour: tuple[int, ...], first: int = 4, last: int = 12) -> torch.Tensor:
    """A square in the middle of 16 x 16 px."""
    picture = torch.tensor(background, dtype=torch.uint8).repeat(1, 16, 16, 1)
    picture[:, first:last, first:last] = torch.tensor(colour, dtype=torch.uint8)
    return picture


def test_a_square_is_a_closed_line_of_one_pixel():
    ink = outlines(square((255,), (0,)))[0, :, :, 0] < 128
    assert ink.sum() == 28  # a ring of side 8
    rows = ink.sum(1)
    assert rows[:3].sum() == rows[13:].sum() == 0
    assert (rows[6:10] == 2).all()


@pytest.mark.parametrize("channels", [((0, 0, 0), (255, 255, 255)), ((200, 60, 60), (60, 200, 60)), ((90,), (160,))])
def test_what_a_line_is_between_does_not_matter(channels):
    one, other = (outlines(square(*pair)) < 128 for pair in (channels, channels[::-1]))
    assert one.sum() == other.sum() > 20


def test_colours_of_one_brightness_have_an_outline():
    assert (outlines(square((200, 60, 60), (60, 60, 200))) < 128).sum() > 20


def test_what_is_flat_or_nearly_so_is_white():
    assert (outlines(torch.full((2, 9, 7, 3), 77, dtype=torch.uint8)) == 255).all()
    slope = torch.arange(16, dtype=torch.uint8)[None, None, :, None].expand(1, 16, 16, 1)
    assert (outlines(slope) == 255).all()


def test_each_picture_has_the_outline_that_it_has_alone():
    pictures = torch.randint(0, 256, (3, 12, 10, 3), dtype=torch.uint8)
    assert torch.equal(outlines(pictures), torch.cat([outlines(one[None]) for one in pictures]))


def test_the_nearest_outline_is_the_same_one():
    among = np.random.default_rng(0).integers(0, 2, (9, 64, 64, 1)).astype(np.uint8) * 255
    assert redrawing.nearest_outlines(among[[4, 0, 8]], among).tolist() == [4, 0, 8]


def test_a_difference_is_a_share_of_black_to_white():
    black, white = np.zeros((2, 4, 4, 3), np.uint8), np.full((2, 4, 4, 3), 255, np.uint8)
    assert redrawing.pixel_error(black, white) == 1
    assert redrawing.pixel_error(black, white // 5) == pytest.approx(0.2)


def test_what_is_kept_is_the_share_of_right_answers():
    data = tiny_dataset(6, classes=True)
    right = data.labels.numpy()
    wrong = np.where(np.arange(6) < 3, (right + 1) % 3, right)
    assert redrawing.kept({"class": wrong}, {"class": right}, data) == {
        "class accuracy": {"value": 0.5, "real": 1.0, "better": "higher"}
    }


def hands(count: int) -> list[torch.Generator]:
    return [torch.Generator().manual_seed(i) for i in range(count)]


def test_a_hand_draws_the_same_again():
    exact = outlines(square((255,), (0,)).repeat(6, 1, 1, 1))
    drawn = by_hand(exact, hands(6))
    assert (drawn.shape, drawn.dtype) == (exact.shape, torch.uint8)
    assert torch.equal(drawn, torch.cat([by_hand(exact[:1], [hand]) for hand in hands(6)]))
    assert len({bytes(one.numpy()) for one in drawn if not torch.equal(one, exact[0])}) > 1


def test_half_of_the_outlines_stay_as_they_are():
    exact = outlines(square((255,), (0,)).repeat(200, 1, 1, 1))
    same = (by_hand(exact, hands(200)) == exact).all(dim=(1, 2, 3))
    assert same.float().mean() == pytest.approx(0.5, abs=0.1)


def test_what_a_hand_draws_is_near_the_outline():
    exact = outlines(square((255,), (0,)).repeat(200, 1, 1, 1))
    ink = (255 - by_hand(exact, hands(200)).float()).mean(0)[..., 0]
    near = max_pool2d((exact[:1, :, :, 0] < 128).float(), 5, 1, 2)[0] > 0
    assert ink[~near].sum() < 0.05 * ink.sum()
    assert ink.sum() > 0.3 * (255 - exact[0].float()).sum()


def test_a_hand_leaves_a_blank_sheet_blank():
    assert (by_hand(torch.full((3, 9, 12, 1), 255, dtype=torch.uint8), hands(3)) == 255).all()


def test_a_rectangle_covers_what_it_says():
    gaps = rectangle(12, 24, torch.rand(5, 4000, 1, 1, 1, generator=hands(1)[0]))[:, 0]
    assert gaps.any(dim=(1, 2)).float().mean() < 0.52
    assert gaps.sum(1).amax() <= 12 / 3 + 1
    assert gaps.sum(2).amax() <= 24 / 3 + 1


def test_a_jittered_picture_is_the_same_thing_elsewhere():
    pictures = torch.randint(0, 256, (1, 32, 32, 3), generator=hands(1)[0], dtype=torch.uint8).repeat(5, 1, 1, 1)
    moved = jittered(pictures, hands(5))
    assert (moved.shape, moved.dtype) == (pictures.shape, torch.uint8)
    assert torch.equal(moved, torch.cat([jittered(pictures[:1], [hand]) for hand in hands(5)]))
    assert len({bytes(one.numpy()) for one in moved}) == 5
    flat = torch.full((3, 8, 8, 1), 90, dtype=torch.uint8)
    assert torch.equal(jittered(flat, hands(3)), flat)
    middle = square((255,), (0,)).repeat(300, 1, 1, 1)
    ink = (255 - jittered(middle, hands(300)).float()).sum((1, 2, 3)) / (255 - middle[0].float()).sum()
    assert ink.mean() == pytest.approx(1, abs=0.1)
    assert 0.05 < ink.std() < 0.3
