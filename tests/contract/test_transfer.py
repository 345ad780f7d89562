"""A run that begins from a checkpoint: its weights where shapes fit, a sentence where they do not."""

import re
import shutil

import pytest
import torch
from support import warm
from support.captions import save_captioned
from support.states import assert_equal_states
from support.trainers import gan_demo, tiny_trainer

from gan_demo import checkpoints, runs
from gan_demo.__main__ import main
from gan_demo.checkpoints import text_encoders, transfer
from gan_demo.settings import Settings
from gan_demo.ui.form import form_settings
from gan_demo.words import UserError


def kept(folder, trainer):
    config = checkpoints.Config("sngan", trainer.arguments["generator"], "tiny")
    checkpoints.save_checkpoint(folder, config, trainer.ema)
    return str(folder)


def test_a_generator_begins_with_the_weights_of_the_checkpoint(tmp_path):
    first = tiny_trainer(seed=1)
    second = tiny_trainer(seed=2, begin=kept(tmp_path / "a", first))
    for net in (second.G, second.ema):
        for name, tensor in net.state_dict().items():
            torch.testing.assert_close(
                tensor, first.ema.state_dict()[name].half().to(tensor.dtype), rtol=1e-3, atol=1e-3
            )
    assert any((a != b).any() for a, b in zip(second.D.parameters(), first.D.parameters(), strict=True))


def test_what_does_not_fit_keeps_its_own_weights(tmp_path):
    """With classes the generator has more inputs; the rest of it is taken."""
    plain = tiny_trainer(seed=1, size=32, width=256)
    classes = tiny_trainer(seed=2, size=32, width=256, classes=True, begin=kept(tmp_path / "a", plain))
    own, given = classes.G.state_dict(), plain.ema.state_dict()
    same = [name for name in own if name in given and own[name].shape == given[name].shape]
    assert len(same) > 0
    for name in same:
        torch.testing.assert_close(own[name], given[name], rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("same", [True, False])
def test_what_reads_words_begins_anew_under_another_text_encoder(tmp_path, same):
    folder = save_captioned(tmp_path / "told", 16)
    net, text_encoder = checkpoints.load_checkpoint(folder)[1], text_encoders.load_text_encoder(folder)
    given = {name: tensor.clone() for name, tensor in net.state_dict().items()}
    if not same:
        text_encoder.matcher.captions.embedding.weight[5] += 0.1
    for weights in net.parameters():
        torch.nn.init.zeros_(weights)
    transfer.init_generator(net, str(folder), text_encoder)
    for name, tensor in net.state_dict().items():
        taken = same or not re.search(r"^slots\.|\.(key|value)\.|\.what$", name)
        assert torch.equal(tensor, given[name] if taken else torch.zeros_like(tensor)), name


def test_a_run_of_other_captions_begins_without_what_reads_words(tmp_path):
    folder = save_captioned(tmp_path / "told", 16)
    net = checkpoints.load_checkpoint(folder)[1]
    own = tiny_trainer("attngan", size=16, width=net.first[0].weight.shape[0] // 16, latent=8, begin=str(folder)).G
    assert torch.equal(own.grow[0].weight, net.grow[0].weight)
    assert not torch.equal(own.slots.query, net.slots.query)


def test_no_text_encoder_is_like_that_of_a_checkpoint_without_one(tmp_path):
    assert not transfer.same_vectors(text_encoders.load_text_encoder(save_captioned(tmp_path / "told", 16)), None)


def test_other_shapes_are_refused(tmp_path):
    with pytest.raises(UserError, match="does not fit"):
        tiny_trainer(width=64, begin=kept(tmp_path / "a", tiny_trainer()))
    with pytest.raises(UserError, match="no readable checkpoint"):
        tiny_trainer(begin=str(tmp_path / "none"))


def test_a_visitor_of_a_public_page_names_no_folder(tmp_path):
    folder = kept(tmp_path / "a", tiny_trainer())
    assert form_settings({"begin": "avatars"}, own_folders=False).begin == "avatars"
    assert form_settings({"begin": folder}, own_folders=True).begin == folder
    with pytest.raises(UserError, match="Begin from one of"):
        form_settings({"begin": folder}, own_folders=False)
    with pytest.raises(UserError, match="no readable checkpoint"):
        form_settings({"begin": "/etc"}, own_folders=True)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (
            {"recipe": "dcgan"},
            "A run of dcgan cannot begin from avatars, a generator of codebook: choose the recipe codebook,",
        ),
        ({"width": 64}, "The generator of this run is not that of avatars: set width=256, or choose no"),
        ({"width": 128, "latent": 32}, "is not that of avatars: set latent=64, width=256, or"),
        ({"recipe": "r3gan", "data": "fashion_mnist"}, "A run of r3gan cannot begin from avatars"),
    ],
)
def test_what_cannot_fit_is_refused_before_there_is_a_run(tmp_path, capsys, given, told):
    wanted = Settings(begin="avatars", **given)
    with pytest.raises(UserError, match=told):
        runs.start_run(wanted, tmp_path)
    assert main(runs.command(wanted, str(tmp_path / "x"))) == 2
    assert told in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "given", [{}, {"recipe": "sngan"}, {"size": 32}, {"labels": "hair"}, {"recipe": "attngan"}, {"data": "/my.zip"}]
)
def test_what_fits_is_not_refused(given):
    transfer.check_init(Settings(begin="avatars", **given))


def test_classes_that_keep_it_from_fitting_are_named(tmp_path):
    folder = kept(tmp_path / "a", tiny_trainer(size=32))
    wanted = Settings(recipe="sngan", data="mnist", labels="class", size=32, width=32, latent=8, begin=folder)
    with pytest.raises(UserError, match="choose classes as it has"):
        transfer.check_init(wanted)


def test_the_check_before_a_run_says_what_the_run_itself_would(tmp_path):
    folder = kept(tmp_path / "a", tiny_trainer(size=32, width=64))
    for width in (32, 64):
        wanted = Settings(recipe="sngan", data="mnist", size=32, width=width, latent=16, begin=folder)
        fits = transfer.suits(wanted)
        try:
            tiny_trainer(size=32, width=width, begin=folder)
        except UserError:
            assert not fits
        else:
            assert fits


@pytest.mark.slow
def test_a_run_goes_on_without_the_checkpoint_that_it_began_from(tmp_path, picture_folder, environment):
    model = kept(tmp_path / "model", tiny_trainer(size=32))
    sizes = ("size=32", "batch=4", "width=32", "latent=8", "device=cpu", f"begin={model}")
    states = []

    def trained(name, steps, *more):
        words = gan_demo("train", "sngan", "--data", picture_folder, "--run", tmp_path / name, "--steps", steps, *more)
        done = warm.run(words, env=environment, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr[-2000:]

    flags = [word for size in sizes for word in ("--set", size)]
    trained("whole", 8, *flags)
    trained("broken", 5, *flags)
    shutil.rmtree(model)
    trained("broken", 8, "--resume")
    for name in ("whole", "broken"):
        states.append(torch.load(tmp_path / name / runs.STATE, weights_only=True))
        states[-1]["counters"].pop("seconds")
    assert_equal_states(*states)


@pytest.mark.slow
def test_the_form_offers_what_fits():
    assert transfer.offers(Settings()) == ["avatar-captions", "avatars", "avatars-128", "fashion-classes"]
    assert transfer.offers(Settings(recipe="wgan", data="fashion_mnist")) == ["fashion-dcgan"]
    assert transfer.offers(Settings(recipe="r3gan")) == []
