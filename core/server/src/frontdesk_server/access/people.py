"""People as others make and change them: names and addresses checked, every change in the audit."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from frontdesk.errors import ConfigError
from frontdesk_server.access.keys import new_id
from frontdesk_server.access.passwords import check_new, hashed, verified
from frontdesk_server.access.signed_in import SignedIn
from frontdesk_server.access.signing_in import limits_of, minutes_of
from frontdesk_server.rights import EVERYTHING, Role, Scope
from frontdesk_server.store import Store
from frontdesk_server.store.audit import Actor, Change
from frontdesk_server.store.people import KIND, Person, concerned

LONGEST_NAME: Final = 100
LONGEST_EMAIL: Final = 254
_EMAIL: Final = re.compile(r"[^@\s\x00-\x1f\x7f<>\"(),;:\\]+@[^@\s\x00-\x1f\x7f<>\"(),;:\\]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What others say of a person."""

    name: str
    email: str
    role: Role
    scope: Scope = EVERYTHING
    language: str | None = None


def granted(own: Scope, profile: Profile) -> Profile:
    """The profile, if its scope is somebody's to give. Raises `ConfigError` (FD836, FD838)."""
    wanted = profile.scope.groups
    if not own.covers(profile.scope):
        beyond = sorted((wanted or frozenset()) - (own.groups or frozenset()))
        raise ConfigError.of("FD836", groups=", ".join(beyond) or "*")
    if wanted is not None and not wanted:
        raise ConfigError.of("FD838")
    return profile


def checked_name(text: str) -> str:
    """A name in one line. Raises `ConfigError` (FD830)."""
    name = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    if not name or len(name) > LONGEST_NAME:
        raise ConfigError.of("FD830", most=LONGEST_NAME)
    return name


def checked_email(text: str) -> str:
    """An address in small letters. Raises `ConfigError` (FD825)."""
    email = text.strip().lower()
    if len(email) > LONGEST_EMAIL or not email.isprintable() or not _EMAIL.fullmatch(email):
        raise ConfigError.of("FD825", email=email[:LONGEST_EMAIL])
    return email


async def new_person(store: Store, profile: Profile, password: str | None = None) -> Person:
    """A person who is not kept yet. Raises `ConfigError` (FD822-FD825, FD830)."""
    name, email = checked_name(profile.name), checked_email(profile.email)
    if password is not None:
        check_new(password, (name, email))
    return Person(
        id=new_id(),
        email=email,
        name=name,
        role=profile.role,
        scope=profile.scope,
        language=profile.language,
        password=None if password is None else await hashed(password),
        made_at=store.clock.now(),
    )


async def add(store: Store, profile: Profile, actor: Actor, *, password: str | None = None) -> Person:
    """Add somebody; without a password they need an invitation. Raises `ConfigError` (FD822-FD826, FD830)."""
    person = await new_person(store, profile, password)
    await store.people.add(person, actor)
    return person


async def set_profile(store: Store, id_: str, profile: Profile, actor: Actor) -> Person:
    """Say anew who somebody is and what they may do. Raises `ConfigError` (FD825-FD828, FD830)."""
    name, email = checked_name(profile.name), checked_email(profile.email)
    return await store.people.change(
        id_,
        lambda one: replace(one, name=name, email=email, role=profile.role, scope=profile.scope),
        actor=actor,
        action="person.changed",
    )


async def set_disabled(store: Store, id_: str, actor: Actor, *, disabled: bool) -> Person:
    """Keep somebody out, sessions, links and tokens included; or let them in again. Raises FD827, FD828."""
    action = "person.disabled" if disabled else "person.enabled"
    return await store.people.change(id_, lambda one: replace(one, disabled=disabled), actor=actor, action=action)


async def set_password(store: Store, id_: str, password: str, actor: Actor, *, keeping: str = "") -> Person:
    """Give somebody a password; their links and sessions end, but for the session with the id `keeping`.

    Raises `ConfigError` (FD822-FD824, FD827).
    """
    person = await store.people.get(id_)
    if person is None:
        raise ConfigError.of("FD827", who=id_)
    check_new(password, (person.name, person.email))
    kept = await hashed(password)
    return await store.people.change(
        id_,
        lambda one: replace(one, password=kept),
        actor=actor,
        action="person.password",
        sign_out=keeping or True,
    )


async def change_own_password(store: Store, who: SignedIn, current: str, password: str) -> None:
    """Change one's own password; all other sessions, and links, end. Raises `ConfigError` (FD821-FD824, FD831)."""
    limits = limits_of(who.email, "")[:1]
    locked = await store.throttle.attempt(limits)
    if locked is not None:
        raise ConfigError.of("FD821", minutes=minutes_of(locked))
    person = await store.people.get(who.id)
    good, _ = await verified(current, None if person is None else person.password)
    if not good:
        raise ConfigError.of("FD831")
    await store.throttle.succeeded([limits[0].key], [])
    await set_password(store, who.id, password, who.actor, keeping=who.session or "")


async def end_sessions(store: Store, person: Person, actor: Actor) -> int:
    """End all of somebody's sessions; how many they were."""
    change = Change(actor=actor, action="person.signed_out", kind=KIND, subject=person.email, groups=concerned(person))
    return await store.sessions.revoke_all(person.id, change)


async def by_email(store: Store, email: str) -> Person:
    """The person with this address. Raises `ConfigError` (FD827)."""
    found = await store.people.by_email(email.strip())
    if found is None:
        raise ConfigError.of("FD827", who=email)
    return found
