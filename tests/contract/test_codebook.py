"""Words that a latent picks from lists, and the latents that are dealt to pictures of which all is known."""

from dataclasses import replace

import pytest
import torch
from support.trainers import tiny_dataset, tiny_trainer

from gan_demo import checkpoints
from gan_demo.checkpoints.transfer import text_encoder_behind
from gan_demo.data.dataset import Attribute
from gan_demo.nets.encoding import Codebook
from gan_demo.objectives.dealing import Dealer, KnownAttributes, known_attributes, quote, speak
from gan_demo.settings import Settings
from gan_demo.text.left_open import PLACES
from gan_demo.training.engine import Trainer
from gan_demo.words import Words

PEOPLE = 1000
SHARES = {
    "hair": torch.full((6,), 1 / 6),
    "hat": torch.tensor([0.85, 0.05, 0.05, 0.05]),
    "mouth": torch.tensor([0.1, 0.2, 0.3, 0.4]),
}
BEARD_AS_HAIR = 0.8


def attributes(count: int = PEOPLE) -> dict[str, Attribute]:
    """Made-up people: each attribute by its shares, and beards that mostly have the colour of the hair."""
    stream = torch.Generator().manual_seed(0)
    values = {name: torch.multinomial(share, count, True, generator=stream) for name, share in SHARES.items()}
    other = torch.randint(6, (count,), generator=stream)
    values["beard"] = torch.where(torch.rand(count, generator=stream) < BEARD_AS_HAIR, values["hair"], other)
    sizes = {name: len(share) for name, share in SHARES.items()} | {"beard": 6}
    seen = torch.ones(count, dtype=torch.bool)
    words = {name: tuple(Words(f"{name} {i}", f"{name} {i}") for i in range(size)) for name, size in sizes.items()}
    return {name: Attribute(Words(name, name), words[name], value, seen) for name, value in values.items()}


def book_of(told, words: int = 9, choices: int = 8, latent: int = 20) -> Codebook:
    book = Codebook(latent, words, choices, 5)
    speak(book, told)
    return book


def leaders(told, words: int = 9) -> list[str]:
    return [leader for leader, *_ in told.words(words)]


def likeliest(book: Codebook, z: torch.Tensor) -> torch.Tensor:
    """Which entry of its list each word is, int64 (N, words)."""
    return book.likely(z).unflatten(1, book.entries.shape[:2]).argmax(2)


@torch.no_grad()
def test_the_likeliest_entry_of_each_list_is_the_word():
    book = Codebook(5, 3, 4, 7)
    book.likely.weight.mul_(1e4)
    w = torch.randn(50, 5)
    likely = (w @ book.likely.weight.T + book.likely.bias).view(50, 3, 4)
    picked = book.entries[torch.arange(3), likely.argmax(2)]
    clear = (likely.topk(2, 2).values.diff(dim=2).squeeze(2) < -20).all(1)
    assert clear.sum() > 40
    torch.testing.assert_close(book(w)[clear], picked[clear])


@torch.no_grad()
def test_between_two_entries_that_are_as_likely_is_their_mean():
    book = Codebook(1, 1, 3, 2)
    book.likely.weight.zero_()
    book.likely.bias.copy_(torch.tensor([0.0, 0.0, -1000.0]))
    torch.testing.assert_close(book(torch.zeros(1, 1))[0, 0], book.entries[0, :2].mean(0))


@pytest.mark.slow
def test_what_is_mostly_as_another_attribute_is_told_by_that_one():
    told = known_attributes(attributes())
    assert told.alike == {"beard": "hair"}
    assert not told.spoken(Codebook(20, 9, 8, 5))
    assert told.spoken(book_of(told))
    assert leaders(told) == ["hair"] * 2 + ["hat"] * 2 + ["mouth"] * 2 + ["beard"] * 2 + ["hair"]
    as_hair = told.values["beard"] == 6
    given = attributes()
    assert torch.equal(as_hair, given["beard"].values == given["hair"].values)
    assert torch.equal(told.values["beard"][~as_hair], given["beard"].values[~as_hair])


@pytest.mark.slow
@torch.no_grad()
def test_every_value_leads_in_its_share_of_the_latents():
    told = known_attributes(attributes())
    z = torch.randn(100_000, 20, generator=torch.Generator().manual_seed(3))
    led, names = likeliest(book_of(told), z), leaders(told)
    for word, name in enumerate(names):
        assert torch.equal(led[:, word], led[:, names.index(name)])
    for name, count in told.counts().items():
        often = torch.bincount(led[:, names.index(name)], minlength=len(count)) / len(z)
        torch.testing.assert_close(often, count / PEOPLE, atol=6e-3, rtol=0)


@pytest.mark.slow
@torch.no_grad()
def test_a_dealt_latent_tells_what_is_known_of_its_picture_and_all_of_them_are_normal():
    told = known_attributes(attributes())
    book = book_of(told)
    dealer = Dealer(book, told)
    index = torch.arange(PEOPLE).repeat(20)
    stream = torch.Generator().manual_seed(2)
    z = dealer(torch.randn(len(index), 20, generator=stream), index, torch.rand(len(index), 4, generator=stream))
    led = likeliest(book, z)
    for word, name in enumerate(leaders(told)):
        assert torch.equal(led[:, word], told.values[name][index]), name
    assert z.mean(0).abs().max() < 0.05
    assert (z.T.cov() - torch.eye(20)).abs().max() < 0.05


@pytest.mark.parametrize("given", [{"words": 4}, {"choices": 5}, {"latent": 7}])
def test_what_has_too_little_room_for_all_that_is_known_is_not_dealt(given):
    told = known_attributes(attributes())
    sizes = {"words": 9, "choices": 7, "latent": 8}
    assert told.fits(Codebook(sizes["latent"], sizes["words"], sizes["choices"], 5))
    sizes |= given
    assert not told.fits(Codebook(sizes["latent"], sizes["words"], sizes["choices"], 5))


@pytest.mark.slow
def test_a_run_on_what_is_known_is_dealt_its_latents_and_resumes_with_them():
    dataset = replace(tiny_dataset(), attributes=attributes(40))
    settings = Settings(recipe="codebook", batch=8, width=32, latent=12)
    one = Trainer(settings, dataset)
    picks = one.G.words.likely.weight.clone()
    turn = one.step()
    assert {"g read", "g picture"} <= set(turn.loss)
    assert not {"g divergence", "g prior"} & set(turn.loss)
    batch = one.next_batch()
    assert batch.dealt
    assert len(likeliest(one.G.words, batch.z).unique(dim=0)) > 1
    assert not one.G.words.likely.weight.requires_grad
    two = Trainer(settings, dataset, fresh=False)
    two.load_state_dict(one.state_dict())
    assert torch.equal(one.next_batch().z, two.next_batch().z)
    assert torch.equal(one.G.words.likely.weight, picks)
    assert torch.equal(one.ema.words.likely.weight, picks)


def test_pictures_of_which_nothing_is_known_are_read():
    trainer = tiny_trainer("codebook", size=16)
    assert not trainer.next_batch().dealt
    assert {"g divergence", "g prior"} <= set(trainer.step().loss)


def test_more_attributes_than_words_are_not_dealt():
    flags = {
        f"flag {i}": Attribute(Words("", ""), (Words("", ""),) * 2, torch.arange(40) % 2, torch.ones(40))
        for i in range(40)
    }
    assert not known_attributes(flags).fits(Codebook(128, 30, 48, 5))


def test_what_is_as_a_third_attribute_is_told_by_the_first_of_them():
    given = attributes()
    given["brows"] = given["beard"]
    assert known_attributes(given).alike == {"beard": "hair", "brows": "hair"}


@pytest.mark.slow
def test_a_checkpoint_that_picks_by_other_leads_learns_to_pick_anew(tmp_path):
    dealt = Trainer(
        Settings(recipe="codebook", batch=8, width=32, latent=12), replace(tiny_dataset(), attributes=attributes(40))
    )
    config = checkpoints.Config("codebook", dealt.arguments["generator"], "tiny")
    checkpoints.save_checkpoint(tmp_path / "dealt", config, dealt.ema)
    begun = {"recipe": "codebook", "width": 32, "latent": 12, "batch": 8, "begin": str(tmp_path / "dealt")}
    again = Trainer(Settings(**begun), replace(tiny_dataset(), attributes=attributes(40)))
    assert again.next_batch().dealt
    torch.testing.assert_close(again.G.words.likely.weight, dealt.G.words.likely.weight, rtol=1e-3, atol=1e-2)
    other = Trainer(Settings(**begun), tiny_dataset())
    assert not other.next_batch().dealt
    assert other.G.words.likely.weight.requires_grad
    assert other.G.words.likely.bias.min() > -1


def test_a_checkpoint_that_learned_to_pick_without_leads_keeps_what_it_learned(tmp_path):
    read = tiny_trainer("codebook", size=16)
    config = checkpoints.Config("codebook", read.arguments["generator"], "tiny")
    checkpoints.save_checkpoint(tmp_path / "read", config, read.ema)
    again = tiny_trainer("codebook", size=16, seed=1, begin=str(tmp_path / "read"))
    torch.testing.assert_close(again.G.words.likely.weight, read.G.words.likely.weight, rtol=1e-3, atol=1e-3)


@torch.no_grad()
def test_entries_begin_as_what_the_captions_model_reads_in_the_phrases():
    text_encoder = text_encoder_behind("avatar-captions")
    flat = {"skin": torch.tensor([0, 1]), "glasses": torch.tensor([1, 0])}
    book = Codebook(8, 4, 20, 256)
    before = book.entries.clone()
    quote(book, KnownAttributes(flat, {}), text_encoder)
    for word, (name, value) in enumerate([("skin", 0), ("skin", 0), ("glasses", 3), ("glasses", 3)]):
        place = list(text_encoder.phrases.places[PLACES.index((name, value))])
        tokens = torch.cat([text_encoder.phrases.words[place], text_encoder.phrases.alone[place]], 1)
        half = -(-len(place) // 2)
        due = (tokens[half:] if word % 2 and len(place) > 1 else tokens[:half]).mean(0)
        torch.testing.assert_close(book.entries[word, value], due)
    assert torch.equal(book.entries[:, -1], before[:, -1])  # of which no attribute has so many values
