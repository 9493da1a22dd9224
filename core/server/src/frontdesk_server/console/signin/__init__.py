"""Coming in: sign-in, sign-out, one-time links, and one's own profile."""

from __future__ import annotations

from typing import Final

from frontdesk_server.console.screens import Screen
from frontdesk_server.console.signin import entering, joining, openid, profile

SCREENS: Final[tuple[Screen, ...]] = (
    Screen(path="/sign-in", handler=entering.show, role=None),
    Screen(path="/sign-in", handler=entering.enter, role=None, methods=("POST",)),
    Screen(path="/sign-in/openid", handler=openid.start, role=None),
    Screen(path="/sign-in/openid/back", handler=openid.back, role=None),
    Screen(path="/sign-out", handler=entering.leave, role=None, methods=("POST",)),
    Screen(path="/language", handler=entering.speak, role=None, methods=("POST",)),
    Screen(path="/link/{key}", handler=joining.show, role=None),
    Screen(path="/link/{key}", handler=joining.use, role=None, methods=("POST",)),
    Screen(path="/profile", handler=profile.show),
    Screen(path="/profile", handler=profile.prefer, methods=("POST",)),
    Screen(path="/profile/password", handler=profile.change_password, methods=("POST",)),
    Screen(path="/profile/sessions", handler=profile.revoke, methods=("POST",)),
)
