"""The overview: what needs attention, and how today went."""

from __future__ import annotations

from typing import Final

from frontdesk_server.console.home.page import overview
from frontdesk_server.console.screens import Screen

SCREENS: Final[tuple[Screen, ...]] = (Screen(path="", handler=overview),)
