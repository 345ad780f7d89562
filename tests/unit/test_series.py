"""Series: what is drawn, what other packages bring, how they are stored and looked at, and what they are worth."""

import csv
import io
import math
import sys
import zipfile

import numpy as np
import pytest
import torch
from support.trainers import tiny_series, tiny_trainer

from gan_demo.data import chorales, find_source, power
from gan_demo.evaluation import series_scores
from gan_demo.examples.series import SeriesExample
from gan_demo.inputs.latent import StepLatentInput
from gan_demo.nets.recurrent import RecurrentDiscriminator, RecurrentGenerator
from gan_demo.seeds import seeded
from gan_demo.settings import Settings
from gan_demo.training.prepare import dataset_of
from gan_demo.words import UserError

KEYS = "<key><fifths>{fifths}</fifths><mode>{mode}</mode></key>"


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Makes an installed package with these files; the folder that holds it."""

    def make(name: str, **files: bytes):
        for path, data in files.items():
            place = tmp_path / name / path.replace("__", "/")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        (tmp_path / name / "__init__.py").write_text("raise RuntimeError('its code is not wanted')")
        monkeypatch.syspath_prepend(str(tmp_path))
        return tmp_path / name

    return make


@pytest.mark.parametrize("name", ["sines", "ecg"])
@pytest.mark.parametrize("steps", [32, 64, 128])
def test_drawn_series_are_the_same_each_time_and_fit_their_range(name, steps):
    source = find_source(name)
    data, test = source.load(steps, labels="class"), source.load(steps, labels="class", split="test")
    assert torch.equal(data.examples, source.load(steps).examples)
    assert data.examples.shape == (10_000, steps, 1)
    assert test.examples.shape == (2_000, steps, 1)
    counts = data.labels.bincount(minlength=len(data.classes))
    assert counts.max() - counts.min() <= 1
    shown = SeriesExample(data.details).to_net(data.examples)
    assert shown.abs().max() <= 1
    assert shown.abs().max() > 0.6


def test_a_sine_wave_has_the_frequency_of_its_class():
    data = find_source("sines").load(64, labels="class")
    spectrum = torch.fft.rfft(data.examples[..., 0] * torch.hann_window(64), n=512).abs().argmax(1) * 64 / 512
    for kind, (low, high) in enumerate([(1, 2), (2.5, 3.5), (4, 5)]):
        found = spectrum[data.labels == kind]
        assert ((found >= low - 0.4) & (found <= high + 0.4)).float().mean() > 0.99


def test_heartbeats_differ_by_what_their_class_says():
    data = find_source("ecg").load(128, labels="class")
    of = [data.examples[data.labels == kind, :, 0] for kind in range(5)]
    peaks = [
        ((some[:, 1:-1] > 0.6) & (some[:, 1:-1] >= some[:, 2:]) & (some[:, 1:-1] > some[:, :-2])).sum(1) for some in of
    ]
    assert peaks[4].float().mean() > 1.5 * peaks[0].float().mean()
    assert of[2].amin(1).mean() < of[0].amin(1).mean()
    assert (of[3] > 0.5).float().mean() > 1.5 * (of[0] > 0.5).float().mean()


def ts(rows: list[str]) -> bytes:
    return "\n".join(["# a remark", "@seriesLength 3", "@data", *rows, ""]).encode()


def test_power_is_read_from_the_package_that_brings_it_without_running_it(package, monkeypatch):
    place = "datasets__data__ItalyPowerDemand__ItalyPowerDemand_{}.ts"
    train, test = ts(["0.5,-1,2:2", "1,1,-2:1"]), ts(["-0.25,0,0:1"])
    package("sktime", **{place.format("TEST"): train, place.format("TRAIN"): test})
    data = power.load_power(24, labels="season")
    assert data.examples[..., 0].tolist() == [[0.5, -1, 2], [1, 1, -2]]
    assert [data.classes[i].en for i in data.labels] == ["Summer", "Winter"]
    assert power.load_power(24, split="test").examples.flatten().tolist() == [-0.25, 0, 0]
    assert "sktime" not in sys.modules


def test_a_broken_file_of_a_package_is_told(package):
    package("sktime", **{"datasets__data__ItalyPowerDemand__ItalyPowerDemand_TEST.ts": b"no data"})
    with pytest.raises(UserError, match="install the package sktime again"):
        power.load_power(24)


@pytest.mark.parametrize(("name", "size", "package"), [("power", 24, "sktime"), ("chorales", 32, "music21")])
def test_without_the_package_it_is_said_what_to_install(name, size, package, monkeypatch):
    monkeypatch.setattr("gan_demo.data.installed.find_spec", lambda package: None)
    source = find_source(name)
    assert source.count(size) == 0
    for ask in (lambda: list(source.prepare(size)), lambda: source.load(size)):
        with pytest.raises(UserError, match=f"pip install --no-deps {package}"):
            ask()


def note(step: str, octave: int, duration: int, alter: int = 0, extra: str = "") -> str:
    pitch = f"<pitch><step>{step}</step><alter>{alter}</alter><octave>{octave}</octave></pitch>"
    return f"<note>{extra}{pitch}<duration>{duration}</duration></note>"


def musicxml(voices: list[str], fifths: int = 0, mode: str = "major", divisions: int = 2) -> bytes:
    """A piece whose parts are one measure each; a quarter note lasts so many divisions."""
    head = f"<attributes><divisions>{divisions}</divisions>{KEYS.format(fifths=fifths, mode=mode)}</attributes>"
    parts = "".join(f"<part><measure>{head}{voice}</measure></part>" for voice in voices)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("META-INF/container.xml", "<container/>")
        packed.writestr("piece.xml", f"<score-partwise>{parts}</score-partwise>")
    return file.getvalue()


REST = "<note><rest/><duration>2</duration></note>"
VOICES = [
    note("C", 5, 2) + note("D", 5, 1) + note("E", 5, 1),
    note("G", 4, 4),
    note("E", 4, 2) + REST,
    note("C", 3, 1)
    + note("C", 3, 1, extra="<chord/>")
    + "<backup><duration>1</duration></backup>"
    + note("B", 2, 4, -1),
]
SOUNDS = [[72, 72, 74, 76], [67] * 4, [64] * 4, [46] * 4]


def test_a_chorale_is_read_as_the_pitch_that_sounds_at_each_eighth(tmp_path):
    path = tmp_path / "bwv1.mxl"
    path.write_bytes(musicxml(VOICES))
    piece = chorales.read_piece(path)
    assert piece.pitches.T.tolist() == SOUNDS
    assert not piece.minor


@pytest.mark.parametrize(("fifths", "shift"), [(1, 5), (-1, -5), (2, -2), (-3, -3), (0, 0)])
def test_a_chorale_is_moved_to_c_major_or_a_minor(tmp_path, fifths, shift):
    path = tmp_path / "bwv1.mxl"
    path.write_bytes(musicxml(VOICES, fifths, "minor"))
    piece = chorales.read_piece(path)
    assert piece.minor
    assert (piece.pitches.T - shift).tolist() == SOUNDS
    assert -5 <= shift <= 6


@pytest.mark.parametrize("voices", [VOICES[:3], [*VOICES[:3], REST], [note("C", 9, 4), *VOICES[1:]]])
def test_what_is_not_of_four_voices_is_left_out(tmp_path, voices):
    path = tmp_path / "bwv1.mxl"
    path.write_bytes(musicxml(voices))
    assert chorales.read_piece(path) is None
    path.write_bytes(b"no zip")
    assert chorales.read_piece(path) is None


def test_chorales_are_windows_of_pieces_of_which_every_tenth_is_held_out(package):
    long = [note("C", 5, 80), note("G", 4, 80), note("E", 4, 80), note("C", 3, 80)]
    package("music21", **{f"corpus__bach__bwv{i:02}.mxl": musicxml(long) for i in range(11)})
    train, test = (chorales.load_chorales(32, labels="mode", split=split) for split in ("train", "test"))
    assert train.examples.shape == (9 * 13, 32, 4)  # of 80 eighths
    assert test.examples.shape == (2 * 13, 32, 4)
    assert train.examples[0, 0].tolist() == [72, 67, 64, 48]


def test_series_are_stored_in_their_units_and_are_one_scale_in_a_net():
    data = tiny_series(channels=2)
    example = SeriesExample(data.details)
    seen = example.to_net(data.examples)
    torch.testing.assert_close(seen * 4, data.examples)
    torch.testing.assert_close(example.to_stored(seen), data.examples)
    assert example.to_stored(torch.tensor([[[3.0, -9.0]]])).tolist() == [[[4.0, -4.0]]]
    assert example.arguments(data.examples) == {"size": 8, "channels": 2}
    keys = SeriesExample({"variables": [variable(low=60.0, high=72.0)], "step": 0.1, "notes": True})
    assert keys.to_stored(torch.tensor([[[0.3], [-1.0]]])).tolist() == [[[68], [60]]]


def variable(**changes: object) -> dict:
    return {"en": "a", "zh": "甲", "low": 0.0, "high": 1.0, **changes}


@pytest.mark.parametrize(
    "details",
    [
        {},
        {"variables": 3, "step": 0.1},
        {"variables": [], "step": 0.1},
        {"variables": [None], "step": 0.1},
        {"variables": [{"en": "a"}], "step": 1},
        *({"variables": [variable()], "step": step} for step in (0, -1, 1e9, math.nan, math.inf)),
        *({"variables": [variable(high=high)], "step": 0.1} for high in (0.0, -1.0, math.nan, math.inf)),
        {"variables": [variable(high=128.0)], "step": 0.1, "notes": True},
    ],
)
def test_series_without_their_ranges_are_refused(details):
    with pytest.raises(UserError, match="variables with their ranges"):
        SeriesExample(details)


def test_as_many_values_are_named_as_a_step_has():
    data = tiny_series(channels=3)
    with pytest.raises(UserError, match="3 values at each step, and 2 variables"):
        SeriesExample(tiny_series(channels=2).details).arguments(data.examples)


def test_a_table_has_a_row_for_each_step():
    data = tiny_series(channels=2)
    rows = list(csv.reader(io.StringIO(SeriesExample(data.details).written(data.examples[0].numpy(), "csv").decode())))
    assert rows[0] == ["step", "Value 1", "Value 2"]
    assert [row[0] for row in rows[1:]] == [str(i) for i in range(8)]
    np.testing.assert_allclose([[float(v) for v in row[1:]] for row in rows[1:]], data.examples[0].numpy(), rtol=1e-5)


def test_light_falls_on_the_steps_that_count():
    data = tiny_series(channels=1)
    example = SeriesExample(data.details)
    gradient = torch.zeros(2, 8, 1)
    gradient[:, 3] = 1
    made = example.to_net(data.examples[:2])
    plain, lit = example.thumbnails(data.examples[:2]).float(), example.lit(made, gradient).float()
    changed = (plain != lit).any(3).any(1)  # (2, side)
    place = changed[0].nonzero().flatten() * 8 / plain.shape[2]
    assert place.min() >= 3
    assert place.max() < 4


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(series_scores, "STEPS", 150)
    torch.manual_seed(0)


def waves(count: int, noise: float, seed: int, cycles: float = 2.0) -> torch.Tensor:
    stream = torch.Generator().manual_seed(seed)
    phase = 2 * math.pi * torch.rand(count, 1, generator=stream)
    series = torch.sin(2 * math.pi * cycles * torch.arange(16) / 16 + phase)
    return (series + noise * torch.randn(count, 16, generator=stream))[..., None] / 2


@pytest.mark.slow
def test_the_discriminative_score_is_low_for_the_same_and_a_half_for_what_is_plainly_other(quick):
    real = waves(600, 0.05, 0)
    same = series_scores.discriminative_score(waves(600, 0.05, 1), real, seeded(0))
    other = series_scores.discriminative_score(waves(600, 0.05, 1, 4.0), real, seeded(0))
    assert same < 0.1
    assert other > 0.4


@pytest.mark.slow
def test_the_predictive_error_tells_of_what_was_learned_from(quick):
    test = waves(300, 0.02, 2)
    like, unlike = (
        series_scores.predictive_error(some, test, seeded(0))
        for some in (waves(600, 0.02, 1), waves(600, 0.02, 1, 5.0))
    )
    assert like < unlike / 2


def test_normal_series_have_the_mean_and_the_covariance():
    train = waves(4000, 0.3, 0) + 0.2
    drawn = series_scores.normal_series(train, 20_000, seeded(0))
    torch.testing.assert_close(drawn.mean(0), train.mean(0), atol=0.02, rtol=0)
    torch.testing.assert_close(torch.cov(drawn.flatten(1).T), torch.cov(train.flatten(1).T), atol=0.02, rtol=0)


def test_a_recurrent_generator_draws_a_step_from_its_noise_and_those_before():
    """Another number at step 3 changes that step and those after it, and nothing before; as in the paper's figure 1."""
    torch.manual_seed(0)
    G = RecurrentGenerator(8, 2, latent=16, width=16)
    z = torch.randn(1, 16)
    other = z.clone()
    other[:, 6] += 1  # the first of the two numbers of step 3
    changed = (G(z) != G(other)).any(2)[0].tolist()
    assert changed == [False] * 3 + [True] * 5


def test_a_recurrent_discriminator_scores_each_step_by_what_came_before():
    torch.manual_seed(0)
    D = RecurrentDiscriminator(8, 2, 3, width=16)
    series, label = torch.randn(4, 8, 2), torch.tensor([0, 1, 2, 0])
    other = series.clone()
    other[:, 5] += 1
    scores = D(series, label)
    assert scores.shape == (4, 8)
    assert (scores != D(other, label)).any(0).tolist() == [False] * 5 + [True] * 3
    torch.testing.assert_close(D(series, torch.eye(3)[label]), scores)


def test_the_loss_of_a_recurrent_gan_is_the_mean_over_all_steps():
    """Esteban 2017, section 3.1: the mean of the cross-entropies of all steps."""
    trainer = tiny_trainer("rgan", True)
    batch = trainer.next_batch()
    turn = trainer.d_step(batch)
    with torch.no_grad():
        real, fake = (trainer.D(some, batch.condition) for some in (batch.real, batch.fake(trainer.G)))
    by_hand = [torch.log1p(torch.exp(-s)) for s in real.flatten()] + [torch.log1p(torch.exp(s)) for s in fake.flatten()]
    torch.testing.assert_close(turn.loss["d"], torch.stack(by_hand).mean() * 2)


@pytest.mark.parametrize(("asked", "got"), [(None, 128), (96, 96)])
def test_each_step_has_noise_of_its_own(asked, got):
    assert StepLatentInput().numbers(asked, 32) == got
    with pytest.raises(UserError, match="a multiple of 32, not 40"):
        StepLatentInput().numbers(40, 32)


@pytest.mark.parametrize(
    ("recipe", "data", "known"),
    [("rgan", "avatars", "choose data from .*ecg.*sines"), ("dcgan", "sines", "choose data from .*avatars")],
)
def test_a_recipe_learns_from_what_it_makes(recipe, data, known):
    with pytest.raises(UserError, match=known):
        next(dataset_of(Settings(recipe=recipe, data=data)))


def test_series_are_not_augmented():
    with pytest.raises(UserError, match="let augment be 0"):
        tiny_trainer("rgan", augment=0.3)
