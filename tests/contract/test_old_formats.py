"""What an earlier build wrote still opens: a run, its checkpoint, and links to its pictures (build of 2026-11-29)."""

import json
import shutil
from pathlib import Path
from urllib.parse import parse_qsl

import numpy as np
import pytest
from PIL import Image
from support import warm
from support.trainers import ROOT, gan_demo

from gan_demo import GAN, checkpoints, runs
from gan_demo.ui import live, query

OLD = ROOT / "tests" / "fixtures" / "of_2026_11_29"
LINKS = {"0.png": "seed=3", "1.png": "seed=7&t=0.6&c=1", "2.png": "seed=1|2|3&d=1.5,0,-2&c=0:0.3,1:0.7"}


@pytest.fixture
def run(tmp_path, picture_folder) -> Path:
    """A copy of the run, of pictures that are there."""
    folder = tmp_path / "runs" / "run"
    shutil.copytree(OLD / "run", folder)
    settings = folder / runs.SETTINGS
    settings.write_text(json.dumps({**json.loads(settings.read_text()), "data": str(picture_folder)}))
    return folder


def test_a_run_of_then_is_read(run):
    assert runs.status(run).state == "finished"
    assert [step for step, _ in runs.grids(run)] == [0, 16]
    assert max(event["step"] for event in runs.history(run)) == 40


@pytest.mark.slow
def test_a_run_of_then_goes_on(run, picture_folder, environment):
    words = ("data", "prepare", picture_folder, "--size", 32)
    warm.run(gan_demo(*words), env=environment, check=True, timeout=120)
    words = ("train", "sngan", "--run", run, "--resume", "--steps", 44)
    warm.run(gan_demo(*words), env=environment, check=True, timeout=120)
    assert runs.status(run).state == "finished"
    assert max(event["step"] for event in runs.history(run)) == 44


@pytest.mark.parametrize("picture", LINKS)
def test_a_link_of_then_shows_its_picture(picture, tmp_path):
    gan = GAN.from_pretrained(OLD / "run" / "checkpoint")
    wanted = query.read_image_query(dict(parse_qsl(LINKS[picture])), gan.latent)
    path = tmp_path / picture
    path.write_bytes(live.drawn(gan, wanted))
    now, then = (np.asarray(Image.open(where), np.int16) for where in (path, OLD / "links" / picture))
    assert np.abs(now - then).max() <= 1


@pytest.mark.parametrize(
    "folder", [OLD / "run" / "checkpoint", *checkpoints.find_checkpoints(checkpoints.SHIPPED).values()]
)
def test_a_card_says_how_to_import_what_draws(folder):
    (line,) = [
        line for line in (folder / checkpoints.CARD).read_text("utf-8").splitlines() if line.endswith("import GAN")
    ]
    names: dict = {}
    exec(line, names)
    assert names["GAN"] is GAN
