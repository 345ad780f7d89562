"""Nets that grow: what they draw and see at each level, and a run that goes through them."""

import copy
import math

import pytest
import torch
from support.trainers import tiny_trainer

from gan_demo import GAN, checkpoints
from gan_demo.nets import growing
from gan_demo.recipes._recipe import Growth
from gan_demo.training import loop
from gan_demo.words import UserError


def nets(size: int = 32) -> tuple[growing.GrowingGenerator, growing.GrowingDiscriminator]:
    torch.manual_seed(0)
    return growing.GrowingGenerator(size, 3, 0, 8, 64), growing.GrowingDiscriminator(size, 3, 0, 64)


@pytest.mark.parametrize(
    ("images", "level"),
    [(0, 0), (99, 0), (100, 0), (125, 0.5), (149, 0.98), (150, 1), (250, 1), (275, 1.5), (1500, 10)],
)
def test_the_level_is_held_and_fades(images, level):
    assert Growth(hold=100, fade=50)(images) == level


@pytest.mark.parametrize("level", [0, 1, 2, 3])
def test_at_a_level_pictures_are_means_of_squares(level):
    images = torch.randn(2, 3, 32, 32)
    times = 8 >> level
    means = images.unflatten(3, (-1, times)).unflatten(2, (-1, times)).mean((3, 5))
    assert torch.allclose(
        growing.seen_at(images, level), means.repeat_interleave(times, 2).repeat_interleave(times, 3), atol=1e-6
    )


def test_between_levels_pictures_are_between():
    images = torch.randn(2, 3, 32, 32)
    coarse, fine = (growing.seen_at(images, level) for level in (1, 2))
    assert torch.allclose(growing.seen_at(images, 1.25), coarse + (fine - coarse) / 4, atol=1e-6)
    assert torch.allclose(growing.seen_at(images, 2.75), fine + (images - fine) * 0.75, atol=1e-6)


@pytest.mark.parametrize("level", [0, 1, 2, 3])
def test_a_generator_draws_as_many_pixels_as_its_level_has(level):
    G, D = nets()
    z = torch.randn(2, 8)
    G.grow(level), D.grow(level)
    pictures = G(z)
    assert pictures.shape == (2, 3, 32, 32)
    assert torch.allclose(growing.seen_at(pictures, level), pictures, atol=1e-6)
    images = torch.randn(4, 3, 32, 32)
    assert torch.allclose(D(images), D(growing.seen_at(images, level)), atol=1e-5)
    assert level == 3 or torch.allclose(growing.seen_at(pictures, level + 1), pictures, atol=1e-6)


@pytest.mark.parametrize("level", [1, 2, 3])
def test_a_larger_side_begins_unseen_and_ends_alone(level):
    G, D = nets()
    z, images = torch.randn(2, 8), torch.randn(2, 3, 32, 32)

    def at(level: float) -> tuple[torch.Tensor, torch.Tensor]:
        G.grow(level), D.grow(level)
        return G(z), D(images)

    for whole, near in ((level - 1, level - 1 + 1e-6), (level, level - 1e-6)):
        for one, other in zip(at(whole), at(near), strict=True):
            assert torch.allclose(one, other, atol=1e-3)
    assert not torch.allclose(at(level - 1)[0], at(level)[0], atol=1e-3)


def test_a_level_beyond_the_last_is_the_last():
    G, _ = nets()
    G.grow(17.5)
    assert float(G.level) == G.levels == 3


def test_layers_keep_the_size_of_what_they_are_given():
    x = torch.randn(64, 64, 8, 8)
    conv, dense = growing.EqualizedConv(64, 256, 3, 1.0), growing.EqualizedLinear(64, 4096, 1.0)
    assert conv(x)[:, :, 1:-1, 1:-1].std().item() == pytest.approx(1, abs=0.05)
    assert dense(x[:, :, 0, 0]).std().item() == pytest.approx(1, abs=0.05)
    assert growing.EqualizedConv(64, 8, 3).scale == pytest.approx(math.sqrt(2 / 576))
    assert torch.allclose(growing.pixel_norm(3 * x).square().mean(1), torch.ones(64, 8, 8), atol=1e-4)


def test_the_spread_is_that_of_four_pictures_and_of_no_others():
    x = torch.randn(6, 5, 2, 2)
    maps = growing.spread(x)
    assert maps.shape == (6, 1, 2, 2)
    for some in (slice(0, 4), slice(4, 6)):
        expected = x[some].std(0, correction=0).mean()
        assert torch.allclose(maps[some], expected, atol=1e-4)
    assert growing.spread(x[:1]).abs().max() < 1e-3
    alone = x[:1].requires_grad_()
    growing.spread(alone).sum().backward()
    assert alone.grad.isfinite().all()


def test_a_run_grows_and_goes_on_in_the_middle_of_a_fade():
    trainer = tiny_trainer("progan", size=16)
    assert [float(net.level) for net in (trainer.G, trainer.D, trainer.ema)] == [0, 0, 0]
    trainer.images = 8_000 + 4_000  # in the middle of the first fade
    trainer.step()
    levels = [float(net.level) for net in (trainer.G, trainer.D, trainer.ema)]
    assert levels == pytest.approx([trainer.recipe.growth(trainer.images)] * 3)
    assert 0.5 < levels[0] < 0.51
    again = tiny_trainer("progan", size=16)
    again.load_state_dict(copy.deepcopy(trainer.state_dict()))
    assert torch.equal(trainer.samples()[0], again.samples()[0])
    assert again.G.reached == pytest.approx(levels[0])
    one, other = trainer.step(), again.step()
    assert torch.equal(one.total, other.total)


def test_a_run_that_begins_from_a_grown_one_stays_as_large(tmp_path):
    first = tiny_trainer("progan", size=16)
    first.grow(1.5), first.ema.grow(1.5)
    config = checkpoints.Config("progan", first.arguments["generator"], "tiny")
    checkpoints.save_checkpoint(tmp_path / "grown", config, first.ema)
    begun = tiny_trainer("progan", size=16, begin=str(tmp_path / "grown"))
    assert begun.G.reached == 1.5
    begun.step()
    assert [net.reached for net in (begun.G, begun.D, begun.ema)] == [1.5] * 3


@pytest.mark.parametrize(("level", "reached"), [(1e9, 2), (-4.0, 0), (1.25, 1.25)])
def test_a_level_of_a_checkpoint_is_held_within_what_there_is(tmp_path, level, reached):
    trainer = tiny_trainer("progan", size=16)
    trainer.ema.level.fill_(level)
    config = checkpoints.Config("progan", trainer.arguments["generator"], "tiny")
    checkpoints.save_checkpoint(tmp_path / "odd", config, trainer.ema)
    gan = GAN.load(tmp_path / "odd")
    assert gan.net.reached == reached
    assert gan.draw(2).shape == (2, 16, 16, 3)


@pytest.mark.parametrize("size", [8, 16, 128, 256])
def test_all_sizes_can_be_built(size):
    recipe = tiny_trainer("progan").recipe
    assert recipe.generator(size=size).levels == recipe.discriminator(size=size).levels == int(math.log2(size)) - 2
    with pytest.raises(UserError, match=f"at {size} px"):
        recipe.generator(size=size, width=1)


def test_a_run_says_when_it_will_have_grown():
    assert "begin at 4 px and have all 16 by picture 32,000" in loop.ahead(tiny_trainer("progan", size=16))


def test_each_side_can_be_looked_at_afterwards():
    """The picture at a level of a grown net is what the net draws at that level, in as many pixels."""
    trainer = tiny_trainer("progan", size=16)
    z, label = torch.randn(3, 8), None
    net = trainer.ema
    net.grow(2.0)
    views = trainer.recipe.views(net)
    assert list(views) == ["4", "8"]
    seen = {name: view.made(net, z, label) for name, view in views.items()}
    for level, (name, picture) in enumerate(seen.items()):
        net.grow(float(level))
        assert torch.equal(picture, net(z, label)), name
        side = 4 << level
        assert torch.equal(
            picture[:, :, :: 16 // side, :: 16 // side].repeat_interleave(16 // side, 2)[..., :1], picture[..., :1]
        )
