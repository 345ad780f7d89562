"""Events of a run that went well or badly, and the lights that show it."""

from collections.abc import Callable

from gan_demo.health.lights import Light, lights

BINS = 24
RATES = {"g_lr": 2e-4, "d_lr": 4e-4, "d_steps": 1}


def scores(share: float) -> dict:
    """Scores of which the real one is the higher in that share of pairs: some beyond all others, the rest in a tie."""
    wide, tied = abs(2 * share - 1), round(1000 * (1 - abs(2 * share - 1)))
    real, fake = [0] * BINS, [0] * BINS
    real[10] = tied
    fake[10] = 1000
    real[20 if share > 0.5 else 0] += round(1000 * wide)
    return {"low": -3.0, "high": 3.0, "real": real, "fake": fake}


def told(
    seconds: int = 300,
    distance: Callable[[float], float] = lambda t: 10 + 60 / (1 + 8 * t),
    variety: Callable[[float], float] = lambda t: 0.7,
    share: Callable[[float], float] = lambda t: 0.8,
    real: Callable[[float], float] = lambda t: 1.0,
    fake: Callable[[float], float] = lambda t: -1.0,
) -> list[dict]:
    """A story of ten steps a second; each curve is a function of the time from 0 to 1."""
    story = [{"event": "Started", "time": 0.0, "step": 0, "images": 0, "device": "cpu", "note": "", "rates": RATES}]
    for second in range(0, seconds, 2):
        t, at = second / seconds, {"time": float(second), "step": 10 * second, "images": 640 * second}
        watch = {"real score": real(t), "fake score": fake(t)}
        story.append(
            {"event": "Progress", **at, "seconds": float(second), "loss": {"d": 1.0, "g": 1.0}, "watch": watch}
        )
        story.append({"event": "Samples", **at, "columns": 8, "scores": scores(share(t)) if second else None})
        if second and second % 10 == 0:
            measures = {"floor": 1.0, "coverage": 0.4, "covered": 0.97, "judge": True}
            measures |= {"distance": distance(t), "error": 0.3, "variety": variety(t)}
            story.append({"event": "Scored", **at, **measures})
    return story


def seen(story: list[dict], **given) -> dict[str, Light]:
    """The lights that are not green."""
    return {light.light: light for light in lights(story, **given) if light.level in ("warn", "bad")}
