"""Releases: each number is made once, whoever makes it, and whoever comes second learns of it."""

from __future__ import annotations

import asyncio

import pytest

from frontdesk_server.store import Store
from frontdesk_server.store.audit import COMMAND_LINE, Change

pytestmark = pytest.mark.anyio
NOTED = Change(actor=COMMAND_LINE, action="release.applied", kind="release", subject="")


async def test_a_release_is_made_after_the_one_that_it_was_worked_out_from(store: Store) -> None:
    first = await store.releases.add_after(0, {"name": "a"}, author="ada", noted=NOTED)
    assert first is not None
    assert await store.releases.add_after(0, {"name": "b"}, author="bea", noted=NOTED) is None
    assert await store.releases.newest() == first
    assert [line.subject for line in await store.audit.list()] == ["1"]


async def test_of_several_at_once_one_makes_it(store: Store) -> None:
    made = await asyncio.gather(*(store.releases.add_after(0, {"name": name}, author=name) for name in "abcd"))
    [release] = [one for one in made if one is not None]
    assert await store.releases.newest() == release
    assert len(await store.releases.list()) == 1


async def test_of_several_that_make_one_whatever_the_last_one_was_each_does(store: Store) -> None:
    made = await asyncio.gather(*(store.releases.add({"name": name}, author=name) for name in "abcd"))
    assert sorted(release.number for release in made) == [1, 2, 3, 4]
