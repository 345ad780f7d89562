"""What every test of the page may ask for."""

from support.apps import app
from support.pages import browser, server
from support.visits import visit

__all__ = ["app", "browser", "server", "visit"]
