"""The sets of clips: what is drawn is what their classes say, and nothing else moves."""

import numpy as np
import pytest
import torch

from gan_demo.data import find_source, moving_avatars, moving_fashion
from gan_demo.data.avatars.drawing import drawing
from gan_demo.data.avatars.sampling import sample
from gan_demo.data.moving_avatars import MOTIONS, ClipStore, moved
from gan_demo.words import UserError


@pytest.fixture(scope="module")
def clips() -> np.ndarray:
    return ClipStore(32).draw(0, 2 * len(MOTIONS)).astype(int)


def test_every_clip_moves_before_a_still_background(clips):
    changed = np.abs(np.diff(clips, axis=1)).max(4) > 8
    assert (changed.mean((1, 2, 3)) > 0.05).all()
    still = ~(np.abs(clips - clips[:, :1]).max(4) > 8).any(1)  # pixels that never change, among them the background
    assert (still.mean((1, 2)) > 0.1).all()


def test_a_clip_ends_where_it_begins(clips):
    steps = np.abs(clips - np.roll(clips, -1, 1)).mean((2, 3, 4))
    assert (steps[:, -1] <= steps.max(1)).all()
    assert (steps[:, -1] < 2.5 * np.median(steps, 1) + 1).all()


def test_classes_are_told_by_the_way_things_move():
    svg = drawing(sample(0, 1, "train", 0)[0].tolist())
    drawn = [moved(svg, motion, 0.5) for motion in MOTIONS]
    assert len({*drawn}) == len(MOTIONS)
    sway, duck = (moved(svg, MOTIONS[i], 1) for i in (2, 3))
    for group in ("Body", "Clothing", "Face", "Top"):
        assert f'<g id="transparent_{group}" transform="translate(36.00 0) ' in sway
        assert f'<g id="transparent_{group}" transform="translate(0 60.00) ' in duck
    assert 'id="transparent_Clothing" transform="translate(0.000000' in moved(
        svg, MOTIONS[0], 1
    )  # a nod moves no shirt
    assert moved(svg, MOTIONS[2], 0).count("translate(0.00 0)") == 4


def test_a_clip_follows_from_seed_split_and_number(clips):
    store = ClipStore(32)
    assert np.array_equal(store.draw(3, 5), clips[3:5])
    assert not np.array_equal(ClipStore(32, "test").draw(3, 5), clips[3:5])
    assert not np.array_equal(ClipStore(32, seed=1).draw(3, 5), clips[3:5])


def test_clips_are_prepared_and_loaded(environment):
    source = find_source("moving-avatars")
    with pytest.raises(UserError, match="gan-demo data prepare moving-avatars"):
        source.load(32)
    *_, last = source.prepare(32, 10)
    assert (last.done, last.total, source.count(32)) == (10, 10, 10)
    data = source.load(32, labels="motion")
    assert (data.kind, data.details, data.count(), len(data.examples)) == ("clip", {"rate": 8}, 10, 3000)
    assert torch.equal(data.labels[:8], torch.arange(8) % 6)
    assert np.array_equal(data.examples[:10], ClipStore(32).draw(0, 10))
    for wrong in ({"size": 48}, {"size": 32, "split": "dev"}, {"size": 32, "labels": "hat"}):
        with pytest.raises(UserError, match="moving-avatars"):
            source.load(**wrong)


def test_garments_bounce_before_a_still_slope():
    garments = np.full((20, 8, 8), 255, np.uint8)
    drawn = moving_fashion.bouncing(np.random.default_rng(0), garments, 32)[..., 0]
    assert drawn.shape == (20, 16, 32, 32)
    assert ((drawn == 255).sum((2, 3)) == 64).all()  # whole in each frame
    rows, columns = np.mgrid[:32, :32]
    places = np.stack([((drawn == 255) * axis).sum((2, 3)) / 64 for axis in (rows, columns)], 2)
    assert np.abs(np.diff(places, axis=1)).max() <= 4
    assert (np.ptp(places, axis=1).max(1) > 2).mean() > 0.9
    behind = np.where(drawn == 255, 0, drawn).max(1)
    assert ((drawn == behind[:, None]) | (drawn == 255)).all()
    assert behind.max() <= 100


def test_moving_fashion_has_the_class_of_each_garment():
    fashion = find_source("fashion-mnist")
    if not fashion.count(32):
        pytest.skip("Fashion-MNIST is not on this machine")
    source = find_source("moving-fashion")
    data, garments = source.load(32, "class", "test"), fashion.load(32, "class", "test")
    assert torch.equal(data.labels, garments.labels[:1000])
    assert data.examples.shape == (1000, 16, 32, 32, 1)
    assert torch.equal(data.examples, source.load(32, "class", "test").examples)
    bright = (
        data.examples.amax((1, 2, 3, 4))
        >= garments.images[:1000].reshape(1000, 16, 2, 16, 2).float().mean((2, 4)).amax((1, 2)).floor()
    )
    assert bright.all()


def test_two_sets_of_drawings_lie_apart():
    assert ClipStore(32).folder.parent.name == "moving-avatars-v1"
    with pytest.raises(UserError, match="Moving avatars cannot be 128 pixels wide"):
        ClipStore(128)
    assert moving_avatars.SOURCE.count(64) >= 0
