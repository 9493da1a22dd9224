"""The preview: what a contact would read."""

from __future__ import annotations

from typing import Final

from frontdesk_server.console.preview.screens import preview
from frontdesk_server.console.screens import Screen

SCREENS: Final[tuple[Screen, ...]] = (Screen(path="/preview", handler=preview, methods=("POST",)),)
