"""A run that begins from a checkpoint: its weights where shapes fit, a sentence where they do not."""

import pytest
import torch

from conftest import tiny_trainer
from gan_demo import checkpoints
from gan_demo.ui.form import settings
from gan_demo.words import UserError


def kept(folder, trainer):
    config = checkpoints.Config("sngan", trainer.arguments["generator"], "tiny")
    checkpoints.save(folder, config, trainer.ema)
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


def test_other_shapes_are_refused(tmp_path):
    with pytest.raises(UserError, match="does not fit"):
        tiny_trainer(width=64, begin=kept(tmp_path / "a", tiny_trainer()))
    with pytest.raises(UserError, match="no readable checkpoint"):
        tiny_trainer(begin=str(tmp_path / "none"))


def test_a_visitor_of_a_public_page_names_no_folder(tmp_path):
    folder = kept(tmp_path / "a", tiny_trainer())
    assert settings({"begin": "avatars"}, own_folders=False).begin == "avatars"
    assert settings({"begin": folder}, own_folders=True).begin == folder
    with pytest.raises(UserError, match="Begin from one of"):
        settings({"begin": folder}, own_folders=False)
    with pytest.raises(UserError, match="no readable checkpoint"):
        settings({"begin": "/etc"}, own_folders=True)
