"""Where downloads and decoded pictures are kept on this machine."""

import os
from pathlib import Path

from platformdirs import user_cache_dir


def cache_root() -> Path:
    """The folder of everything that can be made again: GAN_DEMO_CACHE where it is set, else the user's cache folder."""
    return Path(os.environ.get("GAN_DEMO_CACHE") or user_cache_dir("gan_demo"))


def torchvision() -> Path:
    """The `root` argument of torchvision's data sets; it may not exist yet."""
    return cache_root() / "torchvision"
