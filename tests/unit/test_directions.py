"""Named directions: found where they are known, held apart, kept with a checkpoint, and drawn along by name."""

from argparse import Namespace

import numpy as np
import pytest
import torch
from support.trainers import tiny_trainer
from torch import nn

from gan_demo import checkpoints
from gan_demo.checkpoints import bases
from gan_demo.cli import directions as command
from gan_demo.data.dataset import Attribute, Dataset
from gan_demo.evaluation import directions
from gan_demo.evaluation.directions import Subject, discovered, hiding_values
from gan_demo.metrics.measures import GREY
from gan_demo.pipelines.latent import discriminants, gradient, holding, residual
from gan_demo.pipelines.pipeline import GAN
from gan_demo.words import UserError, Words

LATENT = 6
NORMALS = np.array([[1, 0, 0, 0, 0, 0], [0.6, 0.8, 0, 0, 0, 0]], np.float32)  # as alike as 0.6


def latents(count: int = 20_000) -> np.ndarray:
    return np.random.default_rng(0).standard_normal((count, LATENT), np.float32)


def test_the_normal_of_a_half_space_is_found():
    z = latents()
    for normal in NORMALS:
        found, powers = discriminants(z, (z @ normal > 0).astype(int))
        assert abs(found[0] @ normal) > 0.999
        assert powers[0] == pytest.approx(2 / np.pi, abs=0.02)  # of a normal's variance its sign explains 2 / pi
        assert len(found) == 1


def test_many_values_along_one_axis_have_one_strong_direction():
    z = latents()
    found, powers = discriminants(z, np.digitize(z @ NORMALS[1], [-1, 0, 1]))
    assert abs(found[0] @ NORMALS[1]) > 0.999
    assert powers[1:].max() < 0.01 < 0.8 < powers[0]


def test_a_measure_grows_along_its_mean_gradient():
    z = latents()
    slope, explained = gradient(z, 3 * z @ NORMALS[1] + np.random.default_rng(1).standard_normal(len(z)) - 7)
    assert slope @ NORMALS[1] > 0.999
    assert explained == pytest.approx(0.9, abs=0.01)


def test_what_is_held_does_not_change():
    held = holding(NORMALS)
    np.testing.assert_allclose(held[0] @ NORMALS[1], 0, atol=1e-6)
    np.testing.assert_allclose(held[0][:2], [0.8, -0.6], atol=1e-6)  # by hand: n1 - (n1 n2) n2, of length 1
    np.testing.assert_allclose(np.linalg.norm(residual(NORMALS[0], NORMALS[1:])), 0.8, atol=1e-6)


class Two(nn.Module):
    """Grey pictures whose left half is lit on one side of a plane, and the right half on one side of another."""

    def forward(self, z, label=None):
        sides = torch.sign(z @ torch.from_numpy(NORMALS).T)
        return sides.view(-1, 1, 1, 2).repeat_interleave(8, 3).expand(-1, 1, 16, 16)


class Seer(nn.Module):
    """Sees which halves are lit."""

    heads = nn.ModuleDict({name: nn.Linear(2, 2) for name in ("left", "right")})

    def forward(self, images):
        return torch.stack([images[..., :8].mean((1, 2, 3)), images[..., 8:].mean((1, 2, 3))], 1)


def seen(gan: GAN) -> Subject:
    with torch.no_grad():
        for i, head in enumerate(Seer.heads.values()):
            head.weight.zero_()[1, i] = 1
            head.bias.zero_()
    words = (Words("off", "关"), Words("on", "开"))
    return Subject(gan, Seer(), {name: (Words(name, name), words) for name in ("left", "right")})


@pytest.fixture(scope="module")
def found():
    shape = {"size": 16, "channels": 1, "classes": 0, "latent": LATENT, "width": 8}
    gan = GAN(checkpoints.Config("dcgan", shape, "made up"), Two())
    return next(event for event in discovered(seen(gan)) if isinstance(event, tuple))


@pytest.mark.slow
def test_attributes_are_found_named_and_held(found):
    vectors, named = found
    assert {one.name.en for one in named[:2]} == {"Left", "Right"}
    for one, vector, held in zip(named[:2], vectors.alone, vectors.held, strict=False):
        own = ["Left", "Right"].index(one.name.en)
        assert vector @ NORMALS[own] > 0.99
        assert (one.low.en, one.high.zh) == ("off", "开")
        assert abs(held @ NORMALS[1 - own]) < 0.1
        assert one.alone.own > 0.9
        assert abs(one.held.others) < 0.1 < one.alone.others
    assert len(named) == LATENT
    assert len({one.name for one in named}) == LATENT


def test_a_value_beside_which_nothing_is_seen_hides_it():
    hat = Attribute(
        Words("hat", "帽子"), (Words("none", "无"), Words("hat", "帽子")), torch.arange(40) % 2, torch.ones(40) > 0
    )
    hair = Attribute(
        Words("hair", "头发"), (Words("a", "甲"), Words("b", "乙")), torch.arange(40) // 20, torch.arange(40) % 2 == 0
    )
    dataset = Dataset("made up", torch.zeros(40, 1, 1, 1, dtype=torch.uint8), attributes={"hat": hat, "hair": hair})
    assert {name: {other: list(v) for other, v in of.items()} for name, of in hiding_values(dataset).items()} == {
        "hair": {"hat": [1]}
    }


def test_measures_say_what_they_are_called():
    x = np.zeros((3, 16, 16, 1), np.float32)
    x[0, 4:12, 6:10] = 0.5  # a block
    x[1, 4:12, 2:14] = 0.9  # brighter and wider
    x[2, 1:15, 6:10] = 0.5  # taller
    of = {measure.title.en: measure.of(x) for measure in GREY}
    assert of["Brightness"][1] > of["Brightness"][0] == pytest.approx(0.5, abs=0.01)
    assert of["Width"].argmax() == 1
    assert of["Height"].argmax() == 2
    assert of["Area"][1] > of["Area"][0]
    np.testing.assert_allclose(of["Symmetry"], 1, atol=1e-6)
    np.testing.assert_allclose(of["Light from"], 0, atol=1e-6)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A small checkpoint of data that is nowhere, to which the command has given directions."""
    folder = tmp_path_factory.mktemp("named") / "tiny"
    trainer = tiny_trainer(size=16, latent=20)
    torch.manual_seed(1)
    for weights in trainer.ema.parameters():
        nn.init.normal_(weights, 0, 0.2)
    checkpoints.save_checkpoint(
        folder, checkpoints.Config("sngan", trainer.arguments["generator"], "tiny"), trainer.ema
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(directions.LEARNED, "drawn", 1000)
        yield folder


def found_by_command(folder):
    command.run(Namespace(checkpoint=str(folder), seed=0))
    return checkpoints.read_config(folder)


@pytest.mark.slow
def test_the_command_keeps_directions_with_the_checkpoint(folder, capsys):
    before = GAN.load(folder)
    config = found_by_command(folder)
    assert config == found_by_command(folder)
    assert len({one.name for one in config.semantic_directions}) == 16
    assert "Brightness" in capsys.readouterr().out
    gan = GAN.load(folder)
    np.testing.assert_allclose(gan.basis(), before.directions, atol=1e-6)
    alone, held = (gan.basis(f"{kind}-{config.basis}") for kind in bases.KINDS)
    np.testing.assert_allclose(np.linalg.norm([alone, held], axis=2), 1, atol=1e-5)
    np.testing.assert_allclose((held @ alone.T)[~np.eye(16, dtype=bool)], 0, atol=1e-4)
    with pytest.raises(UserError, match="does not have the directions 'held-000000'"):
        gan.basis("held-000000")


@pytest.fixture(scope="module")
def directed(folder):
    """That checkpoint, which has directions."""
    found_by_command(folder)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("damage", ["missing", "broken", "other"])
def test_directions_that_do_not_fit_are_one_sentence(directed, damage):
    path = directed / bases.FILE
    whole = path.read_bytes()
    if damage == "missing":
        path.unlink()
    elif damage == "broken":
        path.write_bytes(whole[:100])
    else:
        bases.Bases(*np.zeros((3, 16, 20), np.float32)).save(directed)
    with pytest.raises(UserError, match="find the directions anew"):
        GAN.load(directed)
    path.write_bytes(whole)
    assert GAN.load(directed).stored
