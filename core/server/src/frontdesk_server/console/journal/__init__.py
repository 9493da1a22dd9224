"""The journal: every decision and why, live; why nothing came; and what is stuck."""

from __future__ import annotations

from typing import Final

from frontdesk_server.console.journal import explaining, listing, stuck, wondering
from frontdesk_server.console.screens import Screen
from frontdesk_server.rights import Role

SCREENS: Final = (
    Screen(path="/journal", handler=listing.show),
    Screen(path="/journal/live", handler=listing.live),
    Screen(path="/journal/places", handler=listing.places),
    Screen(path="/journal/why", handler=wondering.show),
    Screen(path="/journal/stuck", handler=stuck.show, role=Role.PUBLISHER),
    Screen(path="/journal/stuck/messages/{key}", handler=stuck.message, role=Role.PUBLISHER, methods=("POST",)),
    Screen(path="/journal/stuck/events/{number}", handler=stuck.event, role=Role.PUBLISHER, methods=("POST",)),
    Screen(path="/journal/{number}", handler=explaining.show),
)
