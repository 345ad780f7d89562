"""Data that other packages bring with them: their files are found without importing them."""

from importlib.util import find_spec
from pathlib import Path

from ..words import UserError


def package_folder(package: str, *inside: str) -> Path | None:
    """A folder inside an installed package; None where it is not installed, or has no such folder."""
    spec = find_spec(package)
    places = spec.submodule_search_locations if spec else None
    found = (Path(place, *inside) for place in places or ())
    return next((folder for folder in found if folder.is_dir()), None)


def not_installed(data: str, package: str) -> UserError:
    """The error for data whose package is not here."""
    command = f"pip install --no-deps {package}"
    return UserError(
        "{data} comes with the Python package {package}, which is not installed here: run {command}.",
        data=data,
        package=package,
        command=command,
    )
