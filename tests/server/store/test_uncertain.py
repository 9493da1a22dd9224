"""Whether an event is durable is not certain: on a real PostgreSQL the platform is then asked to come again."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, suppress
from typing import Any

import asyncpg  # type: ignore[import-untyped]
import pytest
from sqlalchemy import text

from frontdesk import Contact, Event, MessageReceived, WebhookRequest
from frontdesk_server.api.webhooks import Webhooks
from frontdesk_server.clock import SystemClock
from frontdesk_server.runtime.bell import Bell
from frontdesk_server.runtime.inbox import Inbox
from frontdesk_server.store import Store, StoreUnavailable, postgresql
from tests.server.runtime.house import LocalChannel, NoSettings, connections
from tests.server.store.matter import leases

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.parametrize("url", [pytest.param("postgresql", marks=pytest.mark.services)], indirect=True),
]

ADA = Contact(address="ada")
PATIENCE = 120


async def _until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            if await holds():
                return
            await asyncio.sleep(0.05)


class _Said(LocalChannel):
    """Each webhook is a message; its body is the message's id."""

    def parse(self, request: WebhookRequest) -> Sequence[Event]:
        now = request.received_at
        return [MessageReceived(id=request.body.decode(), contact=ADA, at=now, received_at=now, text="hello")]


class Door:
    """The webhook's address, as a platform sees it."""

    def __init__(self, store: Store) -> None:
        clock = SystemClock()
        self.store = store
        self.inbox = Inbox(store.log, connections(), clock, Bell())
        self._webhooks = Webhooks({"site": _Said("site", NoSettings())}, self.inbox.append, clock)

    async def post(self, id_: str) -> tuple[int, dict[str, str]]:
        """The status, and the headers of the answer."""
        said: list[Any] = []
        scope = {"type": "http", "method": "POST", "path": "/site", "query_string": b"", "headers": []}

        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": id_.encode(), "more_body": False}

        async def send(message: Any) -> None:
            said.append(message)

        await self._webhooks(scope, receive, send)
        return said[0]["status"], {name.decode(): value.decode() for name, value in said[0]["headers"]}

    async def until_taken(self, id_: str) -> None:
        """As a platform does: again and again, until it is taken."""

        async def is_taken() -> bool:
            return (await self.post(id_))[0] == 200

        await _until(is_taken)

    async def decided(self) -> list[str]:
        """What is decided of what waits: each event once, however often it lies there."""
        held = await leases(self.store)
        found = await self.store.log.read(held, 100)
        async with self.store.batch(held) as batch:
            return [entry.event.id for entry in await batch.fresh(found)]


@pytest.fixture
async def door(store: Store) -> AsyncIterator[Door]:
    found = Door(store)
    running = asyncio.create_task(found.inbox.run())
    await found.until_taken("m0")
    yield found
    found.inbox.close()
    await asyncio.wait_for(running, PATIENCE)


@pytest.fixture
async def other(url: str) -> AsyncIterator[Any]:
    """A connection that is not the server's."""
    connection = await asyncpg.connect(url)
    yield connection
    await connection.close()


async def _ours(other: Any) -> list[int]:
    rows = await other.fetch(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'frontdesk'"
    )
    return [row["pid"] for row in rows]


def _signal(pids: Sequence[int], which: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, which)


def _put_off(answer: tuple[int, dict[str, str]]) -> bool:
    return answer[0] == 503 and int(answer[1]["retry-after"]) >= 1


async def test_a_server_that_stands_still_is_no_200(door: Door, other: Any) -> None:
    stopped = await _ours(other)
    _signal(stopped, signal.SIGSTOP)
    try:
        assert _put_off(await door.post("m1"))
    finally:
        _signal(stopped, signal.SIGCONT)
    await door.until_taken("m1")
    assert await door.decided() == ["m0", "m1"]


async def test_a_commit_that_no_standby_confirms_is_no_200(door: Door, other: Any) -> None:
    await other.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
    try:
        await other.execute("SELECT pg_reload_conf()")

        async def is_put_off() -> bool:  # processes read the new setting when they get to it
            return _put_off(await door.post("m1"))

        await _until(is_put_off)
    finally:
        await other.execute("ALTER SYSTEM RESET synchronous_standby_names")
        await other.execute("SELECT pg_reload_conf()")
    await door.until_taken("m1")
    assert await door.decided() == ["m0", "m1"]


async def test_after_connections_were_cut_the_next_try_finds_a_living_one(door: Door, store: Store, other: Any) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(5):  # several idle ones, all of them to be cut
            await stack.enter_async_context(store.database.read())
    await other.execute("SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) pid", await _ours(other))

    async def are_gone() -> bool:
        return not await _ours(other)

    await _until(are_gone)
    assert _put_off(await door.post("m1"))
    assert (await door.post("m1"))[0] == 200


async def test_no_free_connection_is_no_200(door: Door, store: Store) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(16):
            await stack.enter_async_context(store.database.read())
        assert _put_off(await door.post("m1"))
    await door.until_taken("m1")


async def test_a_lock_is_not_waited_for_for_ever(store: Store, other: Any) -> None:
    async with other.transaction():
        await other.execute("LOCK TABLE inbox")
        with pytest.raises(StoreUnavailable, match="FD750"):
            await store.ping()


async def test_who_falls_silent_between_preparing_and_using_a_statement_loses_its_locks(
    store: Store, other: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server does not call that idle, so `idle_in_transaction_session_timeout` never ends it."""
    monkeypatch.setattr(postgresql, "WRITE_WITHIN", 1)
    await store.database.close()  # what is said to a connection is said when it is made

    async def is_free() -> bool:
        return len(await other.fetch("SELECT 1 FROM part FOR UPDATE SKIP LOCKED")) > 0

    async with AsyncExitStack() as stack:
        link = await stack.enter_async_context(store.database.write())
        await link.execute(text("SELECT number FROM part FOR UPDATE"))
        await _fall_silent(link)
        assert not await is_free()
        await _until(is_free)
        with pytest.raises(StoreUnavailable):
            await stack.aclose()


async def test_a_change_of_tables_takes_its_time_whatever_the_role_is_told(store: Store, other: Any) -> None:
    """Behind a pooler the role has the limit of transactions, for `frontdesk migrate` too."""
    await other.execute(
        f'ALTER DATABASE "{await other.fetchval("SELECT current_database()")}" SET transaction_timeout = 500'
    )
    async with store.database.migrating() as link:
        await link.execute(text("SELECT pg_sleep(1)"))


async def _fall_silent(link: Any) -> None:
    """As a process that is stopped, or cut off, when the answer to its preparing has come."""
    raw = await link._connection.get_raw_connection()
    await raw.driver_connection.prepare("SELECT now()")


async def test_every_connection_is_set_up_for_many_that_share(store: Store) -> None:
    names = {
        "plan_cache_mode": "force_custom_plan",
        "idle_in_transaction_session_timeout": "5s",
        "lock_timeout": "1500ms",
        "transaction_timeout": "10s",
        "application_name": "frontdesk",
    }
    async with store.database.read() as link:
        found = {name: (await link.execute(text(f"SHOW {name}"))).scalar() for name in names}
    assert found == names


async def test_a_machine_that_is_gone_is_missed_within_seconds(store: Store) -> None:
    asked = text("SELECT name, reset_val FROM pg_settings WHERE name LIKE 'tcp_keepalives_%'")
    async with store.database.read() as link:
        found = {row.name: row.reset_val for row in await link.execute(asked)}
    assert found == {"tcp_keepalives_idle": "5", "tcp_keepalives_interval": "2", "tcp_keepalives_count": "3"}
