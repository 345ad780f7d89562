"""One pass over all recipes: each builds in every shape, steps one player at a time, and learns something trivial."""

from dataclasses import replace

import pytest
import torch
from support.trainers import text_encoder_for, tiny_dataset, tiny_series, tiny_trainer

from gan_demo import recipes
from gan_demo.data import Dataset
from gan_demo.recipes import _recipe as recipe
from gan_demo.settings import Settings
from gan_demo.training.engine import Trainer
from gan_demo.training.fitting import fitted
from gan_demo.words import UserError, Words

RECIPES = recipes.recipes()
every_recipe = pytest.mark.parametrize("name", RECIPES)


@pytest.mark.slow
@every_recipe
@pytest.mark.parametrize("size", [32, 64])
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("classes", [False, True])
def test_builds_and_steps_in_every_shape(name, size, channels, classes):
    if RECIPES[name].condition.needs_labels and not classes:
        with pytest.raises(UserError, match="needs classes"):
            tiny_trainer(name, classes, size, channels)
        return
    trainer = tiny_trainer(name, classes, size, channels, batch=4, width=64)
    turn = trainer.step()
    assert all(value.isfinite() for value in (*turn.loss.values(), *turn.watch.values()))
    made, _ = trainer.samples()
    assert made.dtype == trainer.dataset.examples.dtype
    assert made.shape[1:] == trainer.dataset.examples.shape[1:]
    pictures, _ = trainer.grid()
    assert pictures.dtype == torch.uint8
    assert pictures.shape[1] == pictures.shape[2]


@every_recipe
def test_says_what_it_is(name):
    recipe = RECIPES[name]
    assert recipe.name == name
    assert "arXiv" in recipe.paper
    for words in (recipe.idea, recipe.watch):
        assert words.en.strip().endswith(".")
        assert words.zh.strip().endswith("。")


@every_recipe
def test_names_its_loss_terms_before_it_has_them(name):
    trainer = tiny_trainer(name, RECIPES[name].condition.needs_labels)
    left_out = {"g whole", "g read", "g identity"} | (
        {"d class", "g class"} if not trainer.conditions.classes else set()
    )  # only where so much is known
    assert set(trainer.objective.terms) - left_out == set(trainer.step().loss)
    assert set(RECIPES[name].decays) <= set(trainer.objective.terms)


def test_a_vaegan_guesses_classes_where_there_are_some():
    trainer = tiny_trainer("vaegan", True)
    assert set(trainer.objective.terms) == set(trainer.step().loss)


def weights(net) -> list[torch.Tensor]:
    return [parameter.detach().clone() for parameter in net.parameters()]


def changed(net, before) -> bool:
    return any(not torch.equal(a, b) for a, b in zip(net.parameters(), before, strict=True))


@every_recipe
def test_each_turn_changes_its_own_player_only(name):
    trainer = tiny_trainer(name, RECIPES[name].condition.needs_labels)
    batch = trainer.next_batch()
    G, D = weights(trainer.G), weights(trainer.D)
    trainer.learn(trainer.d_step(batch), "d")
    assert changed(trainer.D, D)
    assert not changed(trainer.G, G)
    D = weights(trainer.D)
    trainer.learn(trainer.g_step(batch), "g")
    assert changed(trainer.G, G)
    assert not changed(trainer.D, D)


@every_recipe
def test_a_label_changes_picture_and_score(name):
    found = RECIPES[name].condition.found
    trainer = tiny_trainer(name, classes=not found)
    for _ in range(3):
        trainer.step()
    z, a, b = (
        torch.randn(4, 8),
        trainer.conditions(torch.tensor([0, 3, 6, 9]), 0),
        trainer.conditions(torch.tensor([1, 4, 7, 10]), 0),
    )
    images = trainer.ema(z, a)
    assert not torch.allclose(images, trainer.ema(z, b))
    trainer.D.eval()
    alone = found or not getattr(RECIPES[name].condition, "paired", True)  # D sees nothing beside the picture
    assert torch.allclose(trainer.D(images, a), trainer.D(images, b)) == alone


def test_pictures_that_are_not_square_train_nothing():
    wide = Dataset("wide", torch.zeros(8, 16, 24, 3, dtype=torch.uint8))
    with pytest.raises(UserError, match="24 x 16 px"):
        Trainer(Settings(recipe="dcgan", batch=4, device="cpu"), wide)


@pytest.mark.parametrize(("name", "side"), [("dcgan", 16), ("videogan", 16)])
def test_a_discriminator_gives_each_example_one_score_or_says_that_it_is_too_large(name, side):
    trainer = tiny_trainer(name, size=side // 2)
    batch = trainer.next_batch()
    real = batch.real.repeat_interleave(2, -1).repeat_interleave(2, -2)
    with pytest.raises(ValueError, match="larger than the net was built for"):
        trainer.D(real, batch.condition)


def test_an_argument_that_no_net_takes_is_refused():
    """A recipe whose nets have a width of their own, and no classes."""

    def narrow(size: int = 8, channels: int = 3, latent: int = 8):
        return recipes.find_recipe("dcgan").generator(size, channels, latent=latent, width=32)

    def critic(size: int = 8, channels: int = 3):
        return recipes.find_recipe("dcgan").discriminator(size, channels, width=32)

    own = replace(recipes.find_recipe("dcgan"), generator=narrow, discriminator=critic)
    settings, example = Settings(recipe="dcgan", latent=8), own.example({})
    plain, classed = tiny_dataset(), tiny_dataset(classes=True)
    assert fitted(own, example, settings, plain, None)["generator"] == {"size": 8, "channels": 3, "latent": 8}
    with pytest.raises(UserError, match="take no width"):
        fitted(own, example, replace(settings, width=64), plain, None)
    with pytest.raises(UserError, match="take no classes"):
        fitted(own, example, settings, classed, None)


def one_picture(side: int) -> Dataset:
    picture = torch.full((64, side, side, 1), 40, dtype=torch.uint8)
    picture[:, :, side // 2 :] = 200
    return Dataset("one", picture, captions=["a dark picture"] * 64)


def one_series(steps: int) -> Dataset:
    series = torch.full((64, steps, 1), -2.5)
    series[:, steps // 2 :] = 2.5
    return Dataset("one", series, kind="series", details=tiny_series(channels=1).details)


def one_clip(side: int) -> Dataset:
    clips = torch.full((64, 16, side, side, 1), 40, dtype=torch.uint8)
    clips[:, :, :, side // 2 :] = 200
    return Dataset("one", clips, kind="clip", details={"rate": 8})


@pytest.mark.slow
@every_recipe
def test_learns_one_example(name):
    """A data set of one example, dark on the left and light on the right: the average generator ends close to it."""
    condition = RECIPES[name].condition
    side = 16 if condition.needs_text_encoder or condition.drawing else 8
    one = {"image": one_picture, "series": one_series, "clip": one_clip}[RECIPES[name].example.kind](side)
    labels = torch.zeros(64, dtype=torch.int64) if condition.needs_labels else None
    dataset = replace(one, labels=labels, classes=(Words("One", "一"),) if condition.needs_labels else ())
    quick = {"wgan": {"g_lr": 2e-3, "d_lr": 2e-3}, "wgan_gp": {"g_lr": 2e-3, "d_lr": 2e-3}, "r3gan": {"g_lr": 2e-3}}
    quick["progan"] = {"g_lr": 3e-3, "d_lr": 3e-3}
    quick["infogan"] = {"weights": "g code=0"}  # one picture has nothing to say
    settings = Settings(recipe=name, batch=16, width=32, latent=8, device="cpu", **quick.get(name, {}))
    trainer = Trainer(settings, dataset, text_encoder=text_encoder_for(name, dataset))

    def error() -> float:  # as of 256 values
        made, real = (trainer.example.to_net(some) for some in (trainer.samples()[0], dataset.examples[:1]))
        return 127.5 * (made - real).abs().mean().item()

    close = min(25, error() / 2)
    assert any(error() < close for step in range(1, 301) if trainer.step() and step % 25 == 0)


@pytest.mark.parametrize(("given", "left"), [(3.0, 3.0), (1000.0, 5.0)])
def test_a_long_gradient_is_shortened_to_the_limit(given, left):
    net = torch.nn.Linear(2, 2)
    optimizer = recipe.Adam(0.1, limit=5.0).build(net)
    parts = [torch.nn.init.normal_(weights) for weights in map(torch.empty_like, net.parameters())]
    length = torch.cat([part.flatten() for part in parts]).norm()
    for weights, part in zip(net.parameters(), parts, strict=True):
        weights.grad = part * given / length
    optimizer.step()
    after = torch.cat([weights.grad.flatten() for weights in net.parameters()])
    before = torch.cat([part.flatten() for part in parts]) / length
    torch.testing.assert_close(after, before * left)


SHARED = {"g", "d", "r1", "r2", "gradient penalty", "real score", "fake score"}  # which the page names itself


@every_recipe
def test_says_what_its_own_terms_and_numbers_are_called(name):
    trainer = tiny_trainer(name, RECIPES[name].condition.needs_labels)
    shown = {*trainer.objective.terms, *trainer.step().watch}
    assert set(RECIPES[name].labels) == shown - SHARED
    assert len({words.en for words in RECIPES[name].labels.values()}) == len(RECIPES[name].labels)


def test_a_loss_that_a_recipe_does_not_name_is_one_sentence(monkeypatch):
    trainer = tiny_trainer("sngan")
    plain = trainer.objective.g_step

    def more(*given):
        turn = plain(*given)
        return replace(turn, loss={**turn.loss, "g pixels": turn.loss["g"]})

    monkeypatch.setattr(trainer.objective, "g_step", more)
    with pytest.raises(UserError, match="SNGAN does not name its loss 'g pixels'"):
        trainer.step()


def test_a_name_of_a_term_means_the_same_in_all_recipes():
    named = [item for recipe in RECIPES.values() for item in recipe.labels.items()]
    assert len({name for name, _ in named}) == len({(name, *words) for name, words in named})
