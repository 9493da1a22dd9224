"""Chat hours: the editor, and named schedules."""

from __future__ import annotations

from typing import Final

from frontdesk_server.console.hours.explaining import explain
from frontdesk_server.console.screens import Screen

SCREENS: Final[tuple[Screen, ...]] = (Screen(path="/hours/explain", handler=explain, methods=("POST",)),)
