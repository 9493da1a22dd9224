"""The way through the console: its rooms in the order of the menu, and who may enter."""

from __future__ import annotations

from typing import Final, NamedTuple

from frontdesk_server.console.words import N_, _
from frontdesk_server.rights import Role


class Room(NamedTuple):
    """An entry of the menu."""

    path: str
    label: str
    icon: str
    role: Role


class Entry(NamedTuple):
    """An entry as it is shown to somebody."""

    url: str
    label: str
    icon: str
    current: bool


ROOMS: Final = (
    Room("/console", N_("Overview"), "house", Role.VIEWER),
    Room("/console/sets", N_("Automatic messages"), "message-square-text", Role.VIEWER),
    Room("/console/releases", N_("Releases"), "git-branch", Role.VIEWER),
    Room("/console/establishments", N_("Establishments"), "store", Role.VIEWER),
    Room("/console/hours", N_("Chat hours"), "clock", Role.VIEWER),
    Room("/console/conversations", N_("Conversations"), "messages-square", Role.VIEWER),
    Room("/console/journal", N_("Journal"), "scroll-text", Role.VIEWER),
    Room("/console/figures", N_("Figures"), "chart-column", Role.VIEWER),
    Room("/console/accounts", N_("Channels and sources"), "plug", Role.ADMINISTRATOR),
    Room("/console/people", N_("People"), "users", Role.ADMINISTRATOR),
    Room("/console/audit", N_("Audit"), "shield-check", Role.ADMINISTRATOR),
)
"""Personal tokens and the profile are reached by one's own name."""


def navigation(path: str, role: Role) -> list[Entry]:
    """The rooms that somebody may enter, with the one that `path` is in."""
    here = max((room.path for room in ROOMS if _within(path, room.path)), key=len, default="")
    return [Entry(room.path, _(room.label), room.icon, room.path == here) for room in ROOMS if role.may(room.role)]


def _within(path: str, room: str) -> bool:
    return path == room or (room != "/console" and path.startswith(f"{room}/"))
