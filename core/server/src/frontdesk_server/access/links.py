"""One-time links: made for somebody, and used by whoever holds them."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from frontdesk.errors import ConfigError
from frontdesk_server.access.keys import digest, new_key
from frontdesk_server.access.passwords import check_new, hashed
from frontdesk_server.access.people import Profile, checked_name, new_person
from frontdesk_server.rights import Role
from frontdesk_server.store import Store
from frontdesk_server.store.audit import Actor, Change
from frontdesk_server.store.links import LinkKind, OneTimeLink
from frontdesk_server.store.people import KIND, Person, concerned

VALID: Final = {
    LinkKind.INVITATION: timedelta(days=7),
    LinkKind.RESET: timedelta(hours=24),
    LinkKind.FIRST: timedelta(hours=1),
}
PATH: Final = "/console/link/"


async def link_for(store: Store, person: Person, actor: Actor) -> str:
    """A link for somebody to choose a password by, their first or a new one; its secret. Raises FD832 when disabled."""
    if person.disabled:
        raise ConfigError.of("FD832", who=person.email)
    kind = LinkKind.INVITATION if person.password is None else LinkKind.RESET
    change = Change(actor=actor, action=f"person.{kind}", kind=KIND, subject=person.email, groups=concerned(person))
    return await _made(store, kind, person.id, change)


async def first_link(store: Store) -> str | None:
    """A link to the first administrator, where there is nobody; its secret."""
    return None if await store.people.count() else await _made(store, LinkKind.FIRST, None)


def address(base: str, key: str) -> str:
    """The address of a link on a server."""
    return base.rstrip("/") + PATH + key


async def opened(store: Store, key: str) -> tuple[LinkKind, Person | None]:
    """What a link is for, and for whom; it stays good. Raises `ConfigError` (FD829)."""
    found = await store.links.find(digest(key))
    if found is None or (found.person is None and await store.people.count()):
        raise ConfigError.of("FD829")
    return found.kind, await store.people.get(found.person) if found.person else None


async def use_first(store: Store, key: str, *, name: str, email: str, password: str, language: str | None) -> Person:
    """Become the first administrator. Raises `ConfigError` (FD822-FD825, FD829, FD830)."""
    await opened(store, key)
    profile = Profile(name=name, email=email, role=Role.ADMINISTRATOR, language=language)
    person = await new_person(store, profile, password)
    await store.links.make_first(digest(key), person)
    return person


async def use(store: Store, key: str, *, name: str | None, password: str) -> Person:
    """Choose a password, and a name where one is given. Raises `ConfigError` (FD822-FD824, FD829, FD830)."""
    _, person = await opened(store, key)
    if person is None:
        raise ConfigError.of("FD829")
    called = person.name if name is None else checked_name(name)
    check_new(password, (called, person.email))
    return await store.links.set_password(digest(key), await hashed(password), called)


async def _made(store: Store, kind: LinkKind, person: str | None, change: Change | None = None) -> str:
    key, now = new_key(), store.clock.now()
    link = OneTimeLink(kind=kind, person=person, made_at=now, ends_at=now + VALID[kind])
    await store.links.add(digest(key), link, change)
    return key
