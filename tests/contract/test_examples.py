"""What a stranger does first: a GAN and a data set, a file each, train, go on, draw, and are offered by the page."""

import io
import json
import os
import sys
import urllib.request
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from support import warm
from support.pages import end, page_over
from support.routes import client_of
from support.states import assert_equal_states
from support.trainers import ROOT, gan_demo, unsignalled

from gan_demo import GAN, data, recipes, runs
from gan_demo.__main__ import main
from gan_demo.checkpoints import SHIPPED
from gan_demo.evaluation.scoring import evaluation_conditions
from gan_demo.ui import api
from gan_demo.ui.gallery import Gallery
from gan_demo.words import UserError

EXAMPLES = ROOT / "examples"


def run(words: list[str], environment: dict[str, str]) -> str:
    """What a command prints; an assertion with its errors where it fails."""
    done = warm.run(words, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def own(environment) -> dict[str, str]:
    return {**os.environ, **environment, "GAN_DEMO_OWN": str(EXAMPLES), "PYTHONPATH": str(ROOT)}


@pytest.mark.process
@pytest.mark.slow
def test_a_recipe_and_a_data_set_of_ones_own_train_go_on_draw_and_are_offered_by_the_page(own, tmp_path):
    folder = tmp_path / "runs" / "mine"
    small = ["--width", "32", "--size", "16", "--batch", "16", "--labels", "direction"]
    run(gan_demo("train", "lsgan", "--data", "stripes", *small, "--run", folder, "--steps", "20"), own)
    run(gan_demo("train", "lsgan", "--resume", "--run", folder, "--steps", "30"), own)
    config = json.loads((folder / "checkpoint" / "config.json").read_text(encoding="utf-8"))
    assert (config["recipe"], config["data"], config["steps"]) == ("lsgan", "stripes", 30)
    assert config["classes"] == [["Upright", "竖条"], ["Lying", "横条"]]
    run(
        gan_demo("draw", folder / "checkpoint", "--out", tmp_path / "drawn.png", "--count", "4", "--label", "lying"),
        own,
    )
    assert Image.open(tmp_path / "drawn.png").size == (32, 32)

    url, page = page_over(tmp_path, GAN_DEMO_OWN=EXAMPLES)
    try:
        route = f"{url}gradio_api/gan/"
        titles, models, found = (
            json.load(urllib.request.urlopen(route + name, timeout=30)) for name in ("titles", "models", "runs")
        )
        config = json.load(urllib.request.urlopen(f"{url}config", timeout=30))
    finally:
        end(page, tmp_path)
    assert titles["recipes"]["lsgan"] == "LSGAN"
    assert titles["data"]["stripes"] == ["Stripes", "条纹"]
    assert [(one["recipe"], one["state"]) for one in found] == [("lsgan", "finished")]
    assert any(model["recipe"] == "lsgan" for model in models)
    offered = [part["props"].get("choices") or [] for part in config["components"]]
    assert any(["LSGAN", "lsgan"] in choices for choices in offered)
    assert [part["props"]["id"] for part in config["components"] if part["type"] == "tabitem"][-1] == "grid"


HEAD = """
from dataclasses import replace
from gan_demo.words import Words
TOLD = {"title": "A stranger's", "paper": "none", "idea": Words("An idea.", "想法。"), "watch": Words("It.", "看。")}
"""
STRANGERS = {  # of each kind a recipe with a part of its own, what a run of it is asked for, what the page hears
    "codes": (
        """
from gan_demo.inputs.code import CodeInput
from gan_demo.inputs.latent import LatentInput
from gan_demo.recipes.infogan import RECIPE as KNOWN
RECIPE = replace(KNOWN, name="codes", **TOLD, inputs=(LatentInput(codes=2), CodeInput(3)))
""",
        ["--data", "stripes", "--size", "16"],
        {"kind": "codes", "found": True, "example": "image"},
    ),
    "shades": (
        """
from gan_demo.inputs.image import ImageInput
from gan_demo.inputs.latent import LatentInput
from gan_demo.recipes.pix2pix import RECIPE as KNOWN
def shade(pictures):
    return (pictures.float().mean(3, keepdim=True) > 127).to(pictures.dtype) * 255
RECIPE = replace(KNOWN, name="shades", **TOLD, inputs=(LatentInput(), ImageInput(shade)))
""",
        ["--data", "stripes", "--size", "16"],
        {"kind": "pad", "example": "image"},
    ),
    "sprout": (
        """
from gan_demo.recipes._recipe import Growth
from gan_demo.recipes.progan import RECIPE as KNOWN
RECIPE = replace(KNOWN, name="sprout", **TOLD, growth=Growth(hold=32, fade=32))
""",
        ["--data", "stripes", "--size", "16"],
        {"kind": "", "example": "image"},
    ),
    "strokes": (
        """
from functools import partial
import torch
from torch import nn
from gan_demo.examples.series import SeriesExample
from gan_demo.inputs.class_label import ClassInput
from gan_demo.inputs.latent import LatentInput
from gan_demo.objectives.losses import hinge
from gan_demo.objectives.objective import Adversarial
from gan_demo.recipes._recipe import Adam, Recipe
class Strokes(nn.Module):
    def __init__(self, size=32, channels=1, classes=0, latent=16):
        super().__init__()
        self.shape, self.named = (size, channels), nn.Embedding(max(classes, 1), latent)
        self.net = nn.Sequential(nn.Linear(latent, 64), nn.ReLU(), nn.Linear(64, size * channels), nn.Tanh())
    def forward(self, z, label=None):
        said = 0 if label is None else (label @ self.named.weight if label.is_floating_point() else self.named(label))
        return self.net(z + said).unflatten(1, self.shape)
class Taster(nn.Module):
    def __init__(self, size=32, channels=1, classes=0):
        super().__init__()
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(size * channels, 64), nn.LeakyReLU(0.2), nn.Linear(64, 1))
    def forward(self, series, label=None):
        return self.net(series)[:, 0]
RECIPE = Recipe("strokes", **TOLD, generator=Strokes, discriminator=Taster, objective=partial(Adversarial, hinge),
    g_optimizer=Adam(1e-3), d_optimizer=Adam(1e-3), example=SeriesExample, inputs=(LatentInput(), ClassInput()))
""",
        ["--data", "ramps", "--labels", "way"],
        {"kind": "classes", "example": "series", "size": 16},
    ),
}
RAMPS = """
import torch
from gan_demo.data.dataset import Dataset, Source
from gan_demo.words import Words
VARIABLES = [{"en": "Height", "zh": "高度", "low": 0.0, "high": 2.0}]
def load(size, labels=None, split="train"):
    way = torch.arange(256) % 2
    ramps = torch.linspace(0, 1, size)[None, :, None] * torch.rand(256, 1, 1) * 2
    named = (way, (Words("Up", "上升"), Words("Down", "下降"))) if labels else (None, ())
    series = torch.where(way.view(-1, 1, 1) == 0, ramps, ramps.flip(1))
    return Dataset("ramps", series, *named, kind="series", details={"variables": VARIABLES, "step": 0.1})
SOURCE = Source("ramps", Words("Ramps", "斜坡"), (16,), 1, lambda size, count=None: iter(()), load, lambda size: 256,
    ("way",), kind="series")
"""


@pytest.fixture
def strangers(tmp_path, monkeypatch) -> None:
    """Recipes of every kind, written in an hour, and a data set of series are where GAN_DEMO_OWN would find them."""
    for package in (recipes, data):
        folder = tmp_path / package.__name__.rpartition(".")[2]
        folder.mkdir()
        monkeypatch.setattr(package, "__path__", [*package.__path__, str(folder), str(EXAMPLES / folder.name)])
    for name, (text, *_) in STRANGERS.items():
        (tmp_path / "recipes" / f"{name}.py").write_text(HEAD + text, encoding="utf-8")
    (tmp_path / "data" / "ramps.py").write_text(RAMPS, encoding="utf-8")
    yield
    for name in [*STRANGERS, "ramps", "shade"]:
        for package in (recipes, data):
            sys.modules.pop(f"{package.__name__}.{name}", None)


def told(*words: object) -> None:
    """The command line in this process, which succeeds."""
    with unsignalled():
        assert main(list(map(str, words))) == 0


@pytest.mark.slow
@pytest.mark.usefixtures("strangers", "cache")
@pytest.mark.parametrize("name", STRANGERS)
def test_a_recipe_of_each_kind_trains_goes_on_and_draws_with_no_other_file_touched(tmp_path, name):
    folder, wanted = tmp_path / "runs" / name, STRANGERS[name][1]
    told("train", name, *wanted, "--batch", 8, "--run", folder, "--steps", 6)
    told("train", name, "--resume", "--run", folder, "--steps", 9)
    model, drawn = folder / "checkpoint", tmp_path / "drawn.png"
    config = json.loads((model / "config.json").read_text(encoding="utf-8"))
    assert (config["recipe"], config["steps"]) == (name, 9)
    trace = ["--trace", next((folder / "grids").iterdir())] if config["drawing"] else []
    told("draw", model, "--out", drawn, "--count", 4, *trace)
    assert Image.open(drawn).size[0] > 16
    card = Gallery(tmp_path / "none", tmp_path / "runs").cards()[0]
    shown = {field: {**card, **card["control"]}[field] for field in STRANGERS[name][2]}
    assert shown == STRANGERS[name][2]
    if config["example"] == "series":
        told("draw", model, "--out", tmp_path / "drawn.csv", "--label", "up")
        assert (tmp_path / "drawn.csv").read_text().splitlines()[0] == "step,Height"


@pytest.mark.usefixtures("strangers", "cache")
def test_an_error_of_a_recipe_of_ones_own_is_told_to_whoever_looks_at_its_run(tmp_path, monkeypatch):
    def broken(self):
        raise RuntimeError("mat1 and mat2 do not fit")

    monkeypatch.setattr("gan_demo.training.engine.Trainer.step", broken)
    words = ["train", "shade", "--data", "stripes", "--size", 16, "--run", tmp_path / "one"]
    with unsignalled(), pytest.raises(RuntimeError):
        main(list(map(str, words)))
    status = runs.status(tmp_path / "one")
    assert (status.state, status.reason.en) == ("failed", "RuntimeError: mat1 and mat2 do not fit")


SHADE = ["shade", "--data", "stripes", "--size", 16, "--width", 32, "--batch", 32]


@pytest.fixture
def shaded(strangers, cache, tmp_path) -> str:
    """The folder of a model whose input, a kind of its own, stands in the file of its recipe."""
    told("train", *SHADE, "--run", tmp_path / "runs" / "one", "--steps", 9)
    return str(tmp_path / "runs" / "one" / "checkpoint")


@pytest.mark.slow
@pytest.mark.usefixtures("strangers", "cache")
def test_an_input_of_ones_own_is_learned(tmp_path):
    folder = tmp_path / "runs" / "one"
    told("train", *SHADE, "--g-lr", 2e-3, "--d-lr", 2e-3, "--run", folder, "--steps", 150)
    gan = GAN.load(folder / "checkpoint")
    dark, light = (gan.draw(64, shade=shade).mean() for shade in (0.1, 0.9))
    assert dark + 60 < light


@pytest.mark.slow
def test_an_input_of_ones_own_goes_on_bit_for_bit(shaded, tmp_path):
    again = tmp_path / "runs" / "two"
    told("train", *SHADE, "--run", again, "--steps", 6)
    told("train", "shade", "--resume", "--run", again, "--steps", 9)
    one, two = (torch.load(tmp_path / "runs" / name / runs.STATE, weights_only=True) for name in ("one", "two"))
    for state in (one, two):
        state["counters"].pop("seconds")
    assert_equal_states(one, two)


@pytest.mark.slow
def test_an_input_of_ones_own_is_drawn_from_python_the_shell_programs_and_the_page(shaded, tmp_path):
    gan, page = GAN.load(shaded), client_of(tmp_path)
    dark = gan.draw(8, 3, shade=[0.1] * 8)
    assert np.array_equal(dark, gan.draw(8, 3, shade="0.1"))
    assert not np.array_equal(dark, gan.draw(8, 3, shade=0.9))
    assert np.array_equal(gan.draw(8, 3), gan.draw(8, 3, shade=0.5))
    assert evaluation_conditions(gan, None, 3) == {"shade": [0, 0.5, 1]}
    assert "Drawn with `shade`" in (Path(shaded) / "README.md").read_text(encoding="utf-8")
    told("draw", shaded, "--set", "shade=0.1", "--count", 8, "--seed", 3, "--out", tmp_path / "a.npy")
    assert np.array_equal(np.load(tmp_path / "a.npy"), dark)
    drawn = api.pictures(Gallery(tmp_path / "models", tmp_path / "runs"), "one", 3, 8, "", 1, "", {"shade": 0.1})
    assert np.array_equal(np.stack(list(map(np.asarray, drawn))), dark)

    def pixels(**values):
        answer = page.get("/gradio_api/gan/picture", params={"model": "one", "seed": 3, **values})
        return np.asarray(Image.open(io.BytesIO(answer.content)))

    assert np.array_equal(pixels(c="0.1"), dark[0])
    assert np.array_equal(pixels(), pixels(c="0.5"))
    assert np.array_equal(pixels(c="0.1|0.9"), np.hstack([pixels(c="0.1"), pixels(c="0.9")]))
    point = page.get("/gradio_api/gan/walk/point", params={"model": "one", "w": ["c=0.1", "c=0.9"], "at": 0.5}).json()
    assert point["c"] == "0.5"
    told("walk", shaded, "--set", "shade=0.1", "--set", "shade=0.9", "--out", tmp_path / "walk.png")
    (card,) = page.get("/gradio_api/gan/models").json()
    control = {name: card["control"][name] for name in ("kind", "tab", "title", "low", "high", "start")}
    title = ["Shade", "明暗"]
    assert control == {"kind": "number", "tab": "explore", "title": title, "low": 0, "high": 1, "start": "0.5"}


BAD_SHADES = [
    ({"shade": 2}, "Shade must be between 0 and 1"),
    ({"shade": "light"}, "Shade must be between 0 and 1"),
    ({"shade": [0.1, 0.2, 0.3]}, "Give one shade or 2"),
    ({"labels": np.array([0, 1])}, "has no classes"),
    ({"captions": ["a hat"]}, "draws no captions"),
    ({"images": np.zeros((1, 16, 16, 1), np.uint8)}, "does not draw from outlines"),
]


@pytest.mark.slow
def test_what_an_input_of_ones_own_does_not_take_is_one_sentence(shaded, tmp_path, capsys):
    gan, page = GAN.load(shaded), client_of(tmp_path)
    for wrong, sentence in BAD_SHADES:
        with pytest.raises(UserError, match=sentence):
            gan.draw(2, **wrong)
    answer = page.get("/gradio_api/gan/picture", params={"model": "one", "c": "2"})
    assert (answer.status_code, answer.json()["error"]["zh"][:2]) == (422, "明暗")
    with pytest.raises(UserError, match="takes no shade"):
        GAN.load(SHIPPED / "fashion-classes").draw(1, shade=0.3)
    assert main(["draw", shaded, "--set", "shade=2", "--out", str(tmp_path / "a.png")]) == 2
    assert capsys.readouterr().err.strip().endswith("Shade must be between 0 and 1.")


@pytest.mark.slow
def test_a_checkpoint_names_its_recipe_and_nothing_of_its_input(shaded, tmp_path, monkeypatch):
    config = json.loads((tmp_path / "runs" / "one" / "checkpoint" / "config.json").read_text(encoding="utf-8"))
    assert config["generator"] == {"size": 16, "channels": 3, "latent": 64, "width": 32}
    assert "ShadeInput" not in json.dumps(config)
    monkeypatch.setattr(recipes, "__path__", recipes.__path__[:1])
    with pytest.raises(UserError, match="no recipe called 'shade'"):
        GAN.load(shaded)
    (card,) = Gallery(tmp_path / "none", tmp_path / "runs").cards()
    assert (card["recipe"], card["control"]["kind"]) == ("shade", "")


@pytest.mark.process
def test_without_the_folder_its_recipe_is_not_known(own, tmp_path):
    del own["GAN_DEMO_OWN"]
    words = gan_demo("train", "lsgan", "--data", "avatars", "--run", tmp_path / "run")
    done = warm.run(words, env=own, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 2
    assert "There is no recipe called 'lsgan'" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.process
@pytest.mark.slow
def test_the_script_that_draws_runs_as_it_is_written(own, tmp_path):
    said = run([sys.executable, "examples/draw.py", "fashion-classes", str(tmp_path / "pictures.png")], own)
    assert "pictures.png: 2 rows of " in said
    assert Image.open(tmp_path / "pictures.png").size == (8 * 32 * 2, 2 * 32 * 2)
