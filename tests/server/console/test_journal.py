"""The journal: what was decided and why, live, filtered, within the scope; and why nothing came."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from frontdesk.model import Contact, MessageReceived
from frontdesk_server.store import Sought
from tests.server.console.house import House

PARIS = "fournil-croix-rousse"
MINIMES = "garage-minimes"
_count = count(1)


def write(
    home: House,
    text: str = "Bonjour",
    *,
    place: str = PARIS,
    account: str = "crm",
    contact: str = "+33612345678",
    **more: Any,
) -> None:
    """A contact writes, and it is decided."""
    take(home, MessageReceived(text=text, **common(home, place, contact), **more), account)


def common(home: House, place: str, contact: str = "+33612345678") -> dict[str, Any]:
    now = home.store.clock.now()
    return {
        "id": f"event-{next(_count)}",
        "contact": Contact(address=contact, full_name="Ada Lovelace"),
        "at": now,
        "received_at": now,
        "attributes": {"establishment": place},
    }


def take(home: House, event: Any, account: str = "crm") -> None:
    home.call(home.running.runtime.inbox.append, account, [event])
    home.call(_decided, home)


async def _decided(home: House) -> None:
    import asyncio

    while await home.store.ping():
        await asyncio.sleep(0)


def newest(home: House) -> int:
    (line,) = home.call(home.store.decisions.page, Sought(), limit=1)
    return int(line.number)


def text_of(answer: Any) -> str:
    """What a page says, without its tags."""
    assert answer.status_code == 200, answer.text
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).replace("&#39;", "'").split())


@pytest.fixture(scope="module")
def told(shared: House) -> Iterator[House]:
    shared.enter()
    write(shared)
    write(shared, place=MINIMES, contact="eve")
    write(shared, place="nowhere-at-all", contact="bob")
    yield shared


def test_the_list_tells_establishment_channel_decision_and_why(told: House) -> None:
    told.enter()
    page = text_of(told.get("/journal"))
    assert "Bakeries/welcome" in page or "Bakeries/absence" in page
    assert "crm" in page
    assert "No establishment" in page
