"""Personal tokens for tests of the REST interface: of somebody new, with a role, scopes and groups."""

from __future__ import annotations

import httpx2

from frontdesk_server.access import SignedIn, people, tokens
from frontdesk_server.access.people import Profile
from frontdesk_server.rights import Role, Scope
from frontdesk_server.store.api_tokens import TokenScope
from frontdesk_server.store.audit import COMMAND_LINE
from tests.server.console.house import House

EVERY = tuple(TokenScope)


def token(home: House, role: Role, scopes: tuple[TokenScope, ...], *groups: str) -> str:
    """A token of somebody new."""
    scope = Scope(groups=frozenset(groups)) if groups else Scope()
    number = home.call(home.store.people.count)
    profile = Profile(name=f"Noa {number}", email=f"noa{number}@colibri.example", role=role, scope=scope)
    noa = home.call(people.add, home.store, profile, COMMAND_LINE)
    who = SignedIn(id=noa.id, name=noa.name, email=noa.email, role=role, scope=scope)
    mine = [each for each in scopes if role.may(each.role)]
    made = home.call(tokens.make, home.store, who, name="CRM", scopes=mine)
    assert made is not None
    return made


def get(home: House, key: str, path: str) -> httpx2.Response:
    """What is answered to a token."""
    return home.client.get(f"/api/v1{path}", headers={"authorization": f"Bearer {key}"})
