"""Whether the health lights tell broken runs from healthy ones: small real runs, some of them broken on purpose.

    python bench/health.py [--seconds 60] [--seeds 2] [--only WORD ...] [--stories FOLDER]

Seconds are those of one core, so that a busy machine changes little; nets are narrow, so that they live through more.
A run is broken at its start or in its middle; in some that stay whole a setting is changed without harm. Not every
break does harm, so it counts as harmed only where it ends further from real pictures than HARM times the healthy runs
of its recipe. Lights are read at each tick, as the page reads them: one that is not green is a hit after a break, and
else a false alarm. A folder of stories keeps what happened; what is there already is read and not trained again, so
that thresholds can be tried out.
"""

import argparse
import math
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, make_dataclass
from itertools import chain, product
from pathlib import Path
from statistics import median
from typing import Any

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy is imported; else small matrices keep all cores busy

import torch
from breaking import CASES, Case, data

from gan_demo import runs
from gan_demo.health.lights import lights
from gan_demo.metrics.features import features_of
from gan_demo.settings import Settings
from gan_demo.training import recorder
from gan_demo.training.engine import Trainer
from gan_demo.training.loop import Loop
from gan_demo.training.quality import Budget, Quality

HARM = 1.5
SMALL = {"width": 32, "batch": 32}
EVERY = 3.0  # seconds between two measures of quality: more often than in a real run, which is longer
Broken = make_dataclass("Broken", ["step", "images"])  # stands in a story where the run is broken
Story = list[dict[str, Any]]


def trained(case: Case, seed: int, given: argparse.Namespace) -> Story:
    """The story of that run, as the recorder would write it; its lines are kept if there is a folder for them."""
    folder = given.stories / f"{case.name}-{seed}"
    if not folder.exists():
        with tempfile.TemporaryDirectory(dir=given.stories, ignore_cleanup_errors=True) as draft:
            for event in happened(case, seed, given):
                recorder.append(Path(draft), event)
            Path(draft).rename(folder)
    return runs.read_events(folder).events  # `history` knows no break


def happened(case: Case, seed: int, given: argparse.Namespace) -> Iterator[Any]:
    """The events of a run that breaks when its time has come."""
    settings = Settings(recipe=case.recipe, seed=seed, **SMALL, device="cpu")
    dataset, _ = data()
    trainer, whole = Trainer(settings, dataset), True
    quality = Quality(features_of(dataset, dataset.name), dataset.images, dataset.count, seed)
    begun = time.process_time()
    loop = Loop(trainer, lambda: time.process_time() - begun > given.seconds, list, None, quality)
    loop.displays.budget = Budget(share=1, first=EVERY, least=EVERY, clock=time.process_time)
    for event in loop.events():
        yield event
        if whole and time.process_time() - begun >= case.after * given.seconds:
            changed = case.break_it(trainer)
            whole = False
            if not case.harmless:
                yield Broken(trainer.steps, trainer.images)
            if changed:
                yield changed


@dataclass(frozen=True)
class Result:
    """How many floors from real pictures a run ended, and which lights were not green, each when it first was not."""

    case: Case
    far: float
    hits: dict[str, float]  # seconds since the break
    false: dict[str, float]  # seconds


def read(case: Case, story: Story) -> Result:
    """Look at the lights at each tick; one that was on before a break is no hit after it."""
    now, broken, hits, false = 0.0, math.inf, {}, {}
    for end, event in enumerate(story, 1):
        now = event.get("seconds", now)
        broken = now if event["event"] == "Broken" else broken
        if event["event"] in ("Progress", "Failed"):
            for light in (light.light for light in lights(story[:end]) if light.level in ("warn", "bad")):
                if now < broken:
                    false.setdefault(light, now)
                elif light not in false:
                    hits.setdefault(light, now - broken)
    return Result(case, far(story), hits, false)


def far(story: Story) -> float:
    """Floors between the last pictures and real ones, the median of three measures; infinite where the run failed."""
    scored = [event for event in story if event["event"] == "Scored" and event["distance"]]
    if not scored:
        print("No Scored events with numbers: most lights cannot speak of this run.")
    whole = scored and story[-1]["event"] != "Failed"
    return median(event["distance"] / event["floor"] for event in scored[-3:]) if whole else math.inf


def report(results: list[Result]) -> None:
    """Faults with the hits among the runs that they harmed, then healthy recipes with their false alarms."""
    whole = [r for r in results if r.case.harmless]
    broken = [r for r in results if not r.case.harmless]
    recipes = dict.fromkeys(r.case.recipe for r in whole)
    usual = {recipe: median(r.far for r in whole if r.case.recipe == recipe) for recipe in recipes}
    harmed = [r for r in broken if r.far > HARM * usual.get(r.case.recipe, 0)]
    unharmed = [r.hits for r in broken if r not in harmed]
    print(f"\n{'fault':16} {'runs':>4} {'harmed':>6} {'hit':>5} {'after':>6}  lights of the harmed")
    for fault in [*dict.fromkeys(r.case.fault for r in broken), ""]:
        mine, hurt = ([r for r in part if fault in ("", r.case.fault)] for part in (broken, harmed))
        hits = [r.hits for r in hurt if r.hits]
        after = f"{median(min(hit.values()) for hit in hits):4.0f} s" if hits else "-"
        print(f"{fault or 'all':16} {len(mine):4} {len(hurt):6} {len(hits):5} {after:>6}  {named(hits)}")
    print(f"\n{'healthy':16} {'runs':>4} {'floors':>6} {'false':>5}  lights")
    for recipe in [*usual, ""]:
        mine = [r for r in whole if recipe in ("", r.case.recipe)]
        false, end = [r.false for r in mine if r.false], f"{usual[recipe]:.1f}" if recipe else ""
        print(f"{recipe or 'all':16} {len(mine):4} {end:>6} {len(false):5}  {named(false)}")
    for name, part in ("before a break", [r.false for r in broken]), ("broken, unharmed", unharmed):
        lit = [run for run in part if run]
        print(f"{name:16} {len(part):4} {'':6} {len(lit):5}  {named(lit)}")
    rates(whole, broken, harmed)


def rates(whole: list[Result], broken: list[Result], harmed: list[Result]) -> None:
    """Hits among the harmed and among all broken; false alarms among the healthy and among all, these until a break."""
    print(f"\nhit rate: {share(r.hits for r in harmed)} harmed, {share(r.hits for r in broken)} broken")
    healthy = share(r.false for r in whole)
    print(f"false-alarm rate: {healthy} healthy, {share(r.false for r in [*whole, *broken])} of all until they break")


def share(lit: Iterable[dict[str, float]]) -> str:
    """How many of the runs had a light on."""
    each = [bool(lights) for lights in lit]
    return f"{100 * sum(each) / max(1, len(each)):.0f} % ({sum(each)} of {len(each)})"


def named(lit: list[dict[str, float]]) -> str:
    """The lights of several runs, the most frequent first."""
    return ", ".join(f"{light} {count}" for light, count in Counter(chain(*lit)).most_common()) or "-"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--only", nargs="*", default=[""], help="words of the cases to run, such as healthy-rpgan")
    parser.add_argument("--stories", type=Path, default=Path(tempfile.mkdtemp()))
    given = parser.parse_args()
    torch.set_num_threads(1)
    given.stories.mkdir(parents=True, exist_ok=True)
    results = []
    for case, seed in product(CASES, range(given.seeds)):
        if any(word in case.name for word in given.only):
            results.append(result := read(case, trained(case, seed, given)))
            print(f"{case.name:20} {seed} {result.far:7.1f} floors {result.hits} false: {result.false}", flush=True)
    report(results)


if __name__ == "__main__":
    main()
