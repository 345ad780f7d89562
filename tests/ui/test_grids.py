"""Grids of samples: their columns, the names over them, and tiles that can be seen, for runs of now and before."""

import json

import numpy as np
import pytest
import torch
from PIL import Image
from support.apps import RUN
from support.trainers import tiny_dataset, tiny_trainer
from support.visits import DESKTOP, PHONE, Visit

from gan_demo import checkpoints, runs
from gan_demo.data.dataset import Dataset
from gan_demo.settings import Settings
from gan_demo.training.engine import Trainer
from gan_demo.training.loop import train
from gan_demo.training.recorder import Recorder
from gan_demo.ui.run_pages import RunPages
from gan_demo.words import Words

SIDE = 32


def classed_trainer(classes: int) -> Trainer:
    words = tuple(Words(f"Class {i}", f"类别 {i}") for i in range(classes))
    dataset = Dataset("tiny", tiny_dataset(size=SIDE).images, torch.arange(40) % classes, words)
    chosen = {"batch": 8, "width": 32, "latent": 8, "device": "cpu", "data": "tiny", "steps": 2}
    return Trainer(Settings(recipe="sngan", size=SIDE, **chosen), dataset)


class Heard(torch.nn.Module):
    """A generator that keeps what it is given."""

    def __init__(self):
        super().__init__()
        self.z, self.condition = torch.empty(0, 8), torch.empty(0, dtype=torch.int64)

    def forward(self, z, condition):
        self.z, self.condition = torch.cat([self.z, z]), torch.cat([self.condition, condition])
        return torch.zeros(len(z), 3, SIDE, SIDE)


@pytest.mark.parametrize(
    ("classes", "columns"), [(1, 8), (2, 8), (3, 6), (4, 8), (5, 5), (8, 8), (10, 10), (12, 12), (13, 8), (20, 8)]
)
def test_few_classes_fill_a_grid_and_each_latent_is_drawn_for_all_of_them(classes, columns):
    trainer = classed_trainer(classes)
    trainer.ema = Heard()
    pictures, told = trainer.samples()
    assert (len(pictures), told) == (6 * columns, columns)
    assert torch.equal(trainer.ema.condition, torch.arange(6 * columns) % classes)
    alike = classes if classes <= 12 else 1
    groups = trainer.ema.z.view(-1, alike, 8)
    assert torch.equal(groups, groups[:, :1].expand_as(groups))
    assert len(groups[:, 0].unique(dim=0)) == 6 * columns // alike


def test_captions_have_a_column_each():
    trainer = tiny_trainer("attngan")
    assert trainer.samples()[1] == len(trainer.conditions.captions) == 8


def old_and_new(folder):
    """A run that began when a grid had one column a class, and was resumed today; two classes."""
    trainer = classed_trainer(2)
    folder.mkdir()
    recorder = Recorder(folder, trainer)
    for event in train(trainer):
        recorder.record(event)
    (folder / runs.PROCESS).write_text('{"pid": 0, "started": 0}')
    lines = [json.loads(line) for line in (folder / runs.EVENTS).read_text().splitlines()]
    first = next(line for line in lines if line["event"] == "Samples")
    first["columns"] = 2
    (folder / runs.EVENTS).write_text("".join(json.dumps(line) + "\n" for line in lines))
    with Image.open(path := runs.grids(folder)[0][1]) as image:
        image.crop((0, 0, 2 * SIDE, 6 * SIDE)).save(path)


def test_an_older_grid_keeps_its_own_columns(tmp_path):
    old_and_new(tmp_path / "past")
    story = RunPages(tmp_path).one("past")
    assert (story["grids"], story["columns"]) == ([0, 2], [2, 8])
    assert story["started"]["classes"] == [["Class 0", "类别 0"], ["Class 1", "类别 1"]]


def test_the_preview_of_a_checkpoint_has_the_columns_of_the_grid(tmp_path):
    trainer = classed_trainer(3)
    config = checkpoints.Config("sngan", trainer.arguments["generator"], "tiny", classes=trainer.conditions.classes)
    pictures, columns = trainer.samples()
    checkpoints.save_checkpoint(tmp_path / "made", config, trainer.ema, pictures.numpy())
    with Image.open(tmp_path / "made" / checkpoints.PREVIEW) as image:
        assert image.size == (columns * SIDE, 6 * SIDE)


TILES = """columns => {
  const width = (kind) => document.querySelector(`.gan-shown ${kind}`).getBoundingClientRect().width;
  return [width(".gan-grid") / columns, width(".gan-fresh") / 8];
}"""


def write_grids(folder, classes):
    """A run of the past with one grid, in which each class has a column, and fresh pictures."""
    for kind, shape in ((runs.GRIDS, (6, classes)), (runs.FRESH, (2, 8))):
        (folder / kind).mkdir(parents=True)
        noise = np.random.default_rng(0).integers(0, 256, (shape[0] * SIDE, shape[1] * SIDE, 3), np.uint8)
        Image.fromarray(noise).save(folder / kind / "000000000.png")
    at = {"time": 1.0, "step": 0, "images": 0}
    names = [[f"Class {i}", f"类别 {i}"] for i in range(classes)]
    events = [{"event": "Started", **at, "device": "cpu", "classes": names}]
    events += [{"event": "Samples", **at, "columns": classes}, {"event": "Stopped", **at}]
    (folder / runs.EVENTS).write_text("".join(json.dumps(event) + "\n" for event in events))
    (folder / runs.PROCESS).write_text('{"pid": 0, "started": 0}')
    (folder / runs.SETTINGS).write_text(Settings(recipe="sngan", data="avatars").to_json())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("size", "locale", "least", "first"), [(DESKTOP, "en-US", 40, "Class 0"), (PHONE, "zh-CN", 36, "类别 0")]
)
def test_tiles_are_never_too_small_and_named(browser, app, size, locale, least, first):
    for classes in (3, 12):
        write_grids(app.runs / f"of{classes}", classes)
    old_and_new(app.runs / "past")
    one = Visit(browser, app.url, locale=locale, size=size, query="?run=past", ready=RUN)
    for run, step, columns, names in (("of3", 0, 3, 3), ("of12", 0, 12, 12), ("past", 0, 2, 2), ("past", 2, 8, 8)):
        one.page.evaluate("([run, step]) => document.querySelector('gan-run').pick(run, step)", [run, step])
        one.page.wait_for_function(
            "([run, step, names]) => document.querySelector('gan-run').run?.name === run"
            " && document.querySelector('.gan-shown .gan-grid').dataset.step === String(step)"
            " && document.querySelector('.gan-fresh').dataset.step === String(step)"
            " && document.querySelectorAll('.gan-names span').length === names",
            arg=[run, step, names],
        )
        tile, fresh = one.page.evaluate(TILES, columns)
        assert tile > least - 0.1
        assert abs(tile - fresh) < 0.1
        assert one.page.locator(".gan-names span").first.inner_text() == first
        assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    one.close()
    assert not one.problems
