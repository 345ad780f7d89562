"""pix2pix from its formula to what draws with it: Python, the command line, the routes and the API."""

import io
import shutil

import numpy as np
import pytest
import torch
from PIL import Image
from support import warm
from support.outlines import SIDE, as_file, drawn, outlined_checkpoint
from support.routes import client_of
from support.trainers import gan_demo, tiny_trainer
from torch.nn.functional import max_pool2d, softplus

from gan_demo import GAN, checkpoints
from gan_demo.evaluation import redrawing, scoring
from gan_demo.inputs.image import ImageInput
from gan_demo.metrics.classifier import INDEPENDENT, JUDGE
from gan_demo.nets.unet import PatchDiscriminator, UNetGenerator
from gan_demo.pictures.images import to_float
from gan_demo.pictures.outlines import outlines
from gan_demo.pipelines.walk import Walk
from gan_demo.settings import Settings
from gan_demo.words import UserError


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    outlined_checkpoint(models := tmp_path_factory.mktemp("outlined") / "models")
    return models / "tiny"


@pytest.fixture(scope="module")
def gan(folder):
    return GAN.load(folder)


def test_the_terms_are_those_of_the_paper():
    """Its equation 4, each term by hand: the cross-entropies of all patches, and 100 times the mean error."""
    trainer = tiny_trainer("pix2pix", size=SIDE)
    batch = trainer.next_batch()
    G, D = trainer.G, trainer.D
    fake = G(batch.z, batch.condition)
    real_score, fake_score = (D.patches(images, batch.condition) for images in (batch.real, fake))
    d, g = trainer.objective.d_step(G, D, batch), trainer.objective.g_step(G, D, batch)
    torch.testing.assert_close(d.loss["d"], softplus(-real_score).mean() + softplus(fake_score).mean())
    torch.testing.assert_close(g.loss["g"], softplus(-fake_score).mean())
    torch.testing.assert_close(g.loss["g l1"], 100 * (fake - batch.real).abs().mean())
    assert real_score.shape == (len(batch.real), 36)
    torch.testing.assert_close(D(fake, batch.condition), fake_score.mean(1))


def test_cyclegan_has_the_terms_of_its_paper():
    """Both sides' squares (its section 4 takes them for the logarithms of equation 1) and ten times equation 2."""
    trainer = tiny_trainer("cyclegan", size=SIDE)
    batch = trainer.next_batch()
    G, D = trainer.G, trainer.D
    picture, drawing = G.there(batch.z, batch.condition), G.back(batch.z, batch.real)
    d, g = trainer.objective.d_step(G, D, batch), trainer.objective.g_step(G, D, batch)
    for name, net, real, fake in (
        ("", D.picture, batch.real, picture),
        (" drawing", D.drawing, batch.condition, drawing),
    ):
        squares = (net(real) - 1).square().mean() / 2 + net(fake).square().mean() / 2
        torch.testing.assert_close(d.loss[f"d{name}"], squares)
        torch.testing.assert_close(g.loss[f"g{name}"], (net(fake) - 1).square().mean())
    torch.testing.assert_close(g.loss["g cycle"], 10 * (G.back(batch.z, picture) - batch.condition).abs().mean())
    torch.testing.assert_close(g.loss["g picture cycle"], 10 * (G.there(batch.z, drawing) - batch.real).abs().mean())


def test_unpaired_outlines_are_of_other_pictures_and_the_same_again():
    conditions = tiny_trainer("cyclegan", size=SIDE).conditions
    drawn, again = (conditions.at_random(8, torch.Generator().manual_seed(3), 40) for _ in range(2))
    assert torch.equal(drawn, again)
    assert not torch.equal(drawn, conditions(torch.arange(8), 0))
    every = conditions(torch.arange(40), 0)
    assert all(any(torch.equal(one, other) for other in every) for one in drawn)
    share = conditions.at_random(8, torch.Generator().manual_seed(3), 40, slice(4, 8))
    assert torch.equal(share, drawn[4:])
    assert tiny_trainer("pix2pix", size=SIDE).conditions.at_random(8, torch.Generator(), 40) is None


def test_training_sees_pairs_moved_alike_and_drawn_by_hand():
    trainer = tiny_trainer("pix2pix", size=SIDE, batch=16)
    conditions, index = trainer.conditions, torch.arange(16)
    shown, exact = conditions.shown(index, 1), conditions.of(index)
    assert not torch.equal(shown, trainer.dataset.images[index])
    assert torch.equal(shown, conditions.shown(index, 1))
    assert not torch.equal(shown, conditions.shown(index, 2))
    drawn = conditions.worded(index, 1)[0]
    assert not torch.equal(drawn, to_float(exact))
    near = max_pool2d(-to_float(conditions.taken(shown)), 5, 1, 2)  # the outlines of what is shown, two pixels wider
    ink = (1 - drawn) / 2
    assert ink[near < 0].sum() < 0.1 * ink.sum()
    assert trainer.next_batch().real.shape == (16, 3, SIDE, SIDE)


def test_what_nobody_draws_by_hand_is_not_made_as_if():
    data, index = tiny_trainer("pix2pix", size=SIDE).dataset, torch.arange(16)
    for sketched in (True, False):
        conditions = ImageInput(outlines, sketched=sketched).conditions(Settings(), data, None)
        exact = to_float(conditions.taken(conditions.shown(index, 1)))
        assert torch.equal(conditions.worded(index, 1)[0], exact) is not sketched


def test_drawings_of_another_size_than_pictures_are_one_sentence(monkeypatch):
    trainer = tiny_trainer("pix2pix", size=SIDE)
    small = torch.zeros(24, SIDE // 4, SIDE // 4, 1, dtype=torch.uint8)
    monkeypatch.setattr(trainer.conditions, "drawings", lambda column: small)
    with pytest.raises(UserError, match=f"{SIDE} px, and what it is drawn from, {SIDE // 4} px"):
        trainer.grid()


@pytest.mark.parametrize(("size", "patch"), [(32, 16), (64, 34), (128, 70)])
def test_a_patch_is_about_half_of_the_side(size, patch):
    images, drawing = torch.zeros(1, 1, size, size, requires_grad=True), torch.zeros(1, 1, size, size)
    D = PatchDiscriminator(size, 1).eval()
    norms = [layer for layer in D.layers if isinstance(layer, torch.nn.InstanceNorm2d)]
    for norm in norms:  # which looks at all pixels
        D.layers[list(D.layers).index(norm)] = torch.nn.Identity()
    score = D.patches(images, drawing)
    middle = int(score.shape[1] ** 0.5) // 2
    score.view(-1)[middle * (int(score.shape[1] ** 0.5) + 1)].backward()
    rows = images.grad[0, 0].abs().sum(1).nonzero()
    assert rows.max() - rows.min() + 1 == patch


def test_lines_stay_where_they_are_drawn():
    """Without what comes through 4 x 4 px the finest features still reach the picture."""
    net = UNetGenerator(32, 1, 8, 64).eval()
    torch.nn.init.zeros_(net.noise.weight)
    blank = torch.ones(1, 1, 32, 32)
    line = blank.clone()
    line[:, :, 5, 5] = -1
    change = (net(torch.zeros(1, 8), line) - net(torch.zeros(1, 8), blank)).abs()[0, 0]
    assert change[2:9, 2:9].mean() > 3 * change[16:, 16:].mean()


def test_a_grid_shows_each_outline_above_what_is_made_of_it():
    trainer = tiny_trainer("pix2pix", size=SIDE)
    grid, columns = trainer.grid()
    assert (len(grid), columns) == (48, 8)
    drawings = trainer.conditions.drawings(torch.arange(24)).expand(-1, -1, -1, 3)
    assert torch.equal(grid.view(3, 2, 8, SIDE, SIDE, 3)[:, 0].flatten(0, 1), drawings)
    assert torch.equal(grid.view(3, 2, 8, SIDE, SIDE, 3)[:, 1].flatten(0, 1), trainer.samples()[0][:24])


def test_an_outline_and_a_seed_draw_the_same_picture_again(gan):
    images = np.stack([drawn(0), drawn(3)])
    pictures = gan.draw(images=images, seed=2)
    assert pictures.shape == (2, SIDE, SIDE, 3)
    assert np.array_equal(pictures, gan.draw(images=images, seed=2))
    assert not np.array_equal(pictures[0], pictures[1])
    assert np.array_equal(gan.draw(3, seed=2, images=images[:1])[0], pictures[0])


def test_pix2pix_knows_no_way_back(gan):
    assert gan.back(gan.draw(images=drawn(1)[None])) is None


def test_the_outline_of_a_picture_is_taken(gan):
    square = np.full((40, 60, 3), 255, np.uint8)
    square[10:30, 20:40] = (200, 0, 0)
    outline = gan.read_outline(as_file(square), traced=True)
    assert outline.shape == (SIDE, SIDE, 1)
    assert 10 < (outline < 128).sum() < 40
    assert np.array_equal(gan.read_outline(as_file(drawn(1))), drawn(1))


@pytest.mark.parametrize(
    "images",
    [None, np.zeros((1, 8, 8, 1), np.uint8), np.zeros((3, SIDE, SIDE, 1), np.uint8), np.zeros((1, SIDE, SIDE, 1))],
)
def test_other_outlines_are_refused_in_one_sentence(gan, images):
    with pytest.raises(UserError, match=f"uint8 N x {SIDE} x {SIDE} x 1"):
        gan.draw(2, images=images)


def test_walks_and_sliders_are_refused(folder, gan):
    with pytest.raises(UserError, match="no sliders and no walks"):
        Walk(gan, gan.latents(2))
    page = client_of(folder.parents[1])
    for path in ("walk?model=tiny&w=seed%3D0&w=seed%3D1", "walk/frames?model=tiny&w=seed%3D0&w=seed%3D1&of=4"):
        answer = page.get(f"/gradio_api/gan/{path}")
        assert (answer.status_code, "no walks" in answer.json()["error"]["en"]) == (422, True)
    assert "no walks" in command("directions", folder).stderr


def test_a_thin_line_of_a_large_file_is_black(gan):
    large = np.full((16 * SIDE, 16 * SIDE, 1), 255, np.uint8)
    large[100:102] = 0
    assert gan.read_outline(as_file(large)).min() == 0
    assert (gan.read_outline(as_file(np.full((40, 40, 1), 255, np.uint8))) == 255).all()


def test_outlines_in_another_form_are_one_sentence(gan):
    assert gan.draw(images=[drawn(1)]).shape == (1, SIDE, SIDE, 3)
    for wrong in (np.zeros((SIDE, SIDE, 3), np.uint8), np.zeros((1, SIDE, SIDE, 3))):
        with pytest.raises(UserError, match="uint8 N x H x W x C"):
            gan.outlines(wrong)
    with pytest.raises(UserError, match="makes pictures of outlines"):
        gan.draw(images=7)


def test_a_checkpoint_that_contradicts_its_recipe_is_refused(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "odd")
    text = (folder / checkpoints.CONFIG).read_text(encoding="utf-8")
    (tmp_path / "odd" / checkpoints.CONFIG).write_text(text.replace('"drawing": true', '"drawing": false'), "utf-8")
    with pytest.raises(UserError, match="disagree whether it takes drawings"):
        GAN.load(tmp_path / "odd")


def test_a_score_says_what_redrawing_keeps(gan, monkeypatch):
    trainer = tiny_trainer("pix2pix", True, size=SIDE)
    data = trainer.dataset
    monkeypatch.setattr(scoring, "datasets", lambda gan: (data, data))
    asked = scoring.evaluation_conditions(gan, data, 12)["images"]
    assert np.array_equal(asked, gan.outlines(data.images[:12].numpy()))
    pictures = gan.draw(12, images=asked)
    figure = redrawing.mean_error(gan, pictures, asked, data, data)["mean error"]
    exact = np.abs(pictures.astype(float) - data.images[:12].numpy()).mean() / 255
    assert figure["value"] == pytest.approx(exact, rel=1e-3)
    assert figure["real"] < figure["value"]  # its own outline is found
    torch.manual_seed(0)
    judges = [make.net(3, {"class": 3}, SIDE).eval() for make in (JUDGE, INDEPENDENT)]
    measured = scoring.score_model(gan, *judges, count=12)
    assert {"mean error", "class accuracy", "class accuracy, independent", "Frechet distance"} <= set(measured)


def test_what_does_not_belong_is_refused(gan, tmp_path):
    outline = drawn(0)[None]
    for wrong in ({"labels": np.zeros(1, int)}, {"captions": ["a hat"]}):
        with pytest.raises(UserError):
            gan.draw(images=outline, **wrong)
    with pytest.raises(UserError, match="no sliders"):
        _ = gan.directions
    with pytest.raises(UserError, match="cannot be used: not a picture"):
        gan.read_outline(b"no picture")
    with pytest.raises(UserError, match="leave out labels"):
        tiny_trainer("pix2pix").recipe.condition.check(tiny_trainer("pix2pix", labels="hat").settings)


def test_a_cyclegan_goes_back(tmp_path):
    outlined_checkpoint(tmp_path / "models", "cyclegan", "cycle")
    gan = GAN.load(tmp_path / "models" / "cycle")
    picture = gan.draw(images=drawn(5)[None], seed=3)
    back = gan.back(picture)
    assert (back.shape, back.dtype) == ((1, SIDE, SIDE, 1), np.uint8)
    answer = client_of(tmp_path).post("/gradio_api/gan/transform?model=cycle&seed=3", content=as_file(drawn(5)))
    row = np.asarray(Image.open(io.BytesIO(answer.content)))
    squares = (drawn(5).repeat(3, 2), picture[0], back[0].repeat(3, 2))
    assert np.array_equal(row, np.concatenate(squares, 1))


def test_a_model_without_outlines_says_so():
    trainer = tiny_trainer("sngan")
    plain = GAN(checkpoints.Config("sngan", trainer.arguments["generator"], "tiny"), trainer.ema)
    with pytest.raises(UserError, match="does not draw from outlines"):
        plain.draw(images=drawn(0, 8)[None])


def command(*words):
    done = warm.run(gan_demo(*words), capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done


def test_the_command_line_draws_outlines_and_traces_pictures(folder, gan, tmp_path):
    (tmp_path / "a.png").write_bytes(as_file(drawn(2)))
    out = tmp_path / "out.npy"
    words = "draw", folder, "--outline", tmp_path / "a.png", "--trace", tmp_path / "a.png", "--seed", 4, "--out", out
    assert command(*words).returncode == 0
    pictures = np.load(out)
    assert np.array_equal(pictures[0], gan.draw(images=drawn(2)[None], seed=4)[0])
    assert len(pictures) == 2
    (tmp_path / "b.png").write_text("no picture")
    refused = command("draw", folder, "--outline", tmp_path / "b.png", "--out", out)
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert "b.png: That picture cannot be used" in refused.stderr
    assert "outlines" in command("draw", folder, "--out", out).stderr


def test_a_checkpoint_keeps_its_examples_and_card(folder):
    config = checkpoints.read_config(folder)
    assert (config.examples, config.drawing) == (8, True)
    row = Image.open(folder / checkpoints.EXAMPLES)
    assert row.size == (8 * SIDE, SIDE)
    assert np.array_equal(np.asarray(row)[:, :SIDE], drawn(0)[..., 0])
    card = (folder / checkpoints.CARD).read_text(encoding="utf-8")
    assert "image-to-image" in card
    assert "draw(images=outlines)" in card


def test_the_picture_of_a_route_is_that_of_python(folder, gan):
    page = client_of(folder.parents[1])
    answer = page.post("/gradio_api/gan/transform?model=tiny&seed=3", content=as_file(drawn(5)))
    both = np.asarray(Image.open(io.BytesIO(answer.content)))
    assert np.array_equal(both[:, SIDE:], gan.draw(images=drawn(5)[None], seed=3)[0])
    assert np.array_equal(both[:, :SIDE], drawn(5).repeat(3, 2))
    card = next(card for card in page.get("/gradio_api/gan/models").json() if card["name"] == "tiny")
    assert (card["examples"], card["control"]["kind"]) == (8, "pad")
    row = Image.open(io.BytesIO(page.get("/gradio_api/gan/model/tiny/examples").content))
    assert row.size == (8 * SIDE, SIDE)
    for query, body, status in (
        ("model=tiny", b"", 422),
        ("model=tiny&seed=x", as_file(drawn(5)), 422),
        ("model=none", as_file(drawn(5)), 404),
        ("model=tiny&take=2", as_file(drawn(5)), 422),
        ("model=tiny", b"0" * (17 << 20), 413),
    ):
        refused = page.post(f"/gradio_api/gan/transform?{query}", content=body)
        assert (refused.status_code, set(refused.json()["error"])) == (status, {"en", "zh"})
    assert "Transform" in page.get("/gradio_api/gan/picture?model=tiny").json()["error"]["en"]
