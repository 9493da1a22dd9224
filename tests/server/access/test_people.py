"""People: what may be said of them, the last administrator, one-time links, and the audit of it all."""

from __future__ import annotations

import asyncio

import pytest

from frontdesk import ConfigError
from frontdesk_server.access import begin_session, links, people, person_of, sign_in
from frontdesk_server.access.people import Profile
from frontdesk_server.rights import EVERYTHING, Role, Scope
from frontdesk_server.store import Store
from frontdesk_server.store.audit import COMMAND_LINE, Actor, AuditFilter
from frontdesk_server.store.links import LinkKind
from frontdesk_server.store.people import Person
from tests.server.access.conftest import PASSWORD, MovedClock

pytestmark = pytest.mark.anyio

NORTH = Scope(groups=frozenset({"north"}))


def profile(
    name: str = "Noa", email: str = "noa@example.com", role: Role = Role.EDITOR, scope: Scope = NORTH
) -> Profile:
    return Profile(name=name, email=email, role=role, scope=scope)


async def test_a_person_keeps_role_and_scope(store: Store) -> None:
    added = await people.add(store, profile(), COMMAND_LINE)

    assert await store.people.get(added.id) == added
    assert (added.role, added.scope) == (Role.EDITOR, NORTH)


@pytest.mark.parametrize("email", ["", "noa", "noa@", "@example.com", "a b@example.com", "noa@ex\u202eample", "a@b@c"])
async def test_what_is_no_address_is_refused(store: Store, email: str) -> None:
    with pytest.raises(ConfigError, match="FD825"):
        await people.add(store, profile(email=email), COMMAND_LINE)


@pytest.mark.parametrize("name", ["", " \u202e ", "x" * 101])
async def test_what_is_no_name_is_refused(store: Store, name: str) -> None:
    with pytest.raises(ConfigError, match="FD830"):
        await people.add(store, profile(name=name), COMMAND_LINE)


async def test_an_address_is_only_one_persons(store: Store, camille: Person) -> None:
    noa = await people.add(store, profile(), COMMAND_LINE)
    with pytest.raises(ConfigError, match="FD826"):
        await people.add(store, profile(email="CAMILLE@example.com"), COMMAND_LINE)
    with pytest.raises(ConfigError, match="FD826"):
        await people.set_profile(store, noa.id, profile(email=camille.email), COMMAND_LINE)


@pytest.mark.parametrize(
    "less",
    [
        Profile(name="Camille", email="camille@example.com", role=Role.PUBLISHER),
        Profile(name="Camille", email="camille@example.com", role=Role.ADMINISTRATOR, scope=NORTH),
    ],
)
async def test_the_last_administrator_stays_one(store: Store, camille: Person, less: Profile) -> None:
    invited = profile(role=Role.ADMINISTRATOR, scope=EVERYTHING)
    await people.add(store, invited, COMMAND_LINE)  # cannot sign in yet

    with pytest.raises(ConfigError, match="FD828"):
        await people.set_profile(store, camille.id, less, COMMAND_LINE)
    with pytest.raises(ConfigError, match="FD828"):
        await people.set_disabled(store, camille.id, COMMAND_LINE, disabled=True)


async def test_two_administrators_cannot_leave_at_once(store: Store, camille: Person) -> None:
    full = profile(role=Role.ADMINISTRATOR, scope=EVERYTHING)
    noa = await people.add(store, full, COMMAND_LINE, password=PASSWORD)

    left = await asyncio.gather(
        *(people.set_disabled(store, id_, COMMAND_LINE, disabled=True) for id_ in (camille.id, noa.id)),
        return_exceptions=True,
    )

    assert sorted(isinstance(one, ConfigError) for one in left) == [False, True]


async def test_every_change_is_in_the_audit_without_the_password(store: Store, camille: Person) -> None:
    actor = Actor(id=camille.id, name=camille.name)
    noa = await people.add(store, profile(), actor)
    await people.set_profile(store, noa.id, profile(role=Role.PUBLISHER), actor)
    await people.set_password(store, noa.id, PASSWORD, actor)
    await people.set_disabled(store, noa.id, actor, disabled=True)

    entries = [entry for entry in await store.audit.list() if entry.subject == "noa@example.com"]

    assert [entry.action for entry in entries[::-1]] == [
        "person.added",
        "person.changed",
        "person.password",
        "person.disabled",
    ]
    assert {entry.actor for entry in entries} == {actor}
    assert entries[2].before is not None
    assert (entries[2].before["role"], (entries[2].after or {})["role"]) == ("editor", "publisher")
    assert "argon2" not in str(entries)


async def test_an_invitation_lets_somebody_choose_a_password_once(store: Store) -> None:
    noa = await people.add(store, profile(), COMMAND_LINE)
    key = await links.link_for(store, noa, COMMAND_LINE)
    assert await links.opened(store, key) == (LinkKind.INVITATION, noa)

    used = await links.use(store, key, name="Noa Martin", password=PASSWORD)

    assert used.name == "Noa Martin"
    assert await sign_in(store, noa.email, PASSWORD, agent="", address="")
    with pytest.raises(ConfigError, match="FD829"):
        await links.use(store, key, name=None, password=PASSWORD)


async def test_a_link_that_is_used_twice_at_once_is_used_once(store: Store) -> None:
    noa = await people.add(store, profile(), COMMAND_LINE)
    key = await links.link_for(store, noa, COMMAND_LINE)

    used = await asyncio.gather(
        *(links.use(store, key, name=None, password=PASSWORD) for _ in range(3)), return_exceptions=True
    )

    assert sorted(isinstance(one, ConfigError) for one in used) == [False, True, True]


async def test_a_bad_password_leaves_the_link_good(store: Store) -> None:
    noa = await people.add(store, profile(), COMMAND_LINE)
    key = await links.link_for(store, noa, COMMAND_LINE)

    with pytest.raises(ConfigError, match="FD822"):
        await links.use(store, key, name=None, password="short")

    await links.use(store, key, name=None, password=PASSWORD)


async def test_a_reset_ends_all_sessions(store: Store, camille: Person) -> None:
    session = await sign_in(store, camille.email, PASSWORD, agent="", address="")
    key = await links.link_for(store, camille, COMMAND_LINE)
    assert (await links.opened(store, key))[0] is LinkKind.RESET

    await links.use(store, key, name=None, password="some other words")

    assert await person_of(store, session) is None


async def test_a_password_that_is_changed_ends_the_link_for_another(store: Store, camille: Person) -> None:
    key = await links.link_for(store, camille, COMMAND_LINE)

    await people.set_password(store, camille.id, "some other words", COMMAND_LINE)

    with pytest.raises(ConfigError, match="FD829"):
        await links.use(store, key, name=None, password="words of a thief")


async def test_links_and_ended_sessions_are_in_the_audit_of_their_persons_scope(store: Store, camille: Person) -> None:
    noa = await people.add(store, profile(), COMMAND_LINE)
    session = await begin_session(store, noa, agent="", address="")
    await links.link_for(store, noa, COMMAND_LINE)
    await people.end_sessions(store, noa, COMMAND_LINE)

    seen = [line.action for line in await store.audit.list(AuditFilter(scope=NORTH))]

    assert await person_of(store, session) is None
    assert seen == ["person.signed_out", "person.invitation", "person.added"]


@pytest.mark.parametrize(("hours", "good"), [(23, True), (24, False)])
async def test_a_reset_is_good_for_a_day(
    store: Store, camille: Person, clock: MovedClock, hours: int, good: bool
) -> None:
    key = await links.link_for(store, camille, COMMAND_LINE)
    clock.move(hours=hours)

    opened = await asyncio.gather(links.opened(store, key), return_exceptions=True)

    assert isinstance(opened[0], ConfigError) is not good


async def test_a_new_link_takes_the_place_of_the_one_before(store: Store, camille: Person) -> None:
    old = await links.link_for(store, camille, COMMAND_LINE)
    await links.link_for(store, camille, COMMAND_LINE)

    with pytest.raises(ConfigError, match="FD829"):
        await links.opened(store, old)


async def test_whoever_is_disabled_has_no_links(store: Store, camille: Person) -> None:
    noa = await people.add(store, profile(), COMMAND_LINE)
    key = await links.link_for(store, noa, COMMAND_LINE)
    off = await people.set_disabled(store, noa.id, COMMAND_LINE, disabled=True)

    with pytest.raises(ConfigError, match="FD829"):
        await links.use(store, key, name=None, password=PASSWORD)
    with pytest.raises(ConfigError, match="FD832"):
        await links.link_for(store, off, COMMAND_LINE)


async def test_the_first_link_makes_an_administrator_of_everything(store: Store) -> None:
    key = await links.first_link(store)
    assert key is not None
    assert await links.opened(store, key) == (LinkKind.FIRST, None)

    made = await links.use_first(
        store, key, name="Camille", email="camille@example.com", password=PASSWORD, language="fr"
    )

    assert (made.role, made.scope, made.language) == (Role.ADMINISTRATOR, EVERYTHING, "fr")
    assert await links.first_link(store) is None


async def test_the_first_link_is_worthless_once_somebody_is_there(store: Store) -> None:
    keys = [await links.first_link(store) for _ in range(2)]
    await people.add(store, profile(), COMMAND_LINE)

    for key in keys:
        with pytest.raises(ConfigError, match="FD829"):
            await links.use_first(
                store, key or "", name="Eve", email="eve@example.com", password=PASSWORD, language=None
            )


async def test_the_first_link_is_good_for_an_hour(store: Store, clock: MovedClock) -> None:
    key = await links.first_link(store)
    clock.move(hours=1)

    with pytest.raises(ConfigError, match="FD829"):
        await links.opened(store, key or "")
