"""The shipped model that draws captions: its size, its languages, and what its matcher knows of new pictures."""

import numpy as np
import pytest
import torch
from support.trainers import ROOT

from gan_demo.data.avatars.store import Store
from gan_demo.pictures.images import to_float
from gan_demo.pipelines.illustration import illustrate
from gan_demo.pipelines.pipeline import GAN
from gan_demo.text.captions import sampled_captions
from gan_demo.text.normal import normal

FOLDER = ROOT / "checkpoints" / "avatar-captions"
SWAPS = [
    ("a woman with long {} hair and round glasses", "pink", "black"),
    ("a man wearing a {} hoodie", "yellow", "blue"),
    ("a bald man with a {} beard", "black", "red"),
    ("a person with {} skin and short hair", "pale", "brown"),
    ("戴墨镜的{}卷发的人", "红色", "黑色"),
]


@pytest.fixture(scope="module")
def gan() -> GAN:
    return GAN.from_pretrained(FOLDER)


@pytest.mark.slow
def test_it_is_small_enough_to_ship_has_seen_a_million_pictures_and_draws_both_languages(gan):
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 16e6
    assert gan.config.images >= 1_000_000
    pictures = gan.draw(2, captions=["white hair, blue eyes", "戴墨镜的红色卷发的人，张嘴大笑"])
    assert pictures.shape == (2, 64, 64, 3)


def test_captions_survive_the_round_trip_of_its_own_tokenizer_in_both_languages(gan):
    tokenizer = gan.text_encoder.tokenizer
    for made in sampled_captions(400, 21):
        tokens = tokenizer.encode(made.text, 128)
        assert 1 not in tokens.ids
        assert tokens.left_out == 0
        written = [made.text[slice(*span)].lower().replace("，", ",") for span in tokens.spans]
        assert written == tokenizer.decode(tokens.ids)
        read = [piece.text for piece, _ in tokens.by_word()]
        assert made.language == "en" or read == [normal(piece)[0] for piece in made.pieces]


@pytest.mark.slow
def test_the_matcher_beats_chance_a_hundredfold_on_held_out_pictures(gan):
    """A picture finds its own caption among a thousand in one case of ten and more."""
    text = gan.text_encoder.told([caption.text for caption in sampled_captions(1000, 0, "held_out")])
    images = to_float(torch.from_numpy(Store(64, "held_out").draw(0, 200)))
    with torch.inference_mode():  # all at once would take 2 GB
        parts = [gan.text_encoder.matcher.score(images[i : i + 20], text) for i in range(0, 200, 20)]
    assert (torch.cat(parts).argmax(1) == torch.arange(200)).float().mean() > 100 / 1000


@pytest.mark.parametrize(("caption", "one", "other"), SWAPS)
def test_a_swapped_word_changes_pixels_mostly_inside_its_map(gan, caption, one, other):
    """With the latents kept, most of the change lies in the two fifths of the picture where the word was looked for."""
    z = gan.latents(16, 5)
    before, after = (gan.text_encoder.read(caption.format(word)) for word in (one, other))
    word = [word.text for word in before.words].index(one)
    old, new = illustrate(gan, before, z), illustrate(gan, after, z)
    change = np.abs(old.pictures.astype(float) - new.pictures).mean(-1)
    look = old.maps[0][:, word].repeat(4, 1).repeat(4, 2)
    inside = look >= np.quantile(look, 0.6, axis=(1, 2), keepdims=True)
    assert inside.mean() < 0.45
    assert (change * inside).sum() > change.sum() / 2
