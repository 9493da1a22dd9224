"""Texts that no database takes: they cost their own row at most, and mostly nothing but themselves."""

from __future__ import annotations

import pytest

from frontdesk import Row, row_of
from frontdesk_server.importing.passing import Outcome, Wish
from frontdesk_server.store import Store
from tests.server.importing.platforms import ReadSource, names, place, record, spec, syncing

pytestmark = pytest.mark.anyio

HALF = "caf\ud83d"
"""Half a character: JSON may say `\\ud83d` and nothing behind it."""


async def read(store: Store, *rows: Row) -> Outcome:
    one = spec("shop", ReadSource(*rows), match="code")
    return await syncing(store, one).read(one, Wish())


@pytest.mark.parametrize("field", ["brand", "code", "phone"])
async def test_half_a_character_is_replaced_and_loses_nobody(store: Store, field: str) -> None:
    outcome = await read(store, place("a"), place("b", **{field: HALF}), place("c"))

    assert outcome.read
    assert sorted(await names(store)) == ["a", "b", "c"]
    assert (await record(store, "b"))[field] == "caf\ufffd"


async def test_half_a_character_in_a_field_of_its_own_and_in_a_group_loses_nobody(store: Store) -> None:
    await read(store, place("a", custom={HALF: HALF}, groups=[HALF, "g\x00"]))

    assert list((await record(store, "a"))["custom"].values()) == ["caf\ufffd"]


async def test_a_code_with_a_zero_in_it_loses_nobody(store: Store) -> None:
    outcome = await read(store, place("a", code="c\x001"), place("b"))

    assert outcome.read
    assert sorted(await names(store)) == ["a", "b"]


@pytest.mark.parametrize("id_", [HALF, "a\x00b"])
async def test_an_id_that_cannot_be_kept_costs_its_own_row(store: Store, id_: str) -> None:
    row = row_of({"id": id_, "name": "Shop"})
    outcome = await read(store, row, place("b"))

    assert row.id is None
    assert outcome.read
    assert [found.id for found in outcome.problems] == ["FD607"]
    assert await names(store) == {"b": "Shop b"}
