"""Accounts of channels and sources of establishments: what is connected, its settings, and whether it works."""

from __future__ import annotations

from functools import partial
from typing import Final

from frontdesk_server.console.accounts import editing, holding, listing, moving, showing, testing
from frontdesk_server.console.accounts.listing import whole
from frontdesk_server.console.screens import Screen
from frontdesk_server.rights import Role
from frontdesk_server.store.connecting import ConnectionKind

ADMIN, POST = Role.ADMINISTRATOR, ("POST",)
_ACCOUNT, _SOURCE = ConnectionKind.ACCOUNT, ConnectionKind.SOURCE

SCREENS: Final[tuple[Screen, ...]] = (
    Screen(path="/accounts", handler=listing.show, role=ADMIN),
    Screen(path="/accounts/new", handler=whole(partial(editing.begin, _ACCOUNT)), role=ADMIN),
    Screen(path="/accounts/new", handler=whole(partial(editing.create, _ACCOUNT)), role=ADMIN, methods=POST),
    Screen(path="/accounts/sources/new", handler=whole(partial(editing.begin, _SOURCE)), role=ADMIN),
    Screen(path="/accounts/sources/new", handler=whole(partial(editing.create, _SOURCE)), role=ADMIN, methods=POST),
    Screen(path="/accounts/sources/{id}", handler=whole(partial(editing.edit, _SOURCE)), role=ADMIN),
    Screen(path="/accounts/sources/{id}", handler=whole(partial(editing.save, _SOURCE)), role=ADMIN, methods=POST),
    Screen(
        path="/accounts/sources/{id}/remove", handler=whole(partial(editing.remove, _SOURCE)), role=ADMIN, methods=POST
    ),
    Screen(path="/accounts/sources/{id}/move", handler=whole(moving.move), role=ADMIN, methods=POST),
    Screen(path="/accounts/sources/{id}/read", handler=whole(editing.read_now), role=ADMIN, methods=POST),
    Screen(path="/accounts/sources/{id}/confirm", handler=whole(editing.confirm), role=ADMIN, methods=POST),
    Screen(path="/accounts/{id}", handler=whole(partial(editing.edit, _ACCOUNT)), role=ADMIN),
    Screen(path="/accounts/{id}", handler=whole(partial(editing.save, _ACCOUNT)), role=ADMIN, methods=POST),
    Screen(path="/accounts/{id}/remove", handler=whole(partial(editing.remove, _ACCOUNT)), role=ADMIN, methods=POST),
    Screen(path="/accounts/{id}/resume", handler=whole(holding.try_now), role=ADMIN, methods=POST),
    Screen(path="/accounts/{id}/profile/check", handler=whole(showing.check), role=ADMIN, methods=POST),
    Screen(path="/accounts/{id}/profile/write", handler=whole(showing.write), role=ADMIN, methods=POST),
    Screen(path="/accounts/{id}/test", handler=whole(testing.follow), role=ADMIN),
    Screen(path="/accounts/{id}/test", handler=whole(testing.send), role=ADMIN, methods=POST),
)
