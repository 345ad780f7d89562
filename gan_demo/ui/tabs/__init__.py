"""One file a tab: its texts, its functions, and its layout below them; its presence is its registration.

A tab has TEXTS, with its name under "NAME.tab", a PLACE in their order, and `tab`. So has one of the user's own folder.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple, Protocol

from ...extensions import module_names, own_folders, usable
from ...words import Words

if TYPE_CHECKING:
    import gradio as gr

    from ..gallery import Gallery
    from ..run_pages import RunPages

__path__ = [*__path__, *own_folders("tabs")]


class Served(NamedTuple):
    """What tabs show and do something with."""

    gallery: Gallery
    run_pages: RunPages
    own_folders: bool  # whether a visitor sits at this machine and may name its folders


class Tab(Protocol):
    """What a module of this package is."""

    TEXTS: dict[str, Words]
    PLACE: int

    def tab(self, i18n: gr.I18n, served: Served) -> None:
        """Lay it out."""


def tabs() -> dict[str, Tab]:
    """All tabs by name, in the order of their places."""
    names = module_names(__path__)
    for part in ("tab", "TEXTS", "PLACE"):
        names = [name for name, _ in usable(__name__, names, part)]
    found = {name: sys.modules[f"{__name__}.{name}"] for name in names}
    return dict(sorted(found.items(), key=lambda item: item[1].PLACE))
