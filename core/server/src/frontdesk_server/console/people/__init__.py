"""People, their roles and scopes; audit; personal tokens."""

from __future__ import annotations

from typing import Final

from frontdesk_server.console.people import audit, listing, tokens
from frontdesk_server.console.screens import Screen
from frontdesk_server.rights import Role

ADMIN: Final = Role.ADMINISTRATOR
POST: Final = ("POST",)

SCREENS: Final[tuple[Screen, ...]] = (
    Screen(path="/people", handler=listing.show, role=ADMIN),
    Screen(path="/people", handler=listing.invite, role=ADMIN, methods=POST),
    Screen(path="/people/new", handler=listing.begin, role=ADMIN),
    Screen(path="/people/{id}", handler=listing.edit, role=ADMIN),
    Screen(path="/people/{id}", handler=listing.save, role=ADMIN, methods=POST),
    Screen(path="/people/{id}/link", handler=listing.link, role=ADMIN, methods=POST),
    Screen(path="/people/{id}/disabled", handler=listing.disable, role=ADMIN, methods=POST),
    Screen(path="/people/{id}/sign-out", handler=listing.sign_out, role=ADMIN, methods=POST),
    Screen(path="/audit", handler=audit.show, role=ADMIN),
    Screen(path="/audit.csv", handler=audit.export, role=ADMIN),
    Screen(path="/tokens", handler=tokens.show),
    Screen(path="/tokens", handler=tokens.make, methods=POST),
    Screen(path="/tokens/revoke", handler=tokens.revoke, methods=POST),
)
