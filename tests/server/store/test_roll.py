"""The roll, on either database: everybody by heart, and true after each sync."""

from __future__ import annotations

import pytest

from frontdesk_server.store import Store

pytestmark = pytest.mark.anyio


def place(id_: str, *groups: str, **more: object) -> dict[str, object]:
    return {"id": id_, "name": f"Shop {id_}", "groups": list(groups), **more}


async def groups(store: Store) -> dict[str, tuple[str, ...]]:
    return {id_: member.groups for id_, member in (await store.roll.current()).items() if not member.retired}


async def test_nobody_is_on_the_roll_of_an_empty_store(store: Store) -> None:
    assert await store.roll.current() == {}


async def test_the_roll_follows_who_comes_changes_and_goes(store: Store) -> None:
    await store.establishments.sync("file", [place("b"), place("a", "north")], complete=True)
    assert list((await groups(store)).items()) == [("a", ("north",)), ("b", ())]

    await store.establishments.sync("file", [place("a", "south"), place("c")], complete=True)
    assert await groups(store) == {"a": ("south",), "c": ()}
    assert (await store.roll.current())["b"].retired


async def test_the_roll_is_the_same_while_nothing_changes(store: Store) -> None:
    await store.establishments.sync("file", [place("a")], complete=True)
    first = await store.roll.current()

    await store.establishments.sync("file", [place("a")], complete=True)

    assert await store.roll.current() is first


async def test_a_second_process_sees_what_the_first_wrote(store: Store, url: str) -> None:
    from frontdesk_server.clock import SystemClock
    from frontdesk_server.store import open_store

    await store.establishments.sync("file", [place("a")], complete=True)
    await store.roll.current()
    other = await open_store(url, SystemClock(), partitions=4)
    await other.establishments.sync("other", [place("z")], complete=True)
    await other.close()

    assert set(await groups(store)) == {"a", "z"}


async def test_many_pages_are_one_roll(store: Store) -> None:
    await store.establishments.sync("file", [place(f"p-{at:04}") for at in range(2501)], complete=True)

    assert len(await store.roll.current()) == 2501


async def test_records_are_given_by_id_and_who_is_gone_is_left_out(store: Store) -> None:
    await store.establishments.sync("file", [place("b"), place("a", phone="1")], complete=True)

    found = await store.roll.records(["b", "a", "nobody"])

    assert [(record.id, '"phone":"1"' in record.record) for record in found] == [("a", True), ("b", False)]
    assert await store.roll.records([]) == []


async def test_records_tell_whose_they_are_and_that_nobody_confirmed_them_yet(store: Store) -> None:
    await store.establishments.sync("file", [place("a")], complete=True)

    (found,) = await store.roll.records(["a"])

    assert found.age == ("file", None)
