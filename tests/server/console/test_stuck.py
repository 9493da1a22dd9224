"""What is stuck: listed for those who may deal with it, sent again or given up once, written down."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert, update

from frontdesk.model import MessageReceived
from frontdesk_server.rights import Role
from frontdesk_server.store import OutboxStatus, Sought, codec
from frontdesk_server.store.forwarding import forward
from frontdesk_server.store.tables import dead as dead_letters
from frontdesk_server.store.tables import outbox
from tests.server.console.house import House
from tests.server.console.matter import MINIMES, PARIS, common, text_of, write


def parked(home: House, place: str = PARIS) -> str:
    """A message of which nobody knows whether it arrived; its key."""
    write(home, place=place, contact=f"contact of {place}")
    (line,) = home.call(home.store.decisions.page, Sought(establishment=place))
    view = home.call(home.store.decisions.get, line.number)
    assert view is not None
    key = view.messages[-1].key or ""
    home.call(_park, home, key)
    return key


async def _park(home: House, key: str) -> None:
    """As it stands once a call has broken off on a channel that tells nothing afterwards."""
    async with home.store.database.write() as link:
        await link.execute(update(outbox).where(outbox.c.key == key).values(status=OutboxStatus.PARKED.value))


def dead(home: House) -> int:
    """An event that could not be decided; its number."""
    return home.call(_bury, home)


async def _bury(home: House) -> int:
    event = MessageReceived(text="Bonjour", **common(home, PARIS))
    row: dict[str, Any] = {
        "number": 900_001,
        "conversation": "0" * 32,
        "account": "crm",
        "type": "MessageReceived",
        "event_id": event.id,
        "event": codec.dump_event(event),
        "error": "ValueError: <a rule> broke",
        "release": 1,
        "at": home.store.clock.now(),
    }
    async with home.store.database.write() as link:
        await link.execute(insert(dead_letters), [row])
    return 900_001


def test_what_waits_for_a_person_is_listed(home: House) -> None:
    home.enter(Role.PUBLISHER)
    key = parked(home)
    number = dead(home)
    page = home.get("/journal/stuck").text
    assert f"/stuck/messages/{key}" in page
    assert f"/stuck/events/{number}" in page
    assert "ValueError: &lt;a rule&gt; broke" in page


def test_a_message_is_given_up_once_and_it_is_written_down(home: House) -> None:
    home.enter(Role.PUBLISHER)
    key = parked(home)
    assert home.post(f"/journal/stuck/messages/{key}", {"do": "discard"}).status_code == 303
    assert home.post(f"/journal/stuck/messages/{key}", {"do": "discard"}).status_code == 404
    assert key not in home.get("/journal/stuck").text
    assert home.call(home.store.audit.list)[0].action == "message.given_up"


def test_a_message_is_sent_again_on_a_persons_word(home: House) -> None:
    home.enter(Role.PUBLISHER)
    key = parked(home)
    assert home.post(f"/journal/stuck/messages/{key}", {"do": "resend"}).status_code == 303
    assert not [row for row in home.call(home.store.outbox.rows, OutboxStatus.PARKED) if row.key == key]


def test_an_event_is_decided_again_or_given_up(home: House) -> None:
    home.enter(Role.PUBLISHER)
    number = dead(home)
    assert home.post(f"/journal/stuck/events/{number}", {"do": "replay"}).status_code == 303
    assert "tried again once" in text_of(home.get("/journal/stuck"))
    assert home.post(f"/journal/stuck/events/{number}", {"do": "discard"}).status_code == 303
    assert home.call(home.store.dead.count) == 0
    assert home.post(f"/journal/stuck/events/{number}", {"do": "discard"}).status_code == 404


def test_forwarding_that_is_behind_is_told_with_its_trouble(home: House) -> None:
    home.enter()
    home.call(_behind, home)
    page = text_of(home.get("/journal/stuck"))
    assert "Forwarding that is behind" in page
    assert "status 503" in page
    home.enter(groups={"garages"})
    assert "Forwarding" not in text_of(home.get("/journal/stuck"))


async def _behind(home: House) -> None:
    """As it stands once a call has not arrived."""
    now = home.store.clock.now()
    row = {"part": 0, "account": "crm", "key": "0" * 32, "body": "{}", "at": now, "attempts": 2, "not_before": now}
    async with home.store.database.write() as link:
        await link.execute(insert(forward), [row | {"detail": "status 503"}])


def test_an_editor_does_not_decide_over_what_is_stuck(home: House) -> None:
    home.enter(Role.EDITOR)
    assert home.get("/journal/stuck").status_code == 403
    assert home.post(f"/journal/stuck/messages/{'0' * 32}", {"do": "discard"}).status_code == 403


def test_a_scope_deals_with_its_own_messages_alone(home: House) -> None:
    own, other = parked(home, MINIMES), parked(home, PARIS)
    number = dead(home)
    home.enter(Role.ADMINISTRATOR, groups={"garages"})
    page = home.get("/journal/stuck").text
    assert own in page
    assert other not in page
    assert "ValueError" not in page
    assert home.post(f"/journal/stuck/messages/{other}", {"do": "discard"}).status_code == 404
    assert home.post(f"/journal/stuck/events/{number}", {"do": "discard"}).status_code == 404


@pytest.mark.parametrize("path", ["messages/x", "messages/" + "0" * 32, "events/0", "events/x", "events/" + "9" * 40])
def test_what_there_is_not_is_missing(shared: House, path: str) -> None:
    shared.enter()
    assert shared.post(f"/journal/stuck/{path}", {"do": "discard"}).status_code == 404
