"""Activation, releases, and the way back to one."""

from __future__ import annotations

from typing import Final

from frontdesk_server.console.screens import Screen

SCREENS: Final[tuple[Screen, ...]] = ()
