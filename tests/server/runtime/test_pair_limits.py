"""Limits between an account and one contact: they put off that contact alone, and neither lose nor reorder anything."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from hashlib import blake2b
from pathlib import Path

import pytest

from frontdesk import Capabilities, Draft, Event, HttpReply, Message, Rate
from frontdesk_server.runtime.admission import FAILURES
from frontdesk_server.store import OutboxStatus
from tests.server.runtime.house import House, connections, house, until
from tests.server.runtime.scripted import SCRIPTED

pytestmark = pytest.mark.anyio

EVERY_SIX = Rate(per_second=1 / 6, burst=1)


def _parts(draft: Draft, capabilities: Capabilities, *, to: str, conversation: str = "") -> tuple[Message, ...]:
    """A message for each word, as of a text that the channel cannot hold whole."""
    keys = [draft.key, *(blake2b(f"{draft.key}{n}".encode(), digest_size=16).hexdigest() for n in range(9))]
    words = zip(keys, draft.text.split(), strict=False)
    return tuple(Message(key=key, kind=draft.kind, text=word, to=to, conversation=conversation) for key, word in words)


PARTS = replace(SCRIPTED, fit=_parts)


def _refused(seconds: int) -> HttpReply:
    return HttpReply(status=429, headers={"retry-after": str(seconds), "pair": "yes"})


async def _waits(desk: House, number: int) -> bool:
    return len(await desk.store.outbox.rows(OutboxStatus.PENDING)) == number


async def _are_put_off(desk: House, number: int) -> bool:
    rows = await desk.store.outbox.rows(OutboxStatus.PENDING)
    return len([row for row in rows if row.not_before > desk.clock.now()]) == number


def _has_shown(desk: House, number: int) -> bool:
    return len(desk.shown()) == number


async def test_the_parts_of_one_message_keep_their_distance_and_their_order(tmp_path: Path) -> None:
    async with house(tmp_path, wired=connections(contact_rate=EVERY_SIX), brain=PARTS) as desk:
        await desk.take("phone", desk.said("one two"))
        for shown in (1, 2, 3):
            await until(partial(_has_shown, desk, shown))
            await desk.settle()
            assert len(desk.shown()) == shown
            desk.clock.turn(seconds=6.1)
        assert desk.shown() == ["re", "one", "two"]


async def test_a_part_that_the_pair_limit_refuses_is_sent_later_and_before_those_after_it(tmp_path: Path) -> None:
    async with house(tmp_path, brain=PARTS) as desk:
        desk.platform.turns.extend([HttpReply(status=200), _refused(6), _refused(6)])
        await desk.take("phone", desk.said("one two"), desk.said("three"))
        for _ in range(3):
            await desk.settle()
            desk.clock.turn(seconds=6.1)
        await desk.settle()
        assert desk.shown() == ["re", "one", "two", "re", "three"]


async def test_the_others_on_the_account_are_written_to_meanwhile(tmp_path: Path) -> None:
    async with house(tmp_path, brain=SCRIPTED) as desk:
        desk.platform.turns.append(_refused(3600))
        await desk.take("phone", desk.said("hello"))
        await until(partial(_waits, desk, 1))
        await desk.take("phone", desk.said("hello", contact="bea"))
        await until(partial(desk.shown, "bea"))
        [row] = await desk.store.outbox.rows(OutboxStatus.PENDING)
        assert row.not_before == desk.clock.now() + timedelta(hours=1)
        assert await desk.store.outbox.notes() == {}


async def test_contacts_written_to_too_often_do_not_make_the_account_fail(tmp_path: Path) -> None:
    async with house(tmp_path, brain=SCRIPTED) as desk:
        desk.platform.turns.extend([_refused(3600)] * FAILURES)
        await desk.take("phone", *(desk.said("hello", contact=f"c{number}") for number in range(FAILURES)))
        await until(partial(_waits, desk, FAILURES))
        await desk.take("phone", desk.said("hello"))
        await until(desk.shown)


async def test_a_contact_has_one_limit_however_many_conversations_it_has(tmp_path: Path) -> None:
    def at(place: str, event: Event) -> Event:
        return replace(event, attributes={"establishment": place})

    rate = Rate(per_second=1 / 6, burst=2)
    async with house(tmp_path, wired=connections(contact_rate=rate), brain=SCRIPTED) as desk:
        desk.platform.turns.append(_refused(60))
        await desk.take("phone", at("lyon", desk.said("hello")))
        await until(partial(_waits, desk, 1))
        await desk.take("phone", at("nice", desk.said("there")))
        # Our own count would have had one left; the platform's has none.
        await until(partial(_are_put_off, desk, 2))
        assert len(desk.platform.calls) == 1
        desk.clock.turn(seconds=6.1)
        await until(lambda: desk.shown() == ["re there"])
