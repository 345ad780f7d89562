"""Whether the health lights tell broken runs from healthy ones: small real runs, some of them broken on purpose.

    python bench/health.py [--seconds 60] [--seeds 2] [--only WORD ...] [--stories FOLDER]

Seconds are those of one core, so that a busy machine changes little; the nets are narrow, so that they live through
more in them. A run is broken from its start or from its middle on. Not every break does harm: a run counts as harmed where it ends
further from real pictures than HARM times the healthy runs of its recipe. Its lights are read at each tick, as the page
reads them; any that is not green counts, after the break as a hit, before it or in a healthy run as a false alarm. What
happened is kept in the folder of stories, and read from there next time.
"""

import argparse
import os
import shutil
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy is imported; else small matrices keep all cores busy

import torch
from torch import nn
from torch.nn.utils.parametrize import is_parametrized, remove_parametrizations

from gan_demo import health, recorder, runs
from gan_demo.data import Dataset, find
from gan_demo.engine import Trainer
from gan_demo.features import features_of
from gan_demo.quality import Budget, Quality
from gan_demo.settings import Settings
from gan_demo.training import Loop
from gan_demo.words import UserError

HARM = 1.5
EVERY = 3.0  # seconds between two measures of quality: more often than in a real run, which is longer
Story = list[dict[str, Any]]


def healthy(trainer: Trainer) -> None:
    """Nothing happens."""


def faster(trainer: Trainer) -> None:
    """Both learning rates x 50."""
    scale(trainer.g_optimizer, 50)
    scale(trainer.d_optimizer, 50)


def no_d(trainer: Trainer) -> None:
    """D learns no more."""
    scale(trainer.d_optimizer, 0)


def scale(optimizer: torch.optim.Optimizer, factor: float) -> None:
    for group in optimizer.param_groups:
        group["lr"] *= factor


def one_class(trainer: Trainer) -> None:
    """The trainer sees trousers only, while quality is measured against all."""
    images = trainer.dataset.images[labels() == 1]
    trainer.batches.dataset = replace(trainer.dataset, images=images)
    trainer.batches.images = images


def wrong_sign(trainer: Trainer) -> None:
    """G ascends its loss."""
    loss = trainer.objective.loss
    trainer.objective.loss = loss._replace(g=lambda fake, real=None: -loss.g(fake, real))


def no_norm(trainer: Trainer) -> None:
    """No batch norm and no spectral norm in any net."""
    for net in (trainer.G, trainer.D, trainer.ema):
        for module in list(net.modules()):
            if is_parametrized(module):
                remove_parametrizations(module, "weight")
            for name, child in module.named_children():
                if isinstance(child, nn.BatchNorm2d):
                    setattr(module, name, nn.Identity())


@dataclass(frozen=True)
class Broken:
    """Written into the story where a run is broken; nobody but this bench reads it."""

    step: int
    images: int


@dataclass(frozen=True)
class Case:
    """A recipe, what is broken, and after which share of the run."""

    fault: str
    recipe: str
    break_it: Callable[[Trainer], None]
    after: float = 0.0

    @property
    def name(self) -> str:
        return f"{self.fault} {self.recipe}".replace(" ", "-")


CASES = [
    *(Case("healthy", recipe, healthy) for recipe in ("rpgan", "r3gan", "sngan", "dcgan", "wgan_gp", "wgan")),
    *(Case("lr x 50", recipe, faster) for recipe in ("rpgan", "r3gan", "sngan", "dcgan", "wgan_gp", "wgan")),
    *(Case("lr x 50 later", recipe, faster, 0.5) for recipe in ("rpgan", "sngan", "dcgan")),
    *(Case("no D steps", recipe, no_d) for recipe in ("rpgan", "sngan", "dcgan", "wgan_gp")),
    *(Case("frozen D", recipe, no_d, 0.5) for recipe in ("rpgan", "r3gan", "sngan", "dcgan")),
    *(Case("one class", recipe, one_class) for recipe in ("rpgan", "sngan", "dcgan")),
    *(Case("wrong sign", recipe, wrong_sign) for recipe in ("rpgan", "sngan", "dcgan", "wgan_gp")),
    *(Case("no norm", recipe, no_norm) for recipe in ("rpgan", "sngan", "dcgan", "wgan")),
]


@cache
def dataset() -> Dataset:
    """Fashion-MNIST without its labels, made-up shapes where it is missing."""
    try:
        return find("fashion-mnist").load(32)
    except UserError:
        return Dataset("shapes", *shapes())


@cache
def labels() -> torch.Tensor:
    """The class of each picture, which no trainer sees."""
    try:
        source = find("fashion-mnist")
        return source.load(32, labels=source.labels[0]).labels
    except UserError:
        return shapes()[1]


def shapes(count: int = 10_000, side: int = 32) -> tuple[torch.Tensor, torch.Tensor]:
    """Bars in ten directions, of any grey and place, and their directions."""
    stream = torch.Generator().manual_seed(0)
    kind = torch.arange(count) % 10
    angle = kind / 10 * torch.pi
    x, y = torch.meshgrid(*[torch.linspace(-1, 1, side)] * 2, indexing="xy")
    shift, width, grey = torch.rand(3, count, 1, 1, generator=stream)
    across = x * angle.cos().view(-1, 1, 1) + y * angle.sin().view(-1, 1, 1) - shift + 0.5
    bars = torch.sigmoid(30 * (0.1 + 0.2 * width - across.abs())) * (0.5 + 0.5 * grey)
    return (255 * bars).to(torch.uint8).unsqueeze(-1), kind


def trained(case: Case, seed: int, given: argparse.Namespace) -> Story:
    """The story of that run, as the recorder would write it; its lines are kept if there is a folder for them."""
    folder = given.stories / f"{case.name}-{seed}"
    if not folder.exists():
        with tempfile.TemporaryDirectory(dir=given.stories) as draft:
            for event in happened(case, seed, given):
                recorder.append(Path(draft), event)
            shutil.copytree(draft, folder)
    return runs.history(folder)


def happened(case: Case, seed: int, given: argparse.Namespace) -> Iterator[Any]:
    """The events of a run that breaks when its time has come."""
    settings = Settings(recipe=case.recipe, width=given.width, batch=given.batch, seed=seed, device="cpu")
    trainer, whole = Trainer(settings, dataset()), case.break_it is not healthy
    quality = Quality(features_of(dataset(), dataset().name), dataset().images, dataset().count, seed)
    begun = time.process_time()
    loop = Loop(trainer, lambda: time.process_time() - begun > given.seconds, list, None, quality)
    loop.budget = Budget(share=1, first=EVERY, least=EVERY, clock=time.process_time)
    for event in loop.events():
        yield event
        if whole and time.process_time() - begun >= case.after * given.seconds:
            case.break_it(trainer)
            whole = False
            yield Broken(trainer.steps, trainer.images)


@dataclass(frozen=True)
class Reading:
    """A light that was not green, and the seconds of training at which it was first so."""

    seconds: float
    light: str


def readings(story: Story) -> list[Reading]:
    """Each light that went on in the run, at the first tick at which it did."""
    found: dict[str, Reading] = {}
    for end, event in enumerate(story, 1):
        if event["event"] not in ("Progress", "Failed"):
            continue
        snapshots = [past["step"] for past in story[:end] if past["event"] == "Saved"]
        for light in health.lights(story[:end], None, snapshots):
            if light.level != "ok":
                found.setdefault(light.light, Reading(seconds(story[:end]), light.light))
    return list(found.values())


def seconds(story: Story) -> float:
    return max((event["seconds"] for event in story if event["event"] == "Progress"), default=0.0)


def distance(story: Story) -> float:
    """How far it ended from real pictures, in floors: the median of the last three measures; infinite without any."""
    far = [event["distance"] / event["floor"] for event in story if event["event"] == "Scored" and event["distance"]]
    failed = any(event["event"] == "Failed" for event in story)
    return statistics.median(far[-3:]) if far and not failed else float("inf")


@dataclass(frozen=True)
class Result:
    """What the lights said of one run."""

    case: Case
    story: Story
    readings: list[Reading]

    @property
    def broken_at(self) -> float:
        kinds = [event["event"] for event in self.story]
        return seconds(self.story[: kinds.index("Broken")]) if "Broken" in kinds else float("inf")

    @property
    def hits(self) -> list[Reading]:
        return [reading for reading in self.readings if reading.seconds >= self.broken_at]

    @property
    def false(self) -> list[Reading]:
        return [reading for reading in self.readings if reading.seconds < self.broken_at]


def harmed(result: Result, results: list[Result]) -> bool:
    """Whether it ended clearly further from real pictures than the healthy runs of its recipe."""
    peers = [distance(r.story) for r in results if r.case.break_it is healthy and r.case.recipe == result.case.recipe]
    return not peers or distance(result.story) > HARM * statistics.median(peers)


def seen(readings: list[Reading]) -> str:
    counts = Counter(reading.light for reading in readings)
    return ", ".join(f"{light} {count}" for light, count in counts.most_common()) or "-"


def report(results: list[Result]) -> None:
    """The hit rate of each fault among the runs that it harmed, and the false alarms of each healthy recipe."""
    broken = [r for r in results if r.case.break_it is not healthy]
    print(f"\n{'fault':14} {'runs':>4} {'harmed':>6} {'hit':>4} {'after':>6}  lights of the harmed")
    for fault in dict.fromkeys(r.case.fault for r in broken):
        row(fault, [r for r in broken if r.case.fault == fault], results)
    row("all", broken, results)
    print(f"\n{'healthy':14} {'runs':>4} {'false':>6} {'far':>5}  lights")
    whole = [r for r in results if r.case.break_it is healthy]
    for recipe in dict.fromkeys(r.case.recipe for r in whole):
        mine = [r for r in whole if r.case.recipe == recipe]
        far, false = statistics.median(distance(r.story) for r in mine), [r for r in mine if r.false]
        print(f"{recipe:14} {len(mine):4} {len(false):6} {far:5.1f}  {seen([x for r in mine for x in r.false])}")
    before = [r for r in broken if r.false]
    print(f"{'before a fault':14} {len(broken):4} {len(before):6} {'':5}  {seen([x for r in before for x in r.false])}")
    if not all(any(event["event"] == "Scored" for event in r.story) for r in results):
        print("Some runs have no Scored events: most lights cannot speak of them.")


def row(name: str, mine: list[Result], results: list[Result]) -> None:
    hurt = [r for r in mine if harmed(r, results)]
    hit = [r for r in hurt if r.hits]
    late = [min(x.seconds for x in r.hits) - r.broken_at for r in hit]
    after = f"{statistics.median(late):4.0f} s" if late else "-"
    print(f"{name:14} {len(mine):4} {len(hurt):6} {len(hit):4} {after:>6}  {seen([x for r in hurt for x in r.hits])}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--width", type=int, default=32)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--only", nargs="*", default=[""], help="words of the cases to run, such as healthy-rpgan")
    parser.add_argument("--stories", type=Path, default=None)
    given = parser.parse_args()
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as lost:
        given.stories = given.stories or Path(lost)
        given.stories.mkdir(parents=True, exist_ok=True)
        results = []
        for seed in range(given.seeds):
            for case in CASES:
                if any(word in case.name for word in given.only):
                    story = trained(case, seed, given)
                    results.append(Result(case, story, readings(story)))
                    first = min(results[-1].readings, key=lambda r: r.seconds, default=None)
                    said = f"{first.light} at {first.seconds:.0f} s" if first else "-"
                    print(f"{case.name:24} {seed:2} {distance(story):8.1f} floors  {said}", flush=True)
        report(results)


if __name__ == "__main__":
    main()
