"""Matter for the tests of journal and conversations: contacts who write, and the decisions that follow."""

from __future__ import annotations

import asyncio
import re
from itertools import count
from typing import Any

from frontdesk.model import Contact, Event, MessageReceived
from frontdesk_server.store import DecisionLine, Sought
from tests.server.console.house import House

PARIS = "fournil-croix-rousse"
MINIMES = "garage-minimes"
ADA = "+33612345678"
_count = count(1)


def write(
    home: House, text: str = "Bonjour", *, place: str = PARIS, account: str = "crm", contact: str = ADA, **more: Any
) -> None:
    """A contact writes, and it is decided."""
    take(home, MessageReceived(text=text, **common(home, place, contact), **more), account)


def common(home: House, place: str, contact: str = ADA) -> dict[str, Any]:
    """What every event has."""
    now = home.store.clock.now()
    return {
        "id": f"event-{next(_count)}",
        "contact": Contact(address=contact, full_name="Ada Lovelace"),
        "at": now,
        "received_at": now,
        "attributes": {"establishment": place},
    }


def take(home: House, event: Event, account: str = "crm") -> None:
    """An event comes in, and is decided."""
    home.call(home.running.runtime.inbox.append, account, [event])
    home.call(decided, home)


async def decided(home: House) -> None:
    """Wait until everything that came is decided."""
    while await home.store.ping():  # noqa: ASYNC110 - the worker has no bell for us
        await asyncio.sleep(0)


def newest(home: House) -> DecisionLine:
    """The newest decision."""
    (line,) = home.call(home.store.decisions.page, Sought(), limit=1)
    return line


def text_of(answer: Any) -> str:
    """What a page says, without its tags."""
    assert answer.status_code in (200, 422), answer.text
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).replace("&#39;", "'").split())
