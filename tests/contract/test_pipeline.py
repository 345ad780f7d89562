"""Drawing: the same seed gives the same bytes, classes can be named and blended, bad requests are refused."""

import subprocess

import numpy as np
import pytest
import torch
from support import warm
from support.trainers import CLASSES, gan_demo, tiny_trainer

from gan_demo import checkpoints
from gan_demo.pictures.images import to_float, to_uint8
from gan_demo.pipelines.latent import principal_directions
from gan_demo.pipelines.pipeline import GAN
from gan_demo.words import UserError


def gan_of(classes: bool) -> GAN:
    trainer = tiny_trainer("sngan", classes)
    for _ in range(5):
        trainer.step()
    config = checkpoints.Config("sngan", trainer.arguments["generator"], "tiny", classes=trainer.dataset.classes)
    return GAN(config, trainer.ema)


@pytest.fixture(scope="module")
def plain() -> GAN:
    return gan_of(False)


@pytest.fixture(scope="module")
def classy() -> GAN:
    return gan_of(True)


def test_images_convert_back_and_forth():
    every = torch.arange(256, dtype=torch.uint8).repeat(3).view(1, 16, 16, 3)
    assert torch.equal(to_uint8(to_float(every)), every)
    assert to_float(every).shape == (1, 3, 16, 16)
    assert to_uint8(torch.tensor([-9.0, 9.0]).view(1, 1, 1, 2)).flatten().tolist() == [0, 255]


def test_the_seed_decides(plain):
    assert np.array_equal(plain.draw(5, seed=3), plain.draw(5, seed=3))
    assert not np.array_equal(plain.draw(5, seed=3), plain.draw(5, seed=4))
    assert np.array_equal(plain.draw(100, seed=3)[:5], plain.draw(5, seed=3))
    assert plain.draw(2).shape == (2, 8, 8, 3)


def test_one_picture_is_the_same_alone_and_among_others(plain):
    z = plain.latents(70, 1)
    alone, among = plain.draw(z=z[66:67])[0], plain.draw(z=z)[66]
    assert np.abs(alone.astype(int) - among).max() <= 1


def test_truncation_zero_is_the_middle(plain):
    pictures = plain.draw(6, seed=1, truncation=0)
    assert (pictures == pictures[0]).all()


def test_classes_by_name_and_mixture(classy):
    assert [classy.label(name) for name in ("light", "Light", "亮", "1")] == [1, 1, 1, 1]
    named = [classy.draw(2, seed=3, labels=label) for label in ("light", "亮", "1", [1, 1], ["Light", "1:1"])]
    assert all(np.array_equal(named[0], one) for one in named)
    z, one = np.repeat(classy.latents(1, 2), 3, 0), np.eye(len(CLASSES))
    assert np.array_equal(classy.draw(z=z), classy.draw(z=z, labels=one))
    blend = classy.draw(z=z[:1], labels=np.array([[0.5, 0.5, 0]]))
    assert not np.array_equal(blend, classy.draw(z=z[:1], labels=np.array([0])))


BAD_PLAIN = [
    {"count": 0},
    {"count": -1},
    {"count": 10**9},
    {"seed": -1},
    {"seed": 2**64},
    {"truncation": float("nan")},
    {"truncation": -1},
    {"truncation": 1e9},
    {"z": np.zeros((1, 7))},
    {"z": np.zeros(8)},
    {"z": np.full((1, 8), np.nan)},
    {"z": np.full((1, 8), np.inf)},
    {"labels": np.array([0])},
]
BAD_CLASSY = [
    {"labels": np.array([3])},
    {"labels": np.array([-1])},
    {"labels": np.array([0.5])},
    {"labels": np.array([True])},
    {"labels": np.array([0, 1])},
    {"labels": np.array([[1.0, 0.0]])},
    {"labels": np.array([[np.nan, 0, 0]])},
    {"labels": [[0], [0, 1]]},
    {"labels": [[None] * 3]},
    {"labels": [["0", "1", "2"]]},
    {"labels": "Sofa"},
    {"labels": "4"},
    {"captions": 5},
    {"images": [[0], [0, 1]]},
    {"said": [0], "labels": [1]},
    {"said": [0], "captions": ["a hat"]},
]


@pytest.mark.parametrize(("kind", "request_"), [("plain", r) for r in BAD_PLAIN] + [("classy", r) for r in BAD_CLASSY])
def test_bad_requests_are_refused(plain, classy, kind, request_):
    with pytest.raises(UserError):
        {"plain": plain, "classy": classy}[kind].draw(**request_)


def test_an_unknown_class_is_told_the_known_ones(plain, classy):
    with pytest.raises(UserError, match="Dark, Light, Left"):
        classy.label("Sofa")
    with pytest.raises(UserError, match="no classes"):
        plain.label("Dark")


class Stretch(torch.nn.Module):
    """A generator whose picture moves ten times as far along the second axis of the latent as along the first."""

    def forward(self, z, label=None):
        return (z * torch.tensor([1.0, 10.0, 0.1])).view(-1, 1, 1, 3)


def test_directions_are_ordered_by_how_far_the_picture_moves():
    directions = principal_directions(Stretch(), 3)
    assert np.allclose(directions, np.eye(3)[[1, 0, 2]], atol=1e-5)


def test_directions_are_orthonormal(classy):
    assert np.allclose(classy.directions @ classy.directions.T, np.eye(8), atol=1e-4)


@pytest.mark.slow
def test_the_command_line_draws_the_same_bytes(tmp_path, environment, classy):
    checkpoints.save_checkpoint(tmp_path / "c", classy.config, classy.net)
    files = [tmp_path / name for name in ("a.npy", "b.npy", "c.png")]
    for file, run in zip(files, (warm.run, subprocess.run, warm.run), strict=True):
        words = ["draw", tmp_path / "c", "--count", 6, "--seed", 5, "--label", "Dark", "亮", "--out", file]
        run(gan_demo(*words), env=environment, check=True, timeout=120)
    assert files[0].read_bytes() == files[1].read_bytes()
    pictures = np.load(files[0])
    assert pictures.shape == (6, 8, 8, 3)
    assert pictures.dtype == np.uint8
    assert np.array_equal(pictures, GAN.from_pretrained(tmp_path / "c").draw(6, 5, labels=np.array([0, 1] * 3)))
