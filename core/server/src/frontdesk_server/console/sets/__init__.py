"""Message sets: the list and the editor."""

from __future__ import annotations

from typing import Final

from frontdesk_server.console.screens import Screen
from frontdesk_server.console.sets.copying import duplicate
from frontdesk_server.console.sets.editing import edit, new, submit, submit_new
from frontdesk_server.console.sets.listing import overview
from frontdesk_server.console.sets.merging import merge
from frontdesk_server.rights import Role

POST: Final = ("POST",)

SCREENS: Final[tuple[Screen, ...]] = (
    Screen(path="/sets", handler=overview),
    Screen(path="/sets/new", handler=new, role=Role.EDITOR),
    Screen(path="/sets/new", handler=submit_new, role=Role.EDITOR, methods=POST),
    Screen(path="/sets/{id}", handler=edit),
    Screen(path="/sets/{id}", handler=submit, role=Role.EDITOR, methods=POST),
    Screen(path="/sets/{id}/merge", handler=merge, role=Role.EDITOR, methods=POST),
    Screen(path="/sets/{id}/duplicate", handler=duplicate, role=Role.EDITOR, methods=POST),
)
