"""VideoGAN from its formula to what draws with it: views, files, Python, the command line, the routes and the API."""

import io

import av
import numpy as np
import pytest
import torch
from PIL import Image
from support import warm
from support.clips import SIDE, clip_checkpoint
from support.routes import client_of
from support.trainers import gan_demo, tiny_clips, tiny_trainer

from gan_demo import GAN, checkpoints
from gan_demo.evaluation import clip_scores, directions
from gan_demo.examples.clip import ClipExample, FrameFeatures, MotionFeatures
from gan_demo.nets.clip import Streams, TwoStreamGenerator
from gan_demo.pictures.images import to_float, to_uint8
from gan_demo.pipelines.walk import Walk
from gan_demo.training.closeup import watched_step
from gan_demo.training.quality import Quality
from gan_demo.ui.api import pictures
from gan_demo.ui.gallery import Gallery
from gan_demo.words import UserError

VIEWS = ["foreground", "mask", "background"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    clip_checkpoint(models := tmp_path_factory.mktemp("clips") / "models")
    return models / "tiny"


@pytest.fixture(scope="module")
def gan(folder):
    return GAN.load(folder)


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_a_clip_is_made_of_its_streams_as_in_the_paper(share):
    """Its equation 2 by hand: without a mask only the background is seen, under a full one only the foreground."""
    front, back = torch.randn(2, 3, 4, 8, 8), torch.randn(2, 3, 8, 8)
    whole = Streams(front, torch.full((2, 1, 4, 8, 8), share), back).whole
    for frame in range(4):
        torch.testing.assert_close(whole[:, :, frame], share * front[:, :, frame] + (1 - share) * back)


def test_the_terms_are_the_mean_of_the_mask_and_what_both_players_see():
    trainer = tiny_trainer("videogan", classes=True)
    batch, G, D = trainer.next_batch(), trainer.G, trainer.D
    trainer.objective.d_step(G, D, batch)
    g = trainer.objective.g_step(G, D, batch)
    torch.testing.assert_close(batch.parts(G).whole, batch.fake(G))
    torch.testing.assert_close(g.loss["g mask"], 0.05 * batch.parts(G).mask.abs().mean())
    torch.testing.assert_close(g.watch["foreground share"], batch.parts(G).mask.mean())


def test_both_players_see_one_answer_of_the_generator():
    trainer = tiny_trainer("videogan")
    calls = []
    trainer.G.register_forward_hook(lambda *given: calls.append("forward"))
    trainer.G.still.register_forward_hook(lambda *given: calls.append("still"))
    trainer.step()
    assert calls == ["still"]


def test_less_of_the_mask_is_less_of_the_term():
    """With nothing but the mask's term the foreground shrinks."""
    trainer = tiny_trainer("videogan", weights="g=0,g mask=100", g_lr=1e-2)
    first = trainer.step().watch["foreground share"]
    for _ in range(20):
        last = trainer.step().watch["foreground share"]
    assert last < 0.5 * first


@pytest.mark.slow
def test_it_learns_how_each_class_moves():
    """A column that begins elsewhere in each class and moves on by one a frame: chance is an eighth of the frames.

    With penalties a tenth as strong, as in 400 steps D does not get far under whole ones.
    """
    trainer = tiny_trainer("videogan", classes=True, batch=16, g_lr=1e-3, d_lr=1e-3, weights="r1=0.1, r2=0.1")
    for _ in range(400):
        trainer.step()
    made, _ = trainer.samples()
    column = made.float().mean((2, 4)).argmax(2)
    wanted = (torch.arange(16) + torch.arange(len(made))[:, None] % 3) % 8
    assert (column == wanted).float().mean() > 0.5


def test_frames_that_do_not_fit_the_side_are_one_sentence():
    with pytest.raises(UserError, match="need 16 frames, or a multiple of that, not 10") as told:
        TwoStreamGenerator(64, 3, 0, 8, 64, 10)
    assert "16 帧" in told.value.words.zh


def test_weights_of_both_ranks_lie_channels_last():
    trainer = tiny_trainer("videogan", size=16)
    layouts = {weight.dim(): weight for weight in trainer.G.parameters()}
    assert layouts[5].is_contiguous(memory_format=torch.channels_last_3d)
    assert layouts[4].is_contiguous(memory_format=torch.channels_last)


def test_clips_go_into_a_net_and_back():
    stored = tiny_clips(4).examples
    inside = to_float(stored)
    assert inside.shape == (4, 3, 16, 8, 8)
    torch.testing.assert_close(inside[1, 2, 5, 3, 4] * 127.5 + 127.5, stored[1, 5, 3, 4, 2].float())
    assert torch.equal(to_uint8(inside), stored)


def test_pictures_hold_all_frames_and_thumbnails_four():
    example, stored = ClipExample({"rate": 8}), tiny_clips(3).examples
    strips = example.pictures(stored)
    assert strips.shape == (3, 16 * 8, 8, 3)
    assert torch.equal(strips[1, 5 * 8 : 6 * 8], stored[1, 5])
    small = example.thumbnails(stored)
    assert small.shape == (3, 16, 16, 3)
    for i, (row, column) in enumerate([(0, 0), (0, 8), (8, 0), (8, 8)]):
        assert torch.equal(small[2, row : row + 8, column : column + 8], stored[2, 4 * i])
    for second, frame in ((0, 0), (0.13, 1), (1.99, 15), (2, 0), (100.5, 4)):
        assert np.array_equal(example.moment(strips[1].numpy(), second), stored[1, frame])


@pytest.mark.parametrize("details", [{}, {"rate": 0}, {"rate": 1000}, {"rate": "quick"}, {"rate": None}])
def test_clips_without_a_rate_are_one_sentence(details):
    with pytest.raises(UserError, match="a rate of at most 60 frames") as told:
        ClipExample(details)
    assert "每秒帧数" in told.value.words.zh


def test_views_are_what_the_whole_is_made_of(gan):
    z, labels = gan.latents(3, 5), np.array([0, 1, 2])
    whole, front, mask, back = (gan.draw(z=z, labels=labels, view=view).astype(float) for view in ("", *VIEWS))
    share = mask / 255
    assert np.abs(share * front + (1 - share) * back - whole).max() < 2
    assert np.array_equal(mask[..., 0], mask[..., 2])
    assert np.array_equal(back, np.repeat(back[:, :1], 16, 1))
    assert np.abs(np.diff(front, axis=1)).max() > 0
    assert whole.shape == (3, 16, SIDE, SIDE, 3)


def test_an_unknown_view_is_one_sentence_with_those_that_there_are(gan):
    with pytest.raises(UserError, match=r"no view 'depth'\. Views: foreground, mask, background") as told:
        gan.draw(view="depth")
    assert "mask（掩码）" in told.value.words.zh
    trainer = tiny_trainer("sngan")
    plain = GAN(checkpoints.Config("sngan", trainer.arguments["generator"], "tiny"), trainer.ema)
    with pytest.raises(UserError, match="nothing to look at but what it draws"):
        plain.draw(view="mask")


def test_a_checkpoint_says_what_can_be_looked_at(folder, gan):
    assert list(checkpoints.read_config(folder).views) == VIEWS == list(gan.views)
    assert checkpoints.read_config(folder).views["mask"].zh == "掩码"


def opened(data: bytes) -> tuple[int, tuple[int, int], float]:
    """Frames, size and frames a second of a film."""
    with av.open(io.BytesIO(data)) as file:
        frames = [frame.to_ndarray(format="rgb24") for frame in file.decode(video=0)]
        rate = float(file.streams.video[0].average_rate)
    return len(frames), frames[0].shape[1::-1], rate


def test_each_file_opens_and_shows_every_frame(gan):
    clip = gan.draw(1, 3)[0]
    strip = np.asarray(Image.open(io.BytesIO(gan.example.written(clip, "png"))))
    assert np.array_equal(strip, np.concatenate(clip, 1))
    assert opened(gan.example.written(clip, "mp4")) == (32, (256, 256), 8.0)  # twice, as players stop at its end
    for form in ("webp", "gif"):
        film = Image.open(io.BytesIO(gan.example.written(clip, form)))
        assert (film.n_frames, film.size, film.info["loop"]) == (16, (256, 256), 0)
        for number in (0, 15):
            film.seek(number)
            shown = np.asarray(film.convert("RGB"))[16::32, 16::32].astype(int)
            assert np.abs(shown - clip[number]).mean() < 12


def test_grey_clips_have_files_too():
    grey = ClipExample({"rate": 8})
    clip = tiny_clips(1, channels=1).examples[0].numpy()
    assert opened(grey.written(clip, "mp4"))[0] == 32
    assert Image.open(io.BytesIO(grey.written(clip, "gif"))).n_frames == 16


def test_a_watched_step_lights_where_a_clip_should_change():
    trainer = tiny_trainer("videogan")
    *phases, turn = watched_step(trainer)
    assert [phase.phase for phase in phases] == ["d looks", "d learns", "g looks", "g learns"]
    assert all(phase.pictures.shape[1:] == (16, 16, 3) for phase in phases)
    assert phases[2].force > 0
    assert {"g mask", "d"} <= set(turn.loss)


def test_appearance_and_motion_are_told_apart():
    """Clips that stand still look right and move wrong; clips of a shifted colour move right and look wrong."""
    real = to_float(tiny_clips(40).examples)
    frozen = real[:, :, 8:9].expand(-1, -1, 16, -1, -1)
    tinted = real * torch.tensor([1.0, 0.2, 0.2]).view(1, 3, 1, 1, 1)
    look, move = FrameFeatures(3), MotionFeatures(3)
    assert torch.equal(look(frozen), look(real))
    assert (move(frozen) - move(real)).norm(dim=1).min() > 0.5
    assert (look(tinted) - look(real)).norm(dim=1).min() > 0.1


def test_a_run_is_measured_while_it_trains():
    trainer = tiny_trainer("videogan")
    features = trainer.example.features(trainer.dataset, "tiny", "cpu")
    measured = Quality(features, trainer.dataset.examples, trainer.dataset.count, 0, 16).measure(
        lambda n: trainer.drawn_kinds(n, 4)
    )
    assert measured["distance"] > measured["floor"]


def test_a_score_has_motion_and_appearance_beside_their_floors(gan, monkeypatch):
    data = tiny_clips(40, SIDE, classes=True)
    monkeypatch.setattr(clip_scores, "datasets", lambda gan: (data, data))
    measured = clip_scores.score_clips(gan, 12)
    assert measured["clips"] == 12
    for aspect in ("appearance", "motion"):
        figure = measured[f"{aspect}: Frechet distance"]
        assert figure["value"] > figure["real"]
        assert figure["better"] == "lower"


def test_walks_go_from_clip_to_clip(gan):
    walk = Walk(gan, gan.latents(2), np.array([0, 1]))
    first, *_ = walk.frames(4)
    assert np.array_equal(first, gan.pictures(gan.draw(z=gan.latents(1), labels=np.array([0])))[0])
    seen = list(walk.seen(8, 8))
    assert {picture.shape for picture in seen} == {(SIDE, SIDE, 3)}
    *_, film = (path.read_bytes() for path in walk.film("mp4", 1, 64) if hasattr(path, "read_bytes"))
    assert opened(film)[:2] == (30, (64, 64))
    *_, sheet = (path.read_bytes() for path in walk.film("png", 1, SIDE) if hasattr(path, "read_bytes"))
    assert Image.open(io.BytesIO(sheet)).size == (8 * SIDE, SIDE)


def test_directions_are_not_named(gan):
    with pytest.raises(UserError, match="named by what pictures show"):
        next(directions.subject(gan))


def command(*words):
    done = warm.run(gan_demo(*words), capture_output=True, text=True)
    assert "Traceback" not in done.stderr
    return done


def test_the_command_line_draws_films_sheets_and_views(folder, gan, tmp_path):
    array = tmp_path / "out.npy"
    assert command("draw", folder, "--count", 2, "--seed", 4, "--view", "mask", "--out", array).returncode == 0
    assert np.array_equal(np.load(array), gan.draw(2, 4, view="mask"))
    assert command("draw", folder, "--count", 2, "--out", tmp_path / "x.gif").returncode == 0
    assert sorted(path.name for path in tmp_path.glob("x-*")) == ["x-1.gif", "x-2.gif"]
    assert command("draw", folder, "--count", 3, "--out", tmp_path / "x.png").returncode == 0
    assert Image.open(tmp_path / "x.png").size == (3 * SIDE, 16 * SIDE)
    refused = command("draw", folder, "--view", "depth", "--out", array)
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert "Views: foreground, mask, background" in refused.stderr


def test_the_routes_give_strips_films_and_views(folder, gan):
    page = client_of(folder.parents[1])

    def asked(query: str, status: int = 200) -> bytes:
        answer = page.get(f"/gradio_api/gan/picture?model=tiny&{query}")
        assert answer.status_code == status, answer.text[:200]
        return answer.content

    clips = gan.draw(z=gan.latents(1, 3).repeat(3, 0), labels=np.eye(3, dtype=np.float32), view="mask")
    rows = np.asarray(Image.open(io.BytesIO(asked("seed=3&c=0|1|2&view=mask"))))
    assert np.array_equal(rows, np.concatenate([clip.reshape(-1, SIDE, 3) for clip in clips], 1))
    assert opened(asked("seed=3&form=mp4"))[0] == 32
    assert Image.open(io.BytesIO(asked("seed=3&form=webp"))).n_frames == 16
    assert b"one at a time" in asked("seed=1|2&form=gif", 422)
    assert b"Views: foreground" in asked("seed=3&view=depth", 422)
    assert b"png, mp4, webp, gif" in asked("seed=3&form=jpeg", 422)
    card = next(card for card in page.get("/gradio_api/gan/models").json() if card["name"] == "tiny")
    assert list(card["views"]) == VIEWS
    assert card["views"]["mask"] == ["Mask", "掩码"]
    assert (card["example"], card["frames"], card["details"]) == ("clip", 16, {"rate": 8})


def test_the_api_gives_films(folder, gan, tmp_path, monkeypatch):
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    given = pictures(Gallery(folder.parent, tmp_path / "runs"), "tiny", 5, 2, "Light", 1, "")
    films = [Image.open(path) for path in given]
    assert [film.n_frames for film in films] == [16, 16]
    assert all(path.startswith(str(tmp_path)) and path.endswith(".webp") for path in given)
