"""Decisions across conversations: filtered, in order, page by page, each within the scope of who asks."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from frontdesk import conversation_id
from frontdesk_server.clock import SystemClock
from frontdesk_server.rights import Scope
from frontdesk_server.store import Cursor, Sought, Store, open_store
from frontdesk_server.store.values import Decided, Entry, Origin, Settled, Work
from tests.databases import file_with_tables
from tests.server.store.matter import NOW, arrival, claim, decide, decided, entries, leases, outgoing

pytestmark = pytest.mark.anyio

NORTH = Scope(groups=frozenset({"north"}))
NOWHERE = Scope(groups=frozenset())


async def _decide(store: Store, name: str, *, place: str | None = "lyon", account: str = "site", **more: Any) -> Entry:
    """One event decided for an establishment; `summary` and `trace` may be given."""
    held, found = await entries(store, arrival(name, contact=name, account=account))
    summary = more.pop("summary", "welcome")
    effects = [_said(entry, place, summary, **more) for entry in found]
    async with store.batch(held) as batch:
        await batch.save(Work(done=found, fresh=found, decided=effects))
    return found[0]


def _said(entry: Entry, place: str | None, summary: str, **more: Any) -> Decided:
    said = decided(entry, *more.pop("saying", ()))
    return replace(
        said,
        decision=replace(said.decision, summary=summary),
        establishment=place,
        origin=Origin(contact=entry.event.contact),
        **more,
    )


async def _places(store: Store, **groups: Sequence[str]) -> None:
    records = [
        {"id": id_, "name": id_.title(), "timezone": "Europe/Paris", "groups": list(named)}
        for id_, named in groups.items()
    ]
    await store.establishments.sync("files", records)


async def _numbers(store: Store, sought: Sought | None = None, scope: Scope | None = None, **more: Any) -> list[int]:
    found = await store.decisions.page(sought or Sought(), scope=scope or Scope(), **more)
    return [line.number for line in found]


async def test_decisions_come_newest_first(store: Store) -> None:
    numbers = [(await _decide(store, name)).number for name in ("a", "b", "c")]
    assert await _numbers(store) == numbers[::-1]


async def test_pages_follow_one_another_without_gap_or_overlap(store: Store) -> None:
    held, found = await entries(store, *(arrival(str(n), contact=str(n)) for n in range(7)))
    async with store.batch(held) as batch:  # all at one instant: the number alone tells them apart
        await batch.save(Work(done=found, fresh=found, decided=[decided(entry) for entry in found]))
    seen: list[int] = []
    cursor: Cursor | None = None
    while page := await store.decisions.page(Sought(), limit=2, before=cursor):
        seen += [line.number for line in page]
        cursor = page[-1].cursor
    assert seen == sorted((entry.number for entry in found), reverse=True)


async def test_a_line_names_establishment_zone_contact_and_why(store: Store) -> None:
    await _places(store, lyon=())
    await _decide(store, "ada")
    (line,) = await store.decisions.page(Sought())
    assert (line.name, line.timezone, line.contact, line.account) == ("Lyon", "Europe/Paris", "ada", "site")
    assert [found.id for found in line.trace] == ["rule_held"]


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        (Sought(establishment="lyon"), ["a", "c", "d"]),
        (Sought(account="phone"), ["c"]),
        (Sought(summary="nothing"), ["b", "d"]),
        (Sought(establishment="lyon", summary="nothing"), ["d"]),
        (Sought(establishment="lyon", account="phone"), ["c"]),
        (Sought(account="site", summary="nothing"), ["b", "d"]),
        (Sought(establishment="lyon", account="site", summary="welcome"), ["a"]),
        (Sought(account="phone", summary="nothing"), []),
    ],
)
async def test_all_filters_hold_together(store: Store, sought: Sought, found: list[str]) -> None:
    made = {
        "a": await _decide(store, "a"),
        "b": await _decide(store, "b", place="nice", summary="nothing"),
        "c": await _decide(store, "c", account="phone"),
        "d": await _decide(store, "d", summary="nothing"),
    }
    assert await _numbers(store, sought) == [made[name].number for name in reversed(found)]


async def test_a_period_begins_with_its_first_instant_and_ends_before_its_last(store: Store) -> None:
    await _decide(store, "a")
    (line,) = await store.decisions.page(Sought())
    assert await _numbers(store, Sought(since=line.at)) == [line.number]
    assert await _numbers(store, Sought(until=line.at)) == []
    assert await _numbers(store, Sought(since=line.at + timedelta(microseconds=1))) == []


async def test_what_could_not_be_sent_is_found(store: Store) -> None:
    await _decide(store, "a", saying=[outgoing("a", to="a")])
    failed = await _decide(store, "b", saying=[outgoing("b", to="b")])
    view = await store.decisions.get(failed.number)
    assert view is not None
    key = view.messages[-1].key or ""
    await claim(store)
    await store.outbox.settle([Settled(key, 1, "failed", detail="400")])
    assert await _numbers(store, Sought(unsent=True)) == [failed.number]
    assert await _numbers(store, Sought(unsent=True, establishment="nice")) == []


@pytest.mark.parametrize("few", [500, 0])
async def test_a_scope_sees_its_own_establishments_alone(
    store: Store, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frontdesk_server.store.decisions.FEW", few)  # both ways to walk
    await _places(store, lyon=["north", "big"], nice=["south"], lille=["north"])
    lyon, lille = await _decide(store, "a"), await _decide(store, "c", place="lille")
    await _decide(store, "b", place="nice")
    await _decide(store, "d", place=None)
    assert await _numbers(store, scope=NORTH) == [lille.number, lyon.number]
    assert await _numbers(store, scope=Scope(groups=frozenset({"north", "big"}))) == [lille.number, lyon.number]
    assert await _numbers(store, scope=NOWHERE) == []
    assert await _numbers(store, Sought(establishment="nice"), scope=NORTH) == []
    assert await _numbers(store, scope=NORTH, limit=1) == [lille.number]


async def test_a_decision_of_another_scope_is_not_there(store: Store) -> None:
    await _places(store, lyon=["north"], nice=["south"])
    own, other = await _decide(store, "a"), await _decide(store, "b", place="nice")
    unresolved = await _decide(store, "c", place=None)
    assert await store.decisions.get(own.number, scope=NORTH) is not None
    assert await store.decisions.get(other.number, scope=NORTH) is None
    assert await store.decisions.get(unresolved.number, scope=NORTH) is None
    assert await store.decisions.get(unresolved.number) is not None


async def test_a_decision_tells_its_messages_their_state_and_attempts(store: Store) -> None:
    entry = await decide(store, arrival(), saying=[outgoing("a")])
    view = await store.decisions.get(entry.number)
    assert view is not None
    said = view.messages[-1]
    assert (said.status, said.attempts, list(view.next_attempts)) == ("pending", 0, [said.key])
    await store.outbox.settle([Settled(said.key or "", 3, "sent", platform_id="wamid.1")])
    again = await store.decisions.get(entry.number)
    assert again is not None
    assert [(m.direction, m.status, m.attempts) for m in again.messages] == [("in", "received", 0), ("out", "sent", 3)]
    assert again.next_attempts == {}


async def test_what_came_after_a_cursor_is_told_once(store: Store) -> None:
    await _places(store, lyon=["north"], nice=["south"])
    await _decide(store, "a")
    newest = await store.decisions.newest()
    assert newest is not None
    assert await store.decisions.after(newest, Sought()) == []
    later = [(await _decide(store, name, place=place)).number for name, place in (("b", "nice"), ("c", "lyon"))]
    assert [line.number for line in await store.decisions.after(newest, Sought())] == later[::-1]
    assert [line.number for line in await store.decisions.after(newest, Sought(), scope=NORTH)] == [later[1]]


def test_a_cursor_survives_its_text_and_nothing_else_is_one() -> None:
    assert Cursor.numbered(Cursor(NOW, 12).text) == Cursor(NOW, 12)
    id_ = conversation_id("site", "ada")
    assert Cursor.identified(Cursor(NOW, id_).text) == Cursor(NOW, id_)
    assert [Cursor.numbered(text) for text in ("", "x", "1", "1-", "-1-2", "1-2-3", f"1-{id_}", "9" * 30)] == [None] * 8
    assert Cursor.identified("1-2") is None


@pytest.fixture
async def embedded(tmp_path: Path) -> AsyncIterator[Store]:
    """A store on SQLite: PostgreSQL plans by what its tables hold."""
    opened = await open_store(file_with_tables(tmp_path / "plans.sqlite"), SystemClock())
    yield opened
    await opened.close()


@contextmanager
def _plans() -> Iterator[list[str]]:
    """What SQLite does for each statement in the block."""
    plans: list[str] = []

    def looked(_connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if "EXPLAIN" not in statement and "FROM decision" in statement:
            asking = cursor.connection.cursor()
            rows = asking.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
            plans.extend(str(row[3]) for row in rows)

    event.listen(Engine, "before_cursor_execute", looked)
    try:
        yield plans
    finally:
        event.remove(Engine, "before_cursor_execute", looked)


@pytest.mark.parametrize(
    ("sought", "index"),
    [
        (Sought(), "ix_decision_at"),
        (Sought(since=NOW, until=NOW), "ix_decision_at"),
        (Sought(establishment="lyon", account="site", summary="welcome"), "ix_decision_establishment"),
        (Sought(establishment="lyon", since=NOW), "ix_decision_establishment"),
        (Sought(account="site"), "ix_decision_account"),
        (Sought(summary="welcome", until=NOW), "ix_decision_summary"),
        (Sought(account="site", summary="welcome"), "ix_decision_account_summary"),
    ],
)
@pytest.mark.parametrize("scope", [Scope(), NORTH])
async def test_each_filter_walks_its_own_index_and_sorts_no_more_than_a_page(
    embedded: Store, sought: Sought, index: str, scope: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frontdesk_server.store.decisions.FEW", -1)
    with _plans() as plans:
        await embedded.decisions.page(sought, scope=scope, before=Cursor(NOW, 9))
    walks = [plan for plan in plans if "decision" in plan and "ix_" in plan]
    assert any(f"{index} " in plan for plan in walks), plans
    assert not [plan for plan in plans if plan.startswith("SCAN decision") and "INDEX" not in plan], plans


async def test_a_scope_of_few_establishments_asks_each_by_its_own_index(embedded: Store) -> None:
    with _plans() as plans:
        await embedded.decisions.page(Sought(), scope=NORTH)
    assert any("CORRELATED" in plan for plan in plans), plans
    assert any("ix_decision_establishment" in plan for plan in plans), plans
    assert not [plan for plan in plans if plan.startswith("SCAN") and "decision" in plan], plans


async def test_conversations_are_found_by_a_part_of_name_or_address_within_the_scope(store: Store) -> None:
    await _places(store, lyon=["north"], nice=["south"])
    await _decide(store, "Ada")
    await _decide(store, "adèle", place="nice")

    async def found(search: str, **more: Any) -> list[str]:
        return [line.contact for line in await store.journal.conversations(search=search, **more)]

    assert await found("ADE") == ["adèle"]
    assert sorted(await found("ad")) == ["Ada", "adèle"]
    assert await found("ad", scope=NORTH) == ["Ada"]
    assert await found("ad%") == []
    assert await store.journal.conversation(conversation_id("site", "adèle"), scope=NORTH) is None


async def test_those_who_wait_for_an_answer_are_listed_alone(store: Store) -> None:
    await _decide(store, "ada", awaiting=NOW)
    await _decide(store, "eve")
    (line,) = await store.journal.conversations(awaiting=True)
    assert (line.contact, line.awaiting) == ("ada", NOW)
    async with store.batch(await leases(store)) as batch:
        known = await batch.known([line.id])
    assert known[line.id].awaiting == NOW


async def test_pages_of_conversations_of_one_instant_neither_skip_nor_repeat(store: Store) -> None:
    for name in "abcde":
        await _decide(store, name)
    seen: list[str] = []
    cursor: Cursor | None = None
    while page := await store.journal.conversations(limit=2, before=cursor):
        seen += [line.contact for line in page]
        cursor = Cursor(page[-1].at, page[-1].id)
    assert sorted(seen) == list("abcde")
