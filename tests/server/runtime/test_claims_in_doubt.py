"""A claim whose commit the database did not confirm: its call was not made, so it is made, and nothing is parked."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from frontdesk import Settlement, Unsettled
from frontdesk_server.store import OutboxStatus, StoreUnavailable
from frontdesk_server.store.outbox import Claiming
from frontdesk_server.store.values import Lease, Role
from tests.server.runtime.house import House, connections, house, until
from tests.server.runtime.scripted import SCRIPTED

pytestmark = pytest.mark.anyio


def _doubt(desk: House) -> list[int]:
    """The next claim that takes something is kept, and told as one that was not."""
    claim, doubted = desk.store.claiming, []

    @asynccontextmanager
    async def claiming(leases: Sequence[Lease]) -> AsyncIterator[Claiming]:
        async with claim(leases) as opened:
            yield opened
        if not doubted and await desk.store.outbox.rows(OutboxStatus.SENDING):
            doubted.append(1)
            raise StoreUnavailable.of("FD750", reason="no answer in time")

    desk.store.claiming = claiming  # type: ignore[method-assign]
    return doubted


async def test_what_was_claimed_in_doubt_and_not_called_is_sent_once_and_not_parked(tmp_path: Path) -> None:
    wired = connections(settled_by=Settlement.NONE, unsettled=Unsettled.PARK)
    async with house(tmp_path, wired=wired, brain=SCRIPTED) as desk:
        doubted = _doubt(desk)
        await desk.take("phone", desk.said("hello"))
        await until(lambda: doubted)
        assert desk.platform.calls == []
        await until(partial(_is_over, desk))
        said = await desk.settle()
    assert set(said.values()) == {"sent"}
    assert len(desk.platform.calls) == len(said)


async def test_what_another_owner_may_have_called_meanwhile_is_parked(tmp_path: Path) -> None:
    wired = connections(settled_by=Settlement.NONE, unsettled=Unsettled.PARK)
    async with house(tmp_path, wired=wired, brain=SCRIPTED) as desk:
        doubted = _doubt(desk)
        await desk.take("phone", desk.said("hello"))
        await until(lambda: doubted)
        await desk.runtime.sender.recover(desk.runtime._holding.of(Role.SENDER))  # as after a lease that was lost
        assert len(await desk.store.outbox.rows(OutboxStatus.PARKED)) == 1
    assert desk.platform.calls == []


async def _is_over(desk: House) -> bool:
    """Two renewals find a stray; then it waits its second out."""
    await desk.runtime.renew()
    desk.clock.turn(seconds=1)
    return not any([await desk.store.outbox.rows(status) for status in OutboxStatus if status != "parked"])
