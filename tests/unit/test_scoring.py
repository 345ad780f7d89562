"""The score of checkpoints: by two classifiers, beside real pictures and the card, with a sheet that nobody chose."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from PIL import Image
from support.trainers import CLASSES, tiny_dataset, tiny_trainer

from gan_demo import checkpoints
from gan_demo.__main__ import main
from gan_demo.checkpoints.card import compared
from gan_demo.data import Attribute, Dataset, Source
from gan_demo.data.avatars.captions import AvatarCaptions
from gan_demo.data.avatars.kinds import KINDS
from gan_demo.data.avatars.sampling import sample
from gan_demo.data.avatars.visibility import visible_values
from gan_demo.evaluation import alignment as faithful
from gan_demo.evaluation.scoring import accuracy, clearness, code_meaning
from gan_demo.evaluation.uncurated import DIGEST, digest
from gan_demo.metrics.classifier import INDEPENDENT, JUDGE, classifier_path, train_classifier, trained_classifier
from gan_demo.metrics.figures import nearest_distance, rounded_figure
from gan_demo.words import Words

SHIPPED = checkpoints.find_checkpoints(checkpoints.SHIPPED)


@pytest.fixture
def tiny_source(environment, monkeypatch) -> None:
    """A data set with classes of a few pictures, on which a classifier learns for three steps."""
    dataset = tiny_dataset(classes=True)
    source = Source(
        name="tiny",
        title=Words("Tiny", "小"),
        sizes=(8,),
        channels=3,
        prepare=lambda size: iter(()),
        load=lambda size, labels=None, split="train": dataset,
        count=lambda size: 40,
        labels=("class",),
    )
    for module in ("metrics.classifier", "evaluation.scoring"):
        monkeypatch.setattr(f"gan_demo.{module}.find_source", lambda name, crop: source)
    monkeypatch.setattr("gan_demo.metrics.classifier.train_classifier", partial(train_classifier, steps=3))


@pytest.fixture
def folder(tmp_path) -> Path:
    """A checkpoint with classes, whose card knows of a coverage that no model has."""
    trainer = tiny_trainer(classes=True)
    known = {"classes": trainer.conditions.classes, "measured": {"coverage": rounded_figure(2, 1, "higher")}}
    config = checkpoints.Config("sngan", trainer.arguments["generator"], "tiny", **known)
    checkpoints.save_checkpoint(tmp_path / "model", config, trainer.ema)
    return tmp_path / "model"


def last(events):
    *_, found = events
    return found


def test_two_classifiers_are_trained_once_and_kept_apart(tiny_source, monkeypatch):
    images = torch.randn(4, 3, 8, 8)
    first = {make.key: last(trained_classifier("tiny", 8, make=make)) for make in (JUDGE, INDEPENDENT)}
    assert classifier_path("tiny", 8).name == "tiny-8px-3000-v2.safetensors"  # another name would be another judge
    monkeypatch.setattr("gan_demo.metrics.classifier.train_classifier", lambda *_, **__: pytest.fail("trained again"))
    for make in (JUDGE, INDEPENDENT):
        again = last(trained_classifier("tiny", 8, make=make))
        assert type(again) is make.net
        with torch.inference_mode():
            torch.testing.assert_close(again(images), first[make.key](images))


@pytest.mark.parametrize("make", [JUDGE, INDEPENDENT])
def test_larger_pictures_are_looked_at_as_small_as_the_judged_ones(make):
    """At 128 px the two would take hours of a core to train: they are those of 64 px, and see means of 2 x 2 pixels."""
    assert classifier_path("tiny", 256, make) == classifier_path("tiny", 64, make) != classifier_path("tiny", 32, make)
    net, large = make.net(3, {"class": 2}, 256).eval(), torch.randn(2, 3, 128, 128)
    assert {name: value.shape for name, value in net.state_dict().items()} == {
        name: value.shape for name, value in make.net(3, {"class": 2}, 64).state_dict().items()
    }
    small = large.unflatten(3, (64, 2)).unflatten(2, (64, 2)).mean((3, 5))
    with torch.inference_mode():
        torch.testing.assert_close(net(large), net(small))


def test_the_judge_is_trained_as_ever_and_the_other_on_varied_pictures():
    """The judge's figures compare with those of before only while each of its numbers stays as it was."""
    sums = []
    for make in (JUDGE, INDEPENDENT):
        shown = make.shown(images := torch.arange(2 * 64.0).view(2, 1, 8, 8))
        assert torch.equal(shown.flatten(1).sort().values, images.flatten(1).sort().values)  # moved, none is lost
        sums.append(torch.equal(shown, images))
    assert sums[0]
    torch.manual_seed(0)
    assert not all(torch.equal(INDEPENDENT.shown(images), images) for _ in range(5))


@pytest.mark.slow
def test_a_score_is_printed_beside_the_card_and_kept_in_it(tiny_source, folder, tmp_path, capsys):
    before = checkpoints.read_config(folder)
    assert main(["score", str(folder), "--dry-run"]) == 0
    assert checkpoints.read_config(folder) == before
    assert main(["score", str(folder), "--sheets", str(tmp_path / "sheets")]) == 0
    lines = {line[:50].strip(): line[50:].split() for line in capsys.readouterr().out.splitlines()}
    measured = checkpoints.read_config(folder).measured
    for by in ("", ", independent"):
        assert {f"Frechet distance{by}", f"class accuracy{by}", f"coverage{by}"} <= set(measured)
        assert list(measured[f"each class{by}"]) == [words.en for words in CLASSES]
    assert "Independent is a classifier" in (folder / "README.md").read_text()
    coverage = measured["coverage"]
    assert lines["coverage"] == [str(coverage["value"]), str(coverage["real"]), "2.0", "worse"]
    assert measured["nearest training picture"]["value"] > 0
    assert measured["nearest training picture"]["real"] == 0  # here test pictures are training pictures
    with Image.open(tmp_path / "sheets" / "model.png") as image:
        assert (image.size, image.text[DIGEST]) == ((64, 64), digest(folder))


def test_a_score_of_nothing_is_refused(capsys):
    assert main(["score"]) == 2
    assert "give --all" in capsys.readouterr().err


@pytest.mark.parametrize("name", SHIPPED)
def test_the_sheet_of_a_shipped_model_is_of_its_weights(name):
    path = checkpoints.SHIPPED.parent / "docs" / "sheets" / f"{name}.png"
    with Image.open(path) as image:
        assert image.text[DIGEST] == digest(SHIPPED[name])


def test_accuracy_of_each_class_by_hand():
    dataset = tiny_dataset(6, classes=True)  # classes 0 1 2 0 1 2
    said, asked, real = np.array([0, 0, 2, 0]), np.array([0, 1, 2, 0]), np.array([0, 1, 2, 1, 1, 0])
    figures = accuracy(said, asked, real, dataset)
    assert figures["class accuracy"] == {"value": 0.75, "real": 0.6667, "better": "higher"}
    each = [(figure["value"], figure["real"]) for figure in figures["each class"].values()]
    assert each == [(1, 0.5), (0, 1), (1, 0.5)]
    assert list(accuracy(said[:2], asked[:2], real, dataset)["each class"]) == [words.en for words in CLASSES[:2]]


class Echo(torch.nn.Module):
    """A classifier whose features are what its heads say."""

    heads = torch.nn.ModuleDict({"hat": torch.nn.Identity(), "hair": torch.nn.Identity()})


def test_a_picture_is_read_surely_where_all_that_pictures_show_is():
    shown = {"hat": torch.ones(20, dtype=torch.bool), "hair": torch.arange(20) < 18}
    attributes = {
        name: Attribute(Words(f"a {name}", "物"), CLASSES, torch.zeros(20).long(), shown[name]) for name in shown
    }
    dataset = replace(tiny_dataset(20), attributes=attributes)
    sure, torn = [9.0, 0, 0], [9.0, 9, 0]
    drawn, tested = (np.array(rows, np.float32) for rows in ([sure, torn, torn, sure], [sure, sure, sure, torn]))
    figures = clearness(Echo(), drawn, tested, dataset)
    seen = {"value": 0.5, "real": 0.75, "better": "higher"}
    assert figures == {"read surely": seen, "each read surely": {"a hat": seen}}  # hair is hidden too often


class Sayer(torch.nn.Module):
    """A classifier that says the same of every picture."""

    def __init__(self, values: list[int]):
        super().__init__()
        hot = (torch.nn.functional.one_hot(torch.tensor(value), 80).float() for value in values)
        self.heads = torch.nn.ModuleDict({kind: Constant(row) for kind, row in zip(KINDS, hot, strict=True)})

    def forward(self, images):
        return images.flatten(1)


class Constant(torch.nn.Module):
    def __init__(self, row: torch.Tensor):
        super().__init__()
        self.row = row

    def forward(self, features):
        return self.row.expand(len(features), -1)


def test_what_captions_mention_is_read_by_both_classifiers_in_both_splits(monkeypatch):
    rows = sample(0, 1, "train", 3).repeat(1000, 0)  # all pictures show the same
    seen, images = visible_values(rows), torch.zeros(1000, 4, 4, 3, dtype=torch.uint8)
    attributes = {
        kind: Attribute(KINDS[kind].title, (), torch.from_numpy(rows[:, i]), torch.from_numpy(seen[:, i]))
        for i, kind in enumerate(KINDS)
    }
    dataset = Dataset("avatars", images, captions=AvatarCaptions(rows, seen), attributes=attributes)
    monkeypatch.setattr(faithful, "find_source", lambda *_: SimpleNamespace(load=lambda size, split="train": dataset))
    for name, value in (("r_precision", 0.5), ("shown_shares", {}), ("diversity", (0.1, 0.2))):
        monkeypatch.setattr(faithful, name, lambda *_, value=value: value)
    gan = SimpleNamespace(config=SimpleNamespace(data="", crop=""), size=4, draw=lambda n, *_, **__: images[:n].numpy())
    right, wrong = Sayer(rows[0].tolist()), Sayer([79] * len(KINDS))
    figures = faithful.text_image_alignment(gan, right, wrong, None, 100)
    for split in ("", ", held out"):
        assert figures[f"attribute accuracy{split}"]["value"] == 1
        assert figures[f"attribute accuracy{split}, independent"]["value"] == 0
        assert {figure["value"] for figure in figures[f"each attribute{split}, independent"].values()} == {0}
    assert figures["diversity"] == {"value": 0.1, "real": 0.2, "better": "higher"}


def test_the_nearest_training_picture_of_a_copy_is_no_distance_away():
    training = np.random.default_rng(0).standard_normal((600, 3)) * 100
    assert nearest_distance(training[:300], training) == pytest.approx(0, abs=1e-3)
    assert nearest_distance(training[:300] + np.array([0, 0, 0.5]), training) == pytest.approx(0.5, rel=1e-3)


def test_figures_stand_beside_those_of_the_card():
    figures = {
        "pictures": 9,
        "distance": rounded_figure(3, 1, "lower"),
        "each": {"hat": rounded_figure(0.5, None, "higher")},
    }
    card = {"distance": rounded_figure(2, 1, "lower"), "each": {"hat": rounded_figure(0.25, None, "higher")}}
    rows = [line.split() for line in compared(figures, card)]
    assert rows == [
        ["now", "real", "card"],
        ["pictures", "9"],
        ["distance", "3.0", "1.0", "2.0", "worse"],
        ["each"],
        ["hat", "0.5", "0.25", "better"],
    ]
    assert compared(figures, {})[2].split() == ["distance", "3.0", "1.0"]
    assert [line.split()[-1] for line in compared(figures, figures)[2:]] == ["3.0", "each", "0.5"]


def test_codes_that_were_found_are_scored_by_what_they_tell_of_the_classes(folder, tiny_source):
    config = checkpoints.read_config(folder)
    checkpoints.rewrite_card(folder, replace(config, found=True))
    main(["score", str(folder), "--count", "20"])
    measured = checkpoints.read_config(folder).measured
    assert {"class told by the code", "class told by the code, independent"} <= set(measured)
    assert not any("accuracy" in name or name.startswith("each class") for name in measured)
    assert 0 <= measured["class told by the code"]["value"] <= 1


def test_a_code_that_is_the_class_tells_all_of_it_whatever_its_number():
    test = tiny_dataset(classes=True)
    truth = test.labels.numpy()
    figure = code_meaning(truth, (truth + 1) % 3, truth, test)["class told by the code"]
    assert (figure["value"], figure["real"], figure["better"]) == (1, 1, "higher")
