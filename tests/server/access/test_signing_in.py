"""Signing in: passwords, throttling, and sessions that rotate, end and are revoked."""

from __future__ import annotations

import asyncio

import pytest

from frontdesk import ConfigError
from frontdesk_server.access import SignedIn, people, person_of, sign_in, sign_out
from frontdesk_server.access.keys import digest
from frontdesk_server.rights import Role
from frontdesk_server.store import Store
from frontdesk_server.store.audit import Actor
from frontdesk_server.store.people import Person
from tests.server.access.conftest import PASSWORD, MovedClock

pytestmark = pytest.mark.anyio


async def enter(
    store: Store,
    password: str = PASSWORD,
    *,
    login: str = "camille@example.com",
    address: str = "192.0.2.7",
    instead_of: str | None = None,
) -> str:
    return await sign_in(store, login, password, agent="Firefox", address=address, instead_of=instead_of)


async def signed_in(store: Store, key: str | None = None) -> SignedIn:
    found = await person_of(store, key or await enter(store))
    assert found is not None
    return found


async def refused(store: Store, password: str = "wrong wrong", **more: str) -> str:  # noqa: S107
    with pytest.raises(ConfigError) as error:
        await enter(store, password, **more)
    return error.value.id


async def test_a_session_knows_its_person(store: Store, camille: Person) -> None:
    who = await signed_in(store)

    assert (who.id, who.name, who.email, who.role) == (
        camille.id,
        "Camille Roux",
        "camille@example.com",
        Role.ADMINISTRATOR,
    )
    assert who.scope.everything


async def test_the_address_is_read_in_any_letters_and_with_blanks(store: Store, camille: Person) -> None:
    assert await enter(store, login=" CAMILLE@example.COM ")


async def test_a_wrong_password_and_an_unknown_person_are_refused_alike(store: Store, camille: Person) -> None:
    assert await refused(store) == await refused(store, login="nobody@example.com") == "FD820"


async def test_somebody_invited_or_disabled_cannot_sign_in(store: Store, camille: Person) -> None:
    profile = people.Profile(name="Noa", email="noa@example.com", role=Role.VIEWER)
    noa = await people.add(store, profile, camille_actor(camille))
    assert await refused(store, "", login="noa@example.com") == "FD820"
    assert await refused(store, "nobody", login="noa@example.com") == "FD820"

    await people.set_password(store, noa.id, PASSWORD, camille_actor(camille))
    await people.set_disabled(store, noa.id, camille_actor(camille), disabled=True)
    assert await refused(store, PASSWORD, login="noa@example.com") == "FD820"


def camille_actor(camille: Person) -> Actor:
    return Actor(id=camille.id, name=camille.name)


async def test_the_cookie_is_kept_as_its_digest_only(store: Store, camille: Person) -> None:
    key = await enter(store)
    if store.database.path is None:
        return  # the same rows, where no file can be looked into
    await store.close()

    kept = b"".join(path.read_bytes() for path in store.database.path.parent.glob("desk.sqlite*"))
    assert digest(key).encode() in kept
    assert key.encode() not in kept
    assert PASSWORD.encode() not in kept


async def test_signing_in_ends_the_session_that_the_browser_had(store: Store, camille: Person) -> None:
    before = await enter(store)

    after = await enter(store, instead_of=before)

    assert await person_of(store, before) is None
    assert await person_of(store, after) is not None


async def test_signing_out_ends_the_session(store: Store, camille: Person) -> None:
    key = await enter(store)

    await sign_out(store, key)

    assert await person_of(store, key) is None


async def test_a_session_ends_when_it_has_been_idle(store: Store, camille: Person, clock: MovedClock) -> None:
    key = await enter(store)
    clock.move(hours=11)
    assert await person_of(store, key) is not None
    clock.move(hours=11)
    assert await person_of(store, key) is not None
    clock.move(hours=12)

    assert await person_of(store, key) is None


async def test_a_session_ends_after_seven_days_however_busy(store: Store, camille: Person, clock: MovedClock) -> None:
    key = await enter(store)
    for _ in range(16):
        clock.move(hours=10)
        assert await person_of(store, key) is not None
    clock.move(hours=8)

    assert await person_of(store, key) is None


async def test_that_it_was_seen_is_written_once_a_minute(store: Store, camille: Person, clock: MovedClock) -> None:
    key = await enter(store)
    began = clock.now()
    clock.move(seconds=59)
    await person_of(store, key)
    assert (await store.sessions.of(camille.id))[0].seen_at == began

    clock.move(seconds=1)
    await person_of(store, key)

    assert (await store.sessions.of(camille.id))[0].seen_at == clock.now()


async def test_a_session_is_listed_with_browser_and_address_and_can_be_revoked(store: Store, camille: Person) -> None:
    key = await enter(store)
    (session,) = await store.sessions.of(camille.id)
    assert (session.agent, session.address) == ("Firefox", "192.0.2.7")

    assert not await store.sessions.revoke("somebody else", session.id)
    assert await person_of(store, key) is not None
    assert await store.sessions.revoke(camille.id, session.id)

    assert await person_of(store, key) is None


async def test_a_role_that_changes_counts_at_once(store: Store, camille: Person) -> None:
    other = people.Profile(name="Noa", email="noa@example.com", role=Role.ADMINISTRATOR)
    await people.add(store, other, camille_actor(camille), password=PASSWORD)
    key = await enter(store)

    less = people.Profile(name=camille.name, email=camille.email, role=Role.VIEWER)
    await people.set_profile(store, camille.id, less, camille_actor(camille))

    assert (await signed_in(store, key)).role is Role.VIEWER


async def test_a_changed_password_ends_all_sessions_but_this_one(store: Store, camille: Person) -> None:
    mine, other = await enter(store), await enter(store)

    await people.change_own_password(store, await signed_in(store, mine), PASSWORD, "some other words")

    assert await person_of(store, mine) is not None
    assert await person_of(store, other) is None
    assert await enter(store, "some other words")


async def test_the_current_password_is_asked_for(store: Store, camille: Person) -> None:
    with pytest.raises(ConfigError, match="FD831"):
        await people.change_own_password(store, await signed_in(store), "not it at all", "some other words")


async def test_the_sixth_attempt_is_locked_even_with_the_right_password(store: Store, camille: Person) -> None:
    assert [await refused(store) for _ in range(5)] == ["FD820"] * 5

    with pytest.raises(ConfigError) as locked:
        await enter(store)

    assert locked.value.id == "FD821"
    assert locked.value.diagnostics[0].params == {"minutes": 1}


async def test_locks_grow_and_end(store: Store, camille: Person, clock: MovedClock) -> None:
    for _ in range(5):
        await refused(store)
    clock.move(minutes=1)
    assert await refused(store) == "FD820"
    with pytest.raises(ConfigError) as locked:
        await enter(store)
    assert locked.value.diagnostics[0].params == {"minutes": 2}

    clock.move(minutes=2)

    assert await enter(store)


async def test_success_begins_the_count_anew(store: Store, camille: Person) -> None:
    for _ in range(4):
        await refused(store)
    await enter(store)

    assert [await refused(store) for _ in range(5)] == ["FD820"] * 5


async def test_a_login_that_there_is_not_is_locked_as_well(store: Store) -> None:
    for _ in range(5):
        await refused(store, login="nobody@example.com")

    assert await refused(store, login="nobody@example.com") == "FD821"


async def test_an_address_is_locked_after_thirty_logins(store: Store, camille: Person) -> None:
    for number in range(30):
        await refused(store, login=f"n{number}@example.com", address="2001:db8::1")

    assert await refused(store, PASSWORD, address="2001:db8::ffff") == "FD821"
    assert await enter(store)


async def test_addresses_of_ipv4_in_those_of_ipv6_are_locked_each_by_itself(store: Store, camille: Person) -> None:
    for number in range(30):
        await refused(store, login=f"p{number}@example.com", address="::ffff:203.0.113.9")

    assert await refused(store, login="other@example.com", address="203.0.113.9") == "FD821"
    assert await enter(store, address="::ffff:192.0.2.7")


async def test_attempts_at_once_count_as_those_one_after_the_other(store: Store, camille: Person) -> None:
    tried = await asyncio.gather(*(refused(store) for _ in range(8)))

    assert sorted(tried) == ["FD820"] * 5 + ["FD821"] * 3


@pytest.mark.parametrize(
    ("password", "error"),
    [("too short", "FD822"), ("x" * 501, "FD823"), ("camille roux", "FD824"), ("CAMILLE@example.com", "FD824")],
)
async def test_a_password_that_is_none_is_refused(store: Store, camille: Person, password: str, error: str) -> None:
    with pytest.raises(ConfigError, match=error):
        await people.set_password(store, camille.id, password, camille_actor(camille))


async def test_a_password_is_the_same_however_it_is_composed(store: Store, camille: Person) -> None:
    await people.set_password(store, camille.id, "les étés légers", camille_actor(camille))

    assert await enter(store, "les e\u0301te\u0301s le\u0301gers")
