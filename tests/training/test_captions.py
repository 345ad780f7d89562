"""Captions as a condition: what the nets make of words, of padding and of blends, and what the matcher learns."""

import json
import math
import subprocess
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from support import warm
from support.captions import save_captioned
from support.trainers import gan_demo, tiny_dataset, tiny_text_encoder, tiny_trainer

from gan_demo import runs
from gan_demo.__main__ import main
from gan_demo.checkpoints import text_encoders
from gan_demo.checkpoints.card import measured_lines
from gan_demo.data.avatars.kinds import KINDS
from gan_demo.evaluation.alignment import attribute_accuracy, image_spread, r_precision, shown_shares
from gan_demo.events import Preparing
from gan_demo.metrics.figures import rounded_figure
from gan_demo.nets import attention
from gan_demo.nets.attention import CaptionDiscriminator, CaptionGenerator
from gan_demo.nets.caption_encoder import PADDING, Text
from gan_demo.nets.matching import Matcher, MatcherFeatures
from gan_demo.objectives.objective import HeardWords
from gan_demo.pictures.images import to_float
from gan_demo.pipelines import illustration
from gan_demo.pipelines.pipeline import GAN
from gan_demo.recipes.attngan import LEARNED, NAMED, VARIETY, named_score, naming, sameness
from gan_demo.settings import Settings
from gan_demo.text import learning
from gan_demo.text.captioner import captioner_of
from gan_demo.text.captions import Caption
from gan_demo.text.examples import example_captions
from gan_demo.text.text_encoder import LENGTH, NOTHING, TextEncoder, numbers, padded
from gan_demo.training.engine import Trainer
from gan_demo.words import UserError


@pytest.fixture(scope="module")
def gan(tmp_path_factory) -> GAN:
    return GAN.from_pretrained(save_captioned(tmp_path_factory.mktemp("captioned") / "avatar-captions"))


@pytest.fixture(scope="module", params=["captions.txt", "metadata.jsonl"])
def captioned_folder(request, tmp_path_factory) -> Path:
    """Pictures as a user has them, with a file that tells what each shows."""
    folder, lines = tmp_path_factory.mktemp("flags"), []
    for i in range(24):
        colour = ("red", "green", "blue")[i % 3]
        Image.new("RGB", (32, 32), colour).save(folder / f"{i}.png")
        name, text = f"{i}.png", f"a plain {colour} flag"
        row = json.dumps({"file_name": name, "text": text})
        lines.append(row if request.param == "metadata.jsonl" else f"{name}\t{text}")
    (folder / request.param).write_text("\n".join(lines), encoding="utf-8")
    return folder


def some_text(count: int, length: int = 5, features: int = 128) -> Text:
    stream = torch.Generator().manual_seed(1)
    words = torch.randn(count, length, features, generator=stream)
    return Text(words, words.flip(2), words.mean(1), torch.zeros(count, length))


def moderate_generator(size: int) -> CaptionGenerator:
    G = CaptionGenerator(size, latent=8, width=64).eval()
    for weights in G.parameters():
        torch.nn.init.normal_(weights, 0, 0.1)
    return G


def padded_text(text: Text, by: int) -> Text:
    """The same captions with words that are not there, whatever stands in their place."""
    count, _, features = text.words.shape
    words, alone = (torch.cat([part, 9 * torch.ones(count, by, features)], 1) for part in text[:2])
    return Text(words, alone, text.sentence, torch.cat([text.weight, torch.full((count, by), PADDING)], 1))


@pytest.mark.slow
@pytest.mark.parametrize("size", [16, 32, 64])
def test_attention_sums_to_one_over_the_words_and_ignores_padding(size):
    G = moderate_generator(size)
    z, text = torch.randn(3, 8), some_text(3)
    images, maps = G.explained(G.mapping(z, text))
    more, wider = G.explained(G.mapping(z, padded_text(text, 4)))
    assert [look.shape[2] for look in maps] == [side for side in (size // 4, size // 2) if side >= 8]
    for look, wide in zip(maps, wider, strict=True):
        torch.testing.assert_close(look.sum(1), torch.ones_like(look[:, 0]))
        assert (wide[:, 5:] == 0).all()
        torch.testing.assert_close(wide[:, :5], look, rtol=0, atol=1e-4)
    torch.testing.assert_close(images, more, rtol=0, atol=1e-3)


def test_padding_changes_no_score():
    D, text, images = CaptionDiscriminator(32, width=64), some_text(4), torch.randn(4, 3, 32, 32)
    torch.testing.assert_close(D(images, text), D(images, padded_text(text, 3)), rtol=1e-4, atol=1e-5)
    matcher = Matcher(50, 32, 3).eval()
    score, same = (matcher.score(images, given) for given in (text, padded_text(text, 3)))
    torch.testing.assert_close(score, same, rtol=1e-4, atol=1e-5)


def test_the_encoder_reads_a_caption_the_same_beside_a_longer_one():
    captions = Matcher(50, 16, 3).captions.eval()
    short, long = [5, 6, 7], [8, 9, 10, 11, 12, 13]
    alone, both = captions(padded([short])), captions(padded([short, long]))
    torch.testing.assert_close(both.words[:1, :3], alone.words)
    torch.testing.assert_close(both.sentence[:1], alone.sentence)
    assert both.weight[0].tolist() == [0, 0, 0, PADDING, PADDING, PADDING]


def test_a_blend_begins_and_ends_with_the_captions():
    """With weights so small that no pixel looks at one word 1e30 times as hard as at another."""
    G, one, other = moderate_generator(32), some_text(1), some_text(1, 3)
    z = torch.randn(1, 8)
    pictures = [G(z, one.blended(other, share)) for share in (0.0, 1e-30, 0.5, 1.0)]
    assert torch.equal(pictures[0], G(z, one))
    assert torch.equal(pictures[-1], G(z, other))
    torch.testing.assert_close(pictures[1], pictures[0], rtol=0, atol=5e-3)
    assert not torch.allclose(pictures[2], pictures[0], atol=1e-2)


def test_a_blend_of_a_caption_with_itself_is_the_caption():
    G, text, z = moderate_generator(32), some_text(1), torch.randn(2, 8)
    half = text.blended(text, 0.5).expand(2)
    torch.testing.assert_close(G(z, half), G(z, text.expand(2)), rtol=0, atol=1e-3)


def test_similarity_by_words_in_closed_form():
    """One word that equals one of two regions: its cosines 1 and 0 weighed by their softmax at 5."""
    matcher = Matcher(10, 16, 3, features=2)
    regions = torch.tensor([[[1.0, 0.0], [0.0, 1.0]]])  # (pictures, features, regions)
    word = torch.tensor([[[3.0, 0.0]]])
    text = Text(word, word, torch.tensor([[1.0, 0.0]]), torch.zeros(1, 1))
    seen = MatcherFeatures(regions, torch.tensor([[0.0, 1.0]]))
    expected = torch.tensor(5.0).exp() / (torch.tensor(5.0).exp() + 1)
    assert matcher.word_similarity(seen, text).item() == pytest.approx(expected.item())
    assert matcher.sentence_similarity(seen, text).item() == 0


@pytest.mark.slow
def test_the_matcher_learns_to_tell_captions_apart(monkeypatch):
    """Three kinds of flat pictures: each finds its kind's caption, from one step's guess to nearly always."""
    dataset = tiny_dataset(300, 16)
    monkeypatch.setattr(learning, "FEWEST", 60)
    monkeypatch.setattr(learning, "EPOCHS", 1)
    *progress, text_encoder = learning.learned(dataset, captioner_of(dataset))
    assert all(isinstance(event, Preparing) for event in progress)
    scores = text_encoder.matcher.score(to_float(dataset.images[:60]), text_encoder.told(dataset.captions[:3]))
    assert (scores.argmax(1) == torch.arange(60) % 3).float().mean() > 0.95


def test_words_of_a_caption_have_their_tokens_places(gan):
    reading = gan.text_encoder.read("A woman with xqzt curly red hair")
    places = dict(zip([word.text for word in reading.words], reading.places(), strict=True))
    assert places["xqzt"] == []
    assert all(places[word] for word in ("curly", "red", "hair"))
    drawn = illustration.illustrate(gan, reading, gan.latents(3))
    assert drawn.pictures.shape == (3, 32, 32, 3)
    assert drawn.scores.shape == (3,)
    for look in drawn.maps:
        assert look.shape[:2] == (3, len(reading.words))
        np.testing.assert_allclose(look.sum(1), 1, atol=1e-3)


def test_what_does_not_fit_is_left_out(gan):
    reading = gan.text_encoder.read("red hair and " * 30)
    assert reading.left_out
    assert len(reading.tokens.ids) == LENGTH
    assert np.isfinite(gan.draw(1, captions=["red hair and " * 30])).all()


def test_draw_takes_one_caption_or_one_each(gan):
    two = gan.draw(2, seed=3, captions=["red hair", "a black beard"])
    assert np.abs(two[0].astype(int) - gan.draw(1, seed=3, captions=["red hair"])[0]).max() <= 1
    assert gan.draw(3, captions=["red hair"]).shape == (3, 32, 32, 3)
    with pytest.raises(UserError, match="give one, such as"):
        gan.draw(1)
    with pytest.raises(UserError, match="One caption or 3"):
        gan.draw(3, captions=["red hair", "glasses"])
    with pytest.raises(UserError, match="no classes"):
        gan.draw(1, captions=["red hair"], labels=np.zeros(1, np.int64))


def test_directions_are_orthonormal_under_captions_too(gan):
    directions = gan.directions
    np.testing.assert_allclose(directions @ directions.T, np.eye(8), atol=1e-4)


def test_a_caption_is_fresh_each_time_and_the_same_when_resumed():
    trainer = tiny_trainer("attngan")
    text = trainer.conditions(torch.tensor([0, 1]), 3)
    again = trainer.conditions(torch.tensor([0, 1]), 3)
    assert all(torch.equal(a, b) for a, b in zip(text, again, strict=True))


class Oracle(torch.nn.Module):
    """A judge that reads the answer from the first pixel."""

    heads = torch.nn.ModuleDict({"hair": torch.nn.Identity()})

    def forward(self, images):
        return torch.nn.functional.one_hot(((images[:, 0, 0, 0] + 1) * 127.5).round().long(), 4).float()


def test_accuracy_counts_the_values_that_words_admit():
    pictures = np.array([0, 1, 2, 3], np.uint8).reshape(4, 1, 1, 1)
    admitted = ({0}, {0, 1}, {3}, None)
    captions = [Caption("", "en", {"hair": frozenset(values)} if values else {}) for values in admitted]
    assert attribute_accuracy(Oracle(), pictures, captions) == {"": 2 / 3, "hair": 2 / 3}


def test_the_examples_say_what_their_phrases_admit_and_are_in_the_card():
    said = {caption.text: caption.mentions for caption in example_captions()}
    names = {kind: list(KINDS[kind].values) for kind in KINDS}
    bald = said["a bald man with a big black beard and round glasses"]
    assert {kind: {names[kind][value] for value in values} for kind, values in bald.items()} == {
        "hair": {"NONE"},
        "beard": {"BEARD_MAGESTIC", "BEARD_MEDIUM"},
        "beard_color": {"BLACK"},
        "glasses": {"ROUND"},
    }
    assert set(said["戴墨镜的红色卷发的人，张嘴大笑"]) == {"hair", "hair_color", "glasses", "mouth"}
    figures = {
        "examples": {"white hair, blue eyes": rounded_figure(0.93, None, "higher")},
        "each": {"hat": rounded_figure(0.5, 1, "higher")},
    }
    assert measured_lines(figures) == ["examples: white hair, blue eyes 0.93", "each (real pictures): hat 0.5 (1.0)"]


def test_the_share_of_an_example_is_that_of_the_pictures_drawn_from_it(monkeypatch):
    class Hairs:
        def draw(self, count, seed, captions):
            assert captions == ["no hair"]
            return (np.arange(count) % 4).astype(np.uint8).reshape(-1, 1, 1, 1)

    said = [Caption("no hair", "en", {"hair": frozenset({0})})]
    monkeypatch.setattr("gan_demo.evaluation.alignment.example_captions", lambda: said)
    assert shown_shares(Hairs(), Oracle()) == {"no hair": {"value": 0.25, "better": "higher"}}


def test_r_precision_of_a_perfect_and_of_a_blind_matcher():
    class Fake:
        def __init__(self, scores):
            self.matcher, self.told = self, lambda captions: captions
            self.score = lambda images, text: scores

    pictures = np.zeros((200, 2, 2, 3), np.uint8)
    assert r_precision(Fake(torch.eye(100)), pictures, ["x"] * 200) == 1
    assert r_precision(Fake(torch.zeros(100, 100)), pictures, ["x"] * 200) == 0.01


def test_too_few_pictures_to_score_are_refused_before_any_work(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(
        "gan_demo.metrics.classifier.trained_classifier", lambda *_: pytest.fail("a judge is looked for")
    )
    assert main(["score", str(save_captioned(tmp_path / "told", 16)), "--count", "99"]) == 2
    assert "give --count 100 or more, not 99" in capsys.readouterr().err


def test_augmentation_leaves_the_colours_of_pictures_under_captions():
    captioned, plain = (tiny_trainer(recipe, size=16, augment=1.0).batches for recipe in ("attngan", "sngan"))
    red = torch.tensor([1.0, -1, -1]).view(1, 3, 1, 1).expand(8, -1, 16, 16)
    captioned.augment = plain.augment = 1.0
    for batches, kept in ((captioned, True), (plain, False)):
        shown = batches.next().shown(red)
        assert not torch.equal(shown, red)
        assert kept == bool(((shown == red) | (shown == 0)).all())


def test_spread_is_the_mean_difference_of_all_pairs():
    pictures = np.array([0, 51, 255], np.uint8).reshape(3, 1, 1, 1)
    assert image_spread(pictures) == pytest.approx((0.2 + 1 + 0.8) / 3)


IN_A_HURRY = """
import sys
from gan_demo.__main__ import main
from gan_demo.text import learning
learning.FEWEST, learning.EPOCHS = 20, 1
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.slow
def test_a_folder_with_captions_trains_and_draws(captioned_folder, tmp_path, environment):
    """The command line: a folder of pictures with captions, a reader, a few steps, and a picture of a caption.

    The reader learns to its end for one of the two files, as it learns of the same captions from both.
    """
    run = tmp_path / "run"
    quick = (captioned_folder / "metadata.jsonl").exists()
    train = [
        "train",
        "attngan",
        "--data",
        captioned_folder,
        "--run",
        run,
        "--steps",
        2,
        "--set",
        "batch=8",
        "--set",
        "width=64",
    ]
    words = gan_demo(*train, "--set", "size=32")
    words[1:3] = ["-c", IN_A_HURRY] if quick else words[1:3]
    warm.run(words, env=environment, check=True, capture_output=True, timeout=300)
    events = [event["event"] for event in runs.read_events(run).events]
    assert "Preparing" in events
    assert events[-1] == "Finished"
    draw = ["draw", run / "checkpoint", "--caption", "a red flag", "--count", 3, "--out", tmp_path / "flags.npy"]
    warm.run(gan_demo(*draw), env=environment, check=True, capture_output=True, timeout=120)
    assert np.load(tmp_path / "flags.npy").shape == (3, 32, 32, 3)
    again = gan_demo("train", "attngan", "--run", run, "--resume", "--steps", 3)
    warm.run(again, env=environment, check=True, capture_output=True, timeout=120)


@pytest.mark.slow
def test_a_stop_while_the_text_encoder_learns_ends_the_run(captioned_folder, tmp_path, environment):
    run = tmp_path / "run"
    train = gan_demo("train", "attngan", "--data", captioned_folder, "--run", run, "--set", "size=64")
    child = warm.start(train, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    until = time.monotonic() + 120
    while not any(event.get("total") == learning.FEWEST for event in runs.read_events(run).events):
        assert child.poll() is None, child.stderr.read()
        assert time.monotonic() < until
        time.sleep(0.1)
    child.terminate()
    assert child.wait(timeout=20) == 0
    events = [event["event"] for event in runs.read_events(run).events]
    assert events[-1] == "Stopped"
    assert "Started" not in events
    assert runs.status(run).state == "stopped"


def test_captions_need_a_text_encoder():
    with pytest.raises(ValueError, match="needs a text encoder"):
        Trainer(Settings(recipe="attngan", batch=8, width=64, data="tiny"), tiny_dataset(size=16))


@pytest.mark.slow
def test_data_without_captions_is_told_in_a_sentence(tmp_path, environment, picture_folder):
    for path in picture_folder.glob("*/*.png"):
        Image.open(path).save(tmp_path / f"{path.parent.name}-{path.name}")
    wrong = gan_demo("train", "attngan", "--data", tmp_path, "--run", tmp_path / "runs" / "r", "--set", "size=32")
    done = warm.run(wrong, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 2
    assert "captions.txt" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_text_encoder_reads_alike_after_a_round_trip(gan, tmp_path):
    text_encoders.save_text_encoder(tmp_path, gan.text_encoder)
    again = text_encoders.load_text_encoder(tmp_path)
    assert isinstance(again, TextEncoder)
    for one, other in zip(gan.text_encoder.told(["red hair"]), again.told(["red hair"]), strict=True):
        assert torch.equal(one, other)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: (folder / "reader.safetensors").unlink(),
        lambda folder: (folder / "tokenizer.json").write_text("{}"),
        lambda folder: (folder / "lexicon.json").write_text('{"known": 3}'),
        lambda folder: (folder / "reader.json").write_text('{"vocabulary": 10000000, "size": 16}'),
        lambda folder: (folder / "reader.json").write_text("[1, 2"),
    ],
)
def test_a_broken_text_encoder_is_told_in_a_sentence(tmp_path, spoil):
    folder = save_captioned(tmp_path / "broken")
    spoil(folder)
    with pytest.raises(UserError) as caught:
        GAN.from_pretrained(folder)
    assert "\n" not in str(caught.value)


def test_a_text_encoder_that_does_not_fit_its_generator_is_refused(tmp_path):
    folder = save_captioned(tmp_path / "whole")
    other = save_captioned(tmp_path / "other", size=16)
    for name in text_encoders.FILES:
        (folder / name).write_bytes((other / name).read_bytes())
    assert json.loads((folder / text_encoders.SHAPE).read_text())["size"] == 16
    with pytest.raises(UserError, match="does not fit its generator"):
        GAN.from_pretrained(folder)


def flat(values) -> torch.Tensor:
    """Pictures of one brightness each."""
    return values[:, None, None, None].expand(-1, 3, 16, 16)


@pytest.mark.parametrize(("scale", "short"), [(0.0, 1.0), (VARIETY / 2, 0.5), (VARIETY, 0.0), (1.0, 0.0)])
def test_pictures_of_one_caption_fall_short_of_variety_by_what_they_lack(scale, short):
    """A generator of flat pictures of brightness z; neighbours among the real pictures differ by one."""
    batch = tiny_trainer("attngan").batches.next()
    turns = torch.arange(len(batch.z)).remainder(2).float()
    batch.real, batch.z = flat(turns), (scale * turns)[:, None]
    far = sameness(lambda z, text: flat(z[:, 0]), batch)
    torch.testing.assert_close(far, torch.full((len(batch.z) // 4,), short))


def test_dots_are_no_variety_and_one_picture_needs_none():
    batch = tiny_trainer("attngan").batches.next()
    turns = torch.arange(len(batch.z)).remainder(2).float()
    dots = torch.ones(3, 16, 16)
    dots[:, ::2, ::2] = dots[:, 1::2, 1::2] = -1
    batch.real, batch.z = flat(turns), turns.mul(2).sub(1)[:, None]
    far = sameness(lambda z, text: z[:, :, None, None] * dots, batch)
    torch.testing.assert_close(far, torch.ones(len(far)))
    batch.real = flat(torch.zeros(len(batch.z)))
    assert not sameness(lambda z, text: z[:, :, None, None] * dots, batch).any()


def test_the_words_of_captions_as_shares():
    text_encoder = tiny_text_encoder(16, 3)
    one, two = numbers(text_encoder.tokenizer, ["dark left", "dark dark"])
    shares = text_encoder.shares([one, one + two, []])
    torch.testing.assert_close(shares.sum(1), torch.ones(3))
    assert shares[0, one].tolist() == [0.5, 0.5]
    assert shares[1, one].tolist() == [0.75, 0.25]
    assert shares[1, two].tolist() == [0.75, 0.75]
    assert shares[2].nonzero().flatten().tolist() == NOTHING


def test_the_encoders_are_frozen_while_the_players_learn():
    trainer = tiny_trainer("attngan")
    matcher = trainer.text_encoder.matcher
    before = {name: tensor.clone() for name, tensor in matcher.state_dict().items()}
    weights = [weight.clone() for weight in trainer.G.parameters()]
    assert not matcher.training
    assert not any(weight.requires_grad for weight in matcher.parameters())
    trainer.step()
    assert any(not torch.equal(old, new) for old, new in zip(weights, trainer.G.parameters(), strict=True))
    assert all(torch.equal(tensor, before[name]) for name, tensor in matcher.state_dict().items())
    assert all(weight.grad is None for weight in matcher.parameters())


def test_a_caption_and_its_words_come_as_one():
    trainer = tiny_trainer("attngan")
    index = torch.tensor([3, 1, 2])
    condition, said = trainer.conditions.worded(index, 4)
    assert all(torch.equal(a, b) for a, b in zip(condition, trainer.conditions(index, 4), strict=True))
    captions = [trainer.dataset.captions[i] for i in index]
    assert torch.equal(said.here, trainer.text_encoder.shares(numbers(trainer.text_encoder.tokenizer, captions)))
    assert torch.equal(said.ever, said.here)  # of a written caption there is no other
    assert not said.whole  # and nobody knows whether it says all


def test_naming_in_closed_form():
    """Logits log p: the cross-entropy of a caption of two words, one twice as often."""
    p = torch.tensor([[0.5, 0.3, 0.2], [0.1, 0.1, 0.8]])
    seen = attention.DiscriminatorFeatures(*3 * [torch.empty(0)], p.log(), ())
    batch = tiny_trainer("attngan").batches.next()
    batch.said = HeardWords(torch.tensor([[2 / 3, 1 / 3, 0], [0, 0, 1]]), *2 * [torch.empty(0)])
    said = [-(2 * math.log(0.5) + math.log(0.3)) / 3, -math.log(0.8)]
    torch.testing.assert_close(naming(seen, batch), torch.tensor(said))


def test_a_picture_whose_words_are_named_better_scores_higher():
    trainer = tiny_trainer("attngan")
    batch = trainer.next_batch()
    seen, score = trainer.D.look(batch.real), torch.zeros(len(batch.real))
    better = seen._replace(words=20 * batch.said.here)
    gain = named_score(score, better, batch) - named_score(score, seen, batch)
    assert (gain > 0).all()
    torch.testing.assert_close(gain, NAMED * (naming(seen, batch) - naming(better, batch)))


@pytest.mark.slow
def test_the_discriminator_learns_to_name_what_it_sees():
    trainer = tiny_trainer("attngan")
    batch = trainer.next_batch()
    terms = [trainer.learn(trainer.d_step(batch), "d").loss["d words"].item() for _ in range(40)]
    known = -(batch.said.ever * batch.said.ever.clamp_min(1e-9).log()).sum(1).mean().item()  # the least there is
    assert terms[-1] < LEARNED * known + 0.3 * (terms[0] - LEARNED * known)


def test_a_chessboard_goes_and_lines_and_areas_stay():
    rows, columns = torch.meshgrid(torch.arange(8), torch.arange(8), indexing="ij")
    images = {
        "chessboard": (rows + columns) % 2 * 2 - 1,
        "rows": rows % 2,
        "columns": columns % 2,
        "area": rows + 2 * columns,
    }
    stack = torch.stack(list(images.values())).float().expand(2, -1, -1, -1)
    left = attention.without_chessboard(stack)
    inside = slice(1, -1)
    assert not left[:, 0, inside, inside].any()
    torch.testing.assert_close(left[:, 1:], stack[:, 1:])
