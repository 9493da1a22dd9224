"""Conversations: who wrote, what was answered and by whom, and the operator's own answer."""

from __future__ import annotations

from typing import Final

from frontdesk_server.console.conversations import answering, listing, reading
from frontdesk_server.console.screens import Screen
from frontdesk_server.rights import Role

SCREENS: Final = (
    Screen(path="/conversations", handler=listing.show),
    Screen(path="/conversations/{id}", handler=reading.show),
    Screen(path="/conversations/{id}/thread", handler=reading.thread),
    Screen(path="/conversations/{id}/reply", handler=answering.reply, role=Role.EDITOR, methods=("POST",)),
    Screen(path="/conversations/{id}/close", handler=answering.close, role=Role.EDITOR, methods=("POST",)),
    Screen(path="/conversations/{id}/give-back", handler=answering.give_back, role=Role.EDITOR, methods=("POST",)),
    Screen(path="/conversations/{id}/exclude", handler=answering.exclude, role=Role.EDITOR, methods=("POST",)),
)
