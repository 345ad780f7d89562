"""A folder of one's own: what is wrong with one file is said, and everything else works on."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.trainers import ROOT, gan_demo

GOOD = (ROOT / "examples" / "recipes" / "lsgan.py").read_text(encoding="utf-8")
FILES = {
    "recipes/lsgan.py": GOOD,
    "recipes/other.py": GOOD,
    "recipes/broken.py": "def (",
    "recipes/helper.py": "x = 1\n",
    "recipes/sngan.py": GOOD,
    "recipes/_shared.py": "1 / 0\n",
    "data/broken.py": "import nothing_of_that_name\n",
    "data/twice.py": (ROOT / "examples" / "data" / "stripes.py")
    .read_text(encoding="utf-8")
    .replace('"stripes"', '"avatars"'),
    "tabs/broken.py": "PLACE = 1 / 0\n",
    "tabs/_helper.py": "x = 1\n",
    "tabs/nowhere.py": "TEXTS = {}\ntab = print\n",
}
SEEN = (
    "from gan_demo.recipes import recipes; from gan_demo.data import sources; from gan_demo.ui.tabs import tabs;"
    "print(*recipes()); print(sources()['avatars'].title.en, *sources()); print(*tabs())"
)


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "GAN_DEMO_OWN": str(folder), "PYTHONPATH": str(ROOT)}


@pytest.mark.slow
def test_each_fault_is_a_warning_and_the_rest_is_there(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-c", SEEN],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    recipes, data, tabs = map(str.split, run.stdout.splitlines())
    assert "lsgan" in recipes
    assert not {"other", "broken", "helper", "_shared"} & set(recipes)
    assert data[0] == "Avatars"
    assert tabs == ["explore", "classes", "captions", "transform", "train", "models"]
    for said in (
        "other.py calls itself 'lsgan'",
        "broken.py among the recipes cannot be used: SyntaxError",
        "helper.py among the recipes cannot be used: AttributeError",
        "sngan.py is left out: its name is taken",
        "broken.py among the data cannot be used: ModuleNotFoundError",
        "twice.py is left out: there is a data set called 'avatars'",
        "broken.py among the tabs cannot be used: ZeroDivisionError",
        "nowhere.py among the tabs cannot be used: AttributeError",
    ):
        assert said in run.stderr, said


@pytest.mark.slow
@pytest.mark.parametrize("named", ["{}/nowhere", "~nobody-of-that-name/x"])
def test_a_folder_that_is_not_there_is_said(tmp_path, named):
    words = gan_demo("data", "list")
    folder = environment(Path(named.format(tmp_path)))
    run = subprocess.run(words, env=folder, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0
    assert "gan-demo: GAN_DEMO_OWN names no folder: " in run.stderr
    assert "Traceback" not in run.stderr
