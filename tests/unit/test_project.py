"""Rules of the project that a machine can check: what is installed, what imports what, and how files look."""

import ast
import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from support.trainers import ROOT

if sys.version_info >= (3, 11):
    import tomllib
else:
    tomllib = pytest.importorskip("tomli")

PACKAGE = ROOT / "gan_demo"

# a folder imports only from rows above its own, or from its own; so does a module that stands alone
LAYERS = [
    "words atomic seeds extensions priority",
    "events settings",
    "commands",
    "pictures nets",
    "data",
    "text",
    "objectives metrics",
    "examples",
    "inputs",
    "recipes health",
    "checkpoints",
    "runs",
    "training",
    "pipelines",
    "pipeline",
    "evaluation",
    "cli",
    "__main__",
    "standby",
    "ui",
]
RANK = {name: i for i, row in enumerate(LAYERS) for name in row.split()}


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_the_space_installs_what_the_project_needs():
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == project()["dependencies"]


def test_the_readme_is_a_space():
    front = (ROOT / "README.md").read_text(encoding="utf-8").split("---")[1]
    keys = dict(line.split(": ", 1) for line in front.strip().splitlines() if ": " in line)
    assert keys["sdk"] == "gradio"
    assert keys["app_file"] == "app.py"
    assert any(re.fullmatch(rf"gradio>={keys['sdk_version'][:4]}.*<7", need) for need in project()["dependencies"])


def test_the_readme_is_short():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 150


PAGES = ["README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/usage.md"]


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_leads_to_is_there(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!http)([^)]+)\)", text)
    assert not [link for link in links if not ((ROOT / page).parent / link).exists()]
    files = re.findall(r"`((?:[a-z_]+/)+[a-z_]+\.(?:py|js))`", text)
    roots = ROOT, PACKAGE, PACKAGE / "ui"
    assert not [name for name in files if not any((root / name).exists() for root in roots)]


def test_the_tree_is_shown_as_it_is():
    tree = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").split("## The tree")[1].split("```")[1]
    listed = [line for line in tree.splitlines() if re.match(r" {0,2}[a-z_]", line)]
    shown = {(name, line.startswith("  ")) for line in listed for name in re.findall(r"[a-z_]+(?:\.py|/)", line[:24])}
    assert all(((PACKAGE if inside else ROOT) / name).exists() for name, inside in shown)
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert folders == {name[:-1] for name, inside in shown if inside and name.endswith("/")}


def imported(path: Path) -> set[str]:
    """Names of the project's top modules that a file imports, at its top or inside functions."""
    depth = len(path.relative_to(PACKAGE).parts)
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.ImportFrom):
            continue
        module = (node.module or "").split(".")
        if node.level == depth:
            names |= {module[0]} if module[0] else {alias.name for alias in node.names}
        elif node.level == 0 and module[0] == "gan_demo":
            names |= {module[1]} if module[1:] else {alias.name for alias in node.names}
    return names


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_arrows_point_down(path):
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if own == "__init__":
        return
    for name in imported(path) - {own}:
        assert RANK[name] <= RANK[own], f"{own} imports {name}"
    if own == "ui":
        assert not imported(path) & {"nets", "objectives", "training"}


LIGHT = "runs events settings commands health.lights checkpoints recipes data pipelines.walk pictures.film __main__"


@pytest.mark.parametrize("module", LIGHT.split())
def test_light_modules_import_neither_torch_nor_gradio(module):
    code = f"import sys, gan_demo.{module}; print([m for m in ('torch', 'gradio', 'torchvision') if m in sys.modules])"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.slow
def test_the_trainer_never_imports_gradio():
    modules = "gan_demo.training.loop, gan_demo.training.recorder, gan_demo.metrics.classifier"
    code = f"import sys, {modules}; assert 'gradio' not in sys.modules"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, timeout=60)


OF_EACH = {"flags", "run", "tab"}  # every command has the first two, every tab the third


def test_a_public_name_stands_for_one_thing():
    """Each top-level function and class of the package has a name of its own, so that a search finds what it is."""
    where = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name[0] != "_":
                where[node.name].append(str(path.relative_to(PACKAGE)))
    assert {name: paths for name, paths in where.items() if len(paths) > 1 and name not in OF_EACH} == {}


@pytest.mark.parametrize("path", sorted((ROOT / "tests").rglob("test_*.py")), ids=lambda path: path.stem)
def test_no_test_file_imports_another(path):
    names = [
        node.module or ""
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
    ]
    assert not [name for name in names if name.startswith("test_")]
