"""CycleGAN between two heaps of pictures: nets, batches, resume, checkpoints, refusals, and what draws with it."""

import io
import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image
from support import warm
from support.outlines import SIDE, as_file, drawn, outlined_checkpoint
from support.routes import client_of
from support.states import assert_equal_states
from support.trainers import gan_demo, other_side, tiny_dataset, tiny_trainer

from gan_demo import GAN, checkpoints, runs
from gan_demo.data import find_source
from gan_demo.evaluation import redrawing, scoring
from gan_demo.recipes import check_data, find_recipe
from gan_demo.settings import Settings
from gan_demo.text.captioner import captioner_of
from gan_demo.training.batches import Batches
from gan_demo.training.engine import Trainer
from gan_demo.training.parallel import World
from gan_demo.training.prepare import dataset_of, text_encoder_folder
from gan_demo.ui import uploads
from gan_demo.ui.form import form_settings
from gan_demo.ui.tabs.train import cropped
from gan_demo.words import UserError


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """One between colours and colours, and one from grey pictures to colours."""
    folder = tmp_path_factory.mktemp("two") / "models"
    outlined_checkpoint(folder, "cyclegan", "both", given=3)
    outlined_checkpoint(folder, "cyclegan", "grey", given=1)
    return folder


@pytest.fixture
def gan(models):
    return GAN.load(models / "both")


def picture(number: int, channels: int = 3) -> np.ndarray:
    return other_side(size=SIDE, channels=channels).images[number].numpy()


@pytest.mark.parametrize(("channels", "given"), [(3, 3), (3, 1), (1, 3)])
def test_each_side_has_its_channels(channels, given):
    trainer = tiny_trainer("cyclegan", size=SIDE, channels=channels, given=given)
    batch = trainer.next_batch()
    assert (batch.real.shape[1], batch.condition.shape[1]) == (channels, given)
    assert trainer.arguments["generator"]["given"] == trainer.arguments["discriminator"]["given"] == given
    assert trainer.G.back(batch.z, batch.real).shape[1] == given
    assert ("g identity" in trainer.step().loss) == (channels == given)


def test_the_identity_loss_is_that_of_the_paper():
    """Five times, half of the weight of the way there and back, what each net changes in pictures of its own side."""
    trainer = tiny_trainer("cyclegan", size=SIDE, given=3)
    batch, G = trainer.next_batch(), trainer.G
    terms = trainer.objective.g_step(G, trainer.D, batch).loss
    change = [(net(batch.z, x) - x).abs().mean() for net, x in ((G.there, batch.real), (G.back, batch.condition))]
    torch.testing.assert_close(terms["g identity"], 5 * sum(change))
    assert set(terms) < set(trainer.objective.terms) == {*terms, *trainer.objective.d_step(G, trainer.D, batch).loss}
    assert "g identity" not in tiny_trainer("cyclegan", size=SIDE, channels=1).step().loss  # outlines are grey, too


def test_what_is_given_are_pictures_of_the_other_side_alone():
    trainer = tiny_trainer("cyclegan", size=SIDE, given=3)
    every = {one.numpy().tobytes() for one in trainer.conditions(torch.arange(24), 0)}
    given = {one.numpy().tobytes() for _ in range(8) for one in trainer.next_batch().condition}
    assert given <= every
    assert len(given) > 12


def test_a_run_that_goes_on_sees_the_same_though_both_sides_are_still_drawn():
    def growing(batch: int = 8) -> tuple[Trainer, dict[str, int]]:
        ready = {"own": 24, "other": 16}
        other = replace(other_side(), ready=lambda: ready["other"])
        dataset = replace(tiny_dataset(), other=other, ready=lambda: ready["own"])
        settings = Settings("cyclegan", "tiny", other="tiny-other", batch=batch, width=32, latent=8, device="cpu")
        return Trainer(settings, dataset), ready

    def grown(trainer: Trainer, ready: dict[str, int], steps: int) -> None:
        for _ in range(steps):
            trainer.step()
        ready.update(own=40, other=24)

    unbroken, ready = growing()
    grown(unbroken, ready, 5)
    grown(unbroken, ready, 6)
    first, ready = growing()
    grown(first, ready, 5)
    torch.save(first.state_dict(), buffer := io.BytesIO())
    second, ready = growing()
    ready.update(own=40, other=24)
    second.load_state_dict(torch.load(io.BytesIO(buffer.getvalue()), weights_only=True))
    assert second.batches.among == 16  # as it was when the epoch began
    for _ in range(6):
        second.step()
    assert second.batches.among == 24
    assert_equal_states(unbroken.state_dict(), second.state_dict())


def test_an_other_side_that_is_still_drawn_is_given_wholly_though_the_own_one_is_large():
    """It is looked at again once as many were given as there were, not at the end of the own side's pictures."""
    ready = {"other": 8}
    dataset = replace(tiny_dataset(), other=replace(other_side(), ready=lambda: ready["other"]))
    settings = Settings("cyclegan", "tiny", other="tiny-other", batch=4, width=32, latent=8, device="cpu")
    batches = Trainer(settings, dataset).batches
    batches.next()
    ready["other"] = 24
    seen = [(batches.next(), batches.among)[1] for _ in range(3)]
    assert (seen, batches.epoch) == ([8, 24, 24], 0)


def test_a_state_of_before_the_second_data_set_goes_on():
    trainer = tiny_trainer("cyclegan")
    trainer.step()
    state = trainer.batches.state_dict()
    assert (state.pop("among"), state.pop("dealt")) == (40, state["position"])
    trainer.batches.load_state_dict(state)
    assert (trainer.batches.among, trainer.batches.dealt) == (40, state["position"])


def test_text_encoders_of_two_sets_with_the_same_captions_are_kept_apart(cache):
    """Both say the same of the same face, and are not drawn alike."""
    one = replace(tiny_dataset(), captions=["a red hat"] * 40)
    folders = {text_encoder_folder(each, captioner_of(each), 0, True) for each in (one, replace(one, name="b"))}
    assert len(folders) == 2


def test_two_processes_share_a_batch_of_both_sides():
    trainer = tiny_trainer("cyclegan", size=SIDE, given=3)

    def next_of(rank: int, size: int):
        world, count = World(rank, size), 16 // size
        fixed = trainer.dataset, trainer.example, trainer.conditions, count, 8, 0, torch.device("cpu"), world
        return Batches(*fixed).next()

    whole, halves = next_of(0, 1), [next_of(rank, 2) for rank in (0, 1)]
    for name in ("real", "condition", "z"):
        assert torch.equal(getattr(whole, name), torch.cat([getattr(half, name) for half in halves]))


def test_a_grid_shows_what_is_given_made_and_made_of_that_on_the_way_back():
    trainer = tiny_trainer("cyclegan", size=SIDE, given=1)
    grid, columns = trainer.grid()
    assert (tuple(grid.shape), columns) == ((72, SIDE, SIDE, 3), 8)
    given, made, back = grid.view(3, 3, 8, SIDE, SIDE, 3).transpose(0, 1).flatten(1, 2)
    assert torch.equal(given[..., :1], trainer.conditions.drawings(torch.arange(24)))
    assert torch.equal(made, trainer.samples()[0])
    assert torch.equal(back[..., 0], back[..., 1])  # grey, as what was given
    assert not torch.equal(back, given)
    assert trainer.examples(8).shape == (16, SIDE, SIDE, 3)


def heaps(folder, picture_folder) -> tuple:
    """Two folders of a visitor's own, of no pairs: colours, and grey ones of another number."""
    for i in range(20):
        place = folder / "grey" / f"{i}.png"
        place.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(np.full((50, 60), 9 * i, np.uint8)).save(place)
    return picture_folder, folder / "grey"


def test_two_folders_of_ones_own_are_learned_from(tmp_path, picture_folder, environment):
    data, other = heaps(tmp_path, picture_folder)
    run, flags = tmp_path / "runs" / "a", ("--size", 32, "--batch", 4, "--width", 32, "--device", "cpu", "--steps", 2)
    words = gan_demo("train", "cyclegan", "--data", data, "--other", other, "--run", run, *flags)
    done = warm.run(words, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    config = checkpoints.read_config(run / "checkpoint")
    assert (config.other, config.generator["given"], config.generator["channels"]) == (str(other), 1, 3)
    assert f"--other {other}" in config.command
    gan = GAN.load(run / "checkpoint")
    made = gan.draw(images=np.zeros((2, 32, 32, 1), np.uint8))
    assert (made.shape, gan.back(made).shape) == ((2, 32, 32, 3), (2, 32, 32, 1))
    page = client_of(tmp_path)
    told = page.get("/gradio_api/gan/run/a").json()["settings"]
    assert (told["data"], told["other"]) == (data.name, other.name)
    card = page.get("/gradio_api/gan/models").json()[0]
    assert (card["other"], card["control"]["kind"], card["examples"]) == (other.name, "picture", 8)
    words = gan_demo("train", "cyclegan", "--run", run, "--resume", "--steps", 3)
    assert warm.run(words, env=environment, capture_output=True, text=True, check=False).returncode == 0


def test_held_out_pictures_of_the_other_side_are_never_trained_on(tmp_path, cache):
    for side, shade in (("a", 50), ("b", 100)):
        (tmp_path / side).mkdir()
        for i in range(200):
            Image.new("RGB", (32, 32), (shade, i, 0)).save(tmp_path / side / f"{i}.png")
    settings = Settings("cyclegan", str(tmp_path / "a"), other=str(tmp_path / "b"), size=32)
    dataset = list(dataset_of(settings))[-1]
    assert (len(dataset.images), len(dataset.other.images)) == (180, 180)
    assert {one.tolist()[0] for one in dataset.other.images[:, 0, 0]} == {100}


def test_other_recipes_refuse_it_in_one_sentence(tmp_path, picture_folder):
    for recipe in ("pix2pix", "sngan"):
        with pytest.raises(UserError, match=r"learns from one data set: leave out other \(data of the other side\)\.$"):
            check_data(find_recipe(recipe), "avatars", "inked-avatars")
    with pytest.raises(UserError, match="Both sides are avatars"):
        check_data(find_recipe("cyclegan"), "avatars", "avatars")
    without = replace(find_recipe("cyclegan"), generator=find_recipe("pix2pix").generator)
    with pytest.raises(UserError, match="leave out other"):
        check_data(without, "avatars", "inked-avatars")
    with pytest.raises(UserError, match="moving-avatars holds none"):
        check_data(find_recipe("cyclegan"), "avatars", "moving-avatars")
    asked = {"recipe": "cyclegan", "data": "avatars", "other": "inked-avatars"}
    assert form_settings(asked, own_folders=False).other == "inked-avatars"
    for wrong, told in (
        ({"recipe": "sngan"}, "leave out other"),
        ({"other": "/etc"}, "Data is one of"),
        ({"other": "upload:0"}, "no longer here"),
    ):
        with pytest.raises(UserError, match=told):
            form_settings({**asked, **wrong}, own_folders=False)
    with pytest.raises(UserError, match="no data set, folder or zip called"):
        form_settings({**asked, "other": str(tmp_path / "none")}, own_folders=True)


def test_a_size_that_a_side_has_not_is_refused(cache, picture_folder):
    with pytest.raises(UserError, match=r"A size of mnist is one of .*, not 128"):
        list(dataset_of(Settings("cyclegan", str(picture_folder), other="mnist", size=128)))
    for data, other, size, told in (
        ("avatars", "mnist", 128, "mnist is one of 32, not 128"),
        ("avatars", "mnist", None, "mnist is one of 32, not 64"),
        ("mnist", str(picture_folder), 64, "mnist is one of 32, not 64"),
        (str(picture_folder), "avatars", 48, "A size of .* is one of 64, 32, 128, not 48"),
    ):
        with pytest.raises(UserError, match=told):
            form_settings({"recipe": "cyclegan", "data": data, "other": other, "size": size}, own_folders=True)
    assert form_settings({"recipe": "cyclegan", "data": "mnist", "other": "avatars"}, own_folders=False).size is None


def test_the_side_that_is_ones_own_is_cropped_as_asked(tmp_path, cache, monkeypatch):
    (tmp_path / "wide").mkdir()
    for i in range(20):
        sheet = np.zeros((32, 96, 3), np.uint8)
        sheet[:, :32] = 200 + i
        Image.fromarray(sheet).save(tmp_path / "wide" / f"{i}.png")
    settings = Settings("cyclegan", "avatars", other=str(tmp_path / "wide"), size=32, crop="pad")
    prepared = []
    monkeypatch.setattr("gan_demo.training.prepare.begun", lambda *asked: iter(prepared.append(asked[1:3]) or ()))
    tiny = replace(find_source("avatars"), load=lambda size, labels=None: tiny_dataset(size=size))
    monkeypatch.setattr("gan_demo.data.sources", lambda: {"avatars": tiny})
    other = list(dataset_of(settings))[-1].other.images
    assert prepared == [("avatars", "centre"), (settings.other, "pad")]
    assert other[0, 0].eq(255).all()  # the white above a whole one
    asked = {"recipe": "cyclegan", "data": "avatars", "other": settings.other, "crop": "pad"}
    assert form_settings(asked, own_folders=True).crop == "pad"
    with pytest.raises(UserError, match="Only pictures of your own"):
        list(dataset_of(replace(settings, other="avatars")))


def test_the_form_asks_for_a_crop_where_a_side_is_ones_own():
    sides = [("avatars", ""), ("avatars", "inked-avatars"), ("/own", ""), ("avatars", "/own"), ("upload:0", "mnist")]
    assert [cropped(*one)["visible"] for one in sides] == [False, False, True, True, True]
    assert cropped("avatars", "")["value"] == "centre"


def test_a_picture_is_read_as_those_of_its_side_were_cropped(gan):
    wide = np.zeros((SIDE, 3 * SIDE, 3), np.uint8)
    ours = GAN(replace(gan.config, data="avatars", other="own", crop="pad"), gan.net)
    assert ours.read_picture(as_file(wide)).max() == 255
    assert ours.read_picture(as_file(wide), own=True).max() == 0
    assert scoring.source_of(ours, "avatars").name == "avatars"
    theirs = GAN(replace(gan.config, data="own", other="avatars", crop="pad"), gan.net)
    assert theirs.read_picture(as_file(wide)).max() == 0
    assert theirs.read_picture(as_file(wide), own=True).max() == 255


def test_again_with_a_recipe_of_one_data_set_leaves_the_other_side_out(tmp_path, picture_folder, monkeypatch):
    begun = []
    monkeypatch.setattr(runs.branch, "start_run", lambda settings, root, **about: begun.append(settings))
    run = tmp_path / "cyclegan-a-20261130-000000"
    run.mkdir()
    settings = Settings("cyclegan", "avatars", other=str(picture_folder), crop="top")
    (run / runs.SETTINGS).write_text(settings.to_json(), encoding="utf-8")
    runs.again(run, {"recipe": "sngan"})
    runs.again(run, {"seed": 3})
    assert begun == [Settings("sngan", "avatars"), replace(settings, seed=3)]
    with pytest.raises(UserError, match="leave out other"):
        runs.again(run, {"recipe": "sngan", "other": "inked-avatars"})


def test_an_upload_that_a_run_has_on_its_other_side_is_in_use(tmp_path):
    run = tmp_path / "runs" / "cyclegan-a-20261130-000000"
    run.mkdir(parents=True)
    (run / runs.SETTINGS).write_text(
        Settings("cyclegan", "avatars", other="/uploads/x/b.zip").to_json(), encoding="utf-8"
    )
    (run / runs.PROCESS).write_text("{}")
    assert {"avatars", "/uploads/x/b.zip"} <= uploads._used(tmp_path / "runs")


def test_a_run_says_its_other_side_in_the_command_that_starts_it():
    settings = Settings("cyclegan", "avatars", other="inked-avatars", size=32)
    words = runs.launch.command(settings, "runs/a")
    assert words[:7] == ["train", "cyclegan", "--data", "avatars", "--other", "inked-avatars", "--run"]
    assert "--other" not in runs.launch.command(replace(settings, other=""), "runs/a")


def test_an_older_checkpoint_of_outlines_opens(tmp_path):
    outlined_checkpoint(tmp_path, "cyclegan", "old")
    path = tmp_path / "old" / checkpoints.CONFIG
    config = json.loads(path.read_text(encoding="utf-8"))
    assert (config["generator"].pop("given"), config.pop("other")) == (1, "")
    path.write_text(json.dumps(config), encoding="utf-8")
    assert GAN.load(tmp_path / "old").draw(images=drawn(1)[None]).shape == (1, SIDE, SIDE, 3)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"other": ""}, "names no data of the other side"),
        ({"other": 7}, "values of the wrong kind"),
        ({"recipe": "pix2pix"}, "refused"),
        ({"given": 65}, "at most 64"),
        ({"given": 2}, "1 or 3 channels"),
        ({"given": 0}, "1 or 3 channels"),
        ({"given": 1}, "has shape"),
    ],
)
def test_a_checkpoint_that_contradicts_itself_is_refused(models, tmp_path, changes, told):
    shutil.copytree(models / "both", tmp_path / "odd")
    path = tmp_path / "odd" / checkpoints.CONFIG
    config = json.loads(path.read_text(encoding="utf-8"))
    if "given" in changes:
        config["generator"] |= changes
    else:
        config |= changes
    path.write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(UserError, match=told):
        GAN.load(tmp_path / "odd")


def test_pictures_go_there_and_back_in_python(gan, models):
    made = gan.draw(images=np.stack([picture(0), picture(1)]), seed=2)
    assert made.shape == (2, SIDE, SIDE, 3)
    assert np.array_equal(made[0], gan.draw(images=picture(0)[None], seed=2)[0])
    assert not np.array_equal(*made)
    assert gan.back(made).shape == made.shape
    grey = GAN.load(models / "grey")
    assert grey.back(grey.draw(images=picture(0, 1)[None])).shape == (1, SIDE, SIDE, 1)
    assert np.array_equal(gan.read_picture(as_file(picture(3))), picture(3))
    assert grey.read_picture(as_file(picture(3))).shape == (SIDE, SIDE, 1)
    assert grey.read_picture(as_file(picture(3)), own=True).shape == (SIDE, SIDE, 3)
    for wrong in (None, picture(0, 1)[None], np.zeros((1, 8, 8, 3), np.uint8)):
        with pytest.raises(UserError, match=r"pictures of those of tiny-other.*--image FILE"):
            gan.draw(images=wrong)
    for act in (lambda: gan.outlines(made), lambda: gan.read_outline(as_file(picture(0)))):
        with pytest.raises(UserError, match="takes pictures of tiny-other, not outlines"):
            act()
    with pytest.raises(UserError, match="Back go pictures"):
        grey.back(picture(0, 1)[None])
    with pytest.raises(UserError, match="cannot be used"):
        gan.read_picture(b"no picture")
    card = (models / "both" / checkpoints.CARD).read_text(encoding="utf-8")
    assert "Drawn from pictures of `tiny-other`" in card


def test_the_command_line_carries_pictures_over(models, gan, tmp_path):
    file, out = tmp_path / "a.png", tmp_path / "out.npy"
    file.write_bytes(as_file(picture(2)))

    def drawn_by(*words):
        done = warm.run(gan_demo("draw", *words, "--out", out), capture_output=True, text=True, check=False)
        return np.load(out) if done.returncode == 0 else done.stderr

    made = drawn_by(models / "both", "--image", file, "--image", file, "--seed", 4)
    assert np.array_equal(made[:1], gan.draw(images=picture(2)[None], seed=4))
    assert len(made) == 2
    assert np.array_equal(drawn_by(models / "both", "--image", file, "--back"), gan.back(picture(2)[None]))
    for words, told in (
        ((models / "both", "--outline", file), "--image FILE"),
        ((models / "both", "--back"), "--back needs"),
        ((models / "both", "--image", file, "--back", "--count", 2), "leave out --count"),
        ((models / "both", "--image", file, "--set", "images=x"), "images is given twice"),
        ((models / "both",), "--image FILE"),
    ):
        refused = drawn_by(*words)
        assert told in refused
        assert refused.count("\n") == 1


def test_the_route_answers_with_what_is_given_made_and_back(models, gan):
    page = client_of(models.parent)

    def squares(query: str) -> list[np.ndarray]:
        answer = page.post(f"/gradio_api/gan/transform?model={query}", content=as_file(picture(5)))
        return np.split(np.asarray(Image.open(io.BytesIO(answer.content))), 3, 1)

    there = gan.draw(images=picture(5)[None], seed=3)
    for found, wanted in zip(squares("both&seed=3"), (picture(5), there[0], gan.back(there)[0]), strict=True):
        assert np.array_equal(found, wanted)
    away = gan.back(picture(5)[None])
    again = gan.draw(images=away, seed=3)[0]
    for found, wanted in zip(squares("both&seed=3&back=1"), (picture(5), away[0], again), strict=True):
        assert np.array_equal(found, wanted)
    assert [one.shape for one in squares("grey")] == 3 * [(SIDE, SIDE, 3)]
    examples = Image.open(io.BytesIO(page.get("/gradio_api/gan/model/both/examples").content))
    assert examples.size == (8 * SIDE, 2 * SIDE)
    for query in ("both&back=2", "both&seed=x"):
        assert page.post(f"/gradio_api/gan/transform?model={query}", content=b"").status_code == 422


@pytest.mark.parametrize("same", [True, False])
def test_a_score_says_how_far_from_the_truth_both_ways_lead(gan, monkeypatch, same):
    data, other = tiny_trainer("cyclegan", True, size=SIDE).dataset, other_side(size=SIDE)
    monkeypatch.setattr(redrawing, "same_things", lambda gan: same)
    asked = other.images[:12].numpy()
    made = gan.draw(images=asked)
    figures = redrawing.carried(gan, made, asked, data)
    own = data.images[:12].numpy()

    def error(a, b):
        return pytest.approx(np.abs(a.astype(float) - b).mean() / 255, rel=1e-3)

    assert figures["cycle error"]["value"] == error(gan.back(made), asked)
    assert figures["cycle error of own pictures"]["value"] == error(gan.draw(images=gan.back(own)), own)
    assert ("error there" in figures) == ("error back" in figures) == same
    if same:
        assert figures["error there"]["value"] == error(made, own)
        assert figures["error back"]["value"] == error(gan.back(own), asked)
        assert figures["error there"]["real"] == figures["error back"]["real"] == error(asked, own)


def test_a_score_draws_from_held_out_pictures_of_the_other_side(gan, monkeypatch):
    asked = []
    source = type("S", (), {"load": lambda self, size, split: asked.append((size, split)) or other_side(size=SIDE)})()
    monkeypatch.setattr(scoring, "find_source", lambda name, crop: source)
    images = scoring.evaluation_conditions(gan, tiny_dataset(size=SIDE), 30)["images"]
    assert asked == [(SIDE, "test")]
    assert np.array_equal(images[24:], images[:6])


def test_which_sets_show_the_same_things(gan):
    def of(data: str, other: str) -> bool:
        return redrawing.same_things(GAN(replace(gan.config, data=data, other=other), gan.net))

    assert of("avatars", "inked-avatars")
    assert of("inked-avatars", "avatars")
    assert not of("avatars", "mnist")
    assert not of("avatars", "avatars")
