from __future__ import annotations

from typing import Any

import pytest

from frontdesk import Row
from frontdesk_server.importing.passing import Wish
from frontdesk_server.project import SourceSpec
from frontdesk_server.store import Store
from tests.server.importing.platforms import (
    ReadSource,
    names,
    place,
    problems,
    record,
    spec,
    syncing,
)

pytestmark = pytest.mark.anyio

WEEK = {"weekly": {"mon-fri": ["09:00-18:00"]}}
LATE = {"weekly": {"mon-fri": ["12:00-22:00"]}}


def shelf(id_: str, *rows: Row, **options: Any) -> SourceSpec:
    return spec(id_, ReadSource(*rows), **options)


async def read(store: Store, *specs: SourceSpec) -> None:
    sync = syncing(store, *specs)
    for found in specs:
        await sync.read(found, Wish())


async def told_by(store: Store, id_: str) -> dict[str, str]:
    found = await store.establishments.get(id_)
    assert found is not None
    return dict(found.told_by)


CRM = shelf("crm", place("a", "Etoile", phone="+33 1", code="C1"), place("b", "Garage", code="C2"))
HOURS = shelf("hours", place("9", "Other name", code="C1", phone="+33 9", opening_hours=WEEK), match="code")


async def test_each_field_is_of_the_first_source_that_tells_it(store: Store) -> None:
    await read(store, CRM, HOURS)
    found = await record(store, "a")

    assert (found["name"], found["phone"], found["opening_hours"]) == ("Etoile", "+33 1", WEEK)
    assert (await told_by(store, "a"))["opening_hours"] == "hours"
    assert (await told_by(store, "a"))["phone"] == "crm"
    assert await told_by(store, "b") == {}
    assert sorted(await names(store)) == ["a", "b"]


async def test_the_order_of_the_passes_does_not_count(store: Store) -> None:
    sync = syncing(store, CRM, HOURS)
    for found in (HOURS, CRM, HOURS):
        await sync.read(found, Wish())

    assert sorted(await names(store)) == ["a", "b"]
    assert (await record(store, "a"))["opening_hours"] == WEEK
    assert (await record(store, "a"))["name"] == "Etoile"


async def test_another_order_of_the_sources_puts_establishments_together_anew(store: Store) -> None:
    first = shelf("one", place("a", "One", phone="1"))
    second = shelf("two", place("a", "Two", phone="2"), match="id")
    await read(store, first, second)
    before = await names(store)
    swapped = shelf("two", place("a", "Two", phone="2"))
    await read(store, swapped, shelf("one", place("a", "One", phone="1"), match="id"))

    assert before == {"a": "One"}
    assert await names(store) == {"a": "Two"}


async def test_a_shop_of_the_same_name_is_another_shop(store: Store) -> None:
    await read(store, shelf("one", place("a", "Shop")), shelf("two", place("z", "Shop"), match="code"))

    assert sorted(await names(store)) == ["a", "z"]


async def test_the_same_id_is_refused_unless_the_source_matches_by_it(store: Store) -> None:
    one, two = shelf("one", place("a", "One")), shelf("two", place("a", "Two", phone="2"))
    await read(store, one, two)
    refused = await problems(store, "two"), "phone" in await record(store, "a")
    await read(store, one, shelf("two", place("a", "Two", phone="2"), match="id"))

    assert refused == (["FD763"], False)
    assert (await record(store, "a"))["phone"] == "2"
    assert (await record(store, "a"))["name"] == "One"


async def test_ids_count_more_than_codes(store: Store) -> None:
    mapped = shelf("hours", place("9", code="C1", opening_hours=WEEK), match="code", ids={"9": "b"})
    await read(store, CRM, mapped)

    assert "opening_hours" not in await record(store, "a")
    assert (await record(store, "b"))["opening_hours"] == WEEK


async def test_a_code_of_two_establishments_names_neither(store: Store) -> None:
    twins = shelf("crm", place("a", code="C1"), place("b", code="C1"))
    await read(store, twins, HOURS)

    assert await problems(store, "hours") == ["FD788"]
    assert sorted(await names(store)) == ["a", "b"]


async def test_a_source_tells_only_what_it_may(store: Store) -> None:
    sheet = shelf("sheet", place("a", "Sheet", phone="2", website="https://a.example"), match="id", only=["website"])
    await read(store, shelf("crm", place("a", "Etoile")), sheet)

    assert "phone" not in await record(store, "a")
    assert (await record(store, "a"))["website"] == "https://a.example"


async def test_a_source_that_creates_nobody_waits_for_one_that_does(store: Store) -> None:
    late = shelf("hours", place("9", code="C3", opening_hours=LATE), match="code", creates=False)
    await read(store, CRM, late)
    waiting = await problems(store, "hours"), sorted(await names(store))
    await read(store, shelf("crm", place("a"), place("b"), place("c", code="C3")), late)

    assert waiting == (["FD787"], ["a", "b"])
    assert (await record(store, "c"))["opening_hours"] == LATE


async def test_who_only_a_narrow_source_tells_of_is_retired(store: Store) -> None:
    narrow = shelf("sheet", place("a", phone="2"), place("b", phone="2"), match="id", only=["phone"])
    await read(store, shelf("crm", place("a"), place("b")), narrow)
    await read(store, shelf("crm", place("b")), narrow)
    gone = await store.establishments.get("a")

    assert sorted(await names(store)) == ["b"]
    assert gone is not None
    assert gone.retired


async def test_what_a_source_no_longer_tells_is_that_of_the_next(store: Store) -> None:
    second = shelf("two", place("a", phone="2"), place("b"), match="id")
    await read(store, shelf("one", place("a", phone="1"), place("b")), second)
    await read(store, shelf("one", place("a"), place("b")), second)

    assert (await record(store, "a"))["phone"] == "2"


async def test_hours_are_merged_by_kind_and_custom_fields_by_name(store: Store) -> None:
    one = shelf("one", place("a", hours={"delivery": WEEK}, custom={"wifi": "yes"}, groups=["north"]))
    two = shelf(
        "two",
        place(
            "a", hours={"delivery": LATE, "drive": LATE}, custom={"wifi": "no", "park": "2"}, groups=["big", "north"]
        ),
        match="id",
    )
    await read(store, one, two)
    found = await record(store, "a")

    assert found["hours"] == {"delivery": WEEK, "drive": LATE}
    assert found["custom"] == {"wifi": "yes", "park": "2"}
    assert found["groups"] == ["north", "big"]


async def test_an_establishment_is_out_of_date_as_long_as_one_of_its_sources_is(store: Store) -> None:
    one, two = shelf("one", place("a"), place("b")), shelf("two", place("a", phone="2"), match="id")
    sync = syncing(store, one, two)
    for found in (one, two):
        await sync.read(found, Wish())
    assert isinstance(two.source, ReadSource)
    two.source.broken = True
    await sync.read(two, Wish())
    await sync.read(one, Wish())
    stale = await store.establishments.get("a"), await store.establishments.get("b")
    two.source.broken = False
    await sync.read(two, Wish())
    mended = await store.establishments.get("a")

    assert [found.stale_since is None for found in stale if found] == [False, True]
    assert mended is not None
    assert mended.stale_since is None


async def test_a_source_under_a_new_name_takes_over_what_the_old_one_told(store: Store) -> None:
    await read(store, shelf("old", place("a", "Old", phone="1")))
    await read(store, shelf("new", place("a", "New")))

    assert await names(store) == {"a": "New"}
    assert "phone" not in await record(store, "a")


async def test_a_source_under_a_new_name_takes_over_by_its_ids_too(store: Store) -> None:
    ids = {"7": "a"}
    await read(store, shelf("old", place("7", "Old", phone="+33 1"), place("b"), ids=ids))
    await read(store, shelf("new", place("7", "New"), place("b"), ids=ids))
    taken_over = await record(store, "a")
    await read(store, shelf("new", place("b"), ids=ids))

    assert (taken_over["name"], "phone" in taken_over) == ("New", False)
    assert await names(store) == {"b": "Shop b"}
