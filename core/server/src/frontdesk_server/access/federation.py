"""People whom an identity provider vouches for: found, linked or made; role and scope follow its groups each time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from frontdesk.errors import ConfigError
from frontdesk_server.access import tokens
from frontdesk_server.access.keys import new_id
from frontdesk_server.access.people import LONGEST_NAME, checked_email, checked_name
from frontdesk_server.access.provider import Grant, Provider
from frontdesk_server.store import Store
from frontdesk_server.store.audit import Actor
from frontdesk_server.store.people import Person

ACTOR: Final = Actor(name="OpenID Connect")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a provider says of somebody."""

    subject: str
    """Of the issuer and its own name for them: what they are known by here."""
    email: str
    verified: bool
    """Whether the provider knows that the address is theirs."""
    name: str
    groups: frozenset[str]


def claims_of(provider: Provider, said: Mapping[str, Any]) -> Claims:
    """The claims of a checked ID token. Raises `ConfigError` (FD843) without an address that can be used."""
    email = said.get("email")
    if not isinstance(email, str) or not email:
        raise ConfigError.of("FD843")
    names = (said.get(claim) for claim in ("name", "preferred_username", "email"))
    return Claims(
        subject=f"{provider.issuer} {said['sub']}",
        email=checked_email(email),
        verified=said.get("email_verified") is True,
        name=next(name for name in names if isinstance(name, str) and name.strip())[:LONGEST_NAME],
        groups=frozenset(_listed(said.get(provider.groups_claim))),
    )


async def join(store: Store, provider: Provider, claims: Claims) -> Person:
    """The person of these claims, as they may be here now.

    Raises `ConfigError`: FD840 when no group of theirs is let in, FD841 when the address is somebody's whom the
    provider has not shown to be the same, FD828, FD832.
    """
    grant = provider.granted(claims.groups)
    if grant is None:
        raise ConfigError.of("FD840", name=provider.name)
    known = await store.people.by_subject(claims.subject) or await _same(store, claims)
    if known is None:
        return await _made(store, claims, grant)
    if known.disabled:
        raise ConfigError.of("FD832", who=known.email)
    return await _updated(store, known, claims, grant)


async def _same(store: Store, claims: Claims) -> Person | None:
    """Somebody who is here by their address: the same person only where the provider has verified that it is theirs."""
    known = await store.people.by_email(claims.email)
    if known is not None and (not claims.verified or known.subject is not None):
        raise ConfigError.of("FD841", email=claims.email)
    return known


async def _made(store: Store, claims: Claims, grant: Grant) -> Person:
    person = Person(
        id=new_id(),
        email=claims.email,
        name=checked_name(claims.name),
        role=grant.role,
        scope=grant.scope,
        subject=claims.subject,
        made_at=store.clock.now(),
    )
    await store.people.add(person, ACTOR)
    return person


async def _updated(store: Store, known: Person, claims: Claims, grant: Grant) -> Person:
    """Whatever is different now; the address stays as it is here.

    Where they see more than before, all that let them in ends: an administrator of less may have made it.
    """
    wider = not known.scope.covers(grant.scope)

    def mend(one: Person) -> Person:
        password = None if wider else one.password
        return replace(one, role=grant.role, scope=grant.scope, subject=claims.subject, password=password)

    if mend(known) == known:
        return known
    action = "person.changed" if known.subject else "person.linked"
    person = await store.people.change(known.id, mend, actor=ACTOR, action=action, sign_out=wider)
    for token in await store.tokens.of(known.id) if wider else ():
        await tokens.revoke(store, token, ACTOR)
    return person


def _listed(value: object) -> list[str]:
    """Groups as providers write them: a list, or one by itself."""
    if isinstance(value, str):
        return [value]
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
