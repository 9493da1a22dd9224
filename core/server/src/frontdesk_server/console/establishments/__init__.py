"""Establishments: the list, one of them, toggles, and the picker."""

from __future__ import annotations

from typing import Final

from frontdesk_server.console.screens import Screen

SCREENS: Final[tuple[Screen, ...]] = ()
