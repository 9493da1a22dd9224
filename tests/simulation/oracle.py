"""The oracle: what must hold of every seed, read from the store, from the contacts' eyes and from the pure engine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

from sqlalchemy import Select, select
from sqlalchemy.engine import Connection

from frontdesk import Event, TimerFired, conversation_id
from frontdesk_server.store import codec
from frontdesk_server.store.tables import conversation, dead, decision, message
from tests.simulation.engine import folded
from tests.simulation.house import CONTACTS, GRACE, START, Desk
from tests.simulation.platform import ACCOUNTS, TRANSIT, Seen

DECIDED_WITHIN = 20.0
"""An echo that was taken in so many seconds before is decided, whatever the machines went through."""
SAME_GRACE = GRACE - timedelta(seconds=2 * TRANSIT)
"""Grace is counted from the claim or from the call's end, and two calls may be on their way for different times."""


class Broken(AssertionError):  # noqa: N818 - what became of a promise
    """A promise that was not kept."""


def check(desk: Desk) -> None:
    """Raises `Broken` for the first promise that was not kept."""
    connection = desk.disk.reader
    _holds(not desk.loop.troubles, f"exceptions that nobody took: {desk.loop.troubles[:3]}")
    _holds(not connection.execute(select(dead)).all(), "an event went to the dead letters")
    for account in ACCOUNTS:
        for contact in CONTACTS:
            _agrees(desk, connection, account, contact)


def _agrees(desk: Desk, connection: Connection, account: str, contact: str) -> None:
    id_ = conversation_id(account, contact)
    accepted = desk.accepted[id_]
    row = connection.execute(select(conversation).where(conversation.c.id == id_)).first()
    if row is None:
        _holds(not accepted, f"events lost: {sorted(accepted)}")
        return
    events = _decided(connection, id_)
    _decided_once(desk, events, set(accepted))
    state, texts = folded(events, id_, START)
    _holds(row.version == state.version, f"an update was lost: version {row.version}, not {state.version}")
    _holds(codec.load_state(row.state) == state, f"decided on an old state: {row.state}")
    _holds(not state.timers, f"timers never fired: {state.timers}")
    said = connection.execute(_messages(id_)).all()
    _holds([one.text for one in said] == texts, f"decided {[one.text for one in said]}, not {texts}")
    seen = [one for one in desk.platform.seen[account] if one.to == contact]
    _CHECKS[account](desk, {one.text: one.status for one in said}, seen)
    desk.counts.decisions += len(events)
    desk.counts.fired += sum(isinstance(event, TimerFired) for event in events)
    desk.counts.parked += sum(one.status == "parked" for one in said)


def _decided(connection: Connection, id_: str) -> list[Event]:
    rows = connection.execute(
        select(decision.c.event).where(decision.c.conversation == id_).order_by(decision.c.number)
    )
    return [codec.load_event(row.event) for row in rows]


def _messages(id_: str) -> Select[tuple[str, str]]:
    return (
        select(message.c.text, message.c.status)
        .where(message.c.conversation == id_, message.c.direction == "out")
        .order_by(message.c.number)
    )


def _decided_once(desk: Desk, events: Sequence[Event], accepted: set[str]) -> None:
    ids = [event.id for event in events]
    _holds(len(set(ids)) == len(ids), f"decided twice: {ids}")
    outside = {event.id for event in events if not isinstance(event, TimerFired)}
    _holds(outside >= accepted, f"events lost: {sorted(accepted - outside)}")
    _holds(outside <= accepted, f"events from nowhere: {sorted(outside - accepted)}")


# What the contact saw, by how the account's messages are settled


def _with_key(desk: Desk, said: dict[str, str], seen: Sequence[Seen]) -> None:
    """Each once, in order."""
    shown = [one.text for one in seen if one.shown]
    _holds(shown == list(said), f"seen with key: {shown}, not {list(said)}")
    _holds(set(said.values()) <= {"sent"}, f"statuses with key: {said}")


def _with_echo(desk: Desk, said: dict[str, str], seen: Sequence[Seen]) -> None:
    """Each, in order; twice only where the echo did not come in time."""
    first = list(dict.fromkeys(one.text for one in seen))
    _holds(first == list(said), f"seen with echo: {first}, not {list(said)}")
    _holds(set(said.values()) <= {"sent"}, f"statuses with echo: {said}")
    for text in said:
        copies = [one for one in seen if one.text == text]
        desk.counts.doubles += len(copies) - 1
        for one, again in pairwise(copies):
            _may_be_repeated(one, again)


def _may_be_repeated(one: Seen, again: Seen) -> None:
    if again.stale or one.stale:
        return
    _holds(again.at - one.at >= SAME_GRACE, f"answered twice: {one.text!r} again after {again.at - one.at}")
    echoed = one.echoed is not None and again.second - one.echoed > DECIDED_WITHIN
    _holds(not echoed, f"answered twice: {one.text!r} again, its echo came in second {one.echoed}")


def _with_neither(desk: Desk, said: dict[str, str], seen: Sequence[Seen]) -> None:
    """Never twice, in order; what was not seen waits for a human."""
    texts = [one.text for one in seen]
    _holds(len(set(texts)) == len(texts), f"answered twice: {texts}")
    timely = [one.text for one in seen if not one.stale]
    _holds(timely == [text for text in said if text in timely], f"out of order: {timely}, not {list(said)}")
    unseen = {text: status for text, status in said.items() if text not in texts}
    _holds(set(unseen.values()) <= {"parked"}, f"never seen, and not parked: {unseen}")
    _holds(set(said.values()) <= {"sent", "parked"}, f"statuses with neither: {said}")


_CHECKS = {"key": _with_key, "echo": _with_echo, "none": _with_neither}


def _holds(what: bool, otherwise: str) -> None:
    if not what:
        raise Broken(otherwise)
