"""What an open Train tab asks the server for; see places.js, place.js, run.js, lapse.js and film.js of the page."""

import json
from typing import Any

from serving import asked

LISTED = 9  # runs whose pictures are shown before the list is unfolded
STRIP = 23  # pictures on the film of a page of 1,120 px
GROWN = 1.15  # so much further than what is on film, a run is filmed anew


class Tab:
    """One viewer of one run, whose browser keeps pictures that it has seen; it paints nothing."""

    def __init__(self, url: str, name: str):
        self.url, self.name = url, name
        self.kept: set[str] = set()
        self.beats = self.filmed = 0
        self.shown: int | None = None

    def beat(self) -> None:
        """A second: how the run stands, every other time all runs and the disk, and the pictures that are new."""
        if self.beats % 2 == 0:
            self.list()
        self.beats += 1
        run = self.read(f"run/{self.name}")
        if run.get("grids"):
            self.look(run)
            self.film(run)

    def read(self, path: str) -> Any:
        return json.loads(asked(self.url + path) or "{}")

    def list(self) -> None:
        """The list of runs, each with its last grid, and what all of them take."""
        found = self.read("runs")
        self.read("disk")
        for run in [run for run in found if run["grid"] is not None][:LISTED]:
            self.picture(f"run/{run['name']}/grid", run["grid"], run["time"])

    def look(self, run: dict[str, Any]) -> None:
        """The newest grid, fresh latents and scores."""
        step = run["grids"][-1]
        if step != self.shown:
            self.shown = step
            for kind in ("grid", "fresh"):
                self.picture(f"run/{self.name}/{kind}", step, run["started"]["time"])
            self.read(f"run/{self.name}/scores?step={step}")

    def film(self, run: dict[str, Any]) -> None:
        """The grids along the film, when the run has grown enough."""
        seen = [images or 0 for images in run["seen"]]
        if len(seen) < 2 or seen[-1] <= GROWN * self.filmed:
            return
        self.filmed = seen[-1]
        for cell in range(STRIP):
            images = seen[0] + (cell + 0.5) / STRIP * (seen[-1] - seen[0])
            nearest = min(range(len(seen)), key=lambda i: abs(seen[i] - images))
            self.picture(f"run/{self.name}/grid", run["grids"][nearest], run["started"]["time"])

    def picture(self, path: str, step: int, born: float | None) -> None:
        """A picture, unless the browser has kept the one of that address."""
        address = f"{path}?step={step}&v={round(1000 * (born or 0))}"
        if address not in self.kept:
            self.kept.add(address)
            asked(self.url + address)
