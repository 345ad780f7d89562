"""Augmentation: by hand where a closed form exists, its gradient against finite differences."""

import math

import pytest
import torch
from torch.autograd import gradcheck, gradgradcheck

from gan_demo.objectives.augment import augmented, cutout, recoloured, translated

CHANGES = [recoloured, translated, cutout]


def pictures(count: int = 6, channels: int = 3, height: int = 8, width: int = 8, dtype=torch.float32) -> torch.Tensor:
    stream = torch.Generator().manual_seed(1)
    return (torch.rand(count, channels, height, width, generator=stream, dtype=torch.float64) * 2 - 1).to(dtype)


def seeded(function, *words, seed: int = 0):
    torch.manual_seed(seed)
    return function(*words)


def test_with_probability_0_the_images_themselves_come_back_and_no_random_number_is_drawn():
    images, before = pictures(), torch.get_rng_state()
    assert augmented(images, 0) is images
    assert augmented(images, 0.0) is images
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize("share", [0.01, 0.5, 1])
def test_the_random_state_afterwards_does_not_depend_on_the_probability(share):
    torch.manual_seed(0)
    augmented(pictures(), share)
    after = torch.get_rng_state()
    torch.manual_seed(0)
    augmented(pictures(), 0.3)
    assert torch.equal(torch.get_rng_state(), after)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16, torch.float64])
@pytest.mark.parametrize("shape", [(5, 3, 64, 64), (1, 1, 28, 28), (3, 4, 9, 15), (2, 3, 1, 1)])
def test_shape_and_type_stay(dtype, shape):
    images = pictures(*shape, dtype=dtype)
    changed = seeded(augmented, images, 1.0)
    assert (changed.shape, changed.dtype) == (images.shape, dtype)
    assert changed.isfinite().all()


def test_bfloat16_sees_the_same_change_as_float32():
    images = pictures(16, 3, 32, 32, torch.bfloat16)
    low, high = seeded(augmented, images, 0.7).float(), seeded(augmented, images.float(), 0.7)
    assert torch.allclose(low, high, atol=0.06)  # a few of bfloat16's steps of 1/128


def test_it_follows_from_the_seed():
    images = pictures()
    first, again, other = (seeded(augmented, images, 0.5, seed=seed) for seed in (0, 0, 1))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


@pytest.mark.slow
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("share", [0.5, 1])
def test_it_has_the_gradient_of_finite_differences(channels, share):
    images = pictures(4, channels, 5, 4, torch.float64).requires_grad_()
    assert gradcheck(lambda x: seeded(augmented, x, share), images)
    assert gradgradcheck(lambda x: seeded(augmented, x, share), images)  # for penalties on the gradient


def test_a_picture_that_is_not_chosen_keeps_every_bit_and_the_gradient_1():
    images = pictures(400).requires_grad_()
    changed = seeded(augmented, images, 0.1)
    (slope,) = torch.autograd.grad(changed.sum(), images)
    same = (changed == images).flatten(1).all(1)
    assert 0.6 < same.float().mean() < 0.85  # 0.9 ** 3 = 0.73
    assert (slope[same] == 1).all()


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_as_many_pictures_change_as_the_probability_says(share):
    count, images = 4000, pictures(4000)
    changed = (seeded(augmented, images, share) != images).flatten(1).any(1)
    still = 1 - share * (1 - 1 / 9)  # one shift in nine is by nothing, 8 px being moved by up to 1
    expected = 1 - (1 - share) ** 2 * still
    error = math.sqrt(expected * (1 - expected) / count)
    assert changed.float().mean().item() == pytest.approx(expected, abs=4 * error)


@pytest.mark.parametrize(("height", "width", "down", "right"), [(8, 16, 1, 2), (28, 28, 4, 4), (64, 8, 8, 1)])
def test_moving_a_picture_of_one_pixel_moves_the_pixel(height, width, down, right):
    images = torch.zeros(1500, 2, height, width)
    y, x = height // 2, width // 2
    images[:, 0, y, x], images[:, 1, y, x] = 0.5, -1
    shifted = seeded(translated, images)
    places = shifted.nonzero()
    assert len(places) == 2 * len(images)  # a pixel in each of the two channels
    assert torch.equal(places[::2, 2:], places[1::2, 2:])
    assert (shifted.sum((2, 3)) == torch.tensor([0.5, -1])).all()
    assert {p - y for p in places[:, 2].tolist()} == set(range(-down, down + 1))
    assert {p - x for p in places[:, 3].tolist()} == set(range(-right, right + 1))


def test_what_is_moved_out_does_not_come_back_on_the_other_side():
    images = torch.zeros(4000, 1, 8, 8)
    images[:, :, 0, 0] = 1
    shifted = seeded(translated, images)
    assert not shifted[:, :, 2:].any()
    assert not shifted[:, :, :, 2:].any()
    assert shifted.sum().item() / len(images) == pytest.approx(4 / 9, abs=0.03)  # two shifts of three, twice


def test_cutout_blanks_half_the_sides_of_a_picture():
    images = torch.ones(2000, 1, 8, 12)
    blank = seeded(cutout, images)[:, 0] == 0
    rows, columns = blank.any(2), blank.any(1)
    assert torch.equal(blank, rows[:, :, None] & columns[:, None, :])
    assert set(rows.sum(1).tolist()) == {2, 3, 4}  # half of it, unless a part lies outside
    assert set(columns.sum(1).tolist()) == {3, 4, 5, 6}
    assert (rows.int().diff(dim=1).abs().sum(1) <= 2).all()
    shares = blank.float().mean(0)
    assert torch.allclose(shares, shares.flip(0, 1), atol=0.06)  # no side of the picture is preferred


def test_colour_is_affine_and_keeps_the_order_of_brightness():
    images = pictures(50, 3, 8, 8, torch.float64)
    changed = seeded(recoloured, images)
    levels = [x.mean((1, 2, 3)) for x in (changed, images)]
    brightness = levels[0] - levels[1]  # neither saturation nor contrast moves the mean
    assert (brightness.abs() <= 0.5).all()
    grey = [x.mean(1) - level.view(-1, 1, 1) for x, level in zip((changed, images), levels, strict=True)]
    contrast = (grey[0] / grey[1]).flatten(1)
    assert torch.allclose(contrast, contrast[:, :1].expand_as(contrast))
    assert ((contrast >= 0.5) & (contrast <= 1.5)).all()
    colour = ((changed - changed.mean(1, keepdim=True)) / (images - images.mean(1, keepdim=True))).flatten(1)
    saturation = colour / contrast[:, :1]
    assert torch.allclose(saturation, saturation[:, :1].expand_as(saturation))
    assert ((saturation >= 0) & (saturation <= 2)).all()
    assert brightness.std() > 0.2
    assert contrast[:, 0].std() > 0.2
    assert saturation[:, 0].std() > 0.4


@pytest.mark.parametrize("change", CHANGES)
def test_pictures_of_a_batch_change_each_in_their_own_way(change):
    images = pictures(1, 1, 32, 32).expand(64, -1, -1, -1)
    assert len(seeded(change, images).flatten(1).unique(dim=0)) > 32
