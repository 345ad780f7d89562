"""Recipes, data sets and tabs of the user's own: `recipes/`, `data/`, `tabs/` in the folder that GAN_DEMO_OWN names."""

import os
from pathlib import Path


def own_folders(kind: str) -> list[str]:
    """The folder of that kind, which stands behind the one of the package; [] where none is named."""
    named = os.environ.get("GAN_DEMO_OWN", "")
    return [str(Path(named).expanduser().resolve() / kind)] if named else []
