"""Personal tokens: made by a person for a program, never more than that person."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from frontdesk.errors import ConfigError
from frontdesk_server.access.keys import digest, is_id, new_id, new_key
from frontdesk_server.access.people import checked_name
from frontdesk_server.access.signed_in import SignedIn
from frontdesk_server.rights import Role, Scope
from frontdesk_server.store import Store
from frontdesk_server.store.api_tokens import ApiToken, TokenScope
from frontdesk_server.store.audit import Actor, Change
from frontdesk_server.store.people import concerned

PREFIX: Final = "fdp_"
"""So that scanners for leaked secrets know one."""
KIND: Final = "token"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """Whoever sent a token."""

    actor: Actor
    role: Role
    scope: Scope
    scopes: frozenset[TokenScope]

    def may(self, needed: TokenScope) -> bool:
        """Whether the token may do this, and its person still may."""
        return needed in self.scopes and self.role.may(needed.role)


async def make(
    store: Store,
    who: SignedIn,
    *,
    name: str,
    scopes: Collection[TokenScope],
    ends_at: datetime | None = None,
    id_: str | None = None,
) -> str | None:
    """A new token; its secret, which is nowhere kept. The same `id_` makes one token: None = it was made already.

    Raises `ConfigError`: FD830 for a name, FD833 without scopes, FD834 for one beyond the role, FD835 for an end that
    has passed.
    """
    called, now = checked_name(name), store.clock.now()
    if not scopes:
        raise ConfigError.of("FD833")
    if beyond := sorted(scope for scope in scopes if not who.role.may(scope.role)):
        raise ConfigError.of("FD834", scope=beyond[0].value, role=who.role.value)
    if ends_at is not None and ends_at <= now:
        raise ConfigError.of("FD835")
    key = new_key(PREFIX)
    token = ApiToken(
        id=id_ if id_ and is_id(id_) else new_id(),
        person=who.id,
        name=called,
        scopes=frozenset(scopes),
        made_at=now,
        ends_at=ends_at,
    )
    made = await store.tokens.add(digest(key), token, await _change(store, "token.made", token, who.actor))
    return key if made else None


async def bearer_of(store: Store, key: str) -> Bearer | None:
    """Who sent a token; None = it is none, has ended, or its person is disabled."""
    found = await store.tokens.find(digest(key)) if key.startswith(PREFIX) else None
    if found is None:
        return None
    person, scopes = found
    actor = Actor(id=person.id, name=person.name)
    return Bearer(actor=actor, role=person.role, scope=person.scope, scopes=scopes)


async def revoke(store: Store, token: ApiToken, actor: Actor) -> bool:
    """Forget a token; whether it was there."""
    return await store.tokens.revoke(token.person, token.id, await _change(store, "token.revoked", token, actor))


async def _change(store: Store, action: str, token: ApiToken, actor: Actor) -> Change:
    facts = {"scopes": sorted(token.scopes), "until": token.ends_at.isoformat() if token.ends_at else None}
    made, person = action == "token.made", await store.people.get(token.person)
    return Change(
        actor=actor,
        action=action,
        kind=KIND,
        subject=token.name,
        before=None if made else facts,
        after=facts if made else None,
        groups=concerned(person) if person is not None else frozenset(),
    )
