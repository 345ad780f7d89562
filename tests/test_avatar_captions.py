"""The shipped model that draws captions."""

from conftest import ROOT
from gan_demo.pipeline import GAN

FOLDER = ROOT / "checkpoints" / "avatar-captions"


def test_it_is_small_enough_to_ship_and_draws_both_languages():
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 16e6
    pictures = GAN.from_pretrained(FOLDER).draw(2, captions=["white hair, blue eyes", "戴墨镜的红色卷发的人，张嘴大笑"])
    assert pictures.shape == (2, 64, 64, 3)
