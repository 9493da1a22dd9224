"""Damage is contained: one bad event, row, reply or account costs itself, and nothing beside it waits."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from frontdesk import (
    ConfigError,
    Contact,
    DeliveryStatus,
    DeliveryUpdated,
    Draft,
    HttpReply,
    Message,
    MessageReceived,
    Outcome,
    Receipt,
    Settlement,
    TraceLine,
)
from frontdesk_server.runtime import Connections, Runtime
from frontdesk_server.store import OutboxStatus, Store, StoreUnavailable, postgresql
from frontdesk_server.store.leases import Leases
from frontdesk_server.store.outbox import Claiming
from frontdesk_server.store.tables import metadata
from frontdesk_server.store.values import Lease, Role
from tests.server.runtime.house import (
    RECORD,
    House,
    NoSettings,
    Platform,
    RemoteChannel,
    connections,
    house,
    until,
)
from tests.server.runtime.scripted import SCRIPTED
from tests.server.runtime.shared_house import opened

pytestmark = pytest.mark.anyio


def _report(desk: House, key: str) -> DeliveryUpdated:
    now = desk.clock.now()
    return DeliveryUpdated(
        id=f"report {key}",
        contact=Contact(address="ada"),
        at=now,
        received_at=now,
        status=DeliveryStatus.SENT,
        key=key,
    )


@pytest.mark.parametrize("key", ["", "5f0c", "not hex", "F" * 32, "f" * 80, "\U0001f600" * 32])
async def test_a_report_with_a_key_that_cannot_be_ours_is_ignored(tmp_path: Path, key: str) -> None:
    async with house(tmp_path, brain=SCRIPTED) as desk:
        await desk.take("phone", _report(desk, key), desk.said("hello"))
        assert await desk.settle() == {"re hello": "sent"}
        assert await desk.store.dead.count() == 0


async def test_an_event_that_cannot_be_written_goes_to_the_dead_letters(tmp_path: Path) -> None:
    def decide(event: object, situation: object, now: object) -> object:
        decision = SCRIPTED.decide(event, situation, now)  # type: ignore[arg-type]
        return replace(decision, summary="\ud800") if getattr(event, "text", "") == "bad" else decision

    async with house(tmp_path, brain=replace(SCRIPTED, decide=decide)) as desk:  # type: ignore[arg-type]
        await desk.take("phone", desk.said("one"), desk.said("bad"), desk.said("two"))
        assert await desk.settle() == {"re one": "sent", "re two": "sent"}
        [letter] = await desk.store.dead.list()
        assert "surrogates not allowed" in letter.error


@pytest.mark.parametrize(
    "wrong",
    [{"text": None}, {"attributes": {"page": None}}, {"raw": None}, {"contact": Contact(address=None)}],  # type: ignore[arg-type]
)
async def test_what_an_adapter_took_for_text_harms_its_own_caller_alone(
    tmp_path: Path, wrong: dict[str, object]
) -> None:
    """It could be kept, and never be read again: nothing that is read with it would be decided."""
    async with house(tmp_path, brain=SCRIPTED) as desk:
        with pytest.raises(ValueError, match="validation error"):
            await desk.take("phone", replace(desk.said("bad"), **wrong))  # type: ignore[arg-type]
        await desk.take("phone", desk.said("two"))
        assert await desk.settle() == {"re two": "sent"}


async def test_an_event_goes_to_the_dead_letters_whatever_the_error_says(tmp_path: Path) -> None:
    def decide(event: object, *more: object) -> object:
        if getattr(event, "text", "") == "bad":
            raise FileNotFoundError("caf\udce9.csv")  # as Python spells a file's name that is no UTF-8
        return SCRIPTED.decide(event, *more)  # type: ignore[arg-type]

    async with house(tmp_path, brain=replace(SCRIPTED, decide=decide)) as desk:  # type: ignore[arg-type]
        await desk.take("phone", desk.said("bad"), desk.said("two"))
        assert await desk.settle() == {"re two": "sent"}
        assert [letter.error for letter in await desk.store.dead.list()] == ["FileNotFoundError: caf?.csv"]


@pytest.mark.services
async def test_what_takes_too_long_to_decide_together_is_decided_in_smaller_batches(
    shared_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the database would end the transaction of the same batch again and again, and nothing would go on."""

    def decide(*asked: Any) -> Any:
        time.sleep(0.02)
        return SCRIPTED.decide(*asked)

    settings = postgresql._SETTINGS["server_settings"]
    monkeypatch.setitem(settings, "idle_in_transaction_session_timeout", "300")
    async with opened(shared_database, migrate=True) as store:
        runtime = Runtime(store, replace(SCRIPTED, decide=decide), connections(), Platform())
        desk = House(store, runtime, Platform(), store.clock)  # type: ignore[arg-type]
        taking_in = asyncio.create_task(runtime.inbox.run())
        await desk.take("phone", *(desk.said("hello", contact=f"c{number}") for number in range(40)))
        leases = await store.leases(Role.WORKER, "me").hold()
        failures = 0
        while await store.log.waiting():
            try:
                await runtime.worker.step(leases)
            except StoreUnavailable:
                failures += 1
                assert failures <= 6
        assert failures
        assert await store.dead.count() == 0
        runtime.inbox.close()
        await taking_in


@pytest.mark.parametrize(
    ("asked", "wait"), [("0", 1), ("-5", 1), ("3", 3), ("inf", 86_400), ("1e300", 86_400), ("nan", 1)]
)
async def test_whatever_a_platform_asks_for_the_attempt_has_an_end(tmp_path: Path, asked: str, wait: float) -> None:
    platform = Platform()
    platform.turns.append(HttpReply(status=429, headers={"retry-after": asked}))
    async with house(tmp_path, platform=platform, brain=SCRIPTED) as desk:
        await desk.take("phone", desk.said("hello"))
        await until(lambda: platform.calls)
        await until(lambda: desk.store.outbox.rows(OutboxStatus.PENDING))
        [row] = await desk.store.outbox.rows(OutboxStatus.PENDING)
        assert wait / 2 <= (row.not_before - desk.clock.now()).total_seconds() <= wait


async def test_a_call_that_breaks_off_in_any_way_has_an_end(tmp_path: Path) -> None:
    platform = Platform()
    platform.turns.append(ValueError("a line break in a header"))
    async with house(tmp_path, platform=platform, brain=SCRIPTED) as desk:
        await desk.take("phone", desk.said("hello"))
        await until(lambda: desk.store.outbox.rows(OutboxStatus.UNKNOWN))
        desk.clock.turn(seconds=2)
        assert await desk.settle() == {"re hello": "sent"}


class _Careless(RemoteChannel):
    """An adapter that says of the answer to one word what cannot be."""

    says: object = None

    def read_reply(self, message: Message, reply: HttpReply) -> Receipt:
        return self.says if message.text == "re odd" else super().read_reply(message, reply)  # type: ignore[return-value]


def _careless(says: object) -> Connections:
    wired = connections(settled_by=Settlement.NONE)
    channel = _Careless("phone", NoSettings())
    channel.says = says
    return replace(wired, channels={**wired.channels, "phone": channel})


@pytest.mark.parametrize("says", [None, "sent", Receipt(outcome=Outcome.RETRY, retry_after="3")])  # type: ignore[arg-type]
async def test_an_answer_that_its_adapter_reads_as_nothing_that_can_be_has_an_end(tmp_path: Path, says: object) -> None:
    async with house(tmp_path, wired=_careless(says), brain=SCRIPTED) as desk:
        await desk.take("phone", desk.said("odd"), desk.said("even"))
        assert await desk.settle() == {"re odd": "parked", "re even": "sent"}


async def test_an_id_of_a_platform_that_cannot_be_kept_as_it_is_keeps_no_other_end_from_being_written(
    tmp_path: Path,
) -> None:
    says = Receipt(outcome=Outcome.SENT, platform_id="\ud800")
    async with house(tmp_path, wired=_careless(says), brain=SCRIPTED) as desk:
        await desk.take("phone", desk.said("odd"), desk.said("even"))
        assert await desk.settle() == {"re odd": "sent", "re even": "sent"}


async def test_a_message_that_cannot_be_rendered_again_does_not_hold_up_the_others(tmp_path: Path) -> None:
    def rerender(draft: Draft, *_: object) -> tuple[Draft | None, tuple[TraceLine, ...]]:
        raise ZeroDivisionError("on purpose")

    brain = replace(SCRIPTED, is_stale=lambda draft, _situation, _now: draft.text == "re bad", rerender=rerender)
    async with house(tmp_path, brain=brain) as desk:
        await desk.take("phone", desk.said("bad", contact="eve"))
        await desk.take("phone", desk.said("hello"))
        assert await desk.settle() == {"re hello": "sent"}
        assert await desk.settle(contact="eve") == {"re bad": "dropped"}


async def _interrupted(tmp_path: Path, contacts: int) -> None:
    """A server that is killed with so many calls under way."""
    platform = Platform(hold=asyncio.Event())
    async with house(tmp_path, platform=platform, brain=SCRIPTED) as desk:
        await desk.take("phone", *(desk.said("hello", contact=f"c{number}") for number in range(contacts)))
        await until(lambda: len(platform.calls) == contacts)
        desk.crashed = True


class _Faltering:
    """The store, whose first claim is committed although its commit seems to fail."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._faltered = False

    @asynccontextmanager
    async def claiming(self, leases: Sequence[Lease]) -> AsyncIterator[Claiming]:
        async with self._store.claiming(leases) as claiming:
            yield claiming
        if not self._faltered and await self._store.outbox.rows(OutboxStatus.SENDING):
            self._faltered = True
            raise StoreUnavailable.of("FD750", reason="the answer to COMMIT did not come")


@pytest.mark.parametrize("by", [Settlement.KEY, Settlement.NONE])
async def test_a_claim_that_was_committed_unheard_is_sent_for_its_call_was_never_made(
    tmp_path: Path, by: Settlement
) -> None:
    async with house(tmp_path, wired=connections(settled_by=by), brain=SCRIPTED) as desk:
        desk.runtime.sender._store = _Faltering(desk.store)
        await desk.take("phone", desk.said("hello"))
        await until(lambda: desk.store.outbox.rows(OutboxStatus.SENDING))
        for _ in range(2):
            await desk.runtime.renew()
        desk.clock.turn(seconds=2)
        assert await desk.settle() == {"re hello": "sent"}
        assert len(desk.platform.calls) == 1


async def test_a_claim_that_was_committed_unheard_does_not_keep_a_partition_that_is_to_be_given_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house(tmp_path, wired=connections(settled_by=Settlement.KEY), brain=SCRIPTED) as desk:
        desk.runtime.sender._store = _Faltering(desk.store)
        await desk.take("phone", desk.said("hello"))
        await until(lambda: desk.store.outbox.rows(OutboxStatus.SENDING))
        with monkeypatch.context() as patch:
            patch.setattr(Leases, "_share", lambda *_: 0)
            for _ in range(2):
                await desk.runtime.renew()
            assert await desk.store.outbox.rows(OutboxStatus.SENDING) == []
        await desk.runtime.renew()
        desk.clock.turn(seconds=2)
        assert await desk.settle() == {"re hello": "sent"}
        assert len(desk.platform.calls) == 1


async def test_a_call_that_is_under_way_here_is_not_taken_for_one_that_was_left_behind(tmp_path: Path) -> None:
    platform = Platform(hold=asyncio.Event())
    async with house(tmp_path, platform=platform, brain=SCRIPTED) as desk:
        await desk.take("phone", desk.said("hello"))
        await until(lambda: platform.calls)
        for _ in range(3):
            await desk.runtime.renew()
        assert [row.attempt for row in await desk.store.outbox.rows(OutboxStatus.SENDING)] == [1]
        assert platform.hold is not None
        platform.hold.set()
        assert await desk.settle() == {"re hello": "sent"}


async def test_a_lease_that_comes_back_does_not_disown_calls_that_are_under_way(tmp_path: Path) -> None:
    platform = Platform(hold=asyncio.Event())
    async with house(tmp_path, platform=platform, brain=SCRIPTED) as desk:
        await desk.take("phone", desk.said("hello"))
        await until(lambda: platform.calls)
        desk.runtime._holding.work_on(Role.SENDER, [])
        await desk.runtime.renew()
        assert [row.attempt for row in await desk.store.outbox.rows(OutboxStatus.SENDING)] == [1]
        assert platform.hold is not None
        platform.hold.set()
        assert await desk.settle() == {"re hello": "sent"}


async def test_a_server_starts_also_where_an_account_with_an_interrupted_send_is_gone(tmp_path: Path) -> None:
    await _interrupted(tmp_path, 1)
    wired = connections()
    without = Connections(accounts={"site": wired.accounts["site"]}, channels={"site": wired.channels["site"]})
    async with house(tmp_path, wired=without, brain=SCRIPTED) as desk:
        await desk.take("site", desk.said("hello"))
        assert await desk.settle("site") == {"re hello": "sent"}
        [row] = await desk.store.outbox.rows(OutboxStatus.PARKED)
        assert row.account == "phone"


async def test_our_own_interruptions_are_not_held_against_the_account(tmp_path: Path) -> None:
    await _interrupted(tmp_path, 12)
    async with house(tmp_path, brain=SCRIPTED) as desk:
        desk.clock.turn(seconds=2)
        await until(lambda: len(desk.platform.seen) == 12)


def _in_nice(desk: House, text: str) -> MessageReceived:
    return replace(desk.said(text, contact="eve"), attributes={"establishment": "nice"})


async def _spoil(desk: House, record: str) -> None:
    """What a disk, a hand or a later version may leave as the record of Nice."""
    table = metadata.tables["establishment"]
    async with desk.store.database.write() as link:
        await link.execute(update(table).where(table.c.id == "nice").values(record=record, version="spoilt"))


@pytest.mark.parametrize("record", ['{"id": "nice", "name": "Nice", "star": 5}', '{"id": "ni', "[]"])
async def test_a_stored_record_that_cannot_be_read_costs_its_establishment_alone(tmp_path: Path, record: str) -> None:
    platform = Platform()
    platform.turns.extend([HttpReply(status=503)] * 2)
    async with house(tmp_path, platform=platform, records=[RECORD, {**RECORD, "id": "nice"}]) as desk:
        await desk.take("phone", _in_nice(desk, "hello"), desk.said("hello"))
        await until(lambda: len(platform.calls) == 2)
        await _spoil(desk, record)
        desk.clock.turn(seconds=5)
        assert await desk.settle() == {"Welcome to Lyon": "sent"}
        view = await desk.store.journal.conversation(desk.conversation("phone", "eve", establishment="nice"))
        assert view is not None
        assert (view.messages[-1].status, view.messages[-1].detail) == ("dropped", "establishment_unreadable")
        await desk.take("phone", _in_nice(desk, "again"), desk.said("hello", contact="bea"))
        assert await desk.settle(contact="bea") == {"Welcome to Lyon": "sent"}
        assert (await desk.trace(contact="eve", establishment="nice"))[1:] == [["establishment_unreadable"]]
        assert await desk.store.dead.count() == 0


async def test_plugins_are_told_that_a_record_cannot_be_read(tmp_path: Path) -> None:
    async with house(tmp_path, records=[{**RECORD, "id": "nice"}]) as desk:
        await _spoil(desk, "[]")
        assert await desk.runtime.desk.establishment("site", {"establishment": "nice"}) is None
        with pytest.raises(ConfigError, match=r"FD768.*'nice'"):
            await desk.runtime.desk.offer("site", "nice", "en")
