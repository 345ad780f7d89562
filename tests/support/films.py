"""The frames of a film file."""

import io

import av
import numpy as np
from PIL import Image


def frames_of(data: bytes) -> np.ndarray:
    """All frames, uint8 (N, H, W, 3), with no eye on how long each is shown."""
    if data[4:8] == b"ftyp":
        with av.open(io.BytesIO(data)) as file:
            return np.stack([frame.to_ndarray(format="rgb24") for frame in file.decode(video=0)])
    image, shown = Image.open(io.BytesIO(data)), []
    for i in range(getattr(image, "n_frames", 1)):
        image.seek(i)
        shown.append(np.asarray(image.convert("RGB")))
    return np.stack(shown)


def timed_frames(data: bytes) -> list[tuple[float, np.ndarray]]:
    """Each frame with the seconds it is shown for, read by Pillow (WebP) or PyAV (MP4)."""
    if data[:4] == b"RIFF":
        film, shown = Image.open(io.BytesIO(data)), []
        for i in range(film.n_frames):
            film.seek(i)
            film.load()
            shown.append((film.info["duration"] / 1000, np.asarray(film.convert("RGB"))))
        return shown
    with av.open(io.BytesIO(data)) as file:
        time = float(1 / file.streams.video[0].average_rate)
        return [(time, frame.to_ndarray(format="rgb24")) for frame in file.decode(video=0)]
