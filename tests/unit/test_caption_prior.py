"""What a caption leaves open: what it is, words for it, and latents that choose it."""

from functools import partial

import numpy as np
import pytest
import torch
from support.captions import avatar_tokenizer

from gan_demo.checkpoints import text_encoders
from gan_demo.data.avatars.captions import AvatarCaptions as AvatarCaptions
from gan_demo.data.avatars.kinds import KINDS
from gan_demo.data.avatars.sampling import sample
from gan_demo.data.avatars.visibility import visible_values
from gan_demo.data.dataset import Attribute, Dataset
from gan_demo.inputs.caption import CaptionConditions
from gan_demo.nets.caption_encoder import PADDING, Text
from gan_demo.nets.caption_prior import CaptionPrior
from gan_demo.nets.matching import Matcher
from gan_demo.settings import Settings
from gan_demo.text import learning
from gan_demo.text.captioner import AttributeCaptioner
from gan_demo.text.captions import compose_caption
from gan_demo.text.learning import imagining
from gan_demo.text.left_open import ORDER, PLACE, PLACES, SIZES, choices_of, exact, left_open, numbers_of, phrase, says
from gan_demo.text.senses import LANGUAGES
from gan_demo.text.text_encoder import TextEncoder
from gan_demo.training.engine import Trainer
from gan_demo.training.prepare import own_text_encoder
from gan_demo.words import UserError


@pytest.fixture(scope="module", params=LANGUAGES)
def told(request):
    rows = sample(0, 1000, "train", 3)
    rng = np.random.default_rng(2)
    avatars = [
        (dict(zip(KINDS, row, strict=True)), dict(zip(KINDS, seen, strict=True)))
        for row, seen in zip(rows.tolist(), visible_values(rows).tolist(), strict=True)
    ]
    return [(compose_caption(*avatar, request.param, rng), *avatar) for avatar in avatars]


@pytest.fixture(scope="module")
def text_encoder() -> TextEncoder:
    torch.manual_seed(2)
    tokenizer = avatar_tokenizer()
    return TextEncoder(tokenizer, Matcher(len(tokenizer), 32, 3), CaptionPrior(SIZES))


def test_what_is_told_and_what_is_left_open_is_all_that_can_be_seen(told):
    for made, values, seen in told:
        left = dict(left_open(made, values, seen))
        assert all(seen[kind] and values[kind] == value for kind, value in left.items())
        for kind in KINDS:
            if seen[kind] and says(kind, values):
                assert (kind in left) != exact(made, kind, values)


def test_every_phrase_is_different_and_in_its_language():
    for language in LANGUAGES:
        phrases = [phrase(*place, language) for place in PLACES]
        assert len(set(phrases)) == len(phrases) == sum(SIZES)
        assert all(text.isascii() == (language == "en") or text == "T恤" for text in phrases)


def test_numbers_and_choices_are_the_same_thing(told):
    for made, values, seen in told:
        numbers = [PLACE[place] for place in left_open(made, values, seen)]
        assert numbers_of(choices_of(numbers)) == numbers


def test_a_bald_head_is_given_no_hair_colour():
    bald = KINDS["hair"].index("NONE")
    numbers = [PLACE["hair_color", 3], PLACE["hair", bald]]
    assert numbers_of(choices_of(numbers)) == [PLACE["hair", bald]]


@pytest.mark.slow
def test_latents_choose_as_often_as_is_likely():
    """Over many normal latents the shares are those of the softmax, whatever the latent's size."""
    torch.manual_seed(0)
    net = CaptionPrior([3, 5], features=4)
    words = torch.randn(1, 2, 4)
    text = Text(words, words, words[:, 0], torch.zeros(1, 2)).expand(40_000)
    for latent in (8, 64):
        chosen = net(text, torch.randn(len(text.words), latent))
        with torch.no_grad():
            said = net.read(text.rows(slice(1)))
            likely = net.heads[0](torch.cat([said, torch.zeros(1, 128)], 1)).softmax(1)[0]
        shares = torch.bincount(chosen[:, 0], minlength=4) / len(chosen)
        torch.testing.assert_close(shares, likely, rtol=0, atol=0.05 if latent == 8 else 0.03)


def test_what_is_mostly_told_is_never_added_and_what_is_very_unlikely_never_chosen():
    net = CaptionPrior([2], features=4)
    text = Text(*2 * [torch.zeros(1, 1, 4)], torch.zeros(1, 4), torch.zeros(1, 1)).expand(4000)
    for shares, wanted in (((0.6, 0.2, 0.2), {0}), ((0.3, 0.696, 0.004), {0, 1}), ((0.3, 0.65, 0.05), {0, 1, 2})):
        torch.nn.init.zeros_(net.heads[0][2].weight)
        net.heads[0][2].bias.data = torch.tensor(shares).log()
        assert set(net(text, torch.randn(4000, 8)).flatten().tolist()) == wanted


@pytest.mark.slow
def test_imagination_learns_what_is_told():
    """Two things of three values, of which a word tells one: that is not added, and the other is of any value."""
    torch.manual_seed(0)
    net, vectors = CaptionPrior([3, 3], features=8), torch.randn(6, 8)
    optimizer = torch.optim.Adam(net.parameters(), 3e-3)
    for _ in range(300):
        word, free = torch.randint(6, (64,)), torch.randint(3, (64,)) + 1
        choices = torch.stack([torch.where(word < 3, 0, free), torch.where(word < 3, free, 0)], 1)
        words = vectors[word][:, None]
        loss = net.loss(Text(words, words, words[:, 0], torch.zeros(64, 1)), choices)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    words = vectors[:1][:, None]
    text = Text(words, words, words[:, 0], torch.zeros(1, 1)).expand(600)
    chosen = net(text, torch.randn(600, 16))
    assert (chosen[:, 0] == 0).float().mean() > 0.98
    assert all((chosen[:, 1] == value).float().mean() > 0.2 for value in (1, 2, 3))


def test_the_same_latent_imagines_the_same(text_encoder):
    text, z = text_encoder.told(["red hair"]).expand(8), torch.randn(8, 16)
    rows = text_encoder.imagined(text, z)
    assert rows == text_encoder.imagined(text, z)
    assert len(set(map(tuple, rows))) == 8
    one = text_encoder.imagined(text.rows(slice(1)), z[:1])
    assert one == rows[:1]


def test_phrases_stand_after_their_caption_and_padding_after_them(text_encoder):
    text = text_encoder.told(["red hair", "a hat"])
    rows = [[PLACE["hair", 1]], [PLACE["eyes", 0], PLACE["mouth", 2]]]
    more = text_encoder.with_phrases(text, rows)
    length = text.words.shape[1]
    for i, row in enumerate(rows):
        alone = [text_encoder.told([phrase(*PLACES[number], "en")]) for number in row]
        words = torch.cat([one.words[0] for one in alone])
        torch.testing.assert_close(more.words[i, length : length + len(words)], words, rtol=0, atol=1e-5)
        assert (more.weight[i, length : length + len(words)] == 0).all()
        assert (more.weight[i, length + len(words) :] == PADDING).all()
    assert torch.equal(more.sentence, text.sentence)


def test_a_text_encoder_without_imagination_adds_nothing(text_encoder):
    plain = TextEncoder(text_encoder.tokenizer, text_encoder.matcher)
    text = plain.told(["red hair"])
    assert plain.completed(text, torch.randn(1, 8)) is text
    assert plain.imagined(text, torch.randn(1, 8)) == [[]]


def test_imagination_is_kept_with_its_text_encoder(text_encoder, tmp_path):
    text_encoders.save_text_encoder(tmp_path, text_encoder)
    again = text_encoders.load_text_encoder(tmp_path)
    text, z = text_encoder.told(["red hair"]).expand(20), torch.randn(20, 16)
    same = [one == other for one, other in zip(text_encoder.imagined(text, z), again.imagined(text, z), strict=True)]
    assert sum(same) >= 15  # half precision
    (tmp_path / text_encoders.IMAGINATION).write_bytes(b"no weights")
    with pytest.raises(UserError, match="safetensors") as caught:
        text_encoders.load_text_encoder(tmp_path)
    assert "\n" not in str(caught.value)


def test_things_that_others_depend_on_come_first():
    assert sorted(ORDER) == sorted(KINDS)
    assert ORDER.index("hair_color") < ORDER.index("beard_color")
    assert ORDER.index("hat") < ORDER.index("hair")


@pytest.fixture(scope="module")
def portraits() -> Dataset:
    """Noise under the attributes and the captions of avatars."""
    rows = sample(0, 40, "train", 3)
    seen, images = visible_values(rows), torch.randint(256, (40, 32, 32, 3), dtype=torch.uint8)
    attributes = {
        kind: Attribute(KINDS[kind].title, (), torch.from_numpy(rows[:, i]), torch.from_numpy(seen[:, i]))
        for i, kind in enumerate(KINDS)
    }
    return Dataset("avatars", images, captions=AvatarCaptions(rows, seen), attributes=attributes)


def test_in_training_the_rest_is_told_as_it_is(portraits, text_encoder):
    captioner, index = AttributeCaptioner(portraits), torch.tensor([3, 11])
    text, said = CaptionConditions(captioner, text_encoder, 5, ()).worded(index, 2)
    alone = text_encoder.told([captioner.caption(i, 5, 2) for i in index.tolist()])
    full = text_encoder.with_phrases(alone, [captioner.left_open(i, 5, 2) for i in index.tolist()])
    assert all(torch.equal(one, other) for one, other in zip(text, full, strict=True))
    assert said.whole
    for shares, i in zip(said.here, index.tolist(), strict=True):
        assert all(shares[token] > 0 for n in captioner.left_open(i, 5, 2) for token in text_encoder.phrases.ids[n])
    torch.testing.assert_close(said.here.sum(1), torch.ones(2))


@pytest.mark.slow
def test_where_all_is_known_the_generator_learns_from_the_real_picture(portraits, text_encoder):
    trainer = Trainer(
        Settings(recipe="attngan", data="avatars", batch=8, width=64, latent=8), portraits, text_encoder=text_encoder
    )
    terms = trainer.step().loss
    assert "g variety" not in terms
    first = terms["g whole"].item()
    for _ in range(12):
        last = trainer.step().loss["g whole"].item()
    assert last < first
    assert trainer.samples()[0].shape[1:] == (32, 32, 3)
    assert trainer.draw(3, 1).shape == (3, 32, 32, 3)


@pytest.mark.slow
def test_a_text_encoder_of_avatars_learns_to_imagine(portraits, text_encoder):
    learner = TextEncoder(text_encoder.tokenizer, text_encoder.matcher, CaptionPrior(SIZES))
    before = [weights.clone() for weights in learner.imagination.parameters()]
    assert list(imagining(learner, portraits, AttributeCaptioner(portraits), 0, 3)) == [0, 1, 2]
    assert any(not torch.equal(a, b) for a, b in zip(before, learner.imagination.parameters(), strict=True))


@pytest.mark.slow
def test_a_text_encoder_that_only_scores_learns_no_imagination(portraits, tmp_path, monkeypatch):
    monkeypatch.setenv("GAN_DEMO_CACHE", str(tmp_path))
    for name, small in (("FEWEST", 2), ("EPOCHS", 0), ("SAMPLES", 200)):
        monkeypatch.setattr(learning, name, small)
    monkeypatch.setattr(learning, "imagining", partial(imagining, steps=2))
    assert list(own_text_encoder(portraits, 1, imagines=False))[-1].imagination is None
    assert list(own_text_encoder(portraits, 1))[-1].imagination
