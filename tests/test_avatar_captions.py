"""The shipped model that draws captions: what its matcher knows of new pictures."""

from pathlib import Path

import pytest
import torch

from conftest import ROOT
from gan_demo.data import find
from gan_demo.images import to_float
from gan_demo.pipeline import GAN
from gan_demo.text.captions import fresh_caption


@pytest.fixture(scope="module")
def gan() -> GAN:
    return GAN.from_pretrained(ROOT / "checkpoints" / "avatar-captions")


def test_it_is_small_enough_to_ship():
    folder: Path = ROOT / "checkpoints" / "avatar-captions"
    assert sum(path.stat().st_size for path in folder.iterdir()) < 16e6


def test_the_matcher_beats_chance_a_hundredfold_on_held_out_pictures(gan, tmp_path, monkeypatch):
    """A picture finds its own caption among a thousand in one case of ten and more."""
    monkeypatch.setenv("GAN_DEMO_CACHE", str(tmp_path))
    dataset = find("avatars").load(64, split="held_out")  # is drawn here, which takes some seconds
    captions = [fresh_caption(dataset, i, 5, 0).text for i in range(1000)]
    with torch.inference_mode():
        scores = gan.reader.matcher.score(to_float(dataset.images[:1000]), gan.reader.told(captions))
    assert (scores.argmax(1) == torch.arange(1000)).float().mean() > 100 / 1000
