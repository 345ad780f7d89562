"""Series as sound: a voice for each variable, whose pitch follows the values; mono, 16 bit, as a WAV file."""

import io
import wave

import numpy as np
from numpy.typing import NDArray

RATE = 22_050  # samples a second
OVERTONES = (1.0, 0.5, 0.25, 0.12)  # how loud the first harmonics are
TAIL = 0.4  # seconds in which the last note dies away
FALL = 3.0  # e-foldings a second of a note that is held
EDGE = 0.01  # seconds in which a voice begins


def heard(pitches: NDArray, step: float, notes: bool) -> bytes:
    """A WAV file of pitches, MIDI numbers, float (T, voices), each for so many seconds.

    notes: pitches are those of a keyboard, each struck where it changes; else a tone glides from one to the next.
    """
    length = round(step * RATE)
    sound = np.zeros(len(pitches) * length + round(TAIL * RATE), np.float32)
    for voice in pitches.T:
        sound += struck(voice.round(), length, len(sound)) if notes else gliding(voice, length, len(sound))
    sound = (sound / max(1e-6, float(np.abs(sound).max())) * 0.8 * 32767).astype("<i2")
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(sound.tobytes())
    return buffer.getvalue()


def struck(pitches: NDArray, length: int, total: int) -> NDArray:
    """Whole pitches as notes that fade; one that is repeated is held."""
    sound = np.zeros(total, np.float32)
    starts = [0, *(i for i in range(1, len(pitches)) if pitches[i] != pitches[i - 1])]
    for start, end in zip(starts, [*starts[1:], len(pitches)], strict=True):
        rest = total - start * length
        count = min((end - start) * length + round(TAIL * RATE), rest)
        time = np.arange(count) / RATE
        fading = np.exp(-FALL * time) * np.minimum(1, time / EDGE)
        after = time - (end - start) * length / RATE
        fading *= np.exp(-12 * np.maximum(0, after))
        sound[start * length : start * length + count] += tone(frequency(pitches[start]) * time) * fading
    return sound


def gliding(pitches: NDArray, length: int, total: int) -> NDArray:
    """Pitches as one tone that moves from each to the next."""
    time = np.arange(total) / length
    pitch = np.interp(time, np.arange(len(pitches)) + 0.5, pitches)
    loud = np.minimum(1, np.arange(total) / RATE / EDGE) * np.clip(
        (len(pitches) - time) * length / RATE / TAIL + 1, 0, 1
    )
    return tone(np.cumsum(frequency(pitch)) / RATE) * loud


def frequency(pitch: NDArray) -> NDArray:
    """Hertz of MIDI numbers; 69 is 440 Hz."""
    return 440 * 2 ** ((pitch - 69) / 12)


def tone(turns: NDArray) -> NDArray:
    """A sum of harmonics after so many turns of the first, float32."""
    phase = (2 * np.pi * (turns % 1)).astype(np.float32)  # small numbers, whose sines are quick
    return sum((loud * np.sin(i * phase) for i, loud in enumerate(OVERTONES, 1)), np.zeros_like(phase))
