"""Webhooks of sources: durable before they are acknowledged, followed behind, and nothing of a stranger's."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import httpx2
import pytest
from starlette.applications import Starlette

from core.testkit.tests.parrot_source import HOOK
from frontdesk import WebhookRejected, WebhookRequest
from frontdesk_server.api.prefixes import Prefix
from frontdesk_server.api.source_webhooks import SourceWebhooks
from frontdesk_server.importing.syncing import SourceSync
from frontdesk_server.project.model import SourceDocument
from frontdesk_server.project.sources import SourceSpec
from frontdesk_server.store import Store
from frontdesk_testkit import Answer, Turn
from frontdesk_testkit.source_matter import record_of
from frontdesk_testkit.source_reading import NOW
from tests.server.calling.asking import Asked, asked

pytestmark = pytest.mark.anyio

LATER = datetime(2099, 1, 1, tzinfo=UTC)
SECRETS: Mapping[str, bytes] = {"hook": HOOK}


@dataclass
class House:
    """A parrot that is read, and tells of changes."""

    parrot: Asked
    sync: SourceSync
    store: Store

    @property
    def webhooks(self) -> tuple[WebhookRequest, WebhookRequest]:
        """One says that 1000 has changed, the other that 7 is gone."""
        changed, gone = self.parrot.server.dialect.told()
        return changed.request, gone.request

    async def names(self) -> dict[str, object]:
        found = [await self.store.establishments.get(str(1000 + n)) for n in range(3)]
        return {str(one.record["id"]): one.record["name"] for one in found if one is not None and not one.retired}

    def rename(self, name: str) -> None:
        records = self.parrot.server.dialect.records
        self.parrot.server.dialect.put([{**records[0], "name": name}, *records[1:]], LATER)

    def another(self) -> SourceSync:
        """The same sources, by a process that has just started."""
        return syncing(self.parrot, self.store)


def syncing(parrot: Asked, store: Store) -> SourceSync:
    spec = SourceSpec(id="parrot", source=parrot.source, document=SourceDocument(kind="parrot"))
    return SourceSync(store, [spec], store.clock, caller=parrot.caller, secrets=SECRETS.get)


@asynccontextmanager
async def house(store: Store) -> AsyncIterator[House]:
    async with asked(count=3) as parrot:
        sync = syncing(parrot, store)
        await sync.once()
        yield House(parrot, sync, store)


async def test_what_has_changed_is_fetched_behind(store: Store) -> None:
    async with house(store) as found:
        found.rename("Renamed")
        assert await found.sync.hear("parrot", found.webhooks[0])
        assert (await found.names())["1000"] != "Renamed"
        await found.sync.follow()
        assert (await found.names())["1000"] == "Renamed"
        calls = len(found.parrot.server.requests)
        await found.sync.follow()
        assert len(found.parrot.server.requests) == calls


async def test_what_is_gone_is_gone_at_once(store: Store) -> None:
    async with house(store) as found:
        dialect = found.parrot.server.dialect
        dialect.put([*dialect.records, {**record_of(2), "id": "7"}], LATER)
        await found.sync.now("parrot")
        await found.sync.hear("parrot", found.webhooks[1])
        seventh = await found.store.establishments.get("7")
        assert seventh is not None
        assert seventh.retired
        assert len(await found.names()) == 3


async def test_what_was_acknowledged_is_followed_after_a_crash(store: Store) -> None:
    async with house(store) as found:
        found.rename("Renamed")
        await found.sync.hear("parrot", found.webhooks[0])
        await found.another().follow()
        assert (await found.names())["1000"] == "Renamed"


async def test_the_same_said_many_times_is_one_call(store: Store) -> None:
    async with house(store) as found:
        before = len(found.parrot.server.requests)
        for _ in range(7):
            await found.sync.hear("parrot", found.webhooks[0])
        await found.sync.follow()
        assert len(found.parrot.server.requests) == before + 1


async def test_a_call_that_fails_makes_the_next_pass_due(store: Store) -> None:
    async with house(store) as found:
        await found.sync.look()
        await found.sync.asked()
        found.rename("Renamed")
        found.parrot.server.script(*[Turn(answer=Answer.ERROR, status=500)] * 5)
        await found.sync.hear("parrot", found.webhooks[0])
        await found.sync.follow()
        assert (await found.names())["1000"] != "Renamed"
        await found.sync.look()
        await found.sync.asked()
        assert (await found.names())["1000"] == "Renamed"


async def test_a_stranger_is_refused_and_leaves_nothing(store: Store) -> None:
    async with house(store) as found:
        calls = len(found.parrot.server.requests)
        with pytest.raises(WebhookRejected):
            await found.sync.hear("parrot", replace(found.webhooks[0], body=b'{"changed": "1001"}'))
        await found.sync.follow()
        assert len(found.parrot.server.requests) == calls
        assert not await found.sync.hear("nobody", found.webhooks[0])


# Over HTTP


@asynccontextmanager
async def client(found: House) -> AsyncIterator[httpx2.AsyncClient]:
    found.store.clock.now = lambda: NOW  # type: ignore[method-assign]
    webhooks = SourceWebhooks(found.sync.http_source, found.sync.hear, found.store.clock)
    transport = httpx2.ASGITransport(app=Starlette(routes=[Prefix("/sources", webhooks)]))
    async with httpx2.AsyncClient(transport=transport, base_url="http://desk.example") as http:
        yield http


async def test_a_webhook_is_acknowledged_at_the_address_of_its_source(store: Store) -> None:
    async with house(store) as found, client(found) as http:
        changed = found.webhooks[0]
        reply = await http.post("/sources/parrot", content=changed.body, headers=dict(changed.headers))
        assert reply.status_code == 200
        assert await found.sync._hearing.follow() == 1


REFUSALS = [
    ("POST", "/sources/parrot", b"{}", 403, "FD650"),
    ("POST", "/sources/nobody", b"{}", 404, "FD817"),
    ("GET", "/sources/parrot", b"", 405, "FD737"),
    ("POST", "/sources/parrot", b"x" * (1024 * 1024 + 1), 413, "FD726"),
]


async def test_a_webhook_that_is_none_is_refused(store: Store) -> None:
    async with house(store) as found, client(found) as http:
        for method, path, body, status, id_ in REFUSALS:
            reply = await http.request(method, path, content=body)
            assert (reply.status_code, reply.json()["id"]) == (status, id_)
