"""Writes the generated application's `pages.py`: HTML over its data."""

from shared.adapters.offline.ir import App


def pages(app: App) -> str:
    """The module's text."""
    return ""
