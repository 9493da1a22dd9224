"""Chat hours: the editor, and named schedules."""

from __future__ import annotations

from typing import Final

from frontdesk_server.console.hours.activating import ask, confirm
from frontdesk_server.console.hours.editing import drop, new, show, write
from frontdesk_server.console.hours.explaining import explain
from frontdesk_server.console.hours.listing import listing
from frontdesk_server.console.screens import Screen
from frontdesk_server.rights import Role

SCREENS: Final[tuple[Screen, ...]] = (
    Screen(path="/hours", handler=listing),
    Screen(path="/hours/explain", handler=explain, methods=("POST",)),
    Screen(path="/hours/new", handler=new, role=Role.EDITOR),
    Screen(path="/hours/new", handler=write, role=Role.EDITOR, methods=("POST",)),
    Screen(path="/hours/{id}", handler=show),
    Screen(path="/hours/{id}", handler=write, role=Role.EDITOR, methods=("POST",)),
    Screen(path="/hours/{id}/activate", handler=ask, role=Role.PUBLISHER),
    Screen(path="/hours/{id}/activate", handler=confirm, role=Role.PUBLISHER, methods=("POST",)),
    Screen(path="/hours/{id}/discard", handler=drop, role=Role.EDITOR, methods=("POST",)),
)
