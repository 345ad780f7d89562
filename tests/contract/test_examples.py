"""What a stranger does first: a GAN and a data set, a file each, train, go on, draw, and are offered by the page."""

import json
import os
import subprocess
import sys
import urllib.request

import pytest
from PIL import Image
from support.pages import end, free_port, wait_for
from support.trainers import ROOT, gan_demo

EXAMPLES = ROOT / "examples"
pytestmark = pytest.mark.process


def run(words: list[str], environment: dict[str, str]) -> str:
    """What a command prints; an assertion with its errors where it fails."""
    done = subprocess.run(words, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def own(environment) -> dict[str, str]:
    return {**os.environ, **environment, "GAN_DEMO_OWN": str(EXAMPLES), "PYTHONPATH": str(ROOT)}


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


def test_without_the_folder_its_recipe_is_not_known(own, tmp_path):
    del own["GAN_DEMO_OWN"]
    words = gan_demo("train", "lsgan", "--data", "avatars", "--run", tmp_path / "run")
    done = subprocess.run(words, env=own, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 2
    assert "There is no recipe called 'lsgan'" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_the_script_that_draws_runs_as_it_is_written(own, tmp_path):
    said = run([sys.executable, "examples/draw.py", "fashion-classes", str(tmp_path / "pictures.png")], own)
    assert "pictures.png: 2 rows of " in said
    assert Image.open(tmp_path / "pictures.png").size == (8 * 32 * 2, 2 * 32 * 2)
