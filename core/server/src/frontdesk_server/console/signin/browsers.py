"""What browsers call themselves, in two words: for people who look at where they are signed in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
"""The first that is found counts: most of them also claim to be those further down."""
_SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def browser(agent: str) -> tuple[str, str]:
    """The browser and the system of a `User-Agent`; what is not known stays empty or as it was sent."""
    name = _first(_BROWSERS, agent)
    return name or agent.partition(" ")[0][:60], _first(_SYSTEMS, agent)


def _first(table: Sequence[tuple[str, str]], agent: str) -> str:
    return next((name for mark, name in table if mark in agent), "")
