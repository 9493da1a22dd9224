"""Activation, releases, and the way back to one."""

from __future__ import annotations

from typing import Final

from frontdesk_server.console.releases import activating, exporting, listing, returning, watching
from frontdesk_server.console.screens import Screen
from frontdesk_server.rights import Role

EDITOR: Final = Role.EDITOR
PUBLISHER: Final = Role.PUBLISHER
POST: Final = ("POST",)

SCREENS: Final[tuple[Screen, ...]] = (
    Screen(path="/sets/{id}/activate", handler=activating.show_activation, role=PUBLISHER),
    Screen(path="/sets/{id}/activate", handler=activating.activate_one, role=PUBLISHER, methods=POST),
    Screen(path="/sets/{id}/deactivate", handler=activating.show_deactivation, role=PUBLISHER),
    Screen(path="/sets/{id}/deactivate", handler=activating.deactivate_one, role=PUBLISHER, methods=POST),
    Screen(path="/sets/{id}/delete", handler=activating.show_deletion, role=EDITOR),
    Screen(path="/sets/{id}/delete", handler=activating.delete_one, role=EDITOR, methods=POST),
    Screen(path="/activate", handler=activating.show_several, role=PUBLISHER),
    Screen(path="/activate", handler=activating.activate_several, role=PUBLISHER, methods=POST),
    Screen(path="/plans/{id}", handler=watching.watch, role=EDITOR),
    Screen(path="/plans/{id}/establishments", handler=watching.establishments, role=EDITOR),
    Screen(path="/plans/{id}/establishments.csv", handler=exporting.establishments, role=EDITOR),
    Screen(path="/plans/{id}/missing", handler=watching.missing, role=EDITOR),
    Screen(path="/plans/{id}/missing.csv", handler=exporting.missing, role=EDITOR),
    Screen(path="/releases", handler=listing.show),
    Screen(path="/releases/{number}", handler=listing.one),
    Screen(path="/releases/{number}/restore", handler=returning.show, role=EDITOR),
    Screen(path="/releases/{number}/restore", handler=returning.restore, role=EDITOR, methods=POST),
)
