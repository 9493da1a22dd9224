"""The demo's operator: who may sign in to the console, with a password of this folder's own."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from frontdesk_server.access import people
from frontdesk_server.demo.folder import kept
from frontdesk_server.rights import Role
from frontdesk_server.store import Store
from frontdesk_server.store.audit import Actor

PASSWORD_FILE: Final = "operator-password"  # noqa: S105 - a file's name
NAME: Final = "Odile Colibri"
EMAIL: Final = "odile@colibri.example"
DEMO: Final = Actor(name="demo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """Who signs in, and with what."""

    email: str
    password: str


def operator(folder: Path) -> Operator:
    """The operator of this folder; the password is made once, and readable by its owner only."""
    return Operator(email=EMAIL, password=kept(folder / PASSWORD_FILE, lambda: secrets.token_urlsafe(12)))


async def let_in(store: Store, folder: Path) -> None:
    """Have the operator there, as an administrator; who is there already stays as they are."""
    if await store.people.count() == 0:
        odile = people.Profile(name=NAME, email=EMAIL, role=Role.ADMINISTRATOR)
        await people.add(store, odile, DEMO, password=operator(folder).password)
