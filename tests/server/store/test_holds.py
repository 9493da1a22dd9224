"""The contract of holds: an account that its platform refuses is given out one message at a time, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from frontdesk.diagnostics import Diagnostic
from frontdesk_server.store import Store
from frontdesk_server.store.audit import Actor, Change
from frontdesk_server.store.holds import HoldChange
from frontdesk_server.store.values import Claims, Hold, HoldEnded, OutboxRow, ProbeAt, Role
from tests.server.store.matter import arrival, decide, key, leases, outgoing

pytestmark = pytest.mark.anyio

LATER = timedelta(minutes=15)
CHANGE = Change(actor=Actor(name="zoe"), action="account.resumed", kind="account", subject="site")


async def _hold(store: Store, *changes: HoldChange) -> None:
    await store.outbox.settle([], [], changes)


def _held(store: Store, wait: timedelta = LATER, account: str = "site", reason: str = "token expired") -> Hold:
    now = store.clock.now()
    return Hold(account, now, reason, None, now + wait)


async def _candidates(store: Store, claims: Claims | None = None) -> list[OutboxRow]:
    async with store.claiming(await leases(store, role=Role.SENDER)) as claiming:
        rows = await claiming.candidates(100, of_one=100)
        await claiming.save(claims or Claims())
    return rows


async def test_nothing_is_given_out_of_an_account_on_hold(store: Store) -> None:
    await decide(store, arrival(), saying=[outgoing("a")])
    await decide(store, arrival("m2", account="phone"), saying=[outgoing("b")])
    await _hold(store, _held(store))
    assert [row.key for row in await _candidates(store)] == [key("b")]


async def test_what_waits_for_an_account_on_hold_is_due_when_it_is_tried(store: Store) -> None:
    senders = await leases(store, role=Role.SENDER)
    await decide(store, arrival(), saying=[outgoing("a")])
    held = _held(store)
    await _hold(store, held)
    assert not await store.outbox.due(senders)
    await store.shift(timedelta(hours=-1))
    assert await store.outbox.due(senders)


async def test_a_message_to_try_says_that_its_account_is_on_hold(store: Store) -> None:
    await decide(store, arrival(), saying=[outgoing("a")])
    assert [row.on_hold for row in await _candidates(store)] == [False]
    await _hold(store, _held(store, timedelta(0)))
    assert [row.on_hold for row in await _candidates(store)] == [True]


async def test_once_a_message_is_tried_the_next_waits(store: Store) -> None:
    await decide(store, arrival(), saying=[outgoing("a")])
    await _hold(store, _held(store, timedelta(0)))
    until = store.clock.now() + LATER
    await _candidates(store, Claims(probing=[("site", until)]))
    assert await _candidates(store) == []
    assert (await store.holds.all())["site"].probe_at == until


async def test_a_hold_keeps_its_beginning_and_tells_the_newest_reason(store: Store) -> None:
    first = _held(store)
    second = Hold(
        "site", first.since + LATER, "secret gone", Diagnostic(id="FD759", params={"name": "X"}), LATER + first.since
    )
    await _hold(store, first)
    await _hold(store, second)
    assert await store.holds.all() == {"site": second._replace(since=first.since)}


async def test_an_account_that_works_again_is_on_hold_no_more(store: Store) -> None:
    await _hold(store, _held(store), _held(store, account="phone"))
    await _hold(store, HoldEnded("site"))
    assert list(await store.holds.all()) == ["phone"]


async def test_a_try_that_told_nothing_is_made_again_earlier(store: Store) -> None:
    await _hold(store, _held(store))
    soon = store.clock.now() + timedelta(minutes=1)
    await _hold(store, ProbeAt("site", soon))
    assert (await store.holds.all())["site"].probe_at == soon


async def test_on_somebodys_word_one_message_is_tried_now_and_the_audit_says_whose(store: Store) -> None:
    await decide(store, arrival(), saying=[outgoing("a")])
    await _hold(store, _held(store))
    assert await store.holds.try_now("site", CHANGE)
    assert [row.key for row in await _candidates(store)] == [key("a")]
    assert [(line.actor.name, line.action, line.subject) for line in await store.audit.list()] == [
        ("zoe", "account.resumed", "site")
    ]


async def test_an_account_that_is_not_on_hold_is_not_tried_and_nothing_is_written_down(store: Store) -> None:
    assert not await store.holds.try_now("site", CHANGE)
    assert await store.audit.list() == []


async def test_what_has_changed_is_tried_now_and_nothing_else(store: Store) -> None:
    await _hold(store, _held(store), _held(store, account="phone"))
    await store.holds.try_changed(["site", "unknown"])
    held = await store.holds.all()
    assert (held["site"].probe_at <= store.clock.now(), held["phone"].probe_at > store.clock.now()) == (True, True)


async def test_how_many_messages_wait_is_told_by_account(store: Store) -> None:
    await decide(store, arrival(), saying=[outgoing("a"), outgoing("b")])
    await decide(store, arrival("m2", account="phone"), saying=[outgoing("c")])
    await _hold(store, _held(store))
    assert await store.holds.waiting() == {"site": 2}
