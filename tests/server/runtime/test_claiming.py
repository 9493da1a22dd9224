"""Claiming: what goes out now, what is put off and for how long, what is dropped and why."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from frontdesk import (
    Channel,
    Draft,
    HttpCall,
    HttpReply,
    Limit,
    Message,
    Rate,
    Receipt,
    Settlement,
    Toggles,
    conversation_id,
)
from frontdesk_server.calling.ports import Lost
from frontdesk_server.runtime import Connections, Live, Runtime
from frontdesk_server.store import OutboxStatus, open_store
from frontdesk_server.store.values import Arrival, Lease, Role
from tests.databases import file_with_tables
from tests.server.runtime.house import (
    RECORD,
    House,
    NoSettings,
    Platform,
    RemoteChannel,
    TurnedClock,
    connections,
    engine,
    house,
    until,
)
from tests.server.runtime.scripted import SCRIPTED

pytestmark = pytest.mark.anyio


async def _reason(desk: House, contact: str = "ada") -> str | None:
    view = await desk.store.journal.conversation(desk.conversation("phone", contact))
    assert view is not None
    return view.messages[-1].detail


async def _put_off(desk: House, seconds: int) -> None:
    """Have the platform ask for so long a pause, by its answer to Bea."""
    desk.platform.turns.append(HttpReply(status=429, headers={"retry-after": str(seconds)}))
    await desk.take("phone", desk.said("hello", contact="bea"))
    await until(lambda: desk.platform.calls)
    await until(partial(_has, desk, OutboxStatus.PENDING))


async def _has(desk: House, status: OutboxStatus) -> bool:
    return bool(await desk.store.outbox.rows(status))


async def test_a_first_attempt_that_had_to_wait_is_looked_at_again(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        await _put_off(desk, 120)
        await desk.take("phone", desk.said("hello"))
        await until(desk.trace)
        await desk.store.toggles.set(["lyon"], Toggles(welcome=False), author="zoe")
        desk.clock.turn(seconds=121)
        assert await desk.settle() == {"Welcome to Lyon": "dropped"}
        assert await _reason(desk) == "switched_off"


async def test_a_text_whose_data_have_changed_is_rendered_again_however_short_its_wait(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        await _put_off(desk, 1)
        await desk.take("phone", desk.said("hello"))
        await until(desk.trace)
        await desk.store.establishments.sync("test", [{**RECORD, "name": "Lyon Centre"}])
        desk.clock.turn(seconds=1)
        assert await desk.settle() == {"Welcome to Lyon Centre": "sent"}


async def test_what_waits_for_an_establishment_that_is_gone_is_dropped_unless_people_wrote_it(tmp_path: Path) -> None:
    paris = {**RECORD, "id": "paris"}
    async with house(tmp_path, records=[RECORD, paris]) as desk:
        await _put_off(desk, 120)
        await desk.take("phone", desk.said("hello"), desk.replied("Just a moment"))
        await until(desk.trace)
        await desk.store.establishments.sync("test", [paris], complete=True)
        desk.clock.turn(seconds=121)
        assert await desk.settle() == {"Welcome to Lyon": "dropped", "Just a moment": "sent"}
        view = await desk.store.journal.conversation(desk.conversation("phone"))
    assert view is not None
    assert [m.detail for m in view.messages if m.status == "dropped"] == ["establishment_retired"]


async def test_a_message_whose_account_is_not_configured_is_looked_at_every_minute(tmp_path: Path) -> None:
    platform = Platform()
    async with house(tmp_path, platform=platform) as desk:
        platform.turns.append(HttpReply(status=503))
        await desk.take("phone", desk.said("hello"))
        await desk.settle()
    wired, clock = connections(), desk.clock
    clock.turn(seconds=5)
    alone = Connections(accounts={"site": wired.accounts["site"]}, channels={"site": wired.channels["site"]})
    async with house(tmp_path, wired=alone, platform=platform, clock=clock) as desk:
        await until(partial(_waits, desk, timedelta(minutes=1)))


def _learning() -> Connections:
    """Accounts as a process knows them that has not looked yet since another one connected the phone."""
    wired = connections()
    accounts, channels = Live({"site": wired.accounts["site"]}), Live({"site": wired.channels["site"]})

    async def learn() -> None:
        accounts.replace(wired.accounts)
        channels.replace(wired.channels)

    return Connections(accounts=accounts, channels=channels, learn=learn)


async def test_an_event_of_an_account_that_another_process_connected_a_moment_ago_is_decided(tmp_path: Path) -> None:
    async with house(tmp_path, wired=_learning()) as desk:
        hello = desk.said("hello")
        await desk.store.log.append([Arrival("phone", conversation_id("phone", hello.contact.address), hello)])
        await until(lambda: len(desk.platform.seen) == 1)
        assert await desk.store.dead.list() == []


async def test_a_message_of_an_account_that_another_process_connected_a_moment_ago_goes_out(tmp_path: Path) -> None:
    platform = Platform()
    async with house(tmp_path, platform=platform) as desk:
        platform.turns.append(HttpReply(status=503))
        await desk.take("phone", desk.said("hello"))
        await desk.settle()
    clock = desk.clock
    clock.turn(seconds=5)
    async with house(tmp_path, wired=_learning(), platform=platform, clock=clock):
        await until(lambda: len(platform.seen) == 1)


async def _waits(desk: House, wait: timedelta) -> bool:
    [row] = await desk.store.outbox.rows(OutboxStatus.PENDING)
    return row.not_before - desk.clock.now() == wait


async def test_an_account_sends_no_faster_than_its_rate(tmp_path: Path) -> None:
    wired = connections(account_rate=Rate(per_second=1, burst=2))
    async with house(tmp_path, wired=wired, brain=SCRIPTED) as desk:
        await desk.take("phone", *(desk.said("hello", contact=f"c{number}") for number in range(5)))
        for sent in (2, 3, 4):
            await until(lambda sent=sent: len(desk.platform.seen) == sent)
            assert await desk.runtime.sender.step(desk.runtime._holding.of(Role.SENDER)) == 0
            desk.clock.turn(seconds=1)


async def test_a_crowd_on_a_slow_account_does_not_hide_what_others_have_to_say(tmp_path: Path) -> None:
    wired = connections(account_rate=Rate(per_second=0.0001, burst=1))
    async with house(tmp_path, wired=wired, brain=SCRIPTED) as desk:
        await desk.take("phone", *(desk.said("hello", contact=f"c{number}") for number in range(200)))
        await desk.take("site", desk.said("hello"))
        await until(partial(_answered, desk))


async def _answered(desk: House) -> bool:
    return any(entry.get("text") == "re hello" for entry in await desk.stream())


class _Speechless(RemoteChannel):
    """A channel that cannot say one word."""

    def compose(self, message: Message) -> HttpCall:
        if message.text == "re bad":
            raise ZeroDivisionError("on purpose")
        return super().compose(message)


async def test_a_message_that_cannot_be_composed_is_dropped_and_holds_up_nobody(tmp_path: Path) -> None:
    wired = connections()
    channels: dict[str, Channel] = {**wired.channels, "phone": _Speechless("phone", NoSettings())}
    async with house(tmp_path, wired=replace(wired, channels=channels), brain=SCRIPTED) as desk:
        await desk.take("phone", desk.said("bad"), desk.said("good"))
        assert await desk.settle() == {"re bad": "dropped", "re good": "sent"}


class _Counting(RemoteChannel):
    """A channel that says which attempt it makes, and hears the same again with the answer."""

    def compose(self, message: Message) -> HttpCall:
        call = super().compose(message)
        return replace(call, body=json.dumps(json.loads(call.body) | {"attempt": str(message.attempt)}).encode())

    def read_reply(self, message: Message, reply: HttpReply) -> Receipt:
        return replace(super().read_reply(message, reply), platform_id=f"after {message.attempt}")


async def test_a_channel_knows_which_attempt_it_makes(tmp_path: Path) -> None:
    wired, platform = connections(), Platform()
    channels: dict[str, Channel] = {**wired.channels, "phone": _Counting("phone", NoSettings())}
    platform.turns.extend([HttpReply(status=503), HttpReply(status=503)])
    async with house(tmp_path, platform=platform, wired=replace(wired, channels=channels)) as desk:
        await desk.take("phone", desk.said("hello"))
        for made in (1, 2):
            await until(lambda made=made: len(platform.calls) == made)
            await until(partial(_has, desk, OutboxStatus.PENDING))
            desk.clock.turn(seconds=5)
        assert await desk.settle() == {"Welcome to Lyon": "sent"}
        view = await desk.store.journal.conversation(desk.conversation("phone", "ada"))
    assert [call["attempt"] for call in platform.calls] == ["0", "1", "2"]
    assert view is not None
    assert view.messages[-1].platform_id == "after 2"


async def test_a_part_that_a_shorter_text_no_longer_needs_is_dropped(tmp_path: Path) -> None:
    def fit(draft: Draft, *_: object, to: str, conversation: str) -> tuple[Message, ...]:
        keys = [draft.key, "f" * 32][: len(draft.text.split())]
        parts = zip(keys, draft.text.split(), strict=False)
        return tuple(Message(key=key, kind=draft.kind, text=text, to=to) for key, text in parts)

    brain = replace(
        SCRIPTED,
        fit=fit,
        is_stale=lambda _draft, _situation, _now: True,
        rerender=lambda draft, *_: (replace(draft, text="short"), ()),
    )
    platform = Platform()
    platform.turns.append(HttpReply(status=503))
    async with house(tmp_path, platform=platform, brain=brain) as desk:
        await desk.take("phone", desk.said("long"))
        await until(lambda: platform.calls)
        desk.clock.turn(seconds=5)
        assert await desk.settle() == {"short": "sent", "long": "dropped"}
        assert await _reason(desk) == "rendered_shorter"


LONG = """
frontdesk: 1
rules:
  - {name: words, on: message_received, do: [{send: "{{ establishment.name }}"}, {send: "And that is all."}]}
"""


async def _told_long(desk: House, before: str, after: str) -> None:
    """A text that waits, and is another one when its turn comes."""
    await desk.store.establishments.sync("test", [{**RECORD, "name": before}])
    await _put_off(desk, 120)
    await desk.take("phone", desk.said("hello"))
    await until(desk.trace)
    await desk.store.establishments.sync("test", [{**RECORD, "name": after}])
    desk.clock.turn(seconds=121)


@pytest.mark.parametrize(("before", "after"), [(1, 3), (2, 4), (3, 2), (3, 1), (1, 1)])
async def test_a_text_made_again_arrives_whole_in_however_many_parts(before: int, after: int, tmp_path: Path) -> None:
    old, new = (" ".join(f"{word}{n}" for n in range(30 * parts - 10)) for word, parts in (("o", before), ("n", after)))
    wired = connections(text=Limit(most=130))
    async with house(tmp_path, wired=wired, brain=engine(LONG)) as desk:
        await _told_long(desk, old, new)
        told = await desk.settle()
        shown = " ".join(desk.shown())
    assert sorted(shown.replace("And that is all.", "").split()) == sorted(new.split())
    assert set(told.values()) <= {"sent", "dropped"}


async def test_a_text_whose_first_part_was_sent_is_told_to_its_end_as_it_began(tmp_path: Path) -> None:
    old, new = (" ".join(f"{word}{n}" for n in range(50)) for word in ("o", "n"))
    wired = connections(text=Limit(most=130))
    async with house(tmp_path, wired=wired, brain=engine(LONG)) as desk:
        await desk.store.establishments.sync("test", [{**RECORD, "name": old}])
        desk.platform.turns.extend([HttpReply(status=200), HttpReply(status=503)])
        await desk.take("phone", desk.said("hello"))
        await until(lambda: len(desk.platform.calls) == 2)
        await desk.store.establishments.sync("test", [{**RECORD, "name": new}])
        desk.clock.turn(seconds=60)
        await desk.settle()
        shown = desk.shown()
    assert " ".join(shown[:-1]).split() == old.split()


async def test_what_may_have_arrived_is_not_called_dropped_when_it_is_given_up(tmp_path: Path) -> None:
    platform = Platform()
    platform.turns.append(Lost("timed out"))
    async with house(tmp_path, platform=platform, wired=connections(settled_by=Settlement.ECHO)) as desk:
        await desk.take("phone", desk.said("hello"))
        await until(partial(_has, desk, OutboxStatus.UNKNOWN))
        desk.clock.turn(minutes=11)
        assert await desk.settle() == {"Welcome to Lyon": "unknown"}
        assert await _reason(desk) == "deadline_passed"


async def test_a_clock_set_while_somebody_looks_makes_nothing_due(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, platform = TurnedClock(), Platform()
    platform.turns.append(Lost("timed out"))
    store = await open_store(file_with_tables(tmp_path / "desk.sqlite"), clock, alone=True)
    await store.establishments.sync("test", [RECORD])
    runtime = Runtime(store, SCRIPTED, connections(settled_by=Settlement.ECHO), platform)
    desk = House(store, runtime, platform, clock)
    await runtime.renew()
    workers, senders = map(runtime._holding.of, (Role.WORKER, Role.SENDER))
    await store.log.append([Arrival("phone", desk.conversation("phone"), desk.said("hello"))])
    await runtime.worker.step(workers)
    await runtime.sender.step(senders)
    await runtime.sender.finish(5)
    assert [len(await store.outbox.rows(OutboxStatus.UNKNOWN)), len(await store.timers.armed())] == [1, 1]

    look = store.outbox.due

    async def set_meanwhile(*asked: object) -> list[Lease]:
        clock.set(hours=3)
        return await look(*asked)  # type: ignore[arg-type]

    monkeypatch.setattr(store.outbox, "due", set_meanwhile)
    assert await runtime.sender.step(senders) == 0
    assert await runtime._fire_due(workers) == 0
    await runtime._mind_the_clock()
    clock.turn(seconds=1000)
    monkeypatch.undo()
    assert (await runtime.sender.step(senders), await runtime._fire_due(workers)) == (1, 1)
    await runtime.sender.finish(5)
    await store.close()
