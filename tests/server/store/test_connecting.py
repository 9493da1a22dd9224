"""Connections made in the console, on both databases: versions, the counter, secrets, and what passes gave."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from frontdesk import Diagnostic
from frontdesk_server.store import Store
from frontdesk_server.store.audit import Actor, Change
from frontdesk_server.store.connecting import ConnectionKind, Sealed, SourcePass

pytestmark = pytest.mark.anyio

ACCOUNT, SOURCE = ConnectionKind.ACCOUNT, ConnectionKind.SOURCE
CHANGE = Change(actor=Actor(name="Odile"), action="account.created", kind="account", subject="shop")
DOCUMENT = {"id": "shop", "channel": "webhook", "settings": {"secrets": ["store:a"]}}


async def test_a_connection_is_found_as_it_was_saved_last(store: Store) -> None:
    connections = store.connections
    assert await connections.create(ACCOUNT, "shop", DOCUMENT, CHANGE)
    assert await connections.save(ACCOUNT, "shop", DOCUMENT | {"channel": "web"}, CHANGE, expected=1)
    found = await connections.get(ACCOUNT, "shop")
    assert found is not None
    assert (found.version, found.document["channel"], found.author) == (2, "web", "Odile")
    assert await connections.get(SOURCE, "shop") is None
    assert list(await connections.list()) == [found]


async def test_an_id_is_there_once_for_each_kind(store: Store) -> None:
    assert await store.connections.create(ACCOUNT, "shop", DOCUMENT, CHANGE)
    assert not await store.connections.create(ACCOUNT, "shop", DOCUMENT, CHANGE)
    assert await store.connections.create(SOURCE, "shop", {"kind": "files"}, CHANGE)


async def test_who_comes_late_changes_nothing(store: Store) -> None:
    await store.connections.create(ACCOUNT, "shop", DOCUMENT, CHANGE, Sealed(kept={"a": "token"}))
    late = Sealed(kept={"b": "other"}, forgotten=frozenset({"a"}))
    assert not await store.connections.save(ACCOUNT, "shop", {}, CHANGE, expected=7, secrets=late)
    assert await store.secrets.all() == {"a": "token"}
    assert len(await store.audit.list()) == 1


async def test_the_counter_rises_with_each_change(store: Store) -> None:
    seen = [await store.connections.number()]
    await store.connections.create(ACCOUNT, "shop", DOCUMENT, CHANGE)
    seen.append(await store.connections.number())
    await store.connections.save(ACCOUNT, "shop", DOCUMENT, CHANGE, expected=1)
    seen.append(await store.connections.number())
    await store.connections.remove(ACCOUNT, "shop", CHANGE)
    seen.append(await store.connections.number())
    assert not await store.connections.remove(ACCOUNT, "shop", CHANGE)
    seen.append(await store.connections.number())
    assert seen == [0, 1, 2, 3, 3]


async def test_secrets_go_with_what_they_belong_to(store: Store) -> None:
    await store.connections.create(ACCOUNT, "shop", DOCUMENT, CHANGE, Sealed(kept={"a": "token", "b": "token"}))
    lines = await store.connections.secrets()
    assert {name: line.author for name, line in lines.items()} == {"a": "Odile", "b": "Odile"}
    await store.connections.remove(ACCOUNT, "shop", CHANGE, Sealed(forgotten=frozenset({"a"})))
    assert await store.secrets.all() == {"b": "token"}


async def test_the_last_pass_over_a_source_is_remembered_with_its_problems(store: Store) -> None:
    at = datetime(2026, 3, 4, tzinfo=UTC)
    problem = Diagnostic(id="FD622", params={"source": "shop", "row": 3}, path="rows[3]", file="shops.csv", line=4)
    await store.connections.note_pass(SourcePass(source="shop", at=at, read=True, records=5, added=5))
    last = SourcePass(source="shop", at=at, read=False, problems=(problem,))
    await store.connections.note_pass(last)
    assert await store.connections.passes() == {"shop": last}


async def test_what_is_stale_is_found_without_reading_every_record(store: Store) -> None:
    wanted = "SELECT source, min(stale_since) FROM establishment WHERE stale_since IS NOT NULL GROUP BY source"
    plan = "EXPLAIN QUERY PLAN " if store.database.embedded else "EXPLAIN "
    async with store.database.write() as link:
        if not store.database.embedded:
            await link.execute(text("SET LOCAL enable_seqscan = off"))
        told = "\n".join(str(row) for row in await link.execute(text(plan + wanted)))
    assert "ix_establishment_stale" in told


async def test_sources_keep_the_order_in_which_they_were_made_and_moved(store: Store) -> None:
    connections = store.connections
    for id_ in ("c", "a", "b"):
        await connections.create(SOURCE, id_, {"kind": "files"}, CHANGE)
    assert await connections.move("b", -1, CHANGE)
    assert [one.id for one in await connections.list()] == ["c", "b", "a"]
    assert not await connections.move("c", -1, CHANGE)
    assert not await connections.move("nobody", 1, CHANGE)
    await connections.remove(SOURCE, "c", CHANGE)
    await connections.create(SOURCE, "c", {"kind": "files"}, CHANGE)
    assert [one.id for one in await connections.list()] == ["b", "a", "c"]


async def test_sources_of_a_database_without_an_order_count_by_their_ids_and_new_ones_behind(store: Store) -> None:
    for id_ in ("c", "b"):
        await store.connections.create(SOURCE, id_, {"kind": "files"}, CHANGE)
    async with store.database.write() as link:
        await link.execute(text("DELETE FROM meta WHERE name = 'source_order'"))
    await store.connections.create(SOURCE, "a", {"kind": "files"}, CHANGE)
    assert [one.id for one in await store.connections.list()] == ["b", "c", "a"]
