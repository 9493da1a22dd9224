"""Signing in and out, and whose a session is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Final

from frontdesk.errors import ConfigError
from frontdesk_server.access.keys import digest, new_id, new_key
from frontdesk_server.access.passwords import verified
from frontdesk_server.access.signed_in import SignedIn
from frontdesk_server.store import Store
from frontdesk_server.store.people import Person
from frontdesk_server.store.sessions import LONGEST, Session
from frontdesk_server.store.throttle import Limit

FREE_FOR_LOGIN: Final = 5
FREE_FOR_ADDRESS: Final = 30
"""Many people may sit behind one address."""


async def sign_in(
    store: Store, login: str, password: str, *, agent: str, address: str, instead_of: str | None = None
) -> str:
    """Begin a session; the secret for its cookie. `instead_of` is the cookie that the browser sent.

    Raises `ConfigError`: FD820 for a wrong login or password, one as the other; FD821 while it is locked.
    """
    limits = limits_of(login, address)
    locked = await store.throttle.attempt(limits)
    if locked is not None:
        raise ConfigError.of("FD821", minutes=minutes_of(locked))
    person = await store.people.by_email(login.strip())
    kept = None if person is None or person.disabled else person.password
    good, better = await verified(password, kept)
    if not good or person is None:
        raise ConfigError.of("FD820")
    await store.throttle.succeeded([limits[0].key], [limits[1].key])
    if better is not None:
        await _rehash(store, person, better)
    return await begin_session(store, person, agent=agent, address=address, instead_of=instead_of)


async def begin_session(
    store: Store, person: Person, *, agent: str, address: str, instead_of: str | None = None
) -> str:
    """A new session of somebody who has shown who they are; the secret for its cookie."""
    key, now = new_key(), store.clock.now()
    session = Session(
        id=new_id(),
        person=person.id,
        made_at=now,
        seen_at=now,
        ends_at=now + LONGEST,
        agent=agent,
        address=address,
    )
    await store.sessions.begin(digest(key), session, instead_of=digest(instead_of) if instead_of else None)
    return key


async def sign_out(store: Store, key: str) -> None:
    """End a session."""
    await store.sessions.end(digest(key))


async def person_of(store: Store, key: str | None) -> SignedIn | None:
    """Whose session it is; None = nobody's, or it has ended."""
    found = await store.sessions.find(digest(key)) if key else None
    if found is None:
        return None
    person, session = found
    return SignedIn(
        id=person.id,
        name=person.name,
        email=person.email,
        role=person.role,
        scope=person.scope,
        language=person.language,
        theme=person.theme or "system",
        session=session,
    )


async def end_other_sessions(store: Store, who: SignedIn) -> int:
    """End all of somebody's sessions but this one; how many they were."""
    return await store.sessions.revoke_all(who.id, keeping=who.session or "")


def limits_of(login: str, address: str) -> Sequence[Limit]:
    """What an attempt counts against: the login, known or not, and the address that it comes from."""
    return (
        Limit(key=f"login:{digest(login.strip().lower())}", free=FREE_FOR_LOGIN),
        Limit(key=f"address:{_neighbourhood(address)}", free=FREE_FOR_ADDRESS),
    )


def minutes_of(wait: timedelta) -> int:
    """How long to wait, in whole minutes."""
    return max(1, math.ceil(wait / timedelta(minutes=1)))


def _neighbourhood(address: str) -> str:
    """Whoever has one address of IPv6 has all of its /64; one of IPv4 stays one, in whatever form it comes."""
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or ip_network((found, 64), strict=False))


async def _rehash(store: Store, person: Person, better: str) -> None:
    """The same password, kept as it is done today."""
    await store.people.keep_hash(replace(person, password=better), instead_of=person.password)
