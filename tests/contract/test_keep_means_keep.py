"""A kept picture of the shipped model of captions: another word changes what it says, and nothing else.

What an edit may change is known from the avatars themselves: both captions' values, with all that is imagined, are
drawn by python-avatars, and where the two drawings differ, and three pixels around, is what it may change.
"""

from itertools import product

import numpy as np
import pytest
from PIL import Image, ImageFilter

from gan_demo import GAN
from gan_demo.data.avatars.drawing import draw
from gan_demo.data.avatars.kinds import KINDS
from gan_demo.data.avatars.sampling import sample
from gan_demo.data.avatars.visibility import visible_values
from gan_demo.pipelines.illustration import illustrate
from gan_demo.text.captions import Caption, compose_caption
from gan_demo.text.choosing import NONE
from gan_demo.text.left_open import PLACES, phrase
from gan_demo.words import UserError

EDITS = 200
CHANGED = 32  # of 255 in some channel
AROUND = 7  # pixels that a difference is widened to
MOST_VALUES = 4  # of a broad word that are drawn


def edits():
    """Captions of which one attribute is another in the second, in both languages, without end."""
    rows = sample(0, 3000, "test", 0)
    rng = np.random.default_rng(0)
    for number, (row, seen) in enumerate(zip(rows.tolist(), visible_values(rows).tolist(), strict=True)):
        values, visible = dict(zip(KINDS, row, strict=True)), dict(zip(KINDS, seen, strict=True))

        def told(values, visible=visible, number=number) -> Caption:
            return compose_caption(values, visible, ("en", "zh")[number % 2], np.random.default_rng(number))

        before = told(values)
        kind = list(before.mentions)[int(rng.integers(len(before.mentions)))]
        other = {**values, kind: int(rng.integers(len(KINDS[kind].values)))}
        same = visible_values(np.array([list(other.values())]))[0].tolist() == seen
        after = told(other)
        rest = [{k: v for k, v in one.mentions.items() if k != kind} for one in (before, after)]
        says = [one.mentions.get(kind) for one in (before, after)]
        if same and rest[0] and rest[0] == rest[1] and None not in says and says[0] != says[1]:
            yield number, kind, before, after


def may_change(kind: str, before: Caption, after: Caption, imagined: list[int]) -> np.ndarray:
    """Where an edit may change a picture, bool (64, 64)."""
    known = {name: NONE.get(name, 0) for name in KINDS}
    known |= {name: min(values) for name, values in before.mentions.items()}
    known |= dict(PLACES[number] for number in imagined)
    differs = np.zeros((64, 64), bool)
    pairs = product(*(sorted(caption.mentions[kind])[:MOST_VALUES] for caption in (before, after)))
    for one, other in pairs:
        pictures = [draw([{**known, kind: value}[name] for name in KINDS], 64).astype(int) for value in (one, other)]
        differs |= np.abs(pictures[0] - pictures[1]).max(2) > 8
    return np.asarray(Image.fromarray(differs).convert("L").filter(ImageFilter.MaxFilter(AROUND))) > 0


@pytest.mark.slow
def test_a_changed_word_changes_what_it_says_and_nothing_else():
    gan = GAN.from_pretrained("avatar-captions")
    text_encoder, shares = gan.required_text_encoder, []
    for number, kind, before, after in edits():
        z = gan.latents(1, number)
        kept = illustrate(gan, text_encoder.read(before.text), z)
        changed = illustrate(gan, text_encoder.read(after.text, before.text), z)
        outside = ~may_change(kind, before, after, kept.imagined[0])
        differs = np.abs(kept.pictures[0].astype(int) - changed.pictures[0].astype(int)).max(2) > CHANGED
        shares.append((differs & outside).sum() / outside.sum())
        if len(shares) == EDITS:
            break
    assert len(shares) == EDITS
    assert np.mean(shares) < 0.02  # 0.002 measured; 0.055 when what was imagined did not stay
    assert np.mean(np.array(shares) < 0.02) > 0.95


def test_what_was_imagined_stays_but_for_what_another_caption_contradicts():
    gan = GAN.from_pretrained("avatar-captions")
    text_encoder = gan.required_text_encoder

    def imagined(caption: str, kept: str, seed: int) -> dict[str, int]:
        drawn = illustrate(gan, text_encoder.read(caption, kept), gan.latents(1, seed))
        return dict(PLACES[number] for number in drawn.imagined[0])

    for seed in range(8):
        first = imagined("a man with round glasses", "", seed)
        assert imagined("a man with round glasses", "a man with round glasses", seed) == first
        other = imagined("a man with black-rimmed glasses", "a man with round glasses", seed)
        assert {kind: value for kind, value in other.items() if kind != "glasses"} == first
        hooded = imagined("a man with round glasses, a space helmet", "a man with round glasses", seed)
        assert "hat" not in hooded
        assert "hair" not in hooded
        assert {"mouth", "eyes"} & hooded.keys() == {"mouth", "eyes"} & first.keys()
        assert all(hooded[kind] == first[kind] for kind in hooded.keys() & first.keys())


def test_a_kept_man_who_becomes_a_woman_loses_his_beard():
    gan = GAN.from_pretrained("avatar-captions")
    for seed in range(16):
        reading = gan.required_text_encoder.read("a woman with glasses", "a man with glasses")
        drawn = illustrate(gan, reading, gan.latents(1, seed))
        assert dict(PLACES[number] for number in drawn.imagined[0])["beard"] == NONE["beard"]


def test_a_kept_caption_of_which_nothing_is_known_keeps_nothing():
    gan = GAN.from_pretrained("avatar-captions")
    z, text_encoder = gan.latents(2, 1), gan.required_text_encoder
    one, other = (illustrate(gan, text_encoder.read("bald", kept), z) for kept in ("", "zzzz"))
    assert np.array_equal(one.pictures, other.pictures)


def test_captions_that_are_read_are_drawn_as_texts_are():
    gan = GAN.from_pretrained("avatar-captions")
    texts = ["bald", "a red hat"]
    read = [gan.required_text_encoder.read(text) for text in texts]
    assert np.array_equal(gan.draw(2, seed=1, captions=read), gan.draw(2, seed=1, captions=texts))
    for count in (1, 3):
        with pytest.raises(UserError, match="are wanted, not 2"):
            gan.draw(count, captions=read)


@pytest.mark.parametrize("who", ["a girl", "a boy", "a woman", "a kid", "一个女孩", "小朋友"])
def test_who_has_no_beard_is_drawn_without_one(who):
    gan = GAN.from_pretrained("avatar-captions")
    drawn = illustrate(gan, gan.required_text_encoder.read(who), gan.latents(16, 3))
    beards = [dict(PLACES[number] for number in row).get("beard") for row in drawn.imagined]
    assert set(beards) == {NONE["beard"]}


SAID = {"a black beard": "beard_color", "bald": "hair", "without a hat": "hat", "red hair": "hair_color"}


def test_nothing_that_is_said_is_imagined_otherwise():
    gan = GAN.from_pretrained("avatar-captions")
    for caption, kind in SAID.items():
        drawn = illustrate(gan, gan.required_text_encoder.read(caption), gan.latents(32, 1))
        assert all(kind not in dict(PLACES[number] for number in row) for row in drawn.imagined), caption


def test_a_person_of_whom_nothing_is_said_is_somebody():
    gan = GAN.from_pretrained("avatar-captions")
    pictures = [gan.draw(4, seed=1, captions=[caption]) for caption in ("a person", "一个人")]
    assert all(len({picture.tobytes() for picture in drawn}) == 4 for drawn in pictures)


def test_what_was_imagined_and_is_said_now_is_imagined_no_more():
    gan = GAN.from_pretrained("avatar-captions")
    text_encoder, z = gan.required_text_encoder, gan.latents(1, 3)
    drawn = illustrate(gan, text_encoder.read("a girl with pink hair"), z)
    kind, value = next(PLACES[number] for number in drawn.imagined[0] if PLACES[number][0] == "mouth")
    said = f"a girl with pink hair, {phrase(kind, value, 'en')}"
    again = illustrate(gan, text_encoder.read(said, "a girl with pink hair"), z)
    assert kind not in dict(PLACES[number] for number in again.imagined[0])
