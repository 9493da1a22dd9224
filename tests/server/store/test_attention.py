"""What waits for somebody, on both databases."""

from __future__ import annotations

import pytest

from frontdesk_server.store import Store
from tests.server.store.matter import arrival, decide

pytestmark = pytest.mark.anyio


async def test_the_last_event_of_each_account_is_told(store: Store) -> None:
    assert await store.attention.last_events() == {}
    await decide(store, arrival("m1"))
    first = (await store.attention.last_events())["site"]
    await decide(store, arrival("m2", contact="bob"))
    await decide(store, arrival("m3", account="phone"))
    last = await store.attention.last_events()
    assert list(last) == ["phone", "site"]
    assert first <= last["site"] <= last["phone"]
