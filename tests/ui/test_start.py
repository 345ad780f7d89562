"""What a start leaves out: a compiler that nobody asked for, stubs that nobody reads, a picture drawn before."""

import copy
import inspect
import json
import subprocess
import sys
import threading
import warnings
from dataclasses import replace

import pytest
import torch
from support.pages import make_models
from support.trainers import ROOT, tiny_trainer

import app
from gan_demo import checkpoints, recipes
from gan_demo.checkpoints import weights
from gan_demo.nets.caption_prior import CaptionPrior
from gan_demo.nets.matching import Matcher
from gan_demo.recipes import _optimizers as optimizers
from gan_demo.recipes._recipe import arguments
from gan_demo.ui import gallery
from gan_demo.ui.gallery import Gallery, control_of, control_path
from gan_demo.words import Words

LIGHT = """
import sys
from support.outlines import needed
from support.trainers import tiny_trainer
from gan_demo import GAN, checkpoints
for name, folder in checkpoints.find_checkpoints(checkpoints.SHIPPED).items():
    gan = GAN.load(folder)
    gan.draw(1, **needed(gan))
for recipe in ("rpgan", "wgan", "attngan", "pix2pix"):
    trainer = tiny_trainer(recipe)
    trainer.step()
    trainer.load_state_dict(trainer.state_dict())
sys.exit("the compiler is loaded" if "torch._dynamo" in sys.modules else 0)
"""


CARDS = """
import json, sys
from pathlib import Path
from gan_demo import checkpoints
from gan_demo.ui.gallery import Gallery
cards = Gallery(checkpoints.SHIPPED, Path("nowhere")).cards()
print(json.dumps([[card["control"] for card in cards], "torch" in sys.modules]))
"""


@pytest.mark.slow
def test_a_later_start_knows_what_models_take_without_torch(environment):
    """The list of models, by which the page opens its tabs, does not wait for torch to be loaded."""
    asked = [sys.executable, "-c", CARDS]
    runs = [subprocess.run(asked, env=environment, check=True, capture_output=True, text=True) for _ in range(2)]
    (first, loaded), (later, loaded_later) = (json.loads(run.stdout) for run in runs)
    assert first == later
    assert {control["kind"] for control in later} >= {"", "classes", "codes", "caption", "pad"}
    assert (loaded, loaded_later) == (True, False)


def test_another_config_or_other_code_is_asked_anew(cache, monkeypatch):
    config = checkpoints.Config("cgan", {"size": 32}, "tiny", classes=(Words("One", "一"),))
    assert control_of(config)["names"] == control_of(config)["names"] == [["One", "一"]]
    assert control_of(replace(config, classes=(Words("Two", "二"),)))["names"][0][0] == "Two"
    control_path(config).write_text('{"kind": "of old code"}')
    monkeypatch.setattr(gallery, "code_stamp", lambda: -1)
    assert control_of(config)["kind"] == "classes"


@pytest.mark.parametrize(
    ("said", "kind", "warned"),
    [
        (lambda config: {"kind": "dial"}, "dial", ""),
        (lambda config: {"kind": config.details["dial"]}, "", "KeyError: 'dial'"),
        (lambda config: {"kind": object()}, "", "TypeError"),
        (lambda config: None, "", "TypeError"),
    ],
)
def test_an_input_that_says_little_or_nothing_breaks_no_list(cache, tmp_path, monkeypatch, said, kind, warned):
    monkeypatch.setattr(type(recipes.find_recipe("cgan").condition), "control", lambda _, config: said(config))
    trainer = tiny_trainer("cgan", classes=True)
    config = checkpoints.Config("cgan", trainer.arguments["generator"], "tiny", classes=trainer.conditions.classes)
    checkpoints.save_checkpoint(tmp_path / "own", config, trainer.ema)
    here = Gallery(tmp_path, tmp_path / "runs")
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        (card,), first = here.cards(), here.first("explore")
    assert {name: card["control"][name] for name in ("kind", "tab")} == {"kind": kind, "tab": "explore"}
    assert card["control"]["fact"]
    assert [warned in str(one.message) for one in told] == [True, True] * bool(warned)  # it is asked each time
    assert control_path(config).exists() == (not warned)
    assert first == "own"


@pytest.mark.slow
def test_no_compiler_is_loaded_to_draw_or_to_train(environment):
    environment["PYTHONPATH"] += f":{ROOT / 'tests'}"
    done = subprocess.run([sys.executable, "-c", LIGHT], env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", recipes.names())
def test_a_net_of_shapes_alone_is_like_any(name):
    build = recipes.find_recipe(name).generator
    given = arguments(build, classes=3, width=64)
    with weights.shapes_alone():
        empty = build(**given)
    like(empty, build(**given))


def test_text_encoders_of_shapes_alone_are_like_any():
    for build in (lambda: Matcher(50, 16, 3), lambda: CaptionPrior([3, 5])):
        with weights.shapes_alone():
            empty = build()
        like(empty, build())


def like(empty: torch.nn.Module, net: torch.nn.Module) -> None:
    made, due = ([(n, t.shape, t.dtype) for n, t in one.state_dict().items()] for one in (empty, net))
    assert made == due
    assert all(tensor.is_meta for tensor in empty.state_dict().values())


@pytest.mark.parametrize(("name", "given"), [("Adam", {}), ("Adam", {"fused": True}), ("RMSprop", {})])
def test_optimizers_step_as_torch_has_them(name, given):
    nets = [torch.nn.Linear(3, 2)]
    nets.append(copy.deepcopy(nets[0]))
    one, other = (
        getattr(of, name)(net.parameters(), lr=0.1, **given)
        for of, net in zip((optimizers, torch.optim), nets, strict=True)
    )
    heard = []
    one.register_step_pre_hook(lambda *_: heard.append(True))
    for _ in range(3):
        x = torch.randn(4, 3)
        for net, optimizer in zip(nets, (one, other), strict=True):
            optimizer.zero_grad()
            net(x).square().sum().backward()
            optimizer.step()
        one.load_state_dict(one.state_dict())
    assert len(heard) == 3
    for made, due in zip(*(net.parameters() for net in nets), strict=True):
        assert torch.equal(made, due)
        assert made.requires_grad


@pytest.mark.slow
def test_the_command_line_starts_where_python_leaves_docstrings_out(environment):
    words = [sys.executable, "-OO", "-m", "gan_demo", "--help"]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


def test_gradio_finds_no_file_of_its_components_while_it_is_imported():
    component = type("Slider", (), {"__module__": "gradio.components.slider"})
    known = inspect.getfile
    with app.without_stubs():
        with pytest.raises(OSError, match="no stubs"):
            inspect.getfile(component)
        assert inspect.getfile(Gallery) == sys.modules[Gallery.__module__].__file__
    assert inspect.getfile is known


def test_the_picture_to_open_with_is_kept_until_the_model_changes(tmp_path, environment):
    models = make_models(tmp_path / "models")

    def gallery() -> Gallery:
        made = Gallery(models, tmp_path / "runs")
        made.recall()
        return made

    first = gallery()
    assert first.opening is None
    first.warm()
    for thread in threading.enumerate():
        if "warm" in thread.name:
            thread.join(60)
    assert first.opening
    assert gallery().opening == first.opening
    name = next(card["name"] for card in first.cards())
    config, net = checkpoints.load_checkpoint(models / name)
    checkpoints.save_checkpoint(models / name, config, net)
    assert gallery().opening is None


def test_nothing_to_open_with_is_no_problem(tmp_path):
    gallery = Gallery(tmp_path / "models", tmp_path / "runs")
    gallery.recall()
    assert gallery.opening is None
