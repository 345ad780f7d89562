"""Kill -9 of trainers and pages at moments drawn from a seed: in their start, at work, in the middle of orders."""

import random
import time
from collections import Counter
from pathlib import Path
from subprocess import Popen

import leftovers
import meddling
from serving import spawned, told, wait

from gan_demo import runs
from gan_demo.settings import Settings
from gan_demo.ui import actions
from gan_demo.ui.gallery import Gallery
from gan_demo.ui.run_pages import RunPages
from gan_demo.words import UserError

SMALL = {"size": 32, "batch": 8, "width": 32, "latent": 8, "grid_seconds": 0.5}
FIRST = 10.0  # seconds that the first process lives at most, from its very start
WORK = 6.0  # seconds after its start in which a trainer has time to save
AMID = 0.4  # seconds between an order and the kill, at most


def begun(pictures: Path, root: Path) -> Path:
    """A small run that has saved."""
    run = runs.start_run(Settings(recipe="sngan", data=str(pictures), **SMALL), root)
    wait(lambda: "Saved" in kinds(run), 120)
    return run


def kinds(run: Path) -> list[str]:
    return [event["event"] for event in runs.read_events(run).events]


def silenced(root: Path) -> None:
    """End what still trains there, whatever happened."""
    for folder in runs.find_runs(root):
        if trainer := runs.process(folder):
            trainer.kill()


def trainers(pictures: Path, root: Path, times: int, dice: random.Random) -> str:
    """Kill one run and let it go on, again and again; what is broken, what is left over, and how much was lost."""
    run, models = begun(pictures, root / "runs"), root / "models"
    models.mkdir()
    broken, left, moments, lost, life = [], [], Counter(), 0, FIRST
    for number in range(times):
        time.sleep(dice.uniform(0, life))
        problems: list[str] = []
        what = amid(run, models, dice, problems)
        if took := start_of(run):
            life = 2 * took + WORK  # of the next one
        moments[what := what if took else f"{what} in its start"] += 1
        problems += checked(run)
        left += [*leftovers.drafts(run), *leftovers.strays(run.parent), *leftovers.strays(models)]
        lost = max(lost, gone(run))
        broken += [f"{number} ({what}): {problem}" for problem in problems]
        meddling.alone(run)
        runs.resume(run)
    runs.stop(run)
    wait(lambda: not runs.status(run).alive, 120)
    return f"{summed(broken, left, moments)}, at most {lost} steps lost"


def amid(run: Path, models: Path, dice: random.Random, problems: list[str]) -> str:
    """Kill the trainer, maybe in the middle of an order; the order."""
    name, body = meddling.chosen(run, dice, pauses=True) or ("", {})
    run_pages, gallery = RunPages(run.parent), Gallery(models, run.parent)

    def order() -> None:
        try:
            actions.do(run_pages, gallery, name, body)
        except UserError:
            return  # one sentence, as that of a trainer that has gone

    thread = meddling.meanwhile(order, problems) if body else None
    time.sleep(dice.uniform(0, AMID) if body else 0)
    trainer = runs.process(run)
    if trainer is None:
        problems.append("the trainer was not there")
    else:
        trainer.kill()
        trainer.wait(10)
    if thread:
        thread.join()
    return body.get("do", "no order")


def start_of(run: Path) -> float:
    """Seconds that the last process took until it trained; 0 where it did not come so far."""
    begun = [event["time"] for event in runs.read_events(run).events if event["event"] == "Started"]
    return max(0.0, begun[-1] - runs.claimed(run).started)


def checked(run: Path) -> list[str]:
    """What is wrong with the folder of a killed run, and with those beside it."""
    problems = [] if runs.status(run).state == "crashed" else [f"its state is {runs.status(run).state}"]
    problems += (damage := [*leftovers.missing(run), *leftovers.half(run)])
    saved = max((event["step"] for event in runs.history(run) if event["event"] == "Saved"), default=0)
    if not damage and leftovers.state(run / runs.STATE) < saved:
        problems.append(f"a state of before step {saved}, which was told")
    return problems + [f"{other.name}: {p}" for other in meddling.ended(run) for p in leftovers.half(other)]


def gone(run: Path) -> int:
    """How many steps were told and are not in the saved state."""
    last = max((event.get("step", 0) for event in runs.history(run)), default=0)
    return max(0, last - leftovers.state(run / runs.STATE))


def pages(pictures: Path, root: Path, times: int, dice: random.Random) -> str:
    """Kill pages, half of them in their start; the run must go on, and the next page must show it."""
    run, models = begun(pictures, root / "runs"), root / "models"
    models.mkdir()
    broken, left, moments, life = [], [], Counter(), FIRST
    for number in range(times):
        began = time.time()
        page, url = spawned(run.parent, "--checkpoints", models)
        time.sleep(dice.uniform(0, life))
        moments[what := dying(page, url, run, dice)] += 1
        count, spawn = len(kinds(run)), time.monotonic()
        page, url = spawned(run.parent, "--checkpoints", models)
        wait(lambda url=url: told(f"{url}runs")[0] == 200, 120)
        life = 2 * (time.monotonic() - spawn)  # of the next one, so that half of it is its start
        broken += [f"{number} ({what}): {problem}" for problem in shown(url, run, count)]
        left += [*leftovers.strays(run.parent, before=began), *leftovers.strays(models, before=began)]
        page.terminate()
        page.wait(30)
        meddling.alone(run)
    runs.stop(run)
    wait(lambda: not runs.status(run).alive, 120)
    return summed(broken, left, moments)


def dying(page: Popen, url: str, run: Path, dice: random.Random) -> str:
    """Kill the page, maybe in the middle of an order; the order."""
    name, body = meddling.chosen(run, dice, pauses=False) or ("", {})
    up = told(f"{url}runs", seconds=1)[0] == 200
    thread = meddling.meanwhile(lambda: told(f"{url}run/{name}/do", body), []) if body and up else None
    time.sleep(dice.uniform(0, AMID) if thread else 0)
    page.kill()
    page.wait(10)
    if thread:
        thread.join()
    return body.get("do", "no order") if up else "in its start"


def shown(url: str, run: Path, count: int) -> list[str]:
    """What is wrong with what the next page shows, or with what it reads."""
    wait(lambda: len(kinds(run)) > count, 60)
    story, listed = told(f"{url}run/{run.name}")[1], told(f"{url}runs")[1]
    problems = [] if story.get("state") == "running" else [f"the run is shown as {story.get('state')}"]
    if {one["name"] for one in listed} != {folder.name for folder in runs.find_runs(run.parent)}:
        problems.append("the list is not that of the folder")
    return problems + [problem for other in meddling.ended(run) for problem in leftovers.half(other)]


def summed(broken: list[str], left: list[str], moments: Counter) -> str:
    """What became of all kills, and in the middle of what they came."""
    unlike = sorted(set(left))
    print("  " + ", ".join(f"{moment} {count}" for moment, count in moments.most_common()))
    return f"{len(broken)} broken {broken or ''}, {len(unlike)} left over {unlike or ''}"
