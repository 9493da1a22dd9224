"""Coming in: sign-in, sign-out, one-time links, and one's own profile."""

from __future__ import annotations

from typing import Final

from frontdesk_server.console.screens import Screen

SCREENS: Final[tuple[Screen, ...]] = ()
