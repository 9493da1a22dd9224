"""Figures: how many were greeted, what they asked for, what was not answered and why."""

from __future__ import annotations

from typing import Final

from frontdesk_server.console.figures.exporting import export
from frontdesk_server.console.figures.page import page
from frontdesk_server.console.screens import Screen

SCREENS: Final[tuple[Screen, ...]] = (
    Screen(path="/figures", handler=page),
    Screen(path="/figures/export", handler=export),
)
