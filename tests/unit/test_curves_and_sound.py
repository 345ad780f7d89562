"""Series as pictures and as sound: held to closed forms."""

import io
import wave

import numpy as np
import pytest

from gan_demo.pictures.curves import INKS, MARGIN, drawn_curves
from gan_demo.pictures.sound import RATE, TAIL, heard

SIDE = 96


def inked(picture, ink=INKS[0]) -> np.ndarray:
    """How much of each pixel is of that ink, (side, side), where no other is."""
    paper, full = 255.0, np.array(ink, float)
    return ((paper - picture.astype(float)) / (paper - full)).min(2).clip(0, 1)


def heights(picture, ink=INKS[0]) -> np.ndarray:
    """The value at which the ink of each column lies, 1 at the top, as its centre of mass says."""
    share = np.where(inked(picture, ink) > 0.2, inked(picture, ink), 0)  # not the line in the middle
    rows = (share * np.arange(len(picture))[:, None]).sum(0) / share.sum(0)
    return 1 - (rows / (len(picture) - 1) - MARGIN) / (1 - 2 * MARGIN)


@pytest.mark.parametrize("side", [96, 97, 384])
def test_a_constant_half_lies_in_the_middle_row_and_one_is_at_the_top(side):
    flat = np.repeat([[[0.5]], [[1.0]], [[0.0]]], 8, 1)
    middle, top, bottom = map(heights, drawn_curves(flat, side))
    for found, value in ((middle, 0.5), (top, 1), (bottom, 0)):
        np.testing.assert_allclose(found, value, atol=0.2 / side)


def test_a_line_goes_evenly_from_the_first_value_to_the_last():
    (picture,) = drawn_curves(np.array([[[0.2], [0.8]]]), 384)
    ideal = 0.2 + 0.6 * (np.arange(384) + 0.5) / 384
    np.testing.assert_allclose(heights(picture)[4:-4], ideal[4:-4], atol=0.003)  # the pen ends at the edges


def test_a_steep_line_is_as_thick_as_a_flat_one():
    flat, steep = drawn_curves(np.array([[[0.5]] * 33, [[0.0]] * 16 + [[1.0]] * 17]), 384)
    thick = inked(flat)[:, 192].sum()
    assert thick == pytest.approx(384 / 96, abs=0.2)
    across = inked(steep)[150].sum()  # it rises by 323 rows in 12 columns
    assert across == pytest.approx(thick, rel=0.15)


def test_notes_are_held_until_the_next():
    (picture,) = drawn_curves(np.array([[[0.25], [0.75], [0.5], [0.5]]]), SIDE, held=True)
    levels = heights(picture)
    for i, value in enumerate((0.25, 0.75, 0.5, 0.5)):
        np.testing.assert_allclose(levels[24 * i + 2 : 24 * i + 22], value, atol=0.01)


def test_each_variable_has_its_ink_and_the_first_lies_on_top():
    (picture,) = drawn_curves(np.repeat([[[0.5, 0.5, 0.9]]], 8, 1), 384)
    assert tuple(picture[192, 100]) == INKS[0]
    rows = np.flatnonzero((picture[:, 100] == INKS[2]).all(1))
    assert abs(rows.mean() - (0.1 * (1 - 2 * MARGIN) + MARGIN) * 383) < 1


def test_what_is_no_number_or_out_of_range_is_drawn_at_an_end():
    wild, tame = drawn_curves(np.array([[[np.nan], [7.0], [-np.inf]], [[0.0], [1.0], [0.0]]]), SIDE)
    np.testing.assert_array_equal(wild, tame)


def test_a_frame_keeps_neighbours_apart():
    (plain,), (framed,) = (drawn_curves(np.full((1, 4, 1), 0.9), SIDE, framed=on) for on in (False, True))
    assert (framed[[0, -1]] < 255).all()
    assert (framed[30, [0, -1]] < 255).all()
    np.testing.assert_array_equal(plain[1:-1, 1:-1], framed[1:-1, 1:-1])


def played(data: bytes) -> np.ndarray:
    """The samples of a WAV file."""
    with wave.open(io.BytesIO(data)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(float)


def peak(sound: np.ndarray) -> float:
    """The frequency in Hz that is loudest."""
    return np.abs(np.fft.rfft(sound * np.hanning(len(sound)))).argmax() * RATE / len(sound)


@pytest.mark.parametrize("notes", [True, False])
@pytest.mark.parametrize(("pitch", "hertz"), [(69, 440), (57, 220), (81, 880)])
def test_a_constant_pitch_is_its_frequency(notes, pitch, hertz):
    sound = played(heard(np.full((40, 1), float(pitch)), 0.05, notes))
    assert len(sound) == 40 * round(0.05 * RATE) + round(TAIL * RATE)
    assert peak(sound) == pytest.approx(hertz, abs=1)


def test_two_voices_sound_together():
    spectrum = np.abs(np.fft.rfft(played(heard(np.tile([69.0, 76.0], (40, 1)), 0.05, False))))
    width = RATE / (2 * (len(spectrum) - 1))
    fifth = 440 * 2 ** (7 / 12)
    for hertz in (440, fifth):
        at = round(hertz / width)
        assert spectrum[at - 2 : at + 3].max() > 100 * np.median(spectrum)


def struck_at(pitches, step=0.25) -> list[int]:
    """The steps at whose beginning it gets louder."""
    sound = np.abs(played(heard(np.array(pitches, float)[:, None], step, True)))
    length, part = round(step * RATE), round(0.05 * RATE)
    loud = [
        (sound[max(0, at - part) : at].mean() if at else 0, sound[at : at + part].mean())
        for at in range(0, len(pitches) * length, length)
    ]
    return [i for i, (before, after) in enumerate(loud) if after > 1.3 * before]


def test_a_note_is_struck_only_where_the_pitch_changes():
    assert struck_at([60, 60, 60, 64, 64, 67, 67.3, 60]) == [0, 3, 5, 7]
    assert struck_at([60] * 6) == [0]
