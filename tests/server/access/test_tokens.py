"""Personal tokens: their scopes, their end, and that they never may more than their person."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from frontdesk import ConfigError
from frontdesk_server.access import SignedIn, people, person_of, sign_in, tokens
from frontdesk_server.access.people import Profile
from frontdesk_server.rights import Role, Scope
from frontdesk_server.store import Store
from frontdesk_server.store.api_tokens import TokenScope
from frontdesk_server.store.audit import COMMAND_LINE, AuditFilter
from frontdesk_server.store.people import Person
from tests.server.access.conftest import PASSWORD, MovedClock

pytestmark = pytest.mark.anyio

READ_WRITE = (TokenScope.READ, TokenScope.WRITE)


async def made(store: Store, who: SignedIn, ends_at: datetime | None = None) -> str:
    key = await tokens.make(store, who, name="CRM", scopes=READ_WRITE, ends_at=ends_at)
    assert key is not None
    return key


async def signed_in(store: Store, camille: Person, role: Role, scope: Scope | None = None) -> SignedIn:
    """Noa, with some role."""
    profile = Profile(name="Noa", email="noa@example.com", role=role, scope=scope or Scope())
    await people.add(store, profile, COMMAND_LINE, password=PASSWORD)
    found = await person_of(store, await sign_in(store, "noa@example.com", PASSWORD, agent="", address=""))
    assert found is not None
    return found


async def test_a_token_may_what_its_scopes_say(store: Store, camille: Person) -> None:
    north = Scope(groups=frozenset({"north"}))
    noa = await signed_in(store, camille, Role.PUBLISHER, north)

    bearer = await tokens.bearer_of(store, await made(store, noa))

    assert bearer is not None
    assert (bearer.actor.id, bearer.scope) == (noa.id, north)
    assert {scope for scope in TokenScope if bearer.may(scope)} == set(READ_WRITE)


async def test_a_token_cannot_be_made_for_more_than_the_role(store: Store, camille: Person) -> None:
    noa = await signed_in(store, camille, Role.EDITOR)

    with pytest.raises(ConfigError, match="FD834"):
        await tokens.make(store, noa, name="CRM", scopes=(TokenScope.READ, TokenScope.PUBLISH))


async def test_a_token_loses_what_its_person_loses(store: Store, camille: Person) -> None:
    noa = await signed_in(store, camille, Role.EDITOR)
    key = await made(store, noa)

    less = Profile(name="Noa", email="noa@example.com", role=Role.VIEWER, scope=Scope(groups=frozenset()))
    await people.set_profile(store, noa.id, less, COMMAND_LINE)

    bearer = await tokens.bearer_of(store, key)
    assert bearer is not None
    assert {scope for scope in TokenScope if bearer.may(scope)} == {TokenScope.READ}
    assert bearer.scope == Scope(groups=frozenset())


async def test_a_token_of_somebody_disabled_is_none(store: Store, camille: Person) -> None:
    noa = await signed_in(store, camille, Role.EDITOR)
    key = await made(store, noa)

    await people.set_disabled(store, noa.id, COMMAND_LINE, disabled=True)

    assert await tokens.bearer_of(store, key) is None


async def test_a_token_ends_when_it_was_said_to(store: Store, camille: Person, clock: MovedClock) -> None:
    noa = await signed_in(store, camille, Role.EDITOR)
    end = clock.now() + timedelta(days=1)
    key = await made(store, noa, end)
    clock.move(hours=23)
    assert await tokens.bearer_of(store, key) is not None
    clock.move(hours=1)

    assert await tokens.bearer_of(store, key) is None


async def test_a_token_cannot_be_without_scopes_or_end_in_the_past(
    store: Store, camille: Person, clock: MovedClock
) -> None:
    noa = await signed_in(store, camille, Role.EDITOR)

    with pytest.raises(ConfigError, match="FD833"):
        await tokens.make(store, noa, name="CRM", scopes=())
    with pytest.raises(ConfigError, match="FD835"):
        await tokens.make(store, noa, name="CRM", scopes=READ_WRITE, ends_at=clock.now())


async def test_a_revoked_token_is_none_and_both_are_in_the_audit(store: Store, camille: Person) -> None:
    noa = await signed_in(store, camille, Role.EDITOR)
    key = await made(store, noa)
    (token,) = await store.tokens.of(noa.id)

    assert await tokens.revoke(store, token, noa.actor)

    assert await tokens.bearer_of(store, key) is None
    assert [entry.action for entry in (await store.audit.list())[:2]] == ["token.revoked", "token.made"]
    assert key not in str(await store.audit.list())


async def test_a_token_is_in_the_audit_of_its_persons_scope(store: Store, camille: Person) -> None:
    north = Scope(groups=frozenset({"north"}))
    who = await signed_in(store, camille, Role.EDITOR, north)
    await made(store, who)
    (token,) = await store.tokens.of(who.id)
    await tokens.revoke(store, token, who.actor)

    seen = [line.action for line in await store.audit.list(AuditFilter(scope=north), limit=2)]

    assert seen == ["token.revoked", "token.made"]


async def test_that_it_was_used_is_noted(store: Store, camille: Person, clock: MovedClock) -> None:
    noa = await signed_in(store, camille, Role.EDITOR)
    key = await made(store, noa)
    clock.move(minutes=5)

    await tokens.bearer_of(store, key)

    assert (await store.tokens.of(noa.id))[0].used_at == clock.now()


@pytest.mark.parametrize("key", ["", "fdp_", "fdp_" + "x" * 5000, "fdp_é"])
async def test_what_is_no_token_is_nobodys(store: Store, key: str) -> None:
    assert await tokens.bearer_of(store, key) is None


async def test_the_same_id_makes_one_token(store: Store, camille: Person) -> None:
    noa = await signed_in(store, camille, Role.EDITOR)
    once = "0123456789abcdef" * 2

    keys = [await tokens.make(store, noa, name="CRM", scopes=READ_WRITE, id_=once) for _ in range(2)]

    assert [key is None for key in keys] == [False, True]
    assert len(await store.tokens.of(noa.id)) == 1
