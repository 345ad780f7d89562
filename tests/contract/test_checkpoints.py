"""Checkpoints reload bit for bit, and anything that does not fit is refused with one sentence."""

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from support.outlines import needed
from support.series import series_checkpoint
from support.trainers import ROOT, tiny_trainer

from gan_demo import checkpoints, recipes
from gan_demo.__main__ import main
from gan_demo.checkpoints.card import model_card
from gan_demo.inputs.class_label import asked_shares
from gan_demo.pipelines.pipeline import GAN
from gan_demo.words import UserError, Words


def checkpoint(folder: Path, recipe: str = "sngan", classes: bool = True) -> Path:
    """A real checkpoint of a trainer that made three steps."""
    trainer = tiny_trainer(recipe, classes and not recipes.find_recipe(recipe).condition.found)
    for _ in range(3):
        trainer.step()
    known = {
        "title": Words("Tiny", "小"),
        "classes": trainer.conditions.classes,
        "captions": trainer.conditions.captions,
        "drawing": trainer.recipe.condition.drawing,
        "example": trainer.example.kind,
        "details": dict(trainer.dataset.details),
    }
    config = checkpoints.Config(recipe, trainer.arguments["generator"], "tiny", **known, images=24, steps=3)
    checkpoints.save_checkpoint(folder, config, trainer.ema, trainer.grid()[0].numpy(), trainer.text_encoder)
    return folder


@pytest.fixture(scope="module")
def good(tmp_path_factory) -> Path:
    return checkpoint(tmp_path_factory.mktemp("checkpoints") / "good")


@pytest.mark.slow
@pytest.mark.parametrize("recipe", recipes.recipes())
def test_reloads_bit_for_bit(tmp_path, recipe):
    first = checkpoint(tmp_path / "a", recipe)
    config, net = checkpoints.load_checkpoint(first)
    checkpoints.save_checkpoint(
        tmp_path / "b", config, net, text_encoder=checkpoints.checkpoint_text_encoder(first, config)
    )
    again, second = checkpoints.load_checkpoint(tmp_path / "b")
    assert again == config
    assert all(torch.equal(v, second.state_dict()[k]) for k, v in net.state_dict().items())
    for name in {path.name for path in first.iterdir()} - {"preview.png", "README.md"}:
        assert (first / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name
    call = recipes.find_recipe(recipe).condition.card(config).call
    assert f'.from_pretrained("a").{call}' in (first / "README.md").read_text(encoding="utf-8")
    given = {"outlines": np.zeros((1, 8, 8, 1), np.uint8)}
    gans = map(GAN.from_pretrained, (first, tmp_path / "b"))
    pictures = [eval(f"gan.{call}", {"gan": gan, **given}) for gan in gans]
    assert np.array_equal(*pictures)


def test_half_precision_draws_what_was_trained(tmp_path):
    trainer = tiny_trainer()
    for _ in range(20):
        trainer.step()
    config = checkpoints.Config("sngan", trainer.arguments["generator"], "tiny")
    checkpoints.save_checkpoint(tmp_path / "c", config, trainer.ema)
    net, z = checkpoints.load_checkpoint(tmp_path / "c")[1], torch.randn(16, 8)
    torch.testing.assert_close(net(z), trainer.ema(z), rtol=0, atol=0.01)


def test_saving_replaces_in_one_go_and_leaves_nothing_behind(good, tmp_path):
    target = shutil.copytree(good, tmp_path / "c")
    config, net = checkpoints.load_checkpoint(target)
    checkpoints.save_checkpoint(target, replace(config, images=48), net)
    assert checkpoints.read_config(target).images == 48
    assert [path.name for path in tmp_path.iterdir()] == ["c"]


def test_found_lists_by_name_and_ignores_the_rest(good, tmp_path):
    shutil.copytree(good, tmp_path / "b")
    shutil.copytree(good, tmp_path / ".draft")
    (tmp_path / "empty").mkdir()
    assert list(checkpoints.find_checkpoints(tmp_path, good.parent, tmp_path / "none")) == ["b", "good"]


def rewritten(good: Path, folder: Path, **values) -> Path:
    """A copy with some values of its config changed."""
    shutil.copytree(good, folder)
    path = folder / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))
    return folder


GENERATOR = {"size": 8, "channels": 3, "classes": 3, "latent": 8, "width": 32}


@pytest.mark.parametrize(
    "values",
    [
        {"recipe": "os.system"},
        {"recipe": "../../evil"},
        {"recipe": 7},
        {"recipe": ["sngan"]},
        {"generator": "sngan"},
        {"generator": {}},
        {"generator": {**GENERATOR, "width": 10**9}},
        {"generator": {**GENERATOR, "size": 2**20}},
        {"generator": {**GENERATOR, "size": -8}},
        {"generator": {**GENERATOR, "size": 9}},
        {"generator": {**GENERATOR, "latent": "8"}},
        {"generator": {**GENERATOR, "latent": True}},
        {"generator": {**GENERATOR, "latent": 16}},
        {"generator": {**GENERATOR, "classes": 4}},
        {"generator": {**GENERATOR, "device": "cuda"}},
        {"classes": [["a", "b"]]},
        {"classes": "abc"},
        {"classes": None},
        {"images": "many"},
        {"measured": []},
        {"seed": -1},
        {"seed": "1"},
        {"seed": 2**32},
        {"title": 3},
        {"measured": {"coverage": float("nan")}},
        {"generator": {**GENERATOR, "size": 0}},
        {"example": "series"},
        {"example": "series", "details": {"variables": [None], "step": 1}},
        {"example": "clip", "details": {"rate": 10**9}},
        {"details": 3},
    ],
    ids=str,
)
def test_hostile_configs_are_refused(good, tmp_path, values):
    with pytest.raises(UserError) as caught:
        checkpoints.load_checkpoint(rewritten(good, tmp_path / "bad", **values))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"recipe": "sngan"}', b"3"])
def test_broken_configs_are_refused(good, tmp_path, text):
    folder = shutil.copytree(good, tmp_path / "bad")
    (folder / "config.json").write_bytes(text)
    with pytest.raises(UserError):
        checkpoints.load_checkpoint(folder)


def edited(good: Path, folder: Path, edit) -> Path:
    """A copy with its tensors changed."""
    shutil.copytree(good, folder)
    tensors = load_file(folder / "model.safetensors")
    edit(tensors)
    save_file(tensors, folder / "model.safetensors")
    return folder


@pytest.mark.parametrize(
    "edit",
    [
        lambda t: t.pop("last.0.weight"),
        lambda t: t.update(more=torch.zeros(1)),
        lambda t: t.update({"last.0.bias": torch.zeros(7)}),
        lambda t: t["last.0.weight"].fill_(float("nan")),
        lambda t: t["norms.0.norm.running_var"].fill_(float("inf")),
        lambda t: t.update({"last.0.bias": torch.zeros(12, dtype=torch.int32)}),
    ],
    ids=["missing", "extra", "shape", "nan", "inf", "kind"],
)
def test_weights_that_do_not_fit_are_refused(good, tmp_path, edit):
    with pytest.raises(UserError, match=r"model\.safetensors"):
        checkpoints.load_checkpoint(edited(good, tmp_path / "bad", edit))


@pytest.mark.parametrize("cut", [0, 4, 100, -1])
def test_truncated_weights_are_refused(good, tmp_path, cut):
    folder = shutil.copytree(good, tmp_path / "bad")
    whole = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(whole[:cut])
    with pytest.raises(UserError, match="whole safetensors"):
        checkpoints.load_checkpoint(folder)


def test_a_pickle_is_never_loaded(good, tmp_path):
    folder = shutil.copytree(good, tmp_path / "bad")
    (folder / "model.safetensors").unlink()
    torch.save({"a": torch.zeros(1)}, folder / "pytorch_model.bin")
    with pytest.raises(UserError):
        checkpoints.load_checkpoint(folder)


def test_what_no_checkpoint_stores_is_made_anew(tmp_path, monkeypatch):
    """Buffers that are not persistent and plain tensors, of a generator of a stranger's."""
    plain = recipes.find_recipe("sngan")

    class Ramped(plain.generator):
        def __init__(self, size=8, channels=3, classes=0, latent=8, width=32):
            super().__init__(size, channels, classes, latent, width)
            self.register_buffer("ramp", torch.linspace(0, 1, size), persistent=False)
            self.shift = torch.full((1,), 0.25)

        def forward(self, z, label=None):
            return super().forward(z, label) * self.ramp + self.shift

    monkeypatch.setattr(recipes, "find_recipe", lambda name: replace(plain, generator=Ramped))
    config, net = checkpoints.load_checkpoint(checkpoint(tmp_path / "one", classes=False))
    assert isinstance(net, Ramped)
    drawn = GAN(config, net).draw(3)
    assert np.array_equal(drawn[..., 0, 0], np.full((3, 8), round(0.625 * 255), np.uint8))  # black beside the shift


def test_a_card_of_a_model_of_captions_that_names_none():
    config = checkpoints.Config("attngan", {"size": 16, "channels": 3}, "tiny")
    assert 'captions=[""]' in model_card("one", config, "preview.png")


def test_the_card_says_how_it_was_made(good):
    text = (good / "README.md").read_text(encoding="utf-8")
    assert text.startswith("---\nlicense: unknown\n")
    assert "Pictures seen: 24" in text
    assert (good / "preview.png").exists()


def test_the_card_of_a_model_of_series_speaks_of_series(tmp_path):
    series_checkpoint(tmp_path)
    text = (tmp_path / "waves" / "README.md").read_text(encoding="utf-8")
    assert "generator of series of 16 steps, 3 variables (Power, Voltage, Current)" in text
    assert "Series seen: 24" in text
    assert "pipeline_tag: other" in text
    assert "picture" not in text
    assert "px" not in text
    (example,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    known: dict = {}
    exec(example.replace('"waves"', repr(str(tmp_path / "waves"))), known)
    assert (known["series"].shape, known["series"].dtype) == ((16, 16, 3), np.float32)


def test_the_list_says_of_what_its_sizes_are(tmp_path, capsys):
    series_checkpoint(tmp_path)
    assert main(["checkpoints", str(tmp_path)]) == 0
    assert "16 steps" in capsys.readouterr().out


@pytest.mark.slow
def test_every_shipped_checkpoint_loads_and_is_small():
    for folder in checkpoints.find_checkpoints(ROOT / "checkpoints").values():
        gan = GAN.from_pretrained(folder)
        pictures = gan.pictures(gan.draw(4, seed=1, **needed(gan)))
        assert pictures.std() > 10
        assert (folder / "model.safetensors").stat().st_size < 8e6
        assert (folder / "preview.png").exists()
        assert gan.config.command.startswith("gan-demo train")


def test_a_hub_repository_is_downloaded_without_anything_that_runs(good, monkeypatch):
    asked = {}

    def snapshot_download(repository, allow_patterns):
        asked.update(repository=repository, patterns=allow_patterns)
        return str(good)

    monkeypatch.setattr("huggingface_hub.snapshot_download", snapshot_download)
    assert GAN.from_pretrained("someone/good").config == checkpoints.read_config(good)
    assert asked["repository"] == "someone/good"
    assert all(name.endswith((".json", ".safetensors", ".md", ".png")) for name in asked["patterns"])
    assert {"config.json", "model.safetensors", "reader.safetensors", "tokenizer.json"} <= set(asked["patterns"])


@pytest.mark.parametrize("name", ["nobody/nothing", "no body/no:thing", "nowhere", "a/b/c", "", "/nowhere", "../x"])
def test_what_is_not_there_is_told_in_a_sentence(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError) as caught:
        GAN.from_pretrained(name)
    assert "\n" not in str(caught.value)


def test_figures_are_written_beside_the_weights(good, tmp_path):
    folder = shutil.copytree(good, tmp_path / "c")
    weights = (folder / "model.safetensors").read_bytes()
    figure = {"value": 12.5, "real": 0.5, "better": "lower"}
    config = replace(checkpoints.read_config(folder), measured={"pictures": 10, "distance": figure})
    checkpoints.rewrite_card(folder, config)
    assert checkpoints.read_config(folder) == config
    assert "- distance: 12.5 (real pictures: 0.5; lower is better)" in (folder / "README.md").read_text()
    assert (folder / "model.safetensors").read_bytes() == weights
    assert sorted(path.name for path in folder.iterdir()) == sorted(path.name for path in good.iterdir())


@pytest.mark.parametrize(
    ("command", "begun"),
    [
        ("gan-demo train vaegan --data avatars --set begin=avatar-captions --set images=9", "avatar-captions"),
        ("gan-demo train vaegan --set 'begin=my models/one' --run runs/a", "my models/one"),
        ("gan-demo train vaegan --data avatars", ""),
        ("", ""),
        ("gan-demo train 'vaegan", ""),
    ],
)
def test_a_card_tells_from_whose_weights_the_training_went_on(command, begun):
    assert checkpoints.Config("vaegan", {}, "avatars", command=command).begun == begun


def test_a_model_is_found_by_its_name_in_its_run_and_in_its_folder(good, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(good, tmp_path / "run" / "checkpoint")
    drawn = GAN.from_pretrained(good).draw(2, seed=1)
    for place in (good, tmp_path / "run", "run", "run/checkpoint"):
        assert np.array_equal(GAN.from_pretrained(place).draw(2, seed=1), drawn)
    assert GAN.from_pretrained("fashion-dcgan").size == 32
    with pytest.raises(UserError, match=r"no model called 'fashion-cgan': give .* or one of avatar-captions, "):
        GAN.from_pretrained("fashion-cgan")


@pytest.mark.parametrize(
    "label", ["Sneaker", "sneaker", " SNEAKER ", "运动鞋", "Sneaker/trainer", 7, "7", "7:1", np.array([7, 7])]
)
def test_a_class_is_drawn_by_its_name_or_number(label):
    gan = GAN.from_pretrained("fashion-classes")
    assert np.array_equal(gan.draw(2, seed=1, labels=label), gan.draw(2, seed=1, labels=[7, 7]))


def test_each_picture_may_have_a_class_by_name_also_as_the_data_set_calls_it_elsewhere():
    gan = GAN.from_pretrained("fashion-classes")
    assert np.array_equal(gan.draw(2, seed=1, labels=["T-shirt/top", "Bag"]), gan.draw(2, seed=1, labels=[0, 8]))
    with pytest.raises(UserError, match="no class called 'Hat'"):
        gan.draw(2, labels="Hat")


@pytest.mark.parametrize("values", [{"": 1}, {"architectures": ["Bert"], "hidden_size": 8}, ["x"]])
def test_the_config_of_another_project_is_no_newer_version(tmp_path, values):
    (tmp_path / "config.json").write_text(json.dumps(values))
    with pytest.raises(UserError, match="no readable checkpoint"):
        checkpoints.read_config(tmp_path)


def test_a_key_of_a_newer_version_is_named(good, tmp_path):
    with pytest.raises(UserError, match="newer version of gan_demo: this one does not know novelty"):
        checkpoints.read_config(rewritten(good, tmp_path / "new", novelty=1))
    assert checkpoints.read_config(rewritten(good, tmp_path / "noted", _note="mine"))


@pytest.mark.parametrize("text", ["7:1", "7:1e0", " 7 ", "3D", "3d/x", "7up"])
def test_names_that_begin_with_digits_are_names_and_numbers_are_numbers(text):
    classes = [Words(name, name) for name in ("3D", "7up", *"abcdefgh")]
    place = {"3D": 0, "3d/x": 0, "7up": 1}.get(text, 7)
    assert asked_shares(text, classes) == {place: 1.0}
