"""What a stranger does first: a GAN and a data set, a file each, train, go on, draw, and are offered by the page."""

import json
import os
import subprocess
import sys
import urllib.request

import pytest
from PIL import Image
from support.pages import end, free_port, wait_for
from support.trainers import ROOT, gan_demo, unsignalled

from gan_demo import data, recipes
from gan_demo.__main__ import main
from gan_demo.ui.gallery import Gallery

EXAMPLES = ROOT / "examples"


def run(words: list[str], environment: dict[str, str]) -> str:
    """What a command prints; an assertion with its errors where it fails."""
    done = subprocess.run(words, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
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

    port = free_port()
    words = [sys.executable, "app.py", "--port", str(port), "--runs", str(tmp_path / "runs")]
    with open(tmp_path / "log", "w", encoding="utf-8") as log:
        page = subprocess.Popen(words, cwd=ROOT, env=own, stdout=log, stderr=log)
    try:
        wait_for(f"http://127.0.0.1:{port}/", page, tmp_path / "log")
        route = f"http://127.0.0.1:{port}/gradio_api/gan/"
        titles, models, found = (
            json.load(urllib.request.urlopen(route + name, timeout=30)) for name in ("titles", "models", "runs")
        )
        config = json.load(urllib.request.urlopen(f"http://127.0.0.1:{port}/config", timeout=30))
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
    for name in [*STRANGERS, "ramps"]:
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


@pytest.mark.process
def test_without_the_folder_its_recipe_is_not_known(own, tmp_path):
    del own["GAN_DEMO_OWN"]
    words = gan_demo("train", "lsgan", "--data", "avatars", "--run", tmp_path / "run")
    done = subprocess.run(words, env=own, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 2
    assert "There is no recipe called 'lsgan'" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.process
@pytest.mark.slow
def test_the_script_that_draws_runs_as_it_is_written(own, tmp_path):
    said = run([sys.executable, "examples/draw.py", "fashion-classes", str(tmp_path / "pictures.png")], own)
    assert "pictures.png: 2 rows of " in said
    assert Image.open(tmp_path / "pictures.png").size == (8 * 32 * 2, 2 * 32 * 2)
